//! When something is due: relative to the start, and on the clock where there is a date.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::model::window::{Window, stamp};
use crate::timeline::minus;

/// When something is due.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// `T-1:40`.
    pub minus: String,
    /// In the profile's own zone; none without a date.
    pub at: Option<String>,
    /// Whether it has passed; false when nobody says what time it is.
    pub passed: bool,
    /// Whether that is too late to begin with it. Whether it has been done is not known here.
    pub late: bool,
    /// How much time is left, where somebody says what time it is.
    pub left: Option<String>,
}

impl Clock {
    /// So long before the start of a window.
    #[must_use]
    pub fn new(before: SignedDuration, window: Option<&Window>, now: Option<Timestamp>) -> Self {
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

/// How much time is left, as it is said: `in 5 min`, or `now`.
pub(super) fn until(left: &str) -> String {
    if left == "0 min" { "now".to_owned() } else { format!("in {left}") }
}

/// From so many hours on it is days.
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
