//! The replicas of a database: instances that follow it and can be read. One more is made of a snapshot, one less is
//! deleted, and none keeps anything that the database has not.

use hcl::Expression;
use rust_decimal::Decimal;

use crate::bill::{Lines, Quantity};
use crate::cloud::aws::alarm::{Alarm, MOST_METRICS, Metric, Signal};
use crate::cloud::aws::connections::connection_limit;
use crate::cloud::aws::database::instance::{Frame, INSTANCE, metric, view};
use crate::cloud::aws::item::Item;
use crate::cloud::aws::machines::{is_smaller, machine_under};
use crate::cloud::aws::on::OnAws as _;
use crate::cloud::aws::unit::Unit;
use crate::cloud::lowered::Output;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::database::Database;
use crate::kind::engine::Engine;
use crate::kind::spec::{DatabaseFacet, Kind as _, Of, Rules};
use crate::model::name::Name;
use crate::terraform::resource::{Resource, list};
use crate::watch::{Measure, Watch};

/// The identifier of a replica. Limit: 63 characters, RDS `CreateDBInstanceReadReplica`; one of them is left for the
/// second digit of the tenth and later ones.
pub(super) const NAME: Name = Name::new("database replica", "-replica-1", 62);

/// What the labels of their resources have behind the component's, before their number.
pub(super) const PART: &str = "replica_";

/// What each replica consumes beside the database.
pub(super) fn bill(of: &Of<Database>, lines: &mut Lines<'_>, each: impl Fn(&mut Lines<'_>, Quantity)) {
    let count = u64::from(of.capacity.replicas.count);
    if count > 0 {
        each(lines, Quantity::fixed(count));
        lines.add(Item::Replica, Quantity::fixed(count));
    }
}

/// What is watched of them: the worst of each figure.
pub(super) fn alarms(of: &Of<Database>) -> Vec<Alarm> {
    let (count, alarms) = (of.capacity.replicas.count, of.capacity.alarms);
    if count == 0 {
        return Vec::new();
    }
    let metrics = u64::from(count.min(MOST_METRICS));
    let lag = Watch::above("lag", "lag of its slowest replica", Measure::Seconds, alarms.lag.seconds())
        .then("what is read there is that old: take reads off it, or write less at once");
    let cpu = Watch::above("replica-cpu", "CPU of its busiest replica", Measure::Percent, alarms.cpu)
        .then("find the slow query (Performance Insights); one replica more takes up to an hour");
    let mut out = vec![
        lag.metrics(metrics).on(|unit| worst(unit, "ReplicaLag", "Maximum")),
        cpu.metrics(metrics).on(|unit| worst(unit, "CPUUtilization", "Average")),
    ];
    if let Some(limit) = Database::reader_limit(of) {
        let threshold = Decimal::from(limit * u64::from(alarms.connections) / 100);
        let watch = Watch::above(
            "replica-connections",
            "connections of a replica",
            Measure::Count("connections"),
            threshold,
        )
        .then("lower count.max of the largest client that reads there");
        out.push(watch.metrics(metrics).on(|unit| worst(unit, "DatabaseConnections", "Maximum")));
    }
    out
}

/// The worst of a figure over the replicas, as far as one alarm can read them.
fn worst(unit: &Unit<'_>, name: &'static str, stat: &'static str) -> Signal {
    let spec: &dyn std::any::Any = unit.component.part.spec;
    let count = spec.downcast_ref::<Of<Database>>().map_or(0, |of| of.capacity.replicas.count);
    Signal::worst((1..=count).map(|at| -> Metric { metric(unit, &suffix(at), name, stat) }))
}

fn suffix(at: u32) -> String {
    format!("{PART}{at}")
}

