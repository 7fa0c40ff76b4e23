//! When a schedule of the team's own comes: its expression, read as the cloud reads it.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _, ZonedDateTime};

use super::path::Path;

/// A schedule of the team's own that sets the numbers of a component.
#[derive(Clone, Debug)]
pub struct Scheduled {
    /// The type of the resource.
    pub resource: &'static str,
    /// The expression that says when it comes, and how it is written.
    pub when: Path,
    /// How that is written.
    pub form: Form,
    /// The zone of its clock; UTC where it is not set.
    pub zone: Path,
    /// When it begins, and when it comes if it has no expression.
    pub start: Path,
    /// When it ends.
    pub end: Path,
    /// The minimum that it sets.
    pub min: Path,
    /// The maximum that it sets.
    pub max: Path,
    /// Whether a number that is not set is 0. Otherwise it stays as it is.
    pub unset_is_zero: bool,
}

/// How the expression of a schedule is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `30 8 * * 1-5`: minute, hour, day of the month, month, day of the week; Sunday is 0 and 7.
    Five,
    /// `cron(30 8 ? * MON-FRI *)` with a year, where Sunday is 1; or `at(2027-02-03T09:00:00)`.
    Named,
}

/// When a schedule comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// Once, by the clock of its zone.
    Once(DateTime),
    /// Again and again.
    Often(Box<Often>),
}

/// The minutes, hours and days at which it comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Often {
    minutes: BTreeSet<i16>,
    hours: BTreeSet<i16>,
    /// Days of the month; none where all of them are meant.
    days: Option<BTreeSet<i16>>,
    months: BTreeSet<i16>,
    /// Days of the week from Sunday, which is 0; none where all of them are meant.
    weekdays: Option<BTreeSet<i16>>,
    /// Years; none where all of them are meant.
    years: Option<BTreeSet<i16>>,
}

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
/// The most days that are looked at.
const MOST_DAYS: usize = 800;

impl When {
    /// Reads an expression; nothing for one that is not understood, such as `rate(1 day)` or the last Friday.
    #[must_use]
    pub fn read(text: &str, form: Form) -> Option<Self> {
        let inner = |name: &str| text.trim().strip_prefix(name)?.strip_suffix(')');
        match form {
            Form::Five => Often::read(text, 0).map(|often| Self::Often(Box::new(often))),
            Form::Named => match inner("at(") {
                Some(at) => at.trim().parse().ok().map(Self::Once),
                None => Often::read(inner("cron(")?, 1).map(|often| Self::Often(Box::new(often))),
            },
        }
    }

    /// The first time at which it comes, from an instant on and before another one.
    #[must_use]
    pub fn first(&self, zone: &TimeZone, from: Timestamp, to: Timestamp) -> Option<ZonedDateTime> {
        let within = |at: DateTime| {
            let at = zone.to_ambiguous_zoned_datetime(at).compatible().ok()?;
            (from <= at.timestamp() && at.timestamp() < to).then_some(at)
        };
        let often = match self {
            Self::Once(at) => return within(*at),
            Self::Often(often) => often,
        };
        let (start, end) =
            (from.to_zoned_datetime(zone.clone()).date(), to.to_zoned_datetime(zone.clone()).date());
        let days = start.series(1.day()).take_while(|day| *day <= end).take(MOST_DAYS);
        days.filter(|day| often.is_on(*day))
            .flat_map(|day| often.times().map(move |time| day.to_datetime(time)))
            .find_map(within)
    }
}

