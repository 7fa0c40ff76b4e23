//! The resources of each component that stands in a root.

use crate::existing::instance::Instance;
use crate::in_place::want::Asking;
use crate::plan::Component;
use crate::survey::gather::gather;

/// The components of a profile in the root that it calls `name`, each with its resources.
pub(crate) fn members<'a>(asking: &Asking<'a>, name: &str) -> Vec<(&'a Component, Vec<&'a Instance>)> {
    let Asking { plan, tables, reading, .. } = *asking;
    let Some(root) = reading.estate.roots.iter().find(|root| root.dir == reading.dir()) else {
        return Vec::new();
    };
    let groups = gather(root, tables);
    let of = |component: &'a Component| {
        let tuned = component.common.terraform.as_ref()?;
        let has = |own: &&Instance| own.address.to_string() == tuned.address;
        let group = groups.iter().find(|group| group.members.iter().any(has))?;
        Some((component, group.members.clone()))
    };
    plan.components.iter().filter(|own| plan.root_of(own) == Some(name)).filter_map(of).collect()
}
