//! What a merge and relative sizes have at hand.

use crate::cloud::provider::Cloud;
use crate::diagnostic::Findings;

/// What is needed to merge a layer.
pub(super) struct Context<'a> {
    /// The region whose sizes are looked up.
    pub region: String,
    /// The cloud whose sizes are looked up, where the profile names one that is known.
    pub cloud: Option<&'static dyn Cloud>,
    pub findings: &'a mut Findings,
}
