//! The bill of materials: everything priced or quota-bearing that a plan consumes. Prices and quotas
//! both read this one list, so that a kind never talks about money or quota codes.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::cloud::aws::monitoring;
use crate::kind::Spec;
use crate::model::capacity::{Count, VolumeType};
use crate::model::size::Size;
use crate::plan::{Component, Plan};

/// Something that is consumed while it exists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// A running virtual machine of this instance type.
    Machine(String),
    /// A block storage volume.
    Volume {
        /// What it is made of.
        volume_type: VolumeType,
        /// How large.
        size: Size,
        /// Provisioned I/O operations per second, where they are bought apart.
        iops: Option<u32>,
        /// Provisioned MiB per second, where they are bought apart.
        throughput: Option<u32>,
    },
    /// A managed database instance.
    Database {
        /// The instance class.
        class: String,
        /// `postgres` or `mysql`.
        engine: &'static str,
        /// With a standby in another zone.
        multi_az: bool,
    },
    /// Support of a managed database's version beyond its standard end.
    ExtendedSupport {
        /// `postgres` or `mysql`.
        engine: &'static str,
        /// The engine's version, as the profile has it.
        version: String,
        /// The instance class: each of its vCPUs is charged.
        class: String,
        /// With a standby in another zone, which is charged too.
        multi_az: bool,
    },
    /// The storage of a managed database.
    DatabaseStorage {
        /// `postgres` or `mysql`.
        engine: &'static str,
        /// With a copy in another zone.
        multi_az: bool,
        /// What it is made of.
        volume_type: VolumeType,
        /// How large.
        size: Size,
        /// Provisioned I/O operations per second, where they are bought apart.
        iops: Option<u32>,
        /// Provisioned MiB per second, where they are bought apart.
        throughput: Option<u32>,
    },
    /// A GiB that a managed database's storage may grow by itself.
    DatabaseGrowth {
        /// `postgres` or `mysql`.
        engine: &'static str,
        /// With a copy in another zone.
        multi_az: bool,
        /// What it is made of.
        volume_type: VolumeType,
    },
    /// A container task on the managed platform.
    Task {
        /// In 1/1024 of a vCPU.
        cpu: u32,
        /// Memory.
        memory: Size,
        /// On ARM.
        arm: bool,
    },
    /// An application load balancer.
    LoadBalancer,
    /// A capacity unit (LCU) of a load balancer that is kept ready.
    ReservedBalancer,
    /// A group of targets behind a load balancer.
    TargetGroup,
    /// One target registered with a load balancer.
    Target,
    /// A group that scales machines.
    ScalingGroup,
    /// A template that machines are started from.
    LaunchTemplate,
    /// A queue.
    Queue,
    /// A public address of one's own.
    ElasticIp,
    /// A private network.
    Vpc,
    /// A private network's way to the internet.
    InternetGateway,
    /// A way out for what has no public address.
    NatGateway,
    /// A part of a private network.
    Subnet,
    /// A set of firewall rules.
    SecurityGroup,
    /// A network interface, beyond the one that each machine and each task has.
    NetworkInterface,
    /// A cluster of containers.
    ContainerCluster,
    /// A service whose task count scales.
    ScalableService,
    /// A public address that a managed service holds.
    PublicAddress,
    /// A secret that a managed service keeps.
    Secret,
    /// One metric that an alarm watches.
    AlarmMetric,
    /// A page of graphs.
    Dashboard,
    /// A machine whose figures are taken every minute, not every five.
    DetailedMonitoring,
    /// Traffic through a load balancer.
    BalancedTraffic {
        /// New connections per second.
        connections: u32,
        /// Per hour, both ways.
        data: Size,
    },
    /// Data sent to the internet, per hour.
    DataOut(Size),
    /// Data that leaves one zone for another, per hour.
    DataBetweenZones(Size),
    /// Data through a NAT gateway, per hour.
    NatData(Size),
    /// Log lines taken in, per hour.
    LogData(Size),
    /// Messages through a queue, per hour.
    Messages(u64),
    /// CPU credits beyond what a burstable machine of this type earns.
    CpuCredits(String),
}

