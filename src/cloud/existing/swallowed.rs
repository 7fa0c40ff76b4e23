//! What happens to a change that Terraform plans.

/// What happens to a change in place of what was meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Swallowed {
    /// It waits for the maintenance window.
    Pending,
    /// What runs stays as it is until somebody replaces it.
    Unrolled,
    /// The resource is destroyed and made anew.
    Replaced,
    /// A new version is made beside the old one, and used from then on.
    Renewed,
    /// The size has no meaning in the mode that the resource is in.
    Unused,
}

impl Swallowed {
    /// The effect with this name in a table.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "pending" => Self::Pending,
            "unrolled" => Self::Unrolled,
            "replaced" => Self::Replaced,
            "renewed" => Self::Renewed,
            "unused" => Self::Unused,
            _ => return None,
        })
    }

    /// Its name, in the tables and in what is printed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Unrolled => "unrolled",
            Self::Replaced => "replaced",
            Self::Renewed => "renewed",
            Self::Unused => "unused",
        }
    }
}
