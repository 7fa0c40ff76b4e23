//! What must be sure of other resources of a component before a profile may say what one of them is: a price would else be
//! that of something else.

use crate::existing::instance::{Exists, Instance};

/// What must be sure before an attribute is taken for what a component is.
#[derive(Clone, Copy, Debug)]
pub struct Sure {
    /// The type of the resource with the attribute.
    pub resource: &'static str,
    /// The attribute, with the blocks before it.
    pub attribute: &'static str,
    /// The type of the resources of the component that decide.
    pub beside: &'static str,
    /// Their attributes, of which one says it, and none says something else.
    pub by: &'static [&'static str],
    /// The value that says it.
    pub is: &'static str,
    /// What is not sure otherwise, as a part of a sentence that begins with the value.
    pub otherwise: &'static str,
}

impl Sure {
    /// Whether the resources of a component say it.
    #[must_use]
    pub fn holds(&self, members: &[&Instance]) -> bool {
        let beside = || members.iter().filter(|one| *one.address.kind == *self.beside);
        let says = |one: &&&Instance| {
            let found = self.by.iter().flat_map(|path| one.content.find(path));
            let found: Vec<_> =
                found.filter(|found| found.exists != Exists::No && !found.value.is_null()).collect();
            let is = |value: Option<&str>| value == Some(self.is);
            !found.is_empty()
                && found.iter().all(|found| found.exists == Exists::Yes && is(found.value.text()))
        };
        beside().next().is_some() && beside().all(|one| says(&one))
    }
}
