//! The typed capacity model: one profile with every number concrete, in one cloud.

pub mod addresses;
pub(crate) mod along;
pub(crate) mod baseline;
mod calendars;
pub(crate) mod connections;
mod decode;
mod sized;
pub(crate) mod turn;
mod unstated;
mod windows;
pub mod zones;

use crate::model::header::{Common, Header};
use crate::model::window::Window;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::slice;
use std::sync::{Arc, OnceLock};

use crate::bill::BillOfMaterials;
use crate::cloud::existing::swallowed::Swallowing;
use crate::cloud::provider::{Cloud, OnCloud, Part};
use crate::diagnostic::code::Code;
use crate::diagnostic::{Finding, Findings};
use crate::kind::partial::Alike;
use crate::kind::spec::Spec;
use crate::load::node::{MapEntry, Node};
use crate::quota::demand::Demand;
use crate::resolve::Layered;
use crate::source::Place;
use crate::watch::Watch;
use crate::{kind, parallel};
use decode::{cloud_of, decode, fields, read, undecodable};

/// One part of the stack.
#[derive(Debug)]
pub struct Component {
    /// Its key in the profile.
    pub name: String,
    /// What every component has.
    pub common: Common,
    /// What its kind adds: what it is, and how big.
    pub spec: Arc<dyn Spec>,
    /// What its cloud makes of its kind.
    pub on: &'static dyn OnCloud,
    /// Whether alarms on it are asked for, though it exists already.
    alarms: bool,
    /// The keys of what cannot be watched of it where it stands, as far as somebody looked.
    unreached: BTreeSet<&'static str>,
    /// What becomes of a change of a field where it stands, beside what was meant, if it waits for something.
    waits: BTreeMap<String, Swallowing>,
    /// If not all of it is stated: with the usual value of what is left out, and with another one.
    read: Vec<Component>,
}

impl Component {
    /// The component as its cloud sees it.
    #[must_use]
    pub fn part(&self) -> Part<'_> {
        self.sized(&*self.spec)
    }

    /// The component in another size, as its cloud sees it.
    #[must_use]
    pub(crate) fn sized<'a>(&'a self, spec: &'a dyn Spec) -> Part<'a> {
        Part { name: &self.name, common: &self.common, spec }
    }

    /// What is watched of it while it is live; nothing of what exists, unless alarms on it are asked for.
    #[must_use]
    pub fn watches(&self) -> Vec<Watch> {
        let mut watches = if self.has_alarms() { self.watchable() } else { Vec::new() };
        watches.retain(|watch| !self.unreached.contains(watch.key));
        watches
    }

    /// What could be watched of it: what all readings of it agree on.
    #[must_use]
    pub(crate) fn watchable(&self) -> Vec<Watch> {
        let of = |own: &Self| own.on.watches(own.part());
        let mut readings = self.readings().iter();
        let first = readings.next().map(of).unwrap_or_default();
        readings.map(of).fold(first, |all, other| all.into_iter().filter(|own| other.contains(own)).collect())
    }

    /// Whether alarms on it are made.
    #[must_use]
    pub(crate) fn has_alarms(&self) -> bool {
        self.is_built() || self.alarms
    }

    /// Says what cannot be watched of it where it stands.
    pub(crate) fn leave_out(&mut self, keys: BTreeSet<&'static str>) {
        self.unreached = keys;
    }

    /// Whether it is built here, and does not exist already.
    #[must_use]
    pub fn is_built(&self) -> bool {
        self.common.existing().is_none()
    }

    /// The ways to read it: itself, or two that differ in all that is left out of it. What holds in each of them is
    /// known.
    #[must_use]
    pub(crate) fn readings(&self) -> &[Self] {
        if self.read.is_empty() { slice::from_ref(self) } else { &self.read }
    }

    /// How many connections it takes at once; nothing where that is not known.
    #[must_use]
    pub(crate) fn connection_limit(&self) -> Option<u64> {
        let mut limits = self.readings().iter().map(|own| own.on.connection_limit(own.part()));
        let first = limits.next().flatten();
        first.filter(|_| limits.all(|limit| limit == first))
    }
}

/// Something in no profile that changes along with a component in Terraform of the team's own.
#[derive(Debug)]
pub(crate) struct Along {
    /// What it is, and how big.
    pub(crate) component: Component,
    /// The component that it changes with.
    pub(crate) lead: String,
    /// The same as a profile would have it.
    entry: MapEntry,
}

