//! The files of a profile's folder that belong to no component.

/// Versions, state and provider.
pub const TERRAFORM: &str = "terraform.tf";
/// The network.
pub const NETWORK: &str = "network.tf";
/// Topics, the dashboard, and alarms on quotas.
pub const MONITORING: &str = "monitoring.tf";
/// Where a plan stands in the window.
pub const WINDOW: &str = "window.tf";
/// What fails a plan while the account's quotas are too small.
pub const QUOTAS: &str = "quotas.tf";
/// What the stack tells the outside.
pub const OUTPUTS: &str = "outputs.tf";
/// What is done in which order, by when and by whom.
pub const RUNBOOK: &str = "runbook.md";
/// Which of the files have no room for a header.
pub const MANIFEST: &str = ".scaleprof";

/// Where a refresh-only plan is kept: in Terraform's own folder, which git ignores, as it holds the whole state.
const REFRESHED: &str = ".terraform/refreshed.tfplan";

/// What is typed to see what is there: `folder` is a profile's and `project` where `profiles/` is, if that is
/// elsewhere, both as they stand on a command line. The plan reads every resource from the cloud and changes nothing,
/// so it waits for no lock.
#[must_use]
pub fn status(folder: &str, project: Option<&str>) -> [String; 2] {
    let scaleprof =
        project.map_or_else(|| "scaleprof".to_owned(), |project| format!("scaleprof -C {project}"));
    [
        format!("terraform -chdir={folder} plan -refresh-only -lock=false -out={REFRESHED}"),
        format!("terraform -chdir={folder} show -json {REFRESHED} | {scaleprof} status --state -"),
    ]
}

/// Whether `<slug>.tf` is a shared file, or means something to Terraform or Windows.
#[must_use]
pub fn is_reserved(slug: &str) -> bool {
    let file = format!("{slug}.tf");
    let shared = [TERRAFORM, NETWORK, QUOTAS, MONITORING, WINDOW, OUTPUTS].contains(&file.as_str());
    // Terraform merges `override.tf` into the other files instead of reading it as one of them.
    shared || slug.is_empty() || slug == "override" || is_device(slug)
}

/// Names that Windows keeps for devices, whatever their ending.
#[must_use]
pub fn is_device(slug: &str) -> bool {
    let numbered = |prefix: &str| {
        slug.strip_prefix(prefix)
            .is_some_and(|n| n.len() == 1 && n != "0" && n.as_bytes()[0].is_ascii_digit())
    };
    ["con", "prn", "aux", "nul"].contains(&slug) || numbered("com") || numbered("lpt")
}
