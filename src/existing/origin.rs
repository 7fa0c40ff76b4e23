//! Where a value comes from.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use crate::order::Order as _;
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
#[derive(Clone, Debug, Default)]
pub struct Origin(Option<Arc<Node>>);

/// A step towards the constants.
#[derive(Debug)]
enum Node {
    /// The constant.
    Constant(Constant),
    /// The value of another origin, unchanged.
    Hop(Hop, Origin),
    /// A member of a list or map, which has come its own way.
    Member { step: Hop, container: Origin, member: Origin },
    /// Computed from several values, or from one by arithmetic.
    Computed(Vec<Origin>),
    /// All that a list or map holds.
    Members(Arc<dyn Members>),
    /// A value that other values have chosen: the condition of a conditional, the key of a map.
    Chosen { value: Origin, by: Vec<Origin> },
    /// It refers to this resource instance, or to all of them where the address has no instance key.
    Refers(Arc<str>, Origin),
}

/// A list or map, all of which something is computed from.
pub(super) trait Members: fmt::Debug + Send + Sync {
    /// Calls `see` with the origin of everything that it holds, and whether that is itself a list or map, whose own
    /// members come next.
    fn each<'m>(&'m self, see: &mut dyn FnMut(&'m Origin, bool));
}

/// What is looked for in an origin.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    /// What the value is made of.
    Made,
    /// What has chosen it, and nothing that it is made of.
    Choosing,
}

impl Origin {
    /// A value that stands in a file.
    pub(super) fn constant_at(constant: Constant) -> Self {
        Node::Constant(constant).into()
    }

    /// A value that is computed from others.
    pub(super) fn computed(mut from: Vec<Self>) -> Self {
        from.retain(|origin| origin.0.is_some());
        if from.is_empty() { Self::default() } else { Node::Computed(from).into() }
    }

    /// All that a list or map holds.
    pub(super) fn members(members: Arc<dyn Members>) -> Self {
        Node::Members(members).into()
    }

    /// The same value, one step on.
    pub(super) fn hop(self, sort: HopSort, place: Option<Place>) -> Self {
        Node::Hop(Hop { sort, place }, self).into()
    }

    /// A member of the list or map that this is the origin of.
    pub(super) fn member(&self, member: Self, sort: HopSort, place: Option<Place>) -> Self {
        Node::Member { step: Hop { sort, place }, container: self.clone(), member }.into()
    }

    /// What has chosen the list or map that this is the origin of, and what it refers to: all but its constructor, which
    /// is no part of what is computed from its members.
    pub(super) fn around(&self) -> Self {
        let step = Hop { sort: HopSort::Index(0), place: None };
        Node::Member { step, container: self.clone(), member: Self::default() }.into()
    }

    /// The same value, which others have chosen.
    pub(super) fn chosen(self, mut by: Vec<Self>) -> Self {
        by.retain(|origin| origin.0.is_some());
        if by.is_empty() { self } else { Node::Chosen { value: self, by }.into() }
    }

    /// The same value, which refers to a resource.
    pub(super) fn refers(self, address: Arc<str>) -> Self {
        Node::Refers(address, self).into()
    }

    /// The one constant that says the value: to change it is to change the value to the same. For a list or map it is
    /// the constructor, whose members have origins of their own. None where the value is computed, or comes from no
    /// file.
    #[must_use]
    pub fn constant(&self) -> Option<Constant> {
        let mut origin = self;
        loop {
            origin = match origin.0.as_deref()? {
                Node::Constant(constant) => return Some(*constant),
                Node::Hop(_, of) | Node::Chosen { value: of, .. } | Node::Refers(_, of) => of,
                Node::Member { member, .. } => member,
                Node::Computed(_) | Node::Members(_) => return None,
            };
        }
    }

    /// The steps from where the value is used to its constant, in that order; up to the first computation.
    #[must_use]
    pub fn chain(&self) -> Vec<&Hop> {
        let mut chain: Vec<&Hop> = Vec::new();
        // What follows when the way of a container ends.
        let mut later = vec![self];
        while let Some(mut origin) = later.pop() {
            while let Some(node) = origin.0.as_deref() {
                origin = match node {
                    Node::Constant(_) | Node::Computed(_) | Node::Members(_) => break,
                    Node::Hop(hop, of) => {
                        chain.push(hop);
                        of
                    }
                    Node::Chosen { value: of, .. } | Node::Refers(_, of) => of,
                    Node::Member { step, container, member } => {
                        // Whoever takes a map apart and puts it together again goes through the same key twice.
                        if step.place.is_some() || chain.last().is_none_or(|last| last.sort != step.sort) {
                            chain.push(step);
                        }
                        later.push(member);
                        container
                    }
                };
            }
        }
        chain
    }

