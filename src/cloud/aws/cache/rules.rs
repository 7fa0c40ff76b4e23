//! The rules on caches: their version, and the step from the everyday cache.

use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::cache::{Cache, Engine};
use crate::kind::spec::{Of, Rules};

/// Whether a node type keeps a part of its data on a disk.
/// docs.aws.amazon.com/AmazonElastiCache/latest/dg/data-tiering.html
pub(super) fn is_tiered(node: &str) -> bool {
    node.starts_with("cache.r6gd.")
}

/// Versions that `ElastiCache` creates, by engine, the oldest first; the last is the newest known.
/// docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html, read 2026-11-28.
const fn versions(engine: Engine) -> &'static [&'static str] {
    match engine {
        Engine::Valkey => &["7.2", "8.0", "8.1"],
        Engine::Redis => &["4.0", "5.0", "6.0", "6.2", "7.0", "7.1"],
        Engine::Memcached => &["1.4", "1.5", "1.6"],
    }
}

/// `ElastiCache` has the version, as far as the table knows.
pub(super) fn check_version(engine: Engine, version: &str, rules: &mut dyn Rules) {
    let known = versions(engine);
    let minor = version.splitn(3, '.').take(2).collect::<Vec<_>>().join(".");
    if known.contains(&minor.as_str()) {
        return;
    }
    let message = format!("ElastiCache is not known to have {} `{version}`", engine.name());
    let finding = Finding::new(Code::UnknownVersion, rules.place("version"), message)
        .note("the list of versions is of 2026-11-28; a newer one may exist");
    rules.report(finding.help(format!("choose one of {}, or allow it with a reason", known.join(", "))));
}

/// The step from the everyday cache is one that `ElastiCache` takes, and that does not make it anew.
pub(super) fn check_step(of: &Of<Cache>, baseline: &Of<Cache>, rules: &mut dyn Rules) {
    let (now, then) = (&of.capacity, &baseline.capacity);
    let resized = now.machine != then.machine;
    if resized && (!of.identity.engine.copies() || is_tiered(&now.machine) != is_tiered(&then.machine)) {
        let why = if of.identity.engine.copies() {
            "nodes with a disk and nodes without cannot become each other"
        } else {
            "a node of memcached cannot change its type"
        };
        let message = format!("{why}: the cache would be deleted, and made anew and empty");
        let finding = Finding::new(Code::CacheEmptied, rules.place("machine"), message)
            .note("everything that it spares the database would reach the database at once");
        let help = if of.identity.engine.copies() {
            format!("stay with nodes {} a disk", if is_tiered(&then.machine) { "with" } else { "without" })
        } else {
            format!("leave `{}` and add nodes: `shards: x2`", then.machine)
        };
        return rules.report(rules.beside_normal(finding.help(help), "machine"));
    }
    for (field, now, then) in [("replicas", now.replicas, then.replicas), ("shards", now.shards, then.shards)]
    {
        if resized && now != then {
            let message = format!(
                "`machine` and `{field}` change in one step, and ElastiCache refuses the second of both"
            );
            let finding = Finding::new(Code::CacheTwoChanges, rules.place(field), message)
                .note("github.com/hashicorp/terraform-provider-aws/issues/50096: InvalidCacheClusterState")
                .help(format!(
                    "change one of both: `{field}: {then}` here, or the launch's number every day"
                ));
            rules.report(rules.beside_normal(finding, field));
        } else if now < then {
            let message = format!("`{field}` is {now} here, and {then} on a normal day");
            let finding = Finding::new(Code::LaunchBelowNormal, rules.place(field), message).help(format!(
                "leave it at {then}, or allow it with a reason: `allow: {{launch-below-normal: …}}`"
            ));
            rules.report(rules.beside_normal(finding, field));
        }
    }
    if resized && then.replicas == 0 {
        let message = "without a copy the cache is not there for seconds to minutes while its node changes";
        let finding = Finding::new(Code::SingleZoneResize, rules.place("machine"), message)
            .help("set `replicas: 1` days before; then a copy takes over");
        rules.report(rules.beside_normal(finding, "machine"));
    }
}
