//! The time of a step: relative to the start of the window, and on the clock if the window has a date.

use jiff::{SignedDuration, Timestamp, ZonedDateTime};
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
    /// The same time as people say it, with the day of the week and the zone; the year stands beside it only if it is
    /// not the year in which the window starts. `None` without a date.
    pub day: Option<String>,
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
            day: at.as_ref().zip(window).map(|(at, window)| day(at, &window.start)),
            passed: left.is_some_and(|left| left.is_negative()),
            late: left.is_some_and(|left| left.is_negative()),
            left: left.filter(|left| !left.is_negative()).map(length),
        }
    }
}

/// An instant as people say it: `Wed 3 Feb 09:00 UTC+2`, or `Wed 3 Feb 09:00 Europe/Helsinki` where the profile names
/// the zone. The year is there if it is another one than that of `near`.
pub(super) fn day(at: &ZonedDateTime, near: &ZonedDateTime) -> String {
    if at.year() == near.year() {
        format!("{} {}", at.strftime("%a %-d %b %H:%M"), zone(at))
    } else {
        dated(at)
    }
}

/// An instant as people say it, with its year: `Wed 3 Feb 2027 09:00 UTC+2`.
pub(super) fn dated(at: &ZonedDateTime) -> String {
    format!("{} {}", at.strftime("%a %-d %b %Y %H:%M"), zone(at))
}

/// The zone of an instant: its name, or its offset, such as `UTC+2` and `UTC-3:30`.
fn zone(at: &ZonedDateTime) -> String {
    if let Some(name) = at.time_zone().iana_name() {
        return name.to_owned();
    }
    let minutes = at.offset().seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    match (minutes.abs() / 60, minutes.abs() % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{dated, day};
    use crate::model::window::WindowSpec;

    fn said(start: &str) -> String {
        let spec = WindowSpec {
            start: Some(start.to_owned()),
            ..serde_json::from_value(serde_json::json!({"start": "", "duration": "1h"})).unwrap()
        };
        day(&spec.read().unwrap()[0].start, &"2027-06-01T00:00:00[UTC]".parse().unwrap())
    }

    #[test]
    fn a_time_has_its_day_of_the_week_and_its_zone() {
        for (start, says) in [
            ("2027-02-03T09:00:00+02:00", "Wed 3 Feb 09:00 UTC+2"),
            ("2027-02-03T09:00:00-03:30", "Wed 3 Feb 09:00 UTC-3:30"),
            ("2027-02-03T09:00:00Z", "Wed 3 Feb 09:00 UTC"),
            ("2027-02-03T09:00:00[Europe/Helsinki]", "Wed 3 Feb 09:00 Europe/Helsinki"),
            ("2028-02-03T09:00:00+02:00", "Thu 3 Feb 2028 09:00 UTC+2"),
        ] {
            assert_eq!(said(start), says);
        }
        assert_eq!(dated(&"2027-02-03T09:00:00[UTC]".parse().unwrap()), "Wed 3 Feb 2027 09:00 UTC");
    }
}
