//! Terraform resources in two bodies: identity, the same in every profile, and capacity.
//!
//! Identifiers (arguments, labels, functions) are this crate's own words or slugs of checked names, so
//! they are taken unchecked; strings of a profile only ever become string values.

use hcl::expr::{Expression, FuncCall, Object, ObjectKey, Traversal, TraversalOperator, Variable};
use hcl::{Attribute, Block, BlockLabel, Identifier, Structure};
use std::ops::Range;

use crate::order::Order as _;

/// A body under construction.
#[derive(Clone, Debug, Default)]
pub struct Body(Vec<Structure>);

impl Body {
    /// Sets an argument.
    pub fn set(&mut self, key: &str, value: impl Into<Expression>) -> &mut Self {
        self.0.push(Attribute::new(Identifier::unchecked(key), value).into());
        self
    }

    /// Sets an argument if there is a value for it.
    pub(crate) fn set_some(&mut self, key: &str, value: Option<impl Into<Expression>>) -> &mut Self {
        if let Some(value) = value {
            self.set(key, value);
        }
        self
    }

    /// Adds a nested block.
    pub fn block(&mut self, name: &str, fill: impl FnOnce(&mut Self)) -> &mut Self {
        self.add(other(name, &[], fill))
    }

    /// Adds a nested block that is there already.
    pub fn add(&mut self, block: Block) -> &mut Self {
        self.0.push(block.into());
        self
    }
}

/// How big a resource is, apart from what it is.
#[derive(Clone, Debug)]
pub struct Capacity {
    /// The resource's address: its type and its label, with a dot between them.
    pub address: String,
    /// What a profile sets.
    pub body: hcl::Body,
    /// The arguments that something else owns once the resource is there.
    pub ignored: Vec<&'static str>,
}

/// One Terraform resource.
#[derive(Clone, Debug)]
pub struct Resource {
    kind: &'static str,
    label: String,
    identity: Body,
    capacity: Body,
    depends_on: Vec<Expression>,
    prevent_destroy: bool,
    ignore_changes: Vec<&'static str>,
    precondition: Option<Precondition>,
}

/// What must hold before a resource, and whatever refers to it, is changed.
#[derive(Clone, Debug)]
pub struct Precondition {
    /// What must hold.
    pub condition: Expression,
    /// What is said where it does not.
    pub message: &'static str,
}

impl Resource {
    /// A resource `kind.label`.
    #[must_use]
    pub fn new(kind: &'static str, label: impl Into<String>) -> Self {
        Self {
            kind,
            label: label.into(),
            identity: Body::default(),
            capacity: Body::default(),
            depends_on: Vec::new(),
            prevent_destroy: false,
            ignore_changes: Vec::new(),
            precondition: None,
        }
    }

    /// What it is: the same in every profile.
    #[must_use]
    pub fn identity(mut self, fill: impl FnOnce(&mut Body)) -> Self {
        fill(&mut self.identity);
        self
    }

    /// How big it is: what a profile changes.
    #[must_use]
    pub fn capacity(mut self, fill: impl FnOnce(&mut Body)) -> Self {
        fill(&mut self.capacity);
        self
    }

    /// Makes it wait for resources that it does not refer to.
    #[must_use]
    pub fn after(mut self, resources: impl IntoIterator<Item = Expression>) -> Self {
        self.depends_on.extend(resources);
        self
    }

    /// Makes a plan that would destroy it fail: it holds data.
    #[must_use]
    pub(crate) const fn keep(mut self) -> Self {
        self.prevent_destroy = true;
        self
    }

    /// Leaves an argument alone once the resource is there: something else owns it.
    #[must_use]
    pub(crate) fn ignore(mut self, argument: &'static str) -> Self {
        self.ignore_changes.push(argument);
        self
    }

    /// Refuses to change it, or what refers to it, unless something holds.
    #[must_use]
    pub(crate) fn require(mut self, precondition: Option<Precondition>) -> Self {
        self.precondition = precondition;
        self
    }

    /// Its address: its type and its label, with a dot between them.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}.{}", self.kind, self.label)
    }

    /// An attribute of this resource.
    #[must_use]
    pub fn attr(&self, attribute: &str) -> Expression {
        reference(&[self.kind, &self.label, attribute])
    }

    /// The `resource` block.
    #[must_use]
    pub(crate) fn into_block(self) -> Block {
        self.into_sized_block().0
    }

    /// The `resource` block, arguments first, identity before capacity, then blocks; and which parts of it say how big
    /// it is, none for what has no size.
    #[must_use]
    pub(crate) fn into_sized_block(self) -> (Block, Option<Sizes>) {
        let mut head = Body::default();
        if !self.depends_on.is_empty() {
            head.set("depends_on", Expression::Array(self.depends_on));
        }
        let mut tail = Body::default();
        if self.prevent_destroy || !self.ignore_changes.is_empty() || self.precondition.is_some() {
            tail.block("lifecycle", |lifecycle| {
                if self.prevent_destroy {
                    lifecycle.set("prevent_destroy", true);
                }
                if !self.ignore_changes.is_empty() {
                    let names = self.ignore_changes.iter().map(|name| reference(&[name]));
                    lifecycle.set("ignore_changes", Expression::Array(names.collect()));
                }
                if let Some(Precondition { condition, message }) = self.precondition {
                    lifecycle.block("precondition", |block| {
                        block.set("condition", condition).set("error_message", message);
                    });
                }
            });
        }
        let count = |body: &Body| body.0.iter().filter(|own| own.is_attribute()).count();
        let (arguments, own_arguments) = (count(&self.identity), count(&self.capacity));
        let blocks = self.identity.0.len() - arguments;
        let own_blocks = self.capacity.0.len() - own_arguments;
        let bodies = [self.identity, self.capacity, head, tail];
        let mut body = Vec::with_capacity(bodies.iter().map(|body| body.0.len()).sum());
        for own in bodies {
            body.extend(own.0);
        }
        // It is stable: arguments and blocks stay in their order.
        body.order_by_key(Structure::is_block);
        let before = body.iter().take_while(|own| own.is_attribute()).count();
        let sizes = (own_arguments + own_blocks > 0).then(|| Sizes {
            arguments: arguments..arguments + own_arguments,
            blocks: before + blocks..before + blocks + own_blocks,
            ignored: self.ignore_changes,
        });
        let labels = vec![self.kind.into(), self.label.into()];
        (Block { identifier: Identifier::unchecked("resource"), labels, body: hcl::Body(body) }, sizes)
    }
}

