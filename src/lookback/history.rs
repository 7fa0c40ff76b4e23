//! What is asked of the history of a repository: what came onto its main line, in which order, and which versions of
//! files that changed.

use std::sync::Arc;

use jiff::Timestamp;

/// The name of one version of a file: the id of its object.
pub type Version = Arc<str>;

/// A commit on the main line: all that came with it.
#[derive(Clone, Debug)]
pub struct Landing {
    /// The id of the commit.
    pub id: Arc<str>,
    /// When it was committed.
    pub time: Timestamp,
    /// Its message.
    pub message: Message,
    /// The commits that it merged and that call something temporary. Merges among them are left out.
    pub merged: Vec<Merged>,
    /// The files that are different from the landing before.
    pub changes: Vec<Change>,
}

/// A commit that was merged.
#[derive(Clone, Debug)]
pub struct Merged {
    /// Its message.
    pub message: Message,
    /// The files that it changed.
    pub changes: Vec<Change>,
}

/// What a commit says.
#[derive(Clone, Debug, Default)]
pub struct Message {
    /// All of it, cut where it is very long.
    pub text: String,
}

impl Message {
    /// The first line.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.text.trim_start().lines().next().unwrap_or_default().trim_end()
    }
}

/// A file that is different.
#[derive(Clone, Debug)]
pub struct Change {
    /// What it was; nothing for a new one.
    pub before: Option<At>,
    /// What it is; nothing for one that was deleted.
    pub after: Option<At>,
}

/// A version of a file, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// The path from the top of the repository.
    pub path: Arc<str>,
    /// The version.
    pub version: Version,
}
