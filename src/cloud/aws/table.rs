//! Embedded tables without commas in their fields.

use memchr::memchr_iter;

/// The rows of an embedded table: `#` starts a comment, the first row is the head.
pub fn table(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    lines(text).map(|line| line.split(',').collect())
}

/// The names of the columns.
pub(crate) fn head(text: &'static str) -> impl Iterator<Item = &'static str> {
    let head = text.lines().find(|line| !line.starts_with('#') && !line.is_empty());
    head.unwrap_or_default().split(',')
}

/// The lines of the rows.
pub fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    let mut start = 0;
    // The tables are long, and `str::lines` takes three times as long for them.
    let lines = memchr_iter(b'\n', text.as_bytes()).chain([text.len()]).map(move |end| {
        let line = &text[start..end];
        start = (end + 1).min(text.len());
        line.strip_suffix('\r').unwrap_or(line)
    });
    lines.filter(|line| !line.starts_with('#') && !line.is_empty()).skip(1)
}
