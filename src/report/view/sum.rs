//! How a figure comes about: its lines, those of alike parts together, and none that costs nothing.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::money::{Amounts, figure, signed_dollars};
use crate::report::view::alike::RowView;
use crate::report::view::say;
use crate::report::view::three::Three;

/// So many lines are shown.
const MOST: usize = 120;
/// So many rows of changes are shown in a comment.
pub(crate) const ROWS: usize = 10;

/// A line of a calculation.
#[derive(Debug, Serialize)]
pub struct SumLine {
    /// The part, or how many alike parts.
    pub part: String,
    /// What is billed.
    pub what: String,
    /// The arithmetic; empty if the price is not known.
    pub how: String,
    /// The cost as expected; `None` if the price is not known.
    pub cost: Option<String>,
}

/// The rows and lines that a short form leaves out, so that what it shows still adds up.
#[derive(Debug, Serialize)]
pub struct RestView {
    /// How many rows or lines.
    pub rows: usize,
    /// How many parts: `40 parts`.
    pub parts: String,
    /// What they cost together, as expected.
    pub sum: String,
}

/// The rows beyond those that a comment shows.
pub(super) fn rest(rows: &[RowView]) -> Option<RestView> {
    let rest: Vec<&RowView> = rows.iter().filter(|row| !row.free).skip(ROWS).collect();
    let sum: Amounts = rest.iter().map(|row| row.amounts).sum();
    let parts = rest.iter().map(|row| row.names.len()).sum();
    let parts = say::count(parts, "part");
    (!rest.is_empty()).then(|| RestView { rows: rest.len(), parts, sum: signed_dollars(sum.expected) })
}

/// The lines of the calculation, the dearest row first, and what is left of them.
pub(super) fn lines(rows: &[RowView], timed: bool) -> (Vec<SumLine>, Option<RestView>) {
    let mut out = Vec::new();
    let (mut left, mut sum, mut parts) = (0, Decimal::ZERO, 0);
    let zero = signed_dollars(Decimal::ZERO);
    for row in rows {
        let before = left;
        for line in &row.lines {
            let (cost, amount) = if timed {
                (line.cost.as_ref(), line.amounts.map(|amounts| amounts.expected))
            } else {
                (line.month.as_ref(), line.month_amounts.map(|amounts| amounts.expected))
            };
            let cost = cost.map(|cost: &Three| cost.expected.clone());
            if cost.as_ref() == Some(&zero) {
                continue;
            }
            if out.len() == MOST {
                left += 1;
                sum += amount.unwrap_or_default();
                continue;
            }
            let times = row.names.len();
            let how = match line.arithmetic.as_str() {
                "" => String::new(),
                one if times == 1 => one.to_owned(),
                one => format!("{} times {one}", figure(times.into())),
            };
            out.push(SumLine { part: row.title.clone(), what: line.what.clone(), how, cost });
        }
        if left > before {
            parts += row.names.len();
        }
    }
    let parts = say::count(parts, "part");
    let rest = (left > 0).then(|| RestView { rows: left, parts, sum: signed_dollars(sum) });
    (out, rest)
}
