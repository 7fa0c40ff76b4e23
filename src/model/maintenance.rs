//! When the cloud may do its own work on something: once a week.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

/// Minutes of a week.
const WEEK: u32 = 7 * 24 * 60;
/// The days, a week beginning on Monday.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// The shortest one, in minutes. Managed databases ask for so much (RDS API reference, `CreateDBInstance`).
const LEAST: u32 = 30;

/// The same time of each week, in UTC: `sun:03:00-sun:04:00`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Maintenance {
    text: String,
    /// Minutes since Monday, 00:00 UTC.
    start: u32,
    /// In minutes, less than a week.
    length: u32,
}

impl Maintenance {
    /// Reads one.
    ///
    /// # Errors
    /// The reason, in one line.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no time of a week: write `sun:03:00-sun:04:00`, in UTC");
        let (start, end) = text.split_once('-').ok_or_else(wrong)?;
        let (start, end) = (minute(start).ok_or_else(wrong)?, minute(end).ok_or_else(wrong)?);
        let length = (WEEK + end - start) % WEEK;
        if length < LEAST {
            let long = written(start, LEAST);
            return Err(format!(
                "`{text}` is shorter than the {LEAST} minutes that a cloud needs at the least: write `{long}`"
            ));
        }
        Ok(Self { text: text.to_owned(), start, length })
    }

    /// As a profile writes it.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// As a profile would write it so many minutes later: on another day, or by another clock.
    #[must_use]
    pub(crate) fn later(&self, minutes: i64) -> String {
        let by = u32::try_from(minutes.rem_euclid(WEEK.into())).unwrap_or(0);
        written((self.start + by) % WEEK, self.length)
    }

    /// The same time on the nearest other day on which it shares nothing with what is between two instants.
    #[must_use]
    pub(crate) fn free_day(&self, from: Timestamp, to: Timestamp) -> Option<String> {
        let days = (1..7).map(|days| self.later(days * 24 * 60));
        days.into_iter().find(|text| Self::read(text).is_ok_and(|other| !other.overlaps(from, to)))
    }

    /// Whether it shares some time with what is between two instants.
    #[must_use]
    pub(crate) fn overlaps(&self, from: Timestamp, to: Timestamp) -> bool {
        let at = from.to_zoned_datetime(TimeZone::UTC);
        let of = |value: i8| u32::try_from(value).unwrap_or(0);
        let day = of(at.weekday().to_monday_zero_offset());
        let minute = (day * 24 + of(at.hour())) * 60 + of(at.minute());
        // A part of a minute is one.
        let minutes = (from.duration_until(to).as_secs() + i64::from(at.second()) + 59).div_euclid(60);
        let length = u32::try_from(minutes).unwrap_or(if minutes < 0 { 0 } else { WEEK });
        let after = |from: u32, to: u32| (WEEK + to - from) % WEEK;
        length >= WEEK || after(self.start, minute) < self.length || after(minute, self.start) < length
    }
}

/// So many minutes from a minute of the week on, as a profile writes them.
fn written(start: u32, length: u32) -> String {
    let one = |minute: u32| {
        let (day, hour) = (minute / (24 * 60) % 7, minute / 60 % 24);
        format!("{}:{hour:02}:{:02}", DAYS.get(day as usize).unwrap_or(&DAYS[0]), minute % 60)
    };
    format!("{}-{}", one(start), one((start + length) % WEEK))
}

/// `sun:03:00` in minutes since Monday, 00:00.
fn minute(text: &str) -> Option<u32> {
    let mut parts = text.split(':');
    let (day, hour, minute) = (parts.next()?, parts.next()?, parts.next()?);
    let day = DAYS.iter().position(|name| *name == day)?;
    let number = |text: &str, below: u32| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u32>().ok().filter(|number| digits && *number < below)
    };
    let (hour, minute) = (number(hour, 24)?, number(minute, 60)?);
    (parts.next().is_none()).then_some((u32::try_from(day).ok()? * 24 + hour) * 60 + minute)
}

impl<'de> Deserialize<'de> for Maintenance {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<'_, str>::deserialize(from)?;
        Self::read(&text).map_err(de::Error::custom)
    }
}

impl JsonSchema for Maintenance {
    fn schema_name() -> Cow<'static, str> {
        "Maintenance".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "maxLength": 19, "examples": ["sun:03:00-sun:04:00", "wed:02:00-wed:03:00"] })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    /// Minute by minute, also where either lies across two weeks.
    #[test]
    fn overlap_is_a_shared_minute() {
        let monday: Timestamp = "2027-02-01T00:00:00Z".parse().unwrap();
        let at = |minutes: i64| monday.checked_add(SignedDuration::from_mins(minutes)).unwrap();
        for (text, from, to) in [
            ("mon:03:00-mon:04:00", 180, 240),
            ("wed:23:45-thu:00:15", 4305, 4335),
            ("sun:23:30-mon:00:30", 10_050, 10_110),
        ] {
            let time = Maintenance::read(text).unwrap();
            for start in (-300..11_000).step_by(5) {
                for length in [1, 20, 1_440, 10_000, 10_080] {
                    let shared = (-1..3).any(|week| {
                        let (from, to) = (from + week * 10_080, to + week * 10_080);
                        start < to && from < start + length
                    });
                    assert_eq!(
                        time.overlaps(at(start), at(start + length)),
                        shared,
                        "{text} {start} {length}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_no_time_of_a_week_is_refused() {
        for text in [
            "",
            "sun:3:00-sun:04:00",
            "Sun:03:00-Sun:04:00",
            "sun:24:00-mon:01:00",
            "sun:03:00-sun:03:29",
            "sun:03:00",
            "sun:03:00-sun:03:00",
            "sun:03:00:00-sun:04:00",
        ] {
            assert!(Maintenance::read(text).is_err(), "{text}");
        }
    }
}
