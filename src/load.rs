//! Reads text into a [`Document`]: every value with its place in the file.
//!
//! Two parsers share the work. The event scanner in `load/scan.rs` knows *where* everything stands and refuses the
//! YAML that the language leaves out; `serde_yaml` decides what each scalar *means*. They read a large text at the same time.

mod nesting;
pub mod node;
mod outline;
pub(crate) mod scan;
mod slip;

use crate::diagnostic::code::Code;
use crate::diagnostic::{Finding, Findings};
use crate::parallel::both;
use crate::shown::is_no_character;
use crate::source::{Place, SourceId, Sources, offset};
use node::{Node, Value};
use serde_json::Number;

/// One parsed profile file: a mapping in which every value has its place.
#[derive(Debug)]
pub struct Document {
    /// The text that it was read from.
    pub source: SourceId,
    /// The name of the file without its ending, which is the name of the profile.
    pub stem: String,
    /// The top-level mapping.
    pub root: Node,
}

/// The largest profile text that is read, in bytes.
#[allow(clippy::cast_possible_truncation, reason = "16 MiB fit everywhere")]
pub const MAX_BYTES: usize = crate::files::LARGEST as usize;

/// Parses one text. Every problem goes to `findings`; without a usable mapping the result is `None`.
pub fn load(sources: &Sources, source: SourceId, findings: &mut Findings) -> Option<Document> {
    let file = sources.get(source);
    if file.text.len() > MAX_BYTES {
        findings.push(
            Finding::new(Code::TooLarge, Place::top(source), "the profile is larger than 16 MiB")
                .help("split the stack into several projects"),
        );
        return None;
    }
    let parse = || serde_yaml::from_str::<serde_json::Value>(&file.text);
    let (mut root, value) = if is_parsed_at_once(&file.text) {
        let (root, value) = both(|| scan::scan(source, &file.text, findings), parse);
        (root?, value)
    } else {
        (scan::scan(source, &file.text, findings)?, parse())
    };
    let value = match value {
        Ok(value) => value,
        Err(error) => {
            let at = error.location().map_or(0, |l| l.index().min(file.text.len()));
            let at = offset(file.text.floor_char_boundary(at));
            let place = Place { source, start: at, end: at };
            if error.to_string().contains("out of range") {
                findings.push(Finding::new(Code::BadValue, place, "a number here is too large"));
                return None;
            }
            findings.push(Finding::new(Code::YamlSyntax, place, format!("this is not YAML: {error}")));
            return None;
        }
    };
    let before = findings.len();
    assign_scalars(&mut root, value, findings);
    if !matches!(root.value, Value::Map(_)) {
        findings.push(
            Finding::new(Code::EmptyProfile, Place::top(source), "a profile is a mapping, and this is none")
                .help("start with `profile:` and `stack:`, or run `scaleprof init` for an example"),
        );
    }
    if findings.len() > before {
        return None;
    }
    let stem = stem(&file.path).to_owned();
    Some(Document { source, stem, root })
}

/// From this size on, in bytes, a text is worth a thread.
const LARGE: usize = 32 << 10;

/// Whether both parsers read a text at the same time. What the scan refuses may take the other one very long: one part that
/// stands for many by its anchor, and deep nesting.
fn is_parsed_at_once(text: &str) -> bool {
    text.len() >= LARGE && !text.contains('&') && nesting::at_most(text) <= scan::MAX_DEPTH
}

/// The name of a profile's file without folder and ending.
#[must_use]
pub fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Gives every scalar of `node` the meaning that `serde_yaml` found for it.
fn assign_scalars(node: &mut Node, value: serde_json::Value, findings: &mut Findings) {
    use serde_json::Value as Json;
    match (&mut node.value, value) {
        (Value::List(items), Json::Array(values)) if items.len() == values.len() => {
            for (item, value) in items.iter_mut().zip(values) {
                assign_scalars(item, value, findings);
            }
        }
        (Value::Map(entries), Json::Object(mut values)) if entries.len() == values.len() => {
            for entry in entries {
                if entry.key.contains(is_no_character) {
                    findings.push(Finding::new(
                        Code::BadValue,
                        entry.place,
                        "U+FDD0 to U+FDEF are no characters",
                    ));
                } else if let Some(value) = values.remove(&entry.key) {
                    assign_scalars(&mut entry.node, value, findings);
                } else {
                    findings.push(Finding::new(
                        Code::WrongType,
                        entry.place,
                        format!("the key `{}` is not a text", entry.key),
                    ));
                }
            }
        }
        // The sign of `+2` makes it a relative value, so it is kept as text.
        (Value::String(raw), Json::Number(_)) if raw.starts_with('+') => {}
        (Value::String(raw), Json::Null) if is_infinite(raw) => {
            findings.push(
                Finding::new(Code::NotANumber, node.place, format!("`{raw}` is not a number to scale by"))
                    .help("write the number itself"),
            );
        }
        (Value::String(_), Json::Null) => node.value = Value::Null,
        (Value::String(_), Json::Bool(b)) => node.value = Value::Bool(b),
        (Value::String(_), Json::Number(n)) => node.value = Value::Number(whole(n)),
        // The two parsers read the same text, except for the last line break of a block at the end of a file.
        (Value::String(raw), Json::String(text))
            if *raw == text || raw.strip_suffix('\n') == Some(text.as_str()) =>
        {
            if text.contains(is_no_character) {
                findings.push(
                    Finding::new(Code::BadValue, node.place, "U+FDD0 to U+FDEF are no characters")
                        .help("remove what stands for one"),
                );
            }
            node.value = Value::String(text);
        }
        (_, _) => findings.push(
            Finding::new(Code::YamlSyntax, node.place, "this can be read in two ways")
                .help("put quotes around it"),
        ),
    }
}

/// `2.0` is the whole number two.
fn whole(number: Number) -> Number {
    match number.as_f64() {
        // Up to 2^53 a float holds every whole number exactly.
        #[allow(clippy::cast_possible_truncation)]
        Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 9.0e15 => {
            (float as i64).into()
        }
        _ => number,
    }
}

/// Whether a plain scalar that became `null` was written as an infinity or a NaN.
fn is_infinite(raw: &str) -> bool {
    let digits = raw.trim_start_matches(['+', '-']);
    digits.eq_ignore_ascii_case(".inf") || digits.eq_ignore_ascii_case(".nan")
}
