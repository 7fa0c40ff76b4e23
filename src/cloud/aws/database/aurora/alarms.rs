//! What is watched of Aurora: the writer, and the worst of its readers, each by its role, whichever instance has it.

use rust_decimal::Decimal;

use crate::cloud::aws::alarm::{Alarm, Metric, Signal};
use crate::cloud::aws::connections::connection_limit;
use crate::cloud::aws::database::aurora::scaling::READER_CPU;
use crate::cloud::aws::unit::Unit;
use crate::kind::database::{Alarms, Database};
use crate::kind::spec::{Kind as _, Of};
use crate::watch::{Measure, Watch};

/// What is watched of a cluster.
pub(in crate::cloud::aws::database) fn alarms(of: &Of<Database>) -> Vec<Alarm> {
    let Alarms { cpu, connections, lag, .. } = of.capacity.alarms;
    let mut out = vec![
        Watch::above("cpu", "CPU of the writer", Measure::Percent, cpu)
            .then("find the slow query (Performance Insights); take load off: fewer workers, a cache")
            .on(|unit| Signal::metric(metric(unit, "WRITER", "CPUUtilization", "Average"))),
    ];
    if of.capacity.capacity.is_some() {
        out.push(
            Watch::above(
                "capacity",
                "share of its largest capacity that the writer has",
                Measure::Percent,
                cpu,
            )
            .then("raise capacity.max: above it there is no more; it takes effect at once, without a restart")
            .on(|unit| Signal::metric(metric(unit, "WRITER", "ACUUtilization", "Average"))),
        );
    }
    // Of a class whose limit nobody knows there is no share of it.
    let limit = Database::facets(of).database.as_ref().and_then(connection_limit);
    let threshold = limit.map(|limit| Decimal::from(limit * u64::from(connections) / 100));
    if let Some(threshold) = threshold {
        out.push(
            Watch::above(
                "connections",
                "connections of the writer",
                Measure::Count("connections"),
                threshold,
            )
            .then("lower count.max of the largest client: nobody can log in once they are gone")
            .on(|unit| Signal::metric(metric(unit, "WRITER", "DatabaseConnections", "Maximum"))),
        );
    }
    if of.readers().is_none_or(|readers| readers.max == 0) {
        return out;
    }
    out.push(
        Watch::above("lag", "lag of its slowest reader", Measure::Seconds, lag.seconds())
            .then("what is read there is that old: take reads off it, or write less at once")
            // In milliseconds.
            .on(|unit| {
                let lag = metric(unit, "READER", "AuroraReplicaLag", "Maximum");
                Signal::math("lag / 1000", vec![("lag", lag)])
            }),
    );
    out.push(
        Watch::above("reader-cpu", "CPU over its readers", Measure::Percent, cpu)
            .aims_at(READER_CPU)
            .then("raise readers.min: the autoscaler is behind, and a new reader takes minutes")
            .on(|unit| Signal::metric(metric(unit, "READER", "CPUUtilization", "Average"))),
    );
    if let Some(threshold) = threshold {
        out.push(
            Watch::above(
                "reader-connections",
                "connections of a reader",
                Measure::Count("connections"),
                threshold,
            )
            .then("raise readers.min, or lower count.max of the largest client that reads there")
            .on(|unit| Signal::metric(metric(unit, "READER", "DatabaseConnections", "Maximum"))),
        );
    }
    out
}

/// A metric of the instances of a cluster that have a role.
/// docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/dimensions.html
fn metric(unit: &Unit<'_>, role: &'static str, name: &'static str, stat: &'static str) -> Metric {
    let cluster = unit.refer_any("aws_rds_cluster", "", &["cluster_identifier", "id"]);
    Metric::of(["AWS/RDS", name, stat], "DBClusterIdentifier", cluster).and("Role", role.into())
}
