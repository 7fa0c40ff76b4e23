//! Rules on external services: a person, a number, and time enough.

use super::{Probe, references};
use crate::diagnostic::{Code, Finding};
use crate::plan::{External, duration};

/// Every service has an owner and a usage; one that must be raised has a lead time.
pub(super) fn check(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    for (name, external) in &plan.header.external {
        probe.of_external(name, |probe| check_one(name, external, probe));
    }
}

fn check_one(name: &str, external: &External, probe: &mut Probe<'_>) {
    let path = format!("external/{name}");
    let place = probe.plan.external_place(name);
    match &external.owner {
        Some(owner) => references::check_owner(owner, &format!("{path}/owner"), probe),
        None => probe.report(
            Finding::new(
                Code::ExternalOwner,
                place,
                format!("nobody is named to talk to the vendor of `{name}`"),
            )
            .help("add `owner:`, a key of `owners`"),
        ),
    }
    let missing: Vec<&str> = [
        ("metric", external.metric.is_none()),
        ("per", external.per.is_none()),
        ("expected", external.expected.is_none()),
    ]
    .into_iter()
    .filter_map(|(field, missing)| missing.then_some(field))
    .collect();
    if !missing.is_empty() {
        let verb = if missing.len() == 1 { "is" } else { "are" };
        let missing = missing.join(", ");
        let message = format!("how much `{name}` will be used is not said: {missing} {verb} missing");
        probe.report(
            Finding::new(Code::ExternalUsage, place, message)
                .help("for example `metric: map loads, per: month, expected: 30000`"),
        );
    }
    if let Some(Err(message)) = external.lead_time.as_deref().map(duration) {
        let place = probe.plan.top_place(&format!("{path}/lead_time"));
        probe.report(Finding::new(Code::BadValue, place, message).help("write `2h`, `3d` or `40m`"));
    }
    check_time(name, external, probe);
    let (Some(expected), Some(included)) = (external.expected, external.included) else {
        return;
    };
    if expected > included {
        let metric = external.metric.as_deref().unwrap_or("units");
        let message =
            format!("`{name}` is expected to use {expected} {metric}, and the plan includes {included}");
        let at = probe.plan.top_place(&format!("{path}/expected"));
        probe.report(
            Finding::new(Code::ExternalOverPlan, at, message)
                .label(probe.plan.top_place(&format!("{path}/included")), "what the plan includes")
                .help("choose the plan for it (`plan:`, `included:`, `price:`), or allow it: overage is billed, or refused"),
        );
    }
    if external.lead_time.is_none() && probe.plan.header.window.is_some() {
        let message = format!("how long the vendor of `{name}` takes to change the plan is not said");
        probe.report(
            Finding::new(Code::ExternalLeadTime, place, message)
                .note("without it nobody knows by when to ask")
                .help("add `lead_time:`, e.g. `2h` or `3d`"),
        );
    }
}

/// A vendor that takes longer than there is time is asked too late.
fn check_time(name: &str, external: &External, probe: &mut Probe<'_>) {
    let (Some(now), Some(window)) = (probe.now, &probe.plan.window) else { return };
    let Some(lead) = external.lead_time.as_deref().and_then(|lead| duration(lead).ok()) else { return };
    let left = now.duration_until(window.ready.timestamp());
    if lead > left && !window.is_past(now) {
        let place = probe.plan.top_place(&format!("external/{name}/lead_time"));
        let hours = left.as_hours().max(0);
        let message = format!("the vendor of `{name}` takes longer than the {hours} hours that are left");
        let finding = Finding::new(Code::ExternalLeadTime, place, message);
        probe.report(
            finding.help("call them, and plan for doing without: what fails first, and who watches it"),
        );
    }
}
