//! What an application load balancer carries.

use rust_decimal::Decimal;

use crate::cloud::field::Field;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules;
use crate::model::route::Behind;
use crate::model::size::Size;

/// The fewest units that can be reserved.
/// docs.aws.amazon.com/elasticloadbalancing/latest/application/capacity-unit-reservation.html
pub(crate) const LEAST_RESERVED: u32 = 100;

/// The most units that can be reserved for one load balancer; source as for [`LEAST_RESERVED`].
pub(crate) const MOST_RESERVED: u32 = 15_000;

/// The units that are reserved.
pub(crate) const RESERVED: Field = Field::new("balancer.reserved")
    .about(
        "Capacity units (LCU) that are there from the first second: the metric `PeakLCUs` of a busy day times the\n\
         growth that is expected. It needs a quota, and is billed until it is given back.\n\
         docs.aws.amazon.com/elasticloadbalancing/latest/application/capacity-unit-reservation.html",
    )
    .range(LEAST_RESERVED as u64, MOST_RESERVED as u64);

/// What lets a load balancer speak HTTPS.
pub(crate) const CERTIFICATE: Field = Field::new("certificate")
    .about("The ARN of a certificate; with one the load balancer speaks HTTPS.")
    .pattern(
        "^arn:[a-z0-9-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/[0-9a-f-]+$",
        "a certificate is named by its ARN, `arn:aws:acm:REGION:ACCOUNT:certificate/ID`: `aws acm list-certificates`",
    );

/// Which of the rules of a load balancer is asked first.
/// Source: Elastic Load Balancing API reference, `CreateRule`, `Priority`.
pub(crate) const PRIORITY: Field = Field::new("behind.priority").range(1, 50_000);

/// The most hosts and paths of one rule, and the most wildcards in them; neither can be raised.
/// docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html, "Rules", read on 2026-11-28
const MOST_OF_RULE: (usize, usize) = (5, 6);

/// A load balancer takes the rule.
pub(crate) fn check_rule(behind: &Behind, rules: &mut dyn Rules) {
    let all = || behind.hosts.iter().chain(&behind.paths);
    let wild = all().map(|own| own.matches(['*', '?']).count()).sum();
    let (values, wildcards) = MOST_OF_RULE;
    let (what, count, most) = match (all().count(), wild) {
        (count, _) if count > values => ("hosts and paths", count, values),
        (_, wild) if wild > wildcards => ("wildcards (`*` and `?`)", wild, wildcards),
        _ => return,
    };
    let message = format!("a rule of a load balancer takes {most} {what}, and these are {count}");
    let finding = Finding::new(Code::BadValue, rules.place("behind"), message);
    rules.report(finding.help("write fewer that are wider, such as `/shop/*`"));
}

/// What a capacity unit (LCU) carries: new connections per second, GiB per hour. Active connections (3,000)
/// and rules (1,000 a second) follow traffic that a profile does not state.
/// Source: aws.amazon.com/elasticloadbalancing/pricing.
const UNIT: (u32, u32) = (25, 1);

/// Seconds after which a request is given up.
/// docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
pub(crate) const IDLE_TIMEOUT: u32 = 60;

/// The units that so many new connections per second and so much data per hour take.
#[must_use]
pub(crate) fn units(connections: u32, data: Size) -> Decimal {
    let gib = Decimal::from(data.mib()) / Decimal::from(1024);
    (Decimal::from(connections) / Decimal::from(UNIT.0)).max(gib / Decimal::from(UNIT.1))
}
