//! `review`: what it says of a change of a plan is what `diff` says of the same change of a profile; what it does not know
//! it says; and of the values in a plan only sizes come through.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;
#[path = "review/formats.rs"]
mod formats;

use std::fmt::Write as _;
use std::process::{Command, Output};

use common::compile;
use scaleprof::cloud::list_prices;
use scaleprof::diagnostic::code::Code;
use scaleprof::diff::{Diff, DiffOptions};
use scaleprof::effect::Effect;
use scaleprof::existing::planned::PlanError;
use scaleprof::review::felt::Felt;
use scaleprof::review::hold::{Held, hold};
use scaleprof::review::make::{read, review};
use scaleprof::review::promise::Promise;
use scaleprof::review::{Options, Review, json, markdown, text};
use scaleprof::source::{Place, Sources};
use serde_json::{Value, json};

const KIOSK: &str = include_str!("review/kiosk.json");

fn judged(plan: &str) -> Result<Review, PlanError> {
    let mut sources = Sources::default();
    let planned = read(plan, Place::top(sources.add("plan.json", "")))?;
    let prices = list_prices();
    Ok(review(planned, &Options { region: None, prices: &prices, applied: None }))
}

/// A plan with these changes.
fn plan(changes: &[Value]) -> Value {
    json!({
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {}},
        "resource_changes": changes,
        "configuration": {"provider_config": {"aws": {"expressions": {"region": {"constant_value": "eu-west-1"}}}}},
    })
}

fn change(kind: &str, name: &str, before: &Value, after: &Value) -> Value {
    let actions = match (before.is_null(), after.is_null()) {
        (true, _) => json!(["create"]),
        (_, true) => json!(["delete"]),
        _ => json!(["update"]),
    };
    json!({
        "address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name,
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "change": {"actions": actions, "before": before, "after": after, "after_unknown": {}},
    })
}

/// The same change of a component that exists, by a switch between two profiles.
fn by_diff(kind: &str, before: &Value, after: &Value) -> (Effect, Vec<&'static str>) {
    let profile = |name: &str, fields: &Value| {
        let mut component = fields.clone();
        component["kind"] = kind.into();
        component["resource"] = "it".into();
        let mut whole = json!({
            "profile": name, "stack": "shop", "plan": "only",
            "cloud": {"provider": "aws", "region": "eu-west-1"},
            "components": {"it": component},
        });
        if name == "launch" {
            whole = json!({"profile": name, "extends": "normal", "components": {"it": fields}});
        }
        whole.to_string()
    };
    let project = compile([("normal", profile("normal", before)), ("launch", profile("launch", after))]);
    let (from, to) = (&project.plans["normal"], &project.plans["launch"]);
    let prices = list_prices();
    let diff = Diff::new(from, to, &prices, &DiffOptions::default());
    let part = diff.parts.iter().find(|part| part.name == "it").expect("the component is there");
    let mut whats: Vec<&str> =
        part.changes.iter().filter_map(|own| own.effect).map(|rule| rule.what).collect();
    whats.sort_unstable();
    (part.effect.unwrap(), whats)
}

/// A sort of component, by its profile and by Terraform: what it is, and changes there and back.
struct Pair {
    kind: &'static str,
    resource: &'static str,
    /// The same thing in both languages.
    is: (Value, Value),
    /// What changes: the fields before and after, and the attributes before and after.
    fields: [Value; 2],
    attributes: [Value; 2],
}

