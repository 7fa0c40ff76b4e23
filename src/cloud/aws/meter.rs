//! What an item is billed by: a service, a key, and how many units of it one item takes.

mod storage;

use std::borrow::Cow;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::bill::meter::{Meter, Per, Rounding};
use crate::cloud::aws::balancer;
use crate::cloud::aws::engines::{self, Support};
use crate::cloud::aws::item::Item;
use crate::cloud::aws::machines::machine_under;
use crate::cloud::aws::prices::Service;
use crate::kind::engine::Engine;
use crate::model::size::Size;
use storage::{EBS, RDS, Storage};

/// Requests that a message takes: sent, received, deleted.
/// Source: SQS developer guide, "how queues work"; batches take fewer, empty receives more.
const REQUESTS_PER_MESSAGE: u64 = 3;

/// Metrics of a machine that is measured every minute.
/// Source: aws.amazon.com/cloudwatch/pricing, the example on EC2 detailed monitoring.
const DETAILED_METRICS: u32 = 7;

/// Everything that one item is billed by, on a day.
#[must_use]
pub fn meters(item: &Item, on: Date) -> Vec<Meter> {
    let mut out = Vec::new();
    let mut add = |what, service: Service, key: Cow<'static, str>, unit: &'static str, each: Decimal| {
        let per = if unit.ends_with("-Mo") { Per::Month } else { Per::Hour };
        let rounding = rounding(service, &key);
        out.push(Meter { what, service: service.word(), key, unit, each, per, rounding });
    };
    let one = Decimal::ONE;
    match item {
        Item::Machine(name) => add("machine", Service::EC2, name.clone().into(), "Hrs", one),
        Item::Volume { volume_type, size, iops, throughput } => {
            let (volume_type, size, iops, throughput) = (*volume_type, *size, *iops, *throughput);
            Storage { seller: EBS, volume_type, size, iops, throughput }.meters("", &mut add);
        }
        Item::Database { class, engine, multi_az } => {
            let key = format!("{class}:{}", deployment(*engine, *multi_az));
            add("database", Service::RDS, key.into(), "Hrs", one);
        }
        Item::ExtendedSupport { engine, version, class, multi_az } => {
            if let Some((key, vcpus)) = extended_support(*engine, version, class, on) {
                let each = vcpus * Decimal::from(1 + u8::from(*multi_az));
                add("Extended Support", Service::RDS_EXTENDED_SUPPORT, key.into(), "vCPU-Hrs", each);
            }
        }
        Item::Proxy { class } => {
            let (key, vcpus) = proxy(class);
            add("proxy", Service::RDS_PROXY, key, "vCPU-Hrs", vcpus);
        }
        Item::DatabaseStorage { engine, multi_az, volume_type, size, iops, throughput } => {
            let ending = format!(":{}", deployment(*engine, *multi_az));
            let (volume_type, size, iops, throughput) = (*volume_type, *size, *iops, *throughput);
            Storage { seller: RDS, volume_type, size, iops, throughput }.meters(&ending, &mut add);
        }
        Item::DatabaseGrowth { engine, multi_az, volume_type } => {
            let key = format!("{}:{}", volume_type.name(), deployment(*engine, *multi_az));
            add("storage that RDS adds, up to max_size", Service::RDS_STORAGE, key.into(), "GB-Mo", one);
        }
        Item::Task { cpu, memory, arm } => {
            let (vcpu, gb) =
                if *arm { ("vcpu-hour:arm", "gb-hour:arm") } else { ("vcpu-hour:x86", "gb-hour:x86") };
            add("vCPU", Service::FARGATE, vcpu.into(), "vCPU-Hrs", Decimal::from(*cpu) / Decimal::from(1024));
            add("memory", Service::FARGATE, gb.into(), "GB-Hrs", gib(*memory));
        }
        Item::LoadBalancer => add("load balancer", Service::ELB, "alb-hour".into(), "Hrs", one),
        Item::ReservedBalancer => {
            add("reserved capacity unit", Service::ELB, "alb-reserved-lcu-hour".into(), "LCU-Hrs", one);
        }
        Item::NatGateway => add("NAT gateway", Service::NAT_GATEWAY, "hour".into(), "Hrs", one),
        Item::ElasticIp | Item::PublicAddress => {
            add("public address", Service::VPC, "public-ipv4-in-use".into(), "Hrs", one);
        }
        Item::Secret => add("secret", Service::SECRETSMANAGER, "secret".into(), "Secret-Mo", one),
        Item::AlarmMetric => add("alarm", Service::CLOUDWATCH, "alarm-standard".into(), "Alarm-Mo", one),
        Item::Dashboard => add("dashboard", Service::CLOUDWATCH, "dashboard".into(), "Dashboard-Mo", one),
        Item::DetailedMonitoring => {
            // The first tier's price: an account with more than 10,000 metrics pays less.
            let metrics = DETAILED_METRICS.into();
            add("detailed monitoring", Service::CLOUDWATCH, "metric:0-10k".into(), "Metric-Mo", metrics);
        }
        Item::BalancedTraffic { connections, data } => {
            let units = balancer::units(*connections, *data);
            add("load balancer capacity", Service::ELB, "alb-lcu-hour".into(), "LCU-Hrs", units);
        }
        // The first tier's: what a stack sends in all decides the tier, not one item.
        Item::DataOut(data) => add("data out", Service::DATA_TRANSFER, "out:tier1".into(), "GB", gib(*data)),
        // Billed where it leaves and where it arrives.
        Item::DataBetweenZones(data) => {
            let key = "between-zones".into();
            add("data between zones, each way", Service::DATA_TRANSFER, key, "GB", gib(*data) * Decimal::TWO);
        }
        Item::NatData(data) => {
            add("data through NAT", Service::NAT_GATEWAY, "gb-processed".into(), "GB", gib(*data));
        }
        Item::LogData(data) => add("logs", Service::CLOUDWATCH, "logs-ingest".into(), "GB", gib(*data)),
        Item::Messages(messages) => {
            let requests = Decimal::from(messages.saturating_mul(REQUESTS_PER_MESSAGE));
            add("queue requests", Service::SQS, "request:standard:tier1".into(), "Requests", requests);
        }
        Item::CpuCredits(machine) => {
            let family = machine.split('.').next().unwrap_or_default();
            add(
                "CPU credits",
                Service::EC2,
                format!("cpu-credits:{family}").into(),
                "vCPU-Hrs",
                Decimal::ZERO,
            );
        }
        // AWS asks nothing for these.
        Item::Replica
        | Item::TargetGroup
        | Item::Target
        | Item::BalancerRule
        | Item::ScalingGroup
        | Item::LaunchTemplate
        | Item::Queue
        | Item::Vpc
        | Item::InternetGateway
        | Item::Subnet
        | Item::SecurityGroup
        | Item::NetworkInterface
        | Item::ContainerCluster
        | Item::ScalableService => {}
    }
    out
}

