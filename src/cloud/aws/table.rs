//! Embedded tables without commas in their fields.

use crate::table::lines;

/// The rows of an embedded table: `#` starts a comment, the first row is the head.
pub fn table(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    lines(text).map(|line| line.split(',').collect())
}

/// The names of the columns.
pub(crate) fn head(text: &'static str) -> impl Iterator<Item = &'static str> {
    let head = text.lines().find(|line| !line.starts_with('#') && !line.is_empty());
    head.unwrap_or_default().split(',')
}