impl Often {
    /// Five fields, or six with a year; `sunday` is the number of that day of the week.
    fn read(text: &str, sunday: i16) -> Option<Self> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let (own, year) = match fields.as_slice() {
            [own @ .., year] if own.len() == 5 && sunday == 1 => (own, Some(*year)),
            own if own.len() == 5 && sunday == 0 => (own, None),
            _ => return None,
        };
        let [minute, hour, day, month, weekday] = own else { return None };
        let named = |text: &str, names: &[&str], first: i16| {
            let upper = text.to_ascii_uppercase();
            names
                .iter()
                .zip(first..)
                .fold(upper, |text, (name, number)| text.replace(name, &number.to_string()))
        };
        let any = |text: &str| matches!(text, "*" | "?");
        let weekdays = || {
            let read = range(&named(weekday, &WEEKDAYS, sunday), sunday, 7)?;
            Some(read.into_iter().map(|day| (day - sunday).rem_euclid(7)).collect())
        };
        Some(Self {
            minutes: range(minute, 0, 59)?,
            hours: range(hour, 0, 23)?,
            days: if any(day) { None } else { Some(range(day, 1, 31)?) },
            months: range(&named(month, &MONTHS, 1), 1, 12)?,
            weekdays: if any(weekday) { None } else { Some(weekdays()?) },
            years: match year {
                Some(year) if !any(year) => Some(range(year, 1970, 2199)?),
                _ => None,
            },
        })
    }

    /// Whether it comes on a day: one of the days of the month or, where both are said, of the week.
    fn is_on(&self, date: Date) -> bool {
        let is = |all: &Option<BTreeSet<i16>>, own: i16| all.as_ref().map(|all| all.contains(&own));
        let weekday = match date.weekday() {
            Weekday::Sunday => 0,
            other => i16::from(other.to_monday_one_offset()),
        };
        let day = match (is(&self.days, i16::from(date.day())), is(&self.weekdays, weekday)) {
            (Some(day), Some(weekday)) => day || weekday,
            (day, weekday) => day.or(weekday).unwrap_or(true),
        };
        day && self.months.contains(&i16::from(date.month())) && is(&self.years, date.year()).unwrap_or(true)
    }

    fn times(&self) -> impl Iterator<Item = Time> + '_ {
        let time = |hour: i16, minute: i16| {
            Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()
        };
        self.hours
            .iter()
            .flat_map(move |hour| self.minutes.iter().filter_map(move |minute| time(*hour, *minute)))
    }
}

/// The numbers of a field: `*`, `5`, `1-5`, `*/15`, `8,20`.
fn range(text: &str, least: i16, most: i16) -> Option<BTreeSet<i16>> {
    let mut all = BTreeSet::new();
    for part in text.split(',') {
        let (span, step) = part.split_once('/').map_or((part, None), |(span, step)| (span, Some(step)));
        let step: i16 = step.map_or(Some(1), |step| step.parse().ok().filter(|step| *step > 0))?;
        let number = |text: &str| text.parse::<i16>().ok().filter(|own| (least..=most).contains(own));
        let (from, to) = match span.split_once('-') {
            _ if matches!(span, "*" | "?") => (least, most),
            Some((from, to)) => (number(from)?, number(to)?),
            // `5/15` goes on to the end.
            None if part.contains('/') => (number(span)?, most),
            None => (number(span)?, number(span)?),
        };
        if from > to {
            return None;
        }
        all.extend((from..=to).step_by(usize::try_from(step).ok()?));
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn first(text: &str, form: Form, zone: &str, from: &str) -> Option<String> {
        let zone = TimeZone::get(zone).unwrap();
        let from: Timestamp = from.parse().unwrap();
        let to = from + jiff::SignedDuration::from_hours(24 * 40);
        When::read(text, form)?.first(&zone, from, to).map(|at| at.timestamp().to_string())
    }

    #[test]
    fn expressions_are_read_as_the_cloud_reads_them() {
        // 2027-02-03 is a Wednesday.
        let five = |text, from| first(text, Form::Five, "UTC", from);
        let named = |text, from| first(text, Form::Named, "UTC", from);
        let noon = "2027-02-03T12:00:00Z";
        assert_eq!(five("0 20 * * *", noon).unwrap(), "2027-02-03T20:00:00Z");
        assert_eq!(five("30 8 * * MON-FRI", noon).unwrap(), "2027-02-04T08:30:00Z");
        assert_eq!(five("0 8 * * 0", noon).unwrap(), "2027-02-07T08:00:00Z");
        assert_eq!(five("0 8 * * 7", noon).unwrap(), "2027-02-07T08:00:00Z");
        assert_eq!(five("*/20 12 * * *", "2027-02-03T12:01:00Z").unwrap(), "2027-02-03T12:20:00Z");
        assert_eq!(five("0 0 13 * 5", noon).unwrap(), "2027-02-05T00:00:00Z");
        assert_eq!(named("cron(0 7 ? * 2-6 *)", "2027-02-06T12:00:00Z").unwrap(), "2027-02-08T07:00:00Z");
        assert_eq!(named("cron(0 7 1 3 ? 2027)", noon).unwrap(), "2027-03-01T07:00:00Z");
        assert_eq!(named("at(2027-02-10T07:00:00)", noon).unwrap(), "2027-02-10T07:00:00Z");
        assert_eq!(
            first("0 20 * * *", Form::Five, "America/New_York", noon).unwrap(),
            "2027-02-04T01:00:00Z"
        );
        for none in ["rate(1 day)", "cron(0 7 L * ? *)", "cron(0 7 ? * 6#3 *)", "0 25 * * *", "0 7 * *", ""] {
            assert_eq!((named(none, noon), five(none, noon)), (None, None), "{none}");
        }
        assert_eq!(named("at(2026-02-10T07:00:00)", noon), None, "it is over");
    }
}
