//! How the tasks of a service scale: between which counts, by what, and what a schedule changes.

use hcl::Expression;

use crate::cloud::aws::scheduled::scheduled;
use crate::cloud::aws::service::CLUSTER;
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
    scheduled(count, &target, unit, out);
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
