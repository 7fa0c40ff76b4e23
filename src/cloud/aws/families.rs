//! The sizes that a kind on AWS comes in, each a member of a family: `m6g.large` of `m6g`.

use std::fmt;

/// What is known of the families of one sort of machine. Names of different sorts differ.
#[derive(Clone, Copy)]
pub(crate) struct Families {
    /// The members of the family of a name that a region offers, smallest first; nothing of a name of another sort, or
    /// where the figures of a member are not known.
    pub ladder: fn(name: &str, region: &str) -> Option<Vec<&'static str>>,
}

impl fmt::Debug for Families {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Families")
    }
}
