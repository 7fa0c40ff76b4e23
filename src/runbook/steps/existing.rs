//! The steps for what exists already: the change of a few values in Terraform of the team's own, or the commands of the
//! cloud's own tool.

use std::collections::{BTreeMap, BTreeSet};

use crate::cloud::lowered::Proof;
use crate::existing::path::join;
use crate::in_place::turn::{Turn, turn};
use crate::model::capacity::is_count;
use crate::model::existing::{Existing, Root, Tuned};
use crate::plan::{Component, Plan};
use crate::runbook::clock::{Clock, length};
use crate::runbook::commands;
use crate::runbook::inputs::{Inputs, changed, to_confirm};
use crate::runbook::people::lead;
use crate::runbook::steps::moved::{along, moved};
use crate::runbook::steps::{Step, apply, at, overrun, resize, way_back};
use crate::switch::change::{Change, changes};
use crate::switch::steps::Steps;
use crate::switch::timeline::{APPLY, Resize, Timeline};
use crate::tuning::wanted::ALARMS;

/// Fields that say what is expected of a component, or who has it, and are set nowhere.
const SAID: [&str; 9] = [
    "traffic.",
    "alarms.",
    "connects_to.",
    "count.expected",
    "readers.expected",
    "owner",
    "test",
    "what",
    "allow.",
];

/// A component with the sizes that differ.
struct Changed<'a> {
    component: &'a Component,
    changes: Vec<Change>,
}

/// What is changed in one place, by the name of its root; the empty one is what is changed by hand.
type Places<'a> = BTreeMap<&'a str, Vec<Changed<'a>>>;

/// The components that exist and change, by the place where they do.
fn places<'a>(inputs: &Inputs<'a>) -> Places<'a> {
    let diff = inputs.diff;
    let mut out = Places::new();
    for component in changed(diff) {
        let place = match component.common.existing() {
            None => continue,
            Some(Existing::ByHand(_)) => "",
            Some(Existing::Tuned(_)) => diff.to.root_of(component).unwrap_or_default(),
        };
        let changes = changes("components", &component.name, diff.from, diff.to);
        let set = |change: &Change| !SAID.iter().any(|said| change.field.starts_with(said));
        let changes: Vec<Change> = changes.into_iter().filter(set).collect();
        if !changes.is_empty() {
            out.entry(place).or_default().push(Changed { component, changes });
        }
    }
    out
}

/// Where a component is changed, for people.
fn stands(component: &Component) -> String {
    let name = &component.name;
    match component.common.existing() {
        Some(Existing::Tuned(tuned)) => format!("{name}, at {}", tuned.address),
        Some(Existing::ByHand(resource)) => format!("{name}, which is {resource} in the cloud"),
        None => name.clone(),
    }
}

/// What changes of a component, in one line.
fn line(component: &Component, changes: &[&Change], back: bool) -> String {
    let moved: Vec<String> = changes.iter().map(|change| moved(change, back)).collect();
    format!("{}: {}.", stands(component), moved.join("; "))
}

/// How to see that a root has nothing left to do.
fn no_changes(root: &Root) -> Proof {
    Proof { command: commands::plan_root(root), expect: "No changes.".to_owned() }
}

/// What is said of changes of components in Terraform of the team's own.
fn in_terraform(
    (root, alarms): (&Root, Option<Turn>),
    plan: &Plan,
    changed: &[(&Component, Vec<&Change>)],
) -> [String; 2] {
    let fields = changed.iter().flat_map(|(own, changes)| changes.iter().map(move |one| (own, &one.field)));
    let renewed = fields.filter_map(|(own, field)| {
        let head = own.common.terraform.as_ref().and_then(Tuned::resource_type);
        Some(plan.cloud.existing()?.renewed(own.spec.kind().name, field, head))
    });
    let renewed: BTreeSet<&str> = renewed.flatten().collect();
    let renewed: Vec<&str> = renewed.into_iter().collect();
    let but = match renewed.join(" or ") {
        none if none.is_empty() => String::new(),
        own => format!(" but {own}, of which a new version is made that is used from then on"),
    };
    let (with, but) = match alarms {
        None => (String::new(), but),
        Some(turn) => {
            let and = if but.is_empty() { " but" } else { ", and" };
            let file = join(&turn.dir, ALARMS).unwrap_or_default();
            (format!(", and what stands in {file} ({turn})"), format!("{but}{and} what stands in {file}"))
        }
    };
    [
        format!(
            "Where CI applies the folder {}: merge a pull request with what the first command changes and nothing else, and read what its plan says. Else type all of these, and commit the files that scaleprof build names.",
            root.dir
        ),
        format!(
            "The plan must change what stands here and what follows from it{with}, and nothing else. If it creates, replaces or destroys anything{but}, do not apply it."
        ),
    ]
}

