//! The counts: how they rise before the window and fall after it, and how a component that holds data is drained.

use crate::cloud::lowered::Proof;
use crate::model::name::slug;
use crate::plan::Component;
use crate::runbook::clock::{day, length};
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
    let (title, mut notes) = if timed {
        (
            "The floors rise by themselves",
            vec![
                format!(
                    "Scheduled actions raise them, at most {} late. You only have to look.",
                    length(plan.cloud.schedule_delay())
                ),
                format!(
                    "If they have not risen by then, run {}. Its plan must name only {}; otherwise answer no.",
                    commands::apply(profile),
                    plan.cloud.counted()
                ),
            ],
        )
    } else {
        ("The floors are up", vec!["The apply has raised them: machines and tasks start now.".to_owned()])
    };
    notes.extend(joining(inputs));
    (!counted.is_empty()).then(|| Step {
        by_hand: counted.iter().flat_map(|steps| steps.counts_by_hand.clone()).collect(),
        owner: lead(plan),
        automatic: timed,
        notes,
        proofs: counted.iter().flat_map(|steps| steps.counts.clone()).collect(),
        ..Step::due(title, timeline.raise, inputs).never_late()
    })
}

/// What happens when machines join those that hold data.
fn joining(inputs: &Inputs<'_>) -> Option<String> {
    let holds_data =
        |name: &&str| inputs.diff.to.component(name).is_some_and(|own| own.spec.facets().stateful);
    let joined: Vec<&str> =
        counted(inputs).into_iter().map(|steps| steps.component.as_str()).filter(holds_data).collect();
    let names = joined.join(", ");
    (!joined.is_empty()).then(|| format!("{names}: each machine that joins takes over data from the others, which loads their disks and the network until all copies are complete. Look at its own state (Elasticsearch: green, and no shard that moves) before the smoke tests; while data still moves, answers are slower."))
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
            day(&window.end, &window.start)
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
