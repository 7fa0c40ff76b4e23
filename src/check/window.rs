//! Rules on the window.

use super::Probe;
use crate::diagnostic::{Code, Finding};

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
    if window.crosses_clock_change() {
        let hours = window.duration().as_hours();
        probe.report(
            Finding::new(Code::WindowDst, place, "the clocks change between `ready` and the end")
                .note(format!("it lasts {hours} real hours; the end by the clock is {}", window.end))
                .help("check that the end is the one you mean, and allow it: `allow: {window-dst: …}`"),
        );
    }
}