/// The steps of a component by hand; none where some of what changes has no command.
fn by_hand<'a>(inputs: &'a Inputs<'_>, component: &Component) -> Option<&'a Steps> {
    inputs.steps.iter().find(|steps| steps.component == component.name)
}

/// What is said of the sizes that no command sets; none where each has one.
fn no_command(component: &Component, changes: &[&Change], steps: Option<&Steps>) -> Option<String> {
    let has = |field: &str| {
        let mut sizes = component.on.sizes().iter().filter(|size| size.field == field);
        let set = |resource: &str, path| {
            steps.is_some_and(|own| own.settable.contains(&(resource.to_owned(), path)))
        };
        if is_count(field) {
            return steps.is_some_and(|own| !own.counts_by_hand.is_empty());
        }
        steps.is_some_and(|own| !own.sizes_by_hand.is_empty())
            && sizes.any(|size| set(size.resource, size.path))
    };
    let fields = changes.iter().map(|change| change.field.as_str()).filter(|field| !has(field));
    let fields: Vec<&str> = fields.collect();
    (!fields.is_empty()).then(|| {
        format!(
            "No command is known for {} of {}: change it in the console, and look there that it is done.",
            fields.join(", "),
            stands(component)
        )
    })
}

/// The component whose own step brings the alarms of a folder: the first one there that is done, as a build of one component
/// has them all. None where they come with the rest.
fn brings_alarms<'a>(inputs: &Inputs<'_>, timeline: &'a Timeline<'_>, dir: &str) -> Option<&'a str> {
    let plan = inputs.diff.to;
    let here = |own: &Component| {
        let root = plan.root_of(own).and_then(|name| plan.header.terraform.get(name));
        own.common.terraform.is_some() && root.is_some_and(|root| root.dir == dir)
    };
    let late = |own: &Resize<'_>| Clock::new(own.latest, plan.window.as_ref(), inputs.now).late;
    let mut alone = timeline.resizes.iter().filter(|own| own.effect.interrupts() && here(own.component));
    alone.find(|own| !late(own)).map(|own| own.component.name.as_str())
}

/// Adds what owners must do so that the alarms that a step makes beside a root reach them.
fn confirmed(inputs: &Inputs<'_>, root: &str, step: &mut Step) {
    let Some(own) = to_confirm(inputs, root) else { return };
    step.notes.push(own.now.to_owned());
    step.proofs.push(own.proof);
}

/// A change that users feel, as a step of its own.
pub(super) fn alone(inputs: &Inputs<'_>, timeline: &Timeline<'_>, own: &Resize<'_>) -> Step {
    let (plan, component) = (inputs.diff.to, own.component);
    let felt = resize::felt(inputs, own);
    let late = felt.latest.late;
    let all: Vec<&Change> = own.changes.iter().collect();
    let mut notes: Vec<String> =
        (!all.is_empty()).then(|| line(component, &all, false)).into_iter().collect();
    notes.extend(along(inputs, component, false));
    let mut commands = Vec::new();
    let mut proofs = Vec::new();
    let mut alarmed = None;
    if component.common.terraform.is_some() {
        let name = plan.root_of(component).unwrap_or_default();
        if let Some(root) = plan.header.terraform.get(name) {
            alarmed = (brings_alarms(inputs, timeline, &root.dir) == Some(&component.name)).then_some(name);
            let alarms = alarmed.and_then(|name| turn(inputs.alarms, name));
            notes.extend(in_terraform((root, alarms), plan, &[(component, all.clone())]));
            commands = commands::apply_root(root, plan.name(), &[&component.name]);
        }
    } else {
        let steps = by_hand(inputs, component);
        notes.extend(no_command(component, &all, steps));
        if let Some(steps) = steps {
            commands.clone_from(&steps.sizes_by_hand);
            proofs.clone_from(&steps.sizes);
        }
    }
    let by_hand = component.common.resource.is_some();
    notes.extend(felt.notes);
    let profile = plan.name();
    let mut step = Step {
        notes,
        commands: if late { Vec::new() } else { commands },
        proofs,
        overrun: match felt.overrun {
            Some(_) if by_hand => Some(overrun::by_hand(own.holds, &component.name)),
            other => other,
        },
        instead: own.waits().next().is_none().then(|| format!(
            "it is too late; leave {name} as on a normal day: in profiles/{profile}.yaml write {name}: {{}} in place of its line, run {}, and read this page again. If it is done already, change nothing",
            commands::build(profile),
            name = component.name
        )),
        ..felt
    };
    if let Some(root) = alarmed {
        confirmed(inputs, root, &mut step);
    }
    step
}

