//! A cache on AWS: an `ElastiCache` replication group of Valkey or Redis OSS, or a cluster of Memcached.

mod item;
mod rules;

use hcl::Expression;

use crate::bill::{Lines, Quantity};
use crate::cloud::aws::alarm::{Alarm, MOST_METRICS, Metric, Signal};
use crate::cloud::aws::cache::item::{Backups, Node};
use crate::cloud::aws::cache::rules::{check_step, check_version, is_tiered};
use crate::cloud::aws::classes::Sizes;
use crate::cloud::aws::families::Families;
use crate::cloud::aws::machines::is_burstable;
use crate::cloud::aws::on::OnAws;
use crate::cloud::aws::rules::machines::{Managed, check_managed};
use crate::cloud::aws::unit::Unit;
use crate::cloud::field::Field;
use crate::cloud::lowered::{ByHand, Output, Setting};
use crate::cloud::no_room::NoRoom;
use crate::cloud::size::{self, SizeAttribute};
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::cache::{Alarms, Cache, Engine};
use crate::kind::spec::{Of, Rules};
use crate::model::maintenance::Maintenance;
use crate::model::name::Name;
use crate::model::site::Site;
use crate::terraform::resource::{Body, Resource, Step, call, list, within};
use crate::watch::{Measure, Watch};

/// The replication group's or the cluster's id. Limit: 40 characters, `ElastiCache` `CreateReplicationGroup`.
const ID: Name = Name::new("cache", "", 40);
/// The subnet group's name. Limit: 255 characters, `ElastiCache` `CreateCacheSubnetGroup`.
const SUBNETS: Name = Name::new("cache subnet group", "", 255);
/// The last backup's name. Limit: 255 characters, `ElastiCache` `DeleteReplicationGroup`.
const BACKUP: Name = Name::new("cache backup", "-final", 255);

/// The node types.
static NODES: Sizes = Sizes::new(include_str!("nodes.csv"));

/// Connections that a node takes, whatever its size: `maxclients` of Valkey and Redis OSS, `max_simultaneous_connections`
/// of Memcached. Of burstable nodes it is not known.
/// docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html
const CONNECTIONS: u64 = 65_000;

/// What a node of Memcached may swap.
/// docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.WhichShouldIMonitor.html
const SWAP: u64 = 50 << 20;

/// What `ElastiCache` says of the fields of a cache.
const ABOUT: &[Field] = &[
    Field::new("machine")
        .about("The node type, e.g. `cache.r7g.large`; `+1` or `largest` from the base profile's.")
        .examples(&["cache.r7g.large"]),
    // ElastiCache API reference, `CreateReplicationGroup`.
    Field::new("backup_days").range(0, 35),
    Field::new("maintenance").about(
        "When ElastiCache may do its own work on it, once a week and in UTC, e.g. `sun:03:00-sun:04:00`; a time that\n\
         it chooses when left out.",
    ),
];

/// The attributes that are sizes.
const SIZES: &[SizeAttribute] = &[
    SizeAttribute::new("aws_elasticache_replication_group", "node_type", "machine", size::Measure::Machine),
    SizeAttribute::new(
        "aws_elasticache_replication_group",
        "num_cache_clusters",
        "replicas",
        size::Measure::Number,
    ),
    SizeAttribute::new(
        "aws_elasticache_replication_group",
        "replicas_per_node_group",
        "replicas",
        size::Measure::Number,
    ),
    SizeAttribute::new(
        "aws_elasticache_replication_group",
        "num_node_groups",
        "shards",
        size::Measure::Number,
    ),
    SizeAttribute::new("aws_elasticache_cluster", "node_type", "machine", size::Measure::Machine),
    SizeAttribute::new("aws_elasticache_cluster", "num_cache_nodes", "shards", size::Measure::Number),
];

/// The family of parameters of a clustered cache.
/// docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html
fn clustered_parameters(engine: Engine, version: &str) -> String {
    let major = version.split('.').next().unwrap_or_default();
    let family = match (engine, major) {
        (Engine::Redis, "6") => "redis6.x".to_owned(),
        (Engine::Redis, "4" | "5") => format!("redis{major}.0"),
        _ => format!("{}{major}", engine.name()),
    };
    format!("default.{family}.cluster.on")
}

