//! The rule that a launch reserves no less of a load balancer than a normal day.

use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules as _;
use crate::plan::Component;

/// A launch reserves no less capacity than a normal day.
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
        probe.report(probe.beside_normal(finding, "balancer/reserved"));
    }
}
