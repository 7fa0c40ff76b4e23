//! The attributes of Terraform resources that are sizes, and how values of them compare.

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

/// An attribute of a resource that is a size.
#[derive(Clone, Copy, Debug)]
pub struct SizeAttribute {
    /// The type of the resource.
    pub resource: &'static str,
    /// The path of the attribute, its segments split by dots.
    pub path: &'static str,
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
        Self { resource, path, field, measure, unwritten: None, grows_to: None }
    }

    /// Whether it is a count, which the schedules of a window change.
    #[must_use]
    pub(crate) fn is_count(&self) -> bool {
        self.field.starts_with("count.")
    }
}
