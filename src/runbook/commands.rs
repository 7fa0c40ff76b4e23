//! The Terraform and `scaleprof` commands that the runbook shows, one function per command.

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
