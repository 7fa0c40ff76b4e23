//! Addresses of subnets: how many everything needs, and whether given subnets have them free.

use serde::Serialize;

use crate::cloud::aws::item::Item;
use crate::plan::Plan;
use crate::quota::applied::Applied;

/// What a load balancer wants free in each of its subnets, to grow.
/// docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer
const BALANCER: u64 = 8;

/// Addresses that are needed in a set of subnets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Demand {
    /// Spread evenly over all of them: machines of groups, and tasks.
    pub spread: u64,
    /// In each of them: what may stand in any, and what wants one in all.
    pub each: u64,
}

impl Demand {
    /// The most that one of so many subnets needs.
    #[must_use]
    pub const fn in_each_of(self, subnets: u64) -> u64 {
        let spread = if subnets == 0 { self.spread } else { self.spread.div_ceil(subnets) };
        spread.saturating_add(self.each)
    }

    fn add(&mut self, other: Self) {
        self.spread = self.spread.saturating_add(other.spread);
        self.each = self.each.saturating_add(other.each);
    }
}

/// What a plan needs in its private and in its public subnets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Addresses {
    /// For what is not public.
    pub private: Demand,
    /// For load balancers, gateways and public servers.
    pub public: Demand,
}

/// At the peak: with what AWS adds while it moves or replaces, what load balancers want free, and the one
/// address in each subnet that a database needs to recover.
#[must_use]
pub fn at_peak(plan: &Plan) -> Addresses {
    let mut out = Addresses::default();
    let each = |count: u64| Demand { spread: 0, each: count };
    let mut gateways = 0;
    for line in &plan.bill().lines {
        let component = plan.component(&line.component);
        let facets = component.map(|component| component.spec.facets()).unwrap_or_default();
        let count = line.quantity.peak();
        let Some(item) = Item::of(line) else { continue };
        match item {
            Item::Machine(_) if facets.public => out.public.add(each(count)),
            Item::Machine(_) if facets.count.is_none() => out.private.add(each(count)),
            Item::Machine(_) | Item::Task { .. } => out.private.add(Demand { spread: count, each: 0 }),
            Item::Database { .. } => out.private.add(each(count)),
            Item::LoadBalancer => out.public.add(each(count.saturating_mul(BALANCER))),
            // No two of them stand in one zone.
            Item::NatGateway => gateways = 1,
            _ => {}
        }
    }
    out.public.add(each(gateways));
    out
}

/// What certainly stands in each subnet already: machines and tasks at their floor, and load balancers.
fn at_floor(plan: &Plan) -> Addresses {
    let mut out = Addresses::default();
    for line in &plan.bill().lines {
        let scales = plan.component(&line.component).is_some_and(|one| one.spec.facets().count.is_some());
        let Some(item) = Item::of(line) else { continue };
        match item {
            Item::Task { .. } | Item::Machine(_) if scales => {
                out.private.add(Demand { spread: line.quantity.floor, each: 0 });
            }
            Item::LoadBalancer => out.public.add(Demand { spread: 0, each: line.quantity.floor }),
            _ => {}
        }
    }
    out
}

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
    let (peak, floor) = (at_peak(plan), at_floor(everyday.unwrap_or(plan)));
    let added = |ids: &Vec<String>, id: &String, peak: Demand, floor: Demand| {
        let count = if ids.contains(id) { ids.len() as u64 } else { return 0 };
        peak.in_each_of(count).saturating_sub(floor.spread / count + floor.each)
    };
    let mut ids: Vec<&String> = private.iter().chain(public).collect();
    ids.sort();
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
