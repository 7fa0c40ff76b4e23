//! What a kind of component is: the two bodies that a profile gives it, and what rules may know of it. No cloud is
//! named here: what a component consumes and becomes in a cloud, the cloud says.

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

use schemars::{JsonSchema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::bill::addresses::Stands;
use crate::diagnostic::Finding;
use crate::kind::engine::Engine;
use crate::kind::image::Image;
use crate::model::capacity::{Count, Counted, Disk, Range, Storage};
use crate::model::container::Contained;
use crate::model::maintenance::Maintenance;
use crate::model::route::Behind;
use crate::model::size::Size;
use crate::source::Place;
use crate::validate::{DecodeError, decode, schema_of};

/// What the name of an instance type or class looks like; whether there is one is for the cloud to say.
pub(crate) const MACHINE: &str = "^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$";
/// The same as a sentence.
pub(crate) const MACHINE_SAYS: &str = "the name of a type has letters, digits, `.` and `-`";

/// What a body of a component must be able to do.
pub trait Body: DeserializeOwned + JsonSchema + Debug + Send + Sync {}

impl<T: DeserializeOwned + JsonSchema + Debug + Send + Sync> Body for T {}

/// One kind of component. Identity is what it *is*, the same in every profile; capacity is how big.
pub trait Kind: Sized + Debug + Send + Sync + 'static {
    /// The word in `kind:`.
    const NAME: &'static str;
    /// What it is, in words that belong to no cloud and fit behind "is".
    const SUMMARY: &'static str;
    /// What may not differ between profiles.
    type Identity: Body;
    /// What a profile sets.
    type Capacity: Body;
    /// The fields of the identity (segments split by dots) that a profile sets too where the component stands in Terraform
    /// of the team's own.
    const SIZED: &'static [&'static str] = &[];

    /// What the rules for all kinds look at.
    fn facets(of: &Of<Self>) -> Facets<'_>;
    /// The rules of this kind that hold in every cloud.
    fn check(_of: &Of<Self>, _rules: &mut dyn Rules) {}
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
pub trait Spec: Any + Debug + Send + Sync {
    /// Its kind.
    fn kind(&self) -> &'static Entry;
    /// What it is, in a form that can be compared.
    fn identity(&self) -> String;
    /// What the rules for all kinds look at.
    fn facets(&self) -> Facets<'_>;
    /// The rules of its kind that hold in every cloud.
    fn check(&self, rules: &mut dyn Rules);
    /// The ways to read it; none where all is stated. What they do not agree on is not known.
    fn readings(&self) -> &[Reading] {
        &[]
    }
}

/// One way to read a component of which not all is stated.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The field, its segments split by dots, that is read in another way than in the first reading; none for the first,
    /// and for the one that reads all of them in another way.
    pub differs: Option<String>,
    /// The component so read.
    pub spec: Arc<dyn Spec>,
}

impl<K: Kind> Spec for Of<K> {
    fn kind(&self) -> &'static Entry {
        const { &Entry::of::<K>() }
    }

    fn identity(&self) -> String {
        format!("{:?}", self.identity)
    }

    fn facets(&self) -> Facets<'_> {
        K::facets(self)
    }

    fn check(&self, rules: &mut dyn Rules) {
        K::check(self, rules);
    }
}

/// Where rules report about one component, and how they find the places of its fields.
pub trait Rules {
    /// The place of a field of the component under the rules (segments split by `/`).
    fn place(&self, field: &str) -> Place;
    /// The place of the same field in the baseline, where there is one.
    fn baseline_place(&self, field: &str) -> Option<Place>;
    /// The place of a top-level field (segments split by `/`).
    fn top_place(&self, field: &str) -> Place;
    /// The place of a field of a component.
    fn component_place(&self, component: &str, field: &str) -> Place;
    /// Whether the profile's own file sets a field of the component under the rules, and not one that it extends.
    fn is_own(&self, field: &str) -> bool;
    /// Reports a finding, unless the profile allows it.
    fn report(&mut self, finding: Finding);

