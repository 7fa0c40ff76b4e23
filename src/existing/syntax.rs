//! The syntax of a file, whether it is HCL, JSON or YAML, with the place of every expression.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::source::Place;

/// Attributes and blocks, in the order of the file.
#[derive(Clone, Debug, Default)]
pub(in crate::existing) struct Body {
    /// The attributes.
    pub attributes: Vec<Attr>,
    /// The blocks.
    pub blocks: Vec<Block>,
}

/// An attribute.
#[derive(Clone, Debug)]
pub(in crate::existing) struct Attr {
    /// Its name.
    pub name: Arc<str>,
    /// The name where it stands.
    pub place: Place,
    /// Its expression.
    pub value: Expr,
    /// How many levels the expression has.
    pub height: u16,
}

impl Attr {
    /// An attribute with its name, where that stands, and its expression.
    pub(in crate::existing) fn new(name: Arc<str>, place: Place, value: Expr) -> Self {
        let height = height(&value);
        Self { name, place, value, height }
    }
}

/// A block.
#[derive(Clone, Debug)]
pub(in crate::existing) struct Block {
    /// Its type.
    pub kind: Arc<str>,
    /// Its labels.
    pub labels: Vec<Arc<str>>,
    /// The type and the labels.
    pub header: Place,
    /// All of it, to the closing brace.
    pub whole: Place,
    /// What it holds.
    pub body: Body,
}

/// An expression.
#[derive(Clone, Debug)]
pub(in crate::existing) struct Expr {
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub kind: Kind,
}

/// The kinds of expressions.
#[derive(Clone, Debug)]
pub(in crate::existing) enum Kind {
    Null,
    Bool(bool),
    Number(Decimal),
    Text(Arc<str>),
    /// Texts and expressions, one after the other.
    Template(Vec<Expr>),
    List(Vec<Expr>),
    Object(Vec<(Expr, Expr)>),
    Name(Arc<str>),
    Access(Box<Expr>, Vec<Step>),
    /// Condition, then, else.
    Conditional(Box<[Expr; 3]>),
    /// A function; whether its last argument is a list of arguments.
    Call(Arc<str>, Vec<Expr>, bool),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    Binary(Operator, Box<[Expr; 2]>),
    For(Box<For>),
    /// It is not evaluated, for this reason.
    Beyond(&'static str),
}

/// A step into a value.
#[derive(Clone, Debug)]
pub(in crate::existing) enum Step {
    /// `.name`
    Attr(Arc<str>),
    /// `[expression]`
    Index(Expr),
    /// `[*]` or `.*`: the steps behind it go into each element.
    Splat,
}

/// Operators between two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::existing) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
}

/// `[for key, value in over : result if condition]`
#[derive(Clone, Debug)]
pub(in crate::existing) struct For {
    /// The first of two names.
    pub key_name: Option<Arc<str>>,
    /// The other name.
    pub value_name: Arc<str>,
    /// What is gone through.
    pub over: Expr,
    /// The key of an entry, where a map is made.
    pub key: Option<Expr>,
    /// The element or the entry's value.
    pub value: Expr,
    /// Whether values with the same key are gathered in lists.
    pub grouping: bool,
    /// Which ones are taken.
    pub condition: Option<Expr>,
}

impl Body {
    /// The expression of an attribute.
    pub(in crate::existing) fn get(&self, name: &str) -> Option<&Attr> {
        self.attributes.iter().find(|attr| attr.name.as_ref() == name)
    }

    /// The blocks of a type.
    pub(in crate::existing) fn blocks<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Block> {
        self.blocks.iter().filter(move |block| block.kind.as_ref() == kind)
    }
}

impl Expr {
    /// The text, if it is a constant one.
    pub(in crate::existing) fn text(&self) -> Option<&Arc<str>> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The name and the steps by name of a reference such as `var.name`; up to the first other step.
    pub(in crate::existing) fn reference(&self) -> Option<Vec<&str>> {
        match &self.kind {
            Kind::Name(name) => Some(vec![name]),
            Kind::Access(base, steps) => {
                let Kind::Name(name) = &base.kind else { return None };
                let attrs = steps.iter().map_while(|step| match step {
                    Step::Attr(name) => Some(name.as_ref()),
                    Step::Index(_) | Step::Splat => None,
                });
                Some(std::iter::once(name.as_ref()).chain(attrs).collect())
            }
            _ => None,
        }
    }
}

/// How many levels an expression has.
fn height(expr: &Expr) -> u16 {
    let highest = |exprs: &mut dyn Iterator<Item = &Expr>| exprs.map(height).max().unwrap_or(0);
    let below = match &expr.kind {
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) | Kind::Name(_) | Kind::Beyond(_) => 0,
        Kind::Template(parts) | Kind::List(parts) | Kind::Call(_, parts, _) => highest(&mut parts.iter()),
        Kind::Object(entries) => highest(&mut entries.iter().flat_map(|(key, value)| [key, value])),
        Kind::Access(base, steps) => {
            let indices = steps.iter().filter_map(|step| match step {
                Step::Index(index) => Some(index),
                Step::Attr(_) | Step::Splat => None,
            });
            highest(&mut indices.chain([base.as_ref()]))
        }
        Kind::Conditional(parts) => highest(&mut parts.iter()),
        Kind::Binary(_, parts) => highest(&mut parts.iter()),
        Kind::Not(of) | Kind::Negate(of) => height(of),
        Kind::For(of) => highest(
            &mut [Some(&of.over), of.key.as_ref(), Some(&of.value), of.condition.as_ref()]
                .into_iter()
                .flatten(),
        ),
    };
    below.saturating_add(1)
}
