//! What changes, with what it costs: the rows of the view with their bars. What is one row too many is summed up.

mod bars;

use serde::Serialize;

use self::bars::Bars;
use crate::diff::Diff;
use crate::effect::Effect;
use crate::money::{Amounts, signed_dollars};
use crate::report::view::View;
use crate::report::view::alike::RowView;
use crate::report::view::say;
use crate::report::view::three::Three;

/// The number of rows that are shown; the others are summed up in one.
const ROWS: usize = 14;

/// The rows, and what is left over.
#[derive(Serialize)]
pub(super) struct Sizes<'a> {
    rows: Vec<SizeRow<'a>>,
    /// The sum over the parts that have no row; `None` if all have one.
    rest: Option<Rest>,
    /// The parts that change at no cost, in words; `None` if there are none.
    free: Option<String>,
    /// Whether a row has bars.
    bars: bool,
}

/// A row with its bars.
#[derive(Serialize)]
struct SizeRow<'a> {
    #[serde(flatten)]
    row: &'a RowView,
    /// The number of parts.
    parts: usize,
    /// The bars of their counts; `None` if these do not change.
    bars: Option<Bars>,
    /// Whether users are cut off for a time.
    felt: bool,
}

/// The parts that have no row of their own.
#[derive(Serialize)]
struct Rest {
    rows: usize,
    parts: usize,
    cost: Three,
    month: Three,
    /// Whether a price is not known.
    incomplete: bool,
}

/// The rows of a switch.
pub(super) fn sizes<'a>(view: &'a View, diff: &Diff<'_>) -> Sizes<'a> {
    let (free, dear): (Vec<&RowView>, Vec<&RowView>) = view.rows.iter().partition(|row| row.free);
    // One row more is shorter than a row that says that there is one more.
    let shown = if dear.len() == ROWS + 1 { dear.len() } else { ROWS.min(dear.len()) };
    let (shown, left) = dear.split_at(shown);
    let rows: Vec<SizeRow<'_>> = shown.iter().map(|row| size_row(row, diff)).collect();
    let parts = |rows: &[&RowView]| rows.iter().map(|row| row.names.len()).sum();
    let sum = |of: fn(&RowView) -> Amounts| {
        let all: Amounts = left.iter().map(|row| of(row)).sum();
        Three::of(all, signed_dollars)
    };
    let rest = (!left.is_empty()).then(|| Rest {
        rows: left.len(),
        parts: parts(left),
        cost: sum(|row| row.amounts),
        month: sum(|row| row.month_amounts),
        incomplete: left.iter().any(|row| row.incomplete),
    });
    let names: Vec<&str> = free.iter().flat_map(|row| &row.names).map(String::as_str).collect();
    let free = (!names.is_empty()).then(|| say::names(&names));
    Sizes { bars: rows.iter().any(|row| row.bars.is_some()), rows, rest, free }
}

fn size_row<'a>(row: &'a RowView, diff: &Diff<'_>) -> SizeRow<'a> {
    let part = row
        .names
        .first()
        .and_then(|name| diff.changed().find(|part| part.name == *name && part.status.word() == row.status));
    SizeRow {
        row,
        parts: row.names.len(),
        bars: part.and_then(|part| bars::bars(part, diff)),
        felt: part.and_then(|part| part.effect).is_some_and(Effect::interrupts),
    }
}
