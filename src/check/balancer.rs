//! Rules on load balancers, which grow by themselves but not at once.

use crate::cloud::aws::balancer;
use crate::kind::spec::BalancerFacet;
use rust_decimal::Decimal;

use crate::check::Probe;
use crate::cloud::aws::balancer::{LEAST_RESERVED, MOST_RESERVED};
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::plan::Component;

/// A launch reserves no less capacity than a normal day, and enough for the traffic that the profile states.
pub(super) fn check(component: &Component, probe: &mut Probe<'_>) {
    let Some(balancer) = component.spec.facets().balancer else { return };
    let Some(before) = probe.baseline_component().and_then(|before| before.spec.facets().balancer) else {
        return;
    };
    let (reserved, everyday) = (balancer.reserved.unwrap_or(0), before.reserved.unwrap_or(0));
    if reserved < everyday {
        let message = format!("{reserved} capacity units are reserved, below the {everyday} of a normal day");
        let place = probe.place("balancer/reserved");
        let finding = Finding::new(Code::LaunchBelowNormal, place, message)
            .help("raise it, or allow it with a reason: `allow: {launch-below-normal: …}`");
        return probe.report(match probe.baseline_place("balancer/reserved") {
            Some(place) => finding.label(place, "on a normal day"),
            None => finding,
        });
    }
    let units =
        |facet: &BalancerFacet| facet.traffic.map(|(connections, data)| balancer::units(connections, data));
    let (Some(units), Some(normal)) = (units(&balancer), units(&before)) else { return };
    // Less than can be reserved is what any load balancer carries, and twice the traffic is what it keeps up with.
    let sudden = probe.plan.window.is_some() && units > normal * Decimal::TWO;
    if sudden && units >= LEAST_RESERVED.into() && Decimal::from(reserved) < units {
        let (units, normal) = (units.ceil(), normal.ceil());
        let message = format!(
            "the traffic takes {units} capacity units, {normal} on a normal day, and {reserved} are kept ready"
        );
        // The figure that this profile's own file sets is the one to show.
        let fields = ["traffic/connections", "traffic/data"];
        let own = |field: &&str| probe.place(field).source == probe.plan.root.place.source;
        let field = fields.into_iter().find(own).unwrap_or("traffic");
        let finding = Finding::new(Code::BalancerCold, probe.place(field), message);
        probe.report(finding.note("a load balancer grows within minutes; until then it answers 5xx").help(
            if units > MOST_RESERVED.into() {
                format!("one takes {MOST_RESERVED} at the most: split the app, or put a CDN in front")
            } else {
                format!("reserve them: `balancer: {{reserved: {units}}}`, which needs a quota")
            },
        ));
    }
}
