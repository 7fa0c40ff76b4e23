//! What expressions may refer to, asked by the evaluator.

use std::sync::Arc;

use crate::source::Place;

use super::meter::Meter;
use super::origin::Sort;
use super::syntax::{Expr, Step};
use super::value::Value;

/// Evaluates an expression in its place.
pub(super) type Evaluate = fn(&Expr, &Scope<'_>) -> Value;

/// What the names of an expression mean.
pub(super) trait Names {
    /// What a name and the steps behind it mean, and how many of the steps that has taken.
    fn resolve(&self, reference: &Reference<'_>, scope: &Scope<'_>) -> (Value, usize);

    /// What a function answers that depends on where it is called: files and folders. None if it is no such function.
    fn call(&self, name: &str, arguments: &[Value], place: Place, scope: &Scope<'_>) -> Option<Value>;

    /// The budgets.
    fn meter(&self) -> &Meter;
}

/// A name in an expression, with the steps behind it.
pub(super) struct Reference<'e> {
    /// The name.
    pub name: &'e Arc<str>,
    /// The steps behind it.
    pub steps: &'e [Step],
    /// The whole reference.
    pub place: Place,
}

/// Where an expression stands.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s> {
    /// What its names mean.
    pub names: &'s dyn Names,
    /// The module that it stands in, an index of whoever resolves names.
    pub module: usize,
    /// The instance of a resource or module that it is evaluated for.
    pub copy: Option<&'s Copies>,
    /// The variables of `for` expressions and dynamic blocks around it.
    pub frame: Option<&'s Frame<'s>>,
    /// The sort of place that its constants stand in.
    pub sort: Sort,
}

/// `count.index`, or `each.key` and `each.value`.
#[derive(Clone, Debug)]
pub(super) enum Copies {
    /// The index.
    Count(Value),
    /// The key and the value.
    Each(Value, Value),
}

/// A name that an expression has itself given a meaning.
pub(super) struct Frame<'f> {
    /// The name.
    pub name: &'f str,
    /// What it means.
    pub value: Value,
    /// The names further out.
    pub outer: Option<&'f Frame<'f>>,
}

impl<'s> Scope<'s> {
    /// What a name of the expression's own means.
    pub(super) fn own(&self, name: &str) -> Option<&Value> {
        let mut frame = self.frame;
        while let Some(at) = frame {
            if at.name == name {
                return Some(&at.value);
            }
            frame = at.outer;
        }
        None
    }

    /// The same place, with these names too.
    pub(super) const fn within<'f>(self, frame: &'f Frame<'f>) -> Scope<'f>
    where
        's: 'f,
    {
        Scope { names: self.names, module: self.module, copy: self.copy, frame: Some(frame), sort: self.sort }
    }
}