fn pairs() -> Vec<Pair> {
    let pair = |kind, resource, is: (Value, Value), fields: [Value; 2], attributes: [Value; 2]| Pair {
        kind,
        resource,
        is,
        fields,
        attributes,
    };
    let mut all = Vec::new();
    for multi_az in [true, false] {
        let is = || {
            (
                json!({"engine": "postgres", "version": "16", "multi_az": multi_az, "replicas": {"count": 0}, "proxy": false}),
                json!({"engine": "postgres", "engine_version": "16", "multi_az": multi_az}),
            )
        };
        all.push(pair(
            "database",
            "aws_db_instance",
            is(),
            [json!({"class": "db.m6g.large"}), json!({"class": "db.m6g.2xlarge"})],
            [json!({"instance_class": "db.m6g.large"}), json!({"instance_class": "db.m6g.2xlarge"})],
        ));
        all.push(pair(
            "database",
            "aws_db_instance",
            is(),
            [json!({"storage": {"iops": 12000}}), json!({"storage": {"iops": 16000}})],
            [json!({"iops": 12000}), json!({"iops": 16000})],
        ));
    }
    all.push(pair(
        "database",
        "aws_db_instance",
        (json!({"class": "db.m6g.large"}), json!({"instance_class": "db.m6g.large"})),
        [json!({"multi_az": false}), json!({"multi_az": true})],
        [json!({"multi_az": false}), json!({"multi_az": true})],
    ));
    for replicas in [0, 1] {
        all.push(pair(
            "cache",
            "aws_elasticache_replication_group",
            (
                json!({"engine": "redis", "replicas": replicas}),
                json!({"engine": "redis", "num_cache_clusters": replicas + 1}),
            ),
            [json!({"machine": "cache.t4g.small"}), json!({"machine": "cache.m6g.large"})],
            [json!({"node_type": "cache.t4g.small"}), json!({"node_type": "cache.m6g.large"})],
        ));
    }
    all.push(pair(
        "cache",
        "aws_elasticache_cluster",
        (json!({"engine": "memcached"}), json!({"engine": "memcached"})),
        [json!({"machine": "cache.t4g.small"}), json!({"machine": "cache.m6g.large"})],
        [json!({"node_type": "cache.t4g.small"}), json!({"node_type": "cache.m6g.large"})],
    ));
    all.push(pair(
        "server",
        "aws_instance",
        (json!({"storage": null}), json!({})),
        [json!({"machine": "m6g.large"}), json!({"machine": "m6g.xlarge"})],
        [json!({"instance_type": "m6g.large"}), json!({"instance_type": "m6g.xlarge"})],
    ));
    all.push(pair(
        "fleet",
        "aws_autoscaling_group",
        (json!({}), json!({"name": "web"})),
        [json!({"count": {"min": 2, "max": 6}}), json!({"count": {"min": 6, "max": 18}})],
        [json!({"min_size": 2, "max_size": 6}), json!({"min_size": 6, "max_size": 18})],
    ));
    all
}

fn merged(one: &Value, other: &Value) -> Value {
    let mut all = one.clone();
    for (key, value) in other.as_object().unwrap() {
        all[key] = value.clone();
    }
    all
}

/// There and back: the same effect, the same rows.
#[test]
fn a_change_has_the_effect_that_diff_says() {
    for pair in pairs() {
        for [from, to] in [[0, 1], [1, 0]] {
            let fields = [from, to].map(|at: usize| merged(&pair.is.0, &pair.fields[at]));
            let attributes = [from, to].map(|at: usize| merged(&pair.is.1, &pair.attributes[at]));
            let (effect, whats) = by_diff(pair.kind, &fields[0], &fields[1]);
            let own =
                judged(&plan(&[change(pair.resource, "it", &attributes[0], &attributes[1])]).to_string())
                    .unwrap();
            let [one] = own.changes.as_slice() else { panic!("{} changes", own.changes.len()) };
            let place = format!("{} {} {}", pair.resource, attributes[0], attributes[1]);
            assert_eq!(one.felt, Felt::from(effect), "{place}");
            assert!(one.unknown.is_empty(), "{place}: {:?}", one.unknown);
            let mut own: Vec<&str> = one.rules.iter().map(|rule| rule.what).collect();
            own.sort_unstable();
            assert_eq!(own, whats, "{place}");
        }
    }
}

