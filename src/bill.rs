//! The bill of materials: everything priced or quota-bearing that a plan consumes. Prices and quotas
//! both read this one list, so that a kind never talks about money or quota codes.

use crate::plan::{Count, Plan, Size, VolumeType};

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
}

impl Item {
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
}

/// All that a plan consumes, in the order of its components.
#[derive(Debug, Default)]
pub struct BillOfMaterials {
    /// The lines.
    pub lines: Vec<Line>,
}

/// Where a component writes its lines.
#[derive(Debug)]
pub struct Lines<'a> {
    component: &'a str,
    bill: &'a mut BillOfMaterials,
}

impl Lines<'_> {
    /// Adds a line.
    pub fn add(&mut self, item: Item, quantity: Quantity) {
        self.bill.lines.push(Line { component: self.component.to_owned(), item, quantity });
    }
}

impl BillOfMaterials {
    /// Where `component` writes.
    pub fn lines_of<'a>(&'a mut self, component: &'a str) -> Lines<'a> {
        Lines { component, bill: self }
    }
}

/// The bill of a plan: its network, then its components by name.
#[must_use]
pub fn bill(plan: &Plan) -> BillOfMaterials {
    let mut bill = BillOfMaterials::default();
    crate::cloud::aws::network::bill(plan, &mut bill.lines_of("network"));
    for component in &plan.components {
        component.spec.bill(&mut bill.lines_of(&component.name));
    }
    bill
}
