//! Alarms on AWS: one `CloudWatch` alarm for each thing that is watched, to its owner's topic.

use hcl::{Expression, Number};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use crate::cloud::aws::stand::{self, placed};
use crate::cloud::aws::unit::Unit;
use crate::cloud::existing::reach::Made;
use crate::cloud::lowered::{Output, Widget};
use crate::model::name::{label, slug};
use crate::terraform::resource::{Body, Resource, list, object, reference};
use crate::watch::{Beyond, Watch};

/// Seconds over which one figure is taken.
const PERIOD: u32 = 60;
/// The same for machines without detailed monitoring, which report every five minutes.
const BASIC_PERIOD: u32 = 300;

/// A metric as `CloudWatch` knows it.
#[derive(Clone, Debug)]
pub(crate) struct Metric {
    /// `AWS/SQS` and so on.
    pub namespace: &'static str,
    /// Its name.
    pub name: &'static str,
    /// How the figures of a period become one: `Average`, `Maximum`, `Sum`, `p95`.
    pub stat: &'static str,
    /// Of what.
    pub dimensions: Vec<(&'static str, Expression)>,
}

impl Metric {
    /// A metric of one thing.
    #[must_use]
    pub(crate) fn of(
        [namespace, name, stat]: [&'static str; 3],
        dimension: &'static str,
        value: Expression,
    ) -> Self {
        Self { namespace, name, stat, dimensions: vec![(dimension, value)] }
    }

    /// With another dimension.
    #[must_use]
    pub(crate) fn and(mut self, name: &'static str, value: Expression) -> Self {
        self.dimensions.push((name, value));
        self
    }

    /// Namespace, name and dimensions in one list, as a dashboard takes them.
    fn path(&self) -> Vec<Expression> {
        let dimensions = self.dimensions.iter().flat_map(|(name, value)| [(*name).into(), value.clone()]);
        [self.namespace.into(), self.name.into()].into_iter().chain(dimensions).collect()
    }

    fn dimensions(&self) -> Expression {
        object(self.dimensions.iter().map(|(name, value)| (*name, value.clone())))
    }
}

/// The most metrics that one alarm reads.
/// docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
pub(crate) const MOST_METRICS: u32 = 10;
/// The ids by which an expression calls the metrics of several things.
const METRIC_IDS: [&str; MOST_METRICS as usize] =
    ["n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9", "n10"];

/// What an alarm looks at.
#[derive(Clone, Debug)]
pub struct Signal {
    /// What is worked out of the metrics, which it calls by their ids; none for a metric as it is.
    expression: Option<&'static str>,
    metrics: Vec<(&'static str, Metric)>,
    period: u32,
}

impl Signal {
    /// A metric as it is.
    #[must_use]
    pub(crate) fn metric(metric: Metric) -> Self {
        Self { expression: None, metrics: vec![("value", metric)], period: PERIOD }
    }

    /// Something worked out of several, each with the id that the expression calls it by.
    /// docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
    #[must_use]
    pub(crate) fn math(expression: &'static str, metrics: Vec<(&'static str, Metric)>) -> Self {
        Self { expression: Some(expression), metrics, period: PERIOD }
    }

    /// The worst of a figure over several things, as far as one alarm can read them.
    #[must_use]
    pub(crate) fn worst(metrics: impl IntoIterator<Item = Metric>) -> Self {
        let mut metrics: Vec<_> = METRIC_IDS.into_iter().zip(metrics).collect();
        match metrics.pop() {
            Some((_, metric)) if metrics.is_empty() => Self::metric(metric),
            last => Self::math("MAX(METRICS())", metrics.into_iter().chain(last).collect()),
        }
    }

    /// Of a machine that reports every five minutes.
    #[must_use]
    pub(crate) fn basic(self) -> Self {
        Self { period: BASIC_PERIOD, ..self }
    }

