//! A database of Aurora: a cluster whose storage grows by itself, the instance that writes, which Terraform makes, and
//! readers in its class, which Application Auto Scaling makes and deletes.

pub(super) mod alarms;
pub(crate) mod checked;
mod hand_over;
mod item;
pub(super) mod scaling;

use hcl::{Expression, Number};

use crate::bill::{Lines, Quantity};
use crate::cloud::aws::database::aurora::alarms::alarms;
use crate::cloud::aws::database::aurora::item::{Cluster, HalfUnit, Instance, Stored};
use crate::cloud::aws::database::instance::{SNAPSHOT, SUBNETS, subnets};
use crate::cloud::aws::database::parameters::{PARAMETERS, parameters};
use crate::cloud::aws::database::{login, proxy};
use crate::cloud::aws::engines::api_name;
use crate::cloud::aws::item::Item;
use crate::cloud::aws::unit::Unit;
use crate::cloud::lowered::{ByHand, Output, Setting};
use crate::kind::database::Database;
use crate::kind::spec::Of;
use crate::model::capacity::{Count, Range};
use crate::model::maintenance::Maintenance;
use crate::model::name::Name;
use crate::terraform::resource::list;

/// The cluster's identifier. Limit: 63 characters, RDS `CreateDBCluster`.
const CLUSTER: Name = Name::new("database cluster", "", 63);
/// The identifier of the instance that writes. Limit: 63 characters, RDS `CreateDBInstance`.
const WRITER: Name = Name::new("database instance", "-1", 63);

/// The names that it takes; the last two only with a proxy.
pub(super) const NAMES: [Name; 8] =
    [CLUSTER, WRITER, SUBNETS, PARAMETERS, SNAPSHOT, scaling::POLICY, proxy::NAME, proxy::ROLE];

/// How many instances there are: the writer and its readers.
pub(super) fn instances(of: &Of<Database>) -> Quantity {
    let readers = Quantity::scaled(of.readers().unwrap_or(&Count::NONE));
    let [floor, expected, ceiling] = [readers.floor, readers.expected, readers.ceiling].map(|own| own + 1);
    Quantity { floor, expected, ceiling, ..readers }
}

/// Halves of a unit of capacity.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn halves(units: f64) -> u64 {
    (units * 2.0) as u64
}

/// What it consumes.
pub(super) fn bill(of: &Of<Database>, lines: &mut Lines<'_>) {
    let (engine, io_optimized) = (of.identity.engine, of.identity.io_optimized);
    let (class, count) = (of.capacity.class.clone(), instances(of));
    let scales = of.capacity.capacity;
    lines.add(Instance { engine, class: class.clone(), io_optimized, scales: scales.is_some() }, count);
    if let Some(Range { min, max }) = scales {
        // Nothing says beforehand how busy it is: what is expected is the least.
        let [floor, expected] = [count.floor, count.expected].map(|count| count * halves(min));
        let capacity = Quantity { floor, expected, ceiling: count.ceiling * halves(max), ..count };
        lines.add(HalfUnit { engine, io_optimized }, capacity);
    }
    let version = of.identity.version.clone();
    lines.add(Item::ExtendedSupport { engine, version, class, multi_az: false }, count);
    lines.add_unknown(Stored { engine, io_optimized });
    lines.add_beside(Cluster, Quantity::fixed(1));
}

/// Where the capacity of the writer is in what RDS says of it, and the option that sets it.
const WRITER_FIELDS: [(&str, &str); 1] = [("instance_class", "DBInstanceClass")];
const WRITER_OPTIONS: [(&str, Setting); 1] = [("instance_class", Setting::Word("--db-instance-class"))];

/// The same of the cluster.
const CLUSTER_FIELDS: [(&str, &str); 2] = [
    ("serverlessv2_scaling_configuration.min_capacity", "ServerlessV2ScalingConfiguration.MinCapacity"),
    ("serverlessv2_scaling_configuration.max_capacity", "ServerlessV2ScalingConfiguration.MaxCapacity"),
];
const CLUSTER_OPTIONS: [(&str, Setting); 2] = [
    ("serverlessv2_scaling_configuration.min_capacity", Setting::Prefix("MinCapacity=")),
    ("serverlessv2_scaling_configuration.max_capacity", Setting::Prefix("MaxCapacity=")),
];

/// A capacity, which is a whole or a half number.
fn units(value: f64) -> Expression {
    Number::from_f64(value).map_or(Expression::Null, Expression::Number)
}

