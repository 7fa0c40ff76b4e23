//! Where resources say in how many zones they stand.

use crate::cloud::existing::path::Path;

/// An attribute that says in which zones something stands.
#[derive(Clone, Debug)]
pub struct Spread {
    /// The type of the resource.
    pub resource: &'static str,
    /// The attribute, a list.
    pub path: Path,
    /// Where it names networks, their type, and their attribute that says the zone; none where it names zones.
    pub network: Option<(&'static str, &'static str)>,
}