    /// The resource and the attribute of it that the value follows, if it only passes on another resource's value.
    #[must_use]
    pub fn follows(&self) -> Option<(&str, &str)> {
        self.chain().into_iter().find_map(|hop| match &hop.sort {
            HopSort::Resource(address, attribute) => Some((address.as_ref(), attribute.as_ref())),
            _ => None,
        })
    }

    /// The resource and the attribute of it that the value is, whatever names it has gone by since.
    #[must_use]
    pub(super) fn passes_on(&self) -> Option<(&str, &str)> {
        for hop in self.chain() {
            match &hop.sort {
                HopSort::Resource(address, attribute) => return Some((address, attribute)),
                HopSort::Key(_) | HopSort::Iterator(_) | HopSort::Optional { .. } => return None,
                _ => {}
            }
        }
        None
    }

    /// Where a key or argument could be written so that it sets the value, which is a default: that of the last default
    /// on its way. None if it is no default, if it is only a part of one, or if there is no such place.
    #[must_use]
    pub fn insertion(&self) -> Option<&Insertion> {
        let mut origin = self;
        let mut found = None;
        while let Some(node) = origin.0.as_deref() {
            origin = match node {
                Node::Hop(hop, of) => {
                    if let HopSort::Optional { insertion, .. } | HopSort::Default { insertion, .. } =
                        &hop.sort
                    {
                        found = insertion.as_ref();
                    }
                    of
                }
                Node::Chosen { value: of, .. } | Node::Refers(_, of) => of,
                // What is written for a list or map would set all of it.
                Node::Member { member, .. } => {
                    found = None;
                    member
                }
                Node::Constant(_) => break,
                Node::Computed(_) | Node::Members(_) => return None,
            };
        }
        found
    }

    /// All constants that the value is made of, once each, sorted by place.
    #[must_use]
    pub fn leaves(&self) -> Vec<Constant> {
        sorted(self.walk(false).0)
    }

    /// All constants that the value is made of or chosen by (conditions, keys), once each, sorted by place.
    #[must_use]
    pub fn influences(&self) -> Vec<Constant> {
        sorted(self.walk(true).0)
    }

    /// The addresses of the resources that the value refers to, within its root, once each and sorted.
    #[must_use]
    pub fn references(&self) -> Vec<Arc<str>> {
        sorted(self.walk(true).1)
    }

    /// The constants and the references on all ways; with `choosing` those too that only choose.
    fn walk(&self, choosing: bool) -> (Vec<Constant>, Vec<Arc<str>>) {
        let (mut constants, mut references) = (Vec::new(), Vec::new());
        let mut seen: HashSet<(*const Node, Part)> = HashSet::new();
        let mut open = vec![(self, Part::Made)];
        while let Some((origin, part)) = open.pop() {
            let Some(node) = &origin.0 else { continue };
            if !seen.insert((Arc::as_ptr(node), part)) {
                continue;
            }
            match node.as_ref() {
                Node::Constant(constant) if part == Part::Made => constants.push(*constant),
                Node::Constant(_) => {}
                Node::Hop(_, of) => open.push((of, part)),
                Node::Member { container, member, .. } => {
                    open.push((member, part));
                    open.push((container, Part::Choosing));
                }
                Node::Computed(from) => open.extend(from.iter().map(|origin| (origin, part))),
                Node::Members(members) => members.each(&mut |origin, is_container| {
                    open.push((origin, if is_container { Part::Choosing } else { part }));
                }),
                Node::Chosen { value, by } => {
                    open.push((value, part));
                    if choosing {
                        open.extend(by.iter().map(|origin| (origin, Part::Made)));
                    }
                }
                Node::Refers(address, of) => {
                    references.push(address.clone());
                    open.push((of, part));
                }
            }
        }
        (constants, references)
    }
}

impl From<Node> for Origin {
    fn from(node: Node) -> Self {
        Self(Some(Arc::new(node)))
    }
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.order();
    list.dedup();
    list
}
