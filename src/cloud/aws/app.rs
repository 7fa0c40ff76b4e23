//! An app on AWS: an ECS service on Fargate behind an Application Load Balancer, scaled by
//! Application Auto Scaling.

use hcl::Expression;

use crate::bill::{Lines, Quantity};
use crate::cloud::aws::alarm::{Alarm, Metric, Signal};
use crate::cloud::aws::balancer::{CERTIFICATE, RESERVED};
use crate::cloud::aws::families::Families;
use crate::cloud::aws::item::Item;
use crate::cloud::aws::network::balanced_zones;
use crate::cloud::aws::network::firewall::{allow_in, security_group};
use crate::cloud::aws::on::OnAws;
use crate::cloud::aws::rules::task;
use crate::cloud::aws::service::scaling::scaling;
use crate::cloud::aws::service::secrets::{PARAMETER, SECRET, TASK_ROLE};
use crate::cloud::aws::service::{CLUSTER, Front, ROLE, Tasks};
use crate::cloud::aws::tracking::{Figure, Policy, Scales};
use crate::cloud::aws::traffic::add_traffic;
use crate::cloud::aws::unit::Unit;
use crate::cloud::aws::{balancer, no_room, service};
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
use crate::terraform::resource::{Resource, call, list};
use crate::watch::{Measure, Watch};

/// Limit: 32 characters, Elastic Load Balancing `CreateLoadBalancer`.
const BALANCER: Name = Name::new("load balancer", "", 32);
/// Limit: 32 characters, Elastic Load Balancing `CreateTargetGroup`.
const TARGETS: Name = Name::new("target group", "", 32);
/// Limit: 255 characters, EC2 `CreateSecurityGroup`.
const SECURITY_GROUP: Name = Name::new("security group", "-balancer", 255);

/// Limit: 256 characters, Application Auto Scaling `PutScalingPolicy`.
const POLICY: Name = Name::new("scaling policy", "-tasks", 256);

/// TLS 1.2 and 1.3: what AWS recommends for new listeners; its default takes TLS 1.0 too.
/// docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
const TLS_POLICY: &str = "ELBSecurityPolicy-TLS13-1-2-2021-06";
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
    const SIZES: &'static [SizeAttribute] = SIZES;
    const FAMILIES: Option<Families> = None;
    const FIELDS: &'static [Field] = &[CERTIFICATE, RESERVED, SECRET, PARAMETER, TASK_ROLE];

    fn names(_: &Of<Self>) -> &'static [Name] {
        &[BALANCER, TARGETS, CLUSTER, ROLE, SECURITY_GROUP, POLICY]
    }

    fn no_room(_: &Of<Self>) -> NoRoom {
        no_room::TASKS
    }

    fn meant(field: &str, value: &serde_json::Value) -> Option<String> {
        task::meant(field, value)
    }

    fn bill(of: &Of<Self>, site: &Site, lines: &mut Lines<'_>) {
        let quantity = service::bill(&of.identity.container, &of.capacity.count, lines);
        lines.add(Item::Target, quantity);
        for item in [Item::LoadBalancer, Item::TargetGroup, Item::SecurityGroup] {
            lines.add_beside(item, Quantity::fixed(1));
        }
        if let Some(units) = of.capacity.balancer.reserved {
            lines.add(Item::ReservedBalancer, Quantity::fixed(units.into()));
        }
        // An address in each zone.
        lines.add_beside(Item::PublicAddress, Quantity::fixed(balanced_zones(site)));
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
        let cpu = alarms.cpu.unwrap_or_else(|| (scale_on.cpu.unwrap_or(60) + 20).min(95));
        let latency = alarms.latency.seconds();
        vec![
            Watch::above("errors", "requests answered with 5xx", Measure::Percent, alarms.errors)
                .metrics(3)
                .then("read the log; roll the last release back")
                .on(|unit| {
                    let of = |metric| balancer_metric(unit, metric, "Sum");
                    let metrics = vec![
                        ("requests", of("RequestCount")),
                        ("own", of("HTTPCode_Target_5XX_Count")),
                        ("balancer", of("HTTPCode_ELB_5XX_Count")),
                    ];
                    // Without an answer there is no metric, and nothing plus something is nothing.
                    Signal::math("100 * (FILL(own, 0) + FILL(balancer, 0)) / requests", metrics)
                }),
            Watch::above("latency", "time of the slowest twentieth of requests", Measure::Seconds, latency)
                .aims_at(0)
                .ends_at(balancer::IDLE_TIMEOUT)
                .then("look at the database first, then raise count.min")
                .on(|unit| Signal::metric(balancer_metric(unit, "TargetResponseTime", "p95"))),
            Watch::above("cpu", "CPU over all tasks", Measure::Percent, cpu)
                .aims_at(scale_on.requests.map_or(scale_on.cpu.unwrap_or(60), |_| 0))
                .then("raise count.min: the autoscaler is behind")
                .on(|unit| Signal::metric(service::metric(unit, ["AWS/ECS", "CPUUtilization", "Average"]))),
            Watch::ceiling("tasks that answer", "tasks", count).on(|unit| {
                let targets = unit.refer("aws_lb_target_group", "", "arn_suffix");
                let metric =
                    Metric::of(["AWS/ApplicationELB", "HealthyHostCount", "Minimum"], "TargetGroup", targets);
                Signal::metric(metric.and("LoadBalancer", unit.refer("aws_lb", "", "arn_suffix")))
            }),
        ]
    }

    fn check(of: &Of<Self>, _: Option<&Of<Self>>, site: &Site, rules: &mut dyn Rules) {
        task::check(of.identity.contained(), &of.capacity.count, rules);
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
    let targets = balancer(of, unit, out);
    let front = Front { targets: targets.attr("arn"), port: identity.port };
    let ready = vec![unit.refer_whole("aws_lb_listener", "")];
    let service = service::service(&defined, &capacity.count, Some(front), ready, unit, out);
    unit.alarms(&App::alarms(of), out);
    scaling(&capacity.count, unit, &[defined.cluster("name"), service.attr("name")], out);
}

