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
    /// Date, time and zone: `2027-02-03T09:00:00+02:00` or `2027-02-03T09:00:00[Europe/Helsinki]`.
    #[schemars(extend("examples" = ["2027-02-03T09:00:00+02:00"]))]
    pub start: String,
    /// How long, e.g. `24h` or `1d 12h`.
    #[schemars(extend("examples" = ["24h"]))]
    pub duration: String,
    /// How long before the start everything must be up, e.g. `40m`.
    #[schemars(extend("examples" = ["40m"]))]
    pub ready: Option<String>,
    /// How long after the end the ceilings stay up, e.g. `2h`: the floors fall at the end, and what is still busy
    /// goes as the load does.
    #[schemars(extend("examples" = ["2h"]))]
    pub tail: Option<String>,
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
    /// `start`, `duration`, `ready` or `tail`.
    pub field: &'static str,
    /// Whether the order is wrong, not the writing.
    pub order: bool,
    /// In one line.
    pub message: String,
}

/// A tail is longer than a schedule may be late, which is two minutes, rounded up.
const SHORTEST_TAIL: SignedDuration = SignedDuration::from_mins(5);
/// The sizes, which no schedule takes back, stay on for as long as the tail lasts.
const LONGEST_TAIL: SignedDuration = SignedDuration::from_hours(7 * 24);

impl WindowSpec {
    /// Reads the four fields.
    ///
    /// # Errors
    /// The first field that cannot be read, lacks a zone, or is out of its bounds.
    pub(crate) fn read(&self) -> Result<Window, WindowError> {
        let start =
            zoned(&self.start).map_err(|message| WindowError { field: "start", order: false, message })?;
        let duration = span("duration", &self.duration)?;
        let ready = span("ready", self.ready.as_deref().unwrap_or("0s"))?;
        let late = |field: &'static str| {
            move |_| WindowError { field, order: false, message: "the window leaves the calendar".to_owned() }
        };
        let end = start.checked_add(duration).map_err(late("duration"))?;
        let ready = start.checked_sub(ready).map_err(late("ready"))?;
        let order = |field, message: &str| WindowError { field, order: true, message: message.to_owned() };
        if end == start {
            return Err(order("duration", "the window has no length"));
        }
        if end < start {
            return Err(order("duration", "the window ends before it starts"));
        }
        if start.timestamp().duration_until(end.timestamp()).as_secs() < 1 {
            return Err(order("duration", "the window is shorter than a second"));
        }
        if ready > start {
            return Err(order("ready", "`ready` is a time before the start, and cannot be negative"));
        }
        let closes = match &self.tail {
            None => end.clone(),
            Some(tail) => end.checked_add(span("tail", tail)?).map_err(late("tail"))?,
        };
        let tail = end.timestamp().duration_until(closes.timestamp());
        if self.tail.is_some() && !(SHORTEST_TAIL..=LONGEST_TAIL).contains(&tail) {
            return Err(order("tail", "`tail` is a time after the end, between 5 minutes and 7 days"));
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
fn zoned(text: &str) -> Result<ZonedDateTime, String> {
    if text.contains('[') {
        let read: ZonedDateTime =
            text.parse().map_err(|_| format!("`{text}` is no date and time in a known zone"))?;
        let written =
            Pieces::parse(text).ok().and_then(|pieces| Some(pieces.date().to_datetime(pieces.time()?)));
        if written.is_some_and(|written| written != read.datetime()) {
            return Err(format!("`{text}` does not exist: the clocks go forward over it"));
        }
        if text.contains("[Etc/GMT+") || text.contains("[Etc/GMT-") {
            return Err(format!("`{text}`: signs are turned round in `Etc/GMT`; write the offset"));
        }
        let pieces = Pieces::parse(text).ok();
        let twice = read.time_zone().to_ambiguous_timestamp(read.datetime()).is_ambiguous();
        if twice && pieces.is_some_and(|pieces| pieces.offset().is_none()) {
            let offset = read.strftime("%:z");
            return Err(format!(
                "`{text}` is there twice, as the clocks go back: add the offset, e.g. {offset}"
            ));
        }
        return Ok(read);
    }
    let pieces = Pieces::parse(text).map_err(|_| format!("`{text}` is no date and time"))?;
    let Some(time) = pieces.time() else {
        return Err(format!("`{text}` has no time of day"));
    };
    let zone = match pieces.offset() {
        Some(PiecesOffset::Zulu) => TimeZone::UTC,
        Some(PiecesOffset::Numeric(offset)) if !(WEST..=EAST).contains(&offset.offset().seconds()) => {
            return Err(format!("`{text}`: no place on earth has this offset"));
        }
        Some(PiecesOffset::Numeric(offset)) => offset.offset().to_time_zone(),
        _ => {
            return Err(format!("`{text}` has no time zone: nobody knows whose {time} is meant"));
        }
    };
    pieces
        .date()
        .to_datetime(time)
        .to_zoned_datetime(zone)
        .map_err(|_| format!("`{text}` is no date and time"))
}

/// A length of time in jiff's friendly format (`24h`, `1d 12h`, `40m`) or ISO 8601 (`PT24H`).
fn span(field: &'static str, text: &str) -> Result<Span, WindowError> {
    text.parse().map_err(|_| WindowError {
        field,
        order: false,
        message: format!("`{text}` is no length of time: write `24h`, `1d 12h` or `40m`"),
    })
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