/// Writes the replicas of an instance. `frame` is what they share with it.
pub(super) fn lower(
    of: &Of<Database>,
    frame: &Frame<'_>,
    source: &Resource,
    unit: &Unit<'_>,
    out: &mut Output,
) {
    let replicas = &of.capacity.replicas;
    let class = replicas.class.as_deref().unwrap_or(&of.capacity.class);
    let mut addresses: Vec<Expression> = Vec::new();
    for at in 1..=replicas.count {
        let name = format!("{}{at}", unit.name(&NAME).trim_end_matches('1'));
        let mut replica = unit
            .resource("aws_db_instance", &suffix(at))
            .identity(|r| {
                r.set("identifier", name.as_str()).set("replicate_source_db", source.attr("identifier"));
                frame.write_engine(r);
                frame.write_reach(r);
                // RDS takes no last snapshot of a replica: all that it has, the database has.
                r.set("skip_final_snapshot", true);
                frame.write_maintenance(r);
                r.set("apply_immediately", true);
            })
            .capacity(|r| {
                r.set("instance_class", class);
                frame.write_storage(r, frame.grows().then(|| source.attr("allocated_storage")));
            });
        if frame.grows() {
            // It begins with what the database has by now, and RDS lets it grow as far.
            replica = replica.ignore("allocated_storage");
        }
        view(unit, &suffix(at), &name, out);
        addresses.push(replica.attr("address"));
        out.add(replica);
    }
    unit.number(
        &format!("rds describe-db-instances --db-instance-identifier {}", unit.name(&INSTANCE)),
        "length(DBInstances[0].ReadReplicaDBInstanceIdentifiers)",
        replicas.count.to_string(),
        out,
    );
    if !addresses.is_empty() {
        let about = format!("Where the replicas of {} answer", unit.slug);
        unit.tell("replicas", about, list(addresses), out);
    }
}

/// RDS makes the replicas, and they keep up with the database.
pub(super) fn check(of: &Of<Database>, baseline: Option<&Of<Database>>, rules: &mut dyn Rules) {
    let count = of.capacity.replicas.count;
    if let Some(normal) =
        baseline.map(|normal| normal.capacity.replicas.count).filter(|normal| count < *normal)
    {
        let message = format!("`count` of `replicas` is {count}, below the {normal} of a normal day");
        let finding = Finding::new(Code::LaunchBelowNormal, rules.place("replicas/count"), message)
            .help("raise it, or allow it with a reason: `allow: {launch-below-normal: …}`");
        rules.report(rules.beside_normal(finding, "replicas/count"));
    }
    if count == 0 {
        return;
    }
    if of.identity.password_secret.is_none() {
        let message = "RDS makes no replica of a database whose password it makes and keeps itself";
        let finding = Finding::new(Code::ReplicaPassword, rules.place("replicas/count"), message)
            .note("docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html, limitations");
        rules.report(finding.help(
            "keep the login in a secret of your own, name it in the everyday profile as `password_secret: arn:…`, and apply that days before",
        ));
    }
    if let Some(database) = Database::facets(of).database {
        check_class(&database, rules);
    }
}

/// A replica has no less than the database.
fn check_class(database: &DatabaseFacet<'_>, rules: &mut dyn Rules) {
    let (field, reader) = database.reader();
    let under = |class: &str| machine_under(class);
    let smaller = under(reader.class).zip(under(database.class)).is_some_and(|(own, of)| is_smaller(own, of));
    if !smaller {
        return;
    }
    let message =
        format!("a replica is `{}`, smaller than the `{}` that it follows", reader.class, database.class);
    let finding = Finding::new(Code::ReplicaSmaller, rules.place(field), message)
        .label(rules.place("class"), "what it follows");
    let limits = [database, &reader].map(connection_limit);
    let stops = database.engine == Engine::Postgres && matches!(limits, [Some(of), Some(own)] if own < of);
    let finding = if stops {
        finding.note("PostgreSQL stops a replica whose `max_connections` is below that of what it follows")
    } else {
        finding.note("it does every write that the database does, and falls behind when these come fast")
    };
    rules.report(finding.help("leave `class` of `replicas` out: they then have that of the database"));
}
