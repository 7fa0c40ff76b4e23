//! The sizes of Terraform that is there already: what is a size in which resource, what says it, and why one cannot be
//! changed. Nothing else of what the files hold comes through.

pub(crate) mod apart;
pub mod component;
pub(crate) mod field;
pub(crate) mod gather;
pub mod input;

pub mod json;
pub mod limit;
pub mod profile;
pub mod refresh;
pub(crate) mod seen;
pub mod size;
pub mod takes;

use std::collections::BTreeMap;

use crate::cloud::existing::Existing;
use crate::cloud::existing::swallowed::Swallowed;
use crate::existing::estate::{Estate, Root};
use crate::existing::instance::{Exists, Instance};
use gather::{Gathered, gather};
use limit::Limiting;
use size::Sizing;

/// What was found in a repository.
#[derive(Debug)]
pub struct Survey<'a> {
    /// Where it was found.
    pub estate: &'a Estate,
    /// What was found, root by root.
    pub roots: Vec<OfRoot<'a>>,
}

/// What was found in one root.
#[derive(Debug)]
pub struct OfRoot<'a> {
    /// The root.
    pub root: &'a Root,
    /// The sizes in the order of addresses.
    pub sizes: Vec<Sizing<'a>>,
    /// What limits the traffic.
    pub limits: Vec<Limiting<'a>>,
}

/// Finds what is a size, as a cloud says it.
#[must_use]
pub fn survey<'a>(estate: &'a Estate, tables: &'static Existing) -> Survey<'a> {
    Survey { estate, roots: estate.roots.iter().map(|root| of_root(root, tables)).collect() }
}

/// Finds what is a size in one root.
#[must_use]
pub(crate) fn of_root<'a>(root: &'a Root, tables: &'static Existing) -> OfRoot<'a> {
    let there = |instance: &&Instance| instance.exists != Exists::No;
    let mut sizes = Vec::new();
    let mut limits = Vec::new();
    let mut counted: Vec<String> = Vec::new();
    for instance in root.instances.iter().filter(there) {
        size::of_instance(instance, tables, &mut sizes);
        let resource = instance.address.resource();
        if counted.last() != Some(&resource) {
            size::of_count(instance, tables, &mut sizes);
            counted.push(resource);
        }
        limit::of_instance(instance, tables, &mut limits);
    }
    // What one resource does to the size of another of the same component.
    let members = gather(root, tables);
    let by = |name: fn(&Instance) -> String| {
        let mut all: BTreeMap<String, Vec<&Gathered<'_>>> = BTreeMap::new();
        for (own, one) in members.iter().flat_map(|own| own.members.iter().map(move |one| (own, one))) {
            let groups = all.entry(name(one)).or_default();
            if !groups.iter().any(|known| std::ptr::eq(*known, own)) {
                groups.push(own);
            }
        }
        all
    };
    let beside = by(|one| one.address.to_string());
    for size in &mut sizes {
        let groups = beside.get(&size.address).map(Vec::as_slice).unwrap_or_default();
        for own in groups {
            let Some(one) = own.members.iter().find(|one| one.address.to_string() == size.address) else {
                continue;
            };
            for effect in tables.swallowed(one, &size.path, &own.members) {
                if effect.effect == Swallowed::Unused {
                    size.unused_in.insert(own.head.address.to_string());
                }
                if !size.swallowed.contains(&effect) {
                    size.swallowed.push(effect);
                }
            }
        }
        // What means something in one of the components means something.
        if size.unused_in.len() < groups.len() {
            size.swallowed.retain(|one| one.effect != Swallowed::Unused);
        } else {
            size.unused_in.clear();
        }
    }
    // Copies are all there are only where no other resource of the component is of their type.
    let resources = by(|one| one.address.resource());
    for size in sizes.iter_mut().filter(|size| size.path == "count") {
        let of_type = |one: &&&Instance| Some(&one.address.kind) == size.resource.as_ref();
        let groups = resources.get(&size.address).into_iter().flatten();
        let mut all = groups.flat_map(|group| &group.members).filter(of_type);
        if all.any(|one| one.address.resource() != size.address) {
            size.of.iter_mut().for_each(|of| of.field = None);
        }
    }
    for call in root.calls.iter().filter(|call| call.exists != Exists::No) {
        input::of_call(call, tables, &mut sizes);
    }
    OfRoot { root, sizes, limits }
}
