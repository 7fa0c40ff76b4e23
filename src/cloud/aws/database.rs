//! A database on AWS: an RDS instance with its replicas, or a cluster of Aurora.

pub(crate) mod aurora;
mod instance;
pub(crate) mod login;
mod parameters;
mod proxy;
mod replicas;

use rust_decimal::Decimal;

use crate::bill::{Lines, Quantity};
use crate::cloud::aws::alarm::{Alarm, Metric, Signal};
use crate::cloud::aws::classes;
use crate::cloud::aws::connections::connection_limit;
use crate::cloud::aws::database::aurora::alarms::alarms;
use crate::cloud::aws::database::aurora::checked::check;
use crate::cloud::aws::database::aurora::scaling::policy;
use crate::cloud::aws::database::instance::{Frame, INSTANCE, SNAPSHOT, SUBNETS, subnets};
use crate::cloud::aws::database::parameters::{PARAMETERS, parameters};
use crate::cloud::aws::engines::api_name;
use crate::cloud::aws::families::Families;
use crate::cloud::aws::item::Item;
use crate::cloud::aws::on::OnAws;
use crate::cloud::aws::rules::database::check_identity;
use crate::cloud::aws::storage::{StorageService, iops, performance};
use crate::cloud::aws::tracking::Policy;
use crate::cloud::aws::unit::Unit;
use crate::cloud::field::Field;
use crate::cloud::lowered::Output;
use crate::cloud::no_room::NoRoom;
use crate::cloud::size::{self, SizeAttribute};
use crate::kind::database::{Alarms, Capacity, Database};
use crate::kind::spec::{Kind as _, Of, Rules};
use crate::model::capacity::{Storage, VolumeType};
use crate::model::name::Name;
use crate::model::site::Site;
use crate::watch::{Beyond, Measure, Watch};

/// What RDS says of the fields of a database.
const ABOUT: &[Field] = &[
    Field::new("class")
        .about("The instance class, e.g. `db.m6g.large`; `+1` or `largest` from the base profile's.")
        .examples(&["db.m6g.large"]),
    Field::new("username")
        .about("The administrator's name; RDS makes the password and keeps it in Secrets Manager."),
    // RDS API reference, `CreateDBInstance`.
    Field::new("backup_days").range(1, 35),
    Field::new("maintenance").about(
        "When RDS may do its own work on it, once a week and in UTC, e.g. `sun:03:00-sun:04:00`; a time that RDS\n\
         chooses when left out.",
    ),
    login::FIELD,
    Field::new("proxy").about(
        "Whether an RDS Proxy stands in front of it, which its clients connect to: they share up to 90 % of the connections\n\
         that the database takes. It is part of what the database is, because clients know one address.",
    ),
    Field::new("replicas.class").about("The instance class of its replicas; that of the database when left out."),
    // Aurora user guide, `Aurora.Integrating.AutoScaling`.
    Field::new("readers.max").range(0, 15).about("The most that Aurora Auto Scaling makes: 15 at the most."),
    Field::new("readers.min").range(0, 15),
    Field::new("readers.expected").range(0, 15),
    Field::new("capacity").about(
        "Between which sizes each instance of Aurora Serverless v2 scales by itself, in ACU of about 2 GiB of memory; with\n\
         `class: db.serverless`.",
    ),
    // RDS API reference, `ServerlessV2ScalingConfiguration`.
    Field::new("capacity.min").range(0, 256).about(
        "The smallest, in ACU and in steps of 0.5. From 0 it pauses, and the next client waits for it.",
    ),
    Field::new("capacity.max").range(1, 256).about("The largest, in ACU and in steps of 0.5."),
    Field::new("io_optimized").about(
        "Whether Aurora bills reads and writes of its storage with its instances (Aurora I/O-Optimized), and not one by one. It\n\
         is part of what the database is, because it can be chosen once in 30 days.",
    ),
    Field::new("storage.max_size").about(
        "Up to where RDS may grow a database's storage by itself, in whole GiB; as it is when left out. The largest of\n\
         all profiles is live in each: it costs nothing by itself, and RDS refuses one that what has grown is above.",
    ),
];

