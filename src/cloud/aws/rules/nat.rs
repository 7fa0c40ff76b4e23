//! The rule that what leaves a private subnet is stated as going through NAT.

use crate::cloud::aws::network::created;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::{Facets, Rules};
use crate::model::site::Site;

/// A machine without a public address, in a network that is made for the stack, sends to the internet through NAT alone:
/// that subnet has no other route. So no less goes through NAT than it sends.
pub(super) fn check(facets: &Facets<'_>, site: &Site, rules: &mut dyn Rules) {
    let Some(sent) = facets.sent.filter(|_| !facets.public && created(&site.network).is_some()) else {
        return;
    };
    let Some(data) = sent.data.filter(|data| *data > sent.nat.unwrap_or_default()) else { return };
    let message = match sent.nat {
        Some(nat) => format!(
            "{data} an hour go out to the internet, and {nat} through NAT: what has no public address has no other way out"
        ),
        None => format!(
            "{data} an hour go out to the internet, and none of it through NAT: what has no public address has no other way out"
        ),
    };
    let finding = Finding::new(Code::NatUnstated, rules.place("traffic/data"), message)
        .note("users cannot reach it from the internet, and what NAT costs is not on the bill");
    // Only one machine can have an address of its own.
    let public =
        if facets.count.is_none() { "if users reach it, write `public: true`; otherwise " } else { "" };
    rules.report(finding.help(format!(
        "{public}say what goes through NAT: `traffic: {{data: {data}, nat: {data}}}`; or allow it where a load balancer of your own sends it"
    )));
}
