//! `database`: SQL as a service, scaled up by class.

use crate::kind::engine::Engine;
use crate::kind::spec::{DatabaseFacet, ReaderFacet};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::kind::spec::{Facets, Kind, MACHINE, MACHINE_SAYS, Of};
use crate::model::capacity::Storage;
use crate::model::length::Length;
use crate::model::maintenance::Maintenance;

/// SQL as a service.
#[derive(Debug)]
pub struct Database;

/// What a database is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The engine.
    pub engine: Engine,
    /// The engine's version; the major one is enough, e.g. `"16"`.
    #[schemars(regex(pattern = r"^[0-9]{1,3}(\.[0-9A-Za-z.-]{1,30})?$"), extend("patternErrorMessage" = "a version begins with its major number, such as `\"16\"` or `8.0.36`"))]
    pub version: String,
    /// The administrator's name.
    #[serde(default = "username")]
    #[schemars(regex(pattern = r"^[A-Za-z][A-Za-z0-9_]{0,62}$"), extend("patternErrorMessage" = "it has letters, digits and `_`, starts with a letter, and has at most 63 characters"))]
    pub(crate) username: String,
    /// The first database to make in it.
    #[schemars(regex(pattern = r"^[A-Za-z][A-Za-z0-9_]{0,62}$"), extend("patternErrorMessage" = "it has letters, digits and `_`, starts with a letter, and has at most 63 characters"))]
    pub database: Option<String>,
    /// For how many days backups are kept.
    #[serde(default = "week")]
    pub(crate) backup_days: u32,
    /// When the cloud may do its own work on it, once a week and in UTC.
    pub(crate) maintenance: Option<Maintenance>,
    /// The limit on connections, set by a parameter group; the engine's own when left out. It is part of
    /// what the database is, because a change takes a reboot.
    #[schemars(range(min = 6, max = 100_000))]
    pub max_connections: Option<u32>,
    /// A secret of yours that holds the administrator's login, in place of the one that the cloud makes and keeps. What
    /// has replicas needs it.
    pub(crate) password_secret: Option<String>,
    /// Whether a proxy stands in front of it, which its clients connect to: they share fewer connections to the database. It
    /// is part of what the database is, because clients know one address.
    #[serde(default)]
    pub(crate) proxy: bool,
}

/// How big a database is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// The instance class; `+1` or `largest` from the base profile's.
    #[schemars(regex(pattern = MACHINE), extend("format" = "machine", "patternErrorMessage" = MACHINE_SAYS))]
    pub class: String,
    /// Its storage.
    pub storage: Storage,
    /// Whether a standby in another zone takes over.
    #[serde(default)]
    pub multi_az: bool,
    /// Copies that follow it and can be read.
    #[serde(default)]
    pub(crate) replicas: Replicas,
    /// From where on its owner is called.
    #[serde(default)]
    pub alarms: Alarms,
}

/// Copies of a database that follow it and can be read.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("examples" = [{"count": 2}]))]
pub struct Replicas {
    /// How many; none when left out. One more is made of a snapshot, and one less is deleted.
    #[schemars(range(max = 15))]
    pub(crate) count: u32,
    /// Their instance class; that of the database when left out.
    #[schemars(regex(pattern = MACHINE), extend("format" = "machine", "patternErrorMessage" = MACHINE_SAYS))]
    pub(crate) class: Option<String>,
}

/// From where on the owner of a database is called.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Alarms {
    /// Percent of CPU, over five minutes; 80 when left out.
    #[schemars(range(min = 1, max = 99), extend("format" = "percent"))]
    pub cpu: u32,
    /// Percent of the connections that the class takes; 80 when left out.
    #[schemars(range(min = 1, max = 99), extend("format" = "percent"))]
    pub connections: u32,
    /// Percent of the storage that is still free; 15 when left out.
    #[schemars(range(min = 1, max = 99), extend("format" = "percent"))]
    pub(crate) free_storage: u32,
    /// How far its slowest replica may be behind, e.g. `10s`; 30 s when left out.
    pub(crate) lag: Length,
}

impl Default for Alarms {
    fn default() -> Self {
        Self { cpu: 80, connections: 80, free_storage: 15, lag: Length::from_secs(30) }
    }
}

fn username() -> String {
    "administrator".to_owned()
}

const fn week() -> u32 {
    7
}

impl Kind for Database {
    const NAME: &'static str = "database";
    const SUMMARY: &'static str = "SQL as a service, scaled up by class";
    type Identity = Identity;
    type Capacity = Capacity;

    fn facets(of: &Of<Self>) -> Facets<'_> {
        Facets {
            database: Some(DatabaseFacet {
                class: &of.capacity.class,
                engine: of.identity.engine,
                version: &of.identity.version,
                multi_az: of.capacity.multi_az,
                max_connections: of.identity.max_connections,
                proxy: of.identity.proxy,
                readers: ReaderFacet {
                    class: of.capacity.replicas.class.as_deref(),
                    count: of.capacity.replicas.count,
                },
            }),
            maintenance: of.identity.maintenance.as_ref(),
            storage: Some(&of.capacity.storage),
            standby: of.capacity.multi_az,
            ..Facets::default()
        }
    }
}
