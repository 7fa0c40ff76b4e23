//! The times of a switch in words: on the clock where its window has a date, else counted from its start.

use jiff::{SignedDuration, ZonedDateTime};

use crate::model::window::Window;

/// From this many hours on, lengths are counted in days.
const LONG: i64 = 100;

/// Says the times of a switch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock<'a>(Option<&'a Window>);

impl<'a> Clock<'a> {
    /// The clock of a window; without one, times are counted from the start.
    pub(crate) const fn of(window: Option<&'a Window>) -> Self {
        Self(window)
    }

    /// The time this long before the start: `Wed 3 Feb 06:35`, or `2 h 25 min before the start`.
    pub(crate) fn before(self, before: SignedDuration) -> String {
        match self.instant(before) {
            Some(at) => self.at(&at),
            None if before.is_zero() => "at the start".to_owned(),
            None if before.is_negative() => format!("{} after the start", length(before.abs())),
            None => format!("{} before the start", length(before)),
        }
    }

    /// An instant in the zone of the window: `Wed 3 Feb 06:35`. The year is said if it is another one than that of
    /// the start, and the offset if the clocks have changed in between.
    pub(crate) fn at(self, at: &ZonedDateTime) -> String {
        let Some(window) = self.0 else { return format!("{} ({})", day(at, true), offset(at)) };
        let at = at.with_time_zone(window.start.time_zone().clone());
        let shown = day(&at, at.year() != window.start.year());
        if at.offset() == window.start.offset() { shown } else { format!("{shown} ({})", offset(&at)) }
    }

    /// The instant this long before the start, if the window has a date.
    pub(crate) fn instant(self, before: SignedDuration) -> Option<ZonedDateTime> {
        self.0?.start.checked_sub(before).ok()
    }

    /// The zone in which all times are: `UTC+2`, with its name if the profile says it.
    pub(crate) fn zone(self) -> Option<String> {
        let start = &self.0?.start;
        let named = start.time_zone().iana_name().filter(|name| *name != "UTC");
        Some(named.map_or_else(|| offset(start), |name| format!("{name}, {}", offset(start))))
    }
}

fn day(at: &ZonedDateTime, year: bool) -> String {
    at.strftime(if year { "%a %-d %b %Y %H:%M" } else { "%a %-d %b %H:%M" }).to_string()
}

/// `UTC+2`, `UTC-3:30`, or `UTC`.
fn offset(at: &ZonedDateTime) -> String {
    let seconds = at.offset().seconds();
    let minutes = seconds.unsigned_abs() / 60;
    let sign = if seconds < 0 { '-' } else { '+' };
    match (minutes / 60, minutes % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

/// `5 min`, `1 h 40 min`; `24 days 22 h` from a hundred hours on. Seconds are rounded up.
pub(crate) fn length(length: SignedDuration) -> String {
    let minutes = length.as_secs().saturating_add(59) / 60;
    match (minutes / 60, minutes % 60) {
        (hours @ LONG.., _) if hours % 24 == 0 => format!("{} days", hours / 24),
        (hours @ LONG.., _) => format!("{} days {} h", hours / 24, hours % 24),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}
