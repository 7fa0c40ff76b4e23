//! Counts that hold only while the window is open: the arguments of what scales, and the actions that a schedule takes.

use hcl::expr::Expression;

use crate::cloud::provider::Sized;
use crate::model::capacity::Count;
use crate::model::schedule::Run;
use crate::terraform::moment::{
    Action, BEFORE_CLOSE, BEFORE_END, BEFORE_RAISE, CLOSE, RAISE, RAISED, RESTORE, Timed, ceilings, either,
    local, planned_before,
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
            Some(Timed { everyday, schedules, .. }) => either(ceilings(schedules), count.max, everyday.max),
            None => count.max.into(),
        }
    }

    /// What changes by itself.
    #[must_use]
    pub fn actions(&self, count: &Count) -> Vec<Action> {
        let Some(Timed { schedules, lasting, .. }) = self.timed else {
            return Vec::new();
        };
        let runs = schedules.runs();
        let several = schedules.single().is_none();
        // What holds data rises once.
        let runs = if lasting { runs.get(..1).unwrap_or_default() } else { runs };
        let numbered = runs.iter().enumerate();
        numbered.flat_map(|(at, run)| self.actions_of(count, run, several.then_some(at + 1))).collect()
    }

    /// What changes by itself in one run of windows, which has a number where there are several.
    fn actions_of(&self, count: &Count, run: &Run, number: Option<usize>) -> Vec<Action> {
        let Some(Timed { everyday, lasting, .. }) = self.timed else {
            return Vec::new();
        };
        let [first, last] = [run.first, run.last].map(|schedule| schedule.instants());
        let action = |which: usize, min, max| {
            let (name, until) =
                [(RAISE, BEFORE_RAISE), (RESTORE, BEFORE_END), (CLOSE, BEFORE_CLOSE)][which.min(2)];
            let (at, last) = (first[which.min(2)], last[which.min(2)]);
            let weekly =
                run.weekly.as_ref().filter(|_| !lasting).map(|weekly| (weekly[which.min(2)].clone(), last));
            let until = match (number, &weekly) {
                (None, _) => local(until),
                (_, None) => planned_before(at),
                (_, Some(_)) => planned_before(last),
            };
            let suffix = number.map_or_else(|| name.to_owned(), |number| format!("{name}_{number}"));
            Action { suffix, at, weekly, min, max, condition: until }
        };
        let raise = action(0, count.min, count.max);
        let restore = |max| action(1, everyday.min, max);
        let close = || action(2, everyday.min, everyday.max);
        match (lasting, run.first.has_tail()) {
            (true, _) => vec![raise],
            (false, false) => vec![raise, restore(everyday.max)],
            // What has no floor to lower has nothing to do at the end, and what has no ceiling nothing after it.
            (false, true) if everyday.min == count.min => vec![raise, close()],
            (false, true) if everyday.max == count.max => vec![raise, restore(everyday.max)],
            (false, true) => vec![raise, restore(count.max), close()],
        }
    }
}
