//! The repository that the team's own Terraform is in, or the project, where there is none.

use std::collections::BTreeMap;

use crate::files::border::Border;
use crate::in_place::reading::Readings;
use crate::plan::Plan;
use crate::source::Sources;

/// Where the team's own Terraform is read and changed.
#[derive(Debug)]
pub(super) struct Ground {
    /// The border that nothing beyond is read of.
    pub(super) border: Border,
    /// The folder that `profiles/` is in, relative to it.
    pub(super) project: String,
}

impl Ground {
    /// Reads the roots that components of the profiles stand in; nothing if none does.
    pub(super) fn read(&self, plans: &BTreeMap<String, Plan>, sources: &mut Sources) -> Option<Readings<'_>> {
        let tuned = plans.values().any(|plan| plan.components.iter().any(|own| plan.root_of(own).is_some()));
        tuned.then(|| Readings::read(&self.border, &self.project, plans, sources))
    }
}
