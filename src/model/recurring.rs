//! Windows that recur: the days on which they start, from the first to the last. A recurrence has an end, so that what is
//! written, priced and scheduled is finite and the same on every day on which it is read.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{ToSpan as _, ZonedDateTime};

use crate::model::calendar::Occurrence;
use crate::model::window::{
    MOST, Window, WindowError, WindowSpec, Wrong, ZONE, no_such_day, zone_meant, zoned,
};

/// The names of the days, in the order in which people write them.
const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// What is written in `every`.
struct Every {
    days: Vec<Weekday>,
    time: Time,
    zone: TimeZone,
}

impl WindowSpec {
    /// All windows that are meant, in the order of time: one, or those of a recurrence.
    ///
    /// # Errors
    /// The first field that cannot be read, lacks a zone, is out of its bounds or does not fit to the others.
    pub(crate) fn read(&self) -> Result<Vec<Window>, WindowError> {
        if self.calendar.is_some() {
            return self.only_calendar().map(|()| Vec::new());
        }
        let wrong = |field, message: &str, help: &str| Err(Wrong::new(message, help).of(field, false));
        let only_every = [
            ("first", self.first.is_some()),
            ("until", self.until.is_some()),
            ("except", !self.except.is_empty()),
        ];
        match (&self.start, &self.every) {
            (Some(start), None) => {
                if let Some((field, _)) = only_every.into_iter().find(|(_, given)| *given) {
                    let message =
                        format!("`{field}` belongs to a window that recurs, and this one has a `start`");
                    return wrong(field, &message, "leave it out, or write `every` in place of `start`");
                }
                let start = zoned(start).map_err(|wrong| wrong.of("start", false))?;
                Ok(vec![self.starting(start)?])
            }
            (None, Some(every)) => self.recurring(every),
            (Some(_), Some(_)) => wrong(
                "every",
                "`start` and `every` are both given: a window starts once, or again and again",
                "leave one of them out; the first day of a window that recurs is `first`",
            ),
            (None, None) => wrong(
                "",
                "the window does not say when it starts",
                "write `start: \"2027-02-03T09:00:00[Europe/London]\"`, or `every: friday 20:15 Europe/London`",
            ),
        }
    }

    /// Nothing else says when the windows of a calendar start.
    fn only_calendar(&self) -> Result<(), WindowError> {
        let all = [
            ("start", self.start.is_some()),
            ("every", self.every.is_some()),
            ("first", self.first.is_some()),
            ("until", self.until.is_some()),
            ("except", !self.except.is_empty()),
        ];
        let Some((field, _)) = all.into_iter().find(|(_, given)| *given) else { return Ok(()) };
        let message = format!("`{field}` stands beside a `calendar`, which says when windows start");
        Err(Wrong::new(message, "leave one of them out, or write two windows").of(field, false))
    }

    /// The window of one event of a calendar: with the length of the event, or its own where that has none.
    ///
    /// # Errors
    /// The first of the fields that cannot be read, or is out of its bounds.
    pub(crate) fn of_event(&self, event: &Occurrence) -> Result<Window, WindowError> {
        match event.length {
            Some(length) if self.duration.is_none() => {
                self.lasting(event.start.clone(), length.as_secs().seconds())
            }
            _ => self.starting(event.start.clone()),
        }
    }