    /// How a dashboard shows it, with a line where the alarm is.
    #[must_use]
    pub(crate) fn widget(&self, title: String, region: &str, watch: &Watch) -> Expression {
        let mut metrics: Vec<Expression> = Vec::new();
        if let Some(expression) = self.expression {
            metrics.push(list([object([("expression", expression.into()), ("label", watch.what.into())])]));
        }
        let shown = self.expression.is_none();
        for (id, metric) in &self.metrics {
            let mut row = metric.path();
            if !shown {
                let hidden = [("id", (*id).into()), ("stat", metric.stat.into()), ("visible", false.into())];
                row.push(object(hidden));
            }
            metrics.push(Expression::Array(row));
        }
        let stat = self.metrics.first().map_or("Average", |(_, metric)| metric.stat);
        let line = object([("label", "alarm".into()), ("value", number(watch.threshold))]);
        object([
            ("type", "metric".into()),
            (
                "properties",
                object([
                    ("title", title.into()),
                    ("region", region.into()),
                    ("stat", stat.into()),
                    ("period", self.period.into()),
                    ("metrics", list(metrics)),
                    ("annotations", object([("horizontal", list([line]))])),
                ]),
            ),
        ])
    }
}

/// A number of a profile or a threshold as Terraform reads it.
fn number(value: Decimal) -> Expression {
    let whole = value.is_integer().then(|| value.to_i64()).flatten().map(Number::from);
    let number = whole.or_else(|| value.to_f64().and_then(Number::from_f64));
    number.map_or(Expression::Null, Expression::Number)
}

/// The topic through which an owner is called.
#[must_use]
pub(crate) fn topic_label(owner: &str) -> String {
    format!("owner_{}", label(&slug(owner)))
}

/// What is watched of a component, beside the signal that says it: none can be without the other.
#[derive(Clone, Debug)]
pub struct Alarm {
    /// What is watched.
    pub watch: Watch,
    /// What the alarm looks at.
    pub(crate) signal: fn(&Unit<'_>) -> Signal,
}

impl Watch {
    /// With the signal that says it.
    #[must_use]
    pub const fn on(self, signal: fn(&Unit<'_>) -> Signal) -> Alarm {
        Alarm { watch: self, signal }
    }
}

impl Unit<'_> {
    /// Writes the alarms on everything that is watched.
    pub fn alarms(&self, alarms: &[Alarm], out: &mut Output) {
        for Alarm { watch, signal } in alarms {
            let signal = signal(self);
            out.add(self.alarm(watch, &signal));
            let (title, region) = (self.component.part.name.to_owned(), self.site.region.clone());
            let watch = watch.clone();
            out.widgets.push(Widget::new(move || {
                signal.widget(format!("{title}: {}", watch.what), &region, &watch)
            }));
        }
    }

    /// The alarms on those figures that are in `watches`, of what stands in Terraform of the team's own.
    pub(crate) fn alarms_beside(&self, alarms: &[Alarm], watches: &[Watch]) -> Vec<Made> {
        let made = |Alarm { watch, signal }: &Alarm| {
            let signal = signal(self);
            let resource = match self.unreached() {
                Some(why) => Err(why),
                None => Ok(self.alarm(watch, &signal).into_block()),
            };
            Made { watch: watch.clone(), resource }
        };
        alarms.iter().filter(|alarm| watches.contains(&alarm.watch)).map(made).collect()
    }

    fn alarm(&self, watch: &Watch, signal: &Signal) -> Resource {
        let owner = self.component.part.common.owner.as_deref();
        let topic = owner.map(|owner| match self.stand() {
            Some(stand) => stand::topic(owner, stand),
            None => reference(&["aws_sns_topic", &topic_label(owner), "arn"]),
        });
        let name = [&*self.title(), "-", watch.key].concat();
        let about = [self.component.part.name, ": ", watch.what, ". What to do: ", watch.then].concat();
        self.resource("aws_cloudwatch_metric_alarm", &label(watch.key))
            .identity(|r| {
                if let Some(stand) = self.stand() {
                    placed(r, stand);
                }
                write(r, &name, &about, watch, signal, topic.into_iter().collect());
            })
            .capacity(|r| {
                r.set("threshold", number(watch.threshold));
            })
    }
}

/// What an alarm is: all but its threshold.
pub(crate) fn write(
    body: &mut Body,
    name: &str,
    about: &str,
    watch: &Watch,
    signal: &Signal,
    topics: Vec<Expression>,
) {
    body.set("alarm_name", name).set("alarm_description", about);
    body.set(
        "comparison_operator",
        match watch.beyond {
            Beyond::Above => "GreaterThanThreshold",
            Beyond::AtLeast => "GreaterThanOrEqualToThreshold",
            Beyond::Below => "LessThanThreshold",
        },
    );
    body.set("evaluation_periods", (watch.minutes * 60).div_ceil(signal.period));
    // Where nothing is reported nothing happens: an empty queue, a load balancer at night.
    body.set("treat_missing_data", "notBreaching");
    if !topics.is_empty() {
        body.set("alarm_actions", list(topics.clone())).set("ok_actions", list(topics));
    }
    match (signal.expression, signal.metrics.as_slice()) {
        (None, [(_, metric)]) => {
            body.set("namespace", metric.namespace).set("metric_name", metric.name);
            body.set("dimensions", metric.dimensions()).set("period", signal.period);
            let percentile = metric.stat.starts_with('p');
            body.set(if percentile { "extended_statistic" } else { "statistic" }, metric.stat);
        }
        (expression, metrics) => {
            for (id, metric) in metrics {
                body.block("metric_query", |query| {
                    query.set("id", *id);
                    query.block("metric", |m| {
                        m.set("namespace", metric.namespace).set("metric_name", metric.name);
                        m.set("dimensions", metric.dimensions()).set("period", signal.period);
                        m.set("stat", metric.stat);
                    });
                });
            }
            body.block("metric_query", |query| {
                query.set("id", "result").set("label", watch.what).set("return_data", true);
                query.set_some("expression", expression);
            });
        }
    }
}
