//! The times of a launch, the phase that it is in, and the folder that Terraform must be run in.

use jiff::{Timestamp, ZonedDateTime};
use serde::Serialize;

use crate::model::window::{Window, stamp};
use crate::plan::Plan;
use crate::runbook::clock::{dated, day};
use crate::switch::timeline::Turn;

/// The times of the window, in the profile's own zone and in UTC.
#[derive(Debug, Serialize)]
pub struct Times {
    pub(super) start: String,
    pub(super) start_utc: String,
    pub(super) end: String,
    pub(super) end_utc: String,
    pub(super) hours: String,
    /// The end of the tail; `None` without one.
    pub(super) closes: Option<String>,
    pub(super) closes_utc: Option<String>,
    /// Which of several windows it is: `3 of 53, the last until Fri 31 Dec 2027 23:15 Europe/Berlin`.
    pub(super) which: Option<String>,
}

/// The folder that Terraform must be run in. All folders share one state, so another one would undo the launch.
#[derive(Debug, Serialize)]
pub struct Folder {
    /// From this time on it is the launch's folder: the latest safe start of the first step that Terraform does.
    pub(super) from: String,
    /// From this time on it is the everyday folder again.
    pub(super) until: String,
    /// The profile whose folder it is now, if the present time is known.
    pub(super) now: Option<String>,
}

/// The present instant at the offset of the window, if it is known.
pub(super) fn as_of(plan: &Plan, now: Option<Timestamp>) -> Option<String> {
    let zone = plan.window.as_ref()?.start.time_zone().clone();
    Some(stamp(&now?.to_zoned_datetime(zone)))
}

/// The phase of the launch, if the window has begun.
pub(super) fn phase(plan: &Plan, now: Option<Timestamp>) -> Option<&'static str> {
    let (window, now) = plan.window.as_ref().zip(now)?;
    if window.is_past(now) {
        Some("the window is over: what is left to do is the way back")
    } else if window.end.timestamp() <= now {
        Some(
            "the tail of the window: the floors have fallen, the ceilings fall at its end; change nothing before",
        )
    } else if window.start.timestamp() <= now {
        Some("the window is open: change nothing but what the watch table and plan B say")
    } else {
        None
    }
}

/// Whether an instant of the window has passed.
pub(super) fn has_come(plan: &Plan, now: Option<Timestamp>, instant: fn(&Window) -> &ZonedDateTime) -> bool {
    plan.window.as_ref().zip(now).is_some_and(|(window, now)| instant(window).timestamp() <= now)
}

pub(super) fn folder(plan: &Plan, everyday: &Plan, now: Option<Timestamp>) -> Option<Folder> {
    let begins = plan.window.as_ref()?.start.timestamp();
    let turn = Turn::held(plan, Some(everyday)).into_iter().find(|turn| begins < turn.until())?;
    let own = |now: Timestamp| (turn.from..turn.until()).contains(&now);
    let now = now.map(|now| if own(now) { plan.name() } else { everyday.name() }.to_owned());
    let start = &plan.window.as_ref()?.start;
    let from = day(&turn.from.to_zoned_datetime(turn.closes.time_zone().clone()), start);
    Some(Folder { from, until: day(&turn.closes, start), now })
}

/// Which of several windows it is.
fn which(plan: &Plan, window: &Window) -> Option<String> {
    let ([_, .., last], at) =
        (plan.windows.as_slice(), plan.windows.iter().position(|own| own.start == window.start)?)
    else {
        return None;
    };
    Some(format!("{} of {}, the last until {}", at + 1, plan.windows.len(), dated(&last.end)))
}

pub(super) fn times(plan: &Plan) -> Option<Times> {
    let window = plan.window.as_ref()?;
    let utc = |at: &ZonedDateTime| at.timestamp().strftime("%Y-%m-%d %H:%M UTC").to_string();
    Some(Times {
        start: dated(&window.start),
        start_utc: utc(&window.start),
        end: dated(&window.end),
        end_utc: utc(&window.end),
        hours: crate::money::plain(crate::model::span::Span::of(window).hours()),
        closes: (!window.tail().is_zero()).then(|| dated(&window.closes)),
        which: which(plan, window),
        closes_utc: (!window.tail().is_zero()).then(|| utc(&window.closes)),
    })
}
