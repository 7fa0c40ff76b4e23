//! Which of the cloud's products are the ones that scaleprof prices, and what they are called here.
//!
//! An offer holds hundreds of thousands of products, and dozens that look alike for each that is meant:
//! other operating systems, dedicated hosts, reserved and unused capacity, Outposts. A product is taken
//! only if all that tells it from its likes is right. The rules were tried on all 53,795 products of
//! eu-west-1: none of their keys was left with two prices.

pub mod unit;

use std::borrow::Cow;

use serde::Deserialize;

use unit::{
    ALARMS, GB, GB_HOURS, GB_MONTH, GIBPS, HOURS, IOPS, LCU_HOURS, MBPS, METRICS, NLCU_HOURS, REQUESTS,
    SECRETS, VCPU_HOURS,
};

use unit::Unit;

/// The number of these rules: a snapshot of another one is fetched anew. Raise it with any change that
/// adds or renames a key.
pub const SELECTION: u32 = 1;

/// A price list of the cloud, and what is taken from it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offer {
    /// AWS's name of it.
    pub(super) code: &'static str,
    pick: fn(&Attributes<'_>, &str) -> Option<Pick>,
}

/// All offers that are read, in the order of their numbers.
pub(super) const OFFERS: [Offer; 8] = [
    Offer { code: "AmazonEC2", pick: ec2 },
    Offer { code: "AmazonRDS", pick: rds },
    Offer { code: "AmazonECS", pick: ecs },
    Offer { code: "AWSELB", pick: elb },
    Offer { code: "AWSQueueService", pick: sqs },
    Offer { code: "AmazonCloudWatch", pick: cloudwatch },
    Offer { code: "AmazonVPC", pick: vpc },
    Offer { code: "AWSSecretsManager", pick: secrets },
];

/// A product of an offer.
#[derive(Debug, Deserialize)]
pub(super) struct Product<'a> {
    #[serde(borrow)]
    sku: Cow<'a, str>,
    #[serde(borrow, default, rename = "productFamily")]
    family: Cow<'a, str>,
    #[serde(borrow)]
    attributes: Attributes<'a>,
}

/// What tells products apart. What a product does not have is empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Attributes<'a> {
    #[serde(borrow)]
    region_code: Cow<'a, str>,
    #[serde(borrow)]
    location_type: Cow<'a, str>,
    #[serde(borrow)]
    usagetype: Cow<'a, str>,
    #[serde(borrow)]
    operation: Cow<'a, str>,
    #[serde(borrow)]
    instance_type: Cow<'a, str>,
    #[serde(borrow)]
    operating_system: Cow<'a, str>,
    #[serde(borrow)]
    tenancy: Cow<'a, str>,
    #[serde(borrow)]
    pre_installed_sw: Cow<'a, str>,
    #[serde(borrow)]
    capacitystatus: Cow<'a, str>,
    #[serde(borrow)]
    marketoption: Cow<'a, str>,
    #[serde(borrow)]
    license_model: Cow<'a, str>,
    #[serde(borrow)]
    volume_type: Cow<'a, str>,
    #[serde(borrow)]
    database_engine: Cow<'a, str>,
    #[serde(borrow)]
    deployment_option: Cow<'a, str>,
    #[serde(borrow)]
    deployment_model: Cow<'a, str>,
    #[serde(borrow)]
    engine_media_type: Cow<'a, str>,
    /// Not an attribute: the product's family.
    #[serde(skip)]
    family: Cow<'a, str>,
}

/// What a product is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pick {
    /// The service, e.g. `ec2`.
    pub(super) service: &'static str,
    /// Its keys: several where one product is one price for several things.
    pub(super) keys: Keys,
    /// What one is: AWS's words for it differ between offers.
    pub(super) unit: Unit,
    /// A product made for all engines of a database gives way to one made for the engine.
    pub(super) general: bool,
}

/// The keys of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Keys {
    /// The first tier that costs something has all of these.
    First(Vec<String>),
    /// Each tier has one of its own, by where it begins.
    Tiers(&'static [(u32, &'static str)]),
}

/// What is thought of a product.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Selection {
    /// It is not one that is priced here.
    Other,
    /// It would be, in this other region.
    Elsewhere(String),
    /// It is one.
    Picked(String, Pick),
}

