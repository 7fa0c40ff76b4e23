//! Where a value ends up decides what it may say. A template's values are marked on their way through it, and
//! put in their places when the text around them is known: as words of Markdown, or as a part of one line of
//! fenced code, which they can neither end nor leave.

use std::borrow::Cow;
use std::fmt::{self, Write};

use crate::shown::visible;
use crate::template::markdown::markdown;

/// Before a value that is a text.
const TEXT: char = '\u{fdd1}';
/// Before a value that the template takes for Markdown.
const RAW: char = '\u{fdd2}';
/// After either.
const END: char = '\u{fdd3}';

/// Writes a value as it goes through a template.
pub(super) fn mark(out: &mut impl Write, text: &str, raw: bool) -> fmt::Result {
    let inner = next_mark(text).is_some();
    // What a macro has made holds values that are marked already.
    if raw && inner && text.contains([TEXT, RAW]) {
        return out.write_str(text);
    }
    out.write_char(if raw { RAW } else { TEXT })?;
    if inner {
        out.write_str(&text.replace([TEXT, RAW, END], "\u{fffd}"))?;
    } else {
        out.write_str(text)?;
    }
    out.write_char(END)
}

/// Puts all values of a text in their places.
pub(super) fn place(text: &str) -> String {
    let mut page = Page { out: String::with_capacity(text.len()), ..Page::default() };
    let mut rest = text;
    while let Some((at, mark)) = next_mark(rest) {
        page.write(&rest[..at]);
        rest = &rest[at + mark.len_utf8()..];
        if mark == END {
            continue;
        }
        let end = matching(rest);
        let value = without_marks(&rest[..end]);
        rest = rest[end..].strip_prefix(END).unwrap_or_default();
        page.value(&value, mark == RAW);
    }
    page.write(rest);
    page.end_line();
    page.out
}

/// The first mark of a text, and where it stands. Most texts are long and have few of them: only the bytes that a mark
/// begins with are looked at.
fn next_mark(text: &str) -> Option<(usize, char)> {
    let first = TEXT.encode_utf8(&mut [0; 4]).as_bytes()[0];
    memchr::memchr_iter(first, text.as_bytes()).find_map(|at| {
        let mark = text[at..].chars().next().filter(|c| matches!(*c, TEXT | RAW | END))?;
        Some((at, mark))
    })
}

fn without_marks(text: &str) -> Cow<'_, str> {
    if next_mark(text).is_none() { text.into() } else { text.replace([TEXT, RAW, END], "").into() }
}

/// Where the value that has begun before `text` ends.
fn matching(text: &str) -> usize {
    let mut depth = 1;
    let mut from = 0;
    while let Some((at, mark)) = next_mark(&text[from..]) {
        depth = if mark == END { depth - 1 } else { depth + 1 };
        if depth == 0 {
            return from + at;
        }
        from += at + mark.len_utf8();
    }
    text.len()
}

/// A page as far as it is written.
#[derive(Default)]
struct Page {
    out: String,
    /// Where its last line begins.
    line: usize,
    /// What the fenced code that is open began with.
    fence: Option<String>,
    /// Whether a value stands on the last line.
    valued: bool,
}

impl Page {
    fn write(&mut self, text: &str) {
        for part in text.split_inclusive('\n') {
            let (line, ends) = part.strip_suffix('\n').map_or((part, false), |line| (line, true));
            self.out.push_str(line);
            if ends {
                self.end_line();
                self.out.push('\n');
                self.line = self.out.len();
                self.valued = false;
            }
        }
    }

    fn value(&mut self, value: &str, raw: bool) {
        if self.fence.is_some() {
            self.out.push_str(&visible(value));
        } else if raw && value.starts_with('`') && self.out[self.line..].trim_start().starts_with('|') {
            // A table's cell ends at a bar, also within code.
            self.write(&value.replace('|', "\\|"));
        } else if raw {
            self.write(value);
        } else {
            self.out.push_str(&markdown(value));
        }
        self.valued = true;
    }

    fn end_line(&mut self) {
        let line = &self.out[self.line..];
        match &self.fence {
            None => self.fence = opened(line).map(str::to_owned),
            Some(fence) if !closes(line, fence) => {}
            // A value may not close it: the shell takes the line for a remark.
            Some(_) if self.valued => self.out.insert_str(self.line, "# "),
            Some(_) => self.fence = None,
        }
    }
}

/// The fence that a line opens, without what follows it.
fn opened(line: &str) -> Option<&str> {
    let fence = line.trim_start_matches(' ');
    let mark = fence.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let length = fence.len() - fence.trim_start_matches(mark).len();
    let shallow = line.len() - fence.len() <= 3;
    (shallow && length >= 3 && !(mark == '`' && fence[length..].contains('`'))).then(|| &fence[..length])
}

/// Whether a line closes fenced code that began with `fence`.
fn closes(line: &str, fence: &str) -> bool {
    let line = line.trim();
    line.starts_with(fence) && line.chars().all(|c| fence.starts_with(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A value as it goes through a template.
    fn marked(text: &str, raw: bool) -> String {
        let mut out = String::new();
        // A text takes whatever is written to it.
        let _ = mark(&mut out, text, raw);
        out
    }

    #[test]
    fn a_value_stays_in_its_place() {
        let text = |value: &str| marked(value, false);
        let page =
            |value: &str| place(&format!("a {0}\n```sh\nrun {0}\n{0}\n{0}\n```\nb {0}\n", text(value)));
        for value in ["```\n# x", "```", "~~~", "a\r\nb", "\u{fdd3}```\n", "``\u{fdd1}`", "x\n```\n<b>@all"] {
            let page = page(value);
            assert_eq!(page.lines().count(), 7, "{page}");
            assert!(
                page.lines().nth(5) == Some("```") && page.lines().nth(6).unwrap_or("").starts_with("b ")
            );
            assert_eq!(page.lines().filter(|line| line.trim() == "```").count(), 1, "{page}");
            assert!(!page.lines().nth(6).unwrap_or("").contains("<b>"));
        }
        assert_eq!(place(&format!("```sh\n{}\n```\n", text("a_b | c"))), "```sh\na_b | c\n```\n");
    }

    #[test]
    fn what_a_macro_makes_is_placed_once() {
        let inner = format!("**{}**", marked("a_b", false));
        assert_eq!(place(&marked(&inner, true)), r"**a\_b**");
        assert_eq!(place(&marked(&inner, false)), r"\*\*�a\_b�\*\*");
        assert_eq!(place(&format!("{TEXT}a_b")), r"a\_b");
    }
}
