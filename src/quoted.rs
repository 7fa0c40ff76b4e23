//! Texts between quotes as HCL takes them: whatever a text holds, it means itself.

use crate::shown::{is_invisible, is_steering};

/// Writes a text in quotes, characters as they are where `raw` says so, and none of it as an expression. hcl-rs takes a
/// `$${` for escaped already, and overlooks the `${` in `%${`.
pub(crate) fn quoted(out: &mut Vec<u8>, text: &str, raw: impl Fn(char) -> bool) {
    out.push(b'"');
    // Without an early exit the compiler looks at many bytes at once.
    if text.bytes().fold(true, |all, byte| all & is_harmless(byte)) {
        out.extend_from_slice(text.as_bytes());
        return out.push(b'"');
    }
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let opens = matches!(before, '$' | '%') && c == '{';
        match c {
            '"' => out.extend(b"\\\""),
            '\\' => out.extend(b"\\\\"),
            '\n' => out.extend(b"\\n"),
            '\r' => out.extend(b"\\r"),
            '\t' => out.extend(b"\\t"),
            // `$${` stands for `${`, but parsers disagree about what `$$${` is.
            '$' | '%' if !matches!(before, '$' | '%') && rest.peek() == Some(&'{') => {
                out.extend([c as u8, c as u8, b'{']);
                rest.next();
                before = '{';
                continue;
            }
            c if u32::from(c) > 0xffff && (is_steering(c) || !raw(c)) => {
                out.extend(format!("\\U{:08x}", u32::from(c)).bytes());
            }
            c if opens || is_steering(c) || is_invisible(c) || !raw(c) => {
                out.extend(format!("\\u{:04x}", u32::from(c)).bytes());
            }
            c => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        before = c;
    }
    out.push(b'"');
}

/// Whether a byte means nothing to HCL within quotes, beside whatever other such bytes.
const fn is_harmless(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\' | b'$' | b'%')
}
