//! The rule on work that is still running when the window ends.

use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules as _;
use crate::plan::Component;
use crate::switch::schedule;

/// The number of names that a message lists.
const NAMED: usize = 3;

/// No ceiling falls to less than a third at once: the cloud would end the rest in the middle of its work.
pub(super) fn check(probe: &mut Probe<'_>) {
    let Some(everyday) = probe.baseline else { return };
    let Some(window) = probe.plan.windows.iter().find(|window| window.tail().is_zero()) else { return };
    let falls = |own: &Component| {
        let facets = own.spec.facets();
        // The counts of a component that holds data do not fall by themselves.
        let (own_max, before) =
            (facets.count?.max, schedule::timed(own, everyday).filter(|_| !facets.stateful)?);
        let at_once = u64::from(before.max) * 3 < u64::from(own_max);
        at_once.then(|| (own.name.clone(), format!("{} {own_max} -> {}", own.name, before.max)))
    };
    let falls: Vec<(String, String)> = probe.plan.components.iter().filter_map(falls).collect();
    let Some((first, _)) = falls.first() else { return };
    let path =
        probe.plan.component(first).map(|own| own.spec.facets().counted).unwrap_or_default().path("max");
    let mut named: Vec<&str> = falls.iter().take(NAMED).map(|(_, fall)| fall.as_str()).collect();
    let more = format!("{} more", falls.len().saturating_sub(NAMED));
    if falls.len() > NAMED {
        named.push(&more);
    }
    let message = format!("ceilings fall to less than a third at once at the end: {}", named.join(", "));
    let several = !probe.plan.header.windows.is_empty();
    let place = if several { probe.plan.window_place(window) } else { probe.plan.windows_place() };
    let finding = Finding::new(Code::TailMissing, place, message)
        .label(probe.plan.place(first, &path), "falls from here")
        .note(format!(
            "{} ends what is above a ceiling within minutes, also what is in the middle of its work",
            probe.plan.cloud.short()
        ));
    probe.report(finding.help(
        "add a `tail` to the window, e.g. `tail: 2h`: floors fall at the end, ceilings so long after it",
    ));
}
