//! The rule on what is known of a vendor's plan: what it costs, and what it includes.

use crate::check::external::service::Service;
use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules as _;

/// A launch knows what the plan in force costs and includes.
pub(super) fn check(service: &Service<'_>, probe: &mut Probe<'_>) {
    let (external, offer) = (service.external, &service.offer);
    // Which plan is in force is a finding of its own, if nothing says so.
    let unnamed = external.plan.is_none() && !external.plans.is_empty();
    if !probe.plan.header.has_window() || unnamed {
        return;
    }
    let (what, field, note) = match (offer.price, offer.included) {
        (Some(_), Some(_)) => return,
        (None, Some(_)) => {
            ("costs", "`price:`, in US dollars a month", "each sum of the launch is without it")
        }
        (Some(_), None) => ("includes", "`included:`", "nobody checks whether it carries the launch"),
        (None, None) => (
            "costs and includes",
            "`price:` and `included:`",
            "each sum of the launch is without it, and nobody checks whether it carries the launch",
        ),
    };
    let message = format!("nothing says what the plan of `{}` {what}", service.name);
    let place = match &external.plan {
        Some(_) => probe.plan.top_place(&service.path("plan")),
        None => probe.plan.external_place(service.name),
    };
    let finding = Finding::new(Code::ExternalPlanUnknown, place, message).note(note);
    let by_use = if offer.overage.is_some() {
        "what is paid by use alone has `price: 0, included: 0` beside its `overage`"
    } else {
        "what is paid by use alone has `price: 0, included: 0, overage: {price: …, per: 1000}`"
    };
    probe.report(finding.help(format!(
        "add {field}; {by_use}; or allow it with a reason: `allow: {{external-plan-unknown: …}}`"
    )));
}