#[test]
fn each_change_of_a_plan_is_told() {
    let found = judged(KIOSK).unwrap();
    let felt = |address: &str| {
        let own = found.changes.iter().find(|own| own.change.address == address);
        let own = own.unwrap_or_else(|| panic!("nothing is said of {address}"));
        (own.felt, own.unknown.clone())
    };
    let all = || vec!["all of it".to_owned()];
    assert_eq!(felt("aws_db_instance.orders"), (Felt::BriefFailover, vec![]));
    assert_eq!(felt("aws_elasticache_cluster.pages"), (Felt::Replace, vec![]));
    assert_eq!(felt("aws_iam_role_policy.queue"), (Felt::Unknown, vec!["policy".to_owned()]));
    assert_eq!(felt("aws_instance.old"), (Felt::Unknown, all()));
    assert_eq!(felt("aws_instance.reports"), (Felt::Gone, vec![]));
    assert_eq!(felt("aws_sqs_queue.mail"), (Felt::None, vec![]));
    assert_eq!(felt("data.aws_ami.base"), (Felt::None, vec![]));
    assert_eq!(felt("module.web[\"blue\"].aws_autoscaling_group.this"), (Felt::None, vec![]));
    assert_eq!(felt("module.web[\"blue\"].aws_autoscaling_schedule.spring"), (Felt::None, vec![]));
    assert_eq!(felt("module.web[\"blue\"].aws_launch_template.this"), (Felt::None, vec![]));
    assert_eq!(felt("random_pet.name"), (Felt::None, vec![]));
    assert_eq!(found.changes.len(), 11);
    assert_eq!((found.drifted, found.outputs, found.checks, found.deferred), (1, 1, 1, 0));
    assert_eq!(found.regions, ["eu-west-1"]);
    // A group with its template is one bill; what is on it costs the least and the most of its machines.
    let web = found.bills.iter().find(|bill| bill.address.contains("autoscaling_group")).unwrap();
    let [before, after] = web.hour;
    assert!(before.floor < before.ceiling && before.ceiling < after.floor, "{web:?}");
    assert!(web.unknown.is_empty(), "{web:?}");
    // A group that rolls its machines is another matter, and no row says which.
    let refreshed =
        KIOSK.replace("\"instance_refresh\": []", "\"instance_refresh\": [{\"strategy\": \"Rolling\"}]");
    let rolled = judged(&refreshed).unwrap();
    let group = rolled.changes.iter().find(|own| own.change.kind == "aws_autoscaling_group").unwrap();
    assert_eq!(group.unknown, ["launch_template.version"]);
}

fn forms(found: &Review) -> Vec<String> {
    vec![
        text::text(found, "plan.json", false),
        markdown::markdown(found),
        serde_json::to_string(&json::report(found)).unwrap(),
    ]
}

#[test]
fn no_value_but_sizes_comes_through() {
    for form in forms(&judged(KIOSK).unwrap()) {
        assert!(form.contains("db.m6g.2xlarge"), "{form}");
        for secret in
            ["do-not-show", "hunter2", "c2VjcmV0", "ami-0", "calm-otter", "Season", "spring\": ", "i-0kiosk"]
        {
            assert!(!form.contains(secret), "{secret} is in {form}");
        }
    }
    // A text in place of a size is none, and neither is one that is sensitive or known only later.
    let size = |after: Value, unknown: Value, sensitive: Value| {
        let mut own = change(
            "aws_instance",
            "it",
            &json!({"instance_type": "m6g.large"}),
            &json!({"instance_type": after}),
        );
        own["change"]["after_unknown"] = unknown;
        own["change"]["after_sensitive"] = sensitive;
        let found = judged(&plan(&[own]).to_string()).unwrap();
        assert_eq!(found.changes[0].unknown, ["instance_type"]);
        forms(&found).concat()
    };
    let none = || json!({});
    assert!(!size("A Secret Of Ours".into(), none(), none()).contains("Secret Of"));
    assert!(!size("m6g.4xlarge".into(), none(), json!({"instance_type": true})).contains("4xlarge"));
    assert!(!size(Value::Null, json!({"instance_type": true}), none()).contains("null ->"));
}

