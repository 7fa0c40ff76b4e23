//! What a stack on AWS consumes: what is bought, and what only counts against a quota.

use std::any::Any;

use crate::bill;
use crate::kind::engine::Engine;
use crate::model::capacity::VolumeType;
use crate::model::size::Size;

/// Something that is consumed on AWS while it exists.
#[derive(Clone, Debug, PartialEq, Eq)]
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
        /// The engine.
        engine: Engine,
        /// With a standby in another zone.
        multi_az: bool,
    },
    /// A managed database instance that follows another one. It is billed as any instance.
    Replica,
    /// A proxy in front of a managed database.
    Proxy {
        /// The instance class of the database: each of its vCPUs is charged.
        class: String,
    },
    /// Support of a managed database's version beyond its standard end.
    ExtendedSupport {
        /// The engine.
        engine: Engine,
        /// The engine's version, as the profile has it.
        version: String,
        /// The instance class: each of its vCPUs is charged.
        class: String,
        /// With a standby in another zone, which is charged too.
        multi_az: bool,
    },
    /// The storage of a managed database.
    DatabaseStorage {
        /// The engine.
        engine: Engine,
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
        /// The engine.
        engine: Engine,
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
    /// A rule of a load balancer that sends requests to one of several groups of targets.
    BalancerRule,
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
    /// The item of a line, if it is one of AWS's.
    #[must_use]
    pub fn of(line: &bill::Line) -> Option<&Self> {
        let item: &dyn Any = &*line.item;
        item.downcast_ref()
    }
}
