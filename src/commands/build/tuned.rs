//! Constants of the team's own Terraform: what a profile changes of them.

use std::collections::BTreeSet;

use crate::cloud::existing::Existing;
use crate::commands::build::own::{Guarded, guard};
use crate::commands::git::{Git, GitError};
use crate::commands::ground::Ground;
use crate::commands::outcome::Failure;
use crate::commands::terminal::talk;
use crate::diagnostic::Findings;
use crate::existing::path::join;
use crate::in_place::alarms::Alarms;
use crate::in_place::reading::Readings;
use crate::in_place::refusal;
use crate::in_place::trial::{parts, trial, wanted};
use crate::in_place::want::{Asked, Asking, wants};
use crate::plan::Plan;
use crate::project::Project;
use crate::shown::visible;
use crate::tuning::back::same_on_a_normal_day;
use crate::tuning::joint::Back;
use crate::tuning::rewrite::Rewrite;
use crate::tuning::wanted::{ALARMS, Made};

/// What is said where a way back ends at the values of a normal day, and not at its text.
const LEFT: &str = "the way back will say the values of a normal day, and keep keys or defaults that a build has written: look with \
                    `git diff` what is left";

/// What is said where the way back is not known to end there.
const UNTRIED: &str = "whether the way back ends at the files of a normal day is not known, because a build of the everyday profile would \
                       be refused now";

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
    let past = &*readings.before.past;
    let mut all = Tuned::default();
    let mut asked = asked(tables, readings, (project, plan), only)?;
    // What is meant by `only` has its alarms with those of its root.
    let meant = |name: &&String| plan.component(name).and_then(|own| plan.root_of(own));
    let meant: BTreeSet<&str> = only.iter().filter_map(|name| meant(&name)).collect();
    let made = |of: &Plan| -> Vec<Made> {
        let all = project.alarms_of(of).iter();
        let own = all.filter(|own| only.is_empty() || own.roots().iter().any(|root| meant.contains(&**root)));
        own.map(Alarms::made).collect()
    };
    let (mut alarms, usual) = (made(plan), made(project.baseline(plan).unwrap_or(plan)));
    // Alarms come with the first component of their folder, and go with the last one.
    if project.baseline(plan).is_none() {
        alarms.retain(|own| {
            let waits = left_raised(&asked, &own.dir);
            if let Some(component) = waits {
                let path = join(&own.dir, ALARMS).unwrap_or_default();
                all.remarks
                    .push(format!("{} stays as it is until `{component}` is back, too", visible(&path)));
            }
            waits.is_none()
        });
    }
    let (mut joint, everyday) = trial(&mut asked, readings, [&alarms, &usual]);
    for (.., own) in &mut asked {
        all.remarks.append(&mut own.remarks);
        for (_, finding) in std::mem::take(&mut own.missing) {
            all.findings.push(finding);
        }
    }
    for (_, finding) in refusal::findings(&mut joint, &asked, plan) {
        all.findings.push(finding);
    }
    let unsure: BTreeSet<String> = joint.parts.iter().flat_map(|planned| planned.unsure.clone()).collect();
    let along = joint.parts.into_iter().flat_map(|planned| planned.along);
    all.remarks.extend(along.map(|along| format!("changes along: {along}")));
    match joint.back {
        Back::Same => {}
        Back::Left => all.remarks.push(LEFT.to_owned()),
        Back::Unknown => all.remarks.push(UNTRIED.to_owned()),
    }
    all.rewrites = joint.rewrites;
    if all.findings.is_empty() {
        let wanted = wanted(&asked);
        let built = |files: &[Rewrite]| {
            let values = (&*parts(&wanted, &alarms), &*parts(&everyday, &usual));
            same_on_a_normal_day(&ground.border, files, values, past)
        };
        let Guarded { findings, remarks } = guard((&ground.border, &git), &all.rewrites, &built, plan);
        all.findings.append(findings);
        all.remarks.extend(remarks);
    }
    if !unsure.is_empty() && git.as_ref().is_ok_and(|git| git.is_shallow().unwrap_or(false)) {
        let files: Vec<String> = unsure.iter().map(|path| format!("`{}`", visible(path))).collect();
        talk(&format!(
            "this clone is shallow: whether the keys that go from {} stood there before the launch is not known; to \
             know it, put the files back, `git fetch --unshallow`, and build again\n",
            files.join(" and ")
        ));
    }
    if let Err(error @ (GitError::NoProgram | GitError::Failed(_) | GitError::Endless)) = &git {
        talk(&format!("{error}: whether the files have changes that are not committed is not known\n"));
    }
    if matches!(git, Err(GitError::NoRepository)) && !all.rewrites.is_empty() {
        talk("this is no git repository: keep a copy of what the files were\n");
    }
    Ok(Some(all))
}

/// A component in a folder that this build leaves as it is, and that is not as it is wanted.
fn left_raised<'a>(asked: &'a [Asked<'_>], dir: &str) -> Option<&'a str> {
    let here = asked.iter().filter(|(_, reading, _)| reading.dir() == dir);
    let mut left = here.flat_map(|(.., own)| &own.left);
    left.find(|want| !want.stands()).map(|want| want.component.as_str())
}

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