    /// The finding, with a label at the same field of the everyday profile where there is one.
    fn beside_normal(&self, finding: Finding, field: &str) -> Finding {
        match self.baseline_place(field) {
            Some(place) => finding.label(place, "on a normal day"),
            None => finding,
        }
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
    pub(crate) maintenance: Option<&'a Maintenance>,
    /// `count`: how many there are; one when left out.
    pub count: Option<&'a Count>,
    /// What `count` is of, which says the field that it stands in.
    pub counted: Counted,
    /// `storage`: what outlives the machine.
    pub storage: Option<&'a Storage>,
    /// Whether instances come from a template that only new ones follow.
    pub(crate) templated: bool,
    /// Whether it scales by its own load, and so never starts from nothing.
    pub(crate) needs_one: bool,
    /// Whether it is reached from the internet.
    pub public: bool,
    /// `traffic` of machines: what they send to the internet, and how.
    pub(crate) sent: Option<SentFacet>,
    /// `disk`: the root disk.
    pub disk: Option<&'a Disk>,
    /// `image`: what its machines start from.
    pub image: Option<&'a Image>,
    /// `health_check`: the path that is asked whether it is well.
    pub(crate) health_check: Option<&'a str>,
    /// `balancer`: what stands in front of it.
    pub balancer: Option<BalancerFacet>,
    /// `behind`: whose load balancer it shares, and which requests are its own.
    pub(crate) behind: Option<&'a Behind>,
    /// New connections per second, and data per hour, through a load balancer, where either is stated.
    pub(crate) balanced: Option<(u32, Size)>,
    /// What its tasks run, where it is made of containers.
    pub(crate) container: Option<Contained<'a>>,
    /// Whether losing a part of it must not lose data: spread over zones evenly.
    pub(crate) stateful: bool,
    /// The field with the type of a managed service's nodes, which are no virtual machines of one's own, and its value.
    pub(crate) node: Option<(&'static str, &'a str)>,
    /// Whether a copy takes over while it is changed.
    pub(crate) standby: bool,
}

impl<'a> Facets<'a> {
    /// The field with the instance type, the class or the node type that it comes in, and its value; nothing for what is
    /// sized by plain numbers alone.
    #[must_use]
    pub(crate) fn size(&self) -> Option<(&'static str, &'a str)> {
        let class = self.database.as_ref().map(|database| ("class", database.class));
        self.machine.map(|name| ("machine", name)).or(self.node).or(class)
    }

    /// What two readings of one component agree on.
    #[must_use]
    pub(crate) fn agreed(self, other: &Self) -> Self {
        let database = self.database.zip(other.database.as_ref()).and_then(|(own, other)| own.agreed(other));
        Self {
            machine: same(self.machine, other.machine.as_ref()),
            database,
            maintenance: same(self.maintenance, other.maintenance.as_ref()),
            count: same(self.count, other.count.as_ref()),
            counted: self.counted,
            storage: same(self.storage, other.storage.as_ref()),
            templated: self.templated && other.templated,
            needs_one: self.needs_one && other.needs_one,
            public: self.public && other.public,
            sent: same(self.sent, other.sent.as_ref()),
            disk: same(self.disk, other.disk.as_ref()),
            image: same(self.image, other.image.as_ref()),
            health_check: same(self.health_check, other.health_check.as_ref()),
            balancer: same(self.balancer, other.balancer.as_ref()),
            behind: same(self.behind, other.behind.as_ref()),
            balanced: same(self.balanced, other.balanced.as_ref()),
            container: same(self.container, other.container.as_ref()),
            stateful: self.stateful && other.stateful,
            node: same(self.node, other.node.as_ref()),
            standby: self.standby && other.standby,
        }
    }

    /// Everything that it comes in, each a field with its value: its own size, and that of what follows it where it has
    /// another one.
    pub(crate) fn sizes(&self) -> impl Iterator<Item = (&'static str, &'a str)> {
        let readers = self.database.as_ref().map(|database| database.readers);
        let class = readers.filter(|readers| readers.count > 0).and_then(|readers| readers.class);
        self.size().into_iter().chain(class.map(|class| ("replicas/class", class)))
    }

