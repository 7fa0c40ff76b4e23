//! Workers on AWS: a queue with its dead letters, a role that may read it, a launch template, an
//! Auto Scaling group, and a policy on the backlog per worker.

use hcl::Expression;

use crate::bill::{Lines, Quantity};
use crate::cloud::aws::alarm::{Alarm, Metric as Watched, Signal};
use crate::cloud::aws::families::Families;
use crate::cloud::aws::fields::IMAGE;
use crate::cloud::aws::item::Item;
use crate::cloud::aws::on::OnAws;
use crate::cloud::aws::traffic::add_traffic;
use crate::cloud::aws::unit::Unit;
use crate::cloud::aws::{group, iam, machines, no_room};
use crate::cloud::field::Field;
use crate::cloud::lowered::Output;
use crate::cloud::no_room::NoRoom;
use crate::cloud::size::SizeAttribute;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::{Of, Rules};
use crate::kind::workers::{Capacity, Queue, Workers};
use crate::model::length::Length;
use crate::model::name::Name;
use crate::model::site::Site;
use crate::terraform::resource::{Body, Resource, call, object};
use crate::watch::{Measure, Watch};

/// The queue's name. Limit: 80 characters, SQS `CreateQueue`.
const QUEUE: Name = Name::new("queue", "", 80);
/// The queue of what could not be worked off.
const DEAD_LETTERS: Name = Name::new("queue", "-dead", 80);
/// The role and instance profile. Limit: 64 characters, IAM `CreateRole`.
const ROLE: Name = Name::new("IAM role", "", 64);
/// The policy's name; unique in the region.
const POLICY: Name = Name::new("scaling policy", "-backlog", 255);

/// Seconds for a tiny machine to start before its health counts.
const START_UP: u32 = 60;
/// Days that messages wait: the queue's own four, and SQS's longest for dead letters.
const RETENTION: (u32, u32) = (4 * 86_400, 14 * 86_400);
/// How often a message is tried before it is put aside, where the profile does not say.
const TRIES: u32 = 5;
/// The metric of how many messages wait.
const VISIBLE: &str = "ApproximateNumberOfMessagesVisible";
/// The metric of how many messages workers have taken and not yet deleted.
const IN_FLIGHT: &str = "ApproximateNumberOfMessagesNotVisible";

/// The seconds for which SQS hides a message at the least and at the most; 0 would give it to every worker.
/// Source: SQS API reference, `SetQueueAttributes`, `VisibilityTimeout`.
const VISIBILITY: std::ops::RangeInclusive<i64> = 1..=12 * 3600;

/// SQS hides a message for whole seconds.
fn check_visibility(queue: &Queue, rules: &mut dyn Rules) {
    let Some(length) = queue.visibility else { return };
    let whole = length.get().subsec_nanos() == 0;
    if whole && VISIBILITY.contains(&length.get().as_secs()) {
        return;
    }
    let message = "SQS hides a message for whole seconds, from one second to twelve hours";
    let finding = Finding::new(Code::BadValue, rules.place("queue/visibility"), message);
    rules.report(finding.help("write a little more than the longest job takes, e.g. `15m`"));
}

