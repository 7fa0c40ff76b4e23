//! All profiles of a project with what they change in Terraform of the team's own, for the commands that say what a switch
//! does and costs.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::check::probe::Known;
use crate::commands::outcome::Failure;
use crate::commands::workspace::Workspace;
use crate::in_place::reading::Readings;
use crate::plan::Plan;
use crate::project::Project;
use crate::source::Sources;

/// Compiles all profiles.
pub(super) fn compile(workspace: &Workspace, now: Option<Timestamp>) -> Result<Project, Failure> {
    let (inputs, ground, existing) = (workspace.profiles()?, workspace.ground()?, OnceCell::new());
    let known = |plans: &BTreeMap<String, Plan>, sources: &mut Sources| {
        let read = || ground.read(plans, sources).map(Readings::for_figures);
        let in_place = existing.get_or_init(read).as_ref();
        Ok::<_, Failure>(Known { now, in_place, ..Known::default() })
    };
    Project::compile_with(inputs, known)
}