    /// Where its machines stand.
    #[must_use]
    pub(crate) const fn stands(&self) -> Stands {
        Stands { public: self.public, spread: self.count.is_some() }
    }
}

/// What both sides say, if they say the same.
fn same<T: Debug>(own: Option<T>, other: Option<&T>) -> Option<T> {
    (format!("{own:?}") == format!("{other:?}")).then_some(own).flatten()
}

/// What rules know of a load balancer.
#[derive(Clone, Copy, Debug)]
pub struct BalancerFacet {
    /// The capacity units that are kept ready.
    pub reserved: Option<u32>,
}

/// What rules know of what machines send, each per hour.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SentFacet {
    /// Out to the internet.
    pub data: Option<Size>,
    /// Through NAT, out and back.
    pub nat: Option<Size>,
}

/// What rules know of a database.
#[derive(Clone, Copy, Debug)]
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
    /// Whether its clients connect to a proxy, and share fewer connections to it.
    pub(crate) proxy: bool,
    /// Between which sizes each of its instances scales by itself, if it does.
    pub(crate) capacity: Option<Range>,
    /// What follows it and can be read.
    pub(crate) readers: ReaderFacet<'a>,
}

impl DatabaseFacet<'_> {
    /// The same of what follows it and can be read: the instance class, and the field that says it.
    #[must_use]
    pub(crate) fn reader(&self) -> (&'static str, Self) {
        let field = if self.readers.class.is_some() { "replicas/class" } else { "class" };
        (field, Self { class: self.readers.class.unwrap_or(self.class), multi_az: false, ..*self })
    }
}

/// What rules know of the copies of a database that can be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReaderFacet<'a> {
    /// Their instance class, where it is not that of the database.
    pub class: Option<&'a str>,
    /// How many there are at the least.
    pub count: u32,
}

impl<'a> DatabaseFacet<'a> {
    /// What two readings of one database agree on; none where they are not the same database.
    #[must_use]
    fn agreed(self, other: &Self) -> Option<Self> {
        let own = |of: &Self| -> (&'a str, Engine, &'a str) { (of.class, of.engine, of.version) };
        (own(&self) == own(other)).then(|| Self {
            multi_az: self.multi_az && other.multi_az,
            max_connections: same(self.max_connections, other.max_connections.as_ref()),
            proxy: self.proxy && other.proxy,
            capacity: same(self.capacity, other.capacity.as_ref()),
            readers: ReaderFacet {
                class: same(self.readers.class, other.readers.class.as_ref()),
                count: self.readers.count.min(other.readers.count),
            },
            ..self
        })
    }
}

/// Reads a component of a kind from its identity and its capacity.
pub(crate) type Decode = fn(
    kind: &'static Entry,
    identity: Map<String, Value>,
    capacity: Map<String, Value>,
) -> Result<Box<dyn Spec>, DecodeError>;

/// A kind in the registry.
#[derive(Debug)]
pub struct Entry {
    /// The word in `kind:`.
    pub name: &'static str,
    /// What it is, in words that belong to no cloud and fit behind "is".
    pub summary: &'static str,
    /// Reads identity and capacity.
    pub(crate) decode: Decode,
    /// The schema of identity.
    pub(crate) identity: fn(kind: &Entry, generator: &mut SchemaGenerator) -> Value,
    /// The schema of capacity.
    pub(crate) capacity: fn(kind: &Entry, generator: &mut SchemaGenerator) -> Value,
    /// The fields of the identity that say how big it is, and that a profile sets where it exists already.
    pub sized: &'static [&'static str],
    /// Whether components of it can be built, and do not only exist already.
    pub built: bool,
}

impl Entry {
    /// The entry of a kind.
    #[must_use]
    pub(crate) const fn of<K: Kind>() -> Self {
        Self {
            name: K::NAME,
            summary: K::SUMMARY,
            decode: |_, identity, capacity| {
                Ok(Box::new(Of::<K> { identity: decode(identity)?, capacity: decode(capacity)? }))
            },
            identity: |_, generator| schema_of::<K::Identity>(generator),
            capacity: |_, generator| schema_of::<K::Capacity>(generator),
            sized: K::SIZED,
            built: true,
        }
    }

    /// The schemas of identity and capacity.
    #[must_use]
    pub fn schemas(&self, generator: &mut SchemaGenerator) -> (Value, Value) {
        ((self.identity)(self, generator), (self.capacity)(self, generator))
    }
}
