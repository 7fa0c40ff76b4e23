//! An app on AWS: an ECS service on Fargate behind an Application Load Balancer, scaled by
//! Application Auto Scaling.

mod front;

use hcl::Expression;

use crate::bill::{Lines, Quantity};
use crate::cloud::aws::alarm::{Alarm, Signal};
use crate::cloud::aws::app::front::{
    BALANCER, SECURITY_GROUP, TARGETS, TASK_GROUP, balancer_metric, front, target_metric, targets,
};
use crate::cloud::aws::balancer::{CERTIFICATE, PRIORITY, RESERVED, check_rule};
use crate::cloud::aws::families::Families;
use crate::cloud::aws::item::Item;
use crate::cloud::aws::network::balanced_zones;
use crate::cloud::aws::on::OnAws;
use crate::cloud::aws::rules::task;
use crate::cloud::aws::service::scaling::scaling;
use crate::cloud::aws::service::secrets::{PARAMETER, SECRET, TASK_ROLE};
use crate::cloud::aws::service::{CLUSTER, Front, ROLE, Tasks};
use crate::cloud::aws::tracking::{Figure, Policy, Scales};
use crate::cloud::aws::traffic::add_traffic;
use crate::cloud::aws::unit::Unit;
use crate::cloud::aws::{balancer, service};
use crate::cloud::field::Field;
use crate::cloud::lowered::Output;
use crate::cloud::no_room::NoRoom;
use crate::cloud::size::{self, SizeAttribute};
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::app::{App, Capacity, Target, Traffic};
use crate::kind::spec::{Of, Rules};
use crate::model::name::Name;
use crate::model::site::Site;
use crate::model::size::Size;
use crate::watch::{Beyond, Measure, Watch};

/// Limit: 256 characters, Application Auto Scaling `PutScalingPolicy`.
const POLICY: Name = Name::new("scaling policy", "-tasks", 256);

/// The attributes that are sizes; of reserved capacity the absent one means none.
const SIZES: &[SizeAttribute] = &[
    service::SIZES[0],
    service::SIZES[1],
    SizeAttribute {
        unwritten: Some("0"),
        ..SizeAttribute::new(
            "aws_lb",
            "minimum_load_balancer_capacity.0.capacity_units",
            "balancer.reserved",
            size::Measure::Number,
        )
    },
];

impl OnAws for App {
    const SERVICES: &'static str = "ECS Fargate, ALB";
    const SIZES: &'static [SizeAttribute] = SIZES;
    const FAMILIES: Option<Families> = None;
    const FIELDS: &'static [Field] = &[CERTIFICATE, RESERVED, PRIORITY, SECRET, PARAMETER, TASK_ROLE];

