//! What tells the products of an offer apart, and what a rule makes of one.

use std::borrow::Cow;

use serde::Deserialize;

use crate::cloud::aws::offers::select::unit::Unit;
use crate::cloud::aws::prices::Service;

/// A price list of the cloud, and what is taken from it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Offer {
    /// AWS's name of it.
    pub(crate) code: &'static str,
    pub(crate) pick: fn(&Attributes<'_>, &str) -> Option<Pick>,
}

/// A product of an offer.
#[derive(Debug, Deserialize)]
pub(crate) struct Product<'a> {
    #[serde(borrow)]
    sku: Cow<'a, str>,
    #[serde(borrow, default, rename = "productFamily")]
    family: Cow<'a, str>,
    #[serde(borrow)]
    attributes: Attributes<'a>,
}

/// What tells products apart. What a product does not have is empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Attributes<'a> {
    #[serde(borrow)]
    pub(crate) region_code: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) location_type: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) usagetype: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) operation: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) instance_type: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) operating_system: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) tenancy: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) pre_installed_sw: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) capacitystatus: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) marketoption: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) license_model: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) volume_type: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) database_engine: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) cache_engine: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) deployment_option: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) deployment_model: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) engine_media_type: Cow<'a, str>,
    /// Not an attribute: the product's family.
    #[serde(skip)]
    pub(crate) family: Cow<'a, str>,
}

/// What a product is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pick {
    /// The service.
    pub(crate) service: Service,
    /// Its keys: several where one product is one price for several things.
    pub(crate) keys: Keys,
    /// What one is: AWS's words for it differ between offers.
    pub(crate) unit: Unit,
    /// A product made for all engines of a database gives way to one made for the engine.
    pub(crate) general: bool,
}

/// The keys of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Keys {
    /// The first tier that costs something has all of these.
    First(Vec<String>),
    /// Each tier has one of its own, by where it begins.
    Tiers(&'static [(u32, &'static str)]),
}

/// What is thought of a product.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Selection {
    /// It is not one that is priced here.
    Other,
    /// It would be, in this other region.
    Elsewhere(String),
    /// It is one.
    Picked(String, Pick),
}

impl Offer {
    /// Whether a product is one of those that are priced, in this region.
    pub(crate) fn judge(&self, product: Product<'_>, region: &str) -> Selection {
        let Product { sku, family, mut attributes } = product;
        attributes.family = family;
        let usage = own_usage(&attributes.usagetype);
        if attributes.location_type != "AWS Region" {
            return Selection::Other;
        }
        match (self.pick)(&attributes, usage) {
            None => Selection::Other,
            Some(_) if attributes.region_code != region => {
                Selection::Elsewhere(attributes.region_code.into_owned())
            }
            Some(pick) => Selection::Picked(sku.into_owned(), pick),
        }
    }
}

/// A usage type without the region in front: `BoxUsage:m5.large` of `EU-BoxUsage:m5.large`. us-east-1
/// has nothing in front, or `USE1-`. What looks like a region and is none belongs to something else:
/// `TS-LoadBalancerUsage` is a trust store.
fn own_usage(usage: &str) -> &str {
    let Some((region, rest)) = usage.split_once('-') else { return usage };
    let letters = region.trim_end_matches(|byte: char| byte.is_ascii_digit());
    let code = (2..=4).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    let numbered = letters.len() < region.len();
    if code && (numbered || region == "EU") { rest } else { usage }
}

/// A product with one key.
pub(crate) fn one(service: Service, key: impl Into<String>, unit: Unit) -> Pick {
    Pick { service, keys: Keys::First(vec![key.into()]), unit, general: false }
}

/// Whether an attribute is this, or not there.
pub(crate) fn if_said(attribute: &str, value: &str) -> bool {
    attribute.is_empty() || attribute.eq_ignore_ascii_case(value)
}

/// Whether a name can be part of a key: letters, digits, dots and dashes.
pub(crate) fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_taken_off_usage_types_and_nothing_else() {
        for (usage, own) in [
            ("EU-BoxUsage:m5.large", "BoxUsage:m5.large"),
            ("EUC1-LCUUsage", "LCUUsage"),
            ("USE1-Fargate-GB-Hours", "Fargate-GB-Hours"),
            ("MXC1-NatGateway-Hours", "NatGateway-Hours"),
            ("APS10-NatGateway-Hours", "NatGateway-Hours"),
            ("NatGateway-Hours", "NatGateway-Hours"),
            ("RegionalNatGateway-Hours", "RegionalNatGateway-Hours"),
            ("TS-LoadBalancerUsage", "TS-LoadBalancerUsage"),
            ("EU-TS-LoadBalancerUsage", "TS-LoadBalancerUsage"),
            ("EU-Outposts-LCUUsage", "Outposts-LCUUsage"),
            ("USW2-LAX1-BoxUsage:m5.large", "LAX1-BoxUsage:m5.large"),
            ("Multi-AZUsage:db.m5.large", "Multi-AZUsage:db.m5.large"),
            ("AWSSecretsManager-Secrets", "AWSSecretsManager-Secrets"),
            ("LCUUsage", "LCUUsage"),
        ] {
            assert_eq!(own_usage(usage), own, "{usage}");
        }
    }
}
