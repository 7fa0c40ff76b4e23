//! `database`: SQL as a service, scaled up by class.

use crate::kind::engine::Engine;
use crate::kind::spec::{DatabaseFacet, ReaderFacet};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::{Facets, Kind, MACHINE, MACHINE_SAYS, Of, Rules};
use crate::model::capacity::{Count, Counted, Range, Storage};
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
    #[schemars(regex(pattern = r"^[0-9]{1,3}(\.[0-9A-Za-z._-]{1,30})?$"), extend("patternErrorMessage" = "a version begins with its major number, such as `\"16\"` or `8.0.36`"))]
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
    /// Whether reads and writes of its storage are in the price of instances and storage, and not billed one by one; only
    /// of Aurora. It is part of what the database is, because it can be chosen once in 30 days.
    #[serde(default)]
    pub(crate) io_optimized: bool,
}

/// How big a database is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
// The field is called so in profiles.
#[allow(clippy::struct_field_names)]
pub struct Capacity {
    /// The instance class; `+1` or `largest` from the base profile's.
    #[schemars(regex(pattern = MACHINE), extend("format" = "machine", "patternErrorMessage" = MACHINE_SAYS))]
    pub class: String,
    /// Its storage; left out with Aurora, whose storage grows by itself.
    pub storage: Option<Storage>,
    /// Whether a standby in another zone takes over.
    #[serde(default)]
    pub multi_az: bool,
    /// Copies that follow it and can be read.
    #[serde(default)]
    pub(crate) replicas: Replicas,
    /// Instances of Aurora that can be read, beside the one that writes: the autoscaler makes and deletes them, in the class
    /// of the writer. None when left out.
    pub(crate) readers: Option<Count>,
    /// Between which sizes each instance of Aurora scales by itself, with the class that does so.
    pub(crate) capacity: Option<Range>,
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
    const SUMMARY: &'static str = "SQL as a service";
    type Identity = Identity;
    type Capacity = Capacity;

    fn facets(of: &Of<Self>) -> Facets<'_> {
        let Of { identity, capacity } = of;
        let readers = of.readers();
        Facets {
            database: Some(DatabaseFacet {
                class: &capacity.class,
                engine: identity.engine,
                version: &identity.version,
                multi_az: capacity.multi_az,
                max_connections: identity.max_connections,
                proxy: identity.proxy,
                capacity: capacity.capacity,
                readers: ReaderFacet {
                    class: capacity.replicas.class.as_deref(),
                    count: readers.map_or(capacity.replicas.count, |readers| readers.min),
                },
            }),
            maintenance: identity.maintenance.as_ref(),
            storage: capacity.storage.as_ref(),
            standby: readers.map_or(capacity.multi_az, |readers| readers.min > 0),
            count: readers,
            counted: if readers.is_some() { Counted::Readers } else { Counted::Itself },
            needs_one: readers.is_some(),
            ..Facets::default()
        }
    }

    fn check(of: &Of<Self>, rules: &mut dyn Rules) {
        check_fields(of, rules);
    }
}

impl Of<Database> {
    /// The readers that the autoscaler makes and deletes; nothing of an engine without any.
    #[must_use]
    pub(crate) fn readers(&self) -> Option<&Count> {
        let readers = self.capacity.readers.as_ref().unwrap_or(&Count::NONE);
        self.identity.engine.shares_storage().then_some(readers)
    }
}

/// The fields are those of the engine.
fn check_fields(of: &Of<Database>, rules: &mut dyn Rules) {
    let Of { identity, capacity } = of;
    let title = identity.engine.title();
    let mut refuse = |field: &str, message: String, help: &str| {
        rules.report(Finding::new(Code::BadValue, rules.place(field), message).help(help));
    };
    if identity.engine.shares_storage() {
        if capacity.storage.is_some() {
            let message = format!("{title} has no `storage` to choose: it grows by itself as data comes");
            refuse("storage", message, "leave `storage` out; `io_optimized: true` chooses how it is billed");
        }
        if capacity.multi_az {
            let message = format!("{title} has no standby: one of its readers takes over");
            refuse(
                "multi_az",
                message,
                "leave `multi_az` out, and keep one reader at the least: `readers: {min: 1, max: 3}`",
            );
        }
        if capacity.replicas.count > 0 || capacity.replicas.class.is_some() {
            let message = format!("{title} has readers in the class of its writer, and no `replicas`");
            refuse("replicas", message, "write `readers: {min: 1, max: 3}` in their place");
        }
        if let Some(range) = capacity.capacity {
            check_range(range, rules);
        }
        return;
    }
    let apart = |what: &str| format!("{title} has no {what}: only Aurora has");
    if capacity.readers.is_some() {
        let help = "write `replicas: {count: 1}` in their place, or take an engine of Aurora";
        refuse("readers", apart("readers that scale by themselves"), help);
    }
    if capacity.capacity.is_some() {
        refuse("capacity", apart("size that scales by itself"), "leave `capacity` out: `class` is its size");
    }
    if identity.io_optimized {
        refuse("io_optimized", apart("price with reads and writes in it"), "leave it out");
    }
    if capacity.storage.is_none() {
        let finding = Finding::new(Code::MissingField, rules.place(""), "`storage` is missing".to_owned());
        rules.report(finding.help("for example `storage: {size: 100GiB}`"));
    }
}

/// Both ends are whole or half, and in order.
fn check_range(Range { min, max }: Range, rules: &mut dyn Rules) {
    for (field, value) in [("capacity/min", min), ("capacity/max", max)] {
        // Halves are exact in a float, so the comparison is too.
        if (value * 2.0).fract().abs() > 0.0 {
            let message = format!("{value} is no multiple of 0.5");
            let finding = Finding::new(Code::BadValue, rules.place(field), message);
            let (below, above) = ((value * 2.0).floor() / 2.0, (value * 2.0).ceil() / 2.0);
            rules.report(finding.help(format!("take {below} or {above}")));
        }
    }
    if min > max {
        let message = format!("`min` is {min} and `max` is {max}");
        let finding = Finding::new(Code::CountOrder, rules.place("capacity/max"), message)
            .label(rules.place("capacity/min"), "the smallest")
            .label(rules.place("capacity/max"), "the largest");
        rules.report(finding.help("raise `max` or lower `min`"));
    }
}
