//! The addresses that everything needs in subnets.

use crate::bill::{BillOfMaterials, Role};

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
    pub(crate) const fn in_each_of(self, subnets: u64) -> u64 {
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

/// Where the machines of a component stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stands {
    /// Whether they are reached from the internet.
    pub public: bool,
    /// Whether there are several, which are spread over all subnets.
    pub spread: bool,
}

/// At the peak: with what the cloud adds while it moves or replaces, what a deployment adds, and with what managed services and load balancers
/// want free. `stands` says where the machines of a component stand.
#[must_use]
pub(crate) fn at_peak(bill: &BillOfMaterials, stands: impl Fn(&str) -> Stands) -> Addresses {
    let mut out = Addresses::default();
    let each = |count: u64| Demand { spread: 0, each: count };
    let mut gateways = 0;
    for line in &bill.lines {
        let Stands { public, spread } = stands(&line.component);
        let count = line.quantity.peak();
        match line.item.role() {
            Role::Machine if public => out.public.add(each(count)),
            Role::Machine if !spread => out.private.add(each(count)),
            Role::Machine | Role::Task => out.private.add(Demand { spread: count, each: 0 }),
            Role::Service => out.private.add(each(count)),
            Role::Balancer { free } => out.public.add(each(count.saturating_mul(free))),
            // No two of them stand in one zone.
            Role::Gateway => gateways = 1,
            Role::DataOut(_) | Role::Use | Role::Other => {}
        }
    }
    out.public.add(each(gateways));
    out
}

/// What certainly stands in each subnet at the floor: machines and tasks that are spread, and load balancers.
#[must_use]
pub(crate) fn at_floor(bill: &BillOfMaterials, stands: impl Fn(&str) -> Stands) -> Addresses {
    let mut out = Addresses::default();
    for line in &bill.lines {
        let count = line.quantity.floor;
        match line.item.role() {
            Role::Machine | Role::Task if stands(&line.component).spread => {
                out.private.add(Demand { spread: count, each: 0 });
            }
            Role::Balancer { .. } => out.public.add(Demand { spread: 0, each: count }),
            // Which subnet the others with an address stand in is not known.
            Role::Machine
            | Role::Task
            | Role::Service
            | Role::Gateway
            | Role::DataOut(_)
            | Role::Use
            | Role::Other => {}
        }
    }
    out
}
