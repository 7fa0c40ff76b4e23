//! Embedded tables without commas in their fields.

/// The rows of an embedded table: `#` starts a comment, the first row is the head.
pub fn table(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let rows = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    rows.skip(1).map(|line| line.split(',').collect())
}
