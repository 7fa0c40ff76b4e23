//! Plans to files: the Terraform of a profile and its quota manifests, as texts.

pub mod external;
pub(crate) mod quota_page;
pub mod quotas;
pub mod windows;
pub mod write;

use std::collections::BTreeSet;

use hcl::Expression;

use crate::artifact::{Artifact, Sink, layout};
use crate::cloud::lowered::{Output, Widget};
use crate::cloud::provider::Watched;
use crate::emit::windows::Windows;
use crate::model::name::slug;
use crate::parallel;
use crate::plan::Plan;
use crate::plan::baseline::baseline_of;
use crate::quota::applied::Applied;
use crate::quota::gate::gates;
use crate::quota::needs;
use crate::switch::steps::{Lowered, Steps, steps};
use crate::template::Templates;
use crate::template::error::TemplateError;
use crate::terraform::file::{hcl_file, hcl_file_about};
use crate::terraform::resource::other;
use crate::terraform::root::{STATE, backend};

/// Hands everything that is written for `plan` to `out`, and says what the switch from its baseline does to each
/// component. `all` are the plans of all profiles that can be compiled, `plan` among them: storage that one of them
/// keeps is not shrunk by another, and quotas are asked for once for all.
///
/// # Errors
/// When a template of the user's own does not render.
pub fn emit(
    plan: &Plan,
    baseline: Option<&Plan>,
    all: &[&Plan],
    applied: Option<&Applied>,
    templates: &Templates,
    out: &Sink<'_>,
) -> Result<Vec<Steps>, TemplateError> {
    let (steps, done) = parallel::both(
        || stack(plan, baseline, all, out),
        || pages(plan, baseline, all, applied, templates, out),
    );
    done?;
    Ok(steps)
}

/// Hands the requests for quotas and the pages about outside services to `out`.
///
/// # Errors
/// When a template of the user's own does not render.
pub(crate) fn pages(
    plan: &Plan,
    baseline: Option<&Plan>,
    all: &[&Plan],
    applied: Option<&Applied>,
    templates: &Templates,
    out: &Sink<'_>,
) -> Result<(), TemplateError> {
    let pages = quotas::artifacts(plan, baseline, all, applied, templates)?;
    pages.into_iter().for_each(out);
    Ok(())
}

/// Hands the stack's Terraform root to `out`: shared files, and one per component. Of a stack that exists already there is
/// none. Says what the switch from its baseline does to each component.
pub(crate) fn stack(plan: &Plan, baseline: Option<&Plan>, all: &[&Plan], out: &Sink<'_>) -> Vec<Steps> {
    if !plan.is_built() {
        return baseline.map(|everyday| steps(plan, everyday, all)).unwrap_or_default();
    }
    let cloud = &plan.header.cloud;
    let stack = slug(&plan.header.stack);
    let origin = format!("profiles/{}.yaml", plan.name());
    let local = cloud.state.local.as_deref().unwrap_or(STATE);
    let head = plan.cloud.head(cloud, &stack, backend(&cloud.state, local, ""));
    out(Artifact::new(layout::TERRAFORM, hcl_file(&origin, head)));

    let others = all.iter().map(|other| (*other, baseline_of(other, all)));
    let windows = Windows::of(plan, baseline, others);
    let required = windows.as_ref().map(|windows| windows.required.clone());
    if let Some(windows) = windows {
        out(Artifact::new(layout::WINDOW, hcl_file_about(&origin, &windows.note, windows.blocks)));
    }

    let mut shared = Output::default();
    let lowered = Lowered::new(plan, &stack, baseline, all, required, &mut shared);
    out(Artifact::new(layout::NETWORK, hcl_file(&origin, shared.blocks)));

    let gates = gates(plan.demand(baseline), all.iter().map(|plan| plan.demand(None)));
    let requests = plan.cloud.requests().filter(|_| !gates.is_empty());
    let gate = requests.map(|requests| requests.gate(&gates)).unwrap_or_default();
    if !gate.is_empty() {
        out(Artifact::new(layout::QUOTAS, hcl_file(&origin, gate)));
    }

    let Remains { outputs, widgets, hidden, steps } = components(plan, baseline, all, &lowered, out);
    let watching = lowered.monitoring(&watched(plan, all, (&widgets, hidden)));
    if !watching.is_empty() {
        out(Artifact::new(layout::MONITORING, hcl_file(&origin, watching)));
    }
    if !outputs.is_empty() {
        let blocks = outputs.into_iter().map(|(name, description, value)| {
            other("output", &[&name], |output| {
                output.set("description", description).set("value", value);
            })
        });
        out(Artifact::new(layout::OUTPUTS, hcl_file(&origin, blocks.collect())));
    }
    steps
}

