//! How the tasks of an app scale: between which counts, by what, and what a schedule changes.

use hcl::Expression;

use crate::cloud::aws::tracking::{Figure, Policy, Scales};
use crate::cloud::aws::unit::Unit;
use crate::cloud::lowered::Output;
use crate::kind::app::{App, Target};
use crate::kind::spec::Of;
use crate::model::name::Name;
use crate::terraform::resource::{call, list};

/// Limit: 256 characters, Application Auto Scaling `PutScalingPolicy`.
pub(crate) const POLICY: Name = Name::new("scaling policy", "-tasks", 256);

/// Writes what scales the service at `path`, but for its policy.
pub(crate) fn scaling(of: &Of<App>, unit: &Unit<'_>, path: &[Expression], out: &mut Output) {
    let count = &of.capacity.count;
    let service = std::iter::once("service".into()).chain(path.iter().cloned());
    let target = unit.resource("aws_appautoscaling_target", "");
    out.add(
        target
            .clone()
            .identity(|r| {
                r.set("service_namespace", "ecs").set("scalable_dimension", "ecs:service:DesiredCount");
                r.set("resource_id", call("join", ["/".into(), list(service)]));
            })
            .capacity(|r| {
                r.set("min_capacity", unit.component.floor(count))
                    .set("max_capacity", unit.component.ceiling(count));
            }),
    );
    for action in unit.component.actions(count) {
        out.add(unit.resource("aws_appautoscaling_scheduled_action", action.suffix).identity(|r| {
            r.set("count", action.count()).set("name", format!("{}-{}", unit.title(), action.suffix));
            for argument in ["service_namespace", "scalable_dimension", "resource_id"] {
                r.set(argument, target.attr(argument));
            }
            // Once, and without an end: the provider would lose `end_time` when it changes the sizes.
            r.set("schedule", format!("at({})", action.stamp().trim_end_matches('Z')));
            r.set("timezone", "UTC");
            r.block("scalable_target_action", |b| {
                b.set("min_capacity", action.min).set("max_capacity", action.max);
            });
        }));
    }
}

/// The policy that keeps CPU or requests at the target.
pub(crate) fn policy(Target { cpu, requests }: Target) -> Policy {
    let figure = match requests {
        Some(_) => Figure::Predefined { metric: "ALBRequestCountPerTarget", of: Some(targets) },
        None => Figure::Predefined { metric: "ECSServiceAverageCPUUtilization", of: None },
    };
    let target = requests.or(cpu).unwrap_or(60);
    Policy { scales: Scales::Service, suffix: "", name: &POLICY, target, figure }
}

/// The load balancer's name and that of its targets, as the metric of requests for each of them wants them.
fn targets(unit: &Unit<'_>) -> Expression {
    let of = |kind| unit.refer(kind, "", "arn_suffix");
    call("join", ["/".into(), list([of("aws_lb"), of("aws_lb_target_group")])])
}
