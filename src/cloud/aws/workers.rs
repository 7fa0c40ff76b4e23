//! Workers on AWS: a queue with its dead letters, a role that may read it, a policy on the backlog per worker, and what
//! does the work: machines of an Auto Scaling group, or tasks of a service on ECS Fargate.

mod policies;
mod queue;

use hcl::Expression;

use crate::bill::{Lines, Quantity};
use crate::cloud::aws::alarm::{Alarm, Signal};
use crate::cloud::aws::families::Families;
use crate::cloud::aws::fields::IMAGE;
use crate::cloud::aws::item::Item;
use crate::cloud::aws::on::OnAws;
use crate::cloud::aws::rules::task;
use crate::cloud::aws::service::scaling::scaling;
use crate::cloud::aws::service::secrets::{PARAMETER, SECRET};
use crate::cloud::aws::service::{Tasks, insights};
use crate::cloud::aws::tracking::{Policy, Scales};
use crate::cloud::aws::traffic::add_traffic;
use crate::cloud::aws::unit::Unit;
use crate::cloud::aws::{group, iam, machines, service};
use crate::cloud::field::Field;
use crate::cloud::lowered::Output;
use crate::cloud::no_room::NoRoom;
use crate::cloud::size::SizeAttribute;
use crate::kind::spec::{Of, Rules};
use crate::kind::workers::{Capacity, Workers};
use crate::model::container::Container;
use crate::model::name::Name;
use crate::model::site::Site;
use crate::model::size::Size;
use crate::terraform::resource::{Resource, call, list};
use crate::watch::{Measure, Watch};
use policies::{POLICY, SENT_POLICY, policies};
use queue::{DEAD_LETTERS, QUEUE, RETENTION, VISIBLE, queue_metric};

/// The role, and the instance profile of machines. Limit: 64 characters, IAM `CreateRole`.
const ROLE: Name = Name::new("IAM role", "", 64);

/// Seconds for a tiny machine to start before its health counts.
const START_UP: u32 = 60;

/// Seconds from the notice to a task until it is killed: the most that Fargate gives, for the work in hand.
/// Source: ECS API reference, `ContainerDefinition`, `stopTimeout`.
const STOP: u32 = 120;

/// The variable that has the address of the queue.
const QUEUE_URL: &str = "QUEUE_URL";

/// The attributes that are sizes: of machines and their group, and of a service.
const SIZES: &[SizeAttribute] = &{
    let ([a, b, c, d, e], [f, g]) = (group::SIZES, service::SIZES);
    [a, b, c, d, e, f, g]
};

/// What scales them.
fn scales(of: &Of<Workers>) -> Scales {
    if of.identity.container.is_some() { Scales::Service } else { Scales::Group }
}

impl OnAws for Workers {
    const SERVICES: &'static str = "SQS, Auto Scaling group or ECS Fargate";
    const SIZES: &'static [SizeAttribute] = SIZES;
    const FAMILIES: Option<Families> = Some(machines::FAMILIES);
    const FIELDS: &'static [Field] = &[
        IMAGE,
        Field::new("machine")
            .about("The instance type, e.g. `t4g.nano`; `+1` or `largest` from the base profile's. Containers have none.")
            .examples(&["t4g.nano"]),
        SECRET.at("container.secrets.*.secret"),
        PARAMETER.at("container.secrets.*.parameter"),
    ];

    fn names(of: &Of<Self>) -> &'static [Name] {
        match scales(of) {
            Scales::Group => &[group::TEMPLATE, group::GROUP, POLICY, SENT_POLICY, QUEUE, DEAD_LETTERS, ROLE],
            Scales::Service => {
                &[service::CLUSTER, service::ROLE, POLICY, SENT_POLICY, QUEUE, DEAD_LETTERS, ROLE]
            }
        }
    }

    fn no_room(of: &Of<Self>) -> NoRoom {
        match scales(of) {
            Scales::Group => group::NO_ROOM,
            Scales::Service => service::NO_ROOM,
        }
    }

    fn meant(field: &str, value: &serde_json::Value) -> Option<String> {
        task::meant(field.strip_prefix("container.")?, value)
    }

    fn effect_holds(when: &str, before: &Of<Self>, _: &Of<Self>) -> bool {
        when != "containers" || before.identity.container.is_some()
    }

    fn bill(of: &Of<Self>, site: &Site, lines: &mut Lines<'_>) {
        let Capacity { machine, count, queue, traffic, .. } = &of.capacity;
        if let Some(container) = &of.identity.container {
            service::bill(container, count, lines);
            lines.add_beside(insights::Metrics, Quantity::fixed(1));
            lines.add_use(traffic.logs, |logs| Item::LogData(logs.unwrap_or(Size::from_mib(0))));
        } else if let Some(machine) = machine {
            group::bill(machine, of.capacity.disk(), count, lines);
        }
        lines.add_beside(Item::Queue, Quantity::fixed(2));
        lines.add_use(queue.messages, |messages| Item::Messages(messages.unwrap_or(0)));
        add_traffic(lines, site, traffic.data, traffic.nat, true);
    }

    fn alarms(of: &Of<Self>) -> Vec<Alarm> {
        let Capacity { count, queue, alarms, .. } = &of.capacity;
        let full = u64::from(count.max) * u64::from(queue.backlog_per_worker);
        let oldest = alarms.oldest.unwrap_or_else(|| queue::oldest(queue)).seconds();
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
            Watch::ceiling("workers in service", "workers", count).on(match scales(of) {
                Scales::Group => group::in_service,
                Scales::Service => insights::running,
            }),
        ]
    }

    fn policies(of: &Of<Self>) -> Vec<Policy> {
        policies(of.capacity.queue, scales(of))
    }

    fn check(of: &Of<Self>, baseline: Option<&Of<Self>>, _: &Site, rules: &mut dyn Rules) {
        let queue = &of.capacity.queue;
        queue::check_visibility(queue, rules);
        queue::check_tries(queue, rules);
        policies::check_second_policy(queue, baseline.map(|normal| &normal.capacity.queue), rules);
        if let Some(contained) = of.identity.contained() {
            task::check(contained, &of.capacity.count, rules);
        }
    }

    fn lower(of: &Of<Self>, unit: &Unit<'_>, out: &mut Output) {
        lower(of, unit, out);
    }
}

