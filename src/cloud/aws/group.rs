//! Machines that scale out: a launch template, and a group that starts machines from it.

use base64::Engine as _;
use hcl::Expression;

use crate::bill::{Lines, Quantity};
use crate::cloud::aws::alarm::{Metric, Signal};
use crate::cloud::aws::image::Ami;
use crate::cloud::aws::item::Item;
use crate::cloud::aws::machines::is_burstable;
use crate::cloud::aws::root::common_tags;
use crate::cloud::aws::timed;
use crate::cloud::aws::unit::Unit;
use crate::cloud::lowered::Output;
use crate::cloud::no_room::NoRoom;
use crate::cloud::size::{Measure, SizeAttribute};
use crate::kind::image::Image;
use crate::model::capacity::{Count, Disk};
use crate::model::name::Name;
use crate::terraform::resource::{Resource, list, object};

/// The attributes of a group and its template that are sizes.
pub(crate) const SIZES: [SizeAttribute; 5] = [
    SizeAttribute::new("aws_launch_template", "instance_type", "machine", Measure::Machine),
    SizeAttribute::new(
        "aws_launch_template",
        "block_device_mappings.0.ebs.0.volume_size",
        "disk.size",
        Measure::Gib,
    ),
    SizeAttribute::new(
        "aws_launch_template",
        "block_device_mappings.0.ebs.0.volume_type",
        "disk.type",
        Measure::Price,
    ),
    SizeAttribute::new("aws_autoscaling_group", "min_size", "count.min", Measure::Number),
    SizeAttribute::new("aws_autoscaling_group", "max_size", "count.max", Measure::Number),
];

/// How a group shows that there are no machines left of its type, and the way out.
pub(crate) const NO_ROOM: NoRoom = NoRoom {
    sign: |region| {
        format!(
            "fewer machines are in service than the floor, and the group's activities say InsufficientInstanceCapacity: aws autoscaling describe-scaling-activities --region {region}"
        )
    },
    way_out: |smaller| {
        format!(
            "another apply changes nothing: the group goes on trying by itself in all of its zones; take {}: {}; only new machines then have the new type, which is what you want; subnets in more zones (under network, days before) give it more to try",
            smaller.sizes, smaller.again
        )
    },
};

/// The launch template's name. Limit: 128 characters, EC2 `CreateLaunchTemplate`.
pub(crate) const TEMPLATE: Name = Name::new("launch template", "", 128);
/// The Auto Scaling group's name. Limit: 255 characters, `CreateAutoScalingGroup`.
pub(crate) const GROUP: Name = Name::new("Auto Scaling group", "", 255);

/// The metric of how many machines are in service. It is free, and the alarm on the ceiling needs it.
pub(crate) const IN_SERVICE: &str = "GroupInServiceInstances";

/// Seconds in service after which a machine's figures count, and after which it may be judged too many. When nothing is
/// said it is the group's cooldown of five minutes, for which a policy does not see what the new machines do.
/// docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-default-instance-warmup.html
const WARM_UP: u32 = 60;

/// What the machines of a group are started with.
#[derive(Debug)]
pub struct Machines<'a> {
    /// The instance type.
    pub machine: &'a str,
    /// The image.
    pub image: &'a Image,
    /// The root disk.
    pub disk: &'a Disk,
    /// A script that runs at first start.
    pub user_data: Option<&'a str>,
    /// The instance profile that they act as.
    pub profile: Option<Expression>,
    /// Whether their CPU is measured every minute, not every five: a policy on it needs that.
    pub detailed: bool,
}

/// The root device of Amazon Linux images and of what is made from them.
const ROOT_DEVICE: &str = "/dev/xvda";

/// Writes the template.
pub fn template(unit: &Unit<'_>, machines: Machines<'_>, out: &mut Output) -> Resource {
    let Machines { machine, image, disk, user_data, profile, detailed } = machines;
    let handle = unit.resource("aws_launch_template", "");
    let template = unit
        .resource("aws_launch_template", "")
        .identity(|r| {
            r.set("name", unit.name(&TEMPLATE)).set("image_id", Ami::from(image).for_template(machine));
            r.set("update_default_version", true);
            r.set("vpc_security_group_ids", list([unit.sites.internal.clone()]));
            r.set_some("user_data", user_data.map(encoded));
            if let Some(profile) = profile {
                r.block("iam_instance_profile", |b| {
                    b.set("arn", profile);
                });
            }
            if detailed {
                r.block("monitoring", |b| {
                    b.set("enabled", true);
                });
            }
            r.block("metadata_options", |b| {
                b.set("http_tokens", "required");
            });
            // `default_tags` of the provider do not reach what a template starts.
            for kind in ["instance", "volume"] {
                r.block("tag_specifications", |b| {
                    b.set("resource_type", kind);
                    let mut tags = common_tags(unit.site, unit.stack);
                    tags.insert("Name", unit.title().into());
                    b.set("tags", object(tags));
                });
            }
        })
        .capacity(|r| {
            r.set("instance_type", machine);
            r.block("block_device_mappings", |b| {
                b.set("device_name", ROOT_DEVICE);
                b.block("ebs", |b| {
                    b.set("volume_type", disk.volume_type.name()).set("volume_size", disk.size.gib());
                    b.set("encrypted", true).set("delete_on_termination", true);
                });
            });
        });
    out.add(template);
    handle
}

