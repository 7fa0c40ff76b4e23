//! Texts within Markdown.

use crate::shown::{escape, is_invisible, is_steering, visible};

/// A text that Markdown shows as it is: no mark-up, no mention, no HTML, on one line.
#[must_use]
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut before = ' ';
    let mut rest = text;
    loop {
        // Most of a text means nothing to Markdown, and is taken as it is. A digit may, behind a `#`.
        let plain = if before == '#' { 0 } else { rest.bytes().take_while(|byte| is_plain(*byte)).count() };
        let (own, behind) = rest.split_at(plain);
        out.push_str(own);
        before = own.chars().next_back().unwrap_or(before);
        let mut behind = behind.chars();
        let Some(c) = behind.next() else { return out };
        rest = behind.as_str();
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
}

/// Whether a byte is a character that means nothing to Markdown, whatever stands around it, unless a `#` stands before
/// it.
const fn is_plain(byte: u8) -> bool {
    matches!(byte, b' ' | b'"' | b'$'..=b'%' | b'\''..=b')' | b'+'..=b';' | b'=' | b'?' | b'A'..=b'Z' | b'^' | b'a'..=b'z' | b'{' | b'}')
}

/// A text as Markdown shows code: on one line, whatever quotes are in it.
#[must_use]
pub fn code(text: &str) -> String {
    let text = visible(text);
    let fence = fence(&text, 1);
    let room = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{room}{text}{room}{fence}")
}

/// Lines as Markdown shows a block of code in a language, such as `sh`: whatever quotes are in them, nothing in them ends it.
#[must_use]
pub(crate) fn block(language: &str, lines: &str) -> String {
    let fence = fence(lines, 3);
    format!("{fence}{language}\n{lines}\n{fence}\n")
}

/// A row of quotes that a text does not have.
fn fence(text: &str, least: usize) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(least.max(longest + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_within_a_block_ends_it() {
        assert_eq!(block("sh", "ls"), "```sh\nls\n```\n");
        assert_eq!(block("sh", "echo ````\n```"), "`````sh\necho ````\n```\n`````\n");
    }

    #[test]
    fn what_is_taken_as_it_is_is_what_stays_as_it_is() {
        for byte in 0..128u8 {
            let text = format!(" {}", char::from(byte));
            assert_eq!(is_plain(byte), markdown(&text) == text, "{text:?}");
        }
        assert_eq!(markdown("#1 a#12 #a1"), "\\#\u{2060}1 a\\#\u{2060}12 \\#a1");
    }
}