/// Which parts of a resource's block say how big it is.
#[derive(Clone, Debug)]
pub struct Sizes {
    arguments: Range<usize>,
    blocks: Range<usize>,
    ignored: Vec<&'static str>,
}

impl Sizes {
    /// What they are in that block.
    #[must_use]
    pub fn of(&self, block: &Block) -> Capacity {
        let labels: Vec<&str> = block.labels().iter().map(hcl::BlockLabel::as_str).collect();
        let of = |range: &Range<usize>| block.body.0.get(range.clone()).unwrap_or_default();
        Capacity {
            address: labels.join("."),
            body: of(&self.arguments).iter().chain(of(&self.blocks)).cloned().collect(),
            ignored: self.ignored.clone(),
        }
    }
}

/// A block that is no resource: `data "kind" "label"`, `output "label"`, `terraform`, or a nested one.
#[must_use]
pub fn other(block: &str, labels: &[&str], fill: impl FnOnce(&mut Body)) -> Block {
    let mut body = Body::default();
    fill(&mut body);
    let labels = labels.iter().copied().map(BlockLabel::from).collect();
    Block { identifier: Identifier::unchecked(block), labels, body: hcl::Body(body.0) }
}

/// A reference such as `type.label.attribute`.
#[must_use]
pub(crate) fn reference(segments: &[&str]) -> Expression {
    let (root, rest) = segments.split_first().map_or(("", segments), |(root, rest)| (*root, rest));
    let root = Variable::unchecked(root);
    if rest.is_empty() {
        return root.into();
    }
    let steps = rest.iter().map(|step| TraversalOperator::GetAttr(Identifier::unchecked(*step)));
    Traversal::new(root, steps).into()
}

/// A step of a path to a value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step<'a> {
    /// A name: the first one, or behind a dot.
    Name(&'a str),
    /// A key in brackets.
    Key(&'a str),
    /// A number in brackets.
    Number(u64),
}

/// A reference such as `type.label["key"].attribute`.
#[must_use]
pub(crate) fn path(steps: &[Step<'_>]) -> Expression {
    let Some((Step::Name(root), rest)) = steps.split_first() else { return Expression::Null };
    within(Variable::unchecked(*root).into(), rest)
}

/// Something within a value.
#[must_use]
pub(crate) fn within(value: Expression, steps: &[Step<'_>]) -> Expression {
    let step = |step: &Step<'_>| match *step {
        Step::Name(name) => TraversalOperator::GetAttr(Identifier::unchecked(name)),
        Step::Key(key) => TraversalOperator::Index(key.into()),
        Step::Number(number) => TraversalOperator::Index(number.into()),
    };
    Traversal::new(value, steps.iter().map(step)).into()
}

/// One attribute of each item of a list: `path[*].attribute`.
#[must_use]
pub fn each(path: &[&str], attribute: &str) -> Expression {
    Traversal::builder(reference(path)).full_splat().attr(Identifier::unchecked(attribute)).build().into()
}

/// A call of a Terraform function.
#[must_use]
pub(crate) fn call(name: &str, arguments: impl IntoIterator<Item = Expression>) -> Expression {
    let builder = FuncCall::builder(Identifier::unchecked(name));
    arguments.into_iter().fold(builder, hcl::FuncCallBuilder::arg).build().into()
}

/// An object whose keys are written in this order.
#[must_use]
pub fn object<'a>(entries: impl IntoIterator<Item = (&'a str, Expression)>) -> Expression {
    let key = |name: &str| {
        if is_plain(name) {
            return ObjectKey::Identifier(Identifier::unchecked(name));
        }
        Identifier::new(name).map_or_else(|_| ObjectKey::Expression(name.into()), ObjectKey::Identifier)
    };
    Expression::Object(entries.into_iter().map(|(name, value)| (key(name), value)).collect::<Object<_, _>>())
}

/// Whether a text is an identifier of ASCII, as most are: the others are looked up in the tables of Unicode.
fn is_plain(text: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    text.bytes().next().is_some_and(letter)
        && text.bytes().all(|byte| letter(byte) || byte.is_ascii_digit() || byte == b'-')
}

/// A list.
#[must_use]
pub fn list<T: Into<Expression>>(items: impl IntoIterator<Item = T>) -> Expression {
    Expression::Array(items.into_iter().map(Into::into).collect())
}
