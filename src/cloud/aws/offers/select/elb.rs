//! The offer of Elastic Load Balancing.

use crate::cloud::aws::offers::select::rule::{Attributes, Offer, Pick, one};
use crate::cloud::aws::offers::select::unit::{HOURS, LCU_HOURS, NLCU_HOURS};
use crate::cloud::aws::prices::Service;

pub(crate) const OFFER: Offer = Offer { code: "AWSELB", pick };

/// Load balancers.
fn pick(product: &Attributes<'_>, usage: &str) -> Option<Pick> {
    let (key, unit) = match (&*product.family, usage) {
        ("Load Balancer-Application", "LoadBalancerUsage") => ("alb-hour", HOURS),
        ("Load Balancer-Application", "LCUUsage") => ("alb-lcu-hour", LCU_HOURS),
        ("Load Balancer-Network", "LoadBalancerUsage") => ("nlb-hour", HOURS),
        ("Load Balancer-Network", "LCUUsage") => ("nlb-nlcu-hour", NLCU_HOURS),
        _ => return None,
    };
    Some(one(Service::ELB, key, unit))
}
