//! The offer of EC2: machines, their disks and NAT gateways.

use crate::cloud::aws::offers::select::rule::{Attributes, Offer, Pick, if_said, is_plain, one};
use crate::cloud::aws::offers::select::unit::{GB, GB_MONTH, GIBPS, HOURS, IOPS};
use crate::cloud::aws::prices::Service;

pub(crate) const OFFER: Offer = Offer { code: "AmazonEC2", pick };

/// Virtual machines, their disks and NAT gateways.
fn pick(product: &Attributes<'_>, usage: &str) -> Option<Pick> {
    let disk = |key: &str, unit| Some(one(Service::EBS, key, unit));
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
            (own && is_plain(instance)).then(|| one(Service::EC2, instance, HOURS))
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
            "NatGateway-Hours" => Some(one(Service::NAT_GATEWAY, "hour", HOURS)),
            "NatGateway-Bytes" => Some(one(Service::NAT_GATEWAY, "gb-processed", GB)),
            _ => None,
        },
        _ => None,
    }
}
