//! The offer of SQS: requests to queues.

use crate::cloud::aws::offers::select::rule::{Attributes, Offer, Pick, one};
use crate::cloud::aws::offers::select::unit::REQUESTS;
use crate::cloud::aws::prices::Service;

pub(crate) const OFFER: Offer = Offer { code: "AWSQueueService", pick };

/// Queues. us-east-1 has other names than the rest.
fn pick(product: &Attributes<'_>, usage: &str) -> Option<Pick> {
    let key = match usage {
        "Requests-Tier1" | "Requests-RBP" => "request:standard:tier1",
        "Requests-FIFO-Tier1" | "Requests-FIFO-RBP" => "request:fifo:tier1",
        _ => return None,
    };
    (product.family == "API Request").then(|| one(Service::SQS, key, REQUESTS))
}
