//! What Terraform takes and `hcl_edit` refuses with the whole file: objects in which a key is written twice, of which the
//! last one holds, and texts of several lines with a line that only begins as their end does.

use hcl_edit::parser::{Error, parse_body};
use hcl_edit::structure::Body;

use crate::existing::edit::token::{Kind, tokens};

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
    if parsed.is_err()
        && let Some(other) = without_false_ends(text)
    {
        parsed = parse_body(&other);
        changed = other;
    }
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

/// Whether a file can be parsed.
pub(in crate::existing) fn parses(text: &str) -> bool {
    body(text).is_ok()
}

/// The text with another first letter for each line in a heredoc that begins with the word that ends it, and goes on;
/// nothing where there is none. Every place stays where it is.
fn without_false_ends(text: &str) -> Option<String> {
    let lines = false_ends(text)?;
    let mut changed = text.to_owned();
    for at in &lines {
        changed.replace_range(*at..=*at, "_");
    }
    (!lines.is_empty()).then_some(changed)
}

/// Whether a text has a heredoc with such a line.
pub(super) fn has_false_end(text: &str) -> bool {
    // The text of a heredoc ends with its word, and a line has an end.
    false_ends(&format!("{text}\n")).is_some_and(|lines| !lines.is_empty())
}

/// Where in heredocs a line begins with the word that ends it, and goes on.
fn false_ends(text: &str) -> Option<Vec<usize>> {
    let mut words: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    for token in tokens(text)? {
        match token.kind {
            Kind::OpenHeredoc => words.push(text[token.span()].trim_start_matches(['<', '-']).trim_end()),
            Kind::CloseHeredoc => drop(words.pop()),
            Kind::Part if text[..token.start()].ends_with('\n') => {
                let line = &text[token.start()..];
                let own = line.trim_start_matches([' ', '\t']);
                let begins =
                    |word: &&str| own.starts_with(*word) && word.starts_with(|first: char| first.is_ascii());
                if words.last().is_some_and(begins) {
                    found.push(token.start() + line.len() - own.len());
                }
            }
            _ => {}
        }
    }
    Some(found)
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
