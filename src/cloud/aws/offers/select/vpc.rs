//! The offer of VPC: addresses, endpoints, transit gateways.

use crate::cloud::aws::offers::select::rule::{Attributes, Offer, Pick, one};
use crate::cloud::aws::offers::select::unit::{GB, HOURS};
use crate::cloud::aws::prices::Service;

pub(crate) const OFFER: Offer = Offer { code: "AmazonVPC", pick };

/// Addresses, endpoints, transit gateways.
fn pick(product: &Attributes<'_>, usage: &str) -> Option<Pick> {
    let (key, unit) = match usage {
        "PublicIPv4:InUseAddress" => ("public-ipv4-in-use", HOURS),
        "VpcEndpoint-Hours" => ("interface-endpoint-hour", HOURS),
        "VpcEndpoint-Bytes" => ("interface-endpoint-gb:tier1", GB),
        "TransitGateway-Hours" if product.operation == "TransitGatewayVPC" => ("tgw-attachment-hour", HOURS),
        _ => return None,
    };
    Some(one(Service::VPC, key, unit))
}
