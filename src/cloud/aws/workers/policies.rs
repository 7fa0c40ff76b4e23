//! The policies on a queue: messages for each worker, and, where it is said how many one gets done, messages that are
//! sent for each.

use crate::cloud::aws::group;
use crate::cloud::aws::service::{self, insights};
use crate::cloud::aws::tracking::{Figure, Policy, Scales, Term};
use crate::cloud::aws::workers::queue::VISIBLE;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules;
use crate::kind::workers::Queue;
use crate::model::name::Name;

/// The policy's name; unique in the region.
pub(super) const POLICY: Name = Name::new("scaling policy", "-backlog", 255);

/// The name of the second policy.
pub(super) const SENT_POLICY: Name = Name::new("scaling policy", "-sent", 255);

/// The metric of how many messages workers have taken and not yet deleted.
const IN_FLIGHT: &str = "ApproximateNumberOfMessagesNotVisible";
/// The metric of how many messages come.
const SENT: &str = "NumberOfMessagesSent";

/// A policy that only one of two profiles has would be made by the switch and destroyed by the way back.
pub(super) fn check_second_policy(queue: &Queue, baseline: Option<&Queue>, rules: &mut dyn Rules) {
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

/// The policies: messages for each worker, and, where it is said how many one gets done, messages that are sent for each.
///
/// An empty queue reads 0 for the first one, however much is sent and worked off, so by itself it ends workers that are
/// all needed, and the queue fills again. Any policy scales out, and all must agree to scale in.
/// docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html
pub(super) fn policies(queue: Queue, scales: Scales) -> Vec<Policy> {
    let of_queue = |id, label, name| Term {
        id,
        label,
        metric: ["AWS/SQS", name, "Sum"],
        of: |unit| vec![("QueueName", unit.refer("aws_sqs_queue", "", "name"))],
    };
    let workers = || match scales {
        Scales::Group => Term {
            id: "workers",
            label: "Workers in service",
            metric: ["AWS/AutoScaling", group::IN_SERVICE, "Average"],
            of: |unit| vec![("AutoScalingGroupName", unit.refer("aws_autoscaling_group", "", "name"))],
        },
        Scales::Service => Term {
            id: "workers",
            label: "Tasks that run",
            metric: [insights::NAMESPACE, insights::RUNNING, "Average"],
            of: |unit| service::dimensions(unit).to_vec(),
        },
    };
    let policy = |suffix, name, target, terms, expression, label| Policy {
        scales,
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
        match scales {
            Scales::Group => "IF(workers > 0, (backlog + in_flight) / workers, (backlog + in_flight))",
            // While no task runs nothing counts them.
            Scales::Service => {
                "IF(FILL(workers, 0) > 0, (backlog + in_flight) / workers, (backlog + in_flight))"
            }
        },
        "Messages for each worker",
    );
    let sent = queue.sent_per_worker.map(|target| {
        policy(
            "sent",
            &SENT_POLICY,
            target,
            vec![of_queue("sent", "Messages sent in a minute", SENT), workers()],
            match scales {
                Scales::Group => "IF(workers > 0, sent / workers, sent)",
                Scales::Service => "IF(FILL(workers, 0) > 0, sent / workers, sent)",
            },
            "Messages sent for each worker",
        )
    });
    [waiting].into_iter().chain(sent).collect()
}
