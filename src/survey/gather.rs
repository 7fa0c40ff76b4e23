//! Which resources make one component: a group with its template, policies and schedules; a service with its target and
//! its task; a cluster with its instances. What several of them use, such as one task of two services, is in each.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::cloud::existing::path::Path;
use crate::cloud::existing::{Existing, Part};
use crate::existing::estate::Root;
use crate::existing::instance::{Exists, Instance};
use crate::existing::value::{Data, Value};

/// The resources of one component.
#[derive(Debug)]
pub(crate) struct Gathered<'a> {
    /// The resource that the others belong to.
    pub head: &'a Instance,
    /// All of them, the head first. One that several components use is a resource of each of them.
    pub members: Vec<&'a Instance>,
    /// The addresses of the heads of other components that use a resource as well, by the address of that resource.
    pub shared: BTreeMap<String, BTreeSet<String>>,
}

/// Gathers the resources of a root that have sizes, or show of what kind a component is.
pub(crate) fn gather<'a>(root: &'a Root, tables: &Existing) -> Vec<Gathered<'a>> {
    let there: Vec<&Instance> = root.instances.iter().filter(|one| one.exists != Exists::No).collect();
    let known = Known::new(&there);
    // What each is a part of: another one for each that refers to it.
    let mut wholes = Wholes::new();
    for row in &tables.parts {
        for (at, one) in there.iter().enumerate().filter(|(_, one)| *one.address.kind == *row.said) {
            for (part, whole) in pairs(row, at, one, &there, &known) {
                let own = wholes.get(&part).is_some_and(|own| own.contains(&whole));
                if !own && !leads_to(&wholes, whole, part) {
                    wholes.entry(part).or_default().push(whole);
                }
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut users: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (at, one) in there.iter().enumerate() {
        if tables.belongs(&one.address.kind) {
            let heads = heads(&wholes, at);
            for head in &heads {
                groups.entry(*head).or_default().push(at);
            }
            if heads.len() > 1 {
                users.insert(at, heads);
            }
        }
    }
    let address = |at: &usize| there[*at].address.to_string();
    let gathered = groups.into_iter().map(|(head, parts)| {
        let used = parts.iter().filter_map(|part| Some((address(part), users.get(part)?)));
        let others = |all: &BTreeSet<usize>| all.iter().filter(|own| **own != head).map(address).collect();
        let shared = used.map(|(part, all)| (part, others(all))).collect();
        let parts = parts.into_iter().filter(|part| *part != head);
        let members = std::iter::once(head).chain(parts).map(|at| there[at]).collect();
        Gathered { head: there[head], members, shared }
    });
    gathered.collect()
}

/// What each resource is a part of, by their numbers.
type Wholes = BTreeMap<usize, Vec<usize>>;

/// Follows the wholes up to those that are no parts.
fn heads(wholes: &Wholes, at: usize) -> BTreeSet<usize> {
    let (mut open, mut seen, mut heads) = (vec![at], BTreeSet::new(), BTreeSet::new());
    while let Some(at) = open.pop() {
        match wholes.get(&at) {
            Some(all) if seen.insert(at) => open.extend(all),
            Some(_) => {}
            None => drop(heads.insert(at)),
        }
    }
    heads
}

/// Whether a resource is another one, or a part of it by any way.
fn leads_to(wholes: &Wholes, at: usize, to: usize) -> bool {
    let (mut open, mut seen) = (vec![at], BTreeSet::new());
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        if seen.insert(at) {
            open.extend(wholes.get(&at).into_iter().flatten());
        }
    }
    false
}

/// The instances by address.
struct Known {
    exact: BTreeMap<String, usize>,
    /// By the address without the instance key.
    all: BTreeMap<String, Vec<usize>>,
}

impl Known {
    fn new(there: &[&Instance]) -> Self {
        let mut known = Self { exact: BTreeMap::new(), all: BTreeMap::new() };
        for (at, one) in there.iter().enumerate() {
            known.exact.insert(one.address.to_string(), at);
            known.all.entry(one.address.resource()).or_default().push(at);
        }
        known
    }

    /// The instances of a type that a reference of `from` means.
    fn meant(&self, reference: &str, from: &Instance, kind: &str, there: &[&Instance]) -> Vec<usize> {
        if let Some(at) = self.exact.get(reference) {
            return if *there[*at].address.kind == *kind { vec![*at] } else { Vec::new() };
        }
        let all = self.all.get(reference).map(Vec::as_slice).unwrap_or_default();
        let of_kind: Vec<usize> =
            all.iter().copied().filter(|at| *there[*at].address.kind == *kind).collect();
        // A reference to all of them from one with a key means the one with the same key.
        let same: Vec<usize> =
            of_kind.iter().copied().filter(|at| there[*at].address.key == from.address.key).collect();
        if same.is_empty() { of_kind } else { same }
    }
}

/// The parts and their wholes that one instance's attribute joins.
fn pairs(row: &Part, at: usize, one: &Instance, there: &[&Instance], known: &Known) -> Vec<(usize, usize)> {
    let of = |references: Vec<Arc<str>>, kind: &str| -> Vec<usize> {
        references.iter().flat_map(|reference| known.meant(reference, one, kind, there)).collect()
    };
    let said: Vec<Arc<str>> =
        row.path.find(&one.content).iter().flat_map(|found| references(found.value)).collect();
    if row.said == row.part {
        let mut wholes = of(said, row.whole);
        if wholes.is_empty() {
            wholes = called_alike(row, one, there);
        }
        return wholes.into_iter().map(|whole| (at, whole)).collect();
    }
    let parts = of(said, row.part);
    let wholes = if row.said == row.whole { vec![at] } else { of(one.references(), row.whole) };
    parts.iter().flat_map(|part| wholes.iter().map(|whole| (*part, *whole))).collect()
}

/// The instances of its own type that an attribute of an instance refers to.
pub(crate) fn named_by<'a>(one: &Instance, path: &Path, there: &[&'a Instance]) -> Vec<&'a Instance> {
    let said: Vec<Arc<str>> =
        path.find(&one.content).iter().flat_map(|found| references(found.value)).collect();
    if said.is_empty() {
        return Vec::new();
    }
    let known = Known::new(there);
    let meant = said.iter().flat_map(|reference| known.meant(reference, one, &one.address.kind, there));
    meant.map(|at| there[at]).collect()
}

