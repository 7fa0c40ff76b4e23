//! A component on AWS while it is lowered: its names, and what is around it.

use std::borrow::Cow;
use std::cell::RefCell;

use hcl::Expression;

use crate::cloud::aws::network::Subnets;
use crate::cloud::existing::reach::{Reach, Stand, Unreached};
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
    /// What refers to its resources, where they are the team's own.
    reach: Option<&'a dyn Reach>,
    /// Why nothing does, of what was asked for since somebody looked.
    unreached: RefCell<Option<Unreached>>,
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
            reach: None,
            unreached: RefCell::default(),
        }
    }

    /// A component that stands in Terraform of the team's own, as alarms beside it see it: `reach` says what refers to it,
    /// and their labels begin with `own`.
    #[must_use]
    pub(crate) fn beside(
        stack: &'a Stack<'a>,
        sites: &'a Subnets,
        component: Sized<'a>,
        reach: &'a dyn Reach,
        own: &str,
    ) -> Self {
        let unit = Self::new(stack, sites, component);
        // No label of a component ends so: what follows is told from a longer name.
        let label = [own, &unit.label, "_"].concat();
        Self { label, reach: Some(reach), ..unit }
    }

    /// How alarms stand in the team's own root; nothing for a component that is built.
    #[must_use]
    pub(crate) fn stand(&self) -> Option<&'a Stand> {
        self.reach.map(Reach::stand)
    }

    /// Why something that was asked for is not there, if it is not; asked once more it is forgotten.
    #[must_use]
    pub(crate) fn unreached(&self) -> Option<Unreached> {
        self.unreached.take()
    }

    /// Remembers the first reason why something is not there.
    fn keep<T>(&self, found: Result<T, Unreached>) -> Option<T> {
        let first = |why| {
            self.unreached.borrow_mut().get_or_insert(why);
        };
        found.map_err(first).ok()
    }

    /// Holds that a resource of the team's own says one of some words, such as the metric that it publishes. What is built
    /// does.
    pub(crate) fn needs(&self, kind: &str, path: &'static str, words: &[&'static str]) {
        if let Some(reach) = self.reach {
            self.keep(reach.says(kind, path, words));
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
        self.refer_any(kind, suffix, &[attribute])
    }

    /// A reference to one of several attributes of one of the component's resources, all of which say the same: the first
    /// that there is.
    #[must_use]
    pub(crate) fn refer_any(&self, kind: &str, suffix: &str, attributes: &[&str]) -> Expression {
        let first = attributes.first().copied().unwrap_or_default();
        let Some(reach) = self.reach else { return reference(&[kind, &self.suffixed(suffix), first]) };
        let mut all = attributes.iter().map(|attribute| reach.refer(kind, suffix, attribute));
        let found = all.find_map(Result::ok).map_or_else(|| reach.refer(kind, suffix, first), Ok);
        self.keep(found).unwrap_or(Expression::Null)
    }

    /// The same of a resource that the team's own Terraform may have out of reach: nothing then, and nothing for what is
    /// built.
    #[must_use]
    pub(crate) fn refer_beside(&self, kind: &str, attribute: &str) -> Option<Expression> {
        self.reach?.refer(kind, "", attribute).ok()
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
