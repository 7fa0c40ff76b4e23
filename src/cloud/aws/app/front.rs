//! How users reach an app: through a load balancer of its own, or through a rule of one that belongs to another app.

use hcl::Expression;

use crate::cloud::aws::alarm::Metric;
use crate::cloud::aws::network::firewall::{allow_in, security_group};
use crate::cloud::aws::unit::Unit;
use crate::cloud::lowered::Output;
use crate::kind::app::{App, Identity};
use crate::kind::spec::Of;
use crate::model::name::{Name, label, slug};
use crate::model::route::Behind;
use crate::terraform::resource::{Resource, call, list, reference};

/// Limit: 32 characters, Elastic Load Balancing `CreateLoadBalancer`.
pub(super) const BALANCER: Name = Name::new("load balancer", "", 32);
/// Limit: 32 characters, Elastic Load Balancing `CreateTargetGroup`.
pub(super) const TARGETS: Name = Name::new("target group", "", 32);
/// Limit: 255 characters, EC2 `CreateSecurityGroup`.
pub(super) const SECURITY_GROUP: Name = Name::new("security group", "-balancer", 255);
/// The group of the tasks of an app that shares a load balancer: the rules on one group must differ, and several apps
/// may listen on one port. Limit as for [`SECURITY_GROUP`].
pub(super) const TASK_GROUP: Name = Name::new("security group", "-targets", 255);

/// TLS 1.2 and 1.3: what AWS recommends for new listeners; its default takes TLS 1.0 too.
/// docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
const TLS_POLICY: &str = "ELBSecurityPolicy-TLS13-1-2-2021-06";
/// How the tasks of an app are reached.
pub(super) struct Reached {
    /// Their target group.
    pub targets: Resource,
    /// What must be there before the first of them can register.
    pub ready: Expression,
    /// The group that lets the load balancer in, where it is one of their own.
    pub group: Option<Expression>,
}

/// Writes how the tasks are reached.
pub(super) fn front(of: &Of<App>, unit: &Unit<'_>, out: &mut Output) -> Reached {
    match &of.identity.behind {
        None => own(of, unit, out),
        Some(behind) => shared(&of.identity, behind, unit, out),
    }
}

/// A reference to a resource of the app that the load balancer belongs to.
fn of_balancer(unit: &Unit<'_>, kind: &str, suffix: &str, attribute: &str) -> Expression {
    if unit.stand().is_some() {
        return unit.refer(kind, suffix, attribute);
    }
    let behind = unit.component.part.spec.facets().behind;
    let whose = behind.map_or_else(|| unit.label.clone(), |behind| label(&slug(&behind.app)));
    reference(&[kind, &format!("{whose}{suffix}"), attribute])
}

/// A metric of the load balancer as a whole.
pub(super) fn balancer_metric(unit: &Unit<'_>, metric: &'static str, stat: &'static str) -> Metric {
    let balancer = of_balancer(unit, "aws_lb", "", "arn_suffix");
    Metric::of(["AWS/ApplicationELB", metric, stat], "LoadBalancer", balancer)
}

/// A metric of the app's own targets.
pub(super) fn target_metric(unit: &Unit<'_>, metric: &'static str, stat: &'static str) -> Metric {
    let targets = unit.refer("aws_lb_target_group", "", "arn_suffix");
    balancer_metric(unit, metric, stat).and("TargetGroup", targets)
}

/// The load balancer's name and that of the targets, as the metric of requests for each of them wants them.
pub(super) fn targets(unit: &Unit<'_>) -> Expression {
    let balancer = of_balancer(unit, "aws_lb", "", "arn_suffix");
    call("join", ["/".into(), list([balancer, unit.refer("aws_lb_target_group", "", "arn_suffix")])])
}

/// Writes the target group.
fn target_group(identity: &Identity, unit: &Unit<'_>, out: &mut Output) -> Resource {
    let targets = unit.resource("aws_lb_target_group", "");
    out.add(targets.clone().identity(|r| {
        r.set("name", unit.name(&TARGETS)).set("port", identity.port).set("protocol", "HTTP");
        r.set("target_type", "ip").set("vpc_id", unit.sites.vpc.clone());
        r.block("health_check", |b| {
            b.set("path", identity.health_check.as_str());
        });
    }));
    targets
}

/// Writes the targets of an app that shares the load balancer of another one, and the rule that sends them their requests.
fn shared(identity: &Identity, behind: &Behind, unit: &Unit<'_>, out: &mut Output) -> Reached {
    let about = format!("From the load balancer of {} to {}", slug(&behind.app), unit.slug);
    let name = unit.name(&TASK_GROUP);
    let group = security_group(&unit.suffixed("targets"), &name, &about, &unit.sites.vpc, out);
    let from = ("referenced_security_group_id", of_balancer(unit, "aws_security_group", "_balancer", "id"));
    allow_in(&unit.suffixed("targets"), &group, from, identity.port, out);
    let address = of_balancer(unit, "aws_lb", "", "dns_name");
    unit.tell("address", format!("Where {} answers", unit.slug), address, out);
    let targets = target_group(identity, unit, out);
    let rule = unit.resource("aws_lb_listener_rule", "").identity(|r| {
        r.set("listener_arn", of_balancer(unit, "aws_lb_listener", "", "arn"));
        r.set("priority", behind.priority);
        r.block("action", |b| {
            b.set("type", "forward").set("target_group_arn", targets.attr("arn"));
        });
        for (kind, values) in [("host_header", &behind.hosts), ("path_pattern", &behind.paths)] {
            if !values.is_empty() {
                r.block("condition", |b| {
                    b.block(kind, |b| {
                        b.set("values", list(values.iter().map(String::as_str)));
                    });
                });
            }
        }
    });
    out.add(rule);
    Reached { targets, ready: unit.refer_whole("aws_lb_listener_rule", ""), group: Some(group) }
}

/// Writes the load balancer with its way in and its targets.
fn own(of: &Of<App>, unit: &Unit<'_>, out: &mut Output) -> Reached {
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
    let targets = target_group(identity, unit, out);
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
    Reached { targets, ready: unit.refer_whole("aws_lb_listener", ""), group: None }
}
