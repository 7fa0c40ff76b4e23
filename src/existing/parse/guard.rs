//! Looks at a text before its parser does: brackets that are nested too deeply would overflow a parser's stack, and
//! objects with very many entries take it minutes.

use super::fault::{Fault, FaultSort};

/// How deep brackets, templates and blocks may be nested.
pub(in crate::existing) const DEEPEST: usize = 60;
/// How many entries an object or attributes a block may have. Parsing takes the square of it.
const MOST_ENTRIES: u32 = 4000;
/// How many elements a list may have.
const MOST_ELEMENTS: u32 = 50_000;

/// An open bracket: the byte that closes it, and how many entries and elements it has so far.
struct Open {
    closed_by: u8,
    entries: u32,
    elements: u32,
}

/// Refuses HCL or JSON that nests too deeply or holds too large an object. It answers nothing about other mistakes.
pub(super) fn check(text: &str, comments: bool) -> Result<(), Fault> {
    let bytes = text.as_bytes();
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let next = bytes.get(at + 1).copied();
        let in_string = open.last().is_some_and(|open| open.closed_by == b'"');
        match bytes[at] {
            b'\\' if in_string => at += 1,
            // A string also ends with its line, whatever is wrong with it.
            b'"' | b'\n' if in_string => _ = open.pop(),
            mark @ (b'$' | b'%') if in_string && next == Some(mark) => {
                at += usize::from(bytes.get(at + 2) == Some(&b'{')) + 1;
            }
            b'$' | b'%' if in_string && comments && next == Some(b'{') => {
                push(&mut open, b'}', at)?;
                at += 1;
            }
            _ if in_string => {}
            b'"' => push(&mut open, b'"', at)?,
            b'(' => push(&mut open, b')', at)?,
            b'[' => push(&mut open, b']', at)?,
            b'{' => push(&mut open, b'}', at)?,
            byte @ (b')' | b']' | b'}') if open.last().is_some_and(|open| open.closed_by == byte) => {
                open.pop();
            }
            b'=' | b':' => {
                if let Some(Open { entries, .. }) = open.last_mut() {
                    *entries += 1;
                    if *entries > MOST_ENTRIES {
                        return Err(Fault { at, what: FaultSort::Much("entries of one object") });
                    }
                }
            }
            b',' => {
                if let Some(Open { elements, .. }) = open.last_mut() {
                    *elements += 1;
                    if *elements > MOST_ELEMENTS {
                        return Err(Fault { at, what: FaultSort::Much("elements of one list") });
                    }
                }
            }
            b'#' if comments => at = end_of_line(bytes, at),
            b'/' if comments && next == Some(b'/') => at = end_of_line(bytes, at),
            b'/' if comments && next == Some(b'*') => {
                at = text[at + 2..].find("*/").map_or(bytes.len(), |length| at + 3 + length);
            }
            b'<' if comments && next == Some(b'<') => at = heredoc(text, at),
            _ => {}
        }
        at += 1;
    }
    Ok(())
}

fn push(open: &mut Vec<Open>, closed_by: u8, at: usize) -> Result<(), Fault> {
    if open.len() >= DEEPEST {
        return Err(Fault { at, what: FaultSort::Nesting });
    }
    open.push(Open { closed_by, entries: 0, elements: 0 });
    Ok(())
}

/// The last byte before the end of the line.
fn end_of_line(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| at + length - 1)
}

/// The last byte of a heredoc's closing word; the start if it is none. Templates in it are the parser's to count.
fn heredoc(text: &str, at: usize) -> usize {
    let start = text[at + 2..].trim_start_matches('-');
    let Some((word, _)) = start.split_once('\n') else { return at + 1 };
    let word = word.trim();
    if word.is_empty() || !word.chars().all(|char| char.is_alphanumeric() || char == '_' || char == '-') {
        return at + 1;
    }
    let mut line_start = text.len() - start.len();
    for line in start.split_inclusive('\n') {
        line_start += line.len();
        let next = &text[line_start..];
        if next.split('\n').next().is_some_and(|next| next.trim() == word) {
            let indent = next.len() - next.trim_start().len();
            return line_start + indent + word.len() - 1;
        }
    }
    text.len()
}
