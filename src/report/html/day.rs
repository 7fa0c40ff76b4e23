//! The picture of the day: each step of the switch with its time, from the first order to the way back. Its times are
//! those of the timeline, which the runbook has too.

mod axis;
mod step;

use serde::Serialize;

use self::axis::{Axis, Mark};
use self::step::{Kind, Step, steps};
use crate::diff::Diff;
use crate::order::Order as _;
use crate::report::view::View;
use crate::report::view::when::Clock;

/// The number of resizes that are drawn one by one.
const RESIZES: usize = 8;
/// The number of orders that are drawn one by one.
const ORDERS: usize = 6;

/// The picture, and its list.
#[derive(Serialize)]
pub(super) struct Day {
    /// The marks of the axis.
    marks: Vec<Mark>,
    /// The time of the window: its left edge and its width, in percent.
    launch: (String, String),
    /// The time of its tail; `None` without one.
    tail: Option<(String, String)>,
    /// The steps, by their time.
    rows: Vec<Row>,
    /// The kinds of the steps, for the legend: a class of the style sheet and its words.
    kinds: Vec<(&'static str, &'static str)>,
}

/// A step as a bar.
#[derive(Serialize)]
struct Row {
    /// The time of the step.
    at: String,
    title: String,
    /// Who does it or decides on it.
    owner: Option<String>,
    /// The class of the kind in the style sheet.
    kind: &'static str,
    /// What the kind is, or what users feel, in words; empty if the title says it.
    what: String,
    /// The left edge of the bar and its width, in percent.
    bar: (String, String),
}

/// Draws the day; `None` if the length of the switch is not known, or if nothing changes.
pub(super) fn day(view: &View, diff: &Diff<'_>) -> Option<Day> {
    diff.span?;
    diff.changed().next()?;
    let clock = Clock::of(diff.window.as_ref());
    let mut all = steps(view, diff);
    few(&mut all, Kind::Order, ORDERS, "orders");
    few(&mut all, Kind::Felt, RESIZES, "parts to resize");
    few(&mut all, Kind::Later, ORDERS, "plans to give back");
    all.order_by_key(|step| std::cmp::Reverse(step.due));
    let axis = Axis::of(diff, &all);
    let phases = &diff.phases;
    let zero = jiff::SignedDuration::ZERO;
    let end = zero.saturating_sub(phases.window);
    let closes = end.saturating_sub(phases.tail);
    let row = |step: &Step| Row {
        at: clock.before(step.due),
        title: step.title.clone(),
        owner: step.owner.clone(),
        kind: step.kind.class(),
        what: step.felt.clone().unwrap_or_else(|| step.kind.beside().to_owned()),
        bar: axis.span(step.due, step.until),
    };
    let mut kinds: Vec<Kind> = all.iter().map(|step| step.kind).collect();
    kinds.order();
    kinds.dedup();
    Some(Day {
        marks: axis.marks(diff),
        launch: axis.span(zero, end),
        tail: (!phases.tail.is_zero()).then(|| axis.span(end, closes)),
        rows: all.iter().map(row).collect(),
        kinds: kinds.into_iter().map(|kind| (kind.class(), kind.word())).collect(),
    })
}

/// Keeps the first steps of a kind, and makes one of all others. The way back is one step already.
fn few(all: &mut Vec<Step>, kind: Kind, most: usize, what: &str) {
    let mut own: Vec<Step> = all.extract_if(.., |step| step.kind == kind && !step.is_way_back).collect();
    own.order_by_key(|step| std::cmp::Reverse(step.due));
    let rest = own.split_off(most.min(own.len()));
    all.extend(own);
    match rest.as_slice() {
        [] => {}
        [_] => all.extend(rest),
        [first, ..] => all.push(Step {
            title: format!("{} more {what}", rest.len()),
            due: first.due,
            until: rest.iter().map(|step| step.until).min().unwrap_or(first.until),
            owner: None,
            kind,
            felt: None,
            is_way_back: false,
        }),
    }
}
