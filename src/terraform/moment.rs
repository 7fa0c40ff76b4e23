//! The window in Terraform: sizes that are the launch's only while it is open, and the scheduled actions that
//! do the same between two plans. Whenever a plan is made, before, in or after the window, the two agree, so
//! that it is empty; and a launch that is applied too late, or again, is not left on.

use hcl::Block;
use hcl::expr::{BinaryOp, BinaryOperator, Conditional, Expression, Operation, UnaryOp, UnaryOperator};
use jiff::Timestamp;

use crate::model::capacity::Count;
use crate::model::schedule::Schedule;
use crate::terraform::resource::{call, other, reference};

/// Whether the plan is made before the floors rise.
pub(crate) const BEFORE_RAISE: &str = "before_raise";
/// Whether it is made before the window ends.
pub(crate) const BEFORE_END: &str = "before_end";
/// Whether it is made before its tail ends, where it has one.
pub(crate) const BEFORE_CLOSE: &str = "before_close";
/// Whether it is made while the floors are up.
pub const RAISED: &str = "raised";
/// The scheduled action that raises the floors.
pub(crate) const RAISE: &str = "raise";
/// The scheduled action at the end of the window, which lowers the floors and, without a tail, the ceilings.
pub(crate) const RESTORE: &str = "restore";
/// The scheduled action at the end of the tail, which lowers the ceilings.
pub(crate) const CLOSE: &str = "close";

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
    pub(crate) lasting: bool,
}

/// What a reader of the window's file should know.
#[must_use]
pub(crate) fn note(schedule: Schedule) -> String {
    let ceilings = if schedule.has_tail() { BEFORE_CLOSE } else { BEFORE_END };
    format!(
        "# Floors are the launch's while `{RAISED}` holds, ceilings while `{ceilings}` does. The scheduled actions do the\n\
         # same between two plans, so that a plan is empty whenever it is made.\n"
    )
}

/// The block that says where a plan stands in time.
#[must_use]
pub(crate) fn locals(schedule: Schedule) -> Block {
    other("locals", &[], |body| {
        for (name, at) in boundaries(schedule) {
            body.set(name, order(call("plantimestamp", []), BinaryOperator::Less, at));
        }
        let risen = Expression::from(Operation::Unary(UnaryOp::new(UnaryOperator::Not, local(BEFORE_RAISE))));
        body.set(RAISED, binary(risen, BinaryOperator::And, local(BEFORE_END)));
    })
}

/// Where one part of the window ends and the next one begins, each with the local that holds until then.
pub(crate) fn boundaries(schedule: Schedule) -> impl Iterator<Item = (&'static str, Timestamp)> {
    let close = schedule.has_tail().then_some((BEFORE_CLOSE, schedule.closes));
    [(BEFORE_RAISE, schedule.raise), (BEFORE_END, schedule.end)].into_iter().chain(close)
}

/// How an instant that Terraform knows stands to another.
#[must_use]
pub fn order(now: Expression, order: BinaryOperator, at: Timestamp) -> Expression {
    binary(call("timecmp", [now, stamp(at).into()]), order, 0.into())
}

/// An instant as Terraform and scheduled actions take it.
fn stamp(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A reference to a local value.
#[must_use]
pub(crate) fn local(name: &str) -> Expression {
    reference(&["local", name])
}

/// An operation on two expressions.
#[must_use]
pub(crate) fn binary(left: Expression, operator: BinaryOperator, right: Expression) -> Expression {
    Operation::Binary(BinaryOp::new(left, operator, right)).into()
}

/// One of two values, by a local.
#[must_use]
pub(crate) fn either(condition: &str, yes: impl Into<Expression>, no: impl Into<Expression>) -> Expression {
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
    pub condition: &'static str,
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
