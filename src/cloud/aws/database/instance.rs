//! An instance of RDS: what a database and its replicas have alike.

use hcl::Expression;

use crate::cloud::aws::alarm::Metric;
use crate::cloud::aws::storage::{StorageService, performance};
use crate::cloud::aws::unit::Unit;
use crate::cloud::lowered::{ByHand, Output, Setting};
use crate::kind::database::Database;
use crate::kind::spec::Of;
use crate::model::maintenance::Maintenance;
use crate::model::name::Name;
use crate::model::size::Size;
use crate::terraform::resource::{Body, list};

/// The instance's identifier. Limit: 63 characters, RDS `CreateDBInstance`.
pub(super) const INSTANCE: Name = Name::new("database instance", "", 63);
/// The subnet group's name. Limit: 255 characters, RDS `CreateDBSubnetGroup`.
pub(super) const SUBNETS: Name = Name::new("database subnet group", "", 255);
/// The last snapshot's name. Limit: 255 characters, RDS `DeleteDBInstance` and `DeleteDBCluster`.
pub(super) const SNAPSHOT: Name = Name::new("database snapshot", "-final", 255);

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

/// The option of `modify-db-instance` for each of them.
const OPTIONS: [(&str, Setting); 7] = [
    ("instance_class", Setting::Word("--db-instance-class")),
    ("multi_az", Setting::Flag("--multi-az", "--no-multi-az")),
    ("allocated_storage", Setting::Word("--allocated-storage")),
    ("max_allocated_storage", Setting::Word("--max-allocated-storage")),
    ("storage_type", Setting::Word("--storage-type")),
    ("iops", Setting::Word("--iops")),
    ("storage_throughput", Setting::Word("--storage-throughput")),
];

/// Writes the subnets that a database may stand in; gives the name of their group.
pub(super) fn subnets(unit: &Unit<'_>, out: &mut Output) -> Expression {
    let subnets = unit.resource("aws_db_subnet_group", "").identity(|r| {
        r.set("name", unit.name(&SUBNETS)).set("subnet_ids", unit.sites.private_ids());
    });
    let group = subnets.attr("name");
    out.add(subnets);
    group
}

/// What an instance shares with its replicas.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    of: &'a Of<Database>,
    unit: &'a Unit<'a>,
    parameters: Option<Expression>,
}

impl<'a> Frame<'a> {
    /// Of an instance with this parameter group.
    pub(super) const fn new(
        of: &'a Of<Database>,
        unit: &'a Unit<'a>,
        parameters: Option<Expression>,
    ) -> Self {
        Self { of, unit, parameters }
    }

    /// Writes how the engine runs.
    pub(super) fn write_engine(&self, r: &mut Body) {
        let identity = &self.of.identity;
        r.set_some("parameter_group_name", self.parameters.clone());
        if identity.version.matches('.').count() >= identity.engine.minor_dots() {
            // AWS would move it on, and the next plan would try to move it back.
            r.set("auto_minor_version_upgrade", false);
        }
    }

    /// Writes who reaches it, and that its disk can be read by nobody else.
    pub(super) fn write_reach(&self, r: &mut Body) {
        r.set("vpc_security_group_ids", list([self.unit.sites.internal.clone()]));
        r.set("storage_encrypted", true);
    }

    /// Writes when RDS may do its own work on it.
    pub(super) fn write_maintenance(&self, r: &mut Body) {
        r.set_some("maintenance_window", self.of.identity.maintenance.as_ref().map(Maintenance::as_str));
    }

    /// Whether the storage that is there may be larger than the profile says: another profile keeps more, or RDS grows it.
    pub(super) const fn grows(&self) -> bool {
        self.unit.component.storage_kept_larger || self.unit.component.storage_most.is_some()
    }

    /// Writes its storage; `size` is how large it is, where the profile does not say that.
    pub(super) fn write_storage(&self, r: &mut Body, size: Option<Expression>) {
        let Some(storage) = &self.of.capacity.storage else { return };
        r.set("allocated_storage", size.unwrap_or_else(|| storage.size.gib().into()));
        r.set("storage_type", storage.volume_type.name());
        let (iops, throughput) = performance(storage, StorageService::Rds);
        r.set_some("iops", iops).set_some("storage_throughput", throughput);
        // With it the provider takes what RDS has grown for what was asked.
        r.set_some("max_allocated_storage", self.unit.component.storage_most.map(Size::gib));
    }
}

/// How to look at one of its instances, and how to change it by hand. Of one that is not there nothing is found, which is no
/// error.
pub(super) fn view(unit: &Unit<'_>, suffix: &str, name: &str, out: &mut Output) {
    let by =
        if suffix.is_empty() { "--db-instance-identifier " } else { "--filters Name=db-instance-id,Values=" };
    let found = (&*format!("rds describe-db-instances {by}{name}"), "DBInstances[0]");
    let by_hand = ByHand {
        before: Vec::new(),
        change: unit
            .typed(&format!("rds modify-db-instance --db-instance-identifier {name} --apply-immediately")),
        behind: " --query 'DBInstance.PendingModifiedValues'",
        options: &OPTIONS,
        between: " ",
        after: Vec::new(),
    };
    let done = ("DBInstanceStatus", "available");
    unit.view(("aws_db_instance", suffix), found, &FIELDS, done, by_hand, out);
}

/// A metric of one of its instances.
pub(super) fn metric(unit: &Unit<'_>, suffix: &str, name: &'static str, stat: &'static str) -> Metric {
    let identifier = unit.refer("aws_db_instance", suffix, "identifier");
    Metric::of(["AWS/RDS", name, stat], "DBInstanceIdentifier", identifier)
}
