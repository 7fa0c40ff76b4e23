//! The two applies that interrupt nobody by themselves: the rest of the launch, and the way back.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use crate::cloud::lowered::{Around, Proof};
use crate::effect::Effect;
use crate::model::capacity::is_count;
use crate::model::window::Window;
use crate::money::signed_dollars;
use crate::plan::Component;
use crate::runbook::clock::{dated, day, length};
use crate::runbook::commands;
use crate::runbook::inputs::Inputs;
use crate::runbook::people::lead;
use crate::runbook::steps::{Step, at, counted, overrun, pools, shared, summary, way_back};
use crate::switch::change::find;
use crate::switch::steps::Steps;
use crate::switch::timeline::{APPLY, Timeline, is_scheduled};
use crate::terraform::delta::Delta;

/// The check that Terraform has nothing left to do.
fn no_changes(profile: &str) -> Proof {
    Proof { command: commands::plan(profile), expect: "No changes.".to_owned() }
}

/// One apply of everything in the launch that no step before it has changed.
pub(super) fn rest(inputs: &Inputs<'_>, timeline: &Timeline<'_>, alone: &[String]) -> Step {
    let plan = inputs.diff.to;
    let profile = plan.name();
    let rest: Vec<Delta> = inputs.steps.iter().map(|steps| steps.cut_over.without(alone)).collect();
    let built = || timeline.resizes.iter().filter(|resize| resize.component.is_built());
    let mild = || built().filter(|resize| !resize.effect.interrupts());
    let confirmation = plan.cloud.commands().confirmation(&plan.header.cloud.region);
    let delay = length(plan.cloud.schedule_delay());
    let mut notes = vec![
        "Terraform asks before it does anything: compare its line with the one below, then type yes. Each step above that was skipped adds its changes to the line; once the floors have risen there is less to add. ".to_owned() + &unless(&rest, "destroyed or replaced"),
    ];
    let made = capacity(inputs, |steps| &steps.cut_over.add);
    let made: Vec<&str> = made.into_iter().filter(|own| !alone.iter().any(|other| other == own)).collect();
    if !made.is_empty() {
        notes.push(format!("It makes {}. The way back deletes what it has made.", made.join(", ")));
    }
    let types: BTreeSet<&str> = alone.iter().filter_map(|address| address.split('.').next()).collect();
    if !types.is_empty() {
        let types = types.into_iter().collect::<Vec<_>>().join(", ");
        notes.push(format!("If the plan names a resource ({types}) whose step above you left out because it was too late, answer no, and take that size out of the profile first."));
    }
    notes.extend(confirmation.as_ref().map(|confirmation| confirmation.note.to_owned()));
    if plan.window.is_some() {
        notes.extend([
            "Plan and apply in one command, as here: a plan that was saved before the floors rise is refused afterwards.".to_owned(),
            format!("For up to {delay} after the floors rise a plan also lists the schedules: look again after that."),
        ]);
    }
    for resize in mild() {
        let rules = resize.changes.iter().filter_map(|change| change.effect);
        if let Some(rule) = rules.max_by_key(|rule| rule.effect) {
            let takes = resize.takes.map_or_else(|| "unknown".to_owned(), length);
            notes.push(format!("{}: {} (takes {takes}).", resize.component.name, rule.what));
        }
    }
    let takes = mild().map(|resize| resize.holds).fold(APPLY, SignedDuration::max);
    Step {
        owner: lead(plan),
        takes: Some(length(takes)),
        overrun: Some(overrun::apply(takes)),
        commands: vec![commands::apply(profile)],
        expect: Some(summary(rest.iter(), shared(inputs.diff))),
        notes,
        ticks: pools::smaller(inputs),
        instead: plan.window.is_some().then(|| "apply it all the same, without the sizes that are too late: once it is time for the floors to rise, an apply raises them itself".to_owned()),
        proofs: std::iter::once(no_changes(profile))
            .chain(confirmation.map(|confirmation| confirmation.proof))
            .collect(),
        ..Step::due(
            if plan.window.is_some() {
                "Apply the rest: ceilings, alarms, the dashboard, and the schedule that raises the floors"
            } else {
                "Apply the rest: floors and ceilings, alarms, the dashboard"
            },
            timeline.apply,
            inputs,
        )
    }
}

/// What makes a plan one to refuse, unless it is what these changes are.
fn unless(deltas: &[Delta], what: &str) -> String {
    let destroyed: Vec<&str> = deltas.iter().flat_map(|delta| &delta.destroy).map(String::as_str).collect();
    if destroyed.is_empty() {
        format!("If anything is to be {what}, answer no.")
    } else {
        format!("If anything other than {} is to be {what}, answer no.", destroyed.join(", "))
    }
}

/// Those of the addresses of each component that are capacity, and not what watches or schedules it.
fn capacity<'a>(inputs: &'a Inputs<'_>, of: impl Fn(&'a Steps) -> &'a [String]) -> Vec<&'a str> {
    let mut out = Vec::new();
    for steps in inputs.steps {
        let Some(component) = inputs.diff.to.component(&steps.component) else { continue };
        let is_capacity = |address: &&String| {
            let resource = address.split('.').next().unwrap_or_default();
            component.on.sizes().iter().any(|size| size.resource == resource && !size.is_count())
        };
        out.extend(of(steps).iter().filter(is_capacity).map(String::as_str));
    }
    out
}

