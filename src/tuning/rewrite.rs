//! A file with its changes, in memory.

use std::fmt;
use std::ops::Range;

use crate::existing::edit::change::{Change, Literal, Refusal, Syntax};
use crate::existing::edit::edit;
use crate::order::Order as _;
use crate::shown::visible;

/// A file with its changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// The path, relative to the border.
    pub path: String,
    /// The text as it was read.
    pub before: String,
    /// The text with all changes.
    pub after: String,
    /// What changes, in the order of the lines.
    pub changed: Vec<Changed>,
    /// Whether there is no such file before.
    pub comes: bool,
    /// Whether there is no such file after.
    pub goes: bool,
    /// The changes, with places of the text as it was read.
    pub changes: Vec<Change>,
}

/// A value that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The line, from 1: in the text with all changes, for a key that goes in the text before them.
    pub line: usize,
    /// The key, where it comes or goes.
    pub key: Option<String>,
    /// What it said; `None` where the key was absent.
    pub old: Option<Literal>,
    /// What it says; `None` where the key goes.
    pub new: Option<Literal>,
}

/// `3 -> 12`, with the key where it comes or goes.
impl fmt::Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = |value: &Option<Literal>| value.as_ref().map_or("absent".to_owned(), ToString::to_string);
        if let Some(key) = &self.key {
            write!(f, "{}: ", visible(key))?;
        }
        write!(f, "{} -> {}", visible(&said(&self.old)), visible(&said(&self.new)))
    }
}

impl Rewrite {
    /// A file as it is and as it is to be, of which no single values are known.
    #[must_use]
    pub const fn of(path: String, before: String, after: String) -> Self {
        Self { path, before, after, changed: Vec::new(), changes: Vec::new(), comes: false, goes: false }
    }

    /// Makes all changes of a file. A change that says what is there already is none.
    ///
    /// # Errors
    /// When one of them cannot be made; with its index in `changes`.
    pub fn new(path: &str, before: &str, changes: &[Change]) -> Result<Self, Refusal> {
        let real: Vec<usize> = (0..changes.len()).filter(|at| !is_nothing(&changes[*at])).collect();
        let syntax = Syntax::of(path).unwrap_or(Syntax::Hcl);
        let made: Vec<Change> = real.iter().map(|at| changes[*at].clone()).collect();
        let edited = edit(before, syntax, &made).map_err(|refusal| Refusal {
            change: real.get(refusal.change).copied().unwrap_or(0),
            ..refusal
        })?;
        let lines = made.iter().zip(&edited.places);
        let mut changed: Vec<Changed> =
            lines.map(|(change, place)| changed(change, before, &edited.text, place)).collect();
        changed.order_by_key(|changed| changed.line);
        let (path, before) = (path.to_owned(), before.to_owned());
        Ok(Self { path, before, after: edited.text, changed, changes: made, comes: false, goes: false })
    }

    /// A file of our own, which may not be there before, or after.
    pub(super) fn own(
        path: String,
        before: Option<String>,
        after: Option<String>,
        mut changed: Vec<Changed>,
    ) -> Self {
        let (comes, goes) = (before.is_none() && after.is_some(), after.is_none() && before.is_some());
        let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
        for one in &mut changed {
            let says = |line: &str| {
                line.split_whitespace().next().is_some_and(|first| one.key.as_deref() == Some(first))
            };
            one.line = after.lines().position(says).map_or(1, |at| at + 1);
        }
        changed.retain(|_| before != after);
        Self { changed, comes, goes, ..Self::of(path, before, after) }
    }

    /// Whether anything changes.
    #[must_use]
    pub fn is_change(&self) -> bool {
        self.comes || self.goes || self.before != self.after
    }

    /// One line for each value: `file:line old -> new`.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let path = visible(&self.path);
        // A file of values says each of them.
        let comes = (self.comes && self.changed.is_empty()).then(|| format!("{path} comes"));
        let gone = self.goes.then(|| format!("{path} goes"));
        let changed = self.changed.iter();
        changed.map(move |changed| format!("{path}:{} {changed}", changed.line)).chain(comes).chain(gone)
    }
}

/// Whether a change says what is there already.
fn is_nothing(change: &Change) -> bool {
    matches!(change, Change::Replace { old, new, .. } if old.is_like(new))
}

fn changed(change: &Change, before: &str, after: &str, place: &Range<usize>) -> Changed {
    let line = |text: &str, at: usize| 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count();
    let (line, key, old, new) = match change.clone() {
        Change::Replace { old, new, .. } => (line(after, place.start), None, Some(old), Some(new)),
        Change::Insert { key, value, .. } => (line(after, place.start), Some(key), None, Some(value)),
        Change::Remove { from, key, value } => {
            let inside = before.get(from.clone()).unwrap_or_default();
            let at = inside.rfind(key.as_str()).map_or(from.start, |at| from.start + at);
            (line(before, at), Some(key), Some(value), None)
        }
    };
    Changed { line, key, old, new }
}
