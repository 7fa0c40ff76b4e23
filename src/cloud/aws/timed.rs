//! The window in Terraform: sizes that are the launch's only while it is open, and the scheduled actions that
//! do the same between two plans. Whenever a plan is made, before, in or after the window, the two agree, so
//! that it is empty; and a launch that is applied too late, or again, is not left on.

use hcl::Block;
use hcl::expr::{BinaryOp, BinaryOperator, Conditional, Expression, Operation, UnaryOp, UnaryOperator};
use jiff::Timestamp;

use crate::cloud::aws::resource::{Resource, call, other, reference};
use crate::cloud::aws::{Output, Unit};
use crate::model::capacity::Count;
use crate::model::schedule::Schedule;

/// Whether the plan is made before the floors rise.
const BEFORE_RAISE: &str = "before_raise";
/// Whether it is made before the window ends.
const BEFORE_END: &str = "before_end";
/// Whether it is made before its tail ends, where it has one.
const BEFORE_CLOSE: &str = "before_close";
/// Whether it is made while the floors are up.
const RAISED: &str = "raised";
/// The ways in which counts change by themselves: the floors rise; the floors, and without a tail the ceilings,
/// fall; the ceilings fall after the tail.
const RAISE: &str = "raise";
const RESTORE: &str = "restore";
const CLOSE: &str = "close";

/// When a plan is made, as the window sees it, in the order of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// Before the floors rise.
    Before,
    /// While they are up.
    Raised,
    /// When the floors have fallen, and the ceilings have not.
    Tail,
    /// When the window is over, its tail too.
    Ended,
}

impl Moment {
    /// When an instant is.
    #[must_use]
    pub fn of(schedule: Schedule, now: Timestamp) -> Self {
        if now < schedule.raise {
            Self::Before
        } else if now < schedule.end {
            Self::Raised
        } else if now < schedule.closes {
            Self::Tail
        } else {
            Self::Ended
        }
    }

    /// What an expression that hangs on the window is at this moment.
    #[must_use]
    pub fn choose(self, expression: &Expression) -> &Expression {
        let Expression::Conditional(either) = expression else {
            return expression;
        };
        let holds = [
            (BEFORE_RAISE, self == Self::Before),
            (BEFORE_END, matches!(self, Self::Before | Self::Raised)),
            (BEFORE_CLOSE, self != Self::Ended),
            (RAISED, self == Self::Raised),
        ];
        match holds.iter().find(|(name, _)| either.cond_expr == local(name)) {
            Some((_, true)) => &either.true_expr,
            Some((_, false)) => &either.false_expr,
            None => expression,
        }
    }
}

/// Counts that a component has while the window is open, and on every other day.
#[derive(Clone, Copy, Debug)]
pub struct Timed {
    /// On every other day.
    pub everyday: Count,
    /// When they change.
    pub schedule: Schedule,
    /// Whether it holds data: what has risen comes down only when a person has drained it.
    pub lasting: bool,
}

/// What a reader of the window's file should know.
#[must_use]
pub fn note(schedule: Schedule) -> String {
    let ceilings = if schedule.has_tail() { BEFORE_CLOSE } else { BEFORE_END };
    format!(
        "# Floors are the launch's while `{RAISED}` holds, ceilings while `{ceilings}` does. The scheduled actions do the\n\
         # same between two plans, so that a plan is empty whenever it is made.\n"
    )
}

/// The block that says where a plan stands in time.
#[must_use]
pub fn locals(schedule: Schedule) -> Block {
    other("locals", &[], |body| {
        for (name, at) in boundaries(schedule) {
            body.set(name, order(call("plantimestamp", []), BinaryOperator::Less, at));
        }
        let risen = Expression::from(Operation::Unary(UnaryOp::new(UnaryOperator::Not, local(BEFORE_RAISE))));
        body.set(RAISED, binary(risen, BinaryOperator::And, local(BEFORE_END)));
    })
}

/// Where one part of the window ends and the next one begins, each with the local that holds until then.
pub(super) fn boundaries(schedule: Schedule) -> impl Iterator<Item = (&'static str, Timestamp)> {
    let close = schedule.has_tail().then_some((BEFORE_CLOSE, schedule.closes));
    [(BEFORE_RAISE, schedule.raise), (BEFORE_END, schedule.end)].into_iter().chain(close)
}

/// How an instant that Terraform knows stands to another.
pub(super) fn order(now: Expression, order: BinaryOperator, at: Timestamp) -> Expression {
    binary(call("timecmp", [now, stamp(at).into()]), order, 0.into())
}

/// An instant as Terraform and the AWS API take it.
fn stamp(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

pub(super) fn local(name: &str) -> Expression {
    reference(&["local", name])
}

pub(super) fn binary(left: Expression, operator: BinaryOperator, right: Expression) -> Expression {
    Operation::Binary(BinaryOp::new(left, operator, right)).into()
}

fn either(condition: &str, yes: impl Into<Expression>, no: impl Into<Expression>) -> Expression {
    Conditional::new(local(condition), yes, no).into()
}

/// One change of counts by itself.
#[derive(Debug)]
pub struct Action {
    /// What tells it apart.
    pub suffix: &'static str,
    /// When, in UTC.
    pub at: Timestamp,
    /// The floor afterwards.
    pub min: u32,
    /// The ceiling afterwards.
    pub max: u32,
    /// The local that holds until it has happened.
    condition: &'static str,
}

impl Action {
    /// The instant, with its zone.
    #[must_use]
    pub fn stamp(&self) -> String {
        stamp(self.at)
    }

    /// How many of it there are: none once its time has passed, as a start in the past is refused.
    #[must_use]
    pub fn count(&self) -> Expression {
        either(self.condition, 1, 0)
    }
}

impl Unit<'_> {
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

    /// Writes the scheduled actions of a group of machines.
    pub fn schedule_group(&self, count: &Count, group: &Resource, out: &mut Output) {
        for action in self.actions(count) {
            out.add(self.resource("aws_autoscaling_schedule", action.suffix).identity(|r| {
                r.set("count", action.count());
                r.set("scheduled_action_name", format!("{}-{}", self.title(), action.suffix));
                r.set("autoscaling_group_name", group.attr("name")).set("start_time", action.stamp());
                // Left out, a size would become 0; -1 leaves the number in between to the autoscaler.
                r.set("min_size", action.min).set("max_size", action.max).set("desired_capacity", -1);
            }));
        }
    }
}