/// How a group starts.
#[derive(Debug)]
pub struct Start {
    /// Seconds that a machine may take to start before its health counts.
    pub(crate) grace: u32,
    /// What its machines need at their first start.
    pub after: Option<Expression>,
}

/// Writes the group.
pub fn group(
    unit: &Unit<'_>,
    count: &Count,
    template: &Resource,
    start: Start,
    out: &mut Output,
) -> Resource {
    let Start { grace, after } = start;
    let handle = unit.resource("aws_autoscaling_group", "");
    out.add(
        unit.resource("aws_autoscaling_group", "")
            .after(unit.sites.private_routes.clone())
            .after(after)
            .identity(|r| {
                r.set("name", unit.name(&GROUP)).set("vpc_zone_identifier", unit.sites.private_ids());
                r.set("health_check_type", "EC2").set("health_check_grace_period", grace);
                r.set("default_instance_warmup", WARM_UP);
                r.set("enabled_metrics", list([IN_SERVICE]));
                // On the way back the provider waits ten minutes for a size that nobody wants any
                // more, and fails; the autoscaler owns the size, so there is nothing to wait for.
                r.set("wait_for_capacity_timeout", "0");
                r.block("launch_template", |b| {
                    b.set("id", template.attr("id")).set("version", template.attr("latest_version"));
                });
                // Nor do `default_tags` reach a group.
                for (key, value) in common_tags(unit.site, unit.stack) {
                    r.block("tag", |b| {
                        b.set("key", key).set("value", value).set("propagate_at_launch", false);
                    });
                }
            })
            .capacity(|r| {
                r.set("min_size", unit.component.floor(count)).set("max_size", unit.component.ceiling(count));
            }),
    );
    // It refers to the template's latest version, which is known only once the template is changed.
    out.follows.push((handle.address(), template.address()));
    schedule(unit, count, &handle, out);
    let command =
        format!("autoscaling describe-auto-scaling-groups --auto-scaling-group-names {}", unit.name(&GROUP));
    let query = "AutoScalingGroups[0].[MinSize,MaxSize,length(Instances[?LifecycleState==`InService`])]";
    let Count { min, max, .. } = count;
    unit.count(&command, query, format!("{min} {max}, and {min} or more in service"), out);
    let set = format!(
        "autoscaling update-auto-scaling-group --auto-scaling-group-name {} --min-size {min} --max-size {max}",
        unit.name(&GROUP)
    );
    unit.set_count(&set, out);
    handle
}

/// Writes the scheduled actions of the group.
fn schedule(unit: &Unit<'_>, count: &Count, group: &Resource, out: &mut Output) {
    for action in unit.component.actions(count) {
        out.add(unit.resource("aws_autoscaling_schedule", &action.suffix).identity(|r| {
            r.set("count", action.count());
            r.set("scheduled_action_name", timed::name(unit, &action));
            r.set("autoscaling_group_name", group.attr("name"));
            match &action.weekly {
                None => drop(r.set("start_time", action.stamp())),
                Some((weekly, _)) => {
                    r.set("start_time", action.begins()).set_some("end_time", action.ends());
                    r.set("recurrence", timed::unix(weekly)).set("time_zone", weekly.zone.as_str());
                }
            }
            // Left out, a size would become 0; -1 leaves the number in between to the autoscaler.
            r.set("min_size", action.min).set("max_size", action.max).set("desired_capacity", -1);
        }));
    }
}

/// The bill of a group of machines.
pub fn bill(machine: &str, disk: &Disk, count: &Count, lines: &mut Lines<'_>) {
    // While it evens out zones a group may pass its maximum by a tenth, or by one.
    // docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html
    let surge = if count.max == 0 { 0 } else { u64::from(count.max.div_ceil(10)) };
    let quantity = Quantity::scaled(count).with_surge(surge);
    lines.add(Item::Machine(machine.to_owned()), quantity);
    let volume =
        Item::Volume { volume_type: disk.volume_type, size: disk.size, iops: None, throughput: None };
    lines.add(volume, quantity);
    lines.add(Item::ScalingGroup, Quantity::fixed(1));
    lines.add(Item::LaunchTemplate, Quantity::fixed(1));
    if is_burstable(machine) {
        lines.add_use(None::<()>, |_| Item::CpuCredits(machine.to_owned()));
    }
}

/// A script as the API takes it. Encoded here: Terraform would normalise the characters of a literal.
#[must_use]
pub(crate) fn encoded(script: &str) -> Expression {
    base64::engine::general_purpose::STANDARD.encode(script).into()
}

/// A metric of the whole group.
#[must_use]
pub(crate) fn metric(unit: &Unit<'_>, metric: [&'static str; 3]) -> Metric {
    let name = unit.refer_any("aws_autoscaling_group", "", &["name", "id"]);
    Metric::of(metric, "AutoScalingGroupName", name)
}

/// How many machines of the group are in service.
#[must_use]
pub(crate) fn in_service(unit: &Unit<'_>) -> Signal {
    unit.needs("aws_autoscaling_group", "enabled_metrics", &[IN_SERVICE]);
    Signal::metric(metric(unit, ["AWS/AutoScaling", IN_SERVICE, "Maximum"]))
}
