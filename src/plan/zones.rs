//! Zones: which of them an account has, and which machines each of them has. No table can know either: what is
//! `us-east-1a` to one account is another zone to the next (EC2 user guide, "Regions and Zones").

use crate::cloud::provider::Places;
use crate::model::name::slug;
use crate::order::Order as _;
use crate::plan::{Component, Plan};
use crate::quota::applied::Applied;

/// Machines of one type, and where they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing<'a> {
    /// The component.
    pub component: &'a str,
    /// The instance type.
    pub machine: &'a str,
    /// Whether it is one machine, which cannot go to another zone.
    pub alone: bool,
    /// The zones, as far as they are known.
    pub zones: Vec<String>,
    /// Given subnets whose zone is not known.
    pub subnets: Vec<String>,
}

impl Standing<'_> {
    /// The zones that are known not to have the type.
    #[must_use]
    pub(crate) fn missing(&self, applied: Option<&Applied>) -> Vec<&str> {
        let lacks = |zone: &&String| applied.and_then(|own| own.offers(self.machine, zone)) == Some(false);
        self.zones.iter().filter(lacks).map(String::as_str).collect()
    }

    /// Whether it is known of each of its zones whether it has the type.
    #[must_use]
    pub(crate) fn is_known(&self, applied: Option<&Applied>) -> bool {
        let known = |zone: &String| applied.is_some_and(|own| own.offers(self.machine, zone).is_some());
        self.subnets.is_empty() && self.zones.iter().all(known)
    }
}

/// Where the machines of a component stand; none of what has no machines of its own, and of what exists already: nobody
/// says where that is.
#[must_use]
pub fn standing<'a>(
    plan: &Plan,
    component: &'a Component,
    applied: Option<&Applied>,
) -> Option<Standing<'a>> {
    let facets = component.spec.facets();
    let machine = facets.machine.filter(|_| component.is_built())?;
    let alone = facets.count.is_none();
    let name = slug(&component.name);
    let places = plan.cloud.places(&plan.header.cloud, facets.public, alone.then_some(&name));
    let mut out =
        Standing { component: &component.name, machine, alone, zones: Vec::new(), subnets: Vec::new() };
    let subnets = match places {
        Places::Zones(zones) => return Some(Standing { zones, ..out }),
        Places::Subnets(subnets) => subnets,
    };
    for subnet in subnets {
        match applied.and_then(|applied| applied.zone_of(&subnet)) {
            Some(zone) => out.zones.push(zone.to_owned()),
            None => out.subnets.push(subnet),
        }
    }
    out.zones.order();
    out.zones.dedup();
    Some(out)
}
