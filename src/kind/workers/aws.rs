//! Workers on AWS: a queue with its dead letters, a role that may read it, a launch template, an
//! Auto Scaling group, and a policy on the backlog per worker.

use hcl::Expression;

use crate::cloud::aws::alarm::{Metric as Watched, Signal, in_service};
use crate::cloud::aws::{Output, Unit, group, iam};
use crate::kind::workers::{Of, Queue, Workers};
use crate::model::name::Name;
use crate::terraform::resource::{Body, Resource, call, object};

/// The queue's name. Limit: 80 characters, SQS `CreateQueue`.
pub(super) const QUEUE: Name = Name::new("queue", "", 80);
/// The queue of what could not be worked off.
pub(super) const DEAD_LETTERS: Name = Name::new("queue", "-dead", 80);
/// The role and instance profile. Limit: 64 characters, IAM `CreateRole`.
pub(super) const ROLE: Name = Name::new("IAM role", "", 64);
/// The policy's name; unique in the region.
pub(super) const POLICY: Name = Name::new("scaling policy", "-backlog", 255);

/// Seconds for a tiny machine to start before its health counts.
const START_UP: u32 = 60;
/// Days that messages wait: the queue's own four, and SQS's longest for dead letters.
pub(super) const RETENTION: (u32, u32) = (4 * 86_400, 14 * 86_400);
/// How often a message is tried before it is put aside, where the profile does not say.
const TRIES: u32 = 5;
/// The metric of how many messages wait.
const VISIBLE: &str = "ApproximateNumberOfMessagesVisible";
/// The metric of how many messages workers have taken and not yet deleted.
const IN_FLIGHT: &str = "ApproximateNumberOfMessagesNotVisible";

pub(super) fn lower(of: &Of<Workers>, unit: &Unit<'_>, out: &mut Output) {
    let Of { identity, capacity } = of;
    let queue = queues(capacity.queue, unit, out);
    let profile = role(unit, &queue, out);
    let machines = group::Machines {
        machine: &capacity.machine,
        image: &identity.image,
        disk: &capacity.disk,
        user_data: identity.user_data.as_deref(),
        profile: Some(profile),
        detailed: false,
    };
    let template = group::template(unit, machines, out);
    let start =
        group::Start { grace: START_UP, after: Some(unit.refer_whole("aws_iam_role_policy", "queue")) };
    let group = group::group(unit, &capacity.count, &template, start, out);
    protection(unit, &group, out);
    policy(capacity.queue, unit, &queue, &group, out);
    alarms(unit, &queue, &group, out);
    out.tell(unit, "queue_url", format!("Where work for {} is put", unit.slug), queue.attr("url"));
}

fn alarms(unit: &Unit<'_>, queue: &Resource, group: &Resource, out: &mut Output) {
    let of = |metric, stat, queue| Watched::of(["AWS/SQS", metric, stat], "QueueName", queue);
    unit.alarms(out, |key| {
        let dead = unit.refer("aws_sqs_queue", "dead", "name");
        Some(Signal::metric(match key {
            "oldest" => of("ApproximateAgeOfOldestMessage", "Maximum", queue.attr("name")),
            "backlog" => of(VISIBLE, "Maximum", queue.attr("name")),
            "dead" => of(VISIBLE, "Maximum", dead),
            "ceiling" => in_service(group.attr("name")),
            _ => return None,
        }))
    });
}

fn queues(capacity: Queue, unit: &Unit<'_>, out: &mut Output) -> Resource {
    let dead = unit.resource("aws_sqs_queue", "dead").keep().identity(|r| {
        r.set("name", unit.name(&DEAD_LETTERS)).set("message_retention_seconds", RETENTION.1);
    });
    let tries = capacity.tries.unwrap_or(TRIES);
    let redrive = object([("deadLetterTargetArn", dead.attr("arn")), ("maxReceiveCount", tries.into())]);
    out.add(dead);
    let handle = unit.resource("aws_sqs_queue", "");
    out.add(
        unit.resource("aws_sqs_queue", "")
            .keep()
            .identity(|r| {
                r.set("name", unit.name(&QUEUE)).set("message_retention_seconds", RETENTION.0);
            })
            .capacity(|r| {
                r.set("visibility_timeout_seconds", capacity.visibility_seconds());
                r.set("redrive_policy", call("jsonencode", [redrive]));
            }),
    );
    handle
}

