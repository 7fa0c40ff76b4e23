//! Addresses of subnets: how many everything needs, and whether given subnets have them free.

use serde::Serialize;

use crate::bill::addresses::{Demand, at_floor, at_peak};
use crate::order::Order as _;
use crate::plan::Plan;
use crate::quota::applied::Applied;

/// Whether a subnet has room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Room {
    /// There are enough addresses free.
    Enough,
    /// Enough, and more than 80 % of them are needed.
    Thin,
    /// What does not fit does not start.
    TooFew,
    /// The dumps do not say how many are free.
    Unknown,
}

/// A given subnet held against what the profile adds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Subnet {
    /// Its id.
    pub subnet: String,
    /// How many addresses are free now.
    pub free: Option<u64>,
    /// How many more are needed than the everyday profile always takes.
    pub added: u64,
    /// Whether they are there.
    pub verdict: Room,
}

/// The given subnets of a plan; none where the network is made, or no dump has subnets.
#[must_use]
pub fn subnets(plan: &Plan, everyday: Option<&Plan>, applied: Option<&Applied>) -> Vec<Subnet> {
    let network = &plan.header.cloud.network;
    let Some((applied, private)) = applied.zip(network.subnets.as_ref()) else {
        return Vec::new();
    };
    let public = network.public_subnets.as_ref().unwrap_or(private);
    let stands = |plan: &Plan, name: &str| {
        plan.component(name).map(|one| one.spec.facets()).unwrap_or_default().stands()
    };
    let peak = at_peak(&plan.built_bill(), |name| stands(plan, name));
    let everyday = everyday.unwrap_or(plan);
    let floor = at_floor(&everyday.built_bill(), |name| stands(everyday, name));
    let added = |ids: &Vec<String>, id: &String, peak: Demand, floor: Demand| {
        let count = if ids.contains(id) { ids.len() as u64 } else { return 0 };
        peak.in_each_of(count).saturating_sub(floor.spread / count + floor.each)
    };
    let mut ids: Vec<&String> = private.iter().chain(public).collect();
    ids.order();
    ids.dedup();
    let rows = ids.into_iter().map(|id| {
        let added = added(private, id, peak.private, floor.private).saturating_add(added(
            public,
            id,
            peak.public,
            floor.public,
        ));
        let free = applied.free_addresses(id);
        let verdict = match free {
            None => Room::Unknown,
            Some(free) if u128::from(added) * 5 <= u128::from(free) * 4 => Room::Enough,
            Some(free) if added <= free => Room::Thin,
            Some(_) => Room::TooFew,
        };
        Subnet { subnet: id.clone(), free, added, verdict }
    });
    let rows: Vec<Subnet> = rows.collect();
    if rows.iter().all(|row| row.free.is_none()) { Vec::new() } else { rows }
}