/// What alarms on a component look at, by its role: the resources that it is made of, by their types, and those that
/// references lead to.
pub(crate) fn looked<'a>(
    members: &[&'a Instance],
    root: &'a Root,
    tables: &Existing,
) -> BTreeMap<String, Vec<&'a Instance>> {
    let there: Vec<&Instance> = root.instances.iter().filter(|one| one.exists != Exists::No).collect();
    let known = Known::new(&there);
    let mut roles: BTreeMap<String, Vec<&Instance>> = BTreeMap::new();
    for one in members {
        roles.entry(one.address.kind.to_string()).or_default().push(one);
    }
    for row in &tables.looked {
        let Some(from) = roles.get(row.from).cloned() else { continue };
        let meant = |one: &Instance, kind: &str| -> Vec<usize> {
            let said = row.path.find(&one.content).into_iter().flat_map(|found| references(found.value));
            said.flat_map(|reference| known.meant(&reference, one, kind, &there)).collect()
        };
        let found: Vec<&Instance> = if row.refers {
            let is_of = |at: usize| from.iter().any(|one| one.address == there[at].address);
            let of_kind = there.iter().copied().filter(|one| *one.address.kind == *row.kind);
            let refers =
                |one: &&Instance| from.iter().any(|own| meant(one, &own.address.kind).into_iter().any(is_of));
            of_kind.filter(refers).collect()
        } else {
            from.iter().flat_map(|one| meant(one, row.kind)).map(|at| there[at]).collect()
        };
        let role = roles.entry(row.role.to_owned()).or_default();
        for one in found {
            if role.iter().all(|own| own.address != one.address) {
                role.push(one);
            }
        }
    }
    roles
}

/// The whole that a part names by its text, without a reference: the only one in the same module whose attribute of the
/// same name, or else whose name, is that text.
fn called_alike(row: &Part, one: &Instance, there: &[&Instance]) -> Vec<usize> {
    let text = |one: &Instance, name: &str| one.content.attribute(name)?.value.text().map(str::to_owned);
    let attribute = row.path.plain();
    let Some(said) = text(one, attribute) else { return Vec::new() };
    let named = |own: &Instance| text(own, attribute).or_else(|| text(own, "name"));
    let own = there.iter().enumerate().filter(|(_, own)| {
        *own.address.kind == *row.whole
            && own.address.module == one.address.module
            && named(own).as_ref() == Some(&said)
    });
    let found: Vec<usize> = own.map(|(at, _)| at).collect();
    if found.len() == 1 { found } else { Vec::new() }
}

/// What a value refers to, or the members of a list or a map.
fn references(value: &Value) -> Vec<Arc<str>> {
    let mut all = value.origin.references();
    match &value.data {
        Data::List(list) | Data::Set(list) => {
            all.extend(list.iter().flat_map(|member| member.origin.references()));
        }
        Data::Map(map) => all.extend(map.entries.values().flat_map(|member| member.origin.references())),
        _ => {}
    }
    all
}
