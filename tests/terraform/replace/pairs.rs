//! The changes that are tried: a component for each, which differs in one field between two profiles.

use serde_json::{Value, json};

use crate::common::{fields, stack};

/// A component that differs in one field.
#[derive(Debug)]
pub(super) struct Pair {
    /// Its name in both profiles.
    pub name: String,
    /// Its kind.
    pub kind: &'static str,
    /// The field, segments split by dots.
    pub field: String,
    /// The component on a normal day.
    pub normal: Value,
    /// What is laid over it on launch day.
    pub launch: Value,
}

/// A field's value before and after, and what else the component must say for them.
struct Move(Value, Value, Value);

fn from(from: impl Into<Value>, to: impl Into<Value>) -> Move {
    Move(from.into(), to.into(), json!({}))
}

/// A field that is left out before.
fn new(to: impl Into<Value>) -> Move {
    from(Value::Null, to)
}

/// What a database with replicas has beside them.
fn replicated(replicas: &Value, standby: bool) -> Value {
    let secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf";
    json!({"replicas": replicas, "multi_az": standby, "password_secret": secret})
}

/// A database of Aurora with so many readers.
fn aurora(class: &str, readers: &Value) -> Value {
    json!({"engine": "aurora-postgres", "class": class, "readers": readers, "storage": null})
}

/// One with a reader, whole.
pub(super) fn aurora_base() -> Value {
    let mut own = base("database");
    lay_over(&mut own, &aurora("db.r6g.large", &json!({"min": 1, "max": 3})));
    remove(&mut own, "storage");
    own
}

/// The same that scales by itself.
fn serverless() -> Value {
    let mut own = aurora("db.serverless", &json!({"min": 1, "max": 2}));
    own["capacity"] = json!({"min": 2, "max": 8});
    own
}

impl Move {
    fn on(self, rest: Value) -> Self {
        Self(self.0, self.1, rest)
    }
}

/// What is tried with a field that a database has with Aurora.
fn of_aurora(field: &str) -> Vec<Move> {
    let [small, large, other] = ["db.r6g.large", "db.r6g.xlarge", "db.r7g.large"];
    let readers = |readers: Value| aurora(small, &readers);
    match field {
        "class" => vec![
            from(small, large).on(readers(json!({"min": 1, "max": 3}))),
            from(small, large).on(readers(json!({"min": 0, "max": 0}))),
            from(small, other).on(readers(json!({"min": 1, "max": 3}))),
        ],
        "readers.min" => vec![from(1, 2).on(readers(json!({"max": 4})))],
        "readers.max" => vec![from(2, 4).on(readers(json!({"min": 1})))],
        "readers.expected" => {
            let on = || readers(json!({"min": 1, "max": 4}));
            vec![from(1, 2).on(on()), new(2).on(on())]
        }
        "capacity.min" => vec![from(2, 4.5).on(serverless())],
        "capacity.max" => vec![from(8, 16).on(serverless())],
        _ => Vec::new(),
    }
}

