//! What says how many of something run now.

use crate::cloud::existing::path::Path;

/// An attribute that says how many run now, between a floor and a ceiling.
#[derive(Clone, Debug)]
pub struct Running {
    /// The type of the resource.
    pub resource: &'static str,
    /// The attribute.
    pub path: Path,
    /// The field that has the floor and the ceiling.
    pub field: &'static str,
    /// Whether the cloud refuses a number outside of them.
    pub is_refused: bool,
}
