//! How many tasks of a service run: a metric of Container Insights. The metrics that cost nothing do not count tasks, and a
//! policy on what waits for each of them needs their number.
//! docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::bill::measure::{Measure, Unmeasured};
use crate::bill::meter::{Meter, Per, Rounding};
use crate::bill::{self, Role};
use crate::cloud::aws::alarm::Signal;
use crate::cloud::aws::prices::Service;
use crate::cloud::aws::service::metric;
use crate::cloud::aws::unit::Unit;

/// Where its metrics are.
pub(crate) const NAMESPACE: &str = "ECS/ContainerInsights";
/// The metric of how many tasks run.
pub(crate) const RUNNING: &str = "RunningTaskCount";

/// The metrics that it makes of a cluster with one service and one task definition, which are billed one by one: 8 of the
/// cluster, 11 of the service and 6 of the task definition.
/// Source: aws.amazon.com/cloudwatch/pricing, the example on Container Insights for Amazon ECS.
const COUNT: u32 = 8 + 11 + 6;

/// How many tasks run.
#[must_use]
pub(crate) fn running(unit: &Unit<'_>) -> Signal {
    unit.needs("aws_ecs_cluster", "setting.value", &["enabled", "enhanced"]);
    Signal::metric(metric(unit, [NAMESPACE, RUNNING, "Maximum"]))
}

/// What Container Insights makes of one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Metrics;

impl bill::Item for Metrics {
    fn meters(&self, _: Date) -> Vec<Meter> {
        // The first tier's price: an account with more than 10,000 metrics pays less.
        vec![Meter {
            what: "metrics of the service",
            service: Service::CLOUDWATCH.word(),
            key: "metric:0-10k".into(),
            unit: "Metric-Mo",
            each: Decimal::from(COUNT),
            per: Per::Month,
            rounding: Rounding::NONE,
        }]
    }

    fn measures<'a>(&'a self, _: &mut dyn FnMut(Measure<'a>)) -> Result<(), Unmeasured> {
        Ok(())
    }

    fn role(&self) -> Role {
        Role::Other
    }
}
