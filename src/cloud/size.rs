//! The attributes of Terraform resources that are sizes, and how values of them compare.

use crate::model::capacity::is_count;

/// How two values of an attribute are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// An instance type or a database class: compared by vCPUs and memory within a family, otherwise by price.
    Machine,
    /// The type of storage, compared by price.
    Price,
    /// A number.
    Number,
    /// A number of GiB.
    Gib,
    /// A switch that is on or off.
    Flag,
    /// Storage, which never shrinks: whatever its size, nothing can be switched off.
    Stays,
}

/// The path that stands for how many resources of a part there are.
pub(crate) const NUMBER: &str = "count";

/// Whether an address is one of those that a pattern with a star in place of the number stands for.
#[must_use]
pub(crate) fn is_one_of(address: &str, pattern: &str) -> bool {
    let number = pattern.strip_suffix('*').and_then(|part| address.strip_prefix(part));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// An attribute of a resource that is a size.
#[derive(Clone, Copy, Debug)]
pub struct SizeAttribute {
    /// The type of the resource.
    pub resource: &'static str,
    /// The path of the attribute, its segments split by dots.
    pub path: &'static str,
    /// What the labels of its resources have behind the component's, where only some of the component's resources of the
    /// type are meant.
    pub part: &'static str,
    /// The field of the profile that sets it.
    pub field: &'static str,
    /// How two values compare.
    pub measure: Measure,
    /// The value if a profile writes none, as far as it is known.
    pub unwritten: Option<&'static str>,
    /// The attribute up to which the cloud may let it grow by itself, if it may.
    pub(crate) grows_to: Option<&'static str>,
}

impl SizeAttribute {
    /// An attribute of a type of resource that a field of the profile sets.
    #[must_use]
    pub const fn new(
        resource: &'static str,
        path: &'static str,
        field: &'static str,
        measure: Measure,
    ) -> Self {
        Self { resource, path, part: "", field, measure, unwritten: None, grows_to: None }
    }

    /// Of those resources only whose labels go on so behind the component's.
    #[must_use]
    pub(crate) const fn of(self, part: &'static str) -> Self {
        Self { part, ..self }
    }

    /// How well it fits what the label of a resource has behind the component's; nothing where it does not.
    #[must_use]
    pub(crate) fn fit(&self, behind: &str) -> Option<usize> {
        behind.starts_with(self.part).then_some(self.part.len())
    }

    /// Whether it is a count, which the schedules of a window change.
    #[must_use]
    pub(crate) fn is_count(&self) -> bool {
        is_count(self.field)
    }
}
