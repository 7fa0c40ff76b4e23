//! When a profile is live.

use jiff::civil::Date;
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp, ToSpan as _, ZonedDateTime};
use schemars::JsonSchema;
use serde::Deserialize;

/// A window as written.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WindowSpec {
    /// Date, time and zone: `2027-02-03T09:00:00+02:00` or `2027-02-03T09:00:00[Europe/Helsinki]`. One that recurs has
    /// `every` in its place.
    #[schemars(extend("examples" = ["2027-02-03T09:00:00+02:00"]))]
    pub start: Option<String>,
    /// Days of the week, time and zone at which it starts again and again: `friday 20:15 Europe/Berlin`.
    #[schemars(extend("examples" = ["friday 20:15 Europe/Berlin"]))]
    pub every: Option<String>,
    /// Of one that recurs: the first day on which it may start, e.g. `2027-01-01`.
    #[schemars(extend("examples" = ["2027-01-01"]))]
    pub first: Option<String>,
    /// Of one that recurs: the last day on which it may start, e.g. `2027-12-31`.
    #[schemars(extend("examples" = ["2027-12-31"]))]
    pub until: Option<String>,
    /// Of one that recurs: the days on which it does not start.
    #[serde(default)]
    #[schemars(length(max = 400), extend("examples" = [["2027-12-24"]]))]
    pub except: Vec<String>,
    /// A calendar file beside the profile, in its place: each event is a window.
    #[schemars(regex(pattern = r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}\.ics$"), extend("patternErrorMessage" = "it is a file beside the profile, and ends with `.ics`", "examples" = ["shows.ics"]))]
    pub calendar: Option<String>,
    /// How long, e.g. `24h` or `1d 12h`. Events of a calendar have their own length.
    #[schemars(extend("format" = "length", "examples" = ["24h"]))]
    pub duration: Option<String>,
    /// How long before the start everything must be up, e.g. `40m`.
    #[schemars(extend("format" = "length", "examples" = ["40m"]))]
    pub ready: Option<String>,
    /// How long after the end the ceilings stay up, e.g. `2h`: the floors fall at the end, and what is still busy
    /// goes as the load does.
    #[schemars(extend("format" = "length", "examples" = ["2h"]))]
    pub tail: Option<String>,
    /// Whether nobody deploys from the first step of the switch to the end of the tail: then no quota and no database
    /// needs room for old and new instances side by side.
    #[serde(default)]
    pub freeze: bool,
}

/// When a profile is live: `[start, end)`, the instant by which it must be up, and the end of its tail. In the
/// tail, `[end, closes)`, the floors are those of every day and the ceilings still the profile's.
#[derive(Clone, Debug)]
pub struct Window {
    /// The first instant, in the zone or at the offset that the profile gives.
    pub start: ZonedDateTime,
    /// The instant after the last.
    pub end: ZonedDateTime,
    /// By when everything must be up.
    pub ready: ZonedDateTime,
    /// The instant after the tail, from which nothing of it should be left; `end` for a window without one.
    pub closes: ZonedDateTime,
}

/// What is wrong with a window, and in which of its fields.
#[derive(Debug)]
pub(crate) struct WindowError {
    /// The field, such as `start`; nothing for the window as a whole.
    pub field: &'static str,
    /// Whether the order is wrong, not the writing.
    pub order: bool,
    /// In one line.
    pub message: String,
    /// What to write instead, in one line.
    pub help: String,
}

/// What is wrong with a text, and what to write instead.
pub(super) struct Wrong {
    message: String,
    help: String,
}

impl Wrong {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }

    pub(super) fn of(self, field: &'static str, order: bool) -> WindowError {
        WindowError { field, order, message: self.message, help: self.help }
    }
}

/// The most windows of a profile: one on each day of a year, and a month more.
pub(crate) const MOST: usize = 400;

/// A tail is longer than a schedule may be late, which is two minutes, rounded up.
const SHORTEST_TAIL: SignedDuration = SignedDuration::from_mins(5);
/// The sizes, which no schedule takes back, stay on for as long as the tail lasts.
const LONGEST_TAIL: SignedDuration = SignedDuration::from_hours(7 * 24);

