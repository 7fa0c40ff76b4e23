//! Rules on the window.

use super::Probe;
use crate::diagnostic::{Code, Finding};
use crate::plan::Window;
use crate::source::Place;

/// It lies ahead, and the clocks do not change in it. Zone and order are checked where it is read.
pub(super) fn check(probe: &mut Probe<'_>) {
    let Some(window) = &probe.plan.window else {
        return;
    };
    let place = probe.plan.top_place("window/start");
    if let Some(now) = probe.now.filter(|now| window.is_past(*now)) {
        let finding = Finding::new(Code::WindowPast, place, format!("the window is over at {now}"));
        probe.report(finding.help("set `start` to the next one"));
    }
    check_overlap(window, place, probe);
    if window.crosses_clock_change() {
        let hours = window.duration().as_hours();
        probe.report(
            Finding::new(Code::WindowDst, place, "the clocks change between `ready` and the end")
                .note(format!("it lasts {hours} real hours; the end by the clock is {}", window.end))
                .help("check that the end is the one you mean, and allow it: `allow: {window-dst: …}`"),
        );
    }
}

/// One stack has one size at a time. The profile that starts later is the one to look at.
fn check_overlap(window: &Window, place: Place, probe: &mut Probe<'_>) {
    let plan = probe.plan;
    let others = probe.all.values().filter_map(|other| Some((other, other.window.as_ref()?)));
    for (other, earlier) in others {
        let first = (&earlier.start, other.name()) < (&window.start, plan.name());
        let at = other.top_place("window/start");
        // A profile that takes the window of its base is another form of the same day.
        if !first || at == place || earlier.end <= window.ready || window.end <= earlier.ready {
            continue;
        }
        let message = format!("the window of `{}` is not over when this one must be ready", other.name());
        let finding = Finding::new(Code::WindowsOverlap, place, message).label(at, "it starts here");
        probe.report(
            finding
                .note("all profiles share one stack: whichever is applied last undoes the other")
                .help("move one of them, or write one profile for both with the larger sizes"),
        );
    }
}
