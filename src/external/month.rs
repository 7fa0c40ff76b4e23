//! The vendor's months in which a profile is live.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{ToSpan as _, ZonedDateTime};

use crate::model::external::External;
use crate::model::span::Span;
use crate::model::window::Window;
use crate::money::MONTH_HOURS;

/// More months than the calendar has: no loop runs longer.
const MOST_MONTHS: usize = 12 * 10_000;

/// When a profile is live, and for how long.
#[derive(Clone, Copy, Debug)]
pub enum When<'a> {
    /// In a window, so that the vendor's months have dates.
    Window(&'a Window),
    /// For a length of time without dates; a month is 730 hours.
    Length(Span),
    /// Every day.
    Always,
}

impl<'a> When<'a> {
    /// In the window if there is one, otherwise every day.
    #[must_use]
    pub fn of(window: Option<&'a Window>) -> Self {
        window.map_or(Self::Always, Self::Window)
    }
}

/// One of the vendor's months, or several that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// The begin and the end of the month, if dates are known.
    pub dates: Option<(ZonedDateTime, ZonedDateTime)>,
    /// The number of months that are alike.
    pub times: i64,
    /// The real seconds of the month that are counted and lie in the window.
    pub inside: i64,
    /// The real seconds of the month that are counted and lie outside the window.
    pub outside: i64,
    /// The real seconds of the whole window.
    pub period: i64,
    /// The reading of the vendor's meter at the start of what is counted; `None` if the whole month is counted.
    pub used: Option<u64>,
}

impl Month {
    /// Whether the whole window lies in the month, and so its busiest hour too.
    #[must_use]
    pub(crate) const fn is_entire(&self) -> bool {
        self.inside == self.period
    }

    /// Whether it is a month of 730 hours in one profile, which is no whole number of days.
    #[must_use]
    pub(crate) const fn is_average(&self) -> bool {
        self.dates.is_none() && self.outside == 0
    }
}

/// The vendor's months from the start of the window to the end of its tail, until which the plan is kept. They begin
/// on the profile's `cycle`, otherwise on the first of the month.
#[must_use]
pub fn months(external: &External, when: When<'_>) -> Vec<Month> {
    let month = i64::from(MONTH_HOURS) * 3600;
    let period = match when {
        When::Always => month,
        When::Length(span) => span.seconds,
        When::Window(window) => window.duration().as_secs(),
    };
    let undated =
        |times, inside| Month { dates: None, times, inside, outside: month - inside, period, used: None };
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

/// A month with dates. If the meter was read in it, only what comes after the reading is counted.
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
    let period = window.duration().as_secs();
    Month { dates: Some((from, to)), times: 1, inside, outside, period, used }
}

/// The months from the one that contains `from` to the one that ends no earlier than `to`.
pub(super) fn cycles(
    from: &ZonedDateTime,
    to: &ZonedDateTime,
    day: u8,
) -> Vec<(ZonedDateTime, ZonedDateTime)> {
    let first = cycle_of(from, day);
    let next = |(_, end): &(ZonedDateTime, ZonedDateTime)| (end < to).then(|| cycle_of(end, day)).flatten();
    std::iter::successors(first, next).take(MOST_MONTHS).collect()
}

/// The vendor's month that contains an instant: from midnight to midnight, in the zone of the instant. `None` at the
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

/// The end of a vendor's month: for `months` = 1 of the one that contains `at`, for 2 of the next one, and so on.
pub(super) fn nth_cycle_end(at: &ZonedDateTime, day: u8, months: i64) -> Option<ZonedDateTime> {
    let (start, _) = cycle_of(at, day)?;
    let first = start.date().first_of_month().checked_add(months.months()).ok()?;
    midnight(anchor(first, day)?, at.time_zone())
}

/// The day on which the vendor's month begins in the calendar month of `in_month`.
fn anchor(in_month: Date, day: u8) -> Option<Date> {
    let day = i8::try_from(day).ok()?.clamp(1, in_month.days_in_month());
    Date::new(in_month.year(), in_month.month(), day).ok()
}

/// The first instant of a day.
fn midnight(date: Date, zone: &TimeZone) -> Option<ZonedDateTime> {
    date.to_zoned_datetime(zone.clone()).ok()?.start_of_day().ok()
}
