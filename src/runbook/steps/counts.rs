//! The counts: how they rise before the window and fall after it, and how a component that holds data is drained.

use crate::cloud::lowered::Proof;
use crate::model::name::slug;
use crate::model::window::stamp;
use crate::plan::Component;
use crate::runbook::commands;
use crate::runbook::inputs::Inputs;
use crate::runbook::people::{Person, lead};
use crate::runbook::steps::{Step, after_end, at, counted};
use crate::switch::timeline::Timeline;

/// The floors rise: by themselves if the launch has a window, with the apply otherwise.
pub(super) fn rise(inputs: &Inputs<'_>, timeline: &Timeline<'_>) -> Option<Step> {
    let plan = inputs.diff.to;
    let profile = plan.name();
    let counted = counted(inputs);
    let timed = plan.window.is_some();
    let (title, notes) = if timed {
        (
            "The floors rise by themselves",
            vec![
                "Scheduled actions raise them, up to two minutes late. You only have to look.".to_owned(),
                format!(
                    "If they have not risen five minutes later, run {}. Its plan must name only groups and scalable targets; otherwise answer no.",
                    commands::apply(profile)
                ),
            ],
        )
    } else {
        ("The floors are up", vec!["The apply has raised them: machines and tasks start now.".to_owned()])
    };
    (!counted.is_empty()).then(|| Step {
        owner: lead(plan),
        automatic: timed,
        notes,
        proofs: counted.iter().flat_map(|steps| steps.counts.clone()).collect(),
        ..Step::due(title, timeline.raise, inputs).never_late()
    })
}

/// The counts fall by themselves, if the launch has a window.
pub(super) fn fall(inputs: &Inputs<'_>) -> Option<Step> {
    let plan = inputs.diff.to;
    let timed = counted(inputs);
    let window = plan.window.as_ref().filter(|_| !timed.is_empty())?;
    let holds_data = |name: &str| plan.component(name).is_some_and(|own| own.spec.facets().stateful);
    let lasting: Vec<&str> =
        timed.iter().map(|steps| steps.component.as_str()).filter(|name| holds_data(name)).collect();
    let ended = "Workers above the ceiling are ended; the queue hands out their messages again.";
    let mut notes = vec![if window.tail().is_zero() {
        format!("Scheduled actions lower floors and ceilings to those of every day. {ended}")
    } else {
        format!(
            "Scheduled actions lowered the floors at the end of the window, {}, so that idle machines and tasks went as the load fell; now they lower the ceilings. {ended}",
            stamp(&window.end)
        )
    }];
    if !lasting.is_empty() {
        notes.push(format!("The counts of {} stay as they are, because it holds data.", lasting.join(", ")));
    }
    let fallen = timed.iter().filter(|steps| !lasting.contains(&steps.component.as_str()));
    Some(Step {
        title: "The counts fall by themselves".to_owned(),
        owner: lead(plan),
        automatic: true,
        notes,
        proofs: fallen.flat_map(|steps| steps.roll_back_counts.clone()).collect(),
        ..at(after_end(inputs), inputs)
    })
}

/// A person drains each component that holds data, before the apply that ends some of its machines.
pub(super) fn drained(inputs: &Inputs<'_>) -> Vec<Step> {
    let plan = inputs.diff.to;
    let stack = slug(&plan.header.stack);
    let lasting = counted(inputs).into_iter().filter_map(|steps| {
        let component = plan.component(&steps.component)?;
        let facets = component.spec.facets();
        let (count, before) = (facets.count?, inputs.diff.from.component(&steps.component)?);
        let before = before.spec.facets().count?;
        (facets.stateful && before.max < count.max).then_some((component, before.max))
    });
    let step = |(component, most): (&Component, u32)| {
        let region = &plan.header.cloud.region;
        let drain = plan.cloud.commands().drain(region, &stack, &slug(&component.name));
        let keep = match &drain {
            Some(drain) => format!(": put their ids in place of {} in the second command.", drain.ids),
            None => " from being ended.".to_owned(),
        };
        let protected =
            drain.clone().map(|drain| Proof { command: drain.protected, expect: format!("{most} ids") });
        Step {
            title: format!("Drain {}: move its data to the machines that stay", component.name),
            owner: Person::of(plan, component.common.owner.as_deref()),
            from: true,
            commands: drain.into_iter().flat_map(|drain| [drain.list, drain.protect]).collect(),
            notes: vec![
                format!("The apply of the everyday sizes ends machines, with their disks, until {most} are left. Protect the {most} machines that stay{keep}"),
                "Drain the others one at a time, and wait each time until all copies are complete (Elasticsearch: exclude the node by its address under cluster.routing.allocation.exclude._ip, and wait for green). Do not apply the everyday sizes before that is done.".to_owned(),
            ],
            look: "See that the machines that stay are protected",
            proofs: protected.into_iter().collect(),
            ..at(after_end(inputs), inputs)
        }
    };
    lasting.map(step).collect()
}
