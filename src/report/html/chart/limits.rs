//! The limits of the budget as lines in the picture of the money.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::diff::Diff;
use crate::guardrail::{Guardrail, Level, Measure};
use crate::money::{dollars, plain};
use crate::order::Order as _;
use crate::report::html::chart::scale::{Scale, short};

/// The smallest distance between the labels of two lines, in pixels.
const LEADING: i64 = 15;

/// A limit on what the switch may cost in all.
pub(super) struct Bound {
    /// The limit in US dollars.
    pub(super) at: Decimal,
    level: Level,
    /// `stop at $1,000.00`.
    words: String,
}

/// The line of a limit.
#[derive(Serialize)]
pub(super) struct LimitLine {
    y: String,
    level: &'static str,
    /// What is written above the line; empty if the label of the line above it says it too.
    label: String,
}

/// The limits of the budget that are amounts of money or can be converted into one, the smallest first.
pub(super) fn bounds(diff: &Diff<'_>, gates: &[Guardrail]) -> Vec<Bound> {
    let month = diff.total.month_from.expected;
    let bound = |gate: &Guardrail| {
        let limit = gate.limit;
        let word = match limit.level {
            Level::Warn => "warning",
            Level::Fail => "stop",
        };
        let (at, words) = match limit.measure {
            Measure::Window => (limit.at, dollars(limit.at)),
            Measure::Increase => {
                let at = month.checked_mul(limit.at)? / Decimal::ONE_HUNDRED;
                (at, format!("{} %, {}", plain(limit.at), dollars(at)))
            }
            Measure::Windows | Measure::LeftOn => return None,
        };
        Some(Bound { at, level: limit.level, words: format!("{word} at {}", words.trim_end_matches(".00")) })
    };
    let mut out: Vec<Bound> = gates.iter().filter_map(bound).collect();
    out.order_by_key(|bound| (bound.at, bound.level));
    out.dedup_by(|a, b| a.words == b.words);
    out
}

/// The lines of the limits that lie within the picture. Of lines that are close together the highest names all.
pub(super) fn lines(bounds: &[Bound], scale: &Scale, highest: Decimal) -> Vec<LimitLine> {
    let mut out: Vec<LimitLine> = Vec::new();
    let mut labelled: Option<(Decimal, usize)> = None;
    for bound in bounds.iter().filter(|bound| bound.at <= highest) {
        let y = scale.y(bound.at);
        let mut label = bound.words.clone();
        if let Some((last, at)) = labelled
            && last - y < Decimal::from(LEADING)
        {
            label = format!("{}, {label}", std::mem::take(&mut out[at].label));
        }
        labelled = Some((y, out.len()));
        out.push(LimitLine { y: short(y), level: bound.level.word(), label });
    }
    out
}
