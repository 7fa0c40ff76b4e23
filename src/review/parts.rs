//! The components that the resources of a plan make, before and after, read as those of existing Terraform are.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use crate::cloud::existing::Existing;
use crate::cloud::provider::Cloud;
use crate::diagnostic::Findings;
use crate::existing::estate::Root;
use crate::existing::instance::{Content, Instance};
use crate::existing::planned::Planned;
use crate::kind::partial::Alike;
use crate::kind::spec::Entry;
use crate::kind::{self, KINDS};
use crate::load::node::Node;
use crate::plan::{self, Component, Plan};
use crate::resolve::Layered;
use crate::source::{Place, Sources};
use crate::survey::component::{by_address, of_gathered};
use crate::survey::field::{put, scalar};
use crate::survey::gather::gather;
use crate::survey::of_root;
use crate::survey::size::Taken;

type Fields = Map<String, Json>;

/// The components of a plan on one cloud.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    /// The cloud.
    pub(super) cloud: &'static dyn Cloud,
    /// The components, by their names in the plans.
    pub(super) all: Vec<Part>,
    /// The component of each resource: a number in `all`.
    of: BTreeMap<String, usize>,
    /// All resources that are kept, before and after.
    resources: [BTreeMap<String, &'a Instance>; 2],
    /// Each kind with nothing stated, for what is said of resources without a component.
    blank: Option<Plan>,
    /// The profiles before and after, by region.
    pub(super) plans: Vec<[Plan; 2]>,
}

/// A component.
#[derive(Debug)]
pub(super) struct Part {
    /// Its name in the profiles: a number.
    pub(super) name: String,
    /// The address of its main resource.
    pub(super) address: String,
    /// Its kind.
    pub(super) kind: &'static Entry,
    /// Its region, if it is known.
    pub(super) region: Option<String>,
    /// Its fields before and after; none where it is not there.
    fields: [Option<Fields>; 2],
    /// The addresses of its resources.
    members: BTreeSet<String>,
    /// Which of `plans` it is in.
    plans: Option<usize>,
    /// Its bill, once it has one.
    pub(super) bill: Option<usize>,
}

impl<'a> Parts<'a> {
    pub(super) fn of(
        planned: &'a Planned,
        cloud: &'static dyn Cloud,
        tables: &'static Existing,
        region: Option<&str>,
    ) -> Self {
        let resources = [&planned.before, &planned.after]
            .map(|root| root.instances.iter().map(|own| (own.address.to_string(), own)).collect());
        let mut parts =
            Self { cloud, all: Vec::new(), of: BTreeMap::new(), resources, blank: None, plans: Vec::new() };
        let mut heads = BTreeMap::new();
        for (side, root) in [&planned.before, &planned.after].into_iter().enumerate() {
            parts.gather((side, root), planned, tables, region, &mut heads);
        }
        parts.blank = parts.blank();
        parts.compile();
        parts
    }

    /// Reads the components of one side. `heads` are those that are known, by the addresses of their main resources.
    fn gather(
        &mut self,
        (side, root): (usize, &Root),
        planned: &Planned,
        tables: &'static Existing,
        region: Option<&str>,
        heads: &mut BTreeMap<String, usize>,
    ) {
        let of = of_root(root, tables);
        let alike = Alike::default();
        let sizes = by_address(&of);
        for gathered in gather(root, tables) {
            let (kind, fields, _) = of_gathered(&gathered, &sizes, tables, Taken::Offered);
            let Some(kind) = kind.and_then(kind::find).filter(|kind| self.cloud.kind(kind.name).is_some())
            else {
                continue;
            };
            let address = gathered.head.address.to_string();
            let at = if let Some(at) = heads.get(&address) {
                *at
            } else {
                let region = planned.regions.get(&address).map(String::as_str).or(region);
                self.all.push(Part {
                    name: format!("c{:06}", self.all.len()),
                    address,
                    kind,
                    region: region.map(str::to_owned),
                    fields: [None, None],
                    members: BTreeSet::new(),
                    plans: None,
                    bill: None,
                });
                heads.insert(self.all[self.all.len() - 1].address.clone(), self.all.len() - 1);
                self.all.len() - 1
            };
            let mut own = Fields::new();
            let stated = |name: &str| fields.iter().any(|field| field.name == name);
            for apart in tables.apart.iter().filter(|own| own.kind == kind.name && !stated(own.field)) {
                put(&mut own, apart.field, scalar(apart.none));
            }
            for field in &fields {
                put(&mut own, &field.name, scalar(&field.written()));
            }
            let part = &mut self.all[at];
            part.fields[side] = Some(readable(&alike, part.kind, own));
            for member in &gathered.members {
                let member = member.address.to_string();
                self.of.entry(member.clone()).or_insert(at);
                part.members.insert(member);
            }
        }
    }

