//! Rules on the window.

use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules as _;
use crate::model::window::{Window, stamp};
use crate::source::Place;

/// The window lies ahead, and no change of clocks falls into it. Its zone and order are checked where it is read.
pub(super) fn check(probe: &mut Probe<'_>) {
    let Some(window) = &probe.plan.window else {
        return check_end(probe);
    };
    let place = probe.plan.top_place("window/start");
    if let Some(now) = probe.known.now.filter(|now| window.is_past(*now)) {
        let now = now.to_zoned_datetime(window.start.time_zone().clone());
        let message = format!("the window was over at {}, and it is {}", stamp(&window.closes), stamp(&now));
        let finding = Finding::new(Code::WindowPast, place, message);
        probe.report(
            finding.help("set `start` to the next one, or hold it against another time: `--now TIME`"),
        );
    }
    if probe.baseline.is_none() {
        let message = "the window ends, and no profile says what to go back to";
        probe.report(Finding::new(Code::NoWayBack, place, message).help(
            "write the everyday size as `profiles/normal.yaml`, without a window, and let this one extend it",
        ));
    }
    check_overlap(window, place, probe);
    check_maintenance(window, probe);
    if window.crosses_clock_change() {
        let hours = window.duration().as_hours();
        probe.report(
            Finding::new(Code::WindowDst, place, "the clocks change between `ready` and the end")
                .note(format!("it lasts {hours} real hours; the end by the clock is {}", window.end))
                .help("check that the end is the one you mean, and allow it: `allow: {window-dst: …}`"),
        );
    }
}

/// A launch that is planned for a day has an end.
fn check_end(probe: &mut Probe<'_>) {
    let header = &probe.plan.header;
    let planned = [
        ("event", header.event.is_some()),
        ("plan_b", !header.plan_b.is_empty()),
        ("budget/window", header.budget.as_ref().is_some_and(|budget| budget.window.is_some())),
    ];
    let planned = planned.into_iter().find_map(|(field, given)| given.then_some(field));
    // A window that cannot be read has a finding of its own.
    let Some(field) = planned.filter(|_| probe.baseline.is_some() && header.window.is_none()) else { return };
    let message = "this profile is for a launch, and does not say when that ends";
    let finding = Finding::new(Code::NoEnd, probe.plan.top_place("profile"), message)
        .label(probe.plan.top_place(field), "only a launch needs this");
    probe.report(
        finding.help("add `window: {start: …, duration: 24h}`: nothing comes back by itself without"),
    );
}

/// The cloud does not choose the launch to patch a database and restart it.
fn check_maintenance(window: &Window, probe: &mut Probe<'_>) {
    let plan = probe.plan;
    let timed = || plan.components.iter().filter(|own| own.spec.facets().maintenance.is_some());
    if timed().next().is_none() {
        return;
    }
    let Some(from) = probe.shared.begins(plan) else { return };
    let to = window.closes.timestamp();
    for component in timed() {
        let Some(time) = component.spec.facets().maintenance.filter(|time| time.overlaps(from, to)) else {
            continue;
        };
        probe.of_component(Some(component), |probe| {
            let offset = window.start.offset();
            let here = time.later(i64::from(offset.seconds()) / 60);
            let message = format!(
                "{} may restart it between the switch and the way back: {} UTC, {here} by the clock of the window",
                plan.cloud.short(),
                time.as_str()
            );
            let finding = Finding::new(Code::MaintenanceOverlap, probe.place("maintenance"), message)
                .label(plan.top_place("window/start"), "the start");
            let other = time.free_day(from, to);
            let other = other.map_or_else(String::new, |other| format!(", such as `{other}` in UTC"));
            probe.report(finding.help(format!("choose another time of the week in all profiles{other}")));
        });
    }
}

/// One stack has one size at a time. The finding is reported for the profile that starts later.
fn check_overlap(window: &Window, place: Place, probe: &mut Probe<'_>) {
    let plan = probe.plan;
    let Some(switch) = probe.shared.begins(plan) else { return };
    let others = probe.all.values().filter_map(|other| Some((other, other.window.as_ref()?)));
    for (other, earlier) in others {
        let first = (&earlier.start, other.name()) < (&window.start, plan.name());
        let ends_before = |begins| window.closes.timestamp() <= begins;
        if !first
            || earlier.closes.timestamp() <= switch
            || probe.shared.begins(other).is_none_or(ends_before)
        {
            continue;
        }
        let at = other.top_place("window/start");
        // A profile that inherits the window of its base is another form of the same day.
        if at == place {
            continue;
        }
        let part = if earlier.end.timestamp() <= switch { "tail of the window" } else { "window" };
        let switch = stamp(&switch.to_zoned_datetime(window.start.time_zone().clone()));
        let message = format!(
            "the {part} of `{}` is not over when the switch to this one begins, at {switch}",
            other.name()
        );
        let finding = Finding::new(Code::WindowsOverlap, place, message).label(at, "it starts here");
        probe.report(
            finding
                .note("all profiles share one stack: whichever is applied last undoes the other")
                .help("move one of them, or write one profile for both with the larger sizes"),
        );
    }
}
