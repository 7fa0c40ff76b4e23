//! The schema without what is only for people, and each part that stands in it several times written once: what most
//! profiles are held against, as they are valid. The schema that errors are told from has forty times as many parts, and
//! is derived only where there is one.
//!
//! A test derives `lean.json` and holds it against the file, and so the checksum of the schema's text;
//! `LEAN=overwrite cargo test --lib schema` writes both.

use std::sync::{LazyLock, OnceLock};

use serde_json::Value;

use crate::cloud;
use crate::load::node::Node;
use crate::validate::is_valid;
use crate::validate::walk::Definitions;

/// The definitions, by their names, and the parts that are shared, by numbers. A text in place of a schema names one.
static LEAN: LazyLock<Lean> = LazyLock::new(|| Lean::of(include_str!("lean.json")));

/// Of the many only those are read that a profile asks for.
struct Lean {
    /// The definitions, in the order of their names.
    definitions: Vec<Part>,
    /// The shared parts, each at its number.
    shared: Vec<Part>,
}

/// A schema that is known by a name or a number.
struct Part {
    name: &'static str,
    text: &'static str,
    read: OnceLock<Option<Value>>,
}

impl Lean {
    /// The parts of a file that has one of them on each line: definitions in the order of their names, then numbers.
    fn of(text: &'static str) -> Self {
        let lines = text.lines().filter_map(|line| line.strip_prefix('"')?.split_once("\":"));
        let part = |(name, text): (_, &'static str)| Part {
            name,
            text: text.trim_end_matches(','),
            read: OnceLock::new(),
        };
        let (shared, definitions) = lines.map(part).partition(|part| number(part.name).is_some());
        Self { definitions, shared }
    }
}

impl Definitions for Lean {
    fn named(&self, name: &str) -> Option<&Value> {
        let part = match number(name) {
            Some(number) => self.shared.get(number),
            None => self.definitions.get(self.definitions.binary_search_by(|part| part.name.cmp(name)).ok()?),
        }?;
        part.read.get_or_init(|| serde_json::from_str(part.text).ok()).as_ref()
    }
}

/// The number of a shared part; the name of a definition begins with no digit.
fn number(name: &str) -> Option<usize> {
    if name.starts_with(|first: char| first.is_ascii_digit()) { name.parse().ok() } else { None }
}

/// Whether `root` is known to be valid by a definition: what other clouds take is not written down here.
pub(super) fn is_valid_by(definition: &str, root: &Node) -> bool {
    cloud::are_own() && is_valid(definition, &*LEAN, root)
}

/// The checksum of the schema's text, as [`checksum`] writes it.
const CHECKSUM: &str = include_str!("text.crc32");

/// Whether a text is known to be that of the published schema.
pub(super) fn is_text(text: &str) -> bool {
    cloud::are_own() && checksum(text) == CHECKSUM.trim_end()
}

/// The length of a text in bytes, and its CRC-32 in hexadecimal digits. Of a file that is not up to date they differ; the
/// MD5 of the schema's text would take an eighth of `build --check`.
fn checksum(text: &str) -> String {
    format!("{} {:08x}", text.len(), crc32fast::hash(text.as_bytes()))
}

#[cfg(test)]
mod tests;
