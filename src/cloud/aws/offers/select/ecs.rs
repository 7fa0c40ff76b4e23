//! The offer of ECS, of which containers on Fargate are read.

use crate::cloud::aws::offers::select::rule::{Attributes, Offer, Pick, one};
use crate::cloud::aws::offers::select::unit::{GB_HOURS, VCPU_HOURS};
use crate::cloud::aws::prices::Service;

pub(crate) const OFFER: Offer = Offer { code: "AmazonECS", pick };

/// Containers on Fargate, Linux.
fn pick(product: &Attributes<'_>, usage: &str) -> Option<Pick> {
    let (key, unit) = match usage {
        "Fargate-vCPU-Hours:perCPU" => ("vcpu-hour:x86", VCPU_HOURS),
        "Fargate-GB-Hours" => ("gb-hour:x86", GB_HOURS),
        "Fargate-ARM-vCPU-Hours:perCPU" => ("vcpu-hour:arm", VCPU_HOURS),
        "Fargate-ARM-GB-Hours" => ("gb-hour:arm", GB_HOURS),
        "Fargate-EphemeralStorage-GB-Hours" => ("ephemeral-gb-hour", GB_HOURS),
        _ => return None,
    };
    (product.family == "Compute").then(|| one(Service::FARGATE, key, unit))
}