impl WindowSpec {
    /// The window that starts at an instant.
    ///
    /// # Errors
    /// The first of the other fields that cannot be read, or is out of its bounds.
    pub(super) fn starting(&self, start: ZonedDateTime) -> Result<Window, WindowError> {
        let Some(duration) = &self.duration else {
            let help = "write `duration: 24h`, or another length";
            return Err(Wrong::new("the window does not say how long it is", help).of("", false));
        };
        let duration = span(duration).map_err(|wrong| wrong.of("duration", false))?;
        self.lasting(start, duration)
    }

    /// The window that starts at an instant and lasts so long.
    ///
    /// # Errors
    /// The first of the other fields that cannot be read, or is out of its bounds.
    pub(super) fn lasting(&self, start: ZonedDateTime, duration: Span) -> Result<Window, WindowError> {
        let read = |field, text: &str| span(text).map_err(|wrong| wrong.of(field, false));
        let ready = self.ready.as_deref().unwrap_or("0s");
        let ready = span(ready).map_err(|wrong| {
            let help = before(&start, ready).unwrap_or(wrong.help);
            Wrong { help, message: wrong.message }.of("ready", false)
        })?;
        let late = |field: &'static str| {
            move |_| {
                Wrong::new("the window leaves the calendar", "write a shorter time, such as `24h`")
                    .of(field, false)
            }
        };
        let end = start.checked_add(duration).map_err(late("duration"))?;
        let ready = start.checked_sub(ready).map_err(late("ready"))?;
        let order = |field, message: &str, help: &str| Wrong::new(message, help).of(field, true);
        let from_start = "`duration` is how long it takes from the start on, such as `24h`";
        if end == start {
            return Err(order("duration", "the window has no length", from_start));
        }
        if end < start {
            return Err(order("duration", "the window ends before it starts", from_start));
        }
        if start.timestamp().duration_until(end.timestamp()).as_secs() < 1 {
            return Err(order("duration", "the window is shorter than a second", from_start));
        }
        if ready > start {
            let message = "`ready` is a time before the start, and cannot be negative";
            return Err(order("ready", message, "write it without its sign, such as `40m`"));
        }
        let closes = match &self.tail {
            None => end.clone(),
            Some(tail) => end.checked_add(read("tail", tail)?).map_err(late("tail"))?,
        };
        let tail = end.timestamp().duration_until(closes.timestamp());
        if self.tail.is_some() && !(SHORTEST_TAIL..=LONGEST_TAIL).contains(&tail) {
            let message = "`tail` is a time after the end, between 5 minutes and 7 days";
            return Err(order("tail", message, "write a length such as `2h`, or leave it out"));
        }
        Ok(Window { start, end, ready, closes })
    }
}

/// The last day of the month of 730 hours that begins on the day after `last`: it touches 31 days.
#[must_use]
pub(crate) fn month_after(last: Date) -> Date {
    last.saturating_add(31.days())
}

impl Window {
    /// Real hours between start and end, also across a change of the clocks.
    #[must_use]
    pub fn duration(&self) -> SignedDuration {
        self.start.timestamp().duration_until(self.end.timestamp())
    }

    /// The same from its start, for so many real seconds; none where that leaves the calendar. Its tail is as long.
    #[must_use]
    pub(crate) fn lasting(&self, seconds: i64) -> Option<Self> {
        let end = self.start.checked_add(SignedDuration::from_secs(seconds)).ok()?;
        let closes = end.checked_add(self.tail()).ok()?;
        Some(Self { start: self.start.clone(), ready: self.ready.clone(), end, closes })
    }

    /// How long the ceilings stay up after the end; nothing for a window without a tail.
    #[must_use]
    pub(crate) fn tail(&self) -> SignedDuration {
        self.end.timestamp().duration_until(self.closes.timestamp())
    }

    /// Whether the clocks change between ready and the end of the tail.
    #[must_use]
    pub(crate) fn crosses_clock_change(&self) -> bool {
        [&self.start, &self.end, &self.closes].iter().any(|at| at.offset() != self.ready.offset())
    }

    /// The last day of it, with its tail, in UTC: the day in whose prices it is billed to the end.
    #[must_use]
    pub(crate) fn last_day(&self) -> Date {
        self.last_day_of(self.duration().as_secs())
    }

    /// Its last day if it took `seconds` from its start, with its tail.
    #[must_use]
    pub(crate) fn last_day_of(&self, seconds: i64) -> Date {
        let length = SignedDuration::from_secs(seconds.saturating_sub(1)).saturating_add(self.tail());
        let start = self.start.timestamp();
        TimeZone::UTC.to_datetime(start.saturating_add(length).unwrap_or(start)).date()
    }

