//! What connects to each database, and how many connections it may open.

use std::collections::BTreeMap;

use crate::plan::{Component, Plan};

/// A component that connects to a database, and the most connections that it can open: at its peak, while
/// a deployment runs old and new tasks side by side.
pub(crate) type Client<'a> = (&'a Component, u64);

/// Those that connect to each database.
#[must_use]
pub(crate) fn clients(plan: &Plan) -> BTreeMap<&str, Vec<Client<'_>>> {
    let mut out: BTreeMap<&str, Vec<Client<'_>>> = BTreeMap::new();
    for component in plan.components.iter().filter(|component| !component.common.connects_to.is_empty()) {
        let own = plan.bill_of(component, &*component.spec);
        let instances = own.lines.iter().filter(|line| line.item.role().is_instance());
        let peak = instances.fold(0, |sum: u64, line| sum.saturating_add(line.quantity.peak()));
        for (database, link) in &component.common.connects_to {
            let connections = peak.saturating_mul(link.connections.into());
            out.entry(database).or_default().push((component, connections));
        }
    }
    out
}
