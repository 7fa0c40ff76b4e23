//! A server on AWS: an EC2 instance, its data volume, and its Elastic IP.

use hcl::Expression;

use crate::bill::{Lines, Quantity};
use crate::cloud::aws::alarm::{Alarm, Metric, Signal};
use crate::cloud::aws::families::Families;
use crate::cloud::aws::fields::{MACHINE, image};
use crate::cloud::aws::image::Ami;
use crate::cloud::aws::item::Item;
use crate::cloud::aws::machines::is_burstable;
use crate::cloud::aws::network::Placement;
use crate::cloud::aws::network::firewall::{allow_in, security_group};
use crate::cloud::aws::on::OnAws;
use crate::cloud::aws::storage::{StorageService, iops, performance};
use crate::cloud::aws::traffic::add_traffic;
use crate::cloud::aws::unit::Unit;
use crate::cloud::aws::{group, machines};
use crate::cloud::field::Field;
use crate::cloud::lowered::{ByHand, Output, Setting};
use crate::cloud::no_room::NoRoom;
use crate::cloud::size::{self, SizeAttribute};
use crate::kind::server::{Capacity, Identity, Server};
use crate::kind::spec::Of;
use crate::model::capacity::Storage;
use crate::model::name::Name;
use crate::model::site::Site;
use crate::shell::word;
use crate::terraform::resource::{Resource, list, object};
use crate::watch::{Measure, Watch};

/// The security group of a public server. Limit: 255 characters, EC2 `CreateSecurityGroup`.
const SECURITY_GROUP: Name = Name::new("security group", "-public", 255);

/// The device name of the data volume; the kernel shows it as an NVMe disk.
const DATA_DEVICE: &str = "/dev/sdf";

/// The volumes of a machine but for its root disk, as images name that.
/// docs.aws.amazon.com/AWSEC2/latest/UserGuide (`device_naming`)
const OTHER_VOLUMES: &str = "Volumes[?!contains(`[\"/dev/xvda\",\"/dev/sda1\"]`, Attachments[0].Device)]";

/// Where the capacity of an instance is in what EC2 says of it.
const INSTANCE: [(&str, &str); 1] = [("instance_type", "InstanceType")];
/// The same of a volume.
const VOLUME: [(&str, &str); 4] =
    [("type", "VolumeType"), ("size", "Size"), ("iops", "Iops"), ("throughput", "Throughput")];

/// The option of `modify-instance-attribute` for the type.
const INSTANCE_OPTIONS: [(&str, Setting); 1] = [("instance_type", Setting::Prefix("--instance-type Value="))];
/// The option of `modify-volume` for each argument of a volume.
const VOLUME_OPTIONS: [(&str, Setting); 4] = [
    ("type", Setting::Word("--volume-type")),
    ("size", Setting::Word("--size")),
    ("iops", Setting::Word("--iops")),
    ("throughput", Setting::Word("--throughput")),
];

/// The attributes that are sizes.
const SIZES: &[SizeAttribute] = &[
    SizeAttribute::new("aws_instance", "instance_type", "machine", size::Measure::Machine),
    SizeAttribute::new("aws_ebs_volume", "size", "storage.size", size::Measure::Stays),
    SizeAttribute::new("aws_ebs_volume", "type", "storage.type", size::Measure::Price),
    SizeAttribute::new("aws_ebs_volume", "iops", "storage.iops", size::Measure::Number),
    SizeAttribute::new("aws_ebs_volume", "throughput", "storage.throughput", size::Measure::Number),
];

/// How EC2 shows that it has no machine of a type left, once one is stopped for it, and the way out.
const NO_ROOM: NoRoom = NoRoom {
    sign: |_| {
        "a machine stays stopped after its step: AWS has none of its type free (InsufficientInstanceCapacity)"
            .to_owned()
    },
    way_out: |smaller| {
        format!(
            "run aws ec2 start-instances --instance-ids ID every few minutes; otherwise take {}, or its everyday type again: {}",
            smaller.sizes, smaller.again
        )
    },
};

impl OnAws for Server {
    const SERVICES: &'static str = "EC2, EBS, Elastic IP";
    const SIZES: &'static [SizeAttribute] = SIZES;
    const FAMILIES: Option<Families> = Some(machines::FAMILIES);
    const FIELDS: &'static [Field] =
        &[image("The image it starts from, `ami-…` or `ssm:/…`; Amazon Linux 2023 when left out."), MACHINE];