impl Offer {
    /// Whether a product is one of those that are priced, in this region.
    pub(super) fn judge(&self, product: Product<'_>, region: &str) -> Selection {
        let Product { sku, family, mut attributes } = product;
        attributes.family = family;
        let usage = own_usage(&attributes.usagetype);
        if attributes.location_type != "AWS Region" {
            return Selection::Other;
        }
        match (self.pick)(&attributes, usage) {
            None => Selection::Other,
            Some(_) if attributes.region_code != region => {
                Selection::Elsewhere(attributes.region_code.into_owned())
            }
            Some(pick) => Selection::Picked(sku.into_owned(), pick),
        }
    }
}

/// A usage type without the region in front: `BoxUsage:m5.large` of `EU-BoxUsage:m5.large`. us-east-1
/// has nothing in front, or `USE1-`. What looks like a region and is none belongs to something else:
/// `TS-LoadBalancerUsage` is a trust store.
fn own_usage(usage: &str) -> &str {
    let Some((region, rest)) = usage.split_once('-') else { return usage };
    let letters = region.trim_end_matches(|byte: char| byte.is_ascii_digit());
    let code = (2..=4).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    let numbered = letters.len() < region.len();
    if code && (numbered || region == "EU") { rest } else { usage }
}

/// A product with one key.
fn one(service: &'static str, key: impl Into<String>, unit: Unit) -> Pick {
    Pick { service, keys: Keys::First(vec![key.into()]), unit, general: false }
}

/// Whether an attribute is this, or not there.
fn if_said(attribute: &str, value: &str) -> bool {
    attribute.is_empty() || attribute.eq_ignore_ascii_case(value)
}

/// Virtual machines, their disks and NAT gateways.
fn ec2(product: &Attributes<'_>, usage: &str) -> Option<Pick> {
    let disk = |key: &str, unit| Some(one("ebs", key, unit));
    match &*product.family {
        "Compute Instance" | "Compute Instance (bare metal)" => {
            let instance = &*product.instance_type;
            let own = usage.strip_prefix("BoxUsage:") == Some(instance)
                && product.operating_system == "Linux"
                && product.tenancy == "Shared"
                && product.pre_installed_sw == "NA"
                && product.capacitystatus == "Used"
                && product.operation == "RunInstances"
                && if_said(&product.marketoption, "OnDemand")
                && if_said(&product.license_model, "No License required");
            (own && is_plain(instance)).then(|| one("ec2", instance, HOURS))
        }
        "Storage" => {
            let key = match usage.strip_prefix("EBS:VolumeUsage")? {
                "" => "standard",
                ".gp2" => "gp2",
                ".gp3" => "gp3",
                ".piops" => "io1",
                ".io2" => "io2",
                ".st1" => "st1",
                ".sc1" => "sc1",
                _ => return None,
            };
            disk(key, GB_MONTH)
        }
        "System Operation" => {
            let key = match usage.strip_prefix("EBS:VolumeP-IOPS.")? {
                "gp3" => "gp3-iops",
                "piops" => "io1-iops",
                "io2" => "io2-iops:tier1",
                "io2.tier2" => "io2-iops:tier2",
                "io2.tier3" => "io2-iops:tier3",
                _ => return None,
            };
            disk(key, IOPS)
        }
        "Provisioned Throughput" if usage == "EBS:VolumeP-Throughput.gp3" => disk("gp3-throughput", GIBPS),
        "Storage Snapshot" if usage == "EBS:SnapshotUsage" => disk("snapshot", GB_MONTH),
        "Storage Snapshot" if usage == "EBS:SnapshotArchiveStorage" => disk("snapshot-archive", GB_MONTH),
        "NAT Gateway" if if_said(&product.operation, "NatGateway") => match usage {
            "NatGateway-Hours" => Some(one("nat-gateway", "hour", HOURS)),
            "NatGateway-Bytes" => Some(one("nat-gateway", "gb-processed", GB)),
            _ => None,
        },
        _ => None,
    }
}

