//! Shows texts to people safely: a character that steers a terminal, or turns the direction of the text around it, is
//! replaced with its escape.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Marks the escape characters of colors in a text, until all others are replaced. Unicode reserves this code point
/// for such uses, and a profile that contains it is refused.
pub(crate) const PAINT: char = '\u{fdd0}';

/// Whether a character steers how a text is shown: control characters, marks of direction, other line ends, marks of
/// annotations, invisible tags, and what Unicode does not count as a character.
#[must_use]
pub const fn is_steering(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    ) || is_no_character(c)
}

/// Whether a character must not stand in a line of text: it steers how the line is shown, or is invisible.
#[must_use]
pub(crate) const fn is_unprintable(c: char) -> bool {
    is_steering(c) || is_invisible(c)
}

/// Whether Unicode reserves this code point for a program's own use.
#[must_use]
pub(crate) const fn is_no_character(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}')
}

/// Characters that change the direction of a text, or hide in it.
#[must_use]
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
    )
}

/// The escape of a character as in JSON, so that JSON keeps the same value: `\u001b`.
pub(crate) fn escape(c: char, out: &mut String) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        let _ = write!(out, "\\u{unit:04x}");
    }
}

/// A text of any number of lines, in which no character steers the terminal.
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    let steers = |c: char| is_steering(c) && !matches!(c, '\n' | '\t');
    if !text.contains(steers) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if steers(c) { escape(c, &mut out) } else { out.push(c) }
    }
    out.into()
}

/// A colored text: what is marked with [`PAINT`] becomes an escape character, and nothing else steers the terminal.
#[must_use]
pub(crate) fn painted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, part) in text.split(PAINT).enumerate() {
        if at > 0 {
            out.push('\u{1b}');
        }
        out.push_str(&shown(part));
    }
    out
}

/// A text on one line, in which no character steers the terminal or is invisible.
#[must_use]
pub(crate) fn visible(text: &str) -> String {
    // Without an early exit the compiler looks at many bytes at once.
    if text.bytes().fold(true, |all, byte| all & matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => out.push(' '),
            c if is_steering(c) => escape(c, &mut out),
            c if is_invisible(c) => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// The lines of a source, each character in as many bytes as before, so that places in it stay right.
#[must_use]
pub fn source(text: &str) -> Cow<'_, str> {
    // The caller that lays out the lines decides what becomes of ASCII control characters.
    let steers = |c: char| !c.is_ascii() && is_steering(c);
    if !text.contains(steers) {
        return text.into();
    }
    let stand_in = |c: char| match c.len_utf8() {
        2 => '\u{a4}',
        3 => '\u{fffd}',
        _ => '\u{1f6c7}',
    };
    text.chars().map(|c| if steers(c) { stand_in(c) } else { c }).collect::<String>().into()
}

/// A text of at most so many characters; `…` stands for the rest of a longer one.
#[must_use]
pub(crate) fn clipped(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let head: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{head}…")
}

/// The characters of a value in a message that are shown.
const LONGEST_VALUE: usize = 100;

/// A message in which each value, which stands between backticks, is cut to a readable length.
#[must_use]
pub(crate) fn brief(text: String) -> String {
    if text.len() <= LONGEST_VALUE {
        return text;
    }
    let mut out = String::with_capacity(text.len().min(4096));
    for (at, part) in text.split('`').enumerate() {
        if at > 0 {
            out.push('`');
        }
        match part.char_indices().nth(LONGEST_VALUE) {
            Some(_) if at % 2 == 1 => {
                out.extend(part.chars().take(LONGEST_VALUE - 1));
                out.push('…');
            }
            _ => out.push_str(part),
        }
    }
    match out.char_indices().nth(LONGEST_MESSAGE) {
        Some((end, _)) => {
            out.truncate(end);
            out.push('…');
            out
        }
        None => out,
    }
}

/// The characters of a message that are shown: more than any message has, except one with an endless value.
const LONGEST_MESSAGE: usize = 4000;
