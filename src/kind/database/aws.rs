//! A database on AWS: an RDS instance.

use hcl::Expression;

use crate::cloud::aws::alarm::{Metric, Signal};
use crate::cloud::aws::storage::performance;
use crate::cloud::aws::{Output, Unit};
use crate::kind::database::{Database, Of};
use crate::model::capacity::StorageService;
use crate::model::maintenance::Maintenance;
use crate::model::name::Name;
use crate::model::size::Size;
use crate::terraform::resource::{call, list};

/// The instance's identifier. Limit: 63 characters, RDS `CreateDBInstance`.
pub(super) const INSTANCE: Name = Name::new("database instance", "", 63);
/// The subnet group's name. Limit: 255 characters, RDS `CreateDBSubnetGroup`.
pub(super) const SUBNETS: Name = Name::new("database subnet group", "", 255);

/// The parameter group's name. Limit: 255 characters, RDS `CreateDBParameterGroup`.
pub(super) const PARAMETERS: Name = Name::new("database parameter group", "", 255);

/// A parameter group with the limit on connections, if the profile sets one; gives its name.
fn parameters(of: &Of<Database>, unit: &Unit<'_>, out: &mut Output) -> Option<Expression> {
    let limit = of.identity.max_connections?;
    let family = of.identity.engine.family(&of.identity.version)?;
    let group = unit.resource("aws_db_parameter_group", "").identity(|r| {
        r.set("name", unit.name(&PARAMETERS)).set("family", family);
        r.block("parameter", |b| {
            // It is read at start only.
            b.set("name", "max_connections").set("value", limit.to_string());
            b.set("apply_method", "pending-reboot");
        });
    });
    let name = group.attr("name");
    out.add(group);
    Some(name)
}

/// Where the capacity of an instance is in what RDS says of it.
const FIELDS: [(&str, &str); 7] = [
    ("instance_class", "DBInstanceClass"),
    ("multi_az", "MultiAZ"),
    ("allocated_storage", "AllocatedStorage"),
    ("max_allocated_storage", "MaxAllocatedStorage"),
    ("storage_type", "StorageType"),
    ("iops", "Iops"),
    ("storage_throughput", "StorageThroughput"),
];

pub(super) fn lower(of: &Of<Database>, unit: &Unit<'_>, out: &mut Output) {
    let Of { identity, capacity } = of;
    let subnets = unit.resource("aws_db_subnet_group", "").identity(|r| {
        r.set("name", unit.name(&SUBNETS)).set("subnet_ids", unit.sites.private_ids());
    });
    let group = subnets.attr("name");
    out.add(subnets);
    let parameters = parameters(of, unit, out);
    let name = unit.name(&INSTANCE);
    let mut instance = unit
        .resource("aws_db_instance", "")
        .keep()
        .identity(|r| {
            r.set("identifier", name.as_str());
            r.set("engine", identity.engine.name()).set("engine_version", identity.version.as_str());
            r.set("username", identity.username.as_str()).set("manage_master_user_password", true);
            r.set_some("db_name", identity.database.as_deref());
            r.set("port", identity.engine.port());
            r.set_some("parameter_group_name", parameters);
            if identity.version.matches('.').count() >= identity.engine.minor_dots() {
                // AWS would move it on, and the next plan would try to move it back.
                r.set("auto_minor_version_upgrade", false);
            }
            r.set("db_subnet_group_name", group);
            r.set("vpc_security_group_ids", list([unit.sites.internal.clone()]));
            r.set("storage_encrypted", true);
            r.set("backup_retention_period", identity.backup_days).set("copy_tags_to_snapshot", true);
            r.set_some("maintenance_window", identity.maintenance.as_ref().map(Maintenance::as_str));
            r.set("deletion_protection", true).set("skip_final_snapshot", false);
            r.set("final_snapshot_identifier", format!("{name}-final"));
            // Without it AWS takes the change and puts it off to the next maintenance window.
            r.set("apply_immediately", true);
        })
        .capacity(|r| {
            let storage = &capacity.storage;
            r.set("instance_class", capacity.class.as_str()).set("multi_az", capacity.multi_az);
            r.set("allocated_storage", storage.size.gib()).set("storage_type", storage.volume_type.name());
            let (iops, throughput) = performance(storage, StorageService::Rds);
            r.set_some("iops", iops).set_some("storage_throughput", throughput);
            // With it the provider takes what RDS has grown for what was asked.
            r.set_some("max_allocated_storage", unit.storage_most.map(Size::gib));
        });
    let found = (&*format!("rds describe-db-instances --db-instance-identifier {name}"), "DBInstances[0]");
    out.view(unit, "aws_db_instance", found, &FIELDS, ("DBInstanceStatus", "available"));
    out.look_before(
        unit,
        &format!("rds describe-db-snapshots --db-instance-identifier {name} --snapshot-type automated"),
        "sort_by(DBSnapshots,&SnapshotCreateTime)[-1].[SnapshotCreateTime,Status]",
        "last night, available",
    );
    out.look_before(
        unit,
        &format!("rds describe-pending-maintenance-actions --filters Name=db-instance-id,Values={name}"),
        "PendingMaintenanceActions[].PendingMaintenanceActionDetails[].[Action,CurrentApplyDate]",
        "nothing, or nothing before the end; else put it off (modify-db-instance --preferred-maintenance-window)",
    );
    if unit.storage_most.is_none() {
        // Somebody may have switched growth on: left out it would be switched off, and the next plan would shrink.
        instance = instance.ignore("max_allocated_storage");
    }
    if unit.storage_kept_larger {
        instance = instance.ignore("allocated_storage");
    }
    let (address, identifier) = (instance.attr("address"), instance.attr("identifier"));
    out.add(instance);
    unit.alarms(out, |key| {
        let of =
            |metric, stat| Metric::of(["AWS/RDS", metric, stat], "DBInstanceIdentifier", identifier.clone());
        Some(match key {
            "cpu" => Signal::metric(of("CPUUtilization", "Average")),
            "connections" => Signal::metric(of("DatabaseConnections", "Maximum")),
            "storage" => Signal::metric(of("FreeStorageSpace", "Minimum")),
            // Operations a second already, each over a minute.
            "iops" => Signal::math(
                "reads + writes",
                vec![("reads", of("ReadIOPS", "Average")), ("writes", of("WriteIOPS", "Average"))],
            ),
            _ => return None,
        })
    });
    out.tell(unit, "address", format!("Where {} answers", unit.slug), address);
    let secret = unit.refer_each("aws_db_instance", "", "master_user_secret", "secret_arn");
    let about = format!("The secret that holds the administrator's password of {}", unit.slug);
    out.tell(unit, "secret", about, call("one", [secret]));
}
