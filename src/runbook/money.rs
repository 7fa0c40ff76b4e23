//! What the launch costs, as the head of the runbook says it.

use serde::Serialize;

use crate::diff::Diff;
use crate::money::{dollars, percent, signed_dollars, signed_percent};
use crate::report::view::window::phases;
use crate::runbook::inputs::Inputs;
use crate::switch::schedule::timed;

/// What a launch costs on top of normal. Sums are as expected, unless their name says otherwise; each is a text
/// like `+$643.75`.
#[derive(Debug, Serialize)]
pub struct Money {
    /// The sum over all phases.
    window: Option<String>,
    /// The sum over all windows, in words: `at most +$6,400.00 as expected`; `None` if there is only one, or if it is not known.
    windows: Option<String>,
    /// The share that falls before the window.
    before: Option<String>,
    /// The share that falls into the window.
    in_window: Option<String>,
    /// The share that falls into the window's tail.
    tail: Option<String>,
    /// The share that falls between the tail and the earliest way back.
    after: Option<String>,
    /// The sum as a share of a normal month.
    percent: Option<String>,
    /// The sum with all counts at their maximum.
    ceiling: Option<String>,
    /// What one more hour of the window costs; `None` if the length of the window is not known.
    hour: Option<String>,
    /// What one more hour costs with all counts at their maximum.
    hour_ceiling: Option<String>,
    /// What a day costs if nobody switches back.
    left_on_day: String,
    /// What a month costs if nobody switches back.
    left_on_month: String,
    /// Which sizes come down by themselves if nobody switches back, in words.
    falls: &'static str,
    /// What stays on the bill of each month after the way back.
    residual: Option<String>,
    /// Whether a price is not known, so that it is missing from the sums.
    incomplete: bool,
}

/// The money of a switch, in words.
pub(super) fn money(inputs: &Inputs<'_>) -> Money {
    let (diff, total) = (inputs.diff, &inputs.diff.total);
    let share = total.window().and_then(|window| percent(window.expected, total.month_from.expected));
    let [before, in_window, tail, after] =
        phases(diff).map(|cost| cost.map(|cost| signed_dollars(cost.expected)));
    Money {
        window: total.window().map(|window| signed_dollars(window.expected)),
        windows: diff.several.as_ref().and_then(|several| {
            let most = if several.at_most { "at most " } else { "" };
            Some(format!("{most}{} as expected", signed_dollars(several.cost?.expected)))
        }),
        before,
        in_window,
        tail,
        after,
        percent: share.map(signed_percent),
        ceiling: total.window().map(|window| signed_dollars(window.ceiling)),
        hour: inputs.hour_longer.map(|more| signed_dollars(more.expected)),
        hour_ceiling: inputs.hour_longer.map(|more| signed_dollars(more.ceiling)),
        left_on_day: signed_dollars(total.left_on.day().expected),
        left_on_month: signed_dollars(total.left_on.month.expected),
        falls: falls(diff),
        residual: (!total.residual.is_zero()).then(|| dollars(total.residual.expected)),
        incomplete: total.incomplete,
    }
}

/// Which sizes come down by themselves, if nobody switches back.
fn falls(diff: &Diff<'_>) -> &'static str {
    let timed = diff.to.components.iter().filter(|own| timed(own, diff.from).is_some());
    let (lasting, falling): (Vec<_>, Vec<_>) = timed.partition(|own| own.spec.facets().stateful);
    match (&diff.to.window, falling.is_empty(), lasting.is_empty()) {
        (None, ..) => "without a window nothing is scheduled, so counts and sizes stay",
        (_, true, _) => "no count or size falls by itself",
        (_, _, true) => "the counts fall by themselves, sizes do not",
        _ => "the counts fall by themselves, except those of components that hold data; sizes do not",
    }
}
