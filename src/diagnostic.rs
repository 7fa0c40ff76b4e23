//! Findings: everything that can be wrong with a profile, as data. A rule that knows the facts writes the message;
//! [`render`] lays it out, and the manual pages are in `diagnostic/explain/`.

pub mod code;
pub mod github;
pub mod json;
pub mod render;
pub(crate) mod sarif;
pub(crate) mod suggest;
mod veil;

use code::{Code, Severity};

use crate::order::Order as _;
use crate::shown::brief;
use crate::source::{Place, Sources};

/// A place with a remark on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub place: Place,
    /// The remark.
    pub text: String,
}

/// One thing that is wrong, or that may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The code of the rule.
    pub code: Code,
    /// The place in the file.
    pub place: Place,
    /// What is wrong, in one line.
    pub message: String,
    /// Other places that the reader needs.
    pub labels: Vec<Label>,
    /// Reasons and figures, one line each.
    pub notes: Vec<String>,
    /// How to put it right, in one line.
    pub help: Option<String>,
}

impl Finding {
    /// A finding at a place.
    #[must_use]
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            place,
            message: brief(message.into()),
            labels: Vec::new(),
            notes: Vec::new(),
            help: None,
        }
    }

    /// Adds a second place with a remark.
    #[must_use]
    pub fn label(mut self, place: Place, text: impl Into<String>) -> Self {
        if place != self.place {
            self.labels.push(Label { place, text: brief(text.into()) });
        }
        self
    }

    /// Adds a reason or a figure.
    #[must_use]
    pub(crate) fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(brief(text.into()));
        self
    }

    /// Adds how to put it right.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(brief(text.into()));
        self
    }
}

/// The findings of a run, so far.
#[derive(Debug, Default)]
pub struct Findings {
    list: Vec<Finding>,
    omitted: usize,
    omitted_error: bool,
}

/// The largest number of findings that are kept: nobody reads more, and a broken file of a megabyte has far more.
const MOST: usize = 1000;

impl Findings {
    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        if self.list.len() < MOST {
            self.list.push(finding);
        } else {
            self.omitted += 1;
            self.omitted_error |= finding.code.severity() == Severity::Error;
        }
    }

    /// Moves all findings of another list to this one.
    pub(crate) fn append(&mut self, other: Self) {
        for finding in other.list {
            self.push(finding);
        }
        self.omitted += other.omitted;
        self.omitted_error |= other.omitted_error;
    }

    /// Those that another list has too.
    pub(crate) fn and(mut self, other: &Self) -> Self {
        self.list.retain(|finding| other.list.contains(finding));
        self.omitted = self.omitted.min(other.omitted);
        self.omitted_error &= other.omitted_error;
        self
    }

    /// Adds copies of all findings of other lists.
    pub fn extend<'a>(&mut self, others: impl IntoIterator<Item = &'a Self>) {
        for other in others {
            other.list.iter().for_each(|finding| self.push(finding.clone()));
            self.omitted += other.omitted;
            self.omitted_error |= other.omitted_error;
        }
    }

    /// The number of findings that were not kept.
    #[must_use]
    pub(crate) const fn omitted(&self) -> usize {
        self.omitted
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The findings in their present order.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.list.iter()
    }

    /// Keeps the findings for which `keep` is true.
    pub fn retain(&mut self, keep: impl FnMut(&Finding) -> bool) {
        self.list.retain(keep);
    }

    /// The number of findings with this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|f| f.code.severity() == severity).count()
    }

    /// Whether any finding prevents a build.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.omitted_error || self.list.iter().any(|f| f.code.severity() == Severity::Error)
    }

    /// Sorts what prevents a build before what does not, then by file path, place and code, and drops a finding that
    /// repeats another at the same place.
    pub(crate) fn finish(&mut self, sources: &Sources) {
        self.list.order_by(|a, b| {
            let key = |f: &Finding| (f.place.start, f.code.name(), f.place.end);
            let path = |f: &Finding| sources.get(f.place.source).path.clone();
            let severity = |f: &Finding| f.code.severity();
            (severity(a), path(a), key(a), &a.message).cmp(&(severity(b), path(b), key(b), &b.message))
        });
        self.list.dedup_by(|a, b| a.code == b.code && a.place == b.place && a.message == b.message);
    }
}
