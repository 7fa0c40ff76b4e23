//! What is to be separated, and the files after it.

use crate::existing::edit::change::Literal;
use crate::existing::estate::{Estate, Root};

/// A value that is to have a constant of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shared<'a> {
    /// What was read.
    pub(crate) estate: &'a Estate,
    /// The root that the value is in.
    pub(crate) root: &'a Root,
    /// The address of the resource, or of the call of a module whose source is not there.
    pub(crate) address: &'a str,
    /// The path of the attribute.
    pub(crate) path: &'a str,
    /// What it says.
    pub(crate) now: &'a Literal,
}

/// A refactoring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    /// What becomes of the constant, as the end of a sentence that begins with the value.
    pub(crate) what: String,
    /// The files that change.
    pub(crate) files: Vec<Redrawn>,
}

/// A file that a refactoring changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Redrawn {
    /// Its path, relative to the border.
    pub(crate) path: String,
    /// The text as it was read.
    pub(crate) before: String,
    /// The text with the changes.
    pub(crate) after: String,
}