    fn names(of: &Of<Self>) -> &'static [Name] {
        match of.identity.behind {
            None => &[BALANCER, TARGETS, CLUSTER, ROLE, SECURITY_GROUP, POLICY],
            Some(_) => &[TASK_GROUP, TARGETS, CLUSTER, ROLE, POLICY],
        }
    }

    fn no_room(_: &Of<Self>) -> NoRoom {
        service::NO_ROOM
    }

    fn meant(field: &str, value: &serde_json::Value) -> Option<String> {
        task::meant(field, value)
    }

    fn bill(of: &Of<Self>, site: &Site, lines: &mut Lines<'_>) {
        let behind = of.identity.behind.as_ref();
        if let Some(behind) = behind {
            lines.share(&behind.app);
        }
        let quantity = service::bill(&of.identity.container, &of.capacity.count, lines);
        lines.add(Item::Target, quantity);
        let front = if behind.is_some() { Item::BalancerRule } else { Item::LoadBalancer };
        for item in [front, Item::TargetGroup, Item::SecurityGroup] {
            lines.add_beside(item, Quantity::fixed(1));
        }
        if let Some(units) = of.capacity.balancer.reserved {
            lines.add(Item::ReservedBalancer, Quantity::fixed(units.into()));
        }
        if behind.is_none() {
            // An address in each zone.
            lines.add_beside(Item::PublicAddress, Quantity::fixed(balanced_zones(site)));
        }
        let Traffic { connections, data, nat, logs } = of.capacity.traffic;
        let balanced = (connections.is_some() || data.is_some())
            .then(|| (connections.unwrap_or(0), data.unwrap_or(Size::from_mib(0))));
        lines.add_use(balanced, |balanced| {
            let (connections, data) = balanced.unwrap_or((0, Size::from_mib(0)));
            Item::BalancedTraffic { connections, data }
        });
        add_traffic(lines, site, data, nat, true);
        lines.add_use(logs, |logs| Item::LogData(logs.unwrap_or(Size::from_mib(0))));
    }

    fn alarms(of: &Of<Self>) -> Vec<Alarm> {
        let Capacity { count, scale_on, alarms, .. } = &of.capacity;
        let shares = of.identity.behind.is_some();
        let cpu = alarms.cpu.unwrap_or_else(|| (scale_on.cpu.unwrap_or(60) + 20).min(95));
        let latency = alarms.latency.seconds();
        let mut all = vec![
            Watch::above("errors", "requests answered with 5xx", Measure::Percent, alarms.errors)
                .metrics(3)
                .then("read the log; roll the last release back")
                .on(if shares { errors_of_targets } else { errors }),
            Watch::above("latency", "time of the slowest twentieth of requests", Measure::Seconds, latency)
                .aims_at(0)
                .ends_at(balancer::IDLE_TIMEOUT)
                .then("look at the database first, then raise count.min")
                .on(|unit| Signal::metric(target_metric(unit, "TargetResponseTime", "p95"))),
            Watch::above("cpu", "CPU over all tasks", Measure::Percent, cpu)
                .aims_at(scale_on.requests.map_or(scale_on.cpu.unwrap_or(60), |_| 0))
                .then("raise count.min: the autoscaler is behind")
                .on(|unit| Signal::metric(service::metric(unit, ["AWS/ECS", "CPUUtilization", "Average"]))),
            Watch::ceiling("tasks that answer", "tasks", count).on(answering),
        ];
        if shares {
            // What the load balancer answers in their place counts for the app that it belongs to.
            let nothing = Watch::above("healthy", "tasks that answer", Measure::Count("tasks"), 1)
                .beyond(Beyond::Below)
                .minutes(3)
                .then("no task is well: read the log; roll the last release back");
            all.push(nothing.on(answering));
        }
        all
    }

    fn check(of: &Of<Self>, _: Option<&Of<Self>>, site: &Site, rules: &mut dyn Rules) {
        task::check(of.identity.contained(), &of.capacity.count, rules);
        if let Some(behind) = &of.identity.behind {
            check_rule(behind, rules);
        }
        let region = &site.region;
        // arn:aws:acm:<region>:<account>:certificate/<id>
        let certificate = of.identity.certificate.as_deref().unwrap_or_default();
        if certificate.split(':').nth(3).is_some_and(|found| found != region) {
            let message = format!("the certificate is not in {region}, and a load balancer takes no other");
            let finding = Finding::new(Code::BadValue, rules.place("certificate"), message);
            rules.report(finding.help(format!("request one in {region}, with AWS Certificate Manager")));
        }
    }
    fn policies(of: &Of<Self>) -> Vec<Policy> {
        vec![policy(of.capacity.scale_on)]
    }

    fn lower(of: &Of<Self>, unit: &Unit<'_>, out: &mut Output) {
        lower(of, unit, out);
    }
}

/// The share of requests that are answered with 5xx, by the app or by its load balancer.
fn errors(unit: &Unit<'_>) -> Signal {
    let metrics = vec![
        ("requests", target_metric(unit, "RequestCount", "Sum")),
        ("own", target_metric(unit, "HTTPCode_Target_5XX_Count", "Sum")),
        ("balancer", balancer_metric(unit, "HTTPCode_ELB_5XX_Count", "Sum")),
    ];
    // Without an answer there is no metric, and nothing plus something is nothing.
    Signal::math("100 * (FILL(own, 0) + FILL(balancer, 0)) / requests", metrics)
}

/// The same of an app that shares a load balancer: what that answers by itself is nobody's, but for a connection that
/// fails.
fn errors_of_targets(unit: &Unit<'_>) -> Signal {
    let of = |metric| target_metric(unit, metric, "Sum");
    let metrics = vec![
        ("requests", of("RequestCount")),
        ("own", of("HTTPCode_Target_5XX_Count")),
        ("unreached", of("TargetConnectionErrorCount")),
    ];
    Signal::math("100 * (FILL(own, 0) + FILL(unreached, 0)) / requests", metrics)
}

/// How many tasks answer.
fn answering(unit: &Unit<'_>) -> Signal {
    Signal::metric(target_metric(unit, "HealthyHostCount", "Minimum"))
}

fn lower(of: &Of<App>, unit: &Unit<'_>, out: &mut Output) {
    let Of { identity, capacity } = of;
    let tasks = Tasks {
        container: &identity.container,
        port: Some(identity.port),
        role: identity.task_role.as_deref().map(Expression::from),
        variable: None,
        stop: None,
        counted: false,
    };
    let defined = service::define(tasks, unit, out);
    let reached = front(of, unit, out);
    let front = Front { targets: reached.targets.attr("arn"), port: identity.port, group: reached.group };
    let service = service::service(&defined, &capacity.count, Some(front), vec![reached.ready], unit, out);
    unit.alarms(&App::alarms(of), out);
    scaling(&capacity.count, unit, &[defined.cluster("name"), service.attr("name")], out);
}

/// The policy that keeps CPU or requests at the target.
fn policy(Target { cpu, requests }: Target) -> Policy {
    let figure = match requests {
        Some(_) => Figure::Predefined { metric: "ALBRequestCountPerTarget", of: Some(targets) },
        None => Figure::Predefined { metric: "ECSServiceAverageCPUUtilization", of: None },
    };
    let target = requests.or(cpu).unwrap_or(60);
    Policy { scales: Scales::Service, suffix: "", name: &POLICY, target, figure }
}
