//! The vendor's months that a stay in a profile touches.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{ToSpan as _, ZonedDateTime};

use crate::model::external::External;
use crate::model::span::Span;
use crate::model::window::Window;
use crate::money::MONTH_HOURS;

/// More months than the calendar has.
const MOST_MONTHS: usize = 12 * 10_000;

/// For how long, and when, a profile is live.
#[derive(Clone, Copy, Debug)]
pub enum When<'a> {
    /// In a window: the vendor's months have dates.
    Window(&'a Window),
    /// For a length of time that no date is known for; a month is 730 hours.
    Length(Span),
    /// Every day.
    Always,
}

impl<'a> When<'a> {
    /// A window where there is one.
    #[must_use]
    pub fn of(window: Option<&'a Window>) -> Self {
        window.map_or(Self::Always, Self::Window)
    }
}

/// One of a vendor's months, or several that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// When it begins and ends, where dates are known.
    pub dates: Option<(ZonedDateTime, ZonedDateTime)>,
    /// How many there are of it.
    pub times: i64,
    /// Real seconds of it that are counted and in the window.
    pub inside: i64,
    /// Real seconds of it that are counted and not in the window.
    pub outside: i64,
    /// Real seconds of the whole stay.
    pub stay: i64,
    /// What the vendor's meter said at the start of what is counted; none when that is the whole month.
    pub used: Option<u64>,
}

impl Month {
    /// Whether all of the stay is counted in it: its busiest hour too, then.
    #[must_use]
    pub const fn is_entire(&self) -> bool {
        self.inside == self.stay
    }

    /// Whether it is a month of 730 hours in one profile, which has no whole number of days.
    #[must_use]
    pub const fn is_average(&self) -> bool {
        self.dates.is_none() && self.outside == 0
    }
}

/// The vendor's months from the start of the stay to its end, a window's tail with it: until that is over a
/// plan is kept. They begin on the profile's `cycle`, else on the first of the calendar's.
#[must_use]
pub fn months(external: &External, when: When<'_>) -> Vec<Month> {
    let month = i64::from(MONTH_HOURS) * 3600;
    let stay = match when {
        When::Always => month,
        When::Length(span) => span.seconds,
        When::Window(window) => window.duration().as_secs(),
    };
    let undated =
        |times, inside| Month { dates: None, times, inside, outside: month - inside, stay, used: None };
    match when {
        When::Always => vec![undated(1, month)],
        When::Length(span) => {
            let whole = span.months.max(1) - 1;
            let rest = span.seconds.saturating_sub(whole.saturating_mul(month)).clamp(0, month);
            let mut out = vec![undated(1, rest)];
            if whole > 0 {
                out.insert(0, undated(whole, month));
            }
            out
        }
        When::Window(window) => {
            let cycles = cycles(&window.start, &window.closes, external.cycle.unwrap_or(1));
            cycles.into_iter().map(|cycle| dated(cycle, window, external)).collect()
        }
    }
}

/// A month with dates; with a reading of the meter in it, what comes after that.
fn dated((from, to): (ZonedDateTime, ZonedDateTime), window: &Window, external: &External) -> Month {
    let read = external.used.as_ref().and_then(|used| {
        let on = midnight(used.on, from.time_zone())?;
        (from <= on && on < to).then_some((on, used.amount))
    });
    let start = read.as_ref().map_or(&from, |(on, _)| on);
    let seconds = |from: &ZonedDateTime, to: &ZonedDateTime| {
        from.timestamp().duration_until(to.timestamp()).as_secs().max(0)
    };
    let inside = seconds((&window.start).max(start), (&window.end).min(&to));
    let outside = seconds(start, &to) - inside;
    let used = read.as_ref().map(|(_, amount)| *amount);
    let stay = window.duration().as_secs();
    Month { dates: Some((from, to)), times: 1, inside, outside, stay, used }
}

/// The months from the one that holds `from` to the one that ends no earlier than `to`.
pub(super) fn cycles(
    from: &ZonedDateTime,
    to: &ZonedDateTime,
    day: u8,
) -> Vec<(ZonedDateTime, ZonedDateTime)> {
    let first = cycle_of(from, day);
    let next = |(_, end): &(ZonedDateTime, ZonedDateTime)| (end < to).then(|| cycle_of(end, day)).flatten();
    std::iter::successors(first, next).take(MOST_MONTHS).collect()
}

/// The vendor's month that an instant lies in: from midnight to midnight, in the instant's zone. None at the
/// end of the calendar.
#[must_use]
pub fn cycle_of(at: &ZonedDateTime, day: u8) -> Option<(ZonedDateTime, ZonedDateTime)> {
    let zone = at.time_zone();
    let this = anchor(at.date(), day)?;
    let first = at.date().first_of_month();
    let (from, to) = if midnight(this, zone)? <= *at {
        (this, anchor(first.checked_add(1.month()).ok()?, day)?)
    } else {
        (anchor(first.checked_sub(1.month()).ok()?, day)?, this)
    };
    Some((midnight(from, zone)?, midnight(to, zone)?))
}

/// The end of the vendor's month so many after the one before that which `at` lies in: 1 is its own end.
pub(super) fn nth_cycle_end(at: &ZonedDateTime, day: u8, months: i64) -> Option<ZonedDateTime> {
    let (start, _) = cycle_of(at, day)?;
    let first = start.date().first_of_month().checked_add(months.months()).ok()?;
    midnight(anchor(first, day)?, at.time_zone())
}

/// The day on which the vendor's month begins in a calendar month.
fn anchor(in_month: Date, day: u8) -> Option<Date> {
    let day = i8::try_from(day).ok()?.clamp(1, in_month.days_in_month());
    Date::new(in_month.year(), in_month.month(), day).ok()
}

/// The first instant of a day.
fn midnight(date: Date, zone: &TimeZone) -> Option<ZonedDateTime> {
    date.to_zoned_datetime(zone.clone()).ok()?.start_of_day().ok()
}
