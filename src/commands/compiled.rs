//! All profiles of a project, for the commands that read no Terraform of the team's own but for alarms.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::check::probe::Known;
use crate::commands::ground::Ground;
use crate::commands::outcome::Failure;
use crate::commands::workspace::Workspace;
use crate::plan::Plan;
use crate::project::Project;
use crate::source::Sources;

/// Compiles all profiles; with what the files say of the alarms, where a profile asks for some in Terraform of the team's
/// own.
pub(super) fn compile(workspace: &Workspace, now: Option<Timestamp>) -> Result<Project, Failure> {
    let (inputs, ground, existing) = (workspace.profiles()?, OnceCell::new(), OnceCell::new());
    let known = |plans: &BTreeMap<String, Plan>, sources: &mut Sources| {
        let asks = |plan: &Plan| plan.header.terraform.values().any(|root| root.alarms);
        if !plans.values().any(asks) {
            return Ok(Known { now, ..Known::default() });
        }
        let found = workspace.ground()?;
        let ground: &Ground = ground.get_or_init(|| found);
        let alarms = existing.get_or_init(|| ground.read(plans, sources)).as_ref();
        Ok::<_, Failure>(Known { now, alarms, ..Known::default() })
    };
    Project::compile_with(inputs, known)
}
