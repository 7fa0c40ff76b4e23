//! What an application load balancer carries.

use rust_decimal::Decimal;

use crate::cloud::field::Field;
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