/// The attributes that are sizes.
const SIZES: &[SizeAttribute] = &[
    SizeAttribute::new("aws_db_instance", "instance_class", "class", size::Measure::Machine),
    SizeAttribute::new("aws_db_instance", "multi_az", "multi_az", size::Measure::Flag),
    SizeAttribute {
        grows_to: Some("max_allocated_storage"),
        ..SizeAttribute::new("aws_db_instance", "allocated_storage", "storage.size", size::Measure::Stays)
    },
    SizeAttribute::new("aws_db_instance", "instance_class", "replicas.class", size::Measure::Machine)
        .of(replicas::PART),
    SizeAttribute::new("aws_db_instance", size::NUMBER, "replicas.count", size::Measure::Number)
        .of(replicas::PART),
    SizeAttribute::new("aws_rds_cluster_instance", "instance_class", "class", size::Measure::Machine),
    SizeAttribute::new("aws_appautoscaling_target", "min_capacity", "readers.min", size::Measure::Number),
    SizeAttribute::new("aws_appautoscaling_target", "max_capacity", "readers.max", size::Measure::Number),
    SizeAttribute::new(
        "aws_rds_cluster",
        "serverlessv2_scaling_configuration.min_capacity",
        "capacity.min",
        size::Measure::Number,
    ),
    SizeAttribute::new(
        "aws_rds_cluster",
        "serverlessv2_scaling_configuration.max_capacity",
        "capacity.max",
        size::Measure::Number,
    ),
    SizeAttribute::new("aws_db_instance", "storage_type", "storage.type", size::Measure::Price),
    SizeAttribute::new("aws_db_instance", "iops", "storage.iops", size::Measure::Number),
    SizeAttribute::new("aws_db_instance", "storage_throughput", "storage.throughput", size::Measure::Number),
];

/// So many instances of a class, each with its storage.
fn bill_instances(of: &Of<Database>, class: &str, multi_az: bool, count: Quantity, lines: &mut Lines<'_>) {
    let engine = of.identity.engine;
    lines.add(Item::Database { class: class.to_owned(), engine, multi_az }, count);
    let (class, version) = (class.to_owned(), of.identity.version.clone());
    lines.add(Item::ExtendedSupport { engine, version, class, multi_az }, count);
    if let Some(Storage { volume_type, size, iops, throughput, max_size, .. }) = of.capacity.storage {
        let item = Item::DatabaseStorage { engine, multi_az, volume_type, size, iops, throughput };
        lines.add_ratchet(item, count);
        if max_size.is_some() {
            lines.add_unknown(Item::DatabaseGrowth { engine, multi_az, volume_type });
        }
    }
    let each = if multi_az { 2 } else { 1 };
    lines.add(Item::NetworkInterface, Quantity::fixed(count.ceiling * each));
}

/// How RDS shows that it has no room for a class or a standby, and the way out.
const NO_ROOM: NoRoom = NoRoom {
    sign: |_| {
        "RDS has no room for a class or a standby: it answers InsufficientDBInstanceCapacity, or the apply succeeds and the step's check still shows the old class or MultiAZ False"
            .to_owned()
    },
    way_out: |smaller| {
        format!(
            "the database runs on as it was, and nothing is lost; take {}: {}; go without a standby only if the person who decides accepts it aloud",
            smaller.sizes, smaller.again
        )
    },
};

impl OnAws for Database {
    const SERVICES: &'static str = "RDS for PostgreSQL or MySQL with replicas, Aurora with readers, a proxy";
    const SIZES: &'static [SizeAttribute] = SIZES;
    const FAMILIES: Option<Families> = Some(classes::FAMILIES);
    const FIELDS: &'static [Field] = ABOUT;