impl Item {
    /// How much it stores.
    const fn stored(&self) -> Option<Size> {
        match self {
            Self::Volume { size, .. } | Self::DatabaseStorage { size, .. } => Some(*size),
            _ => None,
        }
    }

    fn grow_to(&mut self, least: Size) {
        if let Self::Volume { size, .. } | Self::DatabaseStorage { size, .. } = self {
            *size = (*size).max(least);
        }
    }

    /// Whether it is billed by what comes, and not by being there: it goes when the traffic goes.
    #[must_use]
    pub const fn is_use(&self) -> bool {
        matches!(
            self,
            Self::BalancedTraffic { .. }
                | Self::DataOut(_)
                | Self::DataBetweenZones(_)
                | Self::NatData(_)
                | Self::LogData(_)
                | Self::Messages(_)
                | Self::CpuCredits(_)
        )
    }

    /// Whether it runs the component's own code: a machine or a task, with an address of its own.
    #[must_use]
    pub const fn is_instance(&self) -> bool {
        matches!(self, Self::Machine(_) | Self::Task { .. })
    }
}

/// How many: at the floor, as expected, at the ceiling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// At `min`.
    pub floor: u64,
    /// At `expected`, or at the floor where the profile gives none.
    pub expected: u64,
    /// At `max`.
    pub ceiling: u64,
    /// What may be there for a moment on top of the ceiling: AWS adds while it moves or replaces.
    pub surge: u64,
}

impl Quantity {
    /// Always so many.
    #[must_use]
    pub const fn fixed(count: u64) -> Self {
        Self { floor: count, expected: count, ceiling: count, surge: 0 }
    }

    /// What an autoscaler moves between.
    #[must_use]
    pub fn scaled(count: &Count) -> Self {
        let floor = u64::from(count.min);
        let expected = count.expected.map_or(floor, u64::from);
        Self { floor, expected, ceiling: u64::from(count.max), surge: 0 }
    }

    /// So many on top of the ceiling for a moment.
    #[must_use]
    pub const fn with_surge(mut self, surge: u64) -> Self {
        self.surge = surge;
        self
    }

    /// The most there can be at one moment.
    #[must_use]
    pub const fn peak(self) -> u64 {
        self.ceiling.saturating_add(self.surge)
    }
}

/// One line of the bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Whose: a component's name, or `network`.
    pub component: String,
    /// Of what.
    pub item: Item,
    /// How many.
    pub quantity: Quantity,
    /// Whether its size never shrinks in place: what has grown stays.
    pub ratchet: bool,
}

/// All that a plan consumes, in the order of its components.
#[derive(Clone, Debug, Default)]
pub struct BillOfMaterials {
    /// The lines.
    pub lines: Vec<Line>,
    /// What hangs on traffic that the profile does not state: whose, and of what.
    pub unstated: Vec<(String, Item)>,
}

/// What of the network decides on a component's bill.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surroundings {
    /// In how many zones a load balancer stands.
    pub balanced_zones: u64,
    /// Whether what has no public address goes out through NAT gateways of the stack.
    pub nat: bool,
}

/// Where a component writes its lines.
#[derive(Debug)]
pub struct Lines<'a> {
    component: &'a str,
    around: Surroundings,
    bill: &'a mut BillOfMaterials,
}

