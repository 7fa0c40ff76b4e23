//! Reads a plan of Terraform, as `terraform show -json` writes it: what there is, what there would be, and in Terraform's
//! own words what happens to each resource. Of the values only those of attributes that somebody asks for are kept.

mod capped;
mod configuration;
mod difference;
mod document;
mod marks;
pub mod read;
mod resource;
mod value;

use std::collections::BTreeMap;
use std::fmt;

use crate::source::Place;

use super::estate::Root;

/// What is asked of a plan.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Whether an attribute at the top of a type of resource is kept.
    pub keep: &'a dyn Keep,
    /// The attributes by which resources refer to each other in values, such as `id`.
    pub marks: &'a [&'static str],
    /// The argument that says a provider's region.
    pub region: &'a str,
    /// The text that the plan is, without its content: for findings about it.
    pub place: Place,
}

/// Says which values of a plan are kept.
pub trait Keep: fmt::Debug {
    /// Whether anything is kept of a type of resource.
    fn kind(&self, kind: &str) -> bool;
    /// Whether an attribute at the top of a type of resource is kept.
    fn attribute(&self, kind: &str, attribute: &str) -> bool;
    /// The attribute that tells the members of a list of a type of resource from each other, at a path of names split by
    /// dots.
    fn key(&self, kind: &str, path: &str) -> Option<&str>;
}

/// A plan of Terraform.
#[derive(Debug, Default)]
pub struct Planned {
    /// The version of the format.
    pub format: String,
    /// The version of Terraform that made it.
    pub terraform: Option<String>,
    /// What there is. Of each resource only what is kept.
    pub before: Root,
    /// What there would be.
    pub after: Root,
    /// What happens to each resource to which anything happens.
    pub changes: Vec<Changed>,
    /// The regions by the addresses of resources, as far as they are known.
    pub regions: BTreeMap<String, String>,
    /// The resources that differ from what Terraform wrote down when it last ran.
    pub drifted: usize,
    /// The changes that Terraform defers to a later plan.
    pub deferred: usize,
    /// The actions of providers that Terraform invokes beside its changes.
    pub invoked: usize,
    /// The outputs that change.
    pub outputs: usize,
    /// The checks that fail, or whose result is not known.
    pub checks: usize,
    /// Whether planning ended with an error: what it has not come to is missing.
    pub errored: bool,
    /// Whether nothing is left for a later plan; none where it does not say so.
    pub complete: Option<bool>,
    /// Whether it can be applied; none where it does not say so.
    pub applyable: Option<bool>,
}

/// What happens to one resource.
#[derive(Clone, Debug)]
pub struct Changed {
    /// Its address.
    pub address: String,
    /// The type of the resource.
    pub kind: String,
    /// The last word of its provider's address, such as `google`.
    pub provider: String,
    /// Whether it is a data source, which is only read.
    pub is_data: bool,
    /// What Terraform does, in its own words.
    pub actions: Vec<Action>,
    /// Why, in its own word, such as `replace_because_cannot_update`.
    pub reason: Option<String>,
    /// The key of an old object that an earlier replacement has left behind; the change is of that one.
    pub deposed: Option<String>,
    /// The address that it had before.
    pub moved_from: Option<String>,
    /// Whether it was there already and is taken into the state.
    pub importing: bool,
    /// The attributes for which it is replaced: paths of names split by dots.
    pub replace_paths: Vec<String>,
    /// The attributes that differ: paths of names split by dots, sorted and each once.
    pub differing: Vec<Differing>,
    /// How many more differ than are listed.
    pub more: usize,
}

/// An attribute that differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Differing {
    /// Its path: names split by dots, without the numbers of blocks.
    pub path: String,
    /// Whether its value is known only after the plan is applied.
    pub unknown: bool,
}

/// One thing that Terraform does to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Nothing.
    NoOp,
    /// It is created.
    Create,
    /// It is read.
    Read,
    /// It is changed in place.
    Update,
    /// It is destroyed.
    Delete,
    /// It leaves the state, and goes on to be there.
    Forget,
    /// Something that this program does not know.
    Other,
}

impl Action {
    fn read(word: &str) -> Self {
        let all = [Self::NoOp, Self::Create, Self::Read, Self::Update, Self::Delete, Self::Forget];
        all.into_iter().find(|action| action.word() == word).unwrap_or(Self::Other)
    }

    /// Terraform's word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoOp => "no-op",
            Self::Create => "create",
            Self::Read => "read",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Forget => "forget",
            Self::Other => "something that scaleprof does not know",
        }
    }
}

/// Why a text is no plan that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanError {
    /// It is no JSON. With the line and the column from 1, and the reason.
    Syntax(usize, usize, String),
    /// It is JSON, and no plan. With the reason.
    NoPlan(String),
    /// Its format is another one than 1. With its version.
    Format(String),
}