    fn names(of: &Of<Self>) -> &'static [Name] {
        if is_aurora(of) {
            let last = if of.identity.proxy { 8 } else { 6 };
            return &aurora::NAMES[..last];
        }
        let all = &[replicas::NAME, INSTANCE, SUBNETS, PARAMETERS, SNAPSHOT, proxy::NAME, proxy::ROLE];
        let first = usize::from(of.capacity.replicas.count == 0);
        let last = if of.identity.proxy { all.len() } else { 5 };
        &all[first..last]
    }

    fn no_room(_: &Of<Self>) -> NoRoom {
        NO_ROOM
    }

    fn bill(of: &Of<Self>, _: &Site, lines: &mut Lines<'_>) {
        let Capacity { class, multi_az, replicas, .. } = &of.capacity;
        if is_aurora(of) {
            aurora::bill(of, lines);
            proxy::bill(of, aurora::instances(of), lines);
        } else {
            bill_instances(of, class, *multi_az, Quantity::fixed(1), lines);
            replicas::bill(of, lines, |lines, count| {
                bill_instances(of, replicas.class.as_deref().unwrap_or(class), false, count, lines);
            });
            proxy::bill(of, Quantity::fixed(1), lines);
        }
        // A secret of the user's own is billed to the user anyway.
        if of.identity.password_secret.is_none() {
            lines.add_beside(Item::Secret, Quantity::fixed(1));
        }
    }

    fn policies(of: &Of<Self>) -> Vec<Policy> {
        if is_aurora(of) { vec![policy()] } else { Vec::new() }
    }

    fn alarms(of: &Of<Self>) -> Vec<Alarm> {
        if is_aurora(of) {
            return alarms(of).into_iter().chain(proxy::alarms(of)).collect();
        }
        let Alarms { cpu, connections, free_storage, .. } = of.capacity.alarms;
        let mut out = vec![
            Watch::above("cpu", "CPU", Measure::Percent, cpu)
                .then("find the slow query (Performance Insights); take load off: fewer workers, a cache")
                .on(|unit| Signal::metric(metric(unit, "CPUUtilization", "Average"))),
        ];
        // Of a class whose limit nobody knows there is no share of it.
        if let Some(limit) = Self::facets(of).database.as_ref().and_then(connection_limit) {
            let threshold = Decimal::from(limit * u64::from(connections) / 100);
            out.push(
                Watch::above("connections", "connections", Measure::Count("connections"), threshold)
                    .then("lower count.max of the largest client: nobody can log in once they are gone")
                    .on(|unit| Signal::metric(metric(unit, "DatabaseConnections", "Maximum"))),
            );
        }
        let Some(storage) = &of.capacity.storage else { return out };
        let bytes = Decimal::from(storage.size.mib()) * Decimal::from(1 << 20);
        let threshold = bytes * Decimal::from(free_storage) / Decimal::ONE_HUNDRED;
        out.push(
            Watch::above("storage", "free storage", Measure::Bytes, threshold.trunc())
                .beyond(Beyond::Below)
                .then("grow it (storage.size with keep: true): it never shrinks back")
                .on(|unit| Signal::metric(metric(unit, "FreeStorageSpace", "Minimum"))),
        );
        let then = match performance(storage, StorageService::Rds).0 {
            Some(_) => "find what reads and writes so much; storage.iops is raised online, once in six hours",
            None => "find what reads and writes so much: its storage has no more to give at this size",
        };
        let most = iops(storage, StorageService::Rds);
        let watch = Watch::above("iops", "I/O of its storage", Measure::Count("IOPS"), most * 8 / 10);
        // Operations a second already, each over a minute.
        out.push(watch.metrics(2).then(then).on(|unit| {
            let [reads, writes] = ["ReadIOPS", "WriteIOPS"].map(|name| metric(unit, name, "Average"));
            Signal::math("reads + writes", vec![("reads", reads), ("writes", writes)])
        }));
        out.extend(replicas::alarms(of));
        out.extend(proxy::alarms(of));
        out
    }

    fn check(of: &Of<Self>, baseline: Option<&Of<Self>>, _: &Site, rules: &mut dyn Rules) {
        check_identity(&of.identity, rules);
        if is_aurora(of) {
            check(of, baseline, rules);
        } else {
            replicas::check(of, baseline, rules);
        }
    }

    fn connection_limit(of: &Of<Self>) -> Option<u64> {
        // What the clients of a proxy share.
        if of.identity.proxy {
            return proxy::pool(of);
        }
        Self::facets(of).database.as_ref().and_then(connection_limit)
    }

    fn reader_limit(of: &Of<Self>) -> Option<u64> {
        Self::facets(of).database.and_then(|database| connection_limit(&database.reader().1))
    }

    fn effect_holds(when: &str, before: &Of<Self>, after: &Of<Self>) -> bool {
        let each = |is: fn(&Of<Self>) -> bool| [is(before), is(after)];
        match when {
            // Between General Purpose and Provisioned IOPS, alone, with a parameter group of its own; its row names the source.
            "own-parameters" => {
                let standby = each(|of| of.capacity.multi_az);
                let own = each(|of| of.identity.max_connections.is_some());
                let [old, new] = each(|of| {
                    let volume_type = of.capacity.storage.as_ref().map(|storage| storage.volume_type);
                    matches!(volume_type, Some(VolumeType::Io1 | VolumeType::Io2))
                });
                standby != [true; 2] && own != [false; 2] && old != new
            }
            // Replicas that have the class of the database change with it.
            "replicas-follow" => {
                each(|of| of.capacity.replicas.count > 0 && of.capacity.replicas.class.is_none()) == [true; 2]
            }
            // Aurora hands over to a reader, or has none to hand over to.
            "readers" => each(|of| of.readers().is_some_and(|readers| readers.min > 0)) == [true; 2],
            "aurora" => each(is_aurora) == [true; 2],
            // They had it before it was written down.
            "same" => {
                fn class(of: &Of<Database>) -> Option<&str> {
                    Some(Database::facets(of).database?.reader().1.class)
                }
                class(before) == class(after)
            }
            _ => true,
        }
    }

    fn lower(of: &Of<Self>, unit: &Unit<'_>, out: &mut Output) {
        if is_aurora(of) {
            aurora::lower(of, unit, out);
        } else {
            lower(of, unit, out);
        }
    }
}