/// How `ElastiCache` shows that it has no node of a type left, and the way out.
const NO_ROOM: NoRoom = NoRoom {
    sign: |_| {
        "ElastiCache has no room for a node type: it answers InsufficientCacheClusterCapacity, or the apply succeeds and the step's check still shows the old node type or number of nodes"
            .to_owned()
    },
    way_out: |smaller| {
        format!("the cache runs on as it was, and nothing is lost; take {}: {}", smaller.sizes, smaller.again)
    },
};

impl OnAws for Cache {
    const SERVICES: &'static str = "ElastiCache for Valkey, Redis OSS or Memcached";
    const SIZES: &'static [SizeAttribute] = SIZES;
    const FAMILIES: Option<Families> = Some(Families { ladder: |name, region| NODES.ladder(name, region) });
    const FIELDS: &'static [Field] = ABOUT;

    fn names(_: &Of<Self>) -> &'static [Name] {
        &[ID, SUBNETS, BACKUP]
    }

    fn no_room(_: &Of<Self>) -> NoRoom {
        NO_ROOM
    }

    fn bill(of: &Of<Self>, _: &Site, lines: &mut Lines<'_>) {
        let Of { identity, capacity } = of;
        let node = Node {
            engine: identity.engine,
            machine: capacity.machine.clone(),
            clustered: identity.clustered,
        };
        lines.add(node, Quantity::fixed(of.nodes().into()));
        if identity.backup_days.is_some_and(|days| days > 1) {
            lines.add_unknown(Backups);
        }
    }

    fn alarms(of: &Of<Self>) -> Vec<Alarm> {
        let Alarms { cpu, memory, connections } = of.capacity.alarms;
        let metrics = of.nodes().min(MOST_METRICS).into();
        let on = |watch: Watch, signal: fn(&Unit<'_>) -> Signal| watch.metrics(metrics).on(signal);
        let cpu = Watch::above("cpu", "CPU of its busiest node", Measure::Percent, cpu).then(
            "find the command that takes it all (SLOWLOG GET); more shards, or a larger node, hours before",
        );
        let mut out = if of.identity.engine.copies() {
            let memory = Watch::above("memory", "memory of its fullest node", Measure::Percent, memory).then(
                "shorten how long keys live; a larger node, or one shard more: what does not fit is evicted",
            );
            vec![
                on(cpu, |unit| nodes(unit, "EngineCPUUtilization")),
                on(memory, |unit| nodes(unit, "DatabaseMemoryUsagePercentage")),
            ]
        } else {
            let swap = Watch::above("memory", "memory that a node swaps", Measure::Bytes, SWAP)
                .then("one node more (`shards`): what does not fit is evicted");
            vec![on(cpu, |unit| nodes(unit, "CPUUtilization")), on(swap, |unit| nodes(unit, "SwapUsage"))]
        };
        if let Some(limit) = Self::connection_limit(of) {
            let threshold = limit * u64::from(connections) / 100;
            let watch = Watch::above(
                "connections",
                "connections of a node",
                Measure::Count("connections"),
                threshold,
            )
            .then(
                "lower count.max of the largest client, or its pool: nobody can connect once they are gone",
            );
            out.push(on(watch, |unit| nodes(unit, "CurrConnections")));
        }
        out
    }

    fn connection_limit(of: &Of<Self>) -> Option<u64> {
        // A client of a clustered cache connects to each shard.
        (!is_burstable(&of.capacity.machine)).then_some(CONNECTIONS)
    }

    fn effect_holds(when: &str, _: &Of<Self>, after: &Of<Self>) -> bool {
        when != "without-copies" || !after.identity.engine.copies()
    }

    fn check(of: &Of<Self>, baseline: Option<&Of<Self>>, site: &Site, rules: &mut dyn Rules) {
        let Of { identity, capacity } = of;
        check_version(identity.engine, &identity.version, rules);
        let own = Managed {
            what: "node type",
            field: "machine",
            size: &capacity.machine,
            engine: identity.engine.name(),
            sizes: &NODES,
            of: "2025-03-14",
            example: "cache.r7g.large",
        };
        if is_tiered(&capacity.machine) && !identity.engine.copies() {
            let message =
                format!("`{}` keeps a part of its data on a disk, and memcached cannot", capacity.machine);
            let finding = Finding::new(Code::BadValue, rules.place("machine"), message);
            rules.report(finding.help("take a node without a disk, e.g. of the family `r6g`"));
        } else {
            check_managed(own, &site.region, rules);
        }
        if let Some(baseline) = baseline {
            check_step(of, baseline, rules);
        }
    }

    fn lower(of: &Of<Self>, unit: &Unit<'_>, out: &mut Output) {
        lower(of, unit, out);
    }
}

