//! The rule on load balancers, which grow by themselves but not at once.

use rust_decimal::Decimal;

use crate::cloud::aws::balancer::{LEAST_RESERVED, MOST_RESERVED, units};
use crate::cloud::provider::Asked;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::{Facets, Rules};

/// Enough capacity is reserved for the traffic that the profile states.
pub(super) fn check(facets: &Facets<'_>, baseline: &Facets<'_>, asked: &Asked<'_>, rules: &mut dyn Rules) {
    let Some((balancer, before)) = facets.balancer.zip(baseline.balancer) else { return };
    let reserved = balancer.reserved.unwrap_or(0);
    // Less than on a normal day is a finding of its own.
    if reserved < before.reserved.unwrap_or(0) {
        return;
    }
    let units = asked.balanced.map(|traffic| traffic.map(|(connections, data)| units(connections, data)));
    let [Some(units), normal] = units else { return };
    // Less than can be reserved is what any load balancer carries, and twice the traffic is what it keeps up with.
    let sudden = asked.window.is_some() && normal.is_none_or(|normal| units > normal * Decimal::TWO);
    if sudden && units >= LEAST_RESERVED.into() && Decimal::from(reserved) < units {
        let units = units.ceil();
        let everyday = normal.map_or_else(
            || "nobody says how many on a normal day".to_owned(),
            |normal| format!("{} on a normal day", normal.ceil()),
        );
        let message =
            format!("the traffic takes {units} capacity units, {everyday}, and {reserved} are kept ready");
        // The figure that this profile's own file sets is the one to show.
        let fields = ["traffic/connections", "traffic/data"];
        let field = fields.into_iter().find(|field| rules.is_own(field)).unwrap_or("traffic");
        let finding = Finding::new(Code::BalancerCold, rules.place(field), message);
        rules.report(finding.note("a load balancer grows within minutes; until then it answers 5xx").help(
            if units > MOST_RESERVED.into() {
                format!("one takes {MOST_RESERVED} at the most: split the app, or put a CDN in front")
            } else {
                let state = if normal.is_none() { "state the everyday `traffic`, or " } else { "" };
                format!("{state}reserve them: `balancer: {{reserved: {units}}}`, which needs a quota")
            },
        ));
    }
}