/// What is needed of components after their files are written.
#[derive(Default)]
struct Remains {
    outputs: Vec<(String, String, Expression)>,
    widgets: Vec<Widget>,
    /// How many more widgets there would be.
    hidden: usize,
    steps: Vec<Steps>,
}

/// Writes the file of each component.
fn components<'a>(
    plan: &'a Plan,
    baseline: Option<&'a Plan>,
    all: &'a [&'a Plan],
    lowered: &Lowered<'a>,
    out: &Sink<'_>,
) -> Remains {
    let stack = slug(&plan.header.stack);
    let origin = format!("profiles/{}.yaml", plan.name());
    let everyday =
        baseline.map(|own| (own, Lowered::new(own, &stack, None, all, None, &mut Output::default())));
    let parts = parallel::parts(&plan.components, |part| {
        let mut remains = Remains::default();
        for component in part {
            let output = lowered.component(component);
            if let Some((everyday, usual)) = &everyday
                && let Some(before) = everyday.component(&component.name)
            {
                remains.steps.push(if component.is_built() {
                    Steps::of(&component.name, &usual.component(before), &output)
                } else {
                    lowered.existing(component, (before, usual))
                });
            }
            remains.outputs.extend(output.outputs);
            remains.add_widgets(output.widgets, lowered);
            if component.is_built() {
                out(Artifact::new(format!("{}.tf", slug(&component.name)), hcl_file(&origin, output.blocks)));
            }
        }
        remains
    });
    let mut whole = Remains::default();
    for part in parts {
        whole.outputs.extend(part.outputs);
        whole.hidden += part.hidden;
        whole.add_widgets(part.widgets, lowered);
        whole.steps.extend(part.steps);
    }
    whole
}

impl Remains {
    /// Keeps as many widgets as a dashboard could show.
    fn add_widgets(&mut self, widgets: Vec<Widget>, lowered: &Lowered<'_>) {
        let room = lowered.most_widgets().saturating_sub(self.widgets.len());
        self.hidden += widgets.len().saturating_sub(room);
        self.widgets.extend(widgets.into_iter().take(room));
    }
}

/// What is watched of the stack as a whole.
fn watched<'a>(plan: &'a Plan, all: &[&'a Plan], (widgets, hidden): (&'a [Widget], usize)) -> Watched<'a> {
    let owners = all.iter().flat_map(|plan| &plan.components).filter_map(|one| one.common.owner.as_deref());
    let contact = |owner: &'a str| {
        // The everyday address, in every profile: another one would be another subscription.
        let everyday = all.iter().filter(|plan| plan.window.is_none());
        let known = everyday.chain(all).find_map(|plan| plan.header.owners.get(owner));
        (owner, known.map_or("", |owner| owner.contact.as_str()))
    };
    let lead = plan.header.event.as_ref().and_then(|event| event.lead.as_deref());
    Watched { owners: owners.map(contact).collect(), lead, quotas: codes(all), widgets, hidden }
}

/// The codes of the quotas that any of these plans takes something of.
fn codes(plans: &[&Plan]) -> BTreeSet<&'static str> {
    let of = |plan: &&Plan| {
        needs(plan.bill(), plan.cloud.quotas()).iter().filter_map(|need| need.quota.code).collect::<Vec<_>>()
    };
    plans.iter().flat_map(of).collect()
}