/// What is tried with a field; nothing for one that nobody has thought of.
fn moves(kind: &str, field: &str) -> Vec<Move> {
    let memcached = || json!({"engine": "memcached", "version": "1.6.22", "replicas": 0});
    let tasks = || json!({"container": {"image": "ghcr.io/example/sync:1", "cpu": 1, "memory": "2GiB"}});
    let striped = || json!({"storage": {"size": "400GiB"}});
    match (kind, field) {
        ("database", "class") => {
            let standby = |on: bool| json!({"multi_az": on});
            let pair = |on| from("db.m6g.large", "db.m6g.xlarge").on(standby(on));
            let follow = from("db.m6g.large", "db.m6g.xlarge").on(replicated(&json!({"count": 1}), true));
            let own = vec![pair(true), pair(false), from("db.m6g.large", "db.m7g.large"), follow];
            own.into_iter().chain(of_aurora(field)).collect()
        }
        ("database", "replicas.count") => {
            let on = |standby| replicated(&json!({}), standby);
            vec![from(1, 2).on(on(true)), from(1, 2).on(on(false)), new(1).on(on(false))]
        }
        ("database", "replicas.class") => {
            let one = || replicated(&json!({"count": 1}), true);
            vec![
                from("db.m6g.large", "db.m6g.xlarge").on(one()),
                from("db.m6g.large", "db.m7g.large").on(one()),
                new("db.m6g.xlarge").on(one()),
                // That of the database, which they have anyway.
                new("db.m6g.large").on(one()),
            ]
        }
        (_, "storage.size") => vec![
            from("400GiB", "800GiB"),
            from("200GiB", "400GiB"),
            from("400GiB", "200GiB").on(json!({"storage": {"keep": false}})),
        ],
        ("database", "storage.iops") => vec![from(13_000, 16_000).on(striped()), new(16_000).on(striped())],
        ("database", "storage.throughput") => vec![from(600, 900).on(striped()), new(900).on(striped())],
        (_, "storage.iops") => vec![from(4000, 6000), new(6000)],
        (_, "storage.throughput") => vec![from(200, 400), new(400)],
        (_, "storage.type") => {
            let provisioned = json!({"storage": {"size": "400GiB", "iops": 4000}});
            let mut all = vec![from("gp3", "gp2"), from("io1", "io2").on(provisioned)];
            if kind == "database" {
                // Without a standby and with a parameter group of its own.
                let alone = json!({
                    "multi_az": false, "max_connections": 500, "storage": {"size": "400GiB", "iops": 12_000},
                });
                all.push(from("gp3", "io1").on(alone));
            }
            all
        }
        (_, "storage.max_size") => vec![from("500GiB", "800GiB"), new("500GiB")],
        (_, "storage.keep") => vec![from(false, true), from(true, false)],
        (_, "multi_az") => vec![from(false, true), new(true)],
        (_, "disk.type") => {
            let size = || json!({"disk": {"size": "20GiB"}});
            vec![from("gp3", "gp2").on(size()), new("gp2").on(size())]
        }
        (_, "disk.size") => vec![from("20GiB", "40GiB"), new("40GiB")],
        ("cache", "machine") => {
            let [small, large] = ["cache.m7g.large", "cache.m7g.xlarge"];
            vec![
                from(small, large),
                from(small, large).on(json!({"replicas": 0})),
                from(small, "cache.m6g.large"),
                from(small, large).on(memcached()),
            ]
        }
        (_, "replicas") => vec![from(1, 2), new(1)],
        (_, "shards") => {
            vec![
                from(2, 3).on(json!({"clustered": true})),
                from(2, 4).on(memcached()),
                new(2).on(memcached()),
            ]
        }
        (_, "machine") => vec![from("m6g.large", "m6g.xlarge"), from("m6g.large", "m7g.large")],
        ("workers", "traffic.logs") => vec![from("1GiB", "2GiB").on(tasks()), new("1GiB").on(tasks())],
        ("workers", "count.min") => vec![from(3, 6), from(3, 6).on(tasks())],
        ("workers", "count.max") => vec![from(9, 12), from(9, 12).on(tasks())],
        (_, "count.min") => vec![from(3, 6)],
        (_, "count.max") => vec![from(9, 12)],
        (_, "count.expected") => vec![from(3, 6), new(6)],
        (_, "scale_on.cpu") => vec![from(40, 70), new(50)],
        (_, "scale_on.requests") => vec![from(500, 1000), new(1000)],
        (_, "queue.backlog_per_worker" | "queue.sent_per_worker") => {
            vec![from(20, 40), from(20, 40).on(tasks())]
        }
        (_, "queue.visibility") => vec![from("5m", "9m"), new("9m")],
        (_, "queue.tries") => vec![from(3, 7), new(7)],
        (_, "queue.messages") => vec![from(1000, 2000), new(1000)],
        (_, "traffic.connections") => vec![from(10, 20), new(10)],
        (_, "traffic.data" | "traffic.logs" | "traffic.nat") => vec![from("1GiB", "2GiB"), new("1GiB")],
        (_, "balancer.reserved") => vec![from(200, 300), new(200)],
        (_, "alarms.lag") => {
            let one = || replicated(&json!({"count": 1}), true);
            vec![from("10s", "20s").on(one()), new("10s").on(one())]
        }
        (_, "alarms.latency") => vec![from("500ms", "900ms"), new("500ms")],
        (_, "alarms.oldest") => vec![from("5m", "9m"), new("5m")],
        (_, "alarms.backlog") => vec![from(100, 200), new(100)],
        (_, field) if field.starts_with("alarms.") => vec![from(30, 40), new(30)],
        (_, "owner") => vec![from("web", "ops"), new("ops")],
        (_, "connects_to.anchor.connections") => vec![from(1, 2), new(1)],
        ("database", _) => of_aurora(field),
        _ => Vec::new(),
    }
}

/// The fields that a profile can change of each kind, those that all kinds share among them.
pub(super) fn all_fields() -> Vec<(&'static str, String)> {
    let mut all = fields();
    for kind in scaleprof::kind::KINDS {
        all.extend(["owner", "connects_to.anchor.connections"].map(|field| (kind.name, field.to_owned())));
    }
    all
}

/// Every change of every field.
pub(super) fn pairs() -> Vec<Pair> {
    let mut out = Vec::new();
    for (kind, field) in all_fields() {
        for (at, Move(before, after, rest)) in moves(kind, &field).into_iter().enumerate() {
            let mut normal = base(kind);
            lay_over(&mut normal, &rest);
            if normal.get("container").is_some() {
                remove(&mut normal, "machine");
            }
            remove(&mut normal, &field);
            if !before.is_null() {
                lay_over(&mut normal, &nested(&field, before));
            }
            let number = out.len();
            let name = format!("{kind}-{number}-{at}");
            out.push(Pair { name, kind, field: field.clone(), normal, launch: nested(&field, after) });
        }
    }
    out
}

/// A component of a kind, with an image that nothing must be asked for.
pub(super) fn base(kind: &str) -> Value {
    let stack = stack();
    let components = stack["components"].as_object().expect("a stack has components");
    let mut base = components.values().find(|one| one["kind"] == kind).expect("one of each kind").clone();
    if base.get("count").is_some() {
        base["count"] = json!({"min": 3, "max": 9});
    }
    if kind == "server" {
        base["image"] = "ami-0123456789abcdef0".into();
    }
    if kind == "app" {
        base["secrets"] = json!({"DB_PASSWORD": {"database": "anchor"}});
    }
    base
}

/// A value below the segments of a field.
fn nested(field: &str, value: Value) -> Value {
    field.rsplit('.').fold(value, |below, key| json!({key: below}))
}

fn lay_over(onto: &mut Value, what: &Value) {
    match (onto, what) {
        (Value::Object(onto), Value::Object(what)) => {
            for (key, what) in what {
                lay_over(onto.entry(key).or_insert(Value::Null), what);
            }
        }
        (onto, what) => *onto = what.clone(),
    }
}

/// Takes a field out, with the mappings that it leaves empty.
fn remove(from: &mut Value, field: &str) {
    let Some(from) = from.as_object_mut() else {
        return;
    };
    match field.split_once('.') {
        None => drop(from.remove(field)),
        Some((key, rest)) => {
            if let Some(below) = from.get_mut(key) {
                remove(below, rest);
                if below == &json!({}) {
                    from.remove(key);
                }
            }
        }
    }
}
