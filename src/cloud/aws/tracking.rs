//! Policies that keep a figure at a target: what each looks at, what it costs, and its Terraform.

use hcl::Expression;

use crate::cloud::aws::unit::Unit;
use crate::cloud::lowered::Output;
use crate::model::name::Name;
use crate::terraform::resource::Body;

/// Seconds after which a service may add more tasks. Within the five minutes that it waits when nothing is said,
/// only a larger step than the last one is taken.
/// Source: Application Auto Scaling API reference, `TargetTrackingScalingPolicyConfiguration`.
const OUT_COOLDOWN: u32 = 60;
/// Seconds after which a service may take more tasks away: the default, written down beside the other.
const IN_COOLDOWN: u32 = 300;

/// A policy that keeps a figure at a target.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    /// What it scales.
    pub scales: Scales,
    /// What tells its resource from others of the component.
    pub suffix: &'static str,
    /// Its name in the cloud.
    pub name: &'static Name,
    /// The value that the figure is kept at.
    pub target: u32,
    /// The figure.
    pub figure: Figure,
}

/// What a policy scales.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scales {
    /// The machines of an Auto Scaling group, by `aws_autoscaling_policy`.
    Group,
    /// The tasks of a service, by `aws_appautoscaling_policy`.
    Service,
}

/// What a policy looks at.
#[derive(Clone, Debug)]
pub(crate) enum Figure {
    /// A metric that AWS has a name for.
    Predefined {
        /// Its name.
        metric: &'static str,
        /// Of what it is, where the name does not say it.
        of: Option<fn(&Unit<'_>) -> Expression>,
    },
    /// Something worked out of metrics, so that there is none of one's own to publish.
    /// docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-target-tracking-metric-math.html
    Math {
        /// The metrics.
        terms: Vec<Term>,
        /// What is worked out, by the ids of the metrics.
        expression: &'static str,
        /// The result in words.
        label: &'static str,
    },
}

/// A metric in a figure.
#[derive(Clone, Debug)]
pub(crate) struct Term {
    /// What the expression calls it.
    pub id: &'static str,
    /// The metric in words.
    pub label: &'static str,
    /// Its namespace, its name, and how the values of a minute become one.
    pub metric: [&'static str; 3],
    /// Of what it is: the dimensions and their values.
    pub of: fn(&Unit<'_>) -> Vec<(&'static str, Expression)>,
}

impl Policy {
    /// How many metrics its alarms watch, which are billed one by one. It makes two alarms, one for each way.
    /// docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html
    #[must_use]
    pub(crate) fn billed(&self) -> u64 {
        2 * match &self.figure {
            Figure::Predefined { .. } => 1,
            Figure::Math { terms, .. } => terms.len() as u64,
        }
    }

    /// Writes the policy.
    pub(crate) fn lower(&self, unit: &Unit<'_>, out: &mut Output) {
        let (resource, block) = match self.scales {
            Scales::Group => ("aws_autoscaling_policy", "target_tracking_configuration"),
            Scales::Service => ("aws_appautoscaling_policy", "target_tracking_scaling_policy_configuration"),
        };
        let policy = unit.resource(resource, self.suffix).identity(|r| {
            r.set("name", unit.name(self.name));
            if self.scales == Scales::Group {
                r.set("autoscaling_group_name", unit.refer("aws_autoscaling_group", "", "name"));
            }
            r.set("policy_type", "TargetTrackingScaling");
            if self.scales == Scales::Service {
                for argument in ["service_namespace", "scalable_dimension", "resource_id"] {
                    r.set(argument, unit.refer("aws_appautoscaling_target", "", argument));
                }
            }
        });
        out.add(policy.capacity(|r| {
            r.block(block, |b| {
                b.set("target_value", self.target);
                if self.scales == Scales::Service {
                    b.set("scale_out_cooldown", OUT_COOLDOWN).set("scale_in_cooldown", IN_COOLDOWN);
                }
                self.figure.write(unit, b);
            });
        }));
    }
}

impl Figure {
    fn write(&self, unit: &Unit<'_>, body: &mut Body) {
        match self {
            Self::Predefined { metric, of } => body.block("predefined_metric_specification", |b| {
                b.set("predefined_metric_type", *metric);
                b.set_some("resource_label", of.map(|of| of(unit)));
            }),
            Self::Math { terms, expression, label } => body.block("customized_metric_specification", |b| {
                for term in terms {
                    b.block("metrics", |b| term.write(unit, b));
                }
                b.block("metrics", |b| {
                    b.set("id", "result").set("label", *label);
                    b.set("expression", *expression).set("return_data", true);
                });
            }),
        };
    }
}

impl Term {
    fn write(&self, unit: &Unit<'_>, body: &mut Body) {
        let [namespace, name, stat] = self.metric;
        body.set("id", self.id).set("label", self.label).set("return_data", false);
        body.block("metric_stat", |b| {
            b.set("stat", stat);
            b.block("metric", |b| {
                b.set("namespace", namespace).set("metric_name", name);
                for (dimension, value) in (self.of)(unit) {
                    b.block("dimensions", |b| {
                        b.set("name", dimension).set("value", value);
                    });
                }
            });
        });
    }
}
