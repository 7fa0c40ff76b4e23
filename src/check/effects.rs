//! Rules on what a switch and the way back do to live users.

use jiff::SignedDuration;

use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::effect::Rule;
use crate::kind::spec::Rules as _;
use crate::model::slo::Slo;
use crate::model::window::Window;
use crate::plan::{Component, Plan};
use crate::switch::change::{Change, changes};

/// The effect of each change of a component, compared with what the profile accepts.
pub(super) fn check(component: &Component, probe: &mut Probe<'_>) {
    let Some(baseline) = probe.baseline else {
        return;
    };
    for change in changes("components", &component.name, baseline, probe.plan) {
        if let Some(rule) = change.effect {
            check_interruption(&change, rule, probe);
            check_lock(component, &change, rule, baseline, probe);
        }
    }
}

/// The effect of what changes along with components, and is in no profile.
pub(super) fn check_along(probe: &mut Probe<'_>) {
    let (plan, Some(baseline)) = (probe.plan, probe.baseline) else { return };
    if plan.header.slo != Some(Slo::ZeroDowntime) {
        return;
    }
    for own in &plan.along {
        let name = &own.component.name;
        for change in changes("components", name, baseline, plan) {
            let Some(rule) = change.effect.filter(|rule| rule.effect.interrupts()) else { continue };
            let message = format!(
                "`slo: zero-downtime`, and `{}` of `{name}` changes along with `{}`, which means {}",
                change.field, own.lead, rule.effect
            );
            let finding = Finding::new(
                Code::InterruptsUsers,
                plan.place(&own.lead, &change.field.replace('.', "/")),
                message,
            )
            .label(plan.top_place("slo"), "no step may interrupt users")
            .note(rule.what)
            .help("leave it as it is on a normal day, or give the other one a constant of its own");
            probe.of_component(plan.component(&own.lead), |probe| probe.report(finding));
        }
    }
}

/// The place of a change: where the profile sets the field, or where the baseline sets the field that the profile
/// leaves out.
fn place(change: &Change, probe: &Probe<'_>) -> crate::source::Place {
    probe.place(&change.field.replace('.', "/"))
}

/// A profile that must not interrupt users does not interrupt them.
fn check_interruption(change: &Change, rule: &Rule, probe: &mut Probe<'_>) {
    if probe.plan.header.slo != Some(Slo::ZeroDowntime) || !rule.effect.interrupts() {
        return;
    }
    let message = format!("`slo: zero-downtime`, and a change of `{}` means {}", change.field, rule.effect);
    let finding = Finding::new(Code::InterruptsUsers, place(change, probe), message)
        .label(probe.plan.top_place("slo"), "no step may interrupt users")
        .note(rule.what);
    probe.report(match rule.avoid {
        Some(avoid) => finding.help(avoid),
        None => finding.help("leave it as it is on a normal day"),
    });
}

/// A managed database accepts no second change of storage while the first one is not finished.
fn check_lock(component: &Component, change: &Change, rule: &Rule, baseline: &Plan, probe: &mut Probe<'_>) {
    let length = |window: &Window| window.ready.timestamp().duration_until(window.closes.timestamp());
    let shortest: Option<SignedDuration> = probe.plan.windows.iter().map(length).min();
    let Some((lock, length)) = rule.lock.zip(shortest) else {
        return;
    };
    let grown = change.field == "storage.size";
    // Storage that has grown stays, so the way back does not change it.
    if grown || length >= lock {
        return;
    }
    let message = format!(
        "`{}` changes back {length:#} after it changed, and {} refuses a second change of storage for {lock:#}",
        change.field,
        probe.plan.cloud.short()
    );
    let before = baseline.place(&component.name, &change.field.replace('.', "/"));
    let finding = Finding::new(Code::StorageLocked, place(change, probe), message)
        .label(before, "on a normal day")
        .note("or until the first one is optimized, whichever is later");
    probe.report(finding.help("switch early enough before the window, go back later, or leave it as it is"));
}
