//! How each figure comes about: the lines of the bill that change, once for all parts that change alike.

use serde::Serialize;

use crate::report::view::View;
use crate::report::view::alike::RowView;
use crate::report::view::line::LineView;

/// The largest number of lines.
const LINES: usize = 400;

/// The lines of the calculation.
#[derive(Serialize)]
pub(super) struct Calculation<'a> {
    lines: Vec<Line<'a>>,
    /// The number of lines that are left out.
    more: usize,
}

#[derive(Serialize)]
struct Line<'a> {
    /// The name of the part, or how many there are and what: `4 workers`.
    part: &'a str,
    /// The number of parts that have the same line.
    alike: usize,
    #[serde(flatten)]
    figures: &'a LineView,
}

/// The lines that cost something, or whose price is not known.
pub(super) fn calculation(view: &View) -> Calculation<'_> {
    let all = |row: &'_ RowView| row.lines.iter().filter(|line| !is_free(line)).count();
    let lines = view.rows.iter().flat_map(|row| {
        let own = row.lines.iter().filter(|line| !is_free(line));
        own.map(|line| Line { part: &row.title, alike: row.names.len(), figures: line })
    });
    let lines: Vec<Line<'_>> = lines.take(LINES).collect();
    let more = view.rows.iter().map(all).sum::<usize>() - lines.len();
    Calculation { lines, more }
}

/// Whether the line costs nothing at any size.
fn is_free(line: &LineView) -> bool {
    let free = |text: &String| text == "$0.00";
    let sums = [&line.cost, &line.month];
    line.month.is_some()
        && sums
            .into_iter()
            .flatten()
            .all(|sum| [&sum.floor, &sum.expected, &sum.ceiling].into_iter().all(free))
}