/// How long the apply of the everyday sizes takes: as long as the longest resize, and no less than any apply.
fn back_takes(inputs: &Inputs<'_>) -> SignedDuration {
    let resizes = inputs.diff.timeline.resizes.iter();
    resizes.map(|resize| resize.holds).fold(APPLY, SignedDuration::max)
}

/// What users feel of the way back, of some components.
pub(super) fn felt_back(inputs: &Inputs<'_>, of: &dyn Fn(&Component) -> bool) -> Vec<String> {
    let diff = inputs.diff;
    let mut notes = Vec::new();
    for part in diff.changed() {
        let own = diff.to.component(&part.name).filter(|own| of(own));
        let Some((before, after)) = own.zip(diff.from.component(&part.name)) else {
            continue;
        };
        for change in part.changes.iter().filter(|change| !is_count(&change.field)) {
            let [to, from] = [&change.to, &change.from].map(|side| side.as_ref().map(|(value, _)| value));
            let rule = find(&change.field, to, from, (before, after), diff.to.cloud);
            if let Some(rule) = rule.filter(|rule| rule.effect != Effect::None) {
                notes.push(format!("{} {}: {}.", part.name, change.field, rule.what));
            }
        }
    }
    notes
}

/// The window after this one, if there is one.
fn next_window<'a>(inputs: &'a Inputs<'_>) -> Option<&'a Window> {
    let own = inputs.diff.window.as_ref()?;
    inputs.diff.to.windows.iter().find(|window| window.start > own.start)
}

/// Between two windows for which schedules do everything.
fn stay(next: &Window, inputs: &Inputs<'_>) -> Step {
    let (plan, everyday) = (inputs.diff.to, inputs.diff.from.name());
    let last = plan.windows.last().unwrap_or(next);
    Step {
        title: format!(
            "Leave {} applied: its schedules raise the counts for the next window, {}",
            plan.name(),
            day(&next.start, &next.start)
        ),
        owner: lead(plan),
        automatic: true,
        notes: vec![format!(
            "Apply {everyday} after the last window, {}. Before that it takes the schedules away.",
            dated(&last.closes)
        )],
        ..at(way_back(inputs, 0), inputs)
    }
}

/// One apply of the everyday sizes.
pub(super) fn everyday(inputs: &Inputs<'_>) -> Step {
    let (diff, everyday) = (inputs.diff, inputs.diff.from.name());
    let next = next_window(inputs);
    if let Some(next) = next.filter(|_| is_scheduled(diff.to, diff.from)) {
        return stay(next, inputs);
    }
    let mut notes = vec![
        "Only after the counts have fallen: the workers must go before the database shrinks.".to_owned(),
        format!(
            "At the next quiet hour; each hour of waiting costs {}.",
            signed_dollars(inputs.diff.total.left_on.hour.expected)
        ),
    ];
    if let Some(next) = next {
        notes.push(format!(
            "The next window starts {}. This takes its schedules away, too: make the switch again before it.",
            day(&next.start, &next.start)
        ));
    }
    let deleted: Vec<&str> =
        inputs.steps.iter().flat_map(|steps| &steps.roll_back.destroy).map(String::as_str).collect();
    let but = if deleted.is_empty() {
        "a scheduled action".to_owned()
    } else {
        notes.push(format!("It deletes what the launch has made: {}.", deleted.join(", ")));
        "these and scheduled actions".to_owned()
    };
    notes.push(format!("If anything is to be replaced, or anything other than {but} destroyed, answer no."));
    notes.extend(felt_back(inputs, &Component::is_built));
    notes.extend(pools::back(inputs));
    let built = |steps: &&Steps| diff.to.component(&steps.component).is_some_and(Component::is_built);
    let resized = inputs.steps.iter().filter(built).flat_map(|steps| steps.roll_back_sizes.clone());
    // Components that hold data keep their counts until this apply.
    let lasting = counted(inputs)
        .into_iter()
        .filter(|steps| diff.to.component(&steps.component).is_some_and(|own| own.spec.facets().stateful));
    let counts = lasting.flat_map(|steps| steps.roll_back_counts.clone());
    let around = |of: fn(&Around) -> &Vec<String>| -> Vec<String> {
        inputs.steps.iter().flat_map(|steps| of(&steps.around_back).clone()).collect()
    };
    Step {
        title: "Apply the everyday sizes".to_owned(),
        from: true,
        overrun: Some(overrun::apply(back_takes(inputs))),
        owner: lead(diff.to),
        takes: Some(length(back_takes(inputs))),
        commands: around(|own| &own.first).into_iter().chain([commands::apply(everyday)]).collect(),
        afterwards: around(|own| &own.last),
        expect: Some(summary(inputs.steps.iter().map(|steps| &steps.roll_back), shared(diff))),
        notes,
        proofs: resized.chain(counts).chain([no_changes(everyday)]).collect(),
        ..at(way_back(inputs, 0), inputs)
    }
}
