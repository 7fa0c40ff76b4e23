//! `cache`: data in memory as a service, scaled by node type, by copies and by shards.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::{Facets, Kind, MACHINE, MACHINE_SAYS, Of, Rules};
use crate::model::maintenance::Maintenance;

/// Data in memory as a service.
#[derive(Debug)]
pub struct Cache;

/// What a cache is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The engine.
    pub(crate) engine: Engine,
    /// The engine's version, e.g. `"8.0"`.
    #[schemars(regex(pattern = r"^[0-9]{1,3}(\.[0-9]{1,3}){0,2}$"), extend("patternErrorMessage" = "a version is up to three numbers with dots, such as `\"8.0\"` or `1.6.22`"))]
    pub(crate) version: String,
    /// Whether the keys are split between shards. Clients must speak the cluster protocol then. It is part of what the
    /// cache is, because clients are built for one or the other.
    #[serde(default)]
    pub(crate) clustered: bool,
    /// Whether clients must encrypt what they send; true when left out, but for memcached.
    pub(crate) tls: Option<bool>,
    /// For how many days a daily backup is kept, 0 for none; 1 when left out. Memcached has none.
    pub(crate) backup_days: Option<u32>,
    /// When the cloud may do its own work on it, once a week and in UTC.
    pub(crate) maintenance: Option<Maintenance>,
}

/// An engine of caches.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Engine {
    /// Valkey.
    Valkey,
    /// Redis OSS.
    Redis,
    /// Memcached.
    Memcached,
}

impl Engine {
    /// The word in a profile.
    #[must_use]
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Valkey => "valkey",
            Self::Redis => "redis",
            Self::Memcached => "memcached",
        }
    }

    /// Whether it keeps copies of what it holds.
    #[must_use]
    pub(crate) const fn copies(self) -> bool {
        match self {
            Self::Valkey | Self::Redis => true,
            Self::Memcached => false,
        }
    }

    /// The port that clients connect to.
    #[must_use]
    pub(crate) const fn port(self) -> u16 {
        if self.copies() { 6379 } else { 11211 }
    }
}

/// How big a cache is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// The node type; `+1` or `largest` from the base profile's.
    #[schemars(regex(pattern = MACHINE), extend("format" = "machine", "patternErrorMessage" = MACHINE_SAYS))]
    pub(crate) machine: String,
    /// Copies of each shard beside its first node. One of them takes over when that fails or changes; they can be read.
    #[serde(default)]
    #[schemars(range(max = 5))]
    pub(crate) replicas: u32,
    /// Parts that the keys are split into: of a clustered cache its shards, of memcached its nodes.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 500))]
    pub(crate) shards: u32,
    /// From where on its owner is called.
    #[serde(default)]
    pub(crate) alarms: Alarms,
}

/// From where on the owner of a cache is called.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Alarms {
    /// Percent of the CPU that the engine can use, over five minutes; 80 when left out.
    #[schemars(range(min = 1, max = 99), extend("format" = "percent"))]
    pub(crate) cpu: u32,
    /// Percent of its memory; 80 when left out. Memcached is watched by what it swaps instead.
    #[schemars(range(min = 1, max = 99), extend("format" = "percent"))]
    pub(crate) memory: u32,
    /// Percent of the connections that a node takes; 80 when left out.
    #[schemars(range(min = 1, max = 99), extend("format" = "percent"))]
    pub(crate) connections: u32,
}

impl Default for Alarms {
    fn default() -> Self {
        Self { cpu: 80, memory: 80, connections: 80 }
    }
}

const fn one() -> u32 {
    1
}

impl Of<Cache> {
    /// The number of its nodes.
    #[must_use]
    pub(crate) const fn nodes(&self) -> u32 {
        self.capacity.shards * (1 + self.capacity.replicas)
    }

    /// Whether clients must encrypt what they send.
    #[must_use]
    pub(crate) fn tls(&self) -> bool {
        self.identity.tls.unwrap_or_else(|| self.identity.engine.copies())
    }
}

impl Kind for Cache {
    const NAME: &'static str = "cache";
    const SUMMARY: &'static str = "data in memory as a service";
    type Identity = Identity;
    type Capacity = Capacity;

    fn facets(of: &Of<Self>) -> Facets<'_> {
        Facets {
            node: Some(("machine", &of.capacity.machine)),
            standby: of.capacity.replicas > 0,
            maintenance: of.identity.maintenance.as_ref(),
            ..Facets::default()
        }
    }

    fn check(of: &Of<Self>, rules: &mut dyn Rules) {
        let Of { identity, capacity } = of;
        let mut refuse = |field: &str, message: &str, help: &str| {
            rules.report(Finding::new(Code::BadValue, rules.place(field), message).help(help));
        };
        if !identity.engine.copies() {
            if capacity.replicas > 0 {
                refuse(
                    "replicas",
                    "memcached keeps no copies",
                    "leave `replicas` out: `shards` is its number of nodes",
                );
            }
            if identity.clustered {
                refuse(
                    "clustered",
                    "memcached knows no clusters: its clients split the keys",
                    "leave it out",
                );
            }
            if identity.backup_days.is_some_and(|days| days > 0) {
                refuse("backup_days", "memcached has no backups", "leave it out");
            }
        } else if capacity.shards > 1 && !identity.clustered {
            let help = "add `clustered: true` if its clients speak the cluster protocol; else take a larger `machine`";
            refuse("shards", "only a clustered cache has several shards", help);
        }
    }
}
