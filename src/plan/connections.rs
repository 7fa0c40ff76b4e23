//! What connects to each database and each cache, and how many connections it may open.

use std::collections::BTreeMap;

use crate::bill::Deployment;
use crate::money::number;
use crate::plan::{Component, Plan};

/// A component that connects to a database.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Client<'a> {
    /// The component.
    pub component: &'a Component,
    /// The most connections that it can open: at its peak, with those of `deployment` where there may be one.
    pub connections: u64,
    /// The connections of the instances that a deployment runs beside the old ones.
    pub(crate) deployment: Deployment,
    /// Whether that is known: it is not where the profile leaves out how many instances there are.
    pub(crate) known: bool,
}

/// What of a component is connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum To {
    /// The component itself.
    Itself,
    /// What follows it and can be read.
    Readers,
}

/// Those that connect to each component, or to what follows it.
#[must_use]
pub(crate) fn clients(plan: &Plan, to: To) -> BTreeMap<&str, Vec<Client<'_>>> {
    let mut out: BTreeMap<&str, Vec<Client<'_>>> = BTreeMap::new();
    for component in plan.components.iter().filter(|component| !component.common.connects_to.is_empty()) {
        let mut readings = component.readings().iter().map(|own| instances(plan, own));
        let Some((peak, deployment)) = readings.next() else { continue };
        let known = readings.all(|other| other == (peak, deployment));
        for (database, link) in &component.common.connects_to {
            let each = match to {
                To::Itself => Some(link.connections),
                To::Readers => link.reader_connections,
            };
            let Some(each) = each.map(u64::from) else { continue };
            let connections = peak.saturating_mul(each);
            let client = Client { component, connections, deployment: deployment.times(each), known };
            out.entry(database).or_default().push(client);
        }
    }
    out
}

/// The most instances that a component can have, and those that a deployment runs beside the old ones.
fn instances(plan: &Plan, component: &Component) -> (u64, Deployment) {
    let own = plan.bill_of(component, &*component.spec);
    let instances = || own.lines.iter().filter(|line| line.item.role().is_instance());
    let peak = instances().fold(0, |sum: u64, line| sum.saturating_add(line.quantity.peak()));
    let deployment = instances().map(|line| line.quantity.deployment);
    // What is deployed runs one sort of instance.
    (peak, deployment.max_by_key(|own| own.more()).unwrap_or_default())
}

/// The clients of which that is not known.
#[must_use]
pub(crate) fn unknown<'a>(clients: &[Client<'a>]) -> Vec<&'a str> {
    clients.iter().filter(|client| !client.known).map(|client| client.component.name.as_str()).collect()
}

/// The connections that all readers of a component take together, where that is known; none without readers.
#[must_use]
pub(crate) fn reader_limit(component: &Component) -> Option<u64> {
    let limit = |own: &Component| {
        let count = own.spec.facets().database.map_or(0, |database| database.readers.count);
        if count == 0 {
            return Some(0);
        }
        Some(own.on.reader_limit(own.part())?.saturating_mul(count.into()))
    };
    let mut limits = component.readings().iter().map(limit);
    let first = limits.next().flatten();
    first.filter(|_| limits.all(|limit| limit == first))
}

/// The most connections that all of them can open.
#[must_use]
pub(crate) fn most(clients: &[Client<'_>]) -> u64 {
    clients.iter().fold(0, |sum, client| sum.saturating_add(client.connections))
}

/// What deployments have to do with that number, in words that follow it; nothing where they add none.
#[must_use]
pub(crate) fn about_deployments(clients: &[Client<'_>]) -> String {
    let sum = |of: fn(Deployment) -> u64| {
        clients.iter().fold(0_u64, |sum, client| sum.saturating_add(of(client.deployment)))
    };
    let (added, all) = (sum(Deployment::added), sum(Deployment::more));
    match (added, all) {
        (_, 0) => String::new(),
        (0, all) => format!(" (not {} more: nobody deploys)", number(all)),
        (added, _) => format!(" ({} of them during a deployment)", number(added)),
    }
}
