//! Plans to files: the Terraform of a profile and its quota manifests, as texts.

pub mod external;
pub mod quota_page;
pub mod quotas;
pub mod write;

use crate::artifact::Artifact;
use crate::template::Templates;
use crate::template::error::TemplateError;
use crate::terraform::delta::Delta;
use crate::terraform::file::{hcl_file, hcl_file_about};

use crate::check::baseline_of;
use crate::cloud::aws::proof::{Proof, resized};
use crate::cloud::aws::root::{provider, terraform};
use crate::cloud::aws::windows::Windows;
use crate::cloud::aws::{Output, Unit, monitoring, network};
use crate::model::name::slug;
use crate::model::schedule::Schedule;
use crate::model::size::Size;
use crate::plan::{Component, Plan};
use crate::quota::applied::Applied;
use crate::schedule::{schedule_of, timed};
use crate::terraform::moment::{Moment, Timed};
use crate::terraform::resource::other;
use crate::terraform::root::{STATE, backend};
use crate::{parallel, quota};

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

/// What each component of a plan becomes.
#[must_use]
pub fn lower(plan: &Plan, baseline: Option<&Plan>, all: &[&Plan]) -> Vec<(String, Output)> {
    let stack = slug(&plan.header.stack);
    let sites = network::lower(plan, &stack, None, &mut Output::default());
    let names = plan.components.iter().map(|component| component.name.clone());
    names.zip(lower_all(plan, baseline, all, &stack, &sites, |_, output| output)).collect()
}

/// Lowers all components on all cores.
fn lower_all<R: Send>(
    plan: &Plan,
    baseline: Option<&Plan>,
    all: &[&Plan],
    stack: &str,
    sites: &network::Sites,
    then: impl Fn(&Unit<'_>, Output) -> R + Sync,
) -> Vec<R> {
    let schedule = schedule_of(plan, baseline);
    parallel::map(&plan.components, |component| {
        let unit = unit(plan, baseline, all, stack, sites, (component, schedule));
        let mut output = Output::default();
        component.spec.aws(&unit, &mut output);
        then(&unit, output)
    })
}

/// A component with what is around it.
fn unit<'a>(
    plan: &'a Plan,
    baseline: Option<&Plan>,
    all: &[&Plan],
    stack: &'a str,
    sites: &'a network::Sites,
    (component, schedule): (&'a Component, Option<Schedule>),
) -> Unit<'a> {
    let mut unit = Unit::new(plan, stack, sites, component);
    unit.storage_kept_larger = kept_larger(component, all);
    unit.storage_most = storage_most(component, all);
    let everyday = baseline.and_then(|baseline| timed(component, baseline));
    unit.timed = schedule.zip(everyday).map(|(schedule, everyday)| {
        let lasting = component.spec.facets().stateful;
        Timed { everyday, schedule, lasting }
    });
    unit
}

/// What becomes of each component of a launch: on the way there, on the way back, and how to see it.
#[derive(Clone, Debug)]
pub struct Steps {
    /// The component.
    pub component: String,
    /// The way there, applied before the floors rise.
    pub there: Delta,
    /// The way back, applied once the window is over.
    pub back: Delta,
    /// How to see that the launch's sizes are there: right afterwards, and wrong before.
    pub sizes: Vec<Proof>,
    /// How to see that the launch's counts are there.
    pub counts: Vec<Proof>,
    /// What to look at, or to do, before anything about it is changed.
    pub before: Vec<Proof>,
    /// How to see that the everyday sizes are back.
    pub back_sizes: Vec<Proof>,
    /// How to see that the everyday counts are back.
    pub back_counts: Vec<Proof>,
}