/// One profile, ready to be checked, priced and lowered.
#[derive(Debug)]
pub struct Plan {
    /// The profile's top level.
    pub header: Header,
    /// All times at which it is live, in their order.
    pub windows: Vec<Window>,
    /// The one of them that is looked at: the first, until a command says what time it is.
    pub window: Option<Window>,
    /// The profile that this one extends itself, which may be another launch; none for an everyday profile.
    pub(crate) extends: Option<String>,
    /// The everyday profile that this one is compared with; none for an everyday profile itself.
    pub(crate) baseline: Option<String>,
    /// Components, external services and traffic that the profile, or one between it and the baseline, mentions.
    pub(crate) mentioned: BTreeSet<String>,
    /// Sorted by name.
    pub components: Vec<Component>,
    /// What is in no profile and changes along with components in Terraform of the team's own, by name.
    pub(crate) along: Vec<Along>,
    /// What of that is not known: a sentence each.
    pub(crate) untold: Vec<String>,
    /// The merged values with their places.
    pub root: Node,
    /// The cloud that it is for.
    pub cloud: &'static dyn Cloud,
    bill: OnceLock<BillOfMaterials>,
}

impl Plan {
    /// The profile's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.header.profile
    }

    /// The root of existing Terraform that a component stands in: the one that it names, or the only one there is.
    #[must_use]
    pub(crate) fn root_of(&self, component: &Component) -> Option<&str> {
        self.header.root_of(&component.common)
    }

    /// What it consumes: its network with what watches all of it, then its components by name.
    #[must_use]
    pub fn bill(&self) -> &BillOfMaterials {
        self.bill.get_or_init(|| self.bill_with(|_| None))
    }

    /// What it consumes of that which is built.
    #[must_use]
    pub(crate) fn built_bill(&self) -> Cow<'_, BillOfMaterials> {
        if self.components.iter().all(Component::is_built) {
            return Cow::Borrowed(self.bill());
        }
        let mut bill = self.bill().clone();
        let exists = |name: &str| self.component(name).is_some_and(|component| !component.is_built());
        bill.lines.retain(|line| !exists(&line.component));
        bill.unstated.retain(|(name, _)| !exists(name));
        Cow::Owned(bill)
    }

    /// What it asks of the account, beside `everyday` that runs now; none for an everyday profile itself.
    #[must_use]
    pub fn demand<'a>(&'a self, everyday: Option<&'a Self>) -> Demand<'a> {
        Demand {
            bill: self.bill(),
            everyday: everyday.unwrap_or(self).bill(),
            region: &self.header.cloud.region,
            account: &self.header.account,
            quotas: self.cloud.quotas(),
        }
    }

    /// What it would consume with some components in another size.
    #[must_use]
    pub fn bill_with(&self, resized: impl Fn(&Component) -> Option<Arc<dyn Spec>>) -> BillOfMaterials {
        let site = &self.header.cloud;
        let (mut bill, mut components) = (BillOfMaterials::default(), BillOfMaterials::default());
        for component in self.all() {
            let resized = resized(component);
            let part = component.sized(resized.as_deref().unwrap_or(&*component.spec));
            unstated::bill(part, component.on, site, &mut components);
            self.bill_watches(component, &mut components);
        }
        components.join();
        if self.is_frozen() {
            components.freeze();
        }
        if self.is_built() {
            self.cloud.bill(site, &components, &mut bill.lines_of("network"));
        }
        bill.lines.append(&mut components.lines);
        bill.unstated.append(&mut components.unstated);
        bill
    }

    /// What one component of it would consume, in a size of its own.
    #[must_use]
    pub(crate) fn bill_of(&self, component: &Component, spec: &dyn Spec) -> BillOfMaterials {
        let mut bill = BillOfMaterials::default();
        unstated::bill(component.sized(spec), component.on, &self.header.cloud, &mut bill);
        self.bill_watches(component, &mut bill);
        if self.is_frozen() {
            bill.freeze();
        }
        bill
    }

    /// Adds the alarms on a component that exists already: what is built has its own on its bill.
    fn bill_watches(&self, component: &Component, bill: &mut BillOfMaterials) {
        let metrics: u64 = component.watches().iter().map(|watch| watch.metrics).sum();
        let watching = self.cloud.watching().filter(|_| metrics > 0 && !component.is_built());
        if let Some(watching) = watching {
            watching.bill(metrics, &mut bill.lines_of(&component.name));
        }
    }

    /// Whether any of it is built, and not all exists already.
    #[must_use]
    pub fn is_built(&self) -> bool {
        self.components.iter().any(Component::is_built) || self.components.is_empty()
    }

    /// Whether nobody deploys from the first step of the switch to this profile until the end of its tail.
    #[must_use]
    pub(crate) fn is_frozen(&self) -> bool {
        self.header.window_specs().any(|(_, window)| window.freeze)
    }

    /// The place of a component's field (segments split by `/`), of the nearest one above it, or of
    /// the component's name.
    #[must_use]
    pub fn place(&self, component: &str, field: &str) -> Place {
        let Some(entry) = self.entry(component) else {
            return self.root.place;
        };
        let mut segments = field.split('/').filter(|s| !s.is_empty());
        let mut at = entry;
        while let Some(below) = segments.next().and_then(|name| at.node.entry(name)) {
            at = below;
        }
        if std::ptr::eq(at, entry) { entry.place } else { at.best_place() }
    }

    /// The place of an external service's name.
    #[must_use]
    pub(crate) fn external_place(&self, name: &str) -> Place {
        let entry = self.root.get("external").and_then(|all| all.entry(name));
        entry.map_or(self.root.place, |entry| entry.place)
    }

    /// The place of a top-level field (segments split by `/`).
    #[must_use]
    pub(crate) fn top_place(&self, field: &str) -> Place {
        self.root.place_of(field)
    }
}

