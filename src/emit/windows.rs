//! What Terraform knows of all windows. All folders share one state: applying another profile's folder in the middle
//! of a window takes the launch down, and so does a plan that waited for its approval until the window opened. The
//! first is warned of, as it may be what is wanted; the second is refused.

use std::collections::BTreeSet;

use hcl::expr::{BinaryOperator, Expression, ForExpr};
use hcl::{Block, Identifier};
use jiff::Timestamp;

use crate::model::schedule::{Schedule, Schedules};
use crate::model::window::stamp as instant;
use crate::plan::Plan;
use crate::switch::schedule::schedules_of;
use crate::switch::timeline::Turn;
use crate::terraform::moment::{binary, local, locals, note, order, stamp};
use crate::terraform::resource::{Precondition, call, list, other, reference};

/// When the plan is made. A check must refer to something, which a function is not.
const PLANNED_AT: &str = "planned_at";
/// When a window of any profile begins a part or ends one, where these are many.
const INSTANTS: &str = "instants";
/// Whether it is applied in the part of each window that it was made in. `timestamp()` is known only then, so that
/// plans are empty all the same.
const SAME_PHASE: &str = "same_phase";

/// What is said of a plan that is applied in another part of a window than it was made in. What does not refer to
/// the network may have been changed by then: it does not move with the window. Terraform destroys what a folder lacks
/// before it looks at the precondition, so that the everyday folder may have removed the launch's scheduled actions.
const OTHER_PHASE: &str = "This plan was made in one part of a window and is applied in another: its counts may be \
                           those of the wrong one. No database, machine, group or service has been changed; volumes, \
                           queues, alarms and the dashboard may have been, and scheduled actions that this folder does \
                           not have may have been removed: until the folder of the open window is applied again, its \
                           counts may not fall by themselves. Apply the folder whose turn it is now, at once and without \
                           a saved plan: terraform apply.";

/// What a folder knows of windows.
#[derive(Clone, Debug)]
pub struct Windows {
    /// What a reader of its file should know.
    pub note: String,
    /// Its locals, and the check that warns.
    pub blocks: Vec<Block>,
    /// What must hold before anything that moves with a window is changed.
    pub required: Precondition,
}

impl Windows {
    /// What the folder of `plan` knows of its own schedule and of the other profiles' windows; none where no time
    /// changes anything. Each of the others is given with its everyday profile.
    #[must_use]
    pub fn of<'a>(
        plan: &Plan,
        everyday: Option<&Plan>,
        others: impl Iterator<Item = (&'a Plan, Option<&'a Plan>)>,
    ) -> Option<Self> {
        let schedules = schedules_of(plan, everyday);
        let own = Turn::held(plan, everyday);
        let others: Vec<(&Plan, Vec<Turn>)> = others
            .filter(|(other, _)| other.name() != plan.name())
            .map(|(other, everyday)| (other, Turn::held(other, everyday)))
            .filter(|(_, turns)| !turns.is_empty())
            .collect();
        let turns = others.iter().flat_map(|(_, turns)| turns);
        let mut instants: BTreeSet<Timestamp> = turns.flat_map(|turn| [turn.from, turn.until()]).collect();
        let own_instants = schedules.iter().flat_map(Schedules::all).flat_map(Schedule::instants);
        instants.extend(own_instants);
        if instants.is_empty() {
            return None;
        }
        let mut blocks: Vec<Block> = schedules.iter().map(locals).collect();
        blocks.push(other("locals", &[], |locals| {
            locals.set(PLANNED_AT, call("plantimestamp", []));
            if instants.len() <= FEW {
                locals.set(
                    SAME_PHASE,
                    call("alltrue", [list(instants.iter().map(|at| same_side(&stamp(*at).into())))]),
                );
            } else {
                locals.set(INSTANTS, list(instants.iter().map(|at| stamp(*at))));
                let each = ForExpr::new(
                    Identifier::unchecked("at"),
                    local(INSTANTS),
                    same_side(&reference(&["at"])),
                );
                locals.set(SAME_PHASE, call("alltrue", [each.into()]));
            }
        }));
        blocks.extend(warning(&others, &own));
        let note = schedules.as_ref().map_or_else(String::new, note)
            + "# A plan that was saved before one of the instants of `same_phase` and is applied after it is refused.\n";
        Some(Self {
            note,
            blocks,
            required: Precondition { condition: local(SAME_PHASE), message: OTHER_PHASE },
        })
    }
}

/// Up to this many instants stand in the expression itself.
const FEW: usize = 24;

/// Whether the plan is made on the side of an instant that it is applied on.
fn same_side(at: &Expression) -> Expression {
    let side = |now| {
        let side = binary(call("timecmp", [now, at.clone()]), BinaryOperator::Less, 0.into());
        Expression::Parenthesis(Box::new(side))
    };
    binary(side(local(PLANNED_AT)), BinaryOperator::Eq, side(call("timestamp", [])))
}

/// The block that warns while a window of one of the others is open.
fn warning(others: &[(&Plan, Vec<Turn>)], own: &[Turn]) -> Option<Block> {
    let mut assertions: Vec<(Expression, String)> = Vec::new();
    for (other, turns) in others {
        let conditions = turns.iter().filter_map(|turn| Some((turn_is_not(turn, own)?, turn)));
        let conditions: Vec<(Expression, &Turn)> = conditions.collect();
        if let [(condition, turn)] = conditions.as_slice() {
            assertions.push((condition.clone(), said(other, Some(turn))));
        } else if !conditions.is_empty() {
            let all = list(conditions.into_iter().map(|(condition, _)| condition));
            assertions.push((call("alltrue", [all]), said(other, None)));
        }
    }
    (!assertions.is_empty()).then(|| {
        other("check", &["windows"], |check| {
            for (condition, message) in assertions {
                check.block("assert", |block| {
                    block.set("condition", condition).set("error_message", message);
                });
            }
        })
    })
}

/// What holds while it is not the turn of another profile, or is one's own as well; none where that always holds.
fn turn_is_not(turn: &Turn, own: &[Turn]) -> Option<Expression> {
    let outside = either(before(turn.from), over(turn.until()));
    match own.iter().find(|own| own.from < turn.until() && turn.from < own.until()) {
        Some(own) if own.from <= turn.from && turn.until() <= own.until() => None,
        Some(own) => {
            let inside = binary(over(own.from), BinaryOperator::And, before(own.until()));
            Some(either(outside, inside))
        }
        None => Some(outside),
    }
}

/// Whether the plan is made before an instant.
fn before(at: Timestamp) -> Expression {
    order(local(PLANNED_AT), BinaryOperator::Less, at)
}

/// Whether it is made at an instant or after it.
fn over(at: Timestamp) -> Expression {
    order(local(PLANNED_AT), BinaryOperator::GreaterEq, at)
}

fn either(one: Expression, other: Expression) -> Expression {
    binary(one, BinaryOperator::Or, other)
}

/// What is said while it is the turn of another profile; which one of several windows it is, is not known before.
fn said(other: &Plan, turn: Option<&Turn>) -> String {
    let name = other.name();
    let open = match turn {
        Some(turn) => format!("The window of {name} is open until {}", instant(&turn.closes)),
        None => format!("A window of {name} is open"),
    };
    format!(
        "{open}, its preparation and its tail included: this ends it. The folder to apply now is generated/{name}; apply \
         this one only to call {name} off."
    )
}
