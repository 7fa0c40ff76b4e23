//! What an application load balancer carries.

use rust_decimal::Decimal;

use crate::model::size::Size;

/// What a capacity unit (LCU) carries: new connections per second, GiB per hour. Active connections (3,000)
/// and rules (1,000 a second) follow traffic that a profile does not state.
/// Source: aws.amazon.com/elasticloadbalancing/pricing.
const UNIT: (u32, u32) = (25, 1);

/// Seconds after which a request is given up.
/// docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
pub const IDLE_TIMEOUT: u32 = 60;

/// The units that so many new connections per second and so much data per hour take.
#[must_use]
pub fn units(connections: u32, data: Size) -> Decimal {
    let gib = Decimal::from(data.mib()) / Decimal::from(1024);
    (Decimal::from(connections) / Decimal::from(UNIT.0)).max(gib / Decimal::from(UNIT.1))
}
