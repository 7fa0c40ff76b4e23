//! Tells a person by the clock that a launch is over. What is written to a file or a program is the same at any time, so it
//! is held against a time only where one is given: `--now`.

use jiff::Timestamp;

use crate::commands::terminal::{Terminal, talk};
use crate::model::window::stamp;
use crate::plan::Plan;

/// Says on a terminal which of some profiles have no window that is still to end. With `now` the rules say it.
pub(super) fn say_ended<'a>(plans: impl Iterator<Item = &'a Plan>, now: Option<Timestamp>) {
    if now.is_some() || !Terminal::is_heard() {
        return;
    }
    let now = Timestamp::now();
    for plan in plans {
        if let Some(window) = plan.over(now) {
            talk(&format!(
                "the last window of `{}` ended on {}: set `start` to the next one, or hold it against another time with --now\n",
                plan.name(),
                stamp(&window.closes)
            ));
        }
    }
}