/// A GB in AWS's price lists is a GiB.
fn gib(size: Size) -> Decimal {
    size.in_gib()
}

/// The engine as price lists name it.
#[must_use]
pub(crate) const fn listed(engine: Engine) -> &'static str {
    match engine {
        Engine::Postgres => "postgresql",
        Engine::Mysql => "mysql",
        Engine::AuroraPostgres => "aurora-postgresql",
        Engine::AuroraMysql => "aurora-mysql",
    }
}

/// `postgresql:Multi-AZ`, as price lists name it.
fn deployment(engine: Engine, multi_az: bool) -> String {
    format!("{}:{}", listed(engine), if multi_az { "Multi-AZ" } else { "Single-AZ" })
}

/// By which key Extended Support of a version is charged on a day, and for how many vCPUs of one instance; none in
/// standard support. Of a version or a class that is not known no list has the key: the charge is unknown.
/// Source: docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support-charges.html.
fn extended_support(engine: Engine, version: &str, class: &str, on: Date) -> Option<(String, Decimal)> {
    let year = match engines::support(engine.name(), version, on) {
        Support::Standard => return None,
        Support::YearOneTwo(_) => "year1-2",
        Support::YearThree(_) => "year3",
        Support::Over(_) => "over",
        Support::Unknown => "unknown",
    };
    let key = format!("{}:vcpu-hour:{year}", listed(engine));
    Some(match machine_under(class).and_then(|machine| machine.vcpu) {
        Some(vcpus) => (key, vcpus.into()),
        None => (format!("{key}:{class}"), Decimal::ONE),
    })
}

/// By which key a proxy in front of an instance of a class is charged, and for how many vCPUs: at least two. Of a class that
/// is not known no list has the key: the charge is unknown.
/// Source: aws.amazon.com/rds/proxy/pricing.
fn proxy(class: &str) -> (Cow<'static, str>, Decimal) {
    match machine_under(class).and_then(|machine| machine.vcpu) {
        Some(vcpus) => ("vcpu-hour".into(), vcpus.max(2).into()),
        None => (format!("vcpu-hour:{class}").into(), Decimal::ONE),
    }
}

/// How AWS rounds the time that something was there, by service and key; an empty key is each of the service.
/// Sources: aws.amazon.com/ec2/pricing/on-demand and /ebs/pricing (by the second, a minute at least),
/// /rds/pricing and /rds/proxy/pricing (ten minutes at least after a class changes), /fargate/pricing (a minute at least),
/// /elasticloadbalancing/pricing and /vpc/pricing (each partial hour is a full one; addresses by the
/// second, a minute at least). All else is billed by the time that it is there.
const ROUNDING: &[(Service, &str, Rounding)] = &[
    (Service::EC2, "", Rounding { least: 60, step: 1 }),
    (Service::EBS, "", Rounding { least: 60, step: 1 }),
    (Service::RDS, "", Rounding { least: 600, step: 1 }),
    (Service::RDS_PROXY, "", Rounding { least: 600, step: 1 }),
    (Service::FARGATE, "", Rounding { least: 60, step: 1 }),
    (Service::ELB, "alb-hour", Rounding { least: 3600, step: 3600 }),
    (Service::NAT_GATEWAY, "hour", Rounding { least: 3600, step: 3600 }),
    (Service::VPC, "public-ipv4-in-use", Rounding { least: 60, step: 1 }),
];

fn rounding(service: Service, key: &str) -> Rounding {
    let rule = ROUNDING.iter().find(|(of, keys, _)| *of == service && (keys.is_empty() || *keys == key));
    rule.map_or(Rounding::NONE, |(_, _, rounding)| *rounding)
}
