//! Fields of a component that stand for resources of their own, such as replicas.

use crate::existing::instance::Instance;

/// A field that stands for resources of their own.
#[derive(Clone, Copy, Debug)]
pub struct Apart {
    /// The kind of component.
    pub kind: &'static str,
    /// The field.
    pub field: &'static str,
    /// The types of the main resources of components that have it.
    pub of: &'static [&'static str],
    /// The value that says that there are none.
    pub none: &'static str,
    /// The type of the resources.
    pub resource: &'static str,
    /// The attribute that is set in those that are meant, if not all are.
    pub attribute: Option<&'static str>,
}

impl Apart {
    /// Whether a resource may be one of them.
    #[must_use]
    pub fn may_be(&self, instance: &Instance) -> bool {
        let set = |name: &str| instance.content.find(name).iter().any(|found| !found.value.is_null());
        *instance.address.kind == *self.resource && self.attribute.is_none_or(set)
    }
}
