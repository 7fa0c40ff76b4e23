//! Where a value comes from.

use std::sync::Arc;

use crate::source::Place;

/// The sort of place where a constant stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// In the block of a resource.
    Resource,
    /// In an argument at the call of a module.
    Argument,
    /// In the default of a variable.
    VariableDefault,
    /// In the default of an `optional()` attribute, in a variable's type.
    OptionalDefault,
    /// In a variable file that Terraform loads by itself (`terraform.tfvars`, `*.auto.tfvars`).
    AutoVarFile,
    /// In a variable file that is named on the command line.
    NamedVarFile,
    /// In a `locals` block.
    Local,
    /// In the `inputs` of a Terragrunt file.
    Inputs,
    /// In the `locals` of a Terragrunt file.
    UnitLocal,
    /// In an output of a module.
    Output,
    /// In a YAML or JSON file that the configuration reads.
    DataFile,
    /// In what the caller of the reader set, outside the repository.
    Set,
}

/// A constant in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Constant {
    /// The constant itself: the number with its sign, the text with its quotes.
    pub place: Place,
    /// The sort of place.
    pub sort: Sort,
}

/// Where a key could be added, so that it is set there and no longer falls back to a default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insertion {
    /// The object constructor with its braces, or the module block from its type to its closing brace.
    pub place: Place,
    /// The key or argument that is absent there.
    pub key: Arc<str>,
}

/// One step of a value's way from the constant to where it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// What it passes through.
    pub sort: HopSort,
    /// The expression or declaration that it passes through.
    pub place: Option<Place>,
}

/// What a value passes through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HopSort {
    /// `var.name`, in the module at this address (empty for the root), set by an argument at the call, a variable file
    /// or an input.
    Variable {
        /// The variable.
        name: Arc<str>,
        /// The module's address, without instance keys it has none.
        module: Arc<str>,
    },
    /// `var.name`, which is not set, so that its default is used.
    Default {
        /// The variable.
        name: Arc<str>,
        /// The module's address; empty for the root.
        module: Arc<str>,
        /// Where the call could set it; none for a root.
        insertion: Option<Insertion>,
    },
    /// An attribute that its object lacks, so that the default in `optional()` is used.
    Optional {
        /// Where the object could set it; none if the object itself is a default or is not written in one place.
        insertion: Option<Insertion>,
        /// The attribute.
        key: Arc<str>,
    },
    /// `local.name`.
    Local(Arc<str>),
    /// An entry of a map or object.
    Key(Arc<str>),
    /// An element of a list.
    Index(usize),
    /// A branch of a conditional whose condition is known; with the condition's value.
    Branch(bool),
    /// A function that answers one of its arguments, or a part of one, unchanged.
    Function(Arc<str>),
    /// `each.value`, `each.key`, the iterator of a dynamic block or a variable of a `for`.
    Iterator(Arc<str>),
    /// An output of a module; with the call's address and the output.
    Output(Arc<str>, Arc<str>),
    /// An attribute of a resource, which the value follows; with the resource's address and the attribute.
    Resource(Arc<str>, Arc<str>),
}

/// Where a value comes from: a constant and the way from it, or several where it is computed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Origin(pub(super) Option<Arc<Node>>);

#[allow(dead_code, reason = "the evaluator makes them")]
/// A step towards the constants.
#[derive(Debug, PartialEq)]
pub(super) enum Node {
    /// The constant.
    Constant(Constant),
    /// The value of another origin, unchanged.
    Hop(Hop, Origin),
    /// Computed from several values, or from one by arithmetic.
    Computed(Vec<Origin>),
    /// A value that other values have chosen: the condition of a conditional, the key of a map.
    Chosen {
        /// The value's own origin.
        value: Origin,
        /// What has chosen it.
        by: Vec<Origin>,
    },
    /// It refers to this resource instance, or to all of them where the address has no instance key.
    Refers(Arc<str>, Origin),
}

impl Origin {
    /// The one constant that says the value: to change it is to change the value to the same. None where the value is
    /// computed, or comes from no file.
    #[must_use]
    pub fn constant(&self) -> Option<Constant> {
        single(self)
    }

    /// The steps from where the value is used to its constant, in that order; up to the first computation.
    #[must_use]
    pub fn chain(&self) -> Vec<Hop> {
        Vec::new()
    }

    /// All constants that the value is made of, once each, sorted by place.
    #[must_use]
    pub fn leaves(&self) -> Vec<Constant> {
        Vec::new()
    }

    /// All constants that the value is made of or chosen by (conditions, keys), once each, sorted by place.
    #[must_use]
    pub fn influences(&self) -> Vec<Constant> {
        Vec::new()
    }

    /// The addresses of the resources that the value refers to, within its root, once each and sorted.
    #[must_use]
    pub fn references(&self) -> Vec<Arc<str>> {
        Vec::new()
    }
}

fn single(origin: &Origin) -> Option<Constant> {
    match origin.0.as_deref()? {
        Node::Constant(constant) => Some(*constant),
        Node::Hop(_, of) | Node::Chosen { value: of, .. } | Node::Refers(_, of) => of.constant(),
        Node::Computed(_) => None,
    }
}