/// Databases and their storage.
fn rds(product: &Attributes<'_>, usage: &str) -> Option<Pick> {
    if product.family == "Storage Snapshot" && usage == "RDS:ChargedBackupUsage" {
        return storage(product, GB_MONTH, |engine| format!("backup:{engine}"));
    }
    let (deployment, instances, prefix) = match &*product.deployment_option {
        "Single-AZ" => ("Single-AZ", "InstanceUsage", "RDS:"),
        "Multi-AZ" => ("Multi-AZ", "Multi-AZUsage", "RDS:Multi-AZ-"),
        "Multi-AZ (readable standbys)" => {
            ("Multi-AZ-cluster", "Multi-AZClusterUsage", "RDS:Multi-AZCluster-")
        }
        _ => return None,
    };
    // What a disk is, besides where its copies stand.
    let disk = usage.strip_prefix(prefix);
    match &*product.family {
        "Database Instance" => {
            let class = &*product.instance_type;
            let engine = engine(&product.database_engine)?;
            let own = usage.split_once(':').is_some_and(|(usage, _)| usage == instances)
                && product.license_model.eq_ignore_ascii_case("No license required")
                && product.deployment_model.is_empty()
                && !product.engine_media_type.eq_ignore_ascii_case("Customer-provided");
            (own && is_plain(class)).then(|| one("rds", format!("{class}:{engine}:{deployment}"), HOURS))
        }
        "Database Storage" => {
            let kind = match &*product.volume_type {
                "General Purpose" => "gp2",
                "General Purpose-GP3" => "gp3",
                "Provisioned IOPS" => "io1",
                "Provisioned IOPS-IO2" => "io2",
                "Magnetic" => "standard",
                _ => return None,
            };
            disk?;
            storage(product, GB_MONTH, |engine| format!("{kind}:{engine}:{deployment}"))
        }
        "Provisioned IOPS" => {
            let kind = match disk? {
                "GP3-PIOPS" => "gp3",
                "PIOPS" => "io1",
                "IO2-PIOPS" | "PIOPS-IO2" => "io2",
                _ => return None,
            };
            storage(product, IOPS, |engine| format!("{kind}-iops:{engine}:{deployment}"))
        }
        "Provisioned Throughput" if disk == Some("GP3-Throughput") => {
            storage(product, MBPS, |engine| format!("gp3-throughput:{engine}:{deployment}"))
        }
        _ => None,
    }
}

/// AWS's name of an engine in ours.
fn engine(name: &str) -> Option<&'static str> {
    ENGINES.iter().find(|(theirs, _)| *theirs == name).map(|(_, ours)| *ours)
}

const ENGINES: [(&str, &str); 3] = [("PostgreSQL", "postgresql"), ("MySQL", "mysql"), ("MariaDB", "mariadb")];

/// Storage of a database: of one engine, or of any.
fn storage(product: &Attributes<'_>, unit: Unit, key: impl Fn(&str) -> String) -> Option<Pick> {
    if product.database_engine == "Any" {
        let keys = Keys::First(ENGINES.iter().map(|(_, engine)| key(engine)).collect());
        return Some(Pick { service: "rds-storage", keys, unit, general: true });
    }
    Some(one("rds-storage", key(engine(&product.database_engine)?), unit))
}

/// Containers on Fargate, Linux.
fn ecs(product: &Attributes<'_>, usage: &str) -> Option<Pick> {
    let (key, unit) = match usage {
        "Fargate-vCPU-Hours:perCPU" => ("vcpu-hour:x86", VCPU_HOURS),
        "Fargate-GB-Hours" => ("gb-hour:x86", GB_HOURS),
        "Fargate-ARM-vCPU-Hours:perCPU" => ("vcpu-hour:arm", VCPU_HOURS),
        "Fargate-ARM-GB-Hours" => ("gb-hour:arm", GB_HOURS),
        "Fargate-EphemeralStorage-GB-Hours" => ("ephemeral-gb-hour", GB_HOURS),
        _ => return None,
    };
    (product.family == "Compute").then(|| one("fargate", key, unit))
}

/// Load balancers.
fn elb(product: &Attributes<'_>, usage: &str) -> Option<Pick> {
    let (key, unit) = match (&*product.family, usage) {
        ("Load Balancer-Application", "LoadBalancerUsage") => ("alb-hour", HOURS),
        ("Load Balancer-Application", "LCUUsage") => ("alb-lcu-hour", LCU_HOURS),
        ("Load Balancer-Network", "LoadBalancerUsage") => ("nlb-hour", HOURS),
        ("Load Balancer-Network", "LCUUsage") => ("nlb-nlcu-hour", NLCU_HOURS),
        _ => return None,
    };
    Some(one("elb", key, unit))
}