    fn names(_: &Of<Self>) -> &'static [Name] {
        &[SECURITY_GROUP]
    }

    fn no_room(_: &Of<Self>) -> NoRoom {
        NO_ROOM
    }

    fn bill(of: &Of<Self>, site: &Site, lines: &mut Lines<'_>) {
        let Capacity { machine, storage, .. } = &of.capacity;
        let disk = &of.identity.disk;
        lines.add(Item::Machine(machine.clone()), Quantity::fixed(1));
        let root =
            Item::Volume { volume_type: disk.volume_type, size: disk.size, iops: None, throughput: None };
        lines.add(root, Quantity::fixed(1));
        if let Some(storage) = storage {
            let data = Item::Volume {
                volume_type: storage.volume_type,
                size: storage.size,
                iops: storage.iops,
                throughput: storage.throughput,
            };
            lines.add_ratchet(data, Quantity::fixed(1));
        }
        if is_burstable(machine) {
            lines.add_use(None::<()>, |_| Item::CpuCredits(machine.clone()));
        }
        add_traffic(lines, site, of.capacity.traffic.data, of.capacity.traffic.nat, !of.identity.public);
        if of.identity.public {
            lines.add(Item::ElasticIp, Quantity::fixed(1));
            lines.add(Item::SecurityGroup, Quantity::fixed(1));
        }
    }

    fn alarms(of: &Of<Self>) -> Vec<Alarm> {
        let Capacity { storage, alarms, .. } = &of.capacity;
        let mut out = vec![
            Watch::above("cpu", "CPU", Measure::Percent, alarms.cpu.unwrap_or(80))
                .minutes(10)
                .then("a larger machine means stop and start: take load off first, resize when it is quiet")
                .on(|unit| Signal::metric(metric(unit, "CPUUtilization", "Average")).basic()),
            Watch::above("status", "failed status checks", Measure::Count("failed checks"), 0)
                .then("read its console log; stop and start moves it to other hardware")
                .on(|unit| Signal::metric(metric(unit, "StatusCheckFailed", "Maximum"))),
        ];
        if let Some(iops) = storage.as_ref().map(|storage| iops(storage, StorageService::Ebs)) {
            let then = if iops < 16_000 {
                "raise storage.iops: online, within minutes"
            } else {
                "find what reads and writes so much"
            };
            let watch = Watch::above("iops", "I/O of the data volume", Measure::Count("IOPS"), iops * 8 / 10);
            out.push(watch.metrics(2).then(then).on(|unit| {
                let volume = |name| {
                    let id = unit.refer("aws_ebs_volume", "", "id");
                    Metric::of(["AWS/EBS", name, "Sum"], "VolumeId", id)
                };
                let metrics = vec![("reads", volume("VolumeReadOps")), ("writes", volume("VolumeWriteOps"))];
                Signal::math("(reads + writes) / PERIOD(reads)", metrics)
            }));
        }
        out
    }

    fn lower(of: &Of<Self>, unit: &Unit<'_>, out: &mut Output) {
        lower(of, unit, out);
    }
}

