//! What a merge and relative sizes have at hand.

use crate::diagnostic::Findings;

/// What is needed to merge a layer.
pub(super) struct Context<'a> {
    /// The region whose sizes are looked up.
    pub region: String,
    pub findings: &'a mut Findings,
}
