//! The rule on the zones of a network that is made, as far as the account says which it has.

use crate::cloud::aws::network::{created, zones};
use crate::cloud::provider::Asked;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules;

/// The one region whose accounts see two of its three zones each.
/// docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
const TWO_OF_THREE: &str = "us-west-1";

/// The zones of a created network are zones of the account.
pub(super) fn check(asked: &Asked<'_>, rules: &mut dyn Rules) {
    let site = asked.site;
    if created(&site.network).is_none() {
        return;
    }
    let (region, given, own) = (&site.region, site.network.zones.is_some(), asked.zones);
    let field =
        |at: usize| if given { format!("cloud/network/zones/{at}") } else { "cloud/region".to_owned() };
    if own.is_empty() {
        if region == TWO_OF_THREE && !given {
            let message =
                "each account has two of us-west-1's three zones, and nobody knows which two yours has";
            let finding = Finding::new(Code::ZoneNotInAccount, rules.top_place(&field(0)), message);
            rules.report(finding.help(
                "name yours, for example `network: {zones: [us-west-1a, us-west-1c]}`: `aws ec2 describe-availability-zones --region us-west-1` says which",
            ));
        }
        return;
    }
    for (at, zone) in zones(&site.network, region).iter().enumerate() {
        if !own.contains(&zone.as_str()) {
            let message = format!("the account has no zone `{zone}`");
            let finding = Finding::new(Code::ZoneNotInAccount, rules.top_place(&field(at)), message);
            rules.report(
                finding.help(format!("name two or three of its own under `network`: {}", own.join(", "))),
            );
        }
    }
}
