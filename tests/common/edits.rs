//! What holds for each change of a text in place, for the tests and for the fuzzer.

use std::ops::Range;

use scaleprof::existing::edit::change::{Change, Literal, Refusal, Syntax};
use scaleprof::existing::edit::edit;

/// Makes changes and takes them back. Where they are made, the way back leads to the same bytes, and nothing changes but
/// the literals, keys that are inserted, and spaces on the lines that `terraform fmt` aligns.
///
/// # Panics
/// Where this does not hold.
pub(crate) fn there_and_back(text: &str, syntax: Syntax, changes: &[Change]) -> Result<String, Refusal> {
    let there = edit(text, syntax, changes)?;
    assert_eq!(there.places.len(), changes.len());
    let mut back = Vec::new();
    let mut promised = there.text.clone();
    let mut order: Vec<usize> = (0..changes.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(there.places[*at].start));
    for at in order {
        let place = there.places[at].clone();
        match &changes[at] {
            Change::Replace { at, old, new } => {
                promised.replace_range(place.clone(), &text[at.clone()]);
                back.push(Change::Replace { at: place, old: new.clone(), new: old.clone() });
            }
            Change::Insert { key, value, .. } => {
                let (from, entry) = around(&there.text, &place, key);
                promised.replace_range(entry, "");
                back.push(Change::Remove { from, key: key.clone(), value: value.clone() });
            }
            Change::Remove { .. } => panic!("this only takes back what it has done itself"),
        }
    }
    let loose = |text: &str| text.split([' ', '\t', ',', '\n', '\r']).collect::<String>();
    assert_eq!(loose(&promised), loose(text), "more than promised has changed:\n{}", there.text);
    let undone = edit(&there.text, syntax, &back);
    let undone = undone.unwrap_or_else(|error| panic!("no way back: {error}\n{text}\n{}", there.text));
    assert_eq!(undone.text, text, "back from {changes:?}");
    Ok(there.text)
}

/// The object or block around a literal, and the entry that the literal is the value of. The texts of the tests have no
/// braces in strings around one that they insert.
fn around(text: &str, literal: &Range<usize>, key: &str) -> (Range<usize>, Range<usize>) {
    let (mut depth, mut open) = (0, literal.start);
    for (at, byte) in text.bytes().enumerate().take(literal.start).rev() {
        match byte {
            b'}' => depth += 1,
            b'{' if depth == 0 => {
                open = at;
                break;
            }
            b'{' => depth -= 1,
            _ => {}
        }
    }
    let mut close = literal.end;
    for (at, byte) in text.bytes().enumerate().skip(literal.end) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => {
                close = at + 1;
                break;
            }
            b'}' => depth -= 1,
            _ => {}
        }
    }
    // A block's place starts with its type.
    let line = text[..open].rfind('\n').map_or(0, |at| at + 1);
    let header = text[line..open].trim_start();
    let block = !header.is_empty() && !header.contains(['=', ':', '{', '(', ',']);
    let start = if block { open - header.len() } else { open };
    let name = text[open..literal.start].rfind(key).map_or(literal.start, |at| open + at);
    let quoted = text[..name].ends_with('"');
    (start..close, name - usize::from(quoted)..literal.end)
}

/// The numbers, truth values and plain texts of a text, as far as they are easily seen, each with its place.
pub(crate) fn literals(text: &str) -> Vec<(Range<usize>, Literal)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(['=', ':']) {
        let start = text.len() - text[at + 1..].trim_start_matches([' ', '\t']).len();
        let rest = &text[start..];
        let length = match rest.bytes().next() {
            Some(b'"') => rest[1..].find(['"', '\\', '$', '%', '\n']).map_or(0, |inside| inside + 2),
            _ => rest.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c)).unwrap_or(rest.len()),
        };
        let Some(written) = rest.get(..length) else { continue };
        let literal = match written.strip_prefix('"').map(|rest| rest.strip_suffix('"')) {
            Some(Some(inside)) => Literal::Text(inside.to_owned()),
            Some(None) => continue,
            None => match (written, written.parse()) {
                ("true" | "false", _) => Literal::Bool(written == "true"),
                (_, Ok(number)) => Literal::Number(number),
                _ => continue,
            },
        };
        found.push((start..start + length, literal));
    }
    found
}
