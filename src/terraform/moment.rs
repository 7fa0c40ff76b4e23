//! The window in Terraform: sizes that are the launch's only while it is open, and the scheduled actions that
//! do the same between two plans. Whenever a plan is made, before, in or after the window, the two agree, so
//! that it is empty; and a launch that is applied too late, or again, is not left on.

use hcl::expr::{
    BinaryOp, BinaryOperator, Conditional, Expression, ForExpr, Operation, Traversal, TraversalOperator,
    UnaryOp, UnaryOperator,
};
use hcl::{Block, Identifier};
use jiff::{SignedDuration, Timestamp};

use crate::model::capacity::Count;
use crate::model::schedule::{Schedule, Schedules, Weekly};
use crate::terraform::resource::{call, list, other, reference};

/// Whether the plan is made before the floors rise.
pub(crate) const BEFORE_RAISE: &str = "before_raise";
/// Whether it is made before the window ends.
pub(crate) const BEFORE_END: &str = "before_end";
/// Whether it is made before its tail ends, where it has one.
pub(crate) const BEFORE_CLOSE: &str = "before_close";
/// Whether it is made while the floors are up.
pub const RAISED: &str = "raised";
/// Of several windows: whether the ceilings are up, which they are from the first apply to the end of the first tail,
/// and in each of the others.
pub(crate) const CEILINGS_UP: &str = "ceilings_up";
/// Of several windows: for each when the floors rise, when they fall and when the ceilings fall.
const WINDOWS: &str = "windows";
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
    /// When the window is over, its tail too; of several windows, between two of them or after the last.
    Ended,
}

impl Moment {
    /// When an instant is.
    #[must_use]
    pub fn of(schedules: &Schedules, now: Timestamp) -> Self {
        let open = schedules.all().iter().find(|one| one.raise <= now && now < one.closes);
        match open {
            Some(schedule) if now < schedule.end => Self::Raised,
            Some(_) => Self::Tail,
            None if now < schedules.first_raise() => Self::Before,
            None => Self::Ended,
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
            (CEILINGS_UP, self != Self::Ended),
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
pub struct Timed<'a> {
    /// On every other day.
    pub everyday: Count,
    /// When they change.
    pub schedules: &'a Schedules,
    /// Whether it holds data: what has risen comes down only when a person has drained it.
    pub(crate) lasting: bool,
}

/// The local that says whether the ceilings are up.
#[must_use]
pub(crate) fn ceilings(schedules: &Schedules) -> &'static str {
    match schedules.single() {
        None => CEILINGS_UP,
        Some(one) if one.has_tail() => BEFORE_CLOSE,
        Some(_) => BEFORE_END,
    }
}

/// What a reader of the window's file should know.
#[must_use]
pub(crate) fn note(schedules: &Schedules) -> String {
    let ceilings = ceilings(schedules);
    let several = match schedules.single() {
        Some(_) => "",
        None => {
            "# Of each window `windows` has when the floors rise, when they fall, and when the ceilings fall.\n"
        }
    };
    format!(
        "# Floors are the launch's while `{RAISED}` holds, ceilings while `{ceilings}` does. The scheduled actions do the\n\
         # same between two plans, so that a plan is empty whenever it is made.\n{several}"
    )
}

/// The block that says where a plan stands in time.
#[must_use]
pub(crate) fn locals(schedules: &Schedules) -> Block {
    let Some(schedule) = schedules.single() else { return several(schedules) };
    other("locals", &[], |body| {
        for (name, at) in boundaries(schedule) {
            body.set(name, planned_before(at));
        }
        let risen = Expression::from(Operation::Unary(UnaryOp::new(UnaryOperator::Not, local(BEFORE_RAISE))));
        body.set(RAISED, binary(risen, BinaryOperator::And, local(BEFORE_END)));
    })
}

/// The same for several windows.
fn several(schedules: &Schedules) -> Block {
    let instants = |one: &Schedule| list(one.instants().map(stamp));
    // The variable of the expressions is one window, a list of its instants.
    let compare = |at: u64, operator| {
        let path = Traversal::new(reference(&["window"]), [TraversalOperator::Index(at.into())]);
        binary(call("timecmp", [call("plantimestamp", []), path.into()]), operator, 0.into())
    };
    let within = |end| {
        let inside = binary(
            compare(0, BinaryOperator::GreaterEq),
            BinaryOperator::And,
            compare(end, BinaryOperator::Less),
        );
        let each = ForExpr::new(Identifier::unchecked("window"), local(WINDOWS), inside);
        call("anytrue", [each.into()])
    };
    other("locals", &[], |body| {
        body.set(WINDOWS, list(schedules.all().iter().map(instants)));
        body.set(BEFORE_RAISE, planned_before(schedules.first_raise()));
        body.set(RAISED, within(1));
        body.set(CEILINGS_UP, binary(local(BEFORE_RAISE), BinaryOperator::Or, within(2)));
    })
}

/// Where one part of the window ends and the next one begins, each with the local that holds until then.
fn boundaries(schedule: Schedule) -> impl Iterator<Item = (&'static str, Timestamp)> {
    let close = schedule.has_tail().then_some((BEFORE_CLOSE, schedule.closes));
    [(BEFORE_RAISE, schedule.raise), (BEFORE_END, schedule.end)].into_iter().chain(close)
}

/// How an instant that Terraform knows stands to another.
#[must_use]
pub fn order(now: Expression, order: BinaryOperator, at: Timestamp) -> Expression {
    binary(call("timecmp", [now, stamp(at).into()]), order, 0.into())
}

/// An instant as Terraform and scheduled actions take it.
pub(crate) fn stamp(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Whether a plan is made before an instant.
pub(crate) fn planned_before(at: Timestamp) -> Expression {
    order(call("plantimestamp", []), BinaryOperator::Less, at)
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

/// One change of counts by itself, once or each week.
#[derive(Debug)]
pub struct Action {
    /// What tells it apart.
    pub suffix: String,
    /// When, in UTC; of one that happens each week, the first time.
    pub at: Timestamp,
    /// When in each week, and the last time; none for one that happens once.
    pub weekly: Option<(Weekly, Timestamp)>,
    /// The floor afterwards.
    pub min: u32,
    /// The ceiling afterwards.
    pub max: u32,
    /// What holds until it has happened for the last time.
    pub(crate) condition: Expression,
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
        Conditional::new(self.condition.clone(), 1, 0).into()
    }

    /// Of one that happens each week: when it begins to, none once that has passed, as a start in the past is refused.
    #[must_use]
    pub(crate) fn begins(&self) -> Expression {
        let begins = planned_before(self.at);
        Conditional::new(begins, self.stamp(), Expression::Null).into()
    }

    /// Of one that happens each week: a minute after the last time, when it ends.
    #[must_use]
    pub(crate) fn ends(&self) -> Option<String> {
        let (_, last) = self.weekly.as_ref()?;
        last.checked_add(SignedDuration::from_mins(1)).ok().map(stamp)
    }
}