/// Queues. us-east-1 has other names than the rest.
fn sqs(product: &Attributes<'_>, usage: &str) -> Option<Pick> {
    let key = match usage {
        "Requests-Tier1" | "Requests-RBP" => "request:standard:tier1",
        "Requests-FIFO-Tier1" | "Requests-FIFO-RBP" => "request:fifo:tier1",
        _ => return None,
    };
    (product.family == "API Request").then(|| one("sqs", key, REQUESTS))
}

/// Alarms, metrics and logs.
fn cloudwatch(_: &Attributes<'_>, usage: &str) -> Option<Pick> {
    const TIERS: &[(u32, &str)] = &[
        (0, "metric:0-10k"),
        (10_000, "metric:10k-250k"),
        (250_000, "metric:250k-1m"),
        (1_000_000, "metric:1m+"),
    ];
    let (key, unit) = match usage {
        "CW:MetricMonitorUsage" => {
            let keys = Keys::Tiers(TIERS);
            return Some(Pick { service: "cloudwatch", keys, unit: METRICS, general: false });
        }
        "CW:AlarmMonitorUsage" => ("alarm-standard", ALARMS),
        "CW:HighResAlarmMonitorUsage" => ("alarm-high-resolution", ALARMS),
        "CW:CompositeAlarmMonitorUsage" => ("alarm-composite", ALARMS),
        "DataProcessing-Bytes" => ("logs-ingest", GB),
        "DataProcessingIA-Bytes" => ("logs-ingest-ia", GB),
        "DataScanned-Bytes" => ("logs-insights-gb", GB),
        "TimedStorage-ByteHrs" => ("logs-storage", GB_MONTH),
        _ => return None,
    };
    Some(one("cloudwatch", key, unit))
}

/// Addresses, endpoints, transit gateways.
fn vpc(product: &Attributes<'_>, usage: &str) -> Option<Pick> {
    let (key, unit) = match usage {
        "PublicIPv4:InUseAddress" => ("public-ipv4-in-use", HOURS),
        "VpcEndpoint-Hours" => ("interface-endpoint-hour", HOURS),
        "VpcEndpoint-Bytes" => ("interface-endpoint-gb:tier1", GB),
        "TransitGateway-Hours" if product.operation == "TransitGatewayVPC" => ("tgw-attachment-hour", HOURS),
        _ => return None,
    };
    Some(one("vpc", key, unit))
}

/// Secrets.
fn secrets(_: &Attributes<'_>, usage: &str) -> Option<Pick> {
    (usage == "AWSSecretsManager-Secrets").then(|| one("secretsmanager", "secret", SECRETS))
}

/// Whether a name can be part of a key: letters, digits, dots and dashes.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_taken_off_usage_types_and_nothing_else() {
        for (usage, own) in [
            ("EU-BoxUsage:m5.large", "BoxUsage:m5.large"),
            ("EUC1-LCUUsage", "LCUUsage"),
            ("USE1-Fargate-GB-Hours", "Fargate-GB-Hours"),
            ("MXC1-NatGateway-Hours", "NatGateway-Hours"),
            ("APS10-NatGateway-Hours", "NatGateway-Hours"),
            ("NatGateway-Hours", "NatGateway-Hours"),
            ("RegionalNatGateway-Hours", "RegionalNatGateway-Hours"),
            ("TS-LoadBalancerUsage", "TS-LoadBalancerUsage"),
            ("EU-TS-LoadBalancerUsage", "TS-LoadBalancerUsage"),
            ("EU-Outposts-LCUUsage", "Outposts-LCUUsage"),
            ("USW2-LAX1-BoxUsage:m5.large", "LAX1-BoxUsage:m5.large"),
            ("Multi-AZUsage:db.m5.large", "Multi-AZUsage:db.m5.large"),
            ("AWSSecretsManager-Secrets", "AWSSecretsManager-Secrets"),
            ("LCUUsage", "LCUUsage"),
        ] {
            assert_eq!(own_usage(usage), own, "{usage}");
        }
    }
}
