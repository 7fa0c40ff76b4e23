//! The queue of workers with its dead letters: what it is, what SQS takes of it, and who may empty it.

use crate::cloud::aws::alarm::Metric;
use crate::cloud::aws::iam;
use crate::cloud::aws::unit::Unit;
use crate::cloud::lowered::Output;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules;
use crate::kind::workers::Queue;
use crate::model::length::Length;
use crate::model::name::Name;
use crate::terraform::resource::{Resource, call, object};

/// The queue's name. Limit: 80 characters, SQS `CreateQueue`.
pub(super) const QUEUE: Name = Name::new("queue", "", 80);
/// The queue of what could not be worked off.
pub(super) const DEAD_LETTERS: Name = Name::new("queue", "-dead", 80);

/// Days that messages wait: the queue's own four, and SQS's longest for dead letters.
pub(super) const RETENTION: (u32, u32) = (4 * 86_400, 14 * 86_400);
/// How often a message is tried before it is put aside, where the profile does not say.
const TRIES: u32 = 5;
/// The metric of how many messages wait.
pub(super) const VISIBLE: &str = "ApproximateNumberOfMessagesVisible";

/// The seconds for which SQS hides a message at the least and at the most; 0 would give it to every worker.
/// Source: SQS API reference, `SetQueueAttributes`, `VisibilityTimeout`.
const VISIBILITY: std::ops::RangeInclusive<i64> = 1..=12 * 3600;

/// SQS hides a message for whole seconds.
pub(super) fn check_visibility(queue: &Queue, rules: &mut dyn Rules) {
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
pub(super) fn check_tries(queue: &Queue, rules: &mut dyn Rules) {
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

/// How old the oldest message may be where the profile does not say: ten minutes more than one job may take, for a
/// message that is worked on has its age too.
pub(super) fn oldest(queue: &Queue) -> Length {
    let (least, most) = VISIBILITY.into_inner();
    Length::from_secs(queue.visibility_seconds().clamp(least, most) + 600)
}

/// A metric of one of the two queues.
pub(super) fn queue_metric(unit: &Unit<'_>, suffix: &str, name: &'static str) -> Metric {
    let queue = unit.refer("aws_sqs_queue", suffix, "name");
    Metric::of(["AWS/SQS", name, "Maximum"], "QueueName", queue)
}

pub(super) fn queues(capacity: Queue, unit: &Unit<'_>, out: &mut Output) -> Resource {
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

/// Lets a role take messages from the queue and give them back, and nothing else.
pub(super) fn access(unit: &Unit<'_>, queue: &Resource, out: &mut Output) {
    let actions =
        ["ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "GetQueueUrl", "ReceiveMessage"];
    let policy = iam::allow(actions.map(|action| format!("sqs:{action}")), queue.attr("arn"));
    let role = unit.refer("aws_iam_role", "", "id");
    out.add(unit.resource("aws_iam_role_policy", "queue").identity(|r| {
        r.set("name", "queue").set("role", role).set("policy", policy);
    }));
}