/// Decodes merged values. The schema has passed them, so what fails here is a value that a schema
/// cannot tell from a good one.
pub fn plan(layered: Layered, findings: &mut Findings) -> Option<Plan> {
    let root = layered.root;
    let before = findings.len();
    let rest = root.entries().iter().filter(|e| e.key != "components" && e.key != "extends");
    let header: Option<Header> = decode(&root, "", Node::object(rest), findings);
    let entries = root.get("components").map_or(&[][..], Node::entries);
    let cloud = header.as_ref().and_then(|header| cloud_of(&root, header, findings));
    let alike = Alike::default();
    let decoded = parallel::map(entries, |entry| {
        let mut own = Findings::default();
        let of = header.as_ref().zip(cloud);
        (of.and_then(|(header, cloud)| component((&root, header, cloud), entry, &alike, &mut own)), own)
    });
    let mut components = Vec::with_capacity(decoded.len());
    for (component, own) in decoded {
        components.extend(component);
        findings.append(own);
    }
    if findings.len() > before {
        return None;
    }
    let (header, cloud) = header.zip(cloud)?;
    let windows = windows::read(&root, &header, findings);
    Some(Plan {
        header,
        window: windows.first().cloned(),
        windows,
        extends: layered.extends,
        baseline: layered.baseline,
        mentioned: layered.mentioned,
        components,
        along: Vec::new(),
        untold: Vec::new(),
        root,
        cloud,
        bill: OnceLock::new(),
    })
}

fn component(
    (root, header, cloud): (&Node, &Header, &'static dyn Cloud),
    entry: &MapEntry,
    alike: &Alike,
    findings: &mut Findings,
) -> Option<Component> {
    let kind = kind::find(entry.node.get("kind")?.as_str()?)?;
    let path = format!("components/{}", entry.key);
    let on = cloud.kind(kind.name);
    if on.is_none() {
        let message = format!("{} does not offer the kind `{}`", cloud.short(), kind.name);
        let place = root.place_of(&format!("{path}/kind"));
        let offered = kind::all().map(|kind| kind.name).filter(|name| cloud.kind(name).is_some());
        let help = format!("choose a kind that it offers: {}", offered.collect::<Vec<_>>().join(", "));
        findings.push(Finding::new(Code::BadValue, place, message).help(help));
    }
    let [common, identity, capacity] = fields(entry, kind);
    let common: Common = decode(root, &path, Node::object(common), findings)?;
    let spec = read(alike, &common, kind, Node::object(identity), Node::object(capacity))
        .map_err(|error| findings.push(undecodable(root, &path, &error.path, &error.message)))
        .ok()?;
    let asked = header.root_of(&common).and_then(|name| header.terraform.get(name));
    let alarms = asked.is_some_and(|root| root.alarms);
    let of = |spec, read| {
        let (name, common) = (entry.key.clone(), common.clone());
        Some(Component {
            name,
            common,
            spec,
            on: on?,
            alarms,
            unreached: BTreeSet::new(),
            waits: BTreeMap::new(),
            read,
        })
    };
    let read = spec.readings().iter().filter(|reading| reading.differs.is_none());
    let read = read.filter_map(|reading| of(reading.spec.clone(), Vec::new())).collect();
    of(spec, read)
}
