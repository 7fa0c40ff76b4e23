//! Embedded tables whose fields may hold commas: comma-separated values as RFC 4180 has them, a record on each line.
//! Lines that begin with `#` are comments, and the first record is the head.

pub(crate) mod words;

use memchr::{memchr, memchr_iter};

/// The records of a table, without its head.
pub(crate) fn records(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    lines(text).map(fields)
}

/// The lines of the records of a table, without its head.
pub(crate) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    let mut start = 0;
    // The tables are long, and `str::lines` takes three times as long for them.
    let lines = memchr_iter(b'\n', text.as_bytes()).chain([text.len()]).map(move |end| {
        let line = &text[start..end];
        start = (end + 1).min(text.len());
        line.strip_suffix('\r').unwrap_or(line)
    });
    lines.filter(|line| !line.starts_with('#') && !line.is_empty()).skip(1)
}

/// The fields of a record.
fn fields(line: &'static str) -> Vec<&'static str> {
    let mut fields = Vec::with_capacity(16);
    let mut rest = line;
    loop {
        let (field, behind) =
            if let Some(quoted) = rest.strip_prefix('"') { unquoted(quoted) } else { plain(rest) };
        fields.push(field);
        match behind.strip_prefix(',') {
            Some(more) => rest = more,
            None => return fields,
        }
    }
}

/// A field up to its comma, and what follows.
fn plain(text: &str) -> (&str, &str) {
    text.split_at(memchr(b',', text.as_bytes()).unwrap_or(text.len()))
}

/// A field up to the quote that ends it, and what follows. Two quotes in a row stand for one.
fn unquoted(text: &'static str) -> (&'static str, &'static str) {
    let mut end = 0;
    let mut doubled = false;
    while let Some(at) = memchr(b'"', &text.as_bytes()[end..]) {
        end += at;
        if !text[end + 1..].starts_with('"') {
            break;
        }
        doubled = true;
        end += 2;
    }
    let (field, behind) = text.split_at(if end < text.len() { end } else { text.len() });
    // The table is read once and lives as long as the program.
    let field = if doubled { &*String::leak(field.replace("\"\"", "\"")) } else { field };
    (field, behind.strip_prefix('"').unwrap_or(behind))
}

#[cfg(test)]
mod tests;