/// Writes the cluster, its writer and what scales its readers.
pub(super) fn lower(of: &Of<Database>, unit: &Unit<'_>, out: &mut Output) {
    let Of { identity, capacity } = of;
    let group = subnets(unit, out);
    // It is the cluster's, so that readers which the autoscaler makes have it too.
    let parameters = parameters(of, unit, "aws_rds_cluster_parameter_group", out);
    let password = login::password(of, unit, out);
    let (name, writer) = (unit.name(&CLUSTER), unit.name(&WRITER));
    let window = identity.maintenance.as_ref().map(Maintenance::as_str);
    let cluster = unit
        .resource("aws_rds_cluster", "")
        .keep()
        .identity(|r| {
            r.set("cluster_identifier", name.as_str());
            r.set("engine", api_name(identity.engine)).set("engine_version", identity.version.as_str());
            r.set("master_username", identity.username.as_str());
            password(r);
            r.set_some("database_name", identity.database.as_deref());
            r.set("port", identity.engine.port());
            r.set("db_subnet_group_name", group.clone());
            r.set("vpc_security_group_ids", list([unit.sites.internal.clone()]));
            r.set_some("db_cluster_parameter_group_name", parameters);
            r.set("storage_encrypted", true);
            // Said in both cases: the provider takes one that is left out for the one that is there.
            r.set("storage_type", if identity.io_optimized { "aurora-iopt1" } else { "aurora" });
            r.set("backup_retention_period", identity.backup_days).set("copy_tags_to_snapshot", true);
            r.set_some("preferred_maintenance_window", window);
            r.set("deletion_protection", true).set("skip_final_snapshot", false);
            r.set("final_snapshot_identifier", unit.name(&SNAPSHOT));
            // Without it AWS takes the change and puts it off to the next maintenance window.
            r.set("apply_immediately", true);
        })
        .capacity(|r| {
            if let Some(Range { min, max }) = capacity.capacity {
                r.block("serverlessv2_scaling_configuration", |b| {
                    b.set("min_capacity", units(min)).set("max_capacity", units(max));
                });
            }
        });
    let id = cluster.attr("cluster_identifier");
    let instance = unit
        .resource("aws_rds_cluster_instance", "")
        .keep()
        .identity(|r| {
            r.set("identifier", writer.as_str()).set("cluster_identifier", id.clone());
            r.set("engine", cluster.attr("engine"));
            if identity.version.matches('.').count() >= identity.engine.minor_dots() {
                // AWS would move it on, and the next plan would try to move it back.
                r.set("auto_minor_version_upgrade", false);
            }
            // A reader that the autoscaler made has 15.
            r.set("promotion_tier", 0);
            r.set_some("preferred_maintenance_window", window);
            r.set("copy_tags_to_snapshot", true).set("apply_immediately", true);
        })
        .capacity(|r| {
            r.set("instance_class", capacity.class.as_str());
        });
    views(unit, &name, &writer, out);
    hand_over::hand_over(of, unit, &name, &writer, out);
    look_before(unit, &name, out);
    let endpoints = [cluster.attr("endpoint"), cluster.attr("reader_endpoint")];
    proxy::lower(of, ("db_cluster_identifier", id.clone()), unit, out);
    out.add(cluster);
    let ready = unit.refer_whole("aws_rds_cluster_instance", "");
    out.add(instance);
    unit.alarms(&alarms(of), out);
    scaling::scaling(of, unit, &name, (id, ready), out);

    let [address, readers] = endpoints;
    unit.tell("address", format!("Where {} answers", unit.slug), address, out);
    unit.tell("readers", format!("Where the readers of {} answer", unit.slug), readers, out);
    let about = format!("The secret that holds the administrator's password of {}", unit.slug);
    unit.tell("secret", about, login::secret(of, &unit.label), out);
}

/// How its sizes are looked up, and changed by hand.
fn views(unit: &Unit<'_>, cluster: &str, writer: &str, out: &mut Output) {
    let by_hand = |command: String, between, options, behind| ByHand {
        before: Vec::new(),
        change: unit.typed(&command),
        behind,
        options,
        between,
        after: Vec::new(),
    };
    let change = format!("rds modify-db-instance --db-instance-identifier {writer} --apply-immediately");
    let own = by_hand(change, " ", &WRITER_OPTIONS[..], " --query 'DBInstance.PendingModifiedValues'");
    let found = format!("rds describe-db-instances --db-instance-identifier {writer}");
    let (found, done) = ((found.as_str(), "DBInstances[0]"), ("DBInstanceStatus", "available"));
    unit.view(("aws_rds_cluster_instance", ""), found, &WRITER_FIELDS, done, own, out);

    // Its values come last, as one word: the region stands before the option.
    let mut own = by_hand(
        format!("rds modify-db-cluster --db-cluster-identifier {cluster} --apply-immediately"),
        ",",
        &CLUSTER_OPTIONS[..],
        " --query 'DBCluster.Status'",
    );
    own.change.push_str(" --serverless-v2-scaling-configuration");
    let found = format!("rds describe-db-clusters --db-cluster-identifier {cluster}");
    let (found, done) = ((found.as_str(), "DBClusters[0]"), ("Status", "available"));
    unit.view(("aws_rds_cluster", ""), found, &CLUSTER_FIELDS, done, own, out);
    if let Some(view) = out.views.last_mut() {
        view.decimal = true;
    }
}

/// What is looked at before anything is changed.
fn look_before(unit: &Unit<'_>, cluster: &str, out: &mut Output) {
    unit.look_before(
        &format!(
            "rds describe-db-cluster-snapshots --db-cluster-identifier {cluster} --snapshot-type automated"
        ),
        "sort_by(DBClusterSnapshots,&SnapshotCreateTime)[-1].[SnapshotCreateTime,Status]",
        "last night, available",
        out,
    );
    unit.look_before(
        &format!("rds describe-pending-maintenance-actions --filters Name=db-cluster-id,Values={cluster}"),
        "PendingMaintenanceActions[].PendingMaintenanceActionDetails[].[Action,CurrentApplyDate]",
        "nothing, or nothing before the end; else put it off (modify-db-cluster --preferred-maintenance-window)",
        out,
    );
}

/// What RDS calls the cluster of a database, from the slugs of its stack and its own.
#[must_use]
pub(super) fn cluster_name(stack: &str, slug: &str) -> String {
    CLUSTER.of(stack, slug)
}
