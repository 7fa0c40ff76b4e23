//! JSON for people, indented by two spaces: byte for byte what `serde_json` writes, which takes three times as long for it.

use std::fmt::Write as _;

use serde_json::Value;

/// Writes an object at some depth.
pub(super) fn object<'a>(
    entries: impl ExactSizeIterator<Item = (&'a str, &'a Value)>,
    depth: usize,
    out: &mut String,
) {
    items(['{', '}'], entries, depth, out, |(key, entry), out| {
        text(key, out);
        out.push_str(": ");
        value(entry, depth + 1, out);
    });
}

fn value(of: &Value, depth: usize, out: &mut String) {
    match of {
        Value::Object(entries) => {
            object(entries.iter().map(|(key, value)| (key.as_str(), value)), depth, out);
        }
        Value::Array(list) => {
            items(['[', ']'], list.iter(), depth, out, |item, out| value(item, depth + 1, out));
        }
        Value::String(own) => text(own, out),
        // A text takes whatever is written to it.
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            let _ = write!(out, "{of}");
        }
    }
}

/// Writes items between two brackets, each on a line of its own.
fn items<T>(
    brackets: [char; 2],
    items: impl ExactSizeIterator<Item = T>,
    depth: usize,
    out: &mut String,
    mut write: impl FnMut(T, &mut String),
) {
    out.push(brackets[0]);
    let none = items.len() == 0;
    for (at, item) in items.enumerate() {
        out.push_str(if at > 0 { ",\n" } else { "\n" });
        indent(depth + 1, out);
        write(item, out);
    }
    if !none {
        out.push('\n');
        indent(depth, out);
    }
    out.push(brackets[1]);
}

fn indent(depth: usize, out: &mut String) {
    const SPACES: &str = "                                                                ";
    for _ in 0..2 * depth / SPACES.len() {
        out.push_str(SPACES);
    }
    out.push_str(&SPACES[..2 * depth % SPACES.len()]);
}

fn text(own: &str, out: &mut String) {
    // Without an early exit the compiler looks at many bytes at once.
    let plain = |byte: u8| byte >= b' ' && !matches!(byte, b'"' | b'\\');
    if own.bytes().fold(true, |all, byte| all & plain(byte)) {
        out.push('"');
        out.push_str(own);
        out.push('"');
    } else {
        // As above.
        let _ = write!(out, "{}", Value::from(own));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn it_is_what_serde_json_writes() {
        let mut deep = serde_json::json!([[], {}, "a\"\\\n\u{1}é", 1.5, null, true, {"k\"": [1]}]);
        for _ in 0..40 {
            deep = serde_json::json!([deep, {"k": 2}]);
        }
        let mut out = String::new();
        value(&deep, 0, &mut out);
        assert_eq!(out, serde_json::to_string_pretty(&deep).unwrap());
    }
}
