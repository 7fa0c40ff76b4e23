//! Alarms of our own on what stands in Terraform of the team's own: what refers to its resources, and why an alarm is left
//! out.

use std::fmt::{self, Debug};

use hcl::{Block, Expression};

use crate::bill::Lines;
use crate::cloud::existing::path::Path;
use crate::kind::spec::Spec;
use crate::model::header::Common;
use crate::model::site::Site;
use crate::watch::Watch;

/// How a resource that alarms look at is found from those that a component is made of.
#[derive(Clone, Debug)]
pub struct Looked {
    /// What alarms call it: a type, and behind a dot what tells it from another one of the type.
    pub role: &'static str,
    /// The type of the resource.
    pub kind: &'static str,
    /// The role of the resource that it is found from.
    pub from: &'static str,
    /// Whether it refers to that one, and not the other way round.
    pub refers: bool,
    /// The attribute that refers.
    pub path: Path,
}

/// How alarms of our own stand in a root of the team's.
#[derive(Clone, Debug, Default)]
pub struct Stand {
    /// How many there are of each resource, where the folder is applied in several workspaces.
    pub count: Option<Expression>,
    /// The configuration of the provider, where it is not the usual one.
    pub provider: Option<Expression>,
    /// What tells its topics from those of other roots and providers: slugs.
    pub of: Vec<String>,
}

/// What refers, in the root of a component, to the resources that its alarms look at.
pub trait Reach: Debug {
    /// The attribute of the resource with a role: a type, and what tells it from another one of the type.
    ///
    /// # Errors
    /// When nothing in the root refers to it for sure.
    fn refer(&self, kind: &str, suffix: &str, attribute: &str) -> Result<Expression, Unreached>;

    /// Whether an attribute of the resource with a role is one of some words, or has one of them in its list; the address
    /// of the resource otherwise, if there is one.
    ///
    /// # Errors
    /// When it is not, as far as that is known.
    fn says(&self, kind: &str, path: &'static str, words: &[&'static str]) -> Result<(), Unreached>;

    /// How alarms stand there.
    fn stand(&self) -> &Stand;
}

/// Why nothing refers to what an alarm looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreached {
    /// No reference leads from the component to a resource of this type.
    Nothing(String),
    /// References lead to several of this type.
    Several(String),
    /// It is not known how many copies of the resource there are.
    Copies(String),
    /// The resource stands in a module that does not tell the attribute: address and attribute.
    NoOutput(String, String),
    /// The resource is made with a provider that the root does not know, or another one than the component.
    Provider(String),
    /// The resource says a region of its own.
    Region(String),
    /// The resource does not publish the metric: address, attribute and the word that it lacks.
    NotPublished(String, String, &'static str),
}

impl Unreached {
    /// What to do about it, in one line.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Nothing(kind) => {
                format!("let its resources refer to that `{kind}`, and not to its name as a text")
            }
            Self::Several(_) => {
                "watch each of them by an alarm of your own: which one is meant is not guessed".to_owned()
            }
            Self::Copies(_) => "let the files say how many copies there are".to_owned(),
            Self::NoOutput(address, attribute) => {
                let own = address.rsplit("module.").next().unwrap_or(address);
                let own = own.split_once('.').map_or(own, |(_, own)| own);
                format!(
                    "give the module an output with the value `{own}.{attribute}`, and each module around it one that passes it on"
                )
            }
            Self::Provider(_) | Self::Region(_) => "watch it by an alarm of your own".to_owned(),
            Self::NotPublished(_, attribute, word) => {
                format!("write `{word}` into `{attribute}`, and apply that before")
            }
        }
    }
}

/// The reason, as the end of a sentence.
impl fmt::Display for Unreached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing(kind) => write!(f, "no reference leads to its `{kind}`"),
            Self::Several(kind) => write!(f, "references lead to more than one `{kind}`"),
            Self::Copies(address) => write!(f, "it is not known how many copies of `{address}` there are"),
            Self::NoOutput(address, attribute) => {
                write!(f, "no output of a module passes on `{attribute}` of `{address}`")
            }
            Self::Provider(address) => {
                write!(f, "`{address}` is made with a provider that the root does not name for it")
            }
            Self::Region(address) => write!(f, "`{address}` says a region of its own"),
            Self::NotPublished(address, attribute, word) => {
                write!(f, "`{address}` does not publish the metric: `{attribute}` lacks `{word}`")
            }
        }
    }
}

/// An alarm on a component, or why there is none.
#[derive(Clone, Debug)]
pub struct Made {
    /// What is watched.
    pub watch: Watch,
    /// The resource.
    pub resource: Result<Block, Unreached>,
}

/// A component in Terraform of the team's own, and what is to be watched of it.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// The slug of the stack.
    pub stack: &'a str,
    /// Where it runs.
    pub site: &'a Site,
    /// The component's key in the profile.
    pub name: &'a str,
    /// What every component has.
    pub common: &'a Common,
    /// What it is, and how big.
    pub spec: &'a dyn Spec,
    /// The figures that are to be watched.
    pub watches: &'a [Watch],
    /// What refers to its resources.
    pub reach: &'a dyn Reach,
}

/// What a cloud makes of the alarms on what stands in Terraform of the team's own.
pub trait Watching: Debug + Sync {
    /// The alarms on a component.
    fn alarms(&self, beside: &Beside<'_>) -> Vec<Made>;

    /// What calls an owner at a contact.
    fn topic(&self, stack: &str, owner: &str, contact: &str, stand: &Stand) -> Vec<Block>;

    /// The arguments by which the cloud knows what is made here: of two resources of one type with the same name there is
    /// one.
    fn names(&self) -> &'static [&'static str];

    /// Adds what alarms on so many metrics cost.
    fn bill(&self, metrics: u64, lines: &mut Lines<'_>);
}