/// Names in a plan are of whoever wrote it: they steer no terminal, are no markup, and do not fill the screen.
#[test]
fn names_are_shown_and_nothing_else() {
    let hostile = [
        "x\u{1b}[2J\u{1b}]0;owned\u{7}",
        "a|b\n| c | d |\n# title\n/approve",
        "<img src=x onerror=alert(1)> @everyone [a](javascript:b) `code` ``` \u{202e}",
        &"long".repeat(10_000),
    ];
    for name in hostile {
        let mut own = change(
            "aws_db_instance",
            "it",
            &json!({"instance_class": "db.m6g.large"}),
            &json!({"instance_class": "db.m6g.xlarge"}),
        );
        own["address"] = format!("aws_db_instance.it[\"{name}\"]").into();
        own["index"] = name.into();
        own["action_reason"] = name.into();
        own["previous_address"] = name.into();
        own["change"]["replace_paths"] = json!([[name]]);
        let other = change(
            "some_thing",
            name,
            &json!({name: 1, "b": [{name: {name: 2}}]}),
            &json!({name: 2, "b": [{name: {name: 3}}]}),
        );
        let found = judged(&plan(&[own, other]).to_string()).unwrap();
        let (text, page) = (text::text(&found, "plan.json", false), markdown::markdown(&found));
        for form in [&text, &page] {
            assert!(!form.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{form}");
            assert!(form.len() < 20_000, "{} bytes", form.len());
        }
        assert!(page.lines().filter(|line| line.starts_with("| ")).count() <= 4, "{page}");
        assert!(!page.contains("<img") && !page.contains("[a](") && !page.contains("@everyone"), "{page}");
        assert!(!page.lines().any(|line| line.starts_with("# ") || line.starts_with('/')), "{page}");
    }
}

#[test]
fn what_is_no_plan_of_format_1_is_refused() {
    let format = |version: &str| {
        KIOSK.replace("\"format_version\": \"1.2\"", &format!("\"format_version\": \"{version}\""))
    };
    for version in ["1.0", "1.1", "1.2", "1.9"] {
        assert_eq!(judged(&format(version)).unwrap().changes.len(), 11, "{version}");
    }
    for version in ["0.2", "2.0", "x"] {
        assert_eq!(judged(&format(version)).unwrap_err(), PlanError::Format(version.to_owned()));
    }
    for text in
        ["", "{}", "[]", "null", "{\"format_version\": \"1.0\"}", "{\"version\": 4, \"resources\": []}"]
    {
        assert!(matches!(judged(text), Err(PlanError::NoPlan(_))), "{text}");
    }
    let broken = KIOSK.replacen("\"address\": \"aws_db_instance.orders\"", "\"address\": 1", 1);
    let Err(PlanError::NoPlan(reason)) = judged(&broken) else { panic!("an address is a text") };
    assert!(reason.contains("line ") && reason.contains("another type"), "{reason}");
}

/// Cut anywhere, a plan is told to be cut, with the place; whatever else stands in it, nothing panics.
#[test]
fn a_broken_plan_is_refused_wherever_it_breaks() {
    let compact = serde_json::from_str::<Value>(KIOSK).unwrap().to_string();
    for end in (1..compact.len() - 1).step_by(37) {
        let Some(cut) = compact.get(..end) else { continue };
        let Err(PlanError::Syntax(line, column, reason)) = judged(cut) else { panic!("{end} bytes pass") };
        assert!(
            line == 1 && column + 8 >= cut.len() && !reason.contains("hunter2"),
            "{line}:{column} {reason}"
        );
    }
    // Each value in turn is another one.
    let whole: Value = serde_json::from_str(KIOSK).unwrap();
    let mut paths = Vec::new();
    collect(&whole, String::new(), &mut paths);
    let mut passed = 0;
    for (at, path) in paths.iter().enumerate().step_by(3) {
        let mut other = whole.clone();
        let others = [Value::Null, json!([[]]), json!({"a": {}}), json!(-1.5e300), json!("x"), json!(true)];
        *other.pointer_mut(path).unwrap() = others[at % others.len()].clone();
        passed += usize::from(judged(&other.to_string()).is_ok());
    }
    assert!(passed > 50, "{passed} of {} pass", paths.len());
    // As deep as it likes.
    let deep = format!("{}{}{}", "[".repeat(100_000), 1, "]".repeat(100_000));
    let own = change(
        "aws_instance",
        "it",
        &json!({"instance_type": "DEEP"}),
        &json!({"instance_type": "m6g.large"}),
    );
    let text = plan(&[own]).to_string().replace("\"DEEP\"", &deep);
    assert!(judged(&text).is_ok_and(|found| !found.changes[0].unknown.is_empty()));
}

fn collect(of: &Value, path: String, into: &mut Vec<String>) {
    let below = |key: &str| format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"));
    match of {
        Value::Object(map) => map.iter().for_each(|(key, own)| collect(own, below(key), into)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, own)| collect(own, below(&at.to_string()), into));
        }
        _ => {}
    }
    if !path.is_empty() {
        into.push(path);
    }
}