/// Where the capacity of a replication group is in what `ElastiCache` says of it.
const GROUP_FIELDS: [(&str, &str); 6] = [
    ("node_type", "CacheNodeType"),
    ("num_cache_clusters", "length(MemberClusters)"),
    ("num_node_groups", "length(NodeGroups)"),
    ("replicas_per_node_group", "length(NodeGroups[0].NodeGroupMembers[1:])"),
    ("automatic_failover_enabled", "AutomaticFailover==`\"enabled\"`"),
    ("multi_az_enabled", "MultiAZ==`\"enabled\"`"),
];
/// The same of a cluster of Memcached.
const CLUSTER_FIELDS: [(&str, &str); 3] = [
    ("node_type", "CacheNodeType"),
    ("num_cache_nodes", "NumCacheNodes"),
    ("az_mode", "PreferredAvailabilityZone==`\"Multiple\"` && `\"cross-az\"` || `\"single-az\"`"),
];

/// What `modify-replication-group` changes; shards and copies take commands of their own.
const GROUP_OPTIONS: [(&str, Setting); 3] = [
    ("node_type", Setting::Word("--cache-node-type")),
    (
        "automatic_failover_enabled",
        Setting::Flag("--automatic-failover-enabled", "--no-automatic-failover-enabled"),
    ),
    ("multi_az_enabled", Setting::Flag("--multi-az-enabled", "--no-multi-az-enabled")),
];
/// What `modify-cache-cluster` changes.
const CLUSTER_OPTIONS: [(&str, Setting); 2] =
    [("num_cache_nodes", Setting::Word("--num-cache-nodes")), ("az_mode", Setting::Word("--az-mode"))];

fn lower(of: &Of<Cache>, unit: &Unit<'_>, out: &mut Output) {
    let subnets = unit.resource("aws_elasticache_subnet_group", "").identity(|r| {
        r.set("name", unit.name(&SUBNETS)).set("subnet_ids", unit.sites.private_ids());
    });
    let group = subnets.attr("name");
    out.add(subnets);
    let id = unit.name(&ID);
    let shared = |r: &mut Body| {
        let identity = &of.identity;
        r.set("engine", identity.engine.name()).set("engine_version", identity.version.as_str());
        r.set("port", identity.engine.port()).set("subnet_group_name", group.clone());
        r.set("security_group_ids", list([unit.sites.internal.clone()]));
        r.set_some("maintenance_window", identity.maintenance.as_ref().map(Maintenance::as_str));
        // Without it AWS takes the change and puts it off to the next maintenance window.
        r.set("apply_immediately", true);
    };
    let cache = if of.identity.engine.copies() {
        replication_group(of, unit, &id, shared)
    } else {
        memcached(of, unit, &id, shared)
    };
    let by_hand = |command: &str, options| ByHand {
        before: Vec::new(),
        change: unit.typed(&format!("elasticache {command} {id} --apply-immediately")),
        behind: " --query '*.PendingModifiedValues'",
        options,
        between: " ",
        after: Vec::new(),
    };
    let address = if of.identity.engine.copies() {
        let found = format!("elasticache describe-replication-groups --replication-group-id {id}");
        let typed = by_hand("modify-replication-group --replication-group-id", &GROUP_OPTIONS[..]);
        let (found, done) = ((found.as_str(), "ReplicationGroups[0]"), ("Status", "available"));
        unit.view(("aws_elasticache_replication_group", ""), found, &GROUP_FIELDS, done, typed, out);
        let clustered = of.identity.clustered;
        cache.attr(if clustered { "configuration_endpoint_address" } else { "primary_endpoint_address" })
    } else {
        let found = format!("elasticache describe-cache-clusters --cache-cluster-id {id}");
        let typed = by_hand("modify-cache-cluster --cache-cluster-id", &CLUSTER_OPTIONS[..]);
        let (found, done) = ((found.as_str(), "CacheClusters[0]"), ("CacheClusterStatus", "available"));
        unit.view(("aws_elasticache_cluster", ""), found, &CLUSTER_FIELDS, done, typed, out);
        cache.attr("cluster_address")
    };
    out.add(cache);
    unit.alarms(&Cache::alarms(of), out);
    unit.tell("address", format!("Where {} answers", unit.slug), address, out);
}

