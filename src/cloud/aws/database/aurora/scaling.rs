//! How the readers of Aurora scale: between which counts, by what, and what a schedule changes.

use hcl::Expression;

use crate::cloud::aws::scheduled::scheduled;
use crate::cloud::aws::tracking::{Figure, Policy, Scales};
use crate::cloud::aws::unit::Unit;
use crate::cloud::lowered::Output;
use crate::kind::database::Database;
use crate::kind::spec::Of;
use crate::model::capacity::Count;
use crate::model::name::Name;
use crate::terraform::resource::{call, list};

/// The policy's name. Limit: 256 characters, Application Auto Scaling `PutScalingPolicy`.
pub(super) const POLICY: Name = Name::new("scaling policy", "-readers", 256);

/// Percent of CPU over all readers that the autoscaler keeps.
pub(super) const READER_CPU: u32 = 60;

/// The policy that keeps the CPU of the readers at the target.
pub(in crate::cloud::aws::database) fn policy() -> Policy {
    let figure = Figure::Predefined { metric: "RDSReaderAverageCPUUtilization", of: None };
    Policy { scales: Scales::Service, suffix: "", name: &POLICY, target: READER_CPU, figure }
}

/// Writes what scales the readers of a cluster, once `ready` is there, but for the policy, and how their counts are looked up
/// and set by hand.
pub(super) fn scaling(
    of: &Of<Database>,
    unit: &Unit<'_>,
    name: &str,
    (id, ready): (Expression, Expression),
    out: &mut Output,
) {
    let count = of.readers().unwrap_or(&Count::NONE);
    by_hand(count, unit, name, out);
    let target = unit
        .resource("aws_appautoscaling_target", "")
        .after([ready])
        .identity(|r| {
            r.set("service_namespace", "rds").set("scalable_dimension", "rds:cluster:ReadReplicaCount");
            r.set("resource_id", call("join", [":".into(), list(["cluster".into(), id])]));
        })
        .capacity(|r| {
            r.set("min_capacity", unit.component.floor(count))
                .set("max_capacity", unit.component.ceiling(count));
        });
    scheduled(count, &target, unit, out);
    out.add(target);
}

/// The commands that show how many readers there are, and set it.
fn by_hand(count: &Count, unit: &Unit<'_>, name: &str, out: &mut Output) {
    let Count { min, max, .. } = count;
    unit.count(
        &format!("application-autoscaling describe-scalable-targets --service-namespace rds --resource-ids cluster:{name}"),
        "ScalableTargets[0].[MinCapacity,MaxCapacity]",
        format!("{min} {max}"),
        out,
    );
    unit.set_count(
        &format!("application-autoscaling register-scalable-target --service-namespace rds --scalable-dimension rds:cluster:ReadReplicaCount --resource-id cluster:{name} --min-capacity {min} --max-capacity {max}"),
        out,
    );
    unit.count(
        &format!("rds describe-db-clusters --db-cluster-identifier {name}"),
        "length(DBClusters[0].DBClusterMembers[?IsClusterWriter==`false`])",
        format!("{min} or more"),
        out,
    );
}