#[test]
fn a_region_that_is_not_known_has_no_prices() {
    let mut own = serde_json::from_str::<Value>(KIOSK).unwrap();
    own["variables"] = json!({});
    let found = judged(&own.to_string()).unwrap();
    assert!(found.bills.iter().all(|bill| bill.region.is_none() && !bill.unknown.is_empty()));
    assert!(found.hour().iter().all(scaleprof::money::Amounts::is_zero));
    let said = text::text(&found, "plan.json", false);
    assert!(said.contains("the region is not known, say --region") && !said.contains("$0.00 ->"), "{said}");
}

fn run(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scaleprof"));
    command.args(args).env("NO_COLOR", "1").output().unwrap()
}

#[test]
fn a_build_server_can_refuse_a_plan() {
    let kiosk = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/review/kiosk.json");
    let code = |args: &[&str]| run(&[&["review", kiosk][..], args].concat()).status.code();
    assert_eq!(code(&[]), Some(0));
    for least in ["degraded", "brief-failover", "restart", "replace"] {
        assert_eq!(code(&["--fail-on", least]), Some(1), "{least}");
    }
    assert_eq!(code(&["--fail-on", "rejected"]), Some(1), "not all is known");
    assert_eq!(code(&["--fail-on", "rejected", "--allow-unknown-effects"]), Some(0));
    let sarif = run(&["review", kiosk, "--format", "sarif"]);
    let sarif: Value = serde_json::from_slice(&sarif.stdout).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 5, "{results:#?}");
    // What cannot be read.
    let folder = tempfile::tempdir().unwrap();
    let cut = folder.path().join("cut.json");
    std::fs::write(&cut, &KIOSK[..3000]).unwrap();
    let output = run(&["review", cut.to_str().unwrap()]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("plan-syntax") && said.contains("it ends in the middle") && said.contains("help"),
        "{said}"
    );
    assert!(!said.contains("hunter2"), "{said}");
    assert_eq!(run(&["review", "no-such-plan.json"]).status.code(), Some(2));
}

