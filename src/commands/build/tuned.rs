//! Constants of the team's own Terraform: what a profile changes of them.

use std::collections::BTreeSet;

use crate::commands::build::own::{Guarded, guard};
use crate::commands::git::{Git, GitError};
use crate::commands::ground::Ground;
use crate::commands::outcome::Failure;
use crate::commands::terminal::talk;
use crate::diagnostic::Findings;
use crate::diagnostic::suggest::closest;
use crate::in_place::reading::Readings;
use crate::in_place::refusal;
use crate::in_place::trial::{Trials, Tried, parts, wanted};
use crate::plan::Plan;
use crate::project::Project;
use crate::shown::visible;
use crate::tuning::back::same_on_a_normal_day;
use crate::tuning::joint::Back;
use crate::tuning::rewrite::Rewrite;

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
pub(in crate::commands) fn tuned<'a>(
    ground: &Ground,
    (readings, trials): (Option<&'a Readings<'a>>, &mut Trials<'a>),
    project: &Project,
    plan: &Plan,
    only: &[String],
) -> Result<Option<Tuned>, Failure> {
    hold(plan, only)?;
    let Some(readings) = readings else { return Ok(None) };
    let tried = if only.is_empty() {
        trials.0.remove(plan.name())
    } else {
        Tried::of(plan, &project.plans, readings, &project.alarms, only)
    };
    let Some(mut tried) = tried else { return Ok(None) };
    let git = Git::of(&ground.border);
    let mut all = Tuned { remarks: std::mem::take(&mut tried.remarks), ..Tuned::default() };
    for (.., own) in &mut tried.asked {
        all.remarks.append(&mut own.remarks);
        for (_, finding) in std::mem::take(&mut own.missing) {
            all.findings.push(finding);
        }
    }
    for (_, finding) in refusal::findings(&tried.joint, &tried.asked, plan) {
        all.findings.push(finding);
    }
    let Tried { asked, joint, everyday, made: [alarms, usual], .. } = tried;
    let past = &*readings.before.past;
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

/// Holds that what is named in `only` are components of a profile that stand in Terraform of the team's own.
///
/// # Errors
/// When one of them is none.
pub(super) fn hold(plan: &Plan, only: &[String]) -> Result<(), Failure> {
    let is_tuned = |name: &&String| plan.component(name).is_some_and(|own| own.common.terraform.is_some());
    let Some(name) = only.iter().find(|name| !is_tuned(name)) else { return Ok(()) };
    let what = "is no component of the profile that stands in Terraform of your own";
    let tuned = plan.components.iter().filter(|own| own.common.terraform.is_some());
    let names: Vec<&str> = tuned.map(|own| own.name.as_str()).collect();
    let hint = match closest(name, names.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if names.is_empty() => "there is none".to_owned(),
        None => format!("these are: {}", names.join(", ")),
    };
    Err(Failure(format!("`{}` {what}; {hint}", visible(name))))
}

impl Tuned {
    /// One line for each value: `file:line old -> new`.
    pub(in crate::commands) fn lines(&self) -> impl Iterator<Item = String> {
        self.rewrites.iter().flat_map(Rewrite::lines)
    }
}
