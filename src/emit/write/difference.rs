//! What is new in a folder.

use crate::artifact::layout;

/// How a folder differs from what would be written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Not there yet.
    pub new: Vec<String>,
    /// There with another text.
    pub changed: Vec<String>,
    /// There with the same text.
    pub same: Vec<String>,
    /// Written by an earlier build, and not needed any more.
    pub orphaned: Vec<String>,
}

impl Difference {
    /// Whether the folder is as it would be written.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty() && self.orphaned.is_empty()
    }

    /// The files that are there afterwards, without the list of those that have no room for a header: it is
    /// bookkeeping, for which nobody has asked.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let all = self.new.iter().chain(&self.changed).chain(&self.same);
        all.map(String::as_str).filter(|path| *path != layout::MANIFEST)
    }
}
