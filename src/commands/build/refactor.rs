//! `scaleprof build --refactor`: a patch after which a build is no longer refused because a constant is shared.

use crate::commands::build::tuned::hold;
use crate::commands::ground::Ground;
use crate::commands::outcome::{Failure, Outcome};
use crate::commands::terminal::{Terminal, patch_data, talk};
use crate::diagnostic::Findings;
use crate::in_place::before::Before;
use crate::in_place::reading::Readings;
use crate::in_place::refusal;
use crate::in_place::trial::{asked, everyday, parts, wanted};
use crate::plan::Plan;
use crate::project::Project;
use crate::shown::visible;
use crate::tuning::joint::Joint;
use crate::tuning::patch::patch;
use crate::tuning::plan::Planned;
use crate::tuning::refactor::{Refactored, refactor};

/// Prints the patch, and says what has become of each constant and what a build would still refuse.
pub(super) fn run(
    ground: &Ground,
    readings: Option<&Readings<'_>>,
    (project, plan): (&Project, &Plan),
    only: &[String],
    terminal: &Terminal,
) -> Result<Outcome, Failure> {
    hold(plan, only)?;
    let asked = readings.and_then(|readings| asked(plan, &project.plans, readings, only)).unwrap_or_default();
    let (values, everyday) = (wanted(&asked), everyday(&asked));
    let nothing = Before::default();
    let past = &*readings.map_or(&nothing, |readings| &readings.before).past;
    let Refactored { rewrites: kept, made, left, clashes } =
        refactor(&ground.border, &parts(&values, &[]), &parts(&everyday, &[]), past);
    let mut joint = Joint { clashes, ..Joint::default() };
    joint.parts.resize_with(asked.len(), Planned::default);
    for (own, refused) in left {
        joint.parts[own].refused.push(refused);
    }
    let mut findings = Findings::default();
    for (_, finding) in refusal::findings(&joint, &asked, plan) {
        findings.push(finding);
    }
    terminal.talk(&findings, &project.sources);
    for line in &made {
        talk(&format!("{}\n", visible(line)));
    }
    let profile = plan.name();
    if kept.is_empty() {
        talk(&format!(
            "no constant was separated: nothing else stands in the way of `{profile}` that a patch could take away\n"
        ));
    } else {
        talk(&format!(
            "all values stay as they are: apply the patch with `git apply`, look at the plan, which is empty, and commit \
             it by itself; then run `scaleprof build {profile}`\n"
        ));
    }
    patch_data(&patch(&kept))?;
    Ok(if findings.is_empty() { Outcome::Clean } else { Outcome::Findings })
}
