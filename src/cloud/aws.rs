//! What all kinds on AWS share: provider and state, network, names, and facts about machines.

pub mod alarm;
pub mod balancer;
pub mod engines;
pub mod group;
pub mod iam;
pub mod image;
pub mod machines;
pub mod monitoring;
pub mod network;
pub mod offers;
pub mod prices;
pub mod proof;
pub mod regions;
pub mod root;
pub mod storage;
pub mod timed;
pub mod windows;

use crate::terraform::resource::{Body, Resource, each, other, reference};
use proof::{Proof, View};

use hcl::{Block, Expression};

use crate::model::name::{Name, label, slug};
use crate::model::site::Cloud;
use crate::model::size::Size;
use crate::plan::{Component, Plan};
use crate::terraform::moment::Timed;
use crate::terraform::resource::{Capacity, Sizes};
use network::Sites;

/// Everything that one component becomes.
#[derive(Debug, Default)]
pub struct Output {
    /// Its `resource` and `data` blocks, in order.
    pub blocks: Vec<Block>,
    /// Which parts of its blocks, by their numbers, say how big a resource is.
    sizes: Vec<(usize, Sizes)>,
    /// How to look at those of its resources whose size no schedule changes.
    pub views: Vec<View>,
    /// How to see that as many are there as the profile says.
    pub counts: Vec<Proof>,
    /// What to look at, or to do, before anything about it is changed: backups, what AWS is about to do.
    pub before: Vec<Proof>,
    /// What a dashboard shows of it.
    pub widgets: Vec<Expression>,
    /// What it tells the outside: name, description, value.
    pub outputs: Vec<(String, String, Expression)>,
}

impl Output {
    /// Adds a resource.
    pub fn add(&mut self, resource: Resource) {
        let (block, sizes) = resource.into_sized_block();
        self.sizes.extend(sizes.map(|sizes| (self.blocks.len(), sizes)));
        self.blocks.push(block);
    }

    /// How big each of its resources is.
    pub fn capacities(&self) -> impl Iterator<Item = Capacity> {
        self.sizes.iter().filter_map(|(at, sizes)| Some(sizes.of(self.blocks.get(*at)?)))
    }

    /// Adds a way to see how many there are.
    pub fn count(&mut self, unit: &Unit<'_>, command: &str, query: &str, expect: impl Into<String>) {
        self.counts.push(Proof::ask(unit, command, query, expect));
    }

    /// Adds a way to look at a resource of the component: in which answer, and where in it.
    pub fn view(
        &mut self,
        unit: &Unit<'_>,
        kind: &str,
        (command, root): (&str, &'static str),
        fields: &'static [(&'static str, &'static str)],
        state: (&'static str, &'static str),
    ) {
        let command = format!("aws {command} --region {} --output text", unit.cloud.region);
        self.views.push(View { address: format!("{kind}.{}", unit.label), command, root, fields, state });
    }

    /// Adds something to look at before anything is changed.
    pub fn look_before(&mut self, unit: &Unit<'_>, command: &str, query: &str, expect: impl Into<String>) {
        self.before.push(Proof::ask(unit, command, query, expect));
    }

    /// Adds a `data` block.
    pub fn data(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// Tells the outside something about a component.
    pub fn tell(&mut self, unit: &Unit<'_>, what: &str, description: String, value: Expression) {
        self.outputs.push((format!("{}_{what}", unit.label), description, value));
    }
}

/// A component where it is lowered: its names and what is around it.
#[derive(Debug)]
pub struct Unit<'a> {
    /// The component.
    pub component: &'a Component,
    /// The stack's slug.
    pub stack: &'a str,
    /// The component's slug.
    pub slug: String,
    /// The label of its resources.
    pub label: String,
    /// Where the stack runs.
    pub cloud: &'a Cloud,
    /// The network around it.
    pub sites: &'a Sites,
    /// Whether another profile has grown its storage for good, so that this one must not shrink it.
    pub storage_kept_larger: bool,
    /// Up to where the cloud may grow its storage by itself: the most that any profile allows.
    pub storage_most: Option<Size>,
    /// Counts that hold only while the window is open.
    pub timed: Option<Timed>,
}

impl<'a> Unit<'a> {
    /// A component of `plan` between `sites`.
    #[must_use]
    pub fn new(plan: &'a Plan, stack: &'a str, sites: &'a Sites, component: &'a Component) -> Self {
        let slug = slug(&component.name);
        Self {
            component,
            stack,
            label: label(&slug),
            slug,
            cloud: &plan.header.cloud,
            sites,
            storage_kept_larger: false,
            storage_most: None,
            timed: None,
        }
    }

    /// One of the component's names in the cloud.
    #[must_use]
    pub fn name(&self, name: &Name) -> String {
        name.of(self.stack, &self.slug)
    }

    /// A resource of the component; `suffix` tells apart several of one type.
    #[must_use]
    pub fn resource(&self, kind: &'static str, suffix: &str) -> Resource {
        Resource::new(kind, self.suffixed(suffix))
    }

    /// A reference to one of the component's resources.
    #[must_use]
    pub fn refer(&self, kind: &str, suffix: &str, attribute: &str) -> Expression {
        reference(&[kind, &self.suffixed(suffix), attribute])
    }

    /// A reference to one attribute of each item of a list: `kind.label.items[*].attribute`.
    #[must_use]
    pub fn refer_each(&self, kind: &str, suffix: &str, items: &str, attribute: &str) -> Expression {
        each(&[kind, &self.suffixed(suffix), items], attribute)
    }

    /// A reference to one of the component's resources as a whole.
    #[must_use]
    pub fn refer_whole(&self, kind: &str, suffix: &str) -> Expression {
        reference(&[kind, &self.suffixed(suffix)])
    }

    /// The component's label with something to tell resources apart.
    #[must_use]
    pub fn suffixed(&self, suffix: &str) -> String {
        if suffix.is_empty() { self.label.clone() } else { format!("{}_{suffix}", self.label) }
    }

    /// The value of the `Name` tag.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{}-{}", self.stack, self.slug)
    }

    /// A `data` block of the component.
    #[must_use]
    pub fn data(&self, kind: &'static str, fill: impl FnOnce(&mut Body)) -> Block {
        other("data", &[kind, &self.label], fill)
    }
}

/// The rows of an embedded table: `#` starts a comment, the first row is the head.
fn table(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let rows = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    rows.skip(1).map(|line| line.split(',').collect())
}
