//! The window of a switch, its phases, and the dates of prices.

use jiff::SignedDuration;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use crate::diff::Diff;
use crate::diff::several::Several;
use crate::model::span::Span;
use crate::model::window::Window;
use crate::money::plain;
use crate::report::json::money::ThreeReport;
use crate::report::json::number::Number;
use crate::switch::stay::Phases;
use crate::switch::timeline::way_back;

/// When the profile is live.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WindowReport {
    /// The first instant; null if only the length is known.
    pub start: Option<String>,
    /// The end: the first instant after the window.
    pub end: Option<String>,
    /// The length in real hours, also across a change of the clocks.
    pub hours: Number,
    /// The most months that something sold by the month is paid for: the vendor's months that the window
    /// touches or the plan's minimum, else months begun from the start of the window.
    pub months: i64,
    /// Real hours before the start by which everything must be ready.
    pub(crate) ready_hours: Number,
}

impl WindowReport {
    /// The report on a length of time, with the instants of its window if that has a date.
    #[must_use]
    pub(crate) fn of(window: Option<&Window>, span: Span, months: Option<i64>) -> Self {
        Self {
            start: window.map(|window| stamp(&window.start)),
            end: window.map(|window| stamp(&window.end)),
            hours: plain(span.hours()),
            months: months.unwrap_or(span.months),
            ready_hours: plain(window.map_or(Decimal::ZERO, ready)),
        }
    }
}

/// Real hours by which everything must be ready before the start.
fn ready(window: &Window) -> Decimal {
    let length = window.ready.timestamp().duration_until(window.start.timestamp());
    Span { seconds: length.as_secs(), months: 0 }.hours()
}

/// All windows of a profile that has several, each with a switch and a way back of its own.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WindowsReport {
    /// Which of them `window` is, counted from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// The end of the last.
    pub until: String,
    /// What all of them cost on top of what runs anyway; null where it is not known.
    pub cost: Option<ThreeReport>,
    /// Whether they cost that at most: what is paid by the month is counted for each of them.
    pub at_most: bool,
    /// What a month of 730 hours of them costs on average; null if they are over in one.
    pub month: Option<ThreeReport>,
}

impl From<&Several> for WindowsReport {
    fn from(several: &Several) -> Self {
        Self {
            number: several.number,
            of: several.of,
            until: stamp(&several.until),
            cost: several.cost.map(ThreeReport::from),
            at_most: several.at_most,
            month: several.month.map(ThreeReport::from),
        }
    }
}

/// When the phases of a switch begin and end, by the latest safe start of each step and the earliest way back.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PhasesReport {
    /// The latest safe start of the first step; null if only the length is known.
    pub begins: Option<String>,
    /// Real hours from that step to the start of the window.
    pub(crate) before_hours: Number,
    /// The length of the window's tail in real hours.
    pub(crate) tail_hours: Number,
    /// Real hours from the end of the tail to the earliest way back.
    pub(crate) after_hours: Number,
    /// The earliest way back.
    pub returns: Option<String>,
}

impl PhasesReport {
    pub(super) fn of(diff: &Diff<'_>) -> Self {
        let hours = |length: SignedDuration| plain(Span { seconds: length.as_secs(), months: 0 }.hours());
        let at = |before: SignedDuration| Some(stamp(&diff.window.as_ref()?.start.checked_sub(before).ok()?));
        let Phases { before, window, tail, after } = diff.phases;
        Self {
            begins: at(before),
            before_hours: hours(before),
            tail_hours: hours(tail),
            after_hours: hours(after),
            returns: at(way_back(window, tail)),
        }
    }
}

/// The dates of prices.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DatesReport {
    /// The date of the oldest price.
    pub first: String,
    /// The date of the newest price.
    pub last: String,
}

impl From<(String, String)> for DatesReport {
    fn from((first, last): (String, String)) -> Self {
        Self { first, last }
    }
}

/// RFC 3339, at the profile's own offset.
fn stamp(at: &jiff::ZonedDateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
