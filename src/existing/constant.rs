//! The constants of one text of HCL, each with the keys that lead to it. Unlike the parser this reads tokens only, so
//! that all versions of a file can be gone through, and takes what older versions of Terraform wrote.

pub(crate) mod hcl;
pub(crate) mod json;

use std::borrow::Cow;

use rust_decimal::Decimal;

/// A step on the way to a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step<'t> {
    /// The type or label of a block, the name of an attribute or the key of an object; empty for an element of a list
    /// and a branch of a conditional.
    pub name: &'t str,
    /// What tells a nested block from others of its type; `true` and `false` for the branches of a conditional.
    pub key: Option<&'t str>,
    /// Which one it is of several: a block of a type within one body, an element, a branch; from 0.
    pub at: usize,
}

/// What stands at the end of the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stands<'t> {
    /// A number.
    Number(Decimal),
    /// A text without escapes and references.
    Text(&'t str),
    /// Something that is computed.
    Computed,
}

/// A constant of a text, while it is gone through.
#[derive(Debug)]
pub(crate) struct Constant<'a, 't> {
    /// The way to it.
    pub way: &'a [Step<'t>],
    /// What stands there.
    pub stands: Stands<'t>,
    /// The byte at which it starts.
    pub start: usize,
    /// The line, from 1.
    pub line: usize,
    /// The comments behind it and on the line above.
    pub remarks: [&'t str; 2],
}

/// A way as people write it: names with dots between, and what tells blocks and elements from others in brackets.
pub(crate) fn written(way: &[Step<'_>]) -> String {
    let mut out = String::new();
    for step in way {
        let several = step.at > 0 || step.name.is_empty();
        let dot = if out.is_empty() || step.name.is_empty() { "" } else { "." };
        let key = match step.key {
            Some(key) if step.name.is_empty() => Cow::from(format!("[{key}]")),
            Some(key) => Cow::from(format!("[{key:?}]")),
            None if several => Cow::from(format!("[{}]", step.at)),
            None => Cow::from(""),
        };
        out.extend([dot, step.name, &key]);
    }
    out
}

#[cfg(test)]
mod tests;