/// Lets a worker protect itself while it works: what is protected is not ended when the group shrinks.
/// docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-instance-protection.html
fn protection(unit: &Unit<'_>, group: &Resource, out: &mut Output) {
    let policy = iam::allow(["autoscaling:SetInstanceProtection"], group.attr("arn"));
    let role = unit.refer("aws_iam_role", "", "id");
    out.add(unit.resource("aws_iam_role_policy", "protection").identity(|r| {
        r.set("name", "protection").set("role", role).set("policy", policy);
    }));
}

/// A role that may take messages from the queue, and nothing else; gives its instance profile.
fn role(unit: &Unit<'_>, queue: &Resource, out: &mut Output) -> Expression {
    let role = unit.resource("aws_iam_role", "").identity(|r| {
        r.set("name", unit.name(&ROLE)).set("assume_role_policy", iam::assumed_by("ec2.amazonaws.com"));
    });
    let (id, name) = (role.attr("id"), role.attr("name"));
    out.add(role);
    let actions =
        ["ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "GetQueueUrl", "ReceiveMessage"];
    let policy = iam::allow(actions.map(|action| format!("sqs:{action}")), queue.attr("arn"));
    out.add(unit.resource("aws_iam_role_policy", "queue").identity(|r| {
        r.set("name", "queue").set("role", id).set("policy", policy);
    }));
    let profile = unit.resource("aws_iam_instance_profile", "").identity(|r| {
        r.set("name", unit.name(&ROLE)).set("role", name);
    });
    let arn = profile.attr("arn");
    out.add(profile);
    arn
}

/// Target tracking on messages per worker, by metric math: no metric of one's own to publish.
/// docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-target-tracking-metric-math.html
fn policy(queue_capacity: Queue, unit: &Unit<'_>, queue: &Resource, group: &Resource, out: &mut Output) {
    let waiting = Metric {
        id: "backlog",
        label: "Messages waiting in the queue",
        stat: "Sum",
        name: ["AWS/SQS", VISIBLE],
        dimension: ("QueueName", queue.attr("name")),
    };
    let in_flight = Metric {
        id: "in_flight",
        label: "Messages that workers have taken",
        stat: "Sum",
        name: ["AWS/SQS", IN_FLIGHT],
        dimension: ("QueueName", queue.attr("name")),
    };
    let workers = Metric {
        id: "workers",
        label: "Workers in service",
        stat: "Average",
        name: ["AWS/AutoScaling", group::IN_SERVICE],
        dimension: ("AutoScalingGroupName", group.attr("name")),
    };
    out.add(
        unit.resource("aws_autoscaling_policy", "backlog")
            .identity(|r| {
                r.set("name", unit.name(&POLICY)).set("autoscaling_group_name", group.attr("name"));
                r.set("policy_type", "TargetTrackingScaling");
            })
            .capacity(|r| {
                r.block("target_tracking_configuration", |b| {
                    b.set("target_value", queue_capacity.backlog_per_worker);
                    b.block("customized_metric_specification", |b| {
                        waiting.write(b);
                        in_flight.write(b);
                        workers.write(b);
                        b.block("metrics", |b| {
                            b.set("id", "per_worker").set("label", "Messages for each worker");
                            // What is being worked on counts too, or an empty queue would end busy workers. With no
                            // worker in service the whole backlog counts, or the group stays empty.
                            let all = "(backlog + in_flight)";
                            b.set("expression", format!("IF(workers > 0, {all} / workers, {all})"));
                            b.set("return_data", true);
                        });
                    });
                });
            }),
    );
}

struct Metric {
    id: &'static str,
    label: &'static str,
    stat: &'static str,
    name: [&'static str; 2],
    dimension: (&'static str, Expression),
}

impl Metric {
    fn write(self, body: &mut Body) {
        body.block("metrics", |b| {
            b.set("id", self.id).set("label", self.label).set("return_data", false);
            b.block("metric_stat", |b| {
                b.set("stat", self.stat);
                b.block("metric", |b| {
                    b.set("namespace", self.name[0]).set("metric_name", self.name[1]);
                    b.block("dimensions", |b| {
                        b.set("name", self.dimension.0).set("value", self.dimension.1);
                    });
                });
            });
        });
    }
}
