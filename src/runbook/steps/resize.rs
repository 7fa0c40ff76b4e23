//! The resize of one component, for which users are interrupted.

use jiff::SignedDuration;
use serde_json::Value;

use crate::cloud::existing::swallowed::Swallowing;
use crate::cloud::lowered::Around;
use crate::effect::Effect;
use crate::report;
use crate::report::view::waits::{instead, why};
use crate::runbook::clock::{Clock, length};
use crate::runbook::commands;
use crate::runbook::inputs::Inputs;
use crate::runbook::people::Person;
use crate::runbook::steps::{Step, overrun, summary};
use crate::source::Place;
use crate::switch::steps::Steps;
use crate::switch::timeline::Resize;

/// A change of size that users feel. It is a step of its own, so that people can choose its moment.
pub(super) fn step(inputs: &Inputs<'_>, resize: &Resize<'_>, own: &Steps, addresses: &[String]) -> Step {
    let (plan, name) = (inputs.diff.to, &resize.component.name);
    let profile = plan.name();
    let mut felt = felt(inputs, resize);
    let made = own.cut_over.only(addresses).add;
    if !made.is_empty() {
        felt.notes.push(format!("It makes {}. The way back deletes what it has made.", made.join(", ")));
    }
    // Nobody knows here whether the resize is done. Once it is late, the page has no command that would do it or
    // undo it, so that nobody pastes one by mistake.
    let late = felt.latest.late;
    if !late {
        felt.notes.push("Terraform warns that the plan is partial, because of -target: that is intended. Run one apply at a time: they share a lock.".to_owned());
    }
    let Around { first, last } = own.around.clone();
    if !first.is_empty() {
        felt.notes.push(format!("{name} is handed over first, and back afterwards: do not stop in between."));
    }
    let around = |commands: Vec<String>| -> Vec<String> {
        if commands.is_empty() { commands } else { [first.clone(), commands, last.clone()].concat() }
    };
    let apply = commands::apply_only(profile, addresses);
    Step {
        commands: if late { Vec::new() } else { first.iter().cloned().chain([apply]).collect() },
        afterwards: if late { Vec::new() } else { last.clone() },
        expect: (!late).then(|| summary(std::iter::once(&own.cut_over.only(addresses)), 0)),
        by_hand: if late { Vec::new() } else { around(own.sizes_by_hand.clone()) },
        instead: Some(format!(
            "it is too late; leave {name} as on a normal day: in profiles/{profile}.yaml write {name}: {{}} in place of its line, run {}, and read this page again, because times and plan lines change. If it is done already, change nothing: that would take the size back",
            commands::build(profile)
        )),
        proofs: own.sizes.clone(),
        ..felt
    }
}

/// What users feel of a resize, when it begins, and what is said: without the commands that do it.
pub(super) fn felt(inputs: &Inputs<'_>, resize: &Resize<'_>) -> Step {
    let (plan, name) = (inputs.diff.to, &resize.component.name);
    let value = |side: &Option<(Value, Place)>| {
        side.as_ref().map_or_else(|| "left out".to_owned(), |(value, _)| report::value(value))
    };
    let mut notes = Vec::new();
    let own = resize.changes.iter().map(|change| (String::new(), change));
    let along = resize.along.iter();
    let along = along.flat_map(|(own, all)| all.iter().map(|change| (format!("{} ", own.name), change)));
    for (of, change) in own.chain(along) {
        let Some(rule) = change.effect else { continue };
        notes.push(format!(
            "{of}{}: {} → {}: {}.",
            change.field,
            value(&change.from),
            value(&change.to),
            rule.what
        ));
        let avoid = rule.avoid.map(|avoid| format!("To reduce the effect: {avoid}."));
        notes.extend(avoid.filter(|avoid| !notes.contains(avoid)));
    }
    let waiting: Vec<&Swallowing> = resize.waits().collect();
    for waits in &waiting {
        notes.push(format!(
            "The apply alone does not make the change: {}. So {}.",
            why(waits),
            instead(waits)
        ));
    }
    if !waiting.is_empty() {
        notes.push(format!(
            "If it has not happened by go or no-go, and {} may not make it at once, launch without it: nobody knows here when that window is.",
            plan.cloud.short()
        ));
    }
    notes.extend(memory(resize.effect, name));
    let due = Step::due(format!("Resize {name}"), resize.latest, inputs);
    if !waiting.is_empty() {
        // It has no hour: the latest start is that of a change which happens with the apply.
        return Step {
            title: format!("Resize {name}, which waits for a maintenance window"),
            latest: Clock::default(),
            owner: Person::of(plan, resize.component.common.owner.as_deref()),
            takes: Some("until the next maintenance window, unless it is made at once".to_owned()),
            notes,
            effect: Some(resize.effect.word()),
            try_it: resize.component.common.test.clone(),
            look: "See whether it is done",
            ..due
        };
    }
    let late = due.latest.late;
    let named = match &resize.component.common.what {
        Some(what) => format!("{name} ({what})"),
        None => name.clone(),
    };
    let say = say(resize.effect, &named, resize.holds, resize.takes);
    Step {
        owner: Person::of(plan, resize.component.common.owner.as_deref()),
        takes: resize.takes.map(|takes| {
            if resize.holds < takes {
                let cloud = plan.cloud.short();
                let (holds, takes) = (length(resize.holds), length(takes));
                format!("{holds}; {cloud} finishes it in the background within {takes}, so go on meanwhile")
            } else {
                length(takes)
            }
        }),
        notes,
        effect: Some(resize.effect.word()),
        say: say.filter(|_| !late),
        try_it: resize.component.common.test.clone(),
        overrun: Some(overrun::change(resize.holds, name)),
        look: if late { "See whether it is done" } else { due.look },
        ..due
    }
}

/// What is gone from memory after it, which nobody sees in a check.
fn memory(effect: Effect, name: &str) -> Option<String> {
    match effect {
        Effect::Restart | Effect::Replace => Some(format!(
            "The memory of {name} is empty afterwards. A cache starts cold, and whatever is behind it takes the load until it is full again; what was in memory alone is lost. Warm it up before go or no-go."
        )),
        Effect::BriefFailover => Some(format!(
            "The memory of {name} is empty afterwards: its first queries are slower, until what they need is in memory again."
        )),
        Effect::None | Effect::Degraded | Effect::Rejected => None,
    }
}

/// What everybody is told before it.
fn say(effect: Effect, name: &str, holds: SignedDuration, takes: Option<SignedDuration>) -> Option<String> {
    let within = length(takes.unwrap_or(holds));
    match effect {
        Effect::Restart => Some(format!("{name} is down for about {}, from now on", length(holds))),
        Effect::BriefFailover => Some(format!(
            "connections to {name} drop once, for a minute or two, within {within} from now on; no long transactions until then"
        )),
        Effect::Replace => {
            Some(format!("{name} is replaced within {within} from now on, and down meanwhile"))
        }
        Effect::None | Effect::Degraded | Effect::Rejected => None,
    }
}
