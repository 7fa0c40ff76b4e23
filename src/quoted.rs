//! Texts between quotes as HCL takes them: whatever a text holds, it means itself.

use std::fmt::Write as _;

use crate::shown::{is_invisible, is_steering};

/// Writes a text in quotes, characters as they are where `raw` says so, and none of it as an expression. hcl-rs takes a
/// `$${` for escaped already, and overlooks the `${` in `%${`.
pub(crate) fn quoted(out: &mut String, text: &str, raw: impl Fn(char) -> bool) {
    out.push('"');
    if is_harmless(text) {
        out.push_str(text);
        return out.push('"');
    }
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let opens = matches!(before, '$' | '%') && c == '{';
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // `$${` stands for `${`, but parsers disagree about what `$$${` is.
            '$' | '%' if !matches!(before, '$' | '%') && rest.peek() == Some(&'{') => {
                out.extend([c, c, '{']);
                rest.next();
                before = '{';
                continue;
            }
            c if u32::from(c) > 0xffff && (is_steering(c) || !raw(c)) => {
                let _ = write!(out, "\\U{:08x}", u32::from(c));
            }
            c if opens || is_steering(c) || is_invisible(c) || !raw(c) => {
                // A text takes whatever is written to it, here and above.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
        before = c;
    }
    out.push('"');
}

/// Whether a text in quotes is written as it is, whatever stands around it.
pub(crate) fn is_harmless(text: &str) -> bool {
    let harmless = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\' | b'$' | b'%');
    // Without an early exit the compiler looks at many bytes at once.
    text.bytes().fold(true, |all, byte| all & harmless(byte))
}
