//! The window in Terraform: sizes that are the launch's only while it is open, and the scheduled actions that
//! do the same between two plans. Whenever a plan is made, before, in or after the window, the two agree, so
//! that it is empty; and a launch that is applied too late, or again, is not left on.

use hcl::Block;
use hcl::expr::{BinaryOp, BinaryOperator, Conditional, Expression, Operation, UnaryOp, UnaryOperator};
use jiff::Timestamp;

use super::resource::{Resource, call, other, reference};
use super::{Output, Unit};
use crate::plan::Count;
use crate::schedule::Schedule;

/// Whether the plan is made before the floors rise.
const BEFORE_RAISE: &str = "before_raise";
/// Whether it is made before the window ends.
const BEFORE_END: &str = "before_end";
/// Whether it is made while the floors are up.
const RAISED: &str = "raised";

/// The two ways in which counts change by themselves.
const RAISE: &str = "raise";
const RESTORE: &str = "restore";

/// When a plan is made, as the window sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Before the floors rise.
    Before,
    /// While they are up.
    Raised,
    /// When the window is over.
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
            (BEFORE_END, self != Self::Ended),
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

/// The block that says where a plan stands in time.
#[must_use]
pub fn locals(schedule: Schedule) -> Block {
    let before = |at: Timestamp| {
        let order = call("timecmp", [call("plantimestamp", []), stamp(at).into()]);
        binary(order, BinaryOperator::Less, 0.into())
    };
    other("locals", &[], |body| {
        body.set(BEFORE_RAISE, before(schedule.raise)).set(BEFORE_END, before(schedule.end));
        let risen = Expression::from(Operation::Unary(UnaryOp::new(UnaryOperator::Not, local(BEFORE_RAISE))));
        body.set(RAISED, binary(risen, BinaryOperator::And, local(BEFORE_END)));
    })
}

/// An instant as Terraform and the AWS API take it.
fn stamp(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn local(name: &str) -> Expression {
    reference(&["local", name])
}

fn binary(left: Expression, operator: BinaryOperator, right: Expression) -> Expression {
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
        either(if self.suffix == RAISE { BEFORE_RAISE } else { BEFORE_END }, 1, 0)
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
        let back = self.timed.filter(|timed| !timed.lasting).map(|timed| timed.everyday.max);
        match back.filter(|everyday| *everyday != count.max) {
            Some(everyday) => either(BEFORE_END, count.max, everyday),
            None => count.max.into(),
        }
    }

    /// What changes by itself.
    #[must_use]
    pub fn actions(&self, count: &Count) -> Vec<Action> {
        let Some(Timed { everyday, schedule, lasting }) = self.timed else {
            return Vec::new();
        };
        let raise = Action { suffix: RAISE, at: schedule.raise, min: count.min, max: count.max };
        let restore = Action { suffix: RESTORE, at: schedule.end, min: everyday.min, max: everyday.max };
        if lasting { vec![raise] } else { vec![raise, restore] }
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