fn is_aurora(of: &Of<Database>) -> bool {
    of.identity.engine.shares_storage()
}

fn lower(of: &Of<Database>, unit: &Unit<'_>, out: &mut Output) {
    let Of { identity, capacity } = of;
    let group = subnets(unit, out);
    let frame = Frame::new(of, unit, parameters(of, unit, "aws_db_parameter_group", out));
    let name = unit.name(&INSTANCE);
    let password = login::password(of, unit, out);
    let mut instance = unit
        .resource("aws_db_instance", "")
        .keep()
        .identity(|r| {
            r.set("identifier", name.as_str());
            r.set("engine", api_name(identity.engine)).set("engine_version", identity.version.as_str());
            r.set("username", identity.username.as_str());
            password(r);
            r.set_some("db_name", identity.database.as_deref());
            r.set("port", identity.engine.port());
            frame.write_engine(r);
            r.set("db_subnet_group_name", group);
            frame.write_reach(r);
            r.set("backup_retention_period", identity.backup_days).set("copy_tags_to_snapshot", true);
            frame.write_maintenance(r);
            r.set("deletion_protection", true).set("skip_final_snapshot", false);
            r.set("final_snapshot_identifier", unit.name(&SNAPSHOT));
            // Without it AWS takes the change and puts it off to the next maintenance window.
            r.set("apply_immediately", true);
        })
        .capacity(|r| {
            r.set("instance_class", capacity.class.as_str()).set("multi_az", capacity.multi_az);
            frame.write_storage(r, None);
        });
    instance::view(unit, "", &name, out);
    unit.look_before(
        &format!("rds describe-db-snapshots --db-instance-identifier {name} --snapshot-type automated"),
        "sort_by(DBSnapshots,&SnapshotCreateTime)[-1].[SnapshotCreateTime,Status]",
        "last night, available",
        out,
    );
    unit.look_before(
        &format!("rds describe-pending-maintenance-actions --filters Name=db-instance-id,Values={name}"),
        "PendingMaintenanceActions[].PendingMaintenanceActionDetails[].[Action,CurrentApplyDate]",
        "nothing, or nothing before the end; else put it off (modify-db-instance --preferred-maintenance-window)",
        out,
    );
    if unit.component.storage_most.is_none() {
        // Somebody may have switched growth on: left out it would be switched off, and the next plan would shrink.
        instance = instance.ignore("max_allocated_storage");
    }
    if unit.component.storage_kept_larger {
        instance = instance.ignore("allocated_storage");
    }
    let address = instance.attr("address");
    replicas::lower(of, &frame, &instance, unit, out);
    proxy::lower(of, ("db_instance_identifier", instance.attr("identifier")), unit, out);
    out.add(instance);
    unit.alarms(&Database::alarms(of), out);

    unit.tell("address", format!("Where {} answers", unit.slug), address, out);
    let about = format!("The secret that holds the administrator's password of {}", unit.slug);
    unit.tell("secret", about, login::secret(of, &unit.label), out);
}

/// What RDS calls the instance of a database, from the slugs of its stack and its own.
#[must_use]
pub(crate) fn instance_name(stack: &str, slug: &str) -> String {
    INSTANCE.of(stack, slug)
}

/// What RDS calls the cluster of a database of Aurora, from the slugs of its stack and its own.
#[must_use]
pub(crate) fn cluster_name(stack: &str, slug: &str) -> String {
    aurora::cluster_name(stack, slug)
}

/// A metric of the instance.
fn metric(unit: &Unit<'_>, name: &'static str, stat: &'static str) -> Metric {
    instance::metric(unit, "", name, stat)
}