/// A metric of the app's load balancer.
fn balancer_metric(unit: &Unit<'_>, metric: &'static str, stat: &'static str) -> Metric {
    Metric::of(["AWS/ApplicationELB", metric, stat], "LoadBalancer", unit.refer("aws_lb", "", "arn_suffix"))
}

/// The load balancer with its way in and its targets; gives the target group.
fn balancer(of: &Of<App>, unit: &Unit<'_>, out: &mut Output) -> Resource {
    let Of { identity, capacity } = of;
    let about = format!("From anywhere to the load balancer of {}", unit.slug);
    let label = unit.suffixed("balancer");
    let outside = security_group(&label, &unit.name(&SECURITY_GROUP), &about, &unit.sites.vpc, out);
    let https = identity.certificate.is_some();
    let port: u16 = if https { 443 } else { 80 };
    for port in if https { vec![80, 443] } else { vec![80] } {
        let label = unit.suffixed(&format!("balancer_{port}"));
        allow_in(&label, &outside, ("cidr_ipv4", "0.0.0.0/0".into()), port, out);
    }
    let from = ("referenced_security_group_id", outside.clone());
    allow_in(&unit.suffixed("targets"), &unit.sites.internal, from, identity.port, out);
    // Its name in the DNS is what clients know: another one is another address.
    let balancer = unit.resource("aws_lb", "").keep().after(unit.sites.public_routes.clone()).identity(|r| {
        r.set("name", unit.name(&BALANCER)).set("load_balancer_type", "application");
        r.set("subnets", unit.sites.public_ids()).set("security_groups", list([outside]));
    });
    let balancer = balancer.capacity(|r| {
        if let Some(units) = capacity.balancer.reserved {
            r.block("minimum_load_balancer_capacity", |b| {
                b.set("capacity_units", units);
            });
        }
    });
    let (arn, address) = (balancer.attr("arn"), balancer.attr("dns_name"));
    out.add(balancer);
    unit.tell("address", format!("Where {} answers", unit.slug), address, out);
    let targets = unit.resource("aws_lb_target_group", "");
    out.add(targets.clone().identity(|r| {
        r.set("name", unit.name(&TARGETS)).set("port", identity.port).set("protocol", "HTTP");
        r.set("target_type", "ip").set("vpc_id", unit.sites.vpc.clone());
        r.block("health_check", |b| {
            b.set("path", identity.health_check.as_str());
        });
    }));
    if https {
        out.add(unit.resource("aws_lb_listener", "redirect").identity(|r| {
            r.set("load_balancer_arn", arn.clone()).set("port", 80).set("protocol", "HTTP");
            r.block("default_action", |b| {
                b.set("type", "redirect");
                b.block("redirect", |b| {
                    b.set("protocol", "HTTPS").set("port", "443").set("status_code", "HTTP_301");
                });
            });
        }));
    }
    out.add(unit.resource("aws_lb_listener", "").identity(|r| {
        r.set("load_balancer_arn", arn).set("port", port);
        r.set("protocol", if https { "HTTPS" } else { "HTTP" });
        r.set_some("ssl_policy", https.then_some(TLS_POLICY));
        r.set_some("certificate_arn", identity.certificate.as_deref());
        r.block("default_action", |b| {
            b.set("type", "forward").set("target_group_arn", targets.attr("arn"));
        });
    }));
    targets
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

/// The load balancer's name and that of its targets, as the metric of requests for each of them wants them.
fn targets(unit: &Unit<'_>) -> Expression {
    let of = |kind| unit.refer(kind, "", "arn_suffix");
    call("join", ["/".into(), list([of("aws_lb"), of("aws_lb_target_group")])])
}
