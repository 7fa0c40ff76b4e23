//! The repository that the team's own Terraform is in, or the project, where there is none.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::commands::git::past::before;
use crate::commands::git::{Git, is_same};
use crate::existing::path::join;
use crate::files::border::Border;
use crate::in_place::reading::Readings;
use crate::plan::Plan;
use crate::source::{Place, Sources};
use crate::status::overdue::Since;

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
        let before = || before(&Arc::new(Git::of(&self.border)));
        tuned.then(|| Readings::read(&self.border, &self.project, plans, sources).with(before()))
    }

    /// Since when places of the files say what they say, as git has it; nothing for what is not committed.
    pub(super) fn history<'a>(&'a self, sources: &'a Sources) -> impl Fn(Place) -> Option<Since> + 'a {
        let git = Git::of(&self.border).ok();
        move |place| {
            let (git, source) = (git.as_ref()?, sources.get(place.source));
            let path = join(&self.project, &source.path)?;
            let committed = git.committed(&path).ok()??;
            let line = source.line_column(place.start).line;
            is_same(&committed, source.text.as_bytes()).then(|| git.since(&path, line).ok())?
        }
    }
}
