//! `database`: SQL as a service, scaled up by class.

pub mod aws;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::bill::{Item, Lines, Quantity};
use crate::check::Probe;
use crate::cloud::aws::storage::{iops, performance};
use crate::cloud::aws::{Output, Unit, engines};
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::{DatabaseFacet, Facets, Kind, MACHINE, Of};
use crate::model::capacity::{Storage, StorageService};
use crate::model::maintenance::Maintenance;
use crate::model::name::Name;
use crate::watch::{Beyond, Measure, Watch};

/// SQL as a service.
#[derive(Debug)]
pub struct Database;

/// A database engine.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// PostgreSQL.
    Postgres,
    /// MySQL.
    Mysql,
}

impl Engine {
    /// The word in a profile, which is RDS's too.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
        }
    }

    /// Its name for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MySQL",
        }
    }

    /// How to ask a running database for its limit on connections.
    #[must_use]
    pub const fn limit_query(self) -> &'static str {
        match self {
            Self::Postgres => "SHOW max_connections",
            Self::Mysql => "SHOW VARIABLES LIKE 'max_connections'",
        }
    }

    /// How many dots a version has that names a minor one: `16.1`, `8.0.36`.
    #[must_use]
    pub const fn minor_dots(self) -> usize {
        match self {
            Self::Postgres => 1,
            Self::Mysql => 2,
        }
    }

    /// The family of its parameter groups, e.g. `postgres16` or `mysql8.0`.
    #[must_use]
    pub fn family(self, version: &str) -> Option<String> {
        let mut parts = version.split('.');
        let major = parts.next()?;
        match self {
            Self::Postgres => Some(format!("postgres{major}")),
            Self::Mysql => Some(format!("mysql{major}.{}", parts.next()?)),
        }
    }

    /// The port that clients connect to.
    #[must_use]
    pub const fn port(self) -> u16 {
        match self {
            Self::Postgres => 5432,
            Self::Mysql => 3306,
        }
    }
}

/// What a database is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The engine.
    pub engine: Engine,
    /// The engine's version; the major one is enough, e.g. `"16"`.
    #[schemars(regex(pattern = r"^[0-9]{1,3}(\.[0-9A-Za-z.-]{1,30})?$"))]
    pub version: String,
    /// The administrator's name; RDS makes the password and keeps it in Secrets Manager.
    #[serde(default = "username")]
    #[schemars(regex(pattern = r"^[A-Za-z][A-Za-z0-9_]{0,62}$"))]
    pub username: String,
    /// The first database to make in it.
    #[schemars(regex(pattern = r"^[A-Za-z][A-Za-z0-9_]{0,62}$"))]
    pub database: Option<String>,
    /// For how many days backups are kept.
    #[serde(default = "week")]
    #[schemars(range(min = 1, max = 35))]
    pub backup_days: u32,
    /// When RDS may do its own work on it, once a week and in UTC, e.g. `sun:03:00-sun:04:00`; a time that RDS
    /// chooses when left out.
    pub maintenance: Option<Maintenance>,
    /// The limit on connections, set by a parameter group; the engine's own when left out. It is part of
    /// what the database is, because a change takes a reboot.
    #[schemars(range(min = 6, max = 100_000))]
    pub max_connections: Option<u32>,
}

/// How big a database is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// The instance class, e.g. `db.m6g.large`; `+1` or `largest` from the base profile's.
    #[schemars(regex(pattern = MACHINE), extend("examples" = ["db.m6g.large"]))]
    pub class: String,
    /// Its storage.
    pub storage: Storage,
    /// Whether a standby in another zone takes over.
    #[serde(default)]
    pub multi_az: bool,
    /// From where on its owner is called.
    #[serde(default)]
    pub alarms: Alarms,
}

/// From where on the owner of a database is called.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Alarms {
    /// Percent of CPU, over five minutes; 80 when left out.
    #[schemars(range(min = 1, max = 99))]
    pub cpu: u32,
    /// Percent of the connections that the class takes; 80 when left out.
    #[schemars(range(min = 1, max = 99))]
    pub connections: u32,
    /// Percent of the storage that is still free; 15 when left out.
    #[schemars(range(min = 1, max = 99))]
    pub free_storage: u32,
}

impl Default for Alarms {
    fn default() -> Self {
        Self { cpu: 80, connections: 80, free_storage: 15 }
    }
}

/// Why RDS would refuse an administrator's name.
/// Source: RDS API reference, `CreateDBInstance`.
fn refused_username(engine: Engine, name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    match engine {
        Engine::Mysql if name.len() > 32 => Some("it is longer than 32 characters"),
        Engine::Postgres if lower == "admin" || lower.starts_with("pg_") => Some("it is a reserved word"),
        _ if lower.starts_with("rdsadmin") || lower == "rds_superuser" => Some("it is its own"),
        _ => None,
    }
}

