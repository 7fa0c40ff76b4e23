//! Constants of the team's own Terraform: what a profile changes of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::cloud::existing::Swallowed;
use crate::commands::build::own::{Guarded, guard};
use crate::commands::build::want::{Want, forgotten, wants};
use crate::commands::git::{Git, GitError};
use crate::commands::outcome::Failure;
use crate::commands::terminal::talk;
use crate::commands::workspace::{Workspace, joined};
use crate::diagnostic::code::Code;
use crate::diagnostic::{Finding, Findings};
use crate::existing::estate::{Ask, Estate, Stated};
use crate::existing::read::read;
use crate::files::border::Border;
use crate::model::existing::Root;
use crate::plan::Plan;
use crate::project::Project;
use crate::shown::visible;
use crate::survey::gather::gather;
use crate::survey::survey;
use crate::tuning::plan::{Planned, plan as plan_changes};
use crate::tuning::rewrite::Rewrite;
use crate::tuning::wanted::Wanted;

/// What a profile changes of Terraform that is there.
pub(super) struct Tuned {
    /// Where the files are.
    pub(super) border: Border,
    /// The files, by path.
    pub(super) rewrites: Vec<Rewrite>,
    /// What happens beside, a line each.
    pub(super) remarks: Vec<String>,
    /// What cannot be done.
    pub(super) findings: Findings,
}

/// Looks at the Terraform of all components that have some, or of those named in `only`; nothing if none has.
pub(super) fn tuned(
    workspace: &Workspace,
    project: &Project,
    plan: &Plan,
    only: &[String],
) -> Result<Option<Tuned>, Failure> {
    let is_tuned = |name: &&String| plan.component(name).is_some_and(|own| own.common.terraform.is_some());
    if let Some(name) = only.iter().find(|name| !is_tuned(name)) {
        let what = "is no component of the profile that stands in Terraform of your own";
        return Err(Failure(format!("`{}` {what}", visible(name))));
    }
    let names: BTreeSet<&str> = plan.components.iter().filter_map(|own| plan.root_of(own)).collect();
    let tables = plan.cloud.existing();
    let (Some(tables), false) = (tables, names.is_empty()) else { return Ok(None) };
    let folder = workspace.path("");
    let failed = |error| Failure(format!("cannot read {}: {error}", folder.display()));
    let border = Border::around(&folder).map_err(failed)?;
    let below = border.below(&folder).unwrap_or_default();
    let git = Git::of(&border);
    let mut all = Tuned { border, rewrites: Vec::new(), remarks: Vec::new(), findings: Findings::default() };
    for name in names {
        let Some(root) = plan.header.terraform.get(name) else { continue };
        let ask = ask(root, &below)?;
        let estate = read(&all.border, &ask);
        let dir = ask.below.clone();
        let found = survey(&estate, tables);
        let of_root = found.roots.iter().find(|own| own.root.dir == dir);
        let groups = of_root.map(|of| gather(of.root, tables)).unwrap_or_default();
        let (mut wanted, mut left) = (Vec::new(), Vec::new());
        for component in plan.components.iter().filter(|own| plan.root_of(own) == Some(name)) {
            let own = wants(project, plan, component, of_root, &groups, &dir);
            if !only.is_empty() && !only.contains(&component.name) {
                left.extend(own);
                continue;
            }
            for (field, place) in forgotten(plan, project.baseline(plan), component, &own) {
                let message = format!("nothing in `{dir}` stands for `{field}` of `{}`", component.name);
                // What no attribute stands for anywhere is an estimate, or is changed another way.
                if !tables.sizes.iter().any(|size| size.of.field == Some(&field)) {
                    all.remarks.push(message);
                    continue;
                }
                let finding = Finding::new(Code::TfNoKey, place, message);
                all.findings
                    .push(finding.help("leave it out, or write the attribute into the Terraform first"));
            }
            wanted.extend(own);
        }
        let seen =
            |path: &str, text: &str| git.as_ref().is_ok_and(|git| git.had(path, text).is_ok_and(|had| had));
        let values: Vec<Wanted> = wanted.iter().map(|want| want.wanted.clone()).collect();
        let planned = plan_changes(&all.border, &ask, &estate, &values, &seen);
        let before = all.rewrites.len();
        all.add(planned, &wanted, &estate, plan);
        if all.findings.is_empty() {
            let others = |profile: &str| -> Vec<Rewrite> {
                // An earlier build may have changed what this one leaves as it is.
                let values = wanted.iter().chain(&left).map(|want| want.of(profile)).collect::<Vec<_>>();
                plan_changes(&all.border, &ask, &estate, &values, &seen).rewrites
            };
            let profiles = project.plans.keys().map(String::as_str);
            let Guarded { findings, remarks } = guard(&git, &all.rewrites[before..], profiles, &others, plan);
            all.findings.append(findings);
            all.remarks.extend(remarks);
        }
    }
    if let Err(error @ (GitError::NoProgram | GitError::Failed(_) | GitError::Endless)) = &git {
        talk(&format!("{error}: whether the files have changes that are not committed is not known\n"));
    }
    if matches!(git, Err(GitError::NoRepository)) && !all.rewrites.is_empty() {
        talk("this is no git repository: keep a copy of what the files were\n");
    }
    Ok(Some(all))
}

impl Tuned {
    fn add(&mut self, planned: Planned, wanted: &[Want], estate: &Estate, plan: &Plan) {
        let Planned { rewrites, along, refused } = planned;
        for refused in refused {
            let place = wanted.get(refused.wanted).map_or(plan.root.place, |want| want.place);
            let finding = Finding::new(refused.code, place, refused.message);
            let finding = refused.notes.into_iter().fold(finding, Finding::note);
            self.findings.push(finding.help(refused.help));
        }
        for problem in &estate.problems {
            self.remarks.push(format!("{}: {}", problem.path, problem.sort));
        }
        let changed: Vec<&Want> = wanted.iter().filter(|want| want.changes).collect();
        for (effect, says) in SWALLOWED {
            let mut of: Vec<&str> = changed
                .iter()
                .filter(|want| want.swallowed.contains(effect))
                .map(|want| want.wanted.address.as_str())
                .collect();
            of.dedup();
            self.remarks.extend(of.into_iter().map(|address| format!("{address}: {says}")));
        }
        self.remarks.extend(along.into_iter().map(|along| format!("changes along: {along}")));
        self.rewrites.extend(rewrites);
    }

    /// One line for each value: `file:line old -> new`.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        self.rewrites.iter().flat_map(Rewrite::lines)
    }
}

/// What becomes of a change beside what was meant.
const SWALLOWED: &[(Swallowed, &str)] = &[
    (Swallowed::Pending, "waits for the maintenance window, because `apply_immediately` is not true"),
    (Swallowed::Unrolled, "machines that run keep what they are until somebody replaces them"),
    (Swallowed::Replaced, "is made anew, and the old one goes"),
];

/// What is read for a root, as seen from the border.
fn ask(root: &Root, project: &str) -> Result<Ask, Failure> {
    let dir = joined(project, &root.dir)?;
    let set: BTreeMap<String, String> =
        root.set.iter().map(|(name, value)| (name.clone(), value.text())).collect();
    let stated = Stated {
        dir: dir.clone(),
        workspace: root.workspace.clone(),
        var_files: Some(root.var_files.clone()).filter(|files| !files.is_empty()),
        set: set.into_iter().collect(),
    };
    Ok(Ask { below: dir, stated: vec![stated], ..Ask::default() })
}