impl OnAws for Workers {
    const NAMES: &'static [Name] = &[group::TEMPLATE, group::GROUP, POLICY, QUEUE, DEAD_LETTERS, ROLE];
    const SIZES: &'static [SizeAttribute] = group::SIZES;
    const FAMILIES: Option<Families> = Some(machines::FAMILIES);
    const FIELDS: &'static [Field] = &[
        IMAGE,
        Field::new("machine")
            .about("The instance type, e.g. `t4g.nano`; `+1` or `largest` from the base profile's.")
            .examples(&["t4g.nano"]),
    ];
    const NO_ROOM: NoRoom = no_room::GROUP;

    fn bill(of: &Of<Self>, site: &Site, lines: &mut Lines<'_>) {
        group::bill(&of.capacity.machine, &of.capacity.disk, &of.capacity.count, lines);
        lines.add(Item::Queue, Quantity::fixed(2));
        // Two alarms, each on two metrics of the queue and one of the group.
        lines.add(Item::AlarmMetric, Quantity::fixed(6));
        lines.add_use(of.capacity.queue.messages, |messages| Item::Messages(messages.unwrap_or(0)));
        add_traffic(lines, site, of.capacity.traffic.data, of.capacity.traffic.nat, true);
    }

    fn alarms(of: &Of<Self>) -> Vec<Alarm> {
        let Capacity { count, queue, alarms, .. } = &of.capacity;
        let full = u64::from(count.max) * u64::from(queue.backlog_per_worker);
        let oldest = alarms.oldest.unwrap_or(Length::from_mins(15)).seconds();
        let backlog = alarms.backlog.unwrap_or(full);
        vec![
            Watch::above("oldest", "age of the oldest message", Measure::Seconds, oldest)
                .aims_at(0)
                .ends_at(RETENTION.0)
                .then("are the workers failing? read their log; else raise count.min")
                .on(|unit| Signal::metric(queue_metric(unit, "", "ApproximateAgeOfOldestMessage"))),
            Watch::above("backlog", "messages waiting", Measure::Count("messages"), backlog)
                .aims_at(u64::from(count.min) * u64::from(queue.backlog_per_worker))
                .then("raise count.max if quota and database take it; else let fewer in")
                .on(|unit| Signal::metric(queue_metric(unit, "", VISIBLE))),
            Watch::above("dead", "messages given up", Measure::Count("messages"), 0)
                .then("read one of them: something fails each time")
                .on(|unit| Signal::metric(queue_metric(unit, "dead", VISIBLE))),
            Watch::ceiling("workers in service", "workers", count).on(group::in_service),
        ]
    }

    fn check(of: &Of<Self>, _: Option<&Of<Self>>, _: &Site, rules: &mut dyn Rules) {
        check_visibility(&of.capacity.queue, rules);
    }
    fn lower(of: &Of<Self>, unit: &Unit<'_>, out: &mut Output) {
        lower(of, unit, out);
    }
}

fn lower(of: &Of<Workers>, unit: &Unit<'_>, out: &mut Output) {
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
    unit.alarms(&Workers::alarms(of), out);
    unit.tell("queue_url", format!("Where work for {} is put", unit.slug), queue.attr("url"), out);
}

/// A metric of one of the two queues.
fn queue_metric(unit: &Unit<'_>, suffix: &str, name: &'static str) -> Watched {
    let queue = unit.refer("aws_sqs_queue", suffix, "name");
    Watched::of(["AWS/SQS", name, "Maximum"], "QueueName", queue)
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
    let of_queue = |id, label, name| Metric {
        id,
        label,
        stat: "Sum",
        name: ["AWS/SQS", name],
        dimension: ("QueueName", queue.attr("name")),
    };
    let waiting = of_queue("backlog", "Messages waiting in the queue", VISIBLE);
    let in_flight = of_queue("in_flight", "Messages that workers have taken", IN_FLIGHT);
    let workers = Metric {
        id: "workers",
        label: "Workers in service",
        stat: "Average",
        name: ["AWS/AutoScaling", group::IN_SERVICE],
        dimension: ("AutoScalingGroupName", group.attr("name")),
    };
    let per_worker = |b: &mut Body| {
        b.block("customized_metric_specification", |b| {
            waiting.write(b);
            in_flight.write(b);
            workers.write(b);
            b.block("metrics", |b| {
                b.set("id", "per_worker").set("label", "Messages for each worker");
                // What is being worked on counts too, or an empty queue would end busy workers. With no worker in
                // service the whole backlog counts, or the group stays empty.
                let all = "(backlog + in_flight)";
                b.set("expression", format!("IF(workers > 0, {all} / workers, {all})"));
                b.set("return_data", true);
            });
        });
    };
    // docs.aws.amazon.com/autoscaling/ec2/userguide/as-using-sqs-queue.html
    let target = queue_capacity.backlog_per_worker;
    group::target_tracking(unit, ("backlog", &POLICY), target, per_worker, out);
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