fn replication_group(of: &Of<Cache>, unit: &Unit<'_>, id: &str, shared: impl Fn(&mut Body)) -> Resource {
    let Of { identity, capacity } = of;
    let days = identity.backup_days.unwrap_or(1);
    unit.resource("aws_elasticache_replication_group", "")
        .keep()
        .identity(|r| {
            r.set("replication_group_id", id).set("description", unit.title());
            shared(r);
            let parameters = || clustered_parameters(identity.engine, &identity.version);
            r.set_some("parameter_group_name", identity.clustered.then(parameters));
            r.set("at_rest_encryption_enabled", true).set("transit_encryption_enabled", of.tls());
            r.set("snapshot_retention_limit", days);
            r.set_some("final_snapshot_identifier", (days > 0).then(|| unit.name(&BACKUP)));
            r.set_some("data_tiering_enabled", is_tiered(&capacity.machine).then_some(true));
        })
        .capacity(|r| {
            r.set("node_type", capacity.machine.as_str());
            if identity.clustered {
                r.set("num_node_groups", capacity.shards).set("replicas_per_node_group", capacity.replicas);
            } else {
                r.set("num_cache_clusters", 1 + capacity.replicas);
            }
            // A clustered cache always has somebody to decide who takes over.
            r.set("automatic_failover_enabled", identity.clustered || capacity.replicas > 0);
            r.set("multi_az_enabled", capacity.replicas > 0);
        })
}

fn memcached(of: &Of<Cache>, unit: &Unit<'_>, id: &str, shared: impl Fn(&mut Body)) -> Resource {
    let Of { capacity, .. } = of;
    unit.resource("aws_elasticache_cluster", "")
        .keep()
        .identity(|r| {
            r.set("cluster_id", id);
            shared(r);
            r.set_some("transit_encryption_enabled", of.tls().then_some(true));
        })
        .capacity(|r| {
            r.set("node_type", capacity.machine.as_str()).set("num_cache_nodes", capacity.shards);
            r.set("az_mode", if capacity.shards > 1 { "cross-az" } else { "single-az" });
        })
}

/// The worst of a figure over all nodes, as far as one alarm can read them.
fn nodes(unit: &Unit<'_>, name: &'static str) -> Signal {
    let spec: &dyn std::any::Any = unit.component.part.spec;
    let Some(of) = spec.downcast_ref::<Of<Cache>>() else {
        return Signal::worst([]);
    };
    let metric = |id: Expression| Metric::of(["AWS/ElastiCache", name, "Maximum"], "CacheClusterId", id);
    let nodes = (0..of.nodes()).take(MOST_METRICS as usize);
    Signal::worst(nodes.map(|at| match unit.stand() {
        Some(_) => node_beside(of, unit, at, metric),
        None => node(of, unit, at, metric),
    }))
}

/// A metric of one of the nodes, by the names that they are given.
fn node(of: &Of<Cache>, unit: &Unit<'_>, at: u32, metric: impl Fn(Expression) -> Metric) -> Metric {
    let id = unit.name(&ID);
    let per_shard = 1 + of.capacity.replicas;
    let (shard, node) = (at / per_shard + 1, at % per_shard + 1);
    if !of.identity.engine.copies() {
        let node: Expression = format!("{:04}", at + 1).into();
        metric(id.into()).and("CacheNodeId", node)
    } else if of.identity.clustered {
        metric(format!("{id}-{shard:04}-{node:03}").into())
    } else {
        metric(format!("{id}-{node:03}").into())
    }
}

/// The same of a cache in Terraform of the team's own, by what its resource says of its nodes.
fn node_beside(of: &Of<Cache>, unit: &Unit<'_>, at: u32, metric: impl Fn(Expression) -> Metric) -> Metric {
    if of.identity.engine.copies() {
        // One node alone may be a cluster.
        if let Some(alone) = unit.refer_beside("aws_elasticache_cluster", "cluster_id") {
            return metric(alone);
        }
        let all = unit.refer("aws_elasticache_replication_group", "", "member_clusters");
        return metric(within(call("sort", [all]), &[Step::Number(at.into())]));
    }
    let id = unit.refer_any("aws_elasticache_cluster", "", &["cluster_id", "id"]);
    let all = unit.refer("aws_elasticache_cluster", "", "cache_nodes");
    metric(id).and("CacheNodeId", within(all, &[Step::Number(at.into()), Step::Name("id")]))
}
