//! Counts that hold only while the window is open: the arguments of what scales, and the actions that a schedule takes.

use hcl::expr::Expression;

use crate::cloud::provider::Sized;
use crate::model::capacity::Count;
use crate::terraform::moment::{
    Action, BEFORE_CLOSE, BEFORE_END, BEFORE_RAISE, CLOSE, RAISE, RAISED, RESTORE, Timed, either,
};

impl Sized<'_> {
    /// The floor at the time of the plan.
    #[must_use]
    pub fn floor(&self, count: &Count) -> Expression {
        match self.timed.filter(|timed| timed.everyday.min != count.min) {
            Some(timed) if timed.lasting => either(BEFORE_RAISE, timed.everyday.min, count.min),
            Some(timed) => either(RAISED, count.min, timed.everyday.min),
            None => count.min.into(),
        }
    }

    /// The ceiling at the time of the plan: up from the first apply on, as it costs nothing by itself.
    #[must_use]
    pub fn ceiling(&self, count: &Count) -> Expression {
        match self.timed.filter(|timed| !timed.lasting && timed.everyday.max != count.max) {
            Some(Timed { everyday, schedule, .. }) => {
                either(if schedule.has_tail() { BEFORE_CLOSE } else { BEFORE_END }, count.max, everyday.max)
            }
            None => count.max.into(),
        }
    }

    /// What changes by itself.
    #[must_use]
    pub fn actions(&self, count: &Count) -> Vec<Action> {
        let Some(Timed { everyday, schedule, lasting }) = self.timed else {
            return Vec::new();
        };
        let action = |suffix, at, condition, min, max| Action { suffix, at, min, max, condition };
        let raise = action(RAISE, schedule.raise, BEFORE_RAISE, count.min, count.max);
        let restore = |max| action(RESTORE, schedule.end, BEFORE_END, everyday.min, max);
        let close = || action(CLOSE, schedule.closes, BEFORE_CLOSE, everyday.min, everyday.max);
        match (lasting, schedule.has_tail()) {
            (true, _) => vec![raise],
            (false, false) => vec![raise, restore(everyday.max)],
            // What has no floor to lower has nothing to do at the end, and what has no ceiling nothing after it.
            (false, true) if everyday.min == count.min => vec![raise, close()],
            (false, true) if everyday.max == count.max => vec![raise, restore(everyday.max)],
            (false, true) => vec![raise, restore(count.max), close()],
        }
    }
}