/// The JSON is as its schema says.
#[test]
fn the_published_schema_holds() {
    let schema: Value = serde_json::from_str(&json::schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let report = serde_json::to_value(json::report(&judged(KIOSK).unwrap())).unwrap();
    let mut wrong = String::new();
    for error in validator.iter_errors(&report) {
        let _ = writeln!(wrong, "{error}");
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// In a block that changes, the provider plans zeros for what nobody sets and was not set.
#[test]
fn a_zero_for_what_nobody_sets_is_no_change() {
    let side =
        |nodes: u32, warm: Value| json!({"cluster_config": [{"instance_count": nodes, "warm_count": warm}]});
    let differing = |written: Value, after: Value| {
        let mut plan = plan(&[change("aws_opensearch_domain", "search", &side(3, Value::Null), &after)]);
        plan["configuration"]["root_module"] =
            json!({"resources": [{"address": "aws_opensearch_domain.search", "expressions": written}]});
        let found = judged(&plan.to_string()).unwrap();
        let names = found.changes[0].attributes.iter().map(|own| own.name.clone());
        let paths = found.changes[0].change.differing.iter().map(|own| own.path.clone()).collect::<Vec<_>>();
        assert_eq!(names.collect::<Vec<_>>(), paths);
        paths
    };
    let [nodes, warm] = ["cluster_config.instance_count", "cluster_config.warm_count"];
    let block = |own: Value| json!({"cluster_config": [own]});
    let count = || json!({"constant_value": 6});
    assert_eq!(differing(block(json!({"instance_count": count()})), side(6, json!(0))), [nodes]);
    assert_eq!(differing(block(json!({"instance_count": count()})), side(6, json!(2))), [nodes, warm]);
    let both = json!({"instance_count": count(), "warm_count": {"references": ["var.warm"]}});
    assert_eq!(differing(block(both), side(6, json!(0))), [nodes, warm]);
    let whole = json!({"cluster_config": {"references": ["var.all"]}});
    assert_eq!(differing(whole, side(6, json!(0))), [nodes, warm]);
}

/// Two profiles of a group and a database in Terraform of the team's own.
fn kiosk() -> [(&'static str, String); 2] {
    let normal = json!({
        "profile": "normal", "stack": "kiosk",
        "cloud": {"provider": "aws", "region": "eu-west-1"},
        "terraform": {"prod": {"dir": "infra"}},
        "components": {
            "web": {"kind": "fleet", "terraform": {"address": "aws_autoscaling_group.web"}, "machine": "c6g.large", "count": {"min": 2, "max": 6}},
            "orders": {"kind": "database", "terraform": {"address": "aws_db_instance.orders"}, "class": "db.m6g.large", "multi_az": true},
        },
    });
    let launch = json!({
        "profile": "launch", "extends": "normal",
        "components": {"web": {"count": {"min": 6, "max": 18}}, "orders": {"class": "db.m6g.2xlarge"}},
    });
    [("normal", normal.to_string()), ("launch", launch.to_string())]
}

/// The plan of that switch, by the numbers that are there.
fn switched([min, max, class]: [[Value; 2]; 3]) -> Value {
    let group = |at: usize| json!({"id": "kiosk-web", "name": "kiosk-web", "min_size": min[at], "max_size": max[at], "launch_template": [{"id": "lt-0kiosk"}]});
    let template = json!({"id": "lt-0kiosk", "name": "kiosk-web", "instance_type": "c6g.large"});
    let orders = |at: usize| json!({"id": "db-KIOSK", "instance_class": class[at], "multi_az": true, "backup_retention_period": 7});
    let mut same = change("aws_launch_template", "web", &template, &template);
    same["change"]["actions"] = json!(["no-op"]);
    plan(&[
        change("aws_autoscaling_group", "web", &group(0), &group(1)),
        same,
        change("aws_db_instance", "orders", &orders(0), &orders(1)),
    ])
}

fn holds(from: &str, to: &str, plan: &Value) -> Held {
    let project = compile(kiosk());
    let prices = list_prices();
    let diff = Diff::new(&project.plans[from], &project.plans[to], &prices, &DiffOptions::default());
    let mut sources = Sources::default();
    let planned = read(&plan.to_string(), Place::top(sources.add("plan.json", ""))).unwrap();
    hold(&planned, &diff, Promise::default(), Vec::new())
}

#[test]
fn a_plan_is_held_against_the_profiles() {
    let there =
        || [[json!(2), json!(6)], [json!(6), json!(18)], [json!("db.m6g.large"), json!("db.m6g.2xlarge")]];
    let codes =
        |held: &Held| held.breaches.iter().map(|own| (own.code, own.message.clone())).collect::<Vec<_>>();
    let kept = holds("normal", "launch", &switched(there()));
    assert_eq!((codes(&kept), kept.kept), (vec![], 2));
    let back = holds("launch", "normal", &switched(there().map(|[from, to]| [to, from])));
    assert_eq!((codes(&back), back.kept), (vec![], 2));

    let one = |plan: &Value, code: Code, says: &str| {
        let held = holds("normal", "launch", plan);
        let [breach] = held.breaches.as_slice() else { panic!("{:?}", codes(&held)) };
        assert_eq!(breach.code, code, "{}", breach.message);
        assert!(breach.message.contains(says) && !breach.help.is_empty(), "{}", breach.message);
    };
    let at = |plan: &mut Value, resource: usize, side: &str, attribute: &str, value: Value| {
        plan["resource_changes"][resource]["change"][side][attribute] = value;
    };
    // One more attribute; a value of its own; one less; a resource less.
    let mut more = switched(there());
    at(&mut more, 2, "after", "backup_retention_period", json!(1));
    one(&more, Code::PlanExtra, "`backup_retention_period` changes");
    let mut other = switched(there());
    at(&mut other, 0, "after", "max_size", json!(12));
    one(&other, Code::PlanValue, "`max_size` becomes another value than 18");
    let mut less = switched(there());
    at(&mut less, 0, "after", "max_size", json!(6));
    one(&less, Code::PlanMissing, "`max_size` does not change");
    let mut gone = switched(there());
    gone["resource_changes"][2]["change"]["actions"] = json!(["no-op"]);
    at(&mut gone, 2, "after", "instance_class", json!("db.m6g.large"));
    one(&gone, Code::PlanMissing, "`aws_db_instance.orders` does not change in instance_class");
    // A replacement, something new, and something that goes.
    let mut replaced = switched(there());
    replaced["resource_changes"][2]["change"]["actions"] = json!(["delete", "create"]);
    replaced["resource_changes"][2]["change"]["replace_paths"] = json!([["instance_class"]]);
    one(&replaced, Code::PlanAction, "replace (delete, create)");
    for sides in [[Value::Null, json!({"name": "x"})], [json!({"name": "x"}), Value::Null]] {
        let mut made = switched(there());
        let own = change("aws_sqs_queue", "mail", &sides[0], &sides[1]);
        made["resource_changes"].as_array_mut().unwrap().push(own);
        one(&made, Code::PlanAction, "which neither profile says");
    }
    // A database that the plan has nothing of is in another root; a plan of nothing is none of these profiles.
    let mut elsewhere = switched(there());
    elsewhere["resource_changes"].as_array_mut().unwrap().pop();
    assert_eq!(holds("normal", "launch", &elsewhere).elsewhere, ["orders"]);
    one(&plan(&[]), Code::PlanMissing, "nothing in this plan");
    // A replica that is written as its database changes along, to the same class and to no other one.
    let mut along = switched(there());
    let written = json!({"instance_class": {"references": ["aws_db_instance.orders.instance_class", "aws_db_instance.orders"]}});
    along["configuration"]["root_module"] =
        json!({"resources": [{"address": "aws_db_instance.copy", "expressions": written}]});
    let copy = |class: &str| {
        change(
            "aws_db_instance",
            "copy",
            &json!({"instance_class": "db.m6g.large"}),
            &json!({"instance_class": class}),
        )
    };
    along["resource_changes"].as_array_mut().unwrap().push(copy("db.m6g.2xlarge"));
    assert_eq!(codes(&holds("normal", "launch", &along)), vec![]);
    along["resource_changes"][3] = copy("db.m6g.4xlarge");
    one(&along, Code::PlanExtra, "`aws_db_instance.copy`: `instance_class` changes");
    // So does a schedule that sets the same number of the group.
    let night = |[from, to]: [u32; 2]| {
        let side = |most: u32| json!({"autoscaling_group_name": "kiosk-web", "max_size": most});
        change("aws_autoscaling_schedule", "night", &side(from), &side(to))
    };
    let mut scheduled = switched(there());
    scheduled["resource_changes"].as_array_mut().unwrap().push(night([6, 18]));
    assert_eq!(codes(&holds("normal", "launch", &scheduled)), vec![]);
    scheduled["resource_changes"][3] = night([6, 12]);
    one(&scheduled, Code::PlanValue, "`max_size` becomes another value than 18");
    // What is known only later follows the template.
    let mut follows = switched(there());
    follows["resource_changes"][0]["change"]["after"]["launch_template"] = json!([{}]);
    follows["resource_changes"][0]["change"]["after_unknown"] = json!({"launch_template": [{"id": true}]});
    assert_eq!(codes(&holds("normal", "launch", &follows)), vec![]);
}

/// What differs between generated files, whenever they were applied.
#[test]
fn generated_files_promise_what_differs() {
    let normal = r#"
        resource "cloud_group" "web" {
          min = 2
          max = 6
          disk { size = 20 }
          lifecycle { ignore_changes = [desired] }
          desired = 2
        }
        resource "cloud_alarm" "web" { threshold = 80 }
    "#;
    let launch = r#"
        resource "cloud_group" "web" {
          min = local.raised ? 6 : 2
          max = 18
          disk { size = 40 }
          lifecycle { ignore_changes = [desired] }
          desired = 6
        }
        resource "cloud_alarm" "web" { threshold = 80 }
        resource "cloud_schedule" "raise" {
          count = local.before_raise ? 1 : 0
          min   = 6
        }
    "#;
    let promise = Promise::between([normal].into_iter(), [launch].into_iter());
    let told = format!("{promise:?}");
    for says in [
        "cloud_schedule.raise[0]",
        "\"disk.size\": Attribute { must: true, to: Some(\"40\") }",
        "\"max\": Attribute { must: true",
        "\"min\": Attribute { must: false",
    ] {
        assert!(told.contains(says), "{says} is not in {told}");
    }
    let resources = told.split("known:").next().unwrap();
    assert!(!resources.contains("cloud_alarm") && !resources.contains("desired"), "{told}");
}

#[test]
fn the_end_of_a_copy_takes_no_data_with_it() {
    let database = |of: &str| {
        json!({"identifier": "shop-db", "engine": "postgres", "engine_version": "16", "instance_class": "db.m6g.large",
            "allocated_storage": 100, "replicate_source_db": of})
    };
    let member = json!({"identifier": "a-1", "cluster_identifier": "a", "engine": "aurora-postgresql",
        "engine_version": "16", "instance_class": "db.r6g.large"});
    let said = |change: Value| {
        let text = text::text(&judged(&plan(&[change]).to_string()).unwrap(), "plan.json", false);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let gone = |kind: &str, before: &Value| said(change(kind, "it", before, &Value::Null));
    for copy in [gone("aws_db_instance", &database("shop-db")), gone("aws_rds_cluster_instance", &member)] {
        assert!(copy.contains("it holds a copy") && !copy.contains("goes with it"), "{copy}");
    }
    // What is no replica has an empty text there once it is made.
    let own = gone("aws_db_instance", &database(""));
    assert!(own.contains("what it holds goes with it") && !own.contains("holds a copy"), "{own}");
    let mut anew = change("aws_db_instance", "it", &database("shop-db"), &database("shop-db"));
    anew["change"]["actions"] = json!(["delete", "create"]);
    anew["change"]["after"]["instance_class"] = "db.m6g.xlarge".into();
    let anew = said(anew);
    assert!(anew.contains("made again of what it follows"), "{anew}");
}
