//! The schema without what is only for people, and each part that stands in it several times written once: what most
//! profiles are held against, as they are valid. The schema that errors are told from has forty times as many parts, and
//! is derived only where there is one.
//!
//! A test derives `lean.json` and holds it against the file, and so the checksum of the schema's text;
//! `LEAN=overwrite cargo test --lib schema` writes both.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use serde_json::Value;

use crate::cloud;
use crate::load::node::Node;
use crate::validate::is_valid;
use crate::validate::walk::Definitions;

/// The definitions, by their names, and the parts that are shared, by numbers. A text in place of a schema names one.
static LEAN: LazyLock<Lean> = LazyLock::new(|| Lean::of(include_str!("lean.json")));

/// The definitions, each with its text. Of the many only those are read that a profile asks for.
struct Lean(HashMap<&'static str, (&'static str, OnceLock<Option<Value>>)>);

impl Lean {
    /// The definitions of a file that has one of them on each line.
    fn of(text: &'static str) -> Self {
        let lines = text.lines().filter_map(|line| line.strip_prefix('"')?.split_once("\":"));
        Self(lines.map(|(name, one)| (name, (one.trim_end_matches(','), OnceLock::new()))).collect())
    }
}

impl Definitions for Lean {
    fn named(&self, name: &str) -> Option<&Value> {
        let (text, read) = self.0.get(name)?;
        read.get_or_init(|| serde_json::from_str(text).ok()).as_ref()
    }
}

/// Whether `root` is known to be valid by a definition: what other clouds take is not written down here.
pub(super) fn is_valid_by(definition: &str, root: &Node) -> bool {
    cloud::are_own() && is_valid(definition, &*LEAN, root)
}

/// The MD5 of the schema's text, in hexadecimal digits.
const CHECKSUM: &str = include_str!("text.md5");

/// Whether a text is known to be that of the published schema.
pub(super) fn is_text(text: &str) -> bool {
    cloud::are_own() && format!("{:x}", md5::compute(text)) == CHECKSUM.trim_end()
}

#[cfg(test)]
mod tests;