    /// The windows of a recurrence.
    fn recurring(&self, every: &str) -> Result<Vec<Window>, WindowError> {
        let every = read(every).map_err(|wrong| wrong.of("every", false))?;
        let limit = |field: &'static str, text: &Option<String>| {
            let text = text.as_ref().ok_or_else(|| self.endless())?;
            date(text).map_err(|wrong| wrong.of(field, false))
        };
        let first = limit("first", &self.first)?;
        let until = limit("until", &self.until)?;
        if until < first {
            let message = format!("the last day, {until}, is before the first, {first}");
            return Err(Wrong::new(message, "write a later `until`").of("until", true));
        }
        let except = self.except.iter().map(|text| date(text));
        let except: BTreeSet<Date> =
            except.collect::<Result<_, _>>().map_err(|wrong| wrong.of("except", false))?;
        if let Some(none) = except.iter().find(|day| !every.is_on(**day) || **day < first || **day > until) {
            let message = format!("it does not start on {none}, a {}, anyway", name(none.weekday()));
            return Err(Wrong::new(message, "leave the day out of `except`").of("except", true));
        }
        let mut windows = Vec::new();
        let mut day = first;
        while day <= until {
            if every.is_on(day) && !except.contains(&day) {
                if windows.len() == MOST {
                    let message = format!("these are more than {MOST} windows");
                    let help = format!(
                        "write `until: {}`, and a later day when it is looked at again",
                        day.saturating_sub(1.day())
                    );
                    return Err(Wrong::new(message, help).of("until", true));
                }
                windows.push(self.starting(every.on(day)?)?);
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        if windows.is_empty() {
            let message = format!("it starts on no day from {first} to {until}");
            return Err(
                Wrong::new(message, "write a later `until`, or fewer days in `except`").of("until", true)
            );
        }
        Ok(windows)
    }
}

impl WindowSpec {
    /// What is said of a recurrence that has no first or no last day.
    fn endless(&self) -> WindowError {
        let (field, what, days) = match (&self.first, &self.until) {
            (None, Some(_)) => ("first", "from which day on", format!("`first: {FIRST}`")),
            (Some(_), None) => ("until", "until which day", format!("`until: {EXAMPLE}`")),
            _ => (
                "every",
                "from which day on, nor until which",
                format!("`first: {FIRST}` and `until: {EXAMPLE}`"),
            ),
        };
        let not = if field == "every" { "says neither" } else { "does not say" };
        let message = format!("a window that recurs {not} {what}");
        let help = format!(
            "add {days}, at most {MOST} windows: schedules and costs are of all windows together, and a build is the same \
             on every day on which it is made"
        );
        Wrong::new(message, help).of(field, false)
    }
}

impl Every {
    fn is_on(&self, day: Date) -> bool {
        self.days.contains(&day.weekday())
    }

    /// The start on a day. A time over which the clocks go forward is as much later, and of one that is there twice the
    /// first is meant, as in calendars (RFC 5545, 3.3.5).
    fn on(&self, day: Date) -> Result<ZonedDateTime, WindowError> {
        let start = day.to_datetime(self.time).to_zoned_datetime(self.zone.clone());
        start.map_err(|_| {
            Wrong::new("the window leaves the calendar", "write an earlier day").of("until", false)
        })
    }
}

/// The first and the last day of a recurrence, for examples.
const FIRST: &str = "2027-01-01";
const EXAMPLE: &str = "2027-12-31";

fn name(day: Weekday) -> &'static str {
    DAYS.iter().find_map(|(name, own)| (*own == day).then_some(*name)).unwrap_or_default()
}

/// Reads a day of the calendar.
fn date(text: &str) -> Result<Date, Wrong> {
    if let Some((month, days)) = no_such_day(text) {
        let what = format!("`{text}` is on no day of the calendar");
        return Err(Wrong::new(what, format!("{month} ends with its day {days}")));
    }
    let plain = text.len() == EXAMPLE.len();
    text.parse().ok().filter(|_| plain).ok_or_else(|| {
        Wrong::new(format!("`{text}` is no day"), format!("write year, month and day, such as `{EXAMPLE}`"))
    })
}

