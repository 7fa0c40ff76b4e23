//! A warning in the plan of every folder whose turn it is not: all folders share one state, so that applying another
//! one in the middle of a window takes the launch down. It warns only, as that may be what is wanted.

use hcl::Block;
use hcl::expr::{BinaryOperator, Expression};
use jiff::Timestamp;

use super::resource::{call, other};
use super::timed::{binary, local, order};
use crate::plan::{Plan, stamp};
use crate::timeline::Turn;

/// When the plan is made. A check must refer to something, which a function is not.
const PLANNED_AT: &str = "planned_at";

/// The blocks that warn, in the folder of `plan`, while the window of one of the others is open; none where no other
/// profile has a window. Each is given with its everyday profile.
#[must_use]
pub fn warn<'a>(
    plan: &Plan,
    everyday: Option<&Plan>,
    others: impl Iterator<Item = (&'a Plan, Option<&'a Plan>)>,
) -> Vec<Block> {
    let own = Turn::of(plan, everyday);
    let assertions: Vec<(Expression, String)> = others
        .filter(|(other, _)| other.name() != plan.name())
        .filter_map(|(other, everyday)| {
            let turn = Turn::of(other, everyday)?;
            Some((turn_is_not(&turn, own.as_ref())?, said(other, &turn)))
        })
        .collect();
    if assertions.is_empty() {
        return Vec::new();
    }
    let planned_at = other("locals", &[], |locals| {
        locals.set(PLANNED_AT, call("plantimestamp", []));
    });
    let check = other("check", &["windows"], |check| {
        for (condition, message) in assertions {
            check.block("assert", |block| {
                block.set("condition", condition).set("error_message", message);
            });
        }
    });
    vec![planned_at, check]
}

/// What holds while it is not the turn of another profile, or is one's own as well; none where that always holds.
fn turn_is_not(turn: &Turn, own: Option<&Turn>) -> Option<Expression> {
    let outside = either(before(turn.from), over(turn.until()));
    match own.filter(|own| own.from < turn.until() && turn.from < own.until()) {
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

fn said(other: &Plan, turn: &Turn) -> String {
    let name = other.name();
    format!(
        "The window of {name} is open until {}, its preparation and its tail included: this ends it. The folder to \
         apply now is generated/{name}; apply this one only to call {name} off.",
        stamp(&turn.closes)
    )
}
