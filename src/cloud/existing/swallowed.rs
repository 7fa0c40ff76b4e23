//! What keeps a change that Terraform plans from being what was meant, and what happens to it.

use crate::cloud::existing::path::Path;
use crate::cloud::existing::shown::Shown;
use crate::existing::instance::{Attribute, Content, Found, Instance};
use crate::existing::value::Data;
use crate::source::Place;

/// What keeps a change of a size from taking effect, though Terraform plans it.
#[derive(Clone, Debug)]
pub struct Swallow {
    /// The type of the resource with the attribute that does it.
    pub resource: &'static str,
    /// That attribute.
    pub path: Path,
    /// Whether it does so when it is one of `values`, or when it is none of them.
    pub when_in: bool,
    /// Values of the attribute; none stands for one that is not set.
    pub values: Vec<Option<&'static str>>,
    /// The type of the resource with the sizes: the same one, or another one of the same component.
    pub part: &'static str,
    /// The paths of the sizes; none for all.
    pub sizes: Vec<&'static str>,
    /// An attribute of the resource with the sizes, and the value of it with which nothing happens.
    pub unless: Option<(Path, &'static str)>,
    /// What happens.
    pub effect: Swallowed,
}

/// What becomes of a change of a size, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swallowing {
    /// What happens.
    pub effect: Swallowed,
    /// The address of the resource whose attribute does it.
    pub address: String,
    /// That attribute.
    pub attribute: String,
    /// Where it is set; the resource where it is not.
    pub place: Place,
    /// Whether it is set.
    pub is_set: bool,
}

/// What happens to a change in place of what was meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Swallowed {
    /// It waits for the maintenance window.
    Pending,
    /// What runs stays as it is until somebody replaces it.
    Unrolled,
    /// The resource is destroyed and made anew.
    Replaced,
    /// A new version is made beside the old one, and used from then on.
    Renewed,
    /// The size has no meaning in the mode that the resource is in.
    Unused,
}

impl Swallowed {
    /// The effect with this name in a table.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "pending" => Self::Pending,
            "unrolled" => Self::Unrolled,
            "replaced" => Self::Replaced,
            "renewed" => Self::Renewed,
            "unused" => Self::Unused,
            _ => return None,
        })
    }

    /// Its name, in the tables and in what is printed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Unrolled => "unrolled",
            Self::Replaced => "replaced",
            Self::Renewed => "renewed",
            Self::Unused => "unused",
        }
    }
}

impl Swallow {
    /// What a resource's attribute does, with its place.
    pub(super) fn by(&self, instance: &Instance) -> Swallowing {
        let found = self.path.find(&instance.content);
        let name = self.path.plain().rsplit('.').next().unwrap_or_default();
        let set = found.iter().find_map(|own| own.within?.attribute(name));
        // A value is shown only if it is a word of the table, or a switch.
        let shown = |own: &Attribute| {
            let plain = self.when_in || matches!(own.value.data, Data::Bool(_));
            if plain { own.whole() } else { own.place }
        };
        let set = set.map(shown);
        Swallowing {
            effect: self.effect,
            address: instance.address.to_string(),
            attribute: self.path.plain().to_owned(),
            place: set.unwrap_or(instance.place),
            is_set: set.is_some(),
        }
    }

    /// Whether a resource's attribute does it. A value that is not known does not.
    pub(super) fn holds(&self, content: &Content) -> bool {
        let found = self.path.find(content);
        if found.is_empty() {
            // An attribute that is not set has its default, if its block is there.
            return self.path.has_block(content) && self.values.contains(&None) == self.when_in;
        }
        found.iter().any(|Found { value, .. }| {
            let is = match Shown::plain(value) {
                Some(text) => self.values.iter().any(|one| one.is_some_and(|one| one == text)),
                None if value.is_null() => self.values.contains(&None),
                None => return false,
            };
            is == self.when_in
        })
    }
}

/// A path without the numbers of its blocks.
pub(super) fn without_numbers(path: &str) -> String {
    path.split('.').map(|name| name.split('[').next().unwrap_or_default()).collect::<Vec<_>>().join(".")
}