    /// Whether it is over at `now`, the tail too: from then on nothing of the profile should be live.
    #[must_use]
    pub(crate) fn is_past(&self, now: Timestamp) -> bool {
        self.closes.timestamp() <= now
    }
}

/// An instant for people, at its own offset: `2027-02-03 09:00 +02:00`.
#[must_use]
pub fn stamp(at: &ZonedDateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M %:z").to_string()
}

/// Seconds from UTC in the places furthest west and east: Baker Island, and the Line Islands.
const WEST: i32 = -12 * 3600;
const EAST: i32 = 14 * 3600;

/// An instant with its zone or offset.
pub(super) fn zoned(text: &str) -> Result<ZonedDateTime, Wrong> {
    if text.contains('[') {
        return in_zone(text);
    }
    let pieces = Pieces::parse(text).map_err(|_| no_instant(text))?;
    let date = pieces.date();
    let Some(time) = pieces.time() else {
        let help = format!("write the time and its zone too: `\"{date}T09:00:00[{ZONE}]\"`");
        return Err(Wrong::new(format!("`{text}` has no time of day"), help));
    };
    let zone = match pieces.offset() {
        Some(PiecesOffset::Zulu) => TimeZone::UTC,
        Some(PiecesOffset::Numeric(offset)) if !(WEST..=EAST).contains(&offset.offset().seconds()) => {
            let message = format!("`{text}`: no place on earth has this offset");
            return Err(Wrong::new(message, "offsets go from `-12:00` to `+14:00`"));
        }
        Some(PiecesOffset::Numeric(offset)) => offset.offset().to_time_zone(),
        _ => {
            return Err(Wrong::new(
                format!("`{text}` has no time zone: nobody knows whose {time} is meant"),
                format!(
                    "add the zone that you read it in: `\"{date}T{time}[{ZONE}]\"`, or `{date}T{time}Z` in UTC"
                ),
            ));
        }
    };
    date.to_datetime(time).to_zoned_datetime(zone).map_err(|_| no_instant(text))
}

/// A zone, for examples.
pub(super) const ZONE: &str = "Europe/London";

/// An instant that says its zone.
fn in_zone(text: &str) -> Result<ZonedDateTime, Wrong> {
    let Ok(read) = text.parse::<ZonedDateTime>() else { return Err(no_instant(text)) };
    let pieces = Pieces::parse(text).ok();
    let written = pieces.as_ref().and_then(|pieces| Some(pieces.date().to_datetime(pieces.time()?)));
    if written.is_some_and(|written| written != read.datetime()) {
        return Err(Wrong::new(
            format!("`{text}` does not exist: the clocks go forward over it"),
            format!("the next that does is `\"{}\"`", named(&read)),
        ));
    }
    if text.contains("[Etc/GMT+") || text.contains("[Etc/GMT-") {
        let time = read.strftime("%Y-%m-%dT%H:%M:%S");
        return Err(Wrong::new(
            format!("`{text}`: signs are turned round in `Etc/GMT`; write the offset"),
            format!("this is `{time}{}`; if you meant the other one, turn the sign", read.strftime("%:z")),
        ));
    }
    let ambiguous = read.time_zone().to_ambiguous_timestamp(read.datetime());
    if ambiguous.is_ambiguous() && pieces.is_some_and(|pieces| pieces.offset().is_none()) {
        let at = |read: &ZonedDateTime| read.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
        let later =
            ambiguous.later().ok().map(|later| at(&later.to_zoned_datetime(read.time_zone().clone())));
        let later = later.map_or_else(String::new, |later| format!(", or for the second time `{later}`"));
        return Err(Wrong::new(
            format!("`{text}` is there twice, as the clocks go back: add the offset"),
            format!("write `{}` for the first time{later}", at(&read)),
        ));
    }
    Ok(read)
}

/// An instant as a profile names it.
fn named(at: &ZonedDateTime) -> String {
    let zone = at.time_zone().iana_name().unwrap_or(ZONE);
    format!("{}[{zone}]", at.strftime("%Y-%m-%dT%H:%M:%S"))
}

/// The zone that is meant by the name of its city.
pub(super) fn zone_meant(city: &str) -> Option<String> {
    let city = city.replace(' ', "_");
    let ends = |name: &str| name.rsplit('/').next().is_some_and(|own| own.eq_ignore_ascii_case(&city));
    jiff::tz::db().available().map(|name| name.to_string()).find(|name| ends(name))
}