/// Reads days of the week, a time and a zone.
fn read(text: &str) -> Result<Every, Wrong> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || ",[]".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    let example = format!("write days of the week, time and zone, such as `friday 20:15 {ZONE}`");
    let Some((at, time)) =
        words.iter().enumerate().find_map(|(at, word)| word.contains(':').then_some((at, *word)))
    else {
        return Err(Wrong::new(format!("`{text}` has no time of day"), example));
    };
    let time: Time = time.parse().map_err(|_| {
        Wrong::new(format!("`{text}`: `{time}` is no time of day"), "hours go from 00 to 23: `20:15`")
    })?;
    let (before, after) = (words.get(..at).unwrap_or_default(), words.get(at + 1..).unwrap_or_default());
    let mut days = Vec::new();
    for word in before {
        match word.to_lowercase().as_str() {
            "and" => {}
            "day" => days.extend(DAYS.map(|(_, day)| day)),
            "weekday" => days.extend(DAYS.iter().take(5).map(|(_, day)| *day)),
            word => {
                let own = DAYS.iter().find(|(name, _)| *name == word || name.get(..3) == Some(word));
                let unknown = || format!("`{text}`: `{word}` is no day of the week");
                let help = "write `monday` to `sunday`, `weekday`, or `day` for all of them";
                days.push(own.ok_or_else(|| Wrong::new(unknown(), help))?.1);
            }
        }
    }
    if days.is_empty() {
        return Err(Wrong::new(format!("`{text}` has no day of the week"), example));
    }
    let zone = match after {
        [zone] => *zone,
        [] => {
            let message = format!("`{text}` has no time zone: nobody knows whose {time} is meant");
            return Err(Wrong::new(message, format!("add the zone that you read it in: `{text} {ZONE}`")));
        }
        _ => return Err(Wrong::new(format!("`{text}` says more than days, a time and a zone"), example)),
    };
    let known = TimeZone::get(zone).ok().filter(|_| !zone.starts_with("Etc/GMT"));
    let zone = known.ok_or_else(|| {
        let help = match zone_meant(zone) {
            Some(name) => format!("write `{name}`"),
            None => format!("a zone is named as in the IANA time zone database, such as `{ZONE}`"),
        };
        Wrong::new(format!("`{text}` is in no time zone that is known: `{zone}`"), help)
    })?;
    Ok(Every { days, time, zone })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::window::{Window, WindowError, WindowSpec};

    fn read(fields: serde_json::Value) -> Result<Vec<Window>, WindowError> {
        let mut fields = fields;
        fields["duration"] = "3h".into();
        serde_json::from_value::<WindowSpec>(fields).unwrap().read()
    }

    fn starts(every: &str, first: &str, until: &str) -> Vec<String> {
        let windows = read(serde_json::json!({"every": every, "first": first, "until": until})).unwrap();
        windows.iter().map(|window| window.start.timestamp().to_string()).collect()
    }

    /// The hour in UTC is another one from the last Sunday of March to the last of October.
    #[test]
    fn a_year_of_fridays_starts_at_one_time_by_the_clock() {
        let starts = starts("friday 20:15 Europe/Berlin", "2027-01-01", "2027-12-31");
        assert_eq!(starts.len(), 53);
        for (at, start) in starts.iter().enumerate() {
            let (day, time) = start.split_once('T').unwrap();
            let summer = ("2027-03-28".."2027-10-31").contains(&day);
            assert_eq!(time, if summer { "18:15:00Z" } else { "19:15:00Z" }, "{start}, number {at}");
        }
        assert_eq!(starts.first().unwrap(), "2027-01-01T19:15:00Z");
        assert_eq!(starts[12..14], ["2027-03-26T19:15:00Z", "2027-04-02T18:15:00Z"]);
        assert_eq!(starts.last().unwrap(), "2027-12-31T19:15:00Z");
    }

    #[test]
    fn a_time_that_is_skipped_is_later_and_one_that_is_there_twice_is_the_first() {
        let night = |first, until| starts("day 02:30 Europe/Berlin", first, until);
        assert_eq!(
            night("2027-03-27", "2027-03-29"),
            ["2027-03-27T01:30:00Z", "2027-03-28T01:30:00Z", "2027-03-29T00:30:00Z"]
        );
        assert_eq!(
            night("2027-10-30", "2027-11-01"),
            ["2027-10-30T00:30:00Z", "2027-10-31T00:30:00Z", "2027-11-01T01:30:00Z"]
        );
    }

    #[test]
    fn days_are_written_as_people_write_them() {
        let on = |days: &str| starts(&format!("{days} 20:15 UTC"), "2027-01-04", "2027-01-10").len();
        assert_eq!([on("mon, wed and Friday"), on("weekday"), on("day"), on("sat")], [3, 5, 7, 1]);
    }

    #[test]
    fn a_recurrence_says_from_when_to_when() {
        let of = |first: Option<&str>, until: Option<&str>| {
            let fields = serde_json::json!({"every": "friday 20:15 UTC", "first": first, "until": until});
            let error = read(fields).unwrap_err();
            (error.field, error.message, error.help)
        };
        let (field, message, help) = of(None, None);
        assert_eq!((field, message.contains("neither")), ("every", true), "{message}");
        assert!(help.contains("first: ") && help.contains("until: ") && help.contains("400"), "{help}");
        let (field, _, help) = of(Some("2027-01-01"), None);
        assert_eq!((field, help.contains("first: ")), ("until", false), "{help}");
        assert_eq!(of(None, Some("2027-12-31")).0, "first");
    }

    #[test]
    fn no_calendar_makes_more_windows_than_the_most() {
        let of = |until: &str| {
            read(serde_json::json!({"every": "day 20:15 UTC", "first": "2027-01-01", "until": until}))
        };
        assert_eq!(of("2028-02-04").unwrap().len(), super::MOST);
        let error = of("9999-12-31").unwrap_err();
        assert_eq!((error.field, error.help.contains("2028-02-04")), ("until", true), "{}", error.help);
    }
}
