//! A component on AWS while it is lowered: its names, and what is around it.

use std::borrow::Cow;

use hcl::Expression;

use crate::cloud::aws::network::Subnets;
use crate::cloud::lowered::Output;
use crate::cloud::provider::{Part, Sized, Stack};
use crate::kind::spec::{Kind, Of};
use crate::model::name::{Name, label, slug};
use crate::model::site::Site;
use crate::shell::word;
use crate::terraform::resource::{Resource, reference};

/// A component where it is lowered: its names and what is around it.
#[derive(Debug)]
pub struct Unit<'a> {
    /// The component, with what other profiles and the window say about its size.
    pub component: Sized<'a>,
    /// The stack's slug.
    pub stack: &'a str,
    /// The component's slug.
    pub slug: String,
    /// The label of its resources.
    pub label: String,
    /// Where the stack runs.
    pub site: &'a Site,
    /// The components of the stack, sorted by name.
    parts: &'a [Part<'a>],
    /// The network around it.
    pub(crate) sites: &'a Subnets,
}

impl<'a> Unit<'a> {
    /// A component of a stack between `sites`.
    #[must_use]
    pub fn new(stack: &'a Stack<'a>, sites: &'a Subnets, component: Sized<'a>) -> Self {
        let slug = slug(component.part.name);
        Self {
            component,
            stack: stack.name,
            label: label(&slug),
            slug,
            site: stack.site,
            parts: &stack.parts,
            sites,
        }
    }

    /// Another component of the stack, if it is of kind `K`.
    #[must_use]
    pub(crate) fn other<K: Kind>(&self, name: &str) -> Option<&'a Of<K>> {
        let at = self.parts.binary_search_by(|part| part.name.cmp(name)).ok()?;
        let spec: &dyn std::any::Any = self.parts[at].spec;
        spec.downcast_ref()
    }

    /// One of the component's names in the cloud: of one that exists, what the cloud calls it, as a word of a command.
    #[must_use]
    pub fn name(&self, name: &Name) -> String {
        self.existing().map_or_else(|| name.of(self.stack, &self.slug), |own| word(own).into_owned())
    }

    /// What the cloud calls a component that exists and is changed by hand.
    #[must_use]
    pub(crate) fn existing(&self) -> Option<&'a str> {
        self.component.part.common.resource.as_deref()
    }

    /// A resource of the component; `suffix` tells apart several of one type.
    #[must_use]
    pub fn resource(&self, kind: &'static str, suffix: &str) -> Resource {
        Resource::new(kind, self.suffixed(suffix))
    }

    /// A reference to one of the component's resources.
    #[must_use]
    pub(crate) fn refer(&self, kind: &str, suffix: &str, attribute: &str) -> Expression {
        reference(&[kind, &self.suffixed(suffix), attribute])
    }

    /// A reference to one of the component's resources as a whole.
    #[must_use]
    pub(crate) fn refer_whole(&self, kind: &str, suffix: &str) -> Expression {
        reference(&[kind, &self.suffixed(suffix)])
    }

    /// The component's label with something to tell resources apart.
    #[must_use]
    pub(crate) fn suffixed(&self, suffix: &str) -> Cow<'_, str> {
        if suffix.is_empty() { (&self.label).into() } else { [&*self.label, "_", suffix].concat().into() }
    }

    /// The value of the `Name` tag.
    #[must_use]
    pub fn title(&self) -> String {
        [self.stack, "-", &self.slug].concat()
    }

    /// Tells the outside something about the component.
    pub(crate) fn tell(&self, what: &str, description: String, value: Expression, out: &mut Output) {
        out.outputs.push(([&*self.label, "_", what].concat(), description, value));
    }
}
