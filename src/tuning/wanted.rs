//! What a profile wants of existing Terraform, and why it cannot have it.

use std::collections::BTreeSet;
use std::fmt;

use crate::diagnostic::code::Code;
use crate::existing::edit::change::Literal;
use crate::existing::estate::{Ask, Estate};
use crate::existing::path::name;
use crate::source::{Place, Source};

/// A value that an attribute is to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The folder of the root, relative to the border.
    pub root: String,
    /// The address of the resource with its instance key, or of the call of a module whose source is not there.
    pub address: String,
    /// The attribute: its path with the index of each block, an argument of the call, or `count`.
    pub path: String,
    /// What it is to say.
    pub value: Literal,
    /// What it may say by now: what this and the other profiles want. Everything, if empty.
    pub known: Vec<Literal>,
    /// Whether it is to be said in a file of our own, and in which sort.
    pub via: Option<Via>,
    /// Whether it is another value than on a normal day.
    pub differs: bool,
    /// The addresses of the resources that belong to the same component, and may change with it.
    pub beside: BTreeSet<String>,
    /// The addresses of the main resources of other components that use the resource as well, and change with it.
    pub shared: BTreeSet<String>,
}

/// A sort of file of our own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Via {
    /// It overrides arguments of the root's own blocks.
    Override,
    /// It sets variables of the root, and Terraform loads it by itself.
    Tfvars,
}

impl Via {
    /// The name of the file in the root's folder.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::Override => "scaleprof_override.tf",
            Self::Tfvars => "scaleprof.auto.tfvars",
        }
    }
}

/// The name of the file of our own that has alarms, in the root's folder.
pub const ALARMS: &str = "scaleprof_alarms.tf";

/// What is wanted of the file of alarms in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The folder, relative to the border.
    pub dir: String,
    /// The resources in it; none where there is to be no such file.
    pub text: Option<String>,
}

/// A root, and what is wanted of it.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// What was asked for.
    pub ask: &'a Ask,
    /// What was read.
    pub estate: &'a Estate,
    /// What is wanted.
    pub wanted: &'a [Wanted],
    /// What is wanted of the file of alarms in its folder; nothing where that stays as it is.
    pub made: Option<&'a Made>,
}

/// Whether a path is that of a file of our own.
#[must_use]
pub fn is_own(path: &str) -> bool {
    [Via::Override.file(), Via::Tfvars.file(), ALARMS].contains(&name(path))
}

/// Whether a path is that of a file of alarms of our own.
pub(super) fn is_alarms(path: &str) -> bool {
    name(path) == ALARMS
}

impl Wanted {
    /// Whether it is the same attribute of the same resource that is wanted.
    pub(super) fn is_of(&self, other: &Self) -> bool {
        (&self.root, &self.address, &self.path) == (&other.root, &other.address, &other.path)
    }
}

/// What changes with a wanted value, because it belongs to the same component, follows it, or is accepted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Along {
    /// What is said of it, in one line.
    pub said: String,
    /// The address of the resource or of the call.
    pub address: String,
    /// The index of the wanted value that it changes with, as far as that is known.
    pub wanted: Option<usize>,
}

impl fmt::Display for Along {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said)
    }
}

/// In place of the index of what was wanted: it is about no single value, but about a file of our own.
pub(super) const WHOLE: usize = usize::MAX;

/// A value that is not written, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The index of what was wanted.
    pub wanted: usize,
    /// The rule.
    pub code: Code,
    /// Where in the files it stands, if it is one place.
    pub place: Option<Place>,
    /// What is wrong, in one line.
    pub message: String,
    /// Reasons and places, one line each.
    pub notes: Vec<String>,
    /// How to put it right, in one line.
    pub help: String,
    /// Whether a constant of its own would do.
    pub separable: bool,
}

impl Refused {
    /// A refusal without reasons.
    pub(super) fn new(
        wanted: usize,
        code: Code,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let separable = code == Code::TfShared;
        Self {
            wanted,
            code,
            place: None,
            message: message.into(),
            notes: Vec::new(),
            help: help.into(),
            separable,
        }
    }

    /// A refusal of a value of a resource that other components use as well.
    pub(super) fn in_use(wanted: usize, message: impl Into<String>) -> Self {
        let help = "let the profile say the same of the others, or accept them with `also` in its `terraform:`; or give \
                    this one a resource of its own in the Terraform first";
        Self { separable: false, ..Self::new(wanted, Code::TfShared, message, help) }
    }

    /// The same with a place in the files.
    pub(super) fn at(mut self, place: Option<Place>) -> Self {
        self.place = place;
        self
    }

    /// The same where it was found in files that some changes have been made in, with its place in the files as they were
    /// read; with none where its own file has changed.
    pub(super) fn seen_from(self, read: &Estate, changed: &Estate) -> Self {
        let place = self.place.and_then(|place| {
            let own = changed.sources.get(place.source);
            let is_same = |source: &Source| source.path == own.path && source.text == own.text;
            let same = read.sources.all().find(|(_, source)| is_same(source))?;
            Some(Place { source: same.0, ..place })
        });
        self.at(place)
    }

    /// The same with reasons.
    pub(super) fn notes(mut self, notes: impl IntoIterator<Item = String>) -> Self {
        self.notes.extend(notes);
        self
    }
}
