//! Constants of the team's own Terraform: what a profile changes of them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::cloud::existing::Existing;
use crate::commands::build::earlier::allow_earlier;
use crate::commands::build::own::{Guarded, guard};
use crate::commands::git::{Git, GitError};
use crate::commands::ground::Ground;
use crate::commands::outcome::Failure;
use crate::commands::terminal::talk;
use crate::diagnostic::Findings;
use crate::in_place::reading::{Reading, Readings};
use crate::in_place::refusal::{self, parts};
use crate::in_place::want::{Asking, Want, Wants, wants};
use crate::plan::Plan;
use crate::project::Project;
use crate::shown::visible;
use crate::tuning::back::same_on_a_normal_day;
use crate::tuning::rewrite::Rewrite;
use crate::tuning::turn::plan_turn;
use crate::tuning::wanted::Wanted;

/// What is said where a way back ends at the values of a normal day, and not at its text.
const LEFT: &str = "the way back will say the values of a normal day, and keep keys or defaults that a build has written: look with \
                    `git diff` what is left";

/// What a profile changes of Terraform that is there.
#[derive(Default)]
pub(in crate::commands) struct Tuned {
    /// The files, by path.
    pub(in crate::commands) rewrites: Vec<Rewrite>,
    /// What happens beside, a line each.
    pub(in crate::commands) remarks: Vec<String>,
    /// What cannot be done.
    pub(in crate::commands) findings: Findings,
}

/// Looks at the Terraform of all components that have some, or of those named in `only`; nothing if none has.
pub(in crate::commands) fn tuned(
    ground: &Ground,
    readings: Option<&Readings<'_>>,
    project: &Project,
    plan: &Plan,
    only: &[String],
) -> Result<Option<Tuned>, Failure> {
    let none = roots(plan, only)?.is_empty();
    // The tables of what exists are read where they are asked for.
    let Some(readings) = readings.filter(|_| !none) else { return Ok(None) };
    let Some(tables) = plan.cloud.existing() else { return Ok(None) };
    let git = Git::of(&ground.border);
    let mut all = Tuned::default();
    let past = past(&git);
    let mut asked = asked(tables, readings, (project, plan), only)?;
    allow_earlier(&mut asked, (project, &ground.project), &past);
    for (.., own) in &mut asked {
        all.remarks.append(&mut own.remarks);
        for (_, finding) in std::mem::take(&mut own.missing) {
            all.findings.push(finding);
        }
    }
    let values = |of: &dyn Fn(&Wants) -> Vec<Wanted>| -> Vec<(&Reading, Vec<Wanted>)> {
        asked.iter().map(|(_, reading, own)| (*reading, of(own))).collect()
    };
    let wanted = values(&|own| own.wanted.iter().map(|want| want.wanted.clone()).collect());
    // An earlier build may have changed what this one leaves as it is.
    let everyday = values(&|own| own.wanted.iter().chain(&own.left).map(Want::everyday).collect());
    let mut joint = plan_turn(&ground.border, &parts(&wanted), &parts(&everyday), &past);
    let refused: Vec<_> = asked.iter().map(|(name, reading, own)| (*name, *reading, &*own.wanted)).collect();
    for (_, finding) in refusal::findings(&mut joint, &refused, plan) {
        all.findings.push(finding);
    }
    let along = joint.parts.into_iter().flat_map(|planned| planned.along);
    all.remarks.extend(along.map(|along| format!("changes along: {along}")));
    if joint.stays {
        all.remarks.push(LEFT.to_owned());
    }
    all.rewrites = joint.rewrites;
    if all.findings.is_empty() {
        let built = |files: &[Rewrite]| same_on_a_normal_day(&ground.border, files, &parts(&everyday), &past);
        let Guarded { findings, remarks } = guard((&ground.border, &git), &all.rewrites, &built, plan);
        all.findings.append(findings);
        all.remarks.extend(remarks);
    }
    if let Err(error @ (GitError::NoProgram | GitError::Failed(_) | GitError::Endless)) = &git {
        talk(&format!("{error}: whether the files have changes that are not committed is not known\n"));
    }
    if matches!(git, Err(GitError::NoRepository)) && !all.rewrites.is_empty() {
        talk("this is no git repository: keep a copy of what the files were\n");
    }
    Ok(Some(all))
}

/// A root by its name, what was read of it, and what is wanted of it.
pub(super) type Asked<'a> = (&'a str, &'a Reading, Wants);

/// What a profile wants of each root, of all components or of those named in `only`.
///
/// # Errors
/// When something is named in `only` that stands in no Terraform.
pub(super) fn asked<'a>(
    tables: &'static Existing,
    readings: &'a Readings<'_>,
    (project, plan): (&'a Project, &'a Plan),
    only: &[String],
) -> Result<Vec<Asked<'a>>, Failure> {
    let of = |name: &'a str| {
        let reading = readings.of(plan.header.terraform.get(name)?)?;
        let baseline = project.baseline(plan);
        let asking = Asking { plan, baseline, plans: &project.plans, tables, reading };
        Some((name, reading, wants(&asking, name, only)))
    };
    Ok(roots(plan, only)?.into_iter().filter_map(of).collect())
}

/// A commit that changed a file, and the text of the file in it once git was asked.
type Committed = (String, Option<String>);

/// The texts that git had of a file, the newest first. Git is asked once for each: several plans want them.
pub(super) fn past(git: &Result<Git, GitError>) -> impl Fn(&str, usize) -> Option<String> {
    let files: RefCell<BTreeMap<String, Vec<Committed>>> = RefCell::default();
    move |path, at| {
        let git = git.as_ref().ok()?;
        let mut files = files.borrow_mut();
        let commits = || git.commits(path).unwrap_or_default().into_iter().map(|commit| (commit, None));
        let own = files.entry(path.to_owned()).or_insert_with(|| commits().collect());
        let (commit, text) = own.get_mut(at)?;
        // A commit without the file has taken it away.
        Some(text.get_or_insert_with(|| git.text(commit, path).ok().flatten().unwrap_or_default()).clone())
    }
}

/// The names of the roots that components of a profile stand in.
///
/// # Errors
/// When something is named in `only` that is no such component.
fn roots<'a>(plan: &'a Plan, only: &[String]) -> Result<BTreeSet<&'a str>, Failure> {
    let is_tuned = |name: &&String| plan.component(name).is_some_and(|own| own.common.terraform.is_some());
    if let Some(name) = only.iter().find(|name| !is_tuned(name)) {
        let what = "is no component of the profile that stands in Terraform of your own";
        return Err(Failure(format!("`{}` {what}", visible(name))));
    }
    Ok(plan.components.iter().filter_map(|own| plan.root_of(own)).collect())
}

impl Tuned {
    /// One line for each value: `file:line old -> new`.
    pub(in crate::commands) fn lines(&self) -> impl Iterator<Item = String> {
        self.rewrites.iter().flat_map(Rewrite::lines)
    }
}
