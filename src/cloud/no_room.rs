//! What people see when a cloud has no machines left of a size, and what they do about it. A quota allows machines, but
//! does not promise that they are there.

use std::fmt;

/// How a kind in a cloud shows that there is no room for it, and the way out.
#[derive(Clone, Copy)]
pub struct NoRoom {
    /// What people see, in a region.
    pub sign: fn(region: &str) -> String,
    /// What they do.
    pub(crate) way_out: fn(Smaller<'_>) -> String,
}

impl fmt::Debug for NoRoom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NoRoom").finish_non_exhaustive()
    }
}

/// What can be taken in place of a size that is not there, in words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Smaller<'a> {
    /// The names of the components.
    pub components: &'a str,
    /// The sizes to take.
    pub sizes: &'a str,
    /// How another size is brought into the cloud.
    pub again: &'a str,
}
