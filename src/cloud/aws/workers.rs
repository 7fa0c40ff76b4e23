//! Workers on AWS: a queue with its dead letters, a role that may read it, a launch template, an
//! Auto Scaling group, and a policy on the backlog per worker.

use hcl::Expression;

use crate::bill::{Lines, Quantity};
use crate::cloud::aws::alarm::{Alarm, Metric as Watched, Signal};
use crate::cloud::aws::families::Families;
use crate::cloud::aws::fields::IMAGE;
use crate::cloud::aws::item::Item;
use crate::cloud::aws::on::OnAws;
use crate::cloud::aws::tracking::{Figure, Policy, Scales, Term};
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
use crate::terraform::resource::{Resource, call, object};
use crate::watch::{Measure, Watch};

/// The queue's name. Limit: 80 characters, SQS `CreateQueue`.
const QUEUE: Name = Name::new("queue", "", 80);
/// The queue of what could not be worked off.
const DEAD_LETTERS: Name = Name::new("queue", "-dead", 80);
/// The role and instance profile. Limit: 64 characters, IAM `CreateRole`.
const ROLE: Name = Name::new("IAM role", "", 64);
/// The policy's name; unique in the region.
const POLICY: Name = Name::new("scaling policy", "-backlog", 255);

/// The name of the second policy.
const SENT_POLICY: Name = Name::new("scaling policy", "-sent", 255);

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
/// The metric of how many messages come.
const SENT: &str = "NumberOfMessagesSent";

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

/// A message that fails each time must become a dead letter before the queue drops it for its age.
fn check_tries(queue: &Queue, rules: &mut dyn Rules) {
    let (tries, hidden) = (queue.tries.unwrap_or(TRIES), queue.visibility_seconds());
    let most = i64::from(RETENTION.0) / hidden.max(1);
    if i64::from(tries) <= most || !VISIBILITY.contains(&hidden) {
        return;
    }
    let message = format!("the queue drops a message after four days, before all its {tries} tries are over");
    let finding = Finding::new(Code::BadValue, rules.place("queue/tries"), message);
    let why = "what fails each time would be lost without a trace, and would be no dead letter";
    rules.report(finding.note(why).help(format!("write `tries: {most}` or less, or a shorter `visibility`")));
}

/// A policy that only one of two profiles has would be made by the switch and destroyed by the way back.
fn check_second_policy(queue: &Queue, baseline: Option<&Queue>, rules: &mut dyn Rules) {
    let Some(normal) = baseline else { return };
    if normal.sent_per_worker.is_some() == queue.sent_per_worker.is_some() {
        return;
    }
    let message =
        "`sent_per_worker` is a scaling policy of its own, and the everyday profile must have it too";
    let finding = Finding::new(Code::BadValue, rules.place("queue/sent_per_worker"), message);
    let why = "otherwise the switch makes the policy, and the way back destroys it";
    rules.report(finding.note(why).help("write it in both, e.g. with the same value"));
}

/// How old the oldest message may be where the profile does not say: ten minutes more than one job may take, for a
/// message that is worked on has its age too.
fn oldest(queue: &Queue) -> Length {
    let (least, most) = VISIBILITY.into_inner();
    Length::from_secs(queue.visibility_seconds().clamp(least, most) + 600)
}

impl OnAws for Workers {
    const NAMES: &'static [Name] =
        &[group::TEMPLATE, group::GROUP, POLICY, SENT_POLICY, QUEUE, DEAD_LETTERS, ROLE];
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
        lines.add_use(of.capacity.queue.messages, |messages| Item::Messages(messages.unwrap_or(0)));
        add_traffic(lines, site, of.capacity.traffic.data, of.capacity.traffic.nat, true);
    }

    fn alarms(of: &Of<Self>) -> Vec<Alarm> {
        let Capacity { count, queue, alarms, .. } = &of.capacity;
        let full = u64::from(count.max) * u64::from(queue.backlog_per_worker);
        let oldest = alarms.oldest.unwrap_or_else(|| oldest(queue)).seconds();
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

    fn policies(of: &Of<Self>) -> Vec<Policy> {
        policies(of.capacity.queue)
    }

    fn check(of: &Of<Self>, baseline: Option<&Of<Self>>, _: &Site, rules: &mut dyn Rules) {
        let queue = &of.capacity.queue;
        check_visibility(queue, rules);
        check_tries(queue, rules);
        check_second_policy(queue, baseline.map(|normal| &normal.capacity.queue), rules);
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

/// The policies: messages for each worker, and, where it is said how many one gets done, messages that are sent for each.
///
/// An empty queue reads 0 for the first one, however much is sent and worked off, so by itself it ends workers that are
/// all needed, and the queue fills again. Any policy scales out, and all must agree to scale in.
/// docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html
fn policies(queue: Queue) -> Vec<Policy> {
    let of_queue = |id, label, name| Term {
        id,
        label,
        metric: ["AWS/SQS", name, "Sum"],
        of: |unit| ("QueueName", unit.refer("aws_sqs_queue", "", "name")),
    };
    let workers = || Term {
        id: "workers",
        label: "Workers in service",
        metric: ["AWS/AutoScaling", group::IN_SERVICE, "Average"],
        of: |unit| ("AutoScalingGroupName", unit.refer("aws_autoscaling_group", "", "name")),
    };
    let policy = |suffix, name, target, terms, expression, label| Policy {
        scales: Scales::Group,
        suffix,
        name,
        target,
        figure: Figure::Math { terms, expression, label },
    };
    // docs.aws.amazon.com/autoscaling/ec2/userguide/as-using-sqs-queue.html
    let waiting = policy(
        "backlog",
        &POLICY,
        queue.backlog_per_worker,
        vec![
            of_queue("backlog", "Messages waiting in the queue", VISIBLE),
            of_queue("in_flight", "Messages that workers have taken", IN_FLIGHT),
            workers(),
        ],
        // What is being worked on counts too, or an empty queue would end busy workers. With no worker in service the
        // whole backlog counts, or the group stays empty.
        "IF(workers > 0, (backlog + in_flight) / workers, (backlog + in_flight))",
        "Messages for each worker",
    );
    let sent = queue.sent_per_worker.map(|target| {
        policy(
            "sent",
            &SENT_POLICY,
            target,
            vec![of_queue("sent", "Messages sent in a minute", SENT), workers()],
            "IF(workers > 0, sent / workers, sent)",
            "Messages sent for each worker",
        )
    });
    [waiting].into_iter().chain(sent).collect()
}
