//! The folders and files that may be read.

use std::collections::BTreeMap;
use std::fmt;

use crate::order::Order as _;

/// A name in a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The name, without the path.
    pub name: String,
    /// Whether it is a folder.
    pub folder: bool,
}

/// Why something is not read, as the rest of a sentence that starts with "cannot be read: ".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The folders and files within the border: the repository, or without one the project. Paths are relative to it, with
/// forward slashes and without `.` or `..`; the border itself is the empty path.
pub trait Tree: Sync {
    /// What a folder holds, sorted by name; nothing if there is no such folder.
    ///
    /// # Errors
    /// When it cannot be read, or lies outside the border.
    fn list(&self, folder: &str) -> Result<Vec<Entry>, Refused>;

    /// A file as a text of at most so many bytes.
    ///
    /// # Errors
    /// When it cannot be read, is larger, is no text, is no plain file, or lies outside the border.
    fn read(&self, file: &str, most: u64) -> Result<String, Refused>;
}

/// A tree that is held in memory.
#[derive(Clone, Debug, Default)]
pub struct Memory(BTreeMap<String, String>);

impl Memory {
    /// The tree of these files, each a path and its text.
    #[must_use]
    pub fn new<P: Into<String>, T: Into<String>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        Self(files.into_iter().map(|(path, text)| (path.into(), text.into())).collect())
    }
}

impl Tree for Memory {
    fn list(&self, folder: &str) -> Result<Vec<Entry>, Refused> {
        let below = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let mut entries: Vec<Entry> = Vec::new();
        for path in self.0.range(below.clone()..).map(|(path, _)| path) {
            let Some(rest) = path.strip_prefix(&below) else { break };
            let (name, is_folder) = rest.split_once('/').map_or((rest, false), |(name, _)| (name, true));
            if entries.last().is_none_or(|last| last.name != name) {
                entries.push(Entry { name: name.to_owned(), folder: is_folder });
            }
        }
        entries.order();
        entries.dedup();
        Ok(entries)
    }

    fn read(&self, file: &str, most: u64) -> Result<String, Refused> {
        match self.0.get(file) {
            Some(text) if text.len() as u64 > most => Err(Refused(format!("it is larger than {most} bytes"))),
            Some(text) => Ok(text.clone()),
            None => Err(Refused("there is no such file".to_owned())),
        }
    }
}
