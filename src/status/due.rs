//! When a switch is due: the way back after a window, and the launch before one.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::model::window::Window;
use crate::plan::Plan;
use crate::plan::baseline::baseline;
use crate::switch::timeline::{BACK, Turn, is_scheduled};

/// How long before its latest safe start a launch is brought up, so that people have a day to look at it.
const EARLY: SignedDuration = SignedDuration::from_hours(24);

/// The window after which the way back from a profile is due at `now`: the last one that is over, its tail too, and the
/// hour in which counts fall. None while it is the turn of any profile, the next window's among them, and none between two
/// windows for which schedules do everything.
#[must_use]
pub(crate) fn back<'a>(plan: &'a Plan, plans: &BTreeMap<String, Plan>, now: Timestamp) -> Option<&'a Window> {
    let returns = |closes: Timestamp| closes.checked_add(BACK).unwrap_or(Timestamp::MAX);
    let over = plan.windows.iter().rposition(|window| returns(window.closes.timestamp()) <= now)?;
    let is_on = |other: &Plan| {
        let turns = Turn::all(other, baseline(other, plans));
        turns.iter().any(|turn| turn.from <= now && now < returns(turn.until()))
    };
    if plans.values().any(is_on) {
        return None;
    }
    let follows = over + 1 < plan.windows.len();
    let scheduled = baseline(plan, plans).is_some_and(|everyday| is_scheduled(plan, everyday));
    plan.windows.get(over).filter(|_| !(follows && scheduled))
}

/// The next window of a profile whose switch is due at `now`, and its latest safe start: from a day before that until the
/// window starts.
#[must_use]
pub(crate) fn launch<'a>(
    plan: &'a Plan,
    plans: &BTreeMap<String, Plan>,
    now: Timestamp,
) -> Option<(&'a Window, Timestamp)> {
    let turns = Turn::all(plan, baseline(plan, plans));
    let is_near = |(window, turn): &(&Window, Turn)| {
        turn.from.checked_sub(EARLY).is_ok_and(|early| early <= now) && now < window.start.timestamp()
    };
    plan.windows.iter().zip(turns).find(is_near).map(|(window, turn)| (window, turn.from))
}
