//! A fleet on AWS: launch template, Auto Scaling group, and a policy on its CPU.

use crate::cloud::aws::alarm::{Metric, Signal, in_service};
use crate::cloud::aws::{Output, Unit, group};
use crate::kind::fleet::{Fleet, Of};
use crate::model::name::Name;

/// The policy's name; unique in the region, or two groups with a policy `cpu` are hard to tell apart.
pub(super) const POLICY: Name = Name::new("scaling policy", "-cpu", 255);

/// Seconds for a machine with state to start and join before its health counts.
const START_UP: u32 = 300;

pub(super) fn lower(of: &Of<Fleet>, unit: &Unit<'_>, out: &mut Output) {
    let Of { identity, capacity } = of;
    let machines = group::Machines {
        machine: &capacity.machine,
        image: &identity.image,
        disk: &capacity.disk,
        user_data: identity.user_data.as_deref(),
        profile: None,
        detailed: true,
    };
    let template = group::template(unit, machines, out);
    let start = group::Start { grace: START_UP, after: None };
    let group = group::group(unit, &capacity.count, &template, start, out);
    unit.alarms(out, |key| {
        let name = group.attr("name");
        Some(Signal::metric(match key {
            "cpu" => Metric::of(["AWS/EC2", "CPUUtilization", "Average"], "AutoScalingGroupName", name),
            "ceiling" => in_service(name),
            _ => return None,
        }))
    });
    out.add(
        unit.resource("aws_autoscaling_policy", "cpu")
            .identity(|r| {
                r.set("name", unit.name(&POLICY)).set("autoscaling_group_name", group.attr("name"));
                r.set("policy_type", "TargetTrackingScaling");
            })
            .capacity(|r| {
                r.block("target_tracking_configuration", |b| {
                    b.set("target_value", capacity.scale_on.cpu);
                    b.block("predefined_metric_specification", |b| {
                        b.set("predefined_metric_type", "ASGAverageCPUUtilization");
                    });
                });
            }),
    );
}
