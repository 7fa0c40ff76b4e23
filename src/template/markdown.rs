//! Texts within Markdown.

use crate::shown::{escape, is_invisible, is_steering, visible};

/// A text that Markdown shows as it is: no mark-up, no mention, no HTML, on one line.
#[must_use]
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // Within an address it mentions nobody. Forges look for mentions in what is shown, so an entity
            // would not do: a character without width stands between.
            '@' if !before.is_ascii_alphanumeric() => out.push_str("@\u{2060}"),
            // Nor does it point at an issue.
            c if c.is_ascii_digit() && before == '#' => {
                out.push('\u{2060}');
                out.push(c);
            }
            '\n' | '\t' => out.push(' '),
            c if is_steering(c) => {
                out.push('\\');
                escape(c, &mut out);
            }
            c if is_invisible(c) => out.push(' '),
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// A text as Markdown shows code: on one line, whatever quotes are in it.
#[must_use]
pub fn code(text: &str) -> String {
    let text = visible(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let room = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{room}{text}{room}{fence}")
}
