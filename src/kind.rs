//! What a component can be. One file per kind says what it is, how big it can be, what it consumes
//! and, below it, what it becomes in each cloud; schema, decoding and `explain` derive from here.

pub mod app;
pub mod database;
pub mod fleet;
pub mod machine;
pub mod server;
pub mod workers;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::LazyLock;

use rust_decimal::Decimal;
use schemars::{JsonSchema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::bill::{Item, Lines, Quantity};
use crate::check::Probe;
use crate::cloud::aws;
use crate::model::capacity::{Count, Disk, Storage, StorageService};
use crate::model::header::Common;
use crate::model::maintenance::Maintenance;
use crate::model::name::Name;
use crate::validate::{DecodeError, decode, generator, property_names, schema_of};
use crate::watch::Watch;

use crate::cloud::aws::image::Image;
use database::Engine;

/// What the name of an instance type or class looks like; whether there is one is for the rules to say.
pub const MACHINE: &str = "^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$";

/// Every kind. A new kind is one more line here.
pub static KINDS: &[Entry] = &[
    Entry::of::<app::App>(),
    Entry::of::<database::Database>(),
    Entry::of::<fleet::Fleet>(),
    Entry::of::<server::Server>(),
    Entry::of::<workers::Workers>(),
];

/// One kind of component. Identity is what it *is*, the same in every profile; capacity is how big.
pub trait Kind: Sized + Debug + Send + Sync + 'static {
    /// The word in `kind:`.
    const NAME: &'static str;
    /// One line for people.
    const SUMMARY: &'static str;
    /// What may not differ between profiles.
    type Identity: DeserializeOwned + JsonSchema + Debug + Send + Sync;
    /// What a profile sets.
    type Capacity: DeserializeOwned + JsonSchema + Debug + Send + Sync;
    /// The names that it takes in the cloud, with their limits.
    const NAMES: &'static [Name];

    /// What the rules for all kinds look at.
    fn facets(of: &Of<Self>) -> Facets<'_>;
    /// The rules of this kind alone.
    fn check(_of: &Of<Self>, _probe: &mut Probe<'_>) {}
    /// What is watched while it is live.
    fn watches(of: &Of<Self>) -> Vec<Watch>;
    /// What it consumes, but for the alarms on what is watched.
    fn bill(of: &Of<Self>, lines: &mut Lines<'_>);
    /// What it becomes on AWS.
    fn aws(of: &Of<Self>, unit: &aws::Unit<'_>, out: &mut aws::Output);
}

/// A decoded component of kind `K`: its two bodies.
#[derive(Debug)]
pub struct Of<K: Kind> {
    /// What it is.
    pub identity: K::Identity,
    /// How big it is.
    pub capacity: K::Capacity,
}

/// A decoded component of some kind.
pub trait Spec: Debug + Send + Sync {
    /// Its kind.
    fn kind(&self) -> &'static Entry;
    /// What it is, in a form that can be compared.
    fn identity(&self) -> String;
    /// What the rules for all kinds look at.
    fn facets(&self) -> Facets<'_>;
    /// The rules of its kind alone.
    fn check(&self, probe: &mut Probe<'_>);
    /// What is watched while it is live.
    fn watches(&self) -> Vec<Watch>;
    /// What it consumes.
    fn bill(&self, lines: &mut Lines<'_>);
    /// What it becomes on AWS.
    fn aws(&self, unit: &aws::Unit<'_>, out: &mut aws::Output);
}

impl<K: Kind> Spec for Of<K> {
    fn kind(&self) -> &'static Entry {
        find(K::NAME).unwrap_or(&KINDS[0])
    }

    fn identity(&self) -> String {
        format!("{:?}", self.identity)
    }

    fn facets(&self) -> Facets<'_> {
        K::facets(self)
    }

    fn check(&self, probe: &mut Probe<'_>) {
        K::check(self, probe);
    }

    fn watches(&self) -> Vec<Watch> {
        K::watches(self)
    }

    fn bill(&self, lines: &mut Lines<'_>) {
        K::bill(self, lines);
        let metrics = K::watches(self).iter().map(|watch| watch.metrics).sum();
        lines.add(Item::AlarmMetric, Quantity::fixed(metrics));
    }

    fn aws(&self, unit: &aws::Unit<'_>, out: &mut aws::Output) {
        K::aws(self, unit, out);
    }
}

/// What a rule can know of a component without knowing its kind.
#[derive(Debug, Default)]
// Each is a fact by itself, and one rule asks for it.
#[allow(clippy::struct_excessive_bools)]
pub struct Facets<'a> {
    /// `machine`: the instance type.
    pub machine: Option<&'a str>,
    /// `class` and the engine: a managed database.
    pub database: Option<DatabaseFacet<'a>>,
    /// `maintenance`: when the cloud does its own work on it.
    pub maintenance: Option<&'a Maintenance>,
    /// `count`: how many there are; one when left out.
    pub count: Option<&'a Count>,
    /// `storage`: what outlives the machine, and who sells it.
    pub storage: Option<(&'a Storage, StorageService)>,
    /// Whether instances come from a template that only new ones follow.
    pub templated: bool,
    /// Whether it scales by its own load, and so never starts from nothing.
    pub needs_one: bool,
    /// Whether it is reached from the internet.
    pub public: bool,
    /// `disk`: the root disk.
    pub disk: Option<&'a Disk>,
    /// `image`: what its machines start from.
    pub image: Option<&'a Image>,
    /// `balancer`: what stands in front of it.
    pub balancer: Option<BalancerFacet>,
    /// Whether losing a part of it must not lose data: spread over zones evenly.
    pub stateful: bool,
}

/// What rules know of a load balancer.
#[derive(Clone, Copy, Debug)]
pub struct BalancerFacet {
    /// The capacity units (LCU) that are kept ready.
    pub reserved: Option<u32>,
    /// Those that its traffic takes, where it is stated.
    pub units: Option<Decimal>,
}

/// What rules know of a database.
#[derive(Debug)]
pub struct DatabaseFacet<'a> {
    /// The instance class.
    pub class: &'a str,
    /// The engine.
    pub engine: Engine,
    /// Its version.
    pub version: &'a str,
    /// Whether a standby in another zone takes over.
    pub multi_az: bool,
    /// A limit on connections set by hand.
    pub max_connections: Option<u32>,
}

impl DatabaseFacet<'_> {
    /// The connections that the database takes: as set by hand, else by the engine's default formula.
    ///
    /// PostgreSQL: `LEAST({DBInstanceClassMemory/9531392}, 5000)`; MySQL: `{DBInstanceClassMemory/12582880}`
    /// (RDS user guide, `CHAP_Limits`). `DBInstanceClassMemory` is below the nominal memory; observed:
    /// 0.90 of it at 4 GiB (db.t4g.medium), 0.955 at 16 GiB (db.r6g.large), 0.965 at 32 GiB (db.r6g.xlarge)
    /// (Aurora user guide, awsdocs/amazon-aurora-user-guide@7a931b4, 2023-06).
    #[must_use]
    pub fn connection_limit(&self) -> Option<u64> {
        if let Some(limit) = self.max_connections {
            return Some(limit.into());
        }
        let mib = aws::machines::class_machine(self.class)?.memory_mib?;
        let usable_per_mille = if mib < 16 * 1024 { 900 } else { 955 };
        let bytes = mib * 1024 * 1024 / 1000 * usable_per_mille;
        Some(match self.engine {
            Engine::Postgres => (bytes / 9_531_392).min(5000),
            Engine::Mysql => bytes / 12_582_880,
        })
    }
}

/// Reads a component from its identity and its capacity.
pub type Decode =
    fn(identity: Map<String, Value>, capacity: Map<String, Value>) -> Result<Box<dyn Spec>, DecodeError>;

/// A kind in the registry.
#[derive(Debug)]
pub struct Entry {
    /// The word in `kind:`.
    pub name: &'static str,
    /// One line for people.
    pub summary: &'static str,
    /// The names that it takes in the cloud.
    pub names: &'static [Name],
    /// Reads identity and capacity.
    pub decode: Decode,
    /// The schemas of identity and capacity.
    pub schema: fn(&mut SchemaGenerator) -> (Value, Value),
}

impl Entry {
    const fn of<K: Kind>() -> Self {
        Self {
            name: K::NAME,
            summary: K::SUMMARY,
            names: K::NAMES,
            decode: |identity, capacity| {
                Ok(Box::new(Of::<K> { identity: decode(identity)?, capacity: decode(capacity)? }))
            },
            schema: |generator| (schema_of::<K::Identity>(generator), schema_of::<K::Capacity>(generator)),
        }
    }

    /// Whether a field says what the component is, not how big.
    #[must_use]
    pub fn is_identity(&self, field: &str) -> bool {
        static FIELDS: LazyLock<BTreeMap<&'static str, BTreeSet<String>>> = LazyLock::new(|| {
            let mut generator = generator();
            let identity = |kind: &Entry, generator: &mut _| property_names(&(kind.schema)(generator).0);
            KINDS.iter().map(|kind| (kind.name, identity(kind, &mut generator))).collect()
        });
        FIELDS.get(self.name).is_some_and(|fields| fields.contains(field))
    }
}

/// The kind with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Entry> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// Whether every kind has this field.
#[must_use]
pub fn is_common(field: &str) -> bool {
    static FIELDS: LazyLock<BTreeSet<String>> =
        LazyLock::new(|| property_names(&schema_of::<Common>(&mut generator())));
    FIELDS.contains(field)
}
