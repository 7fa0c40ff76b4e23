//! The files of a profile's folder that belong to no component.

/// Versions, state and provider.
pub const TERRAFORM: &str = "terraform.tf";
/// The network.
pub const NETWORK: &str = "network.tf";
/// Topics for alarms, the dashboard, and alarms on quotas.
pub(crate) const MONITORING: &str = "monitoring.tf";
/// The times of the window, and whether it is open.
pub const WINDOW: &str = "window.tf";
/// The precondition that fails a plan while the account's quotas are too small.
pub const QUOTAS: &str = "quotas.tf";
/// The outputs of the stack: addresses and names.
pub(crate) const OUTPUTS: &str = "outputs.tf";
/// The runbook: what is done in which order, by when and by whom.
pub const RUNBOOK: &str = "runbook.md";
/// The list of files that have no room for a header.
pub(crate) const MANIFEST: &str = ".scaleprof";

/// The page of the requests for quotas.
pub(crate) const REQUEST_PAGE: &str = "quotas/quota-request.md";
/// The folder of the requests for quotas that a program files.
pub(crate) const REQUESTS: &str = "quotas/requests/";
/// The folder of the pages of external services.
pub const SERVICES: &str = "quotas/external/";

/// The file of a refresh-only plan. It contains the whole state, so it stands in Terraform's own folder, which git
/// ignores.
const REFRESHED: &str = ".terraform/refreshed.tfplan";

/// The commands that show what is live. `folder` is the folder of a profile, and `project` the folder of `profiles/`
/// if that is elsewhere; both are words of a command line. The plan reads every resource from the cloud and changes
/// nothing, so it needs no lock.
#[must_use]
pub fn status(folder: &str, project: Option<&str>) -> [String; 2] {
    let scaleprof =
        project.map_or_else(|| "scaleprof".to_owned(), |project| format!("scaleprof -C {project}"));
    [
        format!("terraform -chdir={folder} plan -refresh-only -lock=false -out={REFRESHED}"),
        format!("terraform -chdir={folder} show -json {REFRESHED} | {scaleprof} status --state -"),
    ]
}

/// Whether `<slug>.tf` is a shared file, or has a meaning for Terraform or Windows.
#[must_use]
pub(crate) fn is_reserved(slug: &str) -> bool {
    let file = format!("{slug}.tf");
    let shared = [TERRAFORM, NETWORK, QUOTAS, MONITORING, WINDOW, OUTPUTS].contains(&file.as_str());
    // Terraform merges `override.tf` into the other files instead of reading it as one of them.
    shared || slug.is_empty() || slug == "override" || is_device(slug)
}

/// Whether Terraform merges a file into the others instead of reading it as one of them. No build writes one, so it is
/// the user's own, even if it began as a copy of a generated file.
/// developer.hashicorp.com/terraform/language/files/override
#[must_use]
pub(crate) fn is_override(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = name.strip_suffix(".json").unwrap_or(name);
    name.strip_suffix(".tf").is_some_and(|stem| stem == "override" || stem.ends_with("_override"))
}

/// The names that Windows reserves for devices, with any ending.
#[must_use]
pub(crate) fn is_device(slug: &str) -> bool {
    let numbered = |prefix: &str| {
        slug.strip_prefix(prefix)
            .is_some_and(|n| n.len() == 1 && n != "0" && n.as_bytes()[0].is_ascii_digit())
    };
    ["con", "prn", "aux", "nul"].contains(&slug) || numbered("com") || numbered("lpt")
}