/// RDS has the version, as far as the table knows.
fn check_version(engine: Engine, version: &str, probe: &mut Probe<'_>) {
    if engines::is_known(engine.name(), version) {
        return;
    }
    let majors: Vec<&str> = engines::majors(engine.name()).collect();
    let message = format!("RDS has no {} `{version}` that is known", engine.name());
    let finding = Finding::new(Code::UnknownVersion, probe.place("version"), message);
    probe.report(
        finding
            .note(format!("the list of versions is of {}; a newer one may exist", engines::READ))
            .help(format!("choose one of {}, or allow it with a reason", majors.join(", "))),
    );
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
    const NAMES: &'static [Name] = &[aws::INSTANCE, aws::SUBNETS, aws::PARAMETERS];

    fn facets(of: &Of<Self>) -> Facets<'_> {
        Facets {
            database: Some(DatabaseFacet {
                class: &of.capacity.class,
                engine: of.identity.engine,
                version: &of.identity.version,
                multi_az: of.capacity.multi_az,
                max_connections: of.identity.max_connections,
            }),
            maintenance: of.identity.maintenance.as_ref(),
            storage: Some((&of.capacity.storage, StorageService::Rds)),
            ..Facets::default()
        }
    }

    fn watches(of: &Of<Self>) -> Vec<Watch> {
        let Alarms { cpu, connections, free_storage } = of.capacity.alarms;
        let mut out = vec![
            Watch::above("cpu", "CPU", Measure::Percent, cpu)
                .then("find the slow query (Performance Insights); take load off: fewer workers, a cache"),
        ];
        // Of a class whose limit nobody knows there is no share of it.
        if let Some(limit) = Self::facets(of).database.and_then(|database| database.connection_limit()) {
            let threshold = Decimal::from(limit * u64::from(connections) / 100);
            out.push(
                Watch::above("connections", "connections", Measure::Count("connections"), threshold)
                    .then("lower count.max of the largest client: nobody can log in once they are gone"),
            );
        }
        let bytes = Decimal::from(of.capacity.storage.size.mib()) * Decimal::from(1 << 20);
        let threshold = bytes * Decimal::from(free_storage) / Decimal::ONE_HUNDRED;
        out.push(
            Watch::above("storage", "free storage", Measure::Bytes, threshold.trunc())
                .beyond(Beyond::Below)
                .then("grow it (storage.size with keep: true): it never shrinks back"),
        );
        let then = match performance(&of.capacity.storage, StorageService::Rds).0 {
            Some(_) => "find what reads and writes so much; storage.iops is raised online, once in six hours",
            None => "find what reads and writes so much: its storage has no more to give at this size",
        };
        let most = iops(&of.capacity.storage, StorageService::Rds);
        let unit = Measure::Count("IOPS");
        out.push(Watch::above("iops", "I/O of its storage", unit, most * 8 / 10).metrics(2).then(then));
        out
    }

    fn check(of: &Of<Self>, probe: &mut Probe<'_>) {
        let Identity { engine, username, database, version, max_connections, .. } = &of.identity;
        if let Some(reason) = refused_username(*engine, username) {
            let message = format!("RDS refuses the user name `{username}`: {reason}");
            let finding = Finding::new(Code::BadValue, probe.place("username"), message);
            probe.report(finding.help("choose another, or leave it out"));
        }
        let own = ["rdsadmin", "mysql", "template0", "template1"];
        if database.as_deref().is_some_and(|name| own.contains(&name.to_ascii_lowercase().as_str())) {
            let finding = Finding::new(
                Code::BadValue,
                probe.place("database"),
                "the engine has a database of this name",
            );
            probe.report(finding.help("choose another name"));
        }
        check_version(*engine, version, probe);
        if max_connections.is_some() && engine.family(version).is_none() {
            let message = format!("`max_connections` needs the version in full, and `{version}` is not");
            let finding = Finding::new(Code::BadValue, probe.place("version"), message);
            probe.report(finding.help("for example `\"8.0\"`"));
        }
    }

    fn bill(of: &Of<Self>, lines: &mut Lines<'_>) {
        let Capacity { class, storage, multi_az, .. } = &of.capacity;
        let engine = of.identity.engine.name();
        let instance = Item::Database { class: class.clone(), engine, multi_az: *multi_az };
        lines.add(instance, Quantity::fixed(1));
        let (class, version) = (class.clone(), of.identity.version.clone());
        let support = Item::ExtendedSupport { engine, version, class, multi_az: *multi_az };
        lines.add(support, Quantity::fixed(1));
        let storage = Item::DatabaseStorage {
            engine,
            multi_az: *multi_az,
            volume_type: storage.volume_type,
            size: storage.size,
            iops: storage.iops,
            throughput: storage.throughput,
        };
        lines.add_ratchet(storage, Quantity::fixed(1));
        if of.capacity.storage.max_size.is_some() {
            let volume_type = of.capacity.storage.volume_type;
            lines.add_unknown(Item::DatabaseGrowth { engine, multi_az: *multi_az, volume_type });
        }
        lines.add(Item::Secret, Quantity::fixed(1));
        lines.add(Item::NetworkInterface, Quantity::fixed(if *multi_az { 2 } else { 1 }));
    }

    fn aws(of: &Of<Self>, unit: &Unit<'_>, out: &mut Output) {
        aws::lower(of, unit, out);
    }
}