/// The changes that users do not feel, a step for each place, with the counts: nothing schedules them.
pub(super) fn rest(inputs: &Inputs<'_>, timeline: &Timeline<'_>) -> Vec<Step> {
    let plan = inputs.diff.to;
    let alone: Vec<&str> = (timeline.resizes.iter())
        .filter(|resize| resize.effect.interrupts())
        .map(|resize| resize.component.name.as_str())
        .collect();
    let all = places(inputs);
    let several = all.len() > 1;
    let is_done = |own: &Changed<'_>, change: &Change| {
        alone.contains(&own.component.name.as_str()) && !is_count(&change.field)
    };
    let step = |(place, all): (&str, Vec<Changed<'_>>)| {
        let rest: Vec<(&Component, Vec<&Change>)> = (all.iter())
            .map(|own| (own.component, own.changes.iter().filter(|change| !is_done(own, change)).collect()))
            .filter(|(_, changes): &(_, Vec<&Change>)| !changes.is_empty())
            .collect();
        if rest.is_empty() {
            return None;
        }
        let mut notes: Vec<String> =
            rest.iter().map(|(component, changes)| line(component, changes, false)).collect();
        let open = rest.iter().filter(|(component, _)| !alone.contains(&component.name.as_str()));
        notes.extend(open.flat_map(|(component, _)| along(inputs, component, false)));
        let counts = rest.iter().any(|(_, changes)| changes.iter().any(|one| is_count(&one.field)));
        if counts {
            notes.push("Nothing schedules these counts: they rise now, and stay, at their price, until the way back takes them down.".to_owned());
        }
        let root = plan.header.terraform.get(place);
        let names: Vec<&str> = rest.iter().map(|(component, _)| component.name.as_str()).collect();
        let here = root.filter(|root| brings_alarms(inputs, timeline, &root.dir).is_none());
        let step = if let Some(root) = root {
            let alarms = here.and_then(|_| turn(inputs.alarms, place));
            notes.extend(in_terraform((root, alarms), plan, &rest));
            Step {
                commands: commands::apply_root(root, plan.name(), if several { &names } else { &[] }),
                proofs: vec![no_changes(root)],
                ..Step::due(format!("Change the rest in your Terraform ({place})"), timeline.apply, inputs)
            }
        } else {
            let mut step = Step::due("Change the rest by hand", timeline.apply, inputs);
            for (component, changes) in &rest {
                let counted = changes.iter().any(|change| is_count(&change.field));
                let sized = changes.iter().any(|change| !is_count(&change.field));
                let steps = by_hand(inputs, component);
                let sizes = steps.filter(|_| sized).map(|own| (&own.sizes_by_hand, &own.sizes));
                let counts = steps.filter(|_| counted).map(|own| (&own.counts_by_hand, &own.counts));
                notes.extend(no_command(component, changes, steps));
                typed([sizes, counts], &mut step);
            }
            step
        };
        let overrun = root.map(|_| overrun::apply(APPLY));
        let mut step = Step { owner: lead(plan), takes: Some(length(APPLY)), overrun, notes, ..step };
        if here.is_some() {
            confirmed(inputs, place, &mut step);
        }
        Some(step)
    };
    all.into_iter().filter_map(step).collect()
}

/// Adds the commands that change a component, and how to see that they worked.
fn typed(parts: [Option<(&Vec<String>, &Vec<Proof>)>; 2], step: &mut Step) {
    for (commands, proofs) in parts.into_iter().flatten() {
        step.commands.extend(commands.iter().cloned());
        step.proofs.extend(proofs.iter().cloned());
    }
}

