//! What a stack on AWS consumes: what is bought, and what only counts against a quota. A new item has no meter and no
//! measure until both are said here: the compiler asks for each.

use std::any::Any;
use std::sync::Arc;

use jiff::civil::Date;

use crate::bill::measure::{Measure, Share, Unmeasured};
use crate::bill::meter::Meter;
use crate::bill::{self, Lines, Role};
use crate::cloud::aws::machines::machine_type;
use crate::cloud::aws::meter::meters;
use crate::cloud::aws::network::created;
use crate::cloud::aws::quota::STANDARD_VCPU;
use crate::model::capacity::VolumeType;
use crate::model::site::Site;
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

impl bill::Item for Item {
    fn meters(&self, on: Date) -> Vec<Meter> {
        meters(self, on)
    }

    fn measures<'a>(&'a self, take: &mut dyn FnMut(Measure<'a>)) -> Result<(), Unmeasured> {
        let one = |name| Measure::of(name, 1, Share::One);
        let holds = |name, each, unit| Measure::of(name, each, Share::Holds(each, unit));
        match self {
            Self::Volume { volume_type, size, iops, .. } => {
                let (tib, iops_measure) = volume_measures(*volume_type);
                take(holds(tib, size.gib(), "GiB"));
                if let (Some(measure), Some(iops)) = (iops_measure, iops) {
                    take(holds(measure, (*iops).into(), "IOPS"));
                }
            }
            Self::DatabaseStorage { size, .. } => take(holds("database-storage-gb", size.gib(), "GiB")),
            Self::Machine(name) => {
                take(one("network-interface"));
                let machine = machine_type(name);
                let quota = machine.and_then(|machine| machine.quota);
                let Some((code, vcpu)) = quota.zip(machine.and_then(|machine| machine.vcpu)) else {
                    let code = quota.unwrap_or(STANDARD_VCPU);
                    return Err(Unmeasured { name: "vcpu", code, what: format!("the vCPUs of `{name}`") });
                };
                take(Measure { code, ..Measure::of("vcpu", vcpu.into(), Share::Vcpu(name, vcpu)) });
            }
            Self::Database { class, .. } => take(Measure::of("database-instance", 1, Share::Named(class))),
            Self::Task { cpu, .. } => {
                take(Measure::of("fargate-vcpu", (*cpu).into(), Share::TaskCpu(*cpu)));
                // What is limited here is the desired count, which a deployment does not raise.
                take(Measure { surges: false, ..one("service-task") });
                take(one("network-interface"));
            }
            Self::LoadBalancer => {
                take(one("load-balancer"));
                // It holds an interface in each of up to three zones.
                take(holds("network-interface", 3, "zones"));
            }
            Self::Target => {
                take(one("load-balancer-target"));
                take(one("target-group-target"));
            }
            Self::TargetGroup => take(one("target-group")),
            Self::ReservedBalancer => take(one("reserved-balancer-unit")),
            Self::ScalingGroup => take(one("auto-scaling-group")),
            Self::LaunchTemplate => take(one("launch-template")),
            Self::ElasticIp => take(one("elastic-ip")),
            Self::Vpc => take(one("vpc")),
            Self::InternetGateway => take(one("internet-gateway")),
            Self::NatGateway => take(one("nat-gateway")),
            Self::Subnet => take(one("subnet")),
            Self::SecurityGroup => take(one("security-group")),
            Self::NetworkInterface => take(one("network-interface")),
            Self::ContainerCluster => take(one("container-cluster")),
            Self::ScalableService => take(one("scalable-task-count")),
            // AWS does not limit the number of queues, dashboards and secrets in a way that a stack could reach, and
            // what is billed by use has no quota.
            Self::Queue
            | Self::ExtendedSupport { .. }
            | Self::DatabaseGrowth { .. }
            | Self::PublicAddress
            | Self::Secret
            | Self::AlarmMetric
            | Self::Dashboard
            | Self::DetailedMonitoring
            | Self::BalancedTraffic { .. }
            | Self::DataOut(_)
            | Self::DataBetweenZones(_)
            | Self::NatData(_)
            | Self::LogData(_)
            | Self::Messages(_)
            | Self::CpuCredits(_) => {}
        }
        Ok(())
    }

    fn role(&self) -> Role {
        match self {
            Self::Machine(_) => Role::Machine,
            Self::Task { .. } => Role::Task,
            Self::DataOut(data) => Role::DataOut(*data),
            Self::BalancedTraffic { .. }
            | Self::DataBetweenZones(_)
            | Self::NatData(_)
            | Self::LogData(_)
            | Self::Messages(_)
            | Self::CpuCredits(_) => Role::Use,
            Self::Volume { .. }
            | Self::Database { .. }
            | Self::ExtendedSupport { .. }
            | Self::DatabaseStorage { .. }
            | Self::DatabaseGrowth { .. }
            | Self::LoadBalancer
            | Self::ReservedBalancer
            | Self::TargetGroup
            | Self::Target
            | Self::ScalingGroup
            | Self::LaunchTemplate
            | Self::Queue
            | Self::ElasticIp
            | Self::Vpc
            | Self::InternetGateway
            | Self::NatGateway
            | Self::Subnet
            | Self::SecurityGroup
            | Self::NetworkInterface
            | Self::ContainerCluster
            | Self::ScalableService
            | Self::PublicAddress
            | Self::Secret
            | Self::AlarmMetric
            | Self::Dashboard
            | Self::DetailedMonitoring => Role::Other,
        }
    }

    fn stored(&self) -> Option<(&'static str, Size)> {
        match self {
            Self::Volume { size, .. } => Some(("volume", *size)),
            Self::DatabaseStorage { size, .. } => Some(("database", *size)),
            _ => None,
        }
    }

    fn grown(&self, least: Size) -> Option<Arc<dyn bill::Item>> {
        let mut grown = self.clone();
        let (Self::Volume { size, .. } | Self::DatabaseStorage { size, .. }) = &mut grown else {
            return None;
        };
        *size = (*size).max(least);
        Some(Arc::new(grown))
    }
}

impl Item {
    /// The item of a line, if it is one of AWS's.
    #[must_use]
    pub fn of(line: &bill::Line) -> Option<&Self> {
        let item: &dyn Any = &*line.item;
        item.downcast_ref()
    }
}

/// The measures that a volume counts against: its size, and its IOPS where AWS limits them.
const fn volume_measures(volume_type: VolumeType) -> (&'static str, Option<&'static str>) {
    match volume_type {
        VolumeType::Gp3 => ("volume-tib:gp3", None),
        VolumeType::Gp2 => ("volume-tib:gp2", None),
        VolumeType::Io1 => ("volume-tib:io1", Some("volume-iops:io1")),
        VolumeType::Io2 => ("volume-tib:io2", Some("volume-iops:io2")),
    }
}

/// Adds what machines and tasks send to the internet, and what of it and of what they fetch goes through NAT; `private`
/// is what has no public address. Without a NAT gateway of the stack nothing is unstated about it.
pub fn add_traffic(lines: &mut Lines<'_>, site: &Site, data: Option<Size>, nat: Option<Size>, private: bool) {
    lines.add_use(data, |data| Item::DataOut(data.unwrap_or_default()));
    if nat.is_some() || (private && created(&site.network).is_some()) {
        lines.add_use(nat, |nat| Item::NatData(nat.unwrap_or_default()));
    }
}
