//! Objects in which a key is written twice: Terraform takes the last one, `hcl_edit` refuses the whole file.

use hcl_edit::parser::{Error, parse_body};
use hcl_edit::structure::Body;

/// The largest text that is parsed again for this, in bytes.
const LARGEST: usize = 256 << 10;
/// How often it is parsed again.
const MOST: u32 = 32;
/// What `hcl_edit` says of such a key.
const REFUSAL: &str = "redefined object key";

/// Parses a file. A key that is written twice is another word of the same length in what is parsed, so that every place
/// stays where it is: names of keys are to be read from the text.
pub(super) fn body(text: &str) -> Result<Body, Error> {
    let mut parsed = parse_body(text);
    let mut changed = text.to_owned();
    for round in 0..MOST {
        let at = match &parsed {
            Err(error) if error.message().contains(REFUSAL) && text.len() <= LARGEST => {
                error.location().offset()
            }
            _ => break,
        };
        let Some(key) = text.get(at..).and_then(key) else { break };
        let start = at + usize::from(text[at..].starts_with('"'));
        changed.replace_range(start..start + key.len(), &word(round, key.len()));
        parsed = parse_body(&changed);
    }
    parsed
}

/// The key at the start of a text, without quotes; none if it is an expression.
fn key(text: &str) -> Option<&str> {
    let is_word = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-');
    let end = |text: &str| text.find(|char| !is_word(char)).unwrap_or(text.len());
    match text.strip_prefix('"') {
        Some(inner) => quoted(text.get(..inner.find('"')? + 2)?),
        None => Some(&text[..end(text)]).filter(|key| !key.is_empty()),
    }
}

/// What is between quotes, if that is a text as it stands.
pub(super) fn quoted(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let plain = !inner.is_empty() && inner.is_ascii() && !inner.contains(['\\', '$', '%', '"']);
    plain.then_some(inner)
}

/// A word of a length, another one for each number.
fn word(number: u32, length: usize) -> String {
    let letter = |at: usize| char::from(b"zyxwvutsrqponmlkjihgfedcba"[(number as usize + at * 7) % 26]);
    (0..length).map(letter).collect()
}