/// Whether others open connections to a component.
fn takes_connections(component: &Component) -> bool {
    component.readings().iter().any(|own| {
        let facets = own.spec.facets();
        facets.database.is_some() || facets.node.is_some()
    })
}

/// The way back, a step for each place: those with nothing that others open connections to, and the rest, which comes
/// last.
pub(super) fn back(inputs: &Inputs<'_>) -> [Vec<Step>; 2] {
    let (plan, everyday) = (inputs.diff.to, inputs.diff.from.name());
    let places = places(inputs);
    let several = places.len() > 1;
    let step = |(place, all): (&str, Vec<Changed<'_>>)| {
        let mut notes: Vec<String> = (all.iter())
            .map(|own| line(own.component, &own.changes.iter().collect::<Vec<_>>(), true))
            .collect();
        notes.extend(all.iter().flat_map(|own| along(inputs, own.component, true)));
        let last = all.iter().any(|own| takes_connections(own.component));
        if last && all.len() > 1 {
            notes.push("In two changes: first the counts of what opens connections, then, when they have fallen, what it opens them to.".to_owned());
        }
        let stateful = |own: &&Changed<'_>| own.component.spec.facets().stateful;
        for own in all.iter().filter(stateful) {
            notes.push(format!("If {} holds data, drain the machines that go, and wait until all copies are complete, before its count falls.", own.component.name));
        }
        notes.extend(apply::felt_back(inputs, &|component| {
            let lead = plan.lead(&component.name).unwrap_or(&component.name);
            all.iter().any(|own| own.component.name == lead)
        }));
        let mut step = Step { from: true, owner: lead(plan), ..at(way_back(inputs, 0), inputs) };
        if let Some(root) = plan.header.terraform.get(place) {
            let changed: Vec<(&Component, Vec<&Change>)> =
                all.iter().map(|own| (own.component, own.changes.iter().collect())).collect();
            let [usual, launch] = inputs.alarms;
            let alarms = turn([launch, usual], place);
            let file = alarms.as_ref().and_then(|turn| join(&turn.dir, ALARMS));
            notes.extend(in_terraform((root, alarms), plan, &changed));
            step.title = format!("Change your Terraform back ({place})");
            let clients = all.iter().filter(|own| !takes_connections(own.component));
            let clients: Vec<&str> = clients.map(|own| own.component.name.as_str()).collect();
            if last && !clients.is_empty() {
                notes.extend(
                    file.map(|file| format!("What stands in {file} changes with the last of these builds.")),
                );
                step.commands = commands::apply_root(root, everyday, &clients);
            }
            let names: Vec<&str> = all.iter().map(|own| own.component.name.as_str()).collect();
            let only = if several { &names[..] } else { &[] };
            step.commands.extend(commands::apply_root(root, everyday, only));
            step.proofs = vec![no_changes(root)];
            step.takes = Some(length(APPLY));
            step.overrun = Some(overrun::apply(APPLY));
        } else {
            "Change back by hand".clone_into(&mut step.title);
            // Counts first: clients go before what they are connected to shrinks.
            for counts in [true, false] {
                for own in &all {
                    let changes: Vec<&Change> =
                        own.changes.iter().filter(|change| is_count(&change.field) == counts).collect();
                    let steps = by_hand(inputs, own.component);
                    notes.extend(no_command(own.component, &changes, steps));
                    let steps = steps.filter(|_| !changes.is_empty());
                    let part = steps.map(|own| {
                        if counts {
                            (&own.counts_back_by_hand, &own.roll_back_counts)
                        } else {
                            (&own.sizes_back_by_hand, &own.roll_back_sizes)
                        }
                    });
                    typed([part, None], &mut step);
                }
            }
        }
        step.notes = notes;
        (last, step)
    };
    let steps: Vec<(bool, Step)> = places.into_iter().map(step).collect();
    let (last, first): (Vec<_>, Vec<_>) = steps.into_iter().partition(|(last, _)| *last);
    [first, last].map(|steps| steps.into_iter().map(|(_, step)| step).collect())
}

/// What shows before the first step that everything is as on a normal day: the plan of each root.
pub(in crate::runbook) fn ready(plan: &Plan) -> Vec<String> {
    let used =
        |name: &str| plan.components.iter().filter_map(|own| plan.root_of(own)).any(|root| root == name);
    let roots = plan.header.terraform.iter().filter(|(name, _)| used(name));
    roots.flat_map(|(_, root)| commands::ready_root(root)).collect()
}
