//! The order in which the class of a cluster changes: its readers one after the other, then a failover to one of them, then
//! the instance that wrote, which Terraform knows, and which becomes the writer again.
//! docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html

use crate::cloud::aws::unit::Unit;
use crate::cloud::lowered::{HandOver, Output};
use crate::kind::database::Database;
use crate::kind::spec::Of;

/// Says how a class reaches the instances of a cluster, if it has readers to hand over to.
pub(super) fn hand_over(of: &Of<Database>, unit: &Unit<'_>, cluster: &str, writer: &str, out: &mut Output) {
    if of.readers().is_none_or(|readers| readers.min == 0) {
        return;
    }
    let class = &of.capacity.class;
    let ask = |what: &str, query: &str| {
        format!("{} --output text --query \"{query}\"", unit.typed(&format!("rds describe-db-{what}")))
    };
    let until = |ask: &str, is: &str| format!("until [ \"$({ask})\" = \"{is}\" ]; do sleep 15; done");
    let readers = ask(
        &format!("clusters --db-cluster-identifier {cluster}"),
        &format!("DBClusters[0].DBClusterMembers[?DBInstanceIdentifier!='{writer}'].DBInstanceIdentifier"),
    );
    let modify = unit.typed(&format!(
        "rds modify-db-instance --db-instance-identifier $reader --apply-immediately --db-instance-class {class}"
    ));
    let changed = until(
        &ask(
            "instances --db-instance-identifier $reader",
            "DBInstances[0].join(' ',[DBInstanceClass,DBInstanceStatus])",
        ),
        &format!("{class} available"),
    );
    let writes = ask(
        &format!("clusters --db-cluster-identifier {cluster}"),
        &format!("DBClusters[0].DBClusterMembers[?DBInstanceIdentifier=='{writer}'].IsClusterWriter"),
    );
    let fail_over = unit.typed(&format!("rds failover-db-cluster --db-cluster-identifier {cluster}"));
    let quiet = " --output text --query 'DBCluster.Status'";
    out.hand_overs.push(HandOver {
        address: format!("aws_rds_cluster_instance.{}", unit.label),
        argument: "instance_class",
        first: vec![
            format!("for reader in $({readers}); do {modify} --output text --query 'DBInstance.DBInstanceStatus' && {changed}; done"),
            format!("{fail_over}{quiet} && {}", until(&writes, "False")),
        ],
        last: vec![format!("{fail_over} --target-db-instance-identifier {writer}{quiet} && {}", until(&writes, "True"))],
    });
}