fn lower(of: &Of<Workers>, unit: &Unit<'_>, out: &mut Output) {
    let queue = queue::queues(of.capacity.queue, unit, out);
    match &of.identity.container {
        Some(container) => tasks(of, container, &queue, unit, out),
        None => machines(of, &queue, unit, out),
    }
    unit.tell("queue_url", format!("Where work for {} is put", unit.slug), queue.attr("url"), out);
}

/// Writes machines that empty the queue.
fn machines(of: &Of<Workers>, queue: &Resource, unit: &Unit<'_>, out: &mut Output) {
    let (started, capacity) = (&of.identity.started, &of.capacity);
    let profile = profile(unit, queue, out);
    let machines = group::Machines {
        machine: capacity.machine.as_deref().unwrap_or_default(),
        image: &started.image,
        disk: capacity.disk(),
        user_data: started.user_data.as_deref(),
        profile: Some(profile),
        detailed: false,
    };
    let template = group::template(unit, machines, out);
    let start =
        group::Start { grace: START_UP, after: Some(unit.refer_whole("aws_iam_role_policy", "queue")) };
    let group = group::group(unit, &capacity.count, &template, start, out);
    // docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-instance-protection.html
    protection("autoscaling", &["SetInstanceProtection"], group.attr("arn"), unit, out);
    unit.alarms(&Workers::alarms(of), out);
}

/// Writes tasks that empty the queue.
fn tasks(of: &Of<Workers>, container: &Container, queue: &Resource, unit: &Unit<'_>, out: &mut Output) {
    let count = &of.capacity.count;
    let role = role("ecs-tasks.amazonaws.com", unit, out);
    queue::access(unit, queue, out);
    let stated = container.environment.contains_key(QUEUE_URL) || container.secrets.contains_key(QUEUE_URL);
    let tasks = Tasks {
        container,
        port: None,
        role: Some(role.attr("arn")),
        variable: (!stated).then(|| (QUEUE_URL, queue.attr("url"))),
        stop: Some(STOP),
        counted: true,
    };
    let defined = service::define(tasks, unit, out);
    // The tasks of a cluster are named as it is, with a number of their own behind it.
    let own = call("replace", [defined.cluster("arn"), ":cluster/".into(), ":task/".into()]);
    let own = call("join", ["".into(), list([own, "/*".into()])]);
    // docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection.html
    protection("ecs", &["GetTaskProtection", "UpdateTaskProtection"], own, unit, out);
    let ready = vec![unit.refer_whole("aws_iam_role_policy", "queue")];
    let service = service::service(&defined, count, None, ready, unit, out);
    unit.alarms(&Workers::alarms(of), out);
    scaling(count, unit, &[defined.cluster("name"), service.attr("name")], out);
}

/// Lets a worker protect itself while it works: what is protected is not ended when there are fewer.
fn protection(service: &str, actions: &[&str], what: Expression, unit: &Unit<'_>, out: &mut Output) {
    let policy = iam::allow(actions.iter().map(|action| format!("{service}:{action}")), what);
    let role = unit.refer("aws_iam_role", "", "id");
    out.add(unit.resource("aws_iam_role_policy", "protection").identity(|r| {
        r.set("name", "protection").set("role", role).set("policy", policy);
    }));
}

/// Writes the role that workers act as.
fn role(by: &str, unit: &Unit<'_>, out: &mut Output) -> Resource {
    let role = unit.resource("aws_iam_role", "").identity(|r| {
        r.set("name", unit.name(&ROLE)).set("assume_role_policy", iam::assumed_by(by));
    });
    out.add(role.clone());
    role
}

/// Writes a role of machines that may take messages from the queue, and nothing else; gives its instance profile.
fn profile(unit: &Unit<'_>, queue: &Resource, out: &mut Output) -> Expression {
    let role = role("ec2.amazonaws.com", unit, out);
    queue::access(unit, queue, out);
    let profile = unit.resource("aws_iam_instance_profile", "").identity(|r| {
        r.set("name", unit.name(&ROLE)).set("role", role.attr("name"));
    });
    let arn = profile.attr("arn");
    out.add(profile);
    arn
}
