//! Plans to files: the Terraform of a profile and its quota manifests, as texts.

pub mod external;
pub mod quota_page;
pub mod quotas;
pub mod windows;
pub mod write;

use crate::artifact::{Artifact, layout};
use crate::cloud::provider::Watched;
use crate::quota::needs;
use crate::switch::steps::Lowered;
use crate::template::Templates;
use crate::template::error::TemplateError;
use crate::terraform::file::{hcl_file, hcl_file_about};
use std::collections::BTreeSet;

use crate::cloud::lowered::{Output, Widget};
use crate::emit::windows::Windows;
use crate::model::name::slug;
use crate::parallel;
use crate::plan::Plan;
use crate::plan::baseline::baseline_of;
use crate::quota::applied::Applied;
use crate::quota::gate::gates;
use crate::terraform::resource::other;
use crate::terraform::root::{STATE, backend};

/// Everything that is written for `plan`, sorted by path. `all` are the plans of all profiles that can
/// be compiled, `plan` among them: storage that one of them keeps is not shrunk by another, and quotas
/// are asked for once for all.
///
/// # Errors
/// When a template of the user's own does not render.
pub fn emit(
    plan: &Plan,
    baseline: Option<&Plan>,
    all: &[&Plan],
    applied: Option<&Applied>,
    templates: &Templates,
) -> Result<Vec<Artifact>, TemplateError> {
    let mut artifacts = stack(plan, baseline, all);
    artifacts.extend(quotas::artifacts(plan, baseline, all, applied, templates)?);
    artifacts.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(artifacts)
}

/// The stack's Terraform root: shared files, and one per component.
fn stack(plan: &Plan, baseline: Option<&Plan>, all: &[&Plan]) -> Vec<Artifact> {
    let cloud = &plan.header.cloud;
    let stack = slug(&plan.header.stack);
    let origin = format!("profiles/{}.yaml", plan.name());
    let local = cloud.state.local.as_deref().unwrap_or(STATE);
    let head = plan.cloud.head(cloud, &stack, backend(&cloud.state, local, ""));
    let mut out = vec![Artifact::new(layout::TERRAFORM, hcl_file(&origin, head))];

    let others = all.iter().map(|other| (*other, baseline_of(other, all)));
    let windows = Windows::of(plan, baseline, others);
    let required = windows.as_ref().map(|windows| windows.required.clone());
    if let Some(windows) = windows {
        out.push(Artifact::new(layout::WINDOW, hcl_file_about(&origin, &windows.note, windows.blocks)));
    }

    let mut shared = Output::default();
    let lowered = Lowered::new(plan, &stack, baseline, all, required, &mut shared);
    out.push(Artifact::new(layout::NETWORK, hcl_file(&origin, shared.blocks)));

    let gates = gates(plan.demand(baseline), all.iter().map(|plan| plan.demand(None)));
    let requests = plan.cloud.requests().filter(|_| !gates.is_empty());
    let gate = requests.map(|requests| requests.gate(&gates)).unwrap_or_default();
    if !gate.is_empty() {
        out.push(Artifact::new(layout::QUOTAS, hcl_file(&origin, gate)));
    }

    let files = parallel::map(&plan.components, |component| {
        let output = lowered.component(component);
        let path = format!("{}.tf", slug(&component.name));
        (Artifact::new(path, hcl_file(&origin, output.blocks)), output.outputs, output.widgets)
    });
    let (mut outputs, mut widgets) = (Vec::new(), Vec::new());
    for (file, own, shown) in files {
        out.push(file);
        outputs.push(own);
        widgets.extend(shown);
    }
    let watching = lowered.monitoring(&watched(plan, all, &widgets));
    if !watching.is_empty() {
        out.push(Artifact::new(layout::MONITORING, hcl_file(&origin, watching)));
    }
    let outputs: Vec<_> = outputs.into_iter().flatten().collect();
    if !outputs.is_empty() {
        let blocks = outputs.into_iter().map(|(name, description, value)| {
            other("output", &[&name], |output| {
                output.set("description", description).set("value", value);
            })
        });
        out.push(Artifact::new(layout::OUTPUTS, hcl_file(&origin, blocks.collect())));
    }
    out
}

/// What is watched of the stack as a whole.
fn watched<'a>(plan: &'a Plan, all: &[&'a Plan], widgets: &'a [Widget]) -> Watched<'a> {
    let owners = all.iter().flat_map(|plan| &plan.components).filter_map(|one| one.common.owner.as_deref());
    let contact = |owner: &'a str| {
        // The everyday address, in every profile: another one would be another subscription.
        let everyday = all.iter().filter(|plan| plan.window.is_none());
        let known = everyday.chain(all).find_map(|plan| plan.header.owners.get(owner));
        (owner, known.map_or("", |owner| owner.contact.as_str()))
    };
    let lead = plan.header.event.as_ref().and_then(|event| event.lead.as_deref());
    Watched { owners: owners.map(contact).collect(), lead, quotas: codes(all), widgets }
}

/// The codes of the quotas that any of these plans takes something of.
fn codes(plans: &[&Plan]) -> BTreeSet<&'static str> {
    let of = |plan: &&Plan| {
        needs(plan.bill(), plan.cloud.quotas()).iter().filter_map(|need| need.quota.code).collect::<Vec<_>>()
    };
    plans.iter().flat_map(of).collect()
}
