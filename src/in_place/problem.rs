//! What could not be read of the team's own Terraform, as findings.

use std::collections::BTreeSet;

use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::existing::estate::Root;
use crate::existing::path::folder;
use crate::existing::problem::Problem;
use crate::in_place::reading::Reading;
use crate::source::{Place, Sources};

/// A finding for each of them. Where a root is made of it, it is an error; elsewhere only who else uses a constant is
/// not known. `is_meant` chooses the roots that matter.
pub(crate) fn findings(reading: &Reading, is_meant: impl Fn(&Root) -> bool) -> Vec<Finding> {
    let Reading { estate, problems, .. } = reading;
    let roots = estate.roots.iter().filter(|root| is_meant(root));
    let folders: BTreeSet<&str> = roots.flat_map(|root| used(root, &estate.sources)).collect();
    let finding = |(problem, place): (&Problem, &Place)| {
        let is_own = folders.contains(folder(&problem.path)) || folders.contains(problem.path.as_str());
        let (code, help) = if is_own {
            (
                Code::TfParse,
                "put the file right; `terraform validate` in its folder says what Terraform makes of it",
            )
        } else {
            (
                Code::TfUnread,
                "put the file right, or allow this, with the reason why nothing in it matters here",
            )
        };
        let message = format!("{}: {}", problem.path, problem.sort);
        Finding::new(code, *place, message).help(help)
    };
    estate.problems.iter().zip(problems).map(finding).collect()
}

/// The folders and variable files that a root is made of.
fn used<'a>(root: &'a Root, sources: &'a Sources) -> BTreeSet<&'a str> {
    let files = root.loaded.iter().chain(&root.choice.var_files).chain(&root.unit).map(String::as_str);
    let mut all: BTreeSet<&str> =
        [root.dir.as_str(), root.module.as_str()].into_iter().chain(files).collect();
    for instance in &root.instances {
        all.insert(folder(&sources.get(instance.place.source).path));
    }
    all
}
