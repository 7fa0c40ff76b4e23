//! How the tasks of a service scale: between which counts, by what, and what a schedule changes.

use hcl::Expression;

use crate::cloud::aws::service::CLUSTER;
use crate::cloud::aws::timed;
use crate::cloud::aws::unit::Unit;
use crate::cloud::lowered::Output;
use crate::model::capacity::Count;
use crate::shell::word;
use crate::terraform::resource::{call, list};

/// Writes what scales the service at `path`, but for its policies, and how its counts are looked up and set by hand.
pub(crate) fn scaling(count: &Count, unit: &Unit<'_>, path: &[Expression], out: &mut Output) {
    by_hand(count, unit, out);
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
        let schedule = unit.resource("aws_appautoscaling_scheduled_action", &action.suffix);
        // It stays as it was made: its beginning is only given while that lies ahead.
        let schedule = if action.weekly.is_some() { schedule.ignore("start_time") } else { schedule };
        out.add(schedule.identity(|r| {
            r.set("count", action.count()).set("name", timed::name(unit, &action));
            for argument in ["service_namespace", "scalable_dimension", "resource_id"] {
                r.set(argument, target.attr(argument));
            }
            match &action.weekly {
                // Once, and without an end: the provider would lose `end_time` when it changes the sizes.
                None => {
                    r.set("schedule", format!("at({})", action.stamp().trim_end_matches('Z')));
                    r.set("timezone", "UTC");
                }
                // Its sizes are part of its name, so that it is made anew with its `end_time` and never changed.
                Some((weekly, _)) => {
                    r.set("schedule", timed::cron(weekly)).set("timezone", weekly.zone.as_str());
                    r.set("start_time", action.begins()).set_some("end_time", action.ends());
                }
            }
            r.block("scalable_target_action", |b| {
                b.set("min_capacity", action.min).set("max_capacity", action.max);
            });
        }));
    }
}

/// The commands that show the counts of the service, and set them.
fn by_hand(count: &Count, unit: &Unit<'_>, out: &mut Output) {
    let (name, slug) = match unit.existing().map(|name| name.split_once('/').unwrap_or(("default", name))) {
        // As `cluster/service`; what names no cluster runs in the one that each account has.
        Some((cluster, service)) => (word(cluster).into_owned(), word(service).into_owned()),
        None => (unit.name(&CLUSTER), unit.slug.clone()),
    };
    let Count { min, max, .. } = count;
    unit.count(
        &format!("application-autoscaling describe-scalable-targets --service-namespace ecs --resource-ids service/{name}/{slug}"),
        "ScalableTargets[0].[MinCapacity,MaxCapacity]",
        format!("{min} {max}"),
        out,
    );
    unit.set_count(
        &format!("application-autoscaling register-scalable-target --service-namespace ecs --scalable-dimension ecs:service:DesiredCount --resource-id service/{name}/{slug} --min-capacity {min} --max-capacity {max}"),
        out,
    );
    unit.count(
        &format!("ecs describe-services --cluster {name} --services {slug}"),
        "services[0].runningCount",
        format!("{min} or more"),
        out,
    );
}