impl Lines<'_> {
    /// Adds a line.
    pub fn add(&mut self, item: Item, quantity: Quantity) {
        self.push(item, quantity, false);
    }

    /// In how many zones a load balancer stands.
    #[must_use]
    pub const fn balanced_zones(&self) -> u64 {
        self.around.balanced_zones
    }

    /// Adds what machines and tasks send to the internet, and what of it and of what they fetch goes through NAT; `private`
    /// is what has no public address. Without a NAT gateway of the stack nothing is unstated about it.
    pub fn add_traffic(&mut self, data: Option<Size>, nat: Option<Size>, private: bool) {
        self.add_use(data, |data| Item::DataOut(data.unwrap_or_default()));
        if nat.is_some() || (private && self.around.nat) {
            self.add_use(nat, |nat| Item::NatData(nat.unwrap_or_default()));
        }
    }

    /// Adds a line whose size never shrinks in place.
    pub fn add_ratchet(&mut self, item: Item, quantity: Quantity) {
        self.push(item, quantity, true);
    }

    /// Adds use that the profile states, or says that it is not counted.
    pub fn add_use<T>(&mut self, stated: Option<T>, item: impl FnOnce(Option<T>) -> Item) {
        if stated.is_some() {
            self.add(item(stated), Quantity::fixed(1));
        } else {
            self.bill.unstated.push((self.component.to_owned(), item(None)));
        }
    }

    /// Adds what nobody knows beforehand.
    pub fn add_unknown(&mut self, item: Item) {
        self.bill.unstated.push((self.component.to_owned(), item));
    }

    fn push(&mut self, item: Item, quantity: Quantity, ratchet: bool) {
        self.bill.lines.push(Line { component: self.component.to_owned(), item, quantity, ratchet });
    }
}

impl BillOfMaterials {
    /// Where `component` writes.
    pub const fn lines_of<'a>(&'a mut self, component: &'a str, around: Surroundings) -> Lines<'a> {
        Lines { component, around, bill: self }
    }
}

impl BillOfMaterials {
    /// This bill with each ratchet at least as large as in `other`: what is left of `other` after a
    /// switch to this one.
    #[must_use]
    pub fn held_by(&self, other: &Self) -> Cow<'_, Self> {
        let ratchets = |bill: &Self| -> Vec<(String, std::mem::Discriminant<Item>, Size)> {
            let own = bill.lines.iter().filter(|line| line.ratchet);
            own.filter_map(|line| {
                Some((line.component.clone(), std::mem::discriminant(&line.item), line.item.stored()?))
            })
            .collect()
        };
        let larger: HashMap<_, Size> =
            ratchets(other).into_iter().map(|(name, item, size)| ((name, item), size)).collect();
        let shrinks = |(name, item, size): (String, _, Size)| {
            larger.get(&(name, item)).is_some_and(|other| *other > size)
        };
        if !ratchets(self).into_iter().any(shrinks) {
            return Cow::Borrowed(self);
        }
        let mut held = self.clone();
        for line in held.lines.iter_mut().filter(|line| line.ratchet) {
            let key = (line.component.clone(), std::mem::discriminant(&line.item));
            if let Some(other) = larger.get(&key) {
                line.item.grow_to(*other);
            }
        }
        Cow::Owned(held)
    }
}

/// The bill of a plan: its network with what watches all of it, then its components by name.
#[must_use]
pub fn bill(plan: &Plan) -> BillOfMaterials {
    bill_with(plan, |_| None)
}

/// The bill of a plan with some components in another size.
#[must_use]
pub fn bill_with(plan: &Plan, resized: impl Fn(&Component) -> Option<Box<dyn Spec>>) -> BillOfMaterials {
    let (mut bill, mut components) = (BillOfMaterials::default(), BillOfMaterials::default());
    let around = crate::cloud::aws::network::surroundings(&plan.header.cloud);
    for component in &plan.components {
        let lines = &mut components.lines_of(&component.name, around);
        match resized(component) {
            Some(spec) => spec.bill(lines),
            None => component.spec.bill(lines),
        }
    }
    let mut lines = bill.lines_of("network", around);
    crate::cloud::aws::network::bill(plan, &mut lines);
    lines.add(Item::AlarmMetric, Quantity::fixed(monitoring::quota_alarms(&components)));
    lines.add(Item::Dashboard, Quantity::fixed(1));
    bill.lines.append(&mut components.lines);
    bill.unstated.append(&mut components.unstated);
    bill
}