fn lower(of: &Of<Server>, unit: &Unit<'_>, out: &mut Output) {
    let Of { identity, capacity } = of;
    let Some(placement) = unit.sites.of(&unit.slug, identity.public).cloned() else {
        return;
    };
    if let Some(lookup) = Ami::from(&identity.image).lookup(&unit.label, &capacity.machine) {
        out.data(lookup);
    }
    let mut groups = vec![unit.sites.internal.clone()];
    if identity.public {
        groups.push(public_group(identity, unit, out));
    }
    let named = match unit.existing() {
        // An id, or the tag that the console shows as its name.
        Some(id) if id.starts_with("i-") => format!("--filters Name=instance-id,Values={}", word(id)),
        Some(name) => format!("--filters {}", word(&format!("Name=tag:Name,Values={name}"))),
        None => format!("--filters Name=tag:Name,Values={}", unit.title()),
    };
    let instances = format!(
        "ec2 describe-instances {named} Name=instance-state-name,Values=pending,running,stopping,stopped"
    );
    let found = (instances.as_str(), "Reservations[].Instances[]");
    unit.view(
        ("aws_instance", ""),
        found,
        &INSTANCE,
        ("State.Name", "running"),
        instance_by_hand(unit, &instances),
        out,
    );
    let volumes = format!("ec2 describe-volumes {named} Name=attachment.device,Values={DATA_DEVICE}");
    // Of a machine that exists it is the one beside its root disk: with several of them the command fails.
    let (volumes, found_volume) = match unit.existing() {
        Some(_) => {
            let machine = lookup(unit, &instances, "Reservations[].Instances[].InstanceId");
            (
                format!("ec2 describe-volumes --filters Name=attachment.instance-id,Values={machine}"),
                OTHER_VOLUMES,
            )
        }
        None => (volumes, "Volumes[]"),
    };
    let volume_id = lookup(unit, &volumes, &format!("{found_volume}.VolumeId"));
    if capacity.storage.is_some() {
        let by_hand = ByHand {
            before: vec![format!("VOLUME={volume_id}")],
            change: unit.typed("ec2 modify-volume --volume-id $VOLUME"),
            behind: " --query 'VolumeModification.ModificationState'",
            options: &VOLUME_OPTIONS,
            between: " ",
            after: Vec::new(),
        };
        unit.view(
            ("aws_ebs_volume", ""),
            (&volumes, found_volume),
            &VOLUME,
            ("State", "in-use"),
            by_hand,
            out,
        );
    }
    if capacity.storage.is_some() {
        let command = format!("ec2 create-snapshot --volume-id {volume_id}");
        unit.look_before(&command, "SnapshotId", "snap-…; made now, as nothing else makes one", out);
    }
    let instance = instance(identity, capacity, &placement, groups, unit);
    let id = instance.attr("id");
    out.add(instance);
    if let Some(storage) = &capacity.storage {
        volume(storage, &placement, &id, unit, out);
    }
    if identity.public {
        address(&id, unit, out);
    }
    unit.alarms(&Server::alarms(of), out);
}

/// What a command says when a shell comes to it: the id of what is there.
fn lookup(unit: &Unit<'_>, command: &str, query: &str) -> String {
    format!("$({} --output text --query '{query}')", unit.typed(command))
}

/// A machine is stopped for another type, and started again.
fn instance_by_hand(unit: &Unit<'_>, instances: &str) -> ByHand {
    let id = lookup(unit, instances, "Reservations[].Instances[].InstanceId");
    let typed = |verb: &str, option: &str| unit.typed(&format!("ec2 {verb} {option} $MACHINE"));
    ByHand {
        before: vec![
            format!("MACHINE={id}"),
            typed("stop-instances", "--instance-ids"),
            typed("wait instance-stopped", "--instance-ids"),
        ],
        change: typed("modify-instance-attribute", "--instance-id"),
        behind: "",
        options: &INSTANCE_OPTIONS,
        between: " ",
        after: vec![
            typed("start-instances", "--instance-ids"),
            typed("wait instance-running", "--instance-ids"),
        ],
    }
}

/// A metric of the machine.
fn metric(unit: &Unit<'_>, name: &'static str, stat: &'static str) -> Metric {
    Metric::of(["AWS/EC2", name, stat], "InstanceId", unit.refer("aws_instance", "", "id"))
}

fn instance(
    identity: &Identity,
    capacity: &Capacity,
    placement: &Placement,
    groups: Vec<Expression>,
    unit: &Unit<'_>,
) -> Resource {
    let routes = if identity.public { &unit.sites.public_routes } else { &unit.sites.private_routes };
    let instance = unit
        .resource("aws_instance", "")
        .keep()
        .after(routes.iter().cloned())
        .identity(|r| {
            r.set("ami", Ami::from(&identity.image).for_instance(&unit.label));
            r.set("subnet_id", placement.subnet.clone()).set("vpc_security_group_ids", list(groups));
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
    if matches!(Ami::from(&identity.image), Ami::Id(_)) {
        return instance;
    }
    // The parameter moves to a newer image about monthly, and a new image means a new machine.
    instance.ignore("ami")
}

fn volume(
    storage: &Storage,
    placement: &Placement,
    instance: &Expression,
    unit: &Unit<'_>,
    out: &mut Output,
) {
    let mut volume = unit
        .resource("aws_ebs_volume", "")
        .keep()
        .identity(|r| {
            r.set("availability_zone", placement.zone.clone()).set("encrypted", true);
            r.set("tags", object([("Name", unit.title().into())]));
        })
        .capacity(|r| {
            r.set("type", storage.volume_type.name()).set("size", storage.size.gib());
            let (iops, throughput) = performance(storage, StorageService::Ebs);
            r.set_some("iops", iops).set_some("throughput", throughput);
        });
    if unit.component.storage_kept_larger {
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
    unit.tell("address", format!("The public address of {}", unit.slug), ip, out);
}