/// What is said of a text that is no date and time: it may be close to one.
fn no_instant(text: &str) -> Wrong {
    let known = |zone: &str| TimeZone::get(zone).is_ok();
    if let Some((before, zone)) =
        text.split_once('[').map(|(before, rest)| (before, rest.trim_end_matches(']')))
        && !known(zone)
        && before.parse::<jiff::civil::DateTime>().is_ok()
    {
        let help = match zone_meant(zone) {
            Some(name) => format!("write `\"{before}[{name}]\"`"),
            None => format!("a zone is named as in the IANA time zone database, such as `{ZONE}`"),
        };
        return Wrong::new(format!("`{text}` is in no time zone that is known: `{zone}`"), help);
    }
    if let Some((month, days)) = no_such_day(text) {
        let what = format!("`{text}` is on no day of the calendar");
        return Wrong::new(what, format!("{month} ends with its day {days}"));
    }
    // `2027-02-03 09:00 Europe/Helsinki`.
    let words: Vec<&str> = text.split([' ', 'T', 't', '[', ']']).filter(|word| !word.is_empty()).collect();
    if let [date, time, zone] = words[..]
        && let Ok(read) = format!("{date}T{time}[{zone}]").parse::<ZonedDateTime>()
    {
        return Wrong::new(format!("`{text}` is no date and time"), format!("write `\"{}\"`", named(&read)));
    }
    let help = format!("write date, time and zone, such as `\"2027-02-03T09:00:00[{ZONE}]\"`");
    Wrong::new(format!("`{text}` is no date and time"), help)
}

/// The month of a date whose day it does not have, as it is written, and the last day that it has.
pub(super) fn no_such_day(text: &str) -> Option<(&str, i8)> {
    let (month, day) = (text.get(..7)?, text.get(8..10)?);
    let (year, number) = month.split_once('-')?;
    let first = Date::new(year.parse().ok()?, number.parse().ok()?, 1).ok()?;
    let days = first.days_in_month();
    day.parse::<i8>().ok().filter(|day| *day > days).map(|_| (month, days))
}

/// A length of time in jiff's friendly format (`24h`, `1d 12h`, `40m`) or ISO 8601 (`PT24H`).
fn span(text: &str) -> Result<Span, Wrong> {
    text.parse().map_err(|_| Wrong::new(format!("`{text}` is no length of time"), length_meant(text)))
}

/// How long before a start a time of its day is, for somebody who writes the time itself.
fn before(start: &ZonedDateTime, time: &str) -> Option<String> {
    let time: jiff::civil::Time = time.parse().ok()?;
    let minutes = time.duration_until(start.time()).as_mins();
    let help = |minutes| {
        format!(
            "`ready` is a length of time before the start: for {} write `{minutes}m`",
            time.strftime("%H:%M")
        )
    };
    (minutes > 0).then(|| help(minutes))
}

/// What to write in place of a text that is no length of time, as far as it says what was meant.
#[must_use]
pub(crate) fn length_meant(text: &str) -> String {
    let text = text.trim();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits(text) && text.len() <= 9 {
        return format!("say the unit: `{text}h` are hours, `{text}m` minutes, `{text}d` days");
    }
    if let Some((hours, minutes)) = text
        .split_once(':')
        .filter(|(hours, minutes)| digits(hours) && digits(minutes) && hours.len() <= 3 && minutes.len() == 2)
    {
        return format!("a length of time, and not a time of day: `{hours}h {minutes}m`");
    }
    "write a length such as `40m`, `24h` or `1d 12h`".to_owned()
}

/// A length of time that may hold months and years, e.g. `1 month`.
///
/// # Errors
/// The reason, in one line, when `text` is none, or is not positive.
pub fn length(text: &str) -> Result<Span, String> {
    let span: Span = text.parse().map_err(|_| format!("`{text}` is no length of time"))?;
    if span.is_positive() { Ok(span) } else { Err(format!("`{text}` is no length of time that passes")) }
}

/// A length of time that depends on no date.
///
/// # Errors
/// The reason, in one line, when `text` is none, or is negative.
pub fn duration(text: &str) -> Result<SignedDuration, String> {
    let wrong = || format!("`{text}` is no length of time");
    let span: Span = text.parse().map_err(|_| wrong())?;
    let length = span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|_| wrong())?;
    if length.is_negative() {
        return Err(format!("`{text}` is negative"));
    }
    Ok(length)
}
