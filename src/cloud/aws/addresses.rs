//! The addresses that everything needs in subnets.

use crate::bill::BillOfMaterials;
use crate::cloud::aws::item::Item;
use crate::kind::spec::Facets;

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

    /// Adds what something else needs.
    pub fn add(&mut self, other: Self) {
        self.spread = self.spread.saturating_add(other.spread);
        self.each = self.each.saturating_add(other.each);
    }
}

/// What a stack needs in its private and in its public subnets.
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
pub fn at_peak<'a>(bill: &BillOfMaterials, facets: impl Fn(&str) -> Facets<'a>) -> Addresses {
    let mut out = Addresses::default();
    let each = |count: u64| Demand { spread: 0, each: count };
    let mut gateways = 0;
    for line in &bill.lines {
        let facets = facets(&line.component);
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
