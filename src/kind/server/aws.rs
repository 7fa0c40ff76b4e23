//! A server on AWS: an EC2 instance, its data volume, and its Elastic IP.

use hcl::Expression;

use crate::cloud::aws::alarm::{Metric, Signal};
use crate::cloud::aws::network::Site;
use crate::cloud::aws::network::firewall::{allow_in, security_group};
use crate::cloud::aws::storage::performance;
use crate::cloud::aws::{Output, Unit, group};
use crate::kind::server::{Capacity, Identity, Of, Server};
use crate::model::capacity::{Storage, StorageService};
use crate::model::name::Name;
use crate::terraform::resource::{list, object};

/// The security group of a public server. Limit: 255 characters, EC2 `CreateSecurityGroup`.
pub(super) const SECURITY_GROUP: Name = Name::new("security group", "-public", 255);

/// The device name of the data volume; the kernel shows it as an NVMe disk.
const DATA_DEVICE: &str = "/dev/sdf";

/// Where the capacity of an instance is in what EC2 says of it.
const INSTANCE: [(&str, &str); 1] = [("instance_type", "InstanceType")];
/// The same of a volume.
const VOLUME: [(&str, &str); 4] =
    [("type", "VolumeType"), ("size", "Size"), ("iops", "Iops"), ("throughput", "Throughput")];

pub(super) fn lower(of: &Of<Server>, unit: &Unit<'_>, out: &mut Output) {
    let Of { identity, capacity } = of;
    let Some(site) = unit.sites.of(&unit.slug, identity.public).cloned() else {
        return;
    };
    if let Some(lookup) = identity.image.lookup(&unit.label, &capacity.machine) {
        out.data(lookup);
    }
    let mut groups = vec![unit.sites.internal.clone()];
    if identity.public {
        groups.push(public_group(identity, unit, out));
    }
    let named = format!("--filters Name=tag:Name,Values={}", unit.title());
    let instances = format!(
        "ec2 describe-instances {named} Name=instance-state-name,Values=pending,running,stopping,stopped"
    );
    let found = (instances.as_str(), "Reservations[].Instances[]");
    out.view(unit, "aws_instance", found, &INSTANCE, ("State.Name", "running"));
    let volumes = format!("ec2 describe-volumes {named} Name=attachment.device,Values={DATA_DEVICE}");
    if capacity.storage.is_some() {
        out.view(unit, "aws_ebs_volume", (&volumes, "Volumes[]"), &VOLUME, ("State", "in-use"));
    }
    if capacity.storage.is_some() {
        let volume = format!(
            "$(aws {volumes} --region {} --output text --query 'Volumes[].VolumeId')",
            unit.cloud.region
        );
        let command = format!("ec2 create-snapshot --volume-id {volume}");
        out.look_before(unit, &command, "SnapshotId", "snap-…; made now, as nothing else makes one");
    }
    let instance = instance(identity, capacity, &site, groups, unit);
    let id = instance.attr("id");
    out.add(instance);
    if let Some(storage) = &capacity.storage {
        volume(storage, &site, &id, unit, out);
    }
    if identity.public {
        address(&id, unit, out);
    }
    alarms(unit, &id, out);
}

fn alarms(unit: &Unit<'_>, instance: &Expression, out: &mut Output) {
    let of = |metric, stat| Metric::of(["AWS/EC2", metric, stat], "InstanceId", instance.clone());
    let volume =
        |metric| Metric::of(["AWS/EBS", metric, "Sum"], "VolumeId", unit.refer("aws_ebs_volume", "", "id"));
    unit.alarms(out, |key| {
        Some(match key {
            "cpu" => Signal::metric(of("CPUUtilization", "Average")).basic(),
            "status" => Signal::metric(of("StatusCheckFailed", "Maximum")),
            "iops" => Signal::math(
                "(reads + writes) / PERIOD(reads)",
                vec![("reads", volume("VolumeReadOps")), ("writes", volume("VolumeWriteOps"))],
            ),
            _ => return None,
        })
    });
}

fn instance(
    identity: &Identity,
    capacity: &Capacity,
    site: &Site,
    groups: Vec<Expression>,
    unit: &Unit<'_>,
) -> crate::terraform::resource::Resource {
    let routes = if identity.public { &unit.sites.public_routes } else { &unit.sites.private_routes };
    let instance = unit
        .resource("aws_instance", "")
        .keep()
        .after(routes.iter().cloned())
        .identity(|r| {
            r.set("ami", identity.image.for_instance(&unit.label));
            r.set("subnet_id", site.subnet.clone()).set("vpc_security_group_ids", list(groups));
            r.set_some("user_data_base64", identity.user_data.as_deref().map(group::encoded));
            r.set("tags", object([("Name", unit.title().into())]));
            r.block("metadata_options", |b| {
                b.set("http_tokens", "required");
            });
            r.block("root_block_device", |b| {
                b.set("volume_type", identity.disk.volume_type.name());
                b.set("volume_size", identity.disk.size.gib()).set("encrypted", true);
            });
        })
        .capacity(|r| {
            r.set("instance_type", capacity.machine.as_str());
        });
    if matches!(identity.image, super::Image::Ami(_)) {
        return instance;
    }
    // The parameter moves to a newer image about monthly, and a new image means a new machine.
    instance.ignore("ami")
}

fn volume(storage: &Storage, site: &Site, instance: &Expression, unit: &Unit<'_>, out: &mut Output) {
    let mut volume = unit
        .resource("aws_ebs_volume", "")
        .keep()
        .identity(|r| {
            r.set("availability_zone", site.zone.clone()).set("encrypted", true);
            r.set("tags", object([("Name", unit.title().into())]));
        })
        .capacity(|r| {
            r.set("type", storage.volume_type.name()).set("size", storage.size.gib());
            let (iops, throughput) = performance(storage, StorageService::Ebs);
            r.set_some("iops", iops).set_some("throughput", throughput);
        });
    if unit.storage_kept_larger {
        volume = volume.ignore("size");
    }
    let id = volume.attr("id");
    out.add(volume);
    out.add(unit.resource("aws_volume_attachment", "").identity(|r| {
        r.set("device_name", DATA_DEVICE).set("instance_id", instance.clone()).set("volume_id", id);
    }));
}

fn public_group(identity: &Identity, unit: &Unit<'_>, out: &mut Output) -> Expression {
    let (label, name) = (unit.suffixed("public"), unit.name(&SECURITY_GROUP));
    let about = format!("From anywhere to {}", unit.slug);
    let group = security_group(&label, &name, &about, &unit.sites.vpc, out);
    for port in &identity.ports {
        let label = unit.suffixed(&format!("public_{port}"));
        allow_in(&label, &group, ("cidr_ipv4", "0.0.0.0/0".into()), *port, out);
    }
    group
}

fn address(instance: &Expression, unit: &Unit<'_>, out: &mut Output) {
    let address = unit.resource("aws_eip", "").keep().after(unit.sites.public_routes.clone()).identity(|r| {
        r.set("domain", "vpc").set("tags", object([("Name", unit.title().into())]));
    });
    let (allocation, ip) = (address.attr("allocation_id"), address.attr("public_ip"));
    out.add(address);
    out.add(unit.resource("aws_eip_association", "").identity(|r| {
        r.set("allocation_id", allocation).set("instance_id", instance.clone());
    }));
    out.tell(unit, "address", format!("The public address of {}", unit.slug), ip);
}
