//! The Terraform and `scaleprof` commands that the runbook shows, one function per command.

use crate::model::existing::Root;
use crate::shell::word;

/// Applies everything that a profile writes.
pub(super) fn apply(profile: &str) -> String {
    format!("terraform -chdir=generated/{profile} apply")
}

/// Applies the resources at these addresses only.
pub(super) fn apply_only(profile: &str, addresses: &[String]) -> String {
    let targets: Vec<String> = addresses.iter().map(|address| format!("-target={}", word(address))).collect();
    format!("{} {}", apply(profile), targets.join(" "))
}

/// Terraform in a root of the team's own: where commands are typed, or in another folder.
fn in_root(root: &Root) -> String {
    match root.dir.as_str() {
        "." => "terraform".to_owned(),
        dir => format!("terraform -chdir={}", word(dir)),
    }
}

/// What decides what a value in a root is, as options.
fn options(root: &Root) -> String {
    let files = root.var_files.iter().map(|file| format!(" -var-file={}", word(file)));
    let set =
        root.set.iter().map(|(name, value)| format!(" -var={}", word(&format!("{name}={}", value.text()))));
    files.chain(set).collect()
}

/// Says what an apply of a root would change.
pub(super) fn plan_root(root: &Root) -> String {
    format!("{} plan{}", in_root(root), options(root))
}

/// Selects the workspace of a root, if it has one of its own.
fn select(root: &Root) -> Option<String> {
    let workspace = root.workspace.as_deref()?;
    Some(format!("{} workspace select {}", in_root(root), word(workspace)))
}

/// Shows that a root has nothing to do.
pub(super) fn ready_root(root: &Root) -> Vec<String> {
    let init = format!("{} init", in_root(root));
    [Some(init), select(root), Some(plan_root(root))].into_iter().flatten().collect()
}

/// Writes the sizes of a profile into a root, those of some components or of all if none is named, plans the changes,
/// and applies that plan.
pub(super) fn apply_root(root: &Root, profile: &str, only: &[&str]) -> Vec<String> {
    let file = format!("scaleprof-{profile}.tfplan");
    let mut edit = build(profile);
    for name in only {
        edit.push_str(" --only ");
        edit.push_str(&word(name));
    }
    let plan = format!("{} -out={file}", plan_root(root));
    let apply = format!("{} apply {file}", in_root(root));
    [Some(edit), select(root), Some(plan), Some(apply)].into_iter().flatten().collect()
}

/// Says what an apply would change.
pub(super) fn plan(profile: &str) -> String {
    format!("terraform -chdir=generated/{profile} plan")
}

/// Files the quota requests: the Terraform root beside the profile's.
pub(super) fn apply_quotas(profile: &str) -> [String; 2] {
    ["init", "apply"].map(|verb| format!("terraform -chdir=generated/{profile}/quotas {verb}"))
}

/// Compiles the profile again.
pub(super) fn build(profile: &str) -> String {
    format!("scaleprof build {profile}")
}
