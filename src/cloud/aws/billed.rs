//! What each item on AWS is billed by and counts against. A new item has no meter and no measure until both are said:
//! the compiler asks for each.

use std::any::Any;
use std::sync::Arc;

use jiff::civil::Date;

use crate::bill::measure::{Measure, Share, Unmeasured};
use crate::bill::meter::Meter;
use crate::bill::{self, Role};
use crate::cloud::aws::item::Item;
use crate::cloud::aws::machines::machine_type;
use crate::cloud::aws::meter::meters;
use crate::cloud::aws::quota::STANDARD_VCPU;
use crate::model::capacity::VolumeType;
use crate::model::size::Size;

/// What a load balancer wants free in each of its subnets, to grow.
/// docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer
const BALANCER: u64 = 8;

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
            Self::Replica => take(one("database-replica")),
            Self::Proxy { .. } => {
                take(one("database-proxy"));
                take(one("network-interface"));
            }
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
                take(Measure { pooled: true, ..one("load-balancer-target") });
                take(one("target-group-target"));
            }
            Self::BalancerRule => take(Measure { pooled: true, ..one("load-balancer-rule") }),
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

    fn counts_by(&self) -> Option<(&'static str, &'static str)> {
        // Without it tasks may run on machines, or on Fargate Spot, which have quotas of their own.
        matches!(self, Self::Task { .. }).then_some(("architecture", "fargate-vcpu"))
    }

    fn role(&self) -> Role {
        match self {
            Self::Machine(_) => Role::Machine,
            Self::Task { .. } => Role::Task,
            Self::Database { .. } | Self::Proxy { .. } => Role::Service,
            Self::LoadBalancer => Role::Balancer { free: BALANCER },
            Self::NatGateway => Role::Gateway,
            Self::DataOut(data) => Role::DataOut(*data),
            Self::BalancedTraffic { .. }
            | Self::DataBetweenZones(_)
            | Self::NatData(_)
            | Self::LogData(_)
            | Self::Messages(_)
            | Self::CpuCredits(_) => Role::Use,
            Self::Volume { .. }
            | Self::Replica
            | Self::ExtendedSupport { .. }
            | Self::DatabaseStorage { .. }
            | Self::DatabaseGrowth { .. }
            | Self::ReservedBalancer
            | Self::TargetGroup
            | Self::Target
            | Self::BalancerRule
            | Self::ScalingGroup
            | Self::LaunchTemplate
            | Self::Queue
            | Self::ElasticIp
            | Self::Vpc
            | Self::InternetGateway
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

    /// A load balancer is billed for the largest of all that goes through it, whichever app it is for.
    fn joined(&self, other: &dyn bill::Item) -> Option<Arc<dyn bill::Item>> {
        let other: &dyn Any = other;
        let (own, other) = (self, other.downcast_ref()?);
        let (
            Self::BalancedTraffic { connections, data },
            Self::BalancedTraffic { connections: more, data: further },
        ) = (own, other)
        else {
            return None;
        };
        let data = Size::from_mib(data.mib().saturating_add(further.mib()));
        Some(Arc::new(Self::BalancedTraffic { connections: connections.saturating_add(*more), data }))
    }

    fn stored(&self) -> Option<(&'static str, Size)> {
        self.clone().storage().map(|(what, size)| (what, *size))
    }

    fn grown(&self, least: Size) -> Option<Arc<dyn bill::Item>> {
        let mut grown = self.clone();
        let (_, size) = grown.storage()?;
        *size = (*size).max(least);
        Some(Arc::new(grown))
    }
}

impl Item {
    /// The word for what it stores, and how much it stores.
    const fn storage(&mut self) -> Option<(&'static str, &mut Size)> {
        match self {
            Self::Volume { size, .. } => Some(("volume", size)),
            Self::DatabaseStorage { size, .. } => Some(("database", size)),
            // What RDS adds by itself is known to nobody here.
            Self::DatabaseGrowth { .. }
            | Self::Machine(_)
            | Self::Task { .. }
            | Self::Database { .. }
            | Self::Replica
            | Self::Proxy { .. }
            | Self::ExtendedSupport { .. }
            | Self::LoadBalancer
            | Self::ReservedBalancer
            | Self::TargetGroup
            | Self::Target
            | Self::BalancerRule
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
            | Self::DetailedMonitoring
            | Self::BalancedTraffic { .. }
            | Self::DataOut(_)
            | Self::DataBetweenZones(_)
            | Self::NatData(_)
            | Self::LogData(_)
            | Self::Messages(_)
            | Self::CpuCredits(_) => None,
        }
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
