//! `scaleprof build --refactor`: a patch after which a build is no longer refused because a constant is shared.

use crate::commands::build::tuned::{past, roots};
use crate::commands::git::Git;
use crate::commands::ground::Ground;
use crate::commands::outcome::{Failure, Outcome};
use crate::commands::terminal::{Terminal, patch_data, talk};
use crate::diagnostic::Findings;
use crate::in_place::reading::Readings;
use crate::in_place::refusal;
use crate::in_place::want::{Asking, wants};
use crate::plan::Plan;
use crate::project::Project;
use crate::shown::visible;
use crate::tuning::patch::patch;
use crate::tuning::refactor::{Refactored, refactor};
use crate::tuning::rewrite::Rewrite;
use crate::tuning::wanted::Wanted;

/// Prints the patch, and says what has become of each constant and what a build would still refuse.
pub(super) fn run(
    ground: &Ground,
    readings: Option<&Readings<'_>>,
    (project, plan): (&Project, &Plan),
    only: &[String],
    terminal: &Terminal,
) -> Result<Outcome, Failure> {
    let names = roots(plan, only)?;
    let git = Git::of(&ground.border);
    let past = past(&git);
    let (mut kept, mut made): (Vec<Rewrite>, Vec<String>) = (Vec::new(), Vec::new());
    let mut findings = Findings::default();
    for name in names {
        let root = plan.header.terraform.get(name);
        let reading = readings.and_then(|readings| readings.of(root?));
        let Some((tables, reading)) = plan.cloud.existing().zip(reading) else { continue };
        let asking =
            Asking { plan, baseline: project.baseline(plan), plans: &project.plans, tables, reading };
        let asked = wants(&asking, name, only);
        let values: Vec<Wanted> = asked.wanted.iter().map(|want| want.wanted.clone()).collect();
        let read = (&reading.ask, &reading.estate);
        let done = refactor(&ground.border, read, &values, std::mem::take(&mut kept), &past);
        let Refactored { rewrites, made: own, left } = done;
        kept = rewrites;
        made.extend(own);
        for refused in left {
            findings.push(refusal::finding(refused, &asked.wanted, reading, plan));
        }
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