    /// A profile with each kind, and nothing stated of it.
    fn blank(&self) -> Option<Plan> {
        let offered = KINDS.iter().filter(|kind| self.cloud.kind(kind.name).is_some());
        let components = offered.map(|kind| (kind.name.to_owned(), component(kind, &Fields::new())));
        profile("blank", self.cloud, "", &components.collect())
    }

    /// Makes the profiles of each region.
    fn compile(&mut self) {
        let regions: BTreeSet<Option<String>> = self.all.iter().map(|part| part.region.clone()).collect();
        for region in regions {
            let sides = [("before", 0), ("after", 1)].map(|(name, side): (_, usize)| {
                let own = self.all.iter().filter(|part| part.region == region);
                let components = own.filter_map(|part| {
                    Some((part.name.clone(), component(part.kind, part.fields[side].as_ref()?)))
                });
                profile(name, self.cloud, region.as_deref().unwrap_or(NOWHERE), &components.collect())
            });
            let [Some(before), Some(after)] = sides else { continue };
            for part in self.all.iter_mut().filter(|part| part.region == region) {
                part.plans = Some(self.plans.len());
            }
            self.plans.push([before, after]);
        }
    }

    /// The component of a resource.
    pub(super) fn part(&self, address: &str) -> Option<&Part> {
        self.of.get(address).map(|at| &self.all[*at])
    }

    /// A component on both sides; where it is only on one, that one twice.
    pub(super) fn sides(&self, part: &Part) -> Option<(&Component, &Component)> {
        let [before, after] = self.plans.get(part.plans?)?;
        let (before, after) = (before.component(&part.name), after.component(&part.name));
        Some((before.or(after)?, after.or(before)?))
    }

    /// A component of a kind of which nothing is known.
    pub(super) fn unstated(&self, kind: &str) -> Option<(&Component, &Component)> {
        let own = self.blank.as_ref()?.component(kind)?;
        Some((own, own))
    }

    /// What is kept of a resource, before and after.
    pub(super) fn contents(&self, address: &str) -> [Option<&'a Content>; 2] {
        [0, 1].map(|side: usize| self.resources[side].get(address).map(|own| &own.content))
    }

    /// A resource after the change, or before it where it goes.
    pub(super) fn instance(&self, address: &str) -> Option<&'a Instance> {
        self.resources[1].get(address).or_else(|| self.resources[0].get(address)).copied()
    }

    /// The resources of a component, after the change where they are there then.
    pub(super) fn members(&self, part: &Part) -> Vec<&'a Instance> {
        part.members.iter().filter_map(|address| self.instance(address)).collect()
    }

    /// How many resources of a type a component has, before and after.
    pub(super) fn number(&self, part: &Part, kind: &str) -> [usize; 2] {
        [0, 1].map(|side: usize| {
            let there = part.members.iter().filter_map(|address| self.resources[side].get(address));
            there.filter(|own| &*own.address.kind == kind).count()
        })
    }
}

/// The region of what is in none that is known: it has no prices.
const NOWHERE: &str = "unknown";

/// The fields if their kind takes them; else none, so that nothing of it is known.
fn readable(alike: &Alike, kind: &'static Entry, fields: Fields) -> Fields {
    let (identity, capacity) =
        fields.clone().into_iter().partition(|(name, _)| kind::is_identity(kind, name));
    if alike.read(kind, &identity, &capacity).is_ok() { fields } else { Fields::new() }
}

fn component(kind: &Entry, fields: &Fields) -> Json {
    let mut component = fields.clone();
    component.insert("kind".to_owned(), kind.name.into());
    component.insert("resource".to_owned(), "it".into());
    component.into()
}

/// A profile of things that exist, compiled.
fn profile(name: &str, cloud: &'static dyn Cloud, region: &str, components: &Fields) -> Option<Plan> {
    let mut nobody = Sources::default();
    let place = Place::top(nobody.add("", ""));
    let whole = json!({
        "profile": name,
        "stack": "plan",
        "cloud": {"provider": cloud.name(), "region": region},
        "plan": "only",
        "components": components,
    });
    let layered = Layered {
        root: Node::of_json(&whole, place),
        extends: None,
        baseline: None,
        mentioned: BTreeSet::new(),
    };
    plan::plan(layered, &mut Findings::default())
}
