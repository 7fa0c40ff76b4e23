//! What could not be read, beside what could.

use std::fmt;

use crate::source::Place;

use super::path::shown;

/// Something that could not be read. What depends on it is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub sort: ProblemSort,
    /// The file or folder, relative to the border.
    pub path: String,
    /// The place in it, if it is one in a text that was read.
    pub place: Option<Place>,
}

/// What is wrong. Its text is a sentence without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemSort {
    /// A file or folder is not read, with the reason.
    Unread(String),
    /// A file is not HCL or JSON, with the parser's reason.
    Syntax(String),
    /// Brackets are nested deeper than this many levels.
    Nesting(usize),
    /// A budget is spent, with what there is too much of.
    Budget(&'static str),
    /// Modules call each other in a circle, with the folder.
    Circle(String),
    /// A variable file that was asked for does not exist.
    NoVarFile,
}

impl fmt::Display for ProblemSort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unread(reason) => write!(f, "this is not read: {reason}"),
            Self::Syntax(reason) => write!(f, "this cannot be parsed: {reason}"),
            Self::Nesting(most) => write!(f, "brackets are nested deeper than {most} levels"),
            Self::Budget(what) => write!(f, "there is too much to read: {what}"),
            Self::Circle(folder) => write!(f, "the module in `{folder}` calls itself"),
            Self::NoVarFile => f.write_str("there is no such variable file"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", shown(&self.path), self.sort)
    }
}
