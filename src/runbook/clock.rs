//! The time of a step: relative to the start of the window, and on the clock if the window has a date.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::model::window::{Window, stamp};
use crate::switch::timeline::minus;

/// The time of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// The time relative to the start of the window: `T-1:40`.
    pub minus: String,
    /// The time in the profile's own zone; `None` without a date.
    pub at: Option<String>,
    /// Whether the time has passed; false if the present time is not known.
    pub passed: bool,
    /// Whether it is too late to begin the step. Nobody knows here whether the step is done.
    pub late: bool,
    /// How much time is left, if the present time is known.
    pub left: Option<String>,
}

impl Clock {
    /// The time this long before the start of the window.
    #[must_use]
    pub(crate) fn new(before: SignedDuration, window: Option<&Window>, now: Option<Timestamp>) -> Self {
        let at = window.and_then(|window| window.start.checked_sub(before).ok());
        let left = at.as_ref().zip(now).map(|(at, now)| now.duration_until(at.timestamp()));
        Self {
            minus: minus(before),
            at: at.as_ref().map(stamp),
            passed: left.is_some_and(|left| left.is_negative()),
            late: left.is_some_and(|left| left.is_negative()),
            left: left.filter(|left| !left.is_negative()).map(length),
        }
    }
}

/// The time that is left, in words: `in 5 min`, or `now`.
pub(super) fn until(left: &str) -> String {
    if left == "0 min" { "now".to_owned() } else { format!("in {left}") }
}

/// From this many hours on, days are counted.
const LONG: i64 = 100;

/// `1 h 40 min`, to the minute; `24 days 22 h`, to the hour.
pub(super) fn length(length: SignedDuration) -> String {
    let minutes = length.as_secs() / 60;
    match (minutes / 60, minutes % 60) {
        (hours @ LONG.., _) => format!("{} days {} h", hours / 24, hours % 24),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}