/// What a switch from `everyday` to `plan` and back does to the resources of each component.
#[must_use]
pub fn steps(plan: &Plan, everyday: &Plan, all: &[&Plan]) -> Vec<Steps> {
    let stack = slug(&plan.header.stack);
    let sites = network::lower(plan, &stack, None, &mut Output::default());
    let schedule = schedule_of(plan, Some(everyday));
    let lowered = |plan: &Plan, baseline: Option<&Plan>, component: &Component, schedule| {
        let mut output = Output::default();
        let unit = unit(plan, baseline, all, &stack, &sites, (component, schedule));
        component.spec.aws(&unit, &mut output);
        output
    };
    let steps = parallel::map(&plan.components, |component| {
        let before = everyday.component(&component.name)?;
        let (from, to) =
            (lowered(everyday, None, before, None), lowered(plan, Some(everyday), component, schedule));
        Some(Steps {
            component: component.name.clone(),
            there: Delta::of((&from, Moment::Before), (&to, Moment::Before)),
            back: Delta::of((&to, Moment::Ended), (&from, Moment::Ended)),
            sizes: resized(&from, &to),
            back_sizes: resized(&to, &from),
            counts: to.counts,
            before: to.before,
            back_counts: from.counts,
        })
    });
    steps.into_iter().flatten().collect()
}

/// The stack's Terraform root: shared files, and one per component.
fn stack(plan: &Plan, baseline: Option<&Plan>, all: &[&Plan]) -> Vec<Artifact> {
    let cloud = &plan.header.cloud;
    let stack = slug(&plan.header.stack);
    let origin = format!("profiles/{}.yaml", plan.name());
    let local = cloud.state.local.as_deref().unwrap_or(STATE);
    let head = vec![terraform(&cloud.state, backend(&cloud.state, local, "")), provider(cloud, &stack)];
    let mut out = vec![Artifact::new(crate::artifact::layout::TERRAFORM, hcl_file(&origin, head))];

    let others = all.iter().map(|other| (*other, baseline_of(other, all)));
    let windows = Windows::of(plan, baseline, others);
    let required = windows.as_ref().map(|windows| windows.required.clone());
    if let Some(windows) = windows {
        out.push(Artifact::new(
            crate::artifact::layout::WINDOW,
            hcl_file_about(&origin, &windows.note, windows.blocks),
        ));
    }

    let mut shared = Output::default();
    let sites = network::lower(plan, &stack, required, &mut shared);
    out.push(Artifact::new(crate::artifact::layout::NETWORK, hcl_file(&origin, shared.blocks)));

    let gate = quota::gate::gate(plan, all);
    if !gate.is_empty() {
        out.push(Artifact::new(crate::artifact::layout::QUOTAS, hcl_file(&origin, gate)));
    }

    let files = lower_all(plan, baseline, all, &stack, &sites, |unit, output| {
        let file = Artifact::new(format!("{}.tf", unit.slug), hcl_file(&origin, output.blocks));
        (file, output.outputs, output.widgets)
    });
    let (mut outputs, mut widgets) = (Vec::new(), Vec::new());
    for (file, own, shown) in files {
        out.push(file);
        outputs.push(own);
        widgets.extend(shown);
    }
    let mut watching = Output::default();
    monitoring::lower(plan, all, &stack, widgets, &mut watching);
    out.push(Artifact::new(crate::artifact::layout::MONITORING, hcl_file(&origin, watching.blocks)));
    let outputs: Vec<_> = outputs.into_iter().flatten().collect();
    if !outputs.is_empty() {
        let blocks = outputs.into_iter().map(|(name, description, value)| {
            other("output", &[&name], |output| {
                output.set("description", description).set("value", value);
            })
        });
        out.push(Artifact::new(crate::artifact::layout::OUTPUTS, hcl_file(&origin, blocks.collect())));
    }
    out
}

/// Whether another profile has storage here that is larger and stays.
fn kept_larger(component: &Component, all: &[&Plan]) -> bool {
    let Some((own, _)) = component.spec.facets().storage else {
        return false;
    };
    all.iter().filter_map(|plan| plan.component(&component.name)).any(|other| {
        other.spec.facets().storage.is_some_and(|(storage, _)| storage.keep && storage.size > own.size)
    })
}

/// The most that any profile lets the cloud grow this storage to. None of them takes it back: what has grown meanwhile
/// might be above it.
fn storage_most(component: &Component, all: &[&Plan]) -> Option<Size> {
    let others = all.iter().filter_map(|plan| plan.component(&component.name));
    others.filter_map(|other| other.spec.facets().storage?.0.max_size).max()
}
