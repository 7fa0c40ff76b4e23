//! After the window.

use jiff::SignedDuration;

use super::{Step, counted, lead, shared, sizes, summary};
use crate::effect::{self, Effect};
use crate::money::signed_dollars;
use crate::plan::Window;
use crate::runbook::{Clock, Material, person};

/// All steps.
pub(in crate::runbook) fn back(material: &Material<'_>) -> Vec<Step> {
    let mut out: Vec<Step> = fall(material).into_iter().collect();
    out.push(resized(material));
    let (plan, everyday) = (material.diff.to, material.diff.from.name());
    out.push(Step {
        title: "See that nothing is left on".to_owned(),
        owner: lead(plan),
        latest: after_end(material, 120),
        commands: vec![format!(
            "terraform -chdir=generated/{everyday} show -json | scaleprof status --state -"
        )],
        notes: vec!["The nightly job does the same and fails while something is left on.".to_owned()],
        expect: Some(format!("live: {everyday}")),
        from: true,
        ..Step::default()
    });
    out.extend(external(material));
    out
}

/// So many minutes after the end; nothing where there is no date.
fn after_end(material: &Material<'_>, minutes: i64) -> Clock {
    let window = material.diff.to.window.as_ref();
    let after = window.map(Window::duration).map(|length| {
        SignedDuration::ZERO.saturating_sub(length).saturating_sub(SignedDuration::from_mins(minutes))
    });
    after.map_or_else(Clock::default, |after| Clock::new(after, window, None))
}

/// The counts, by themselves.
fn fall(material: &Material<'_>) -> Option<Step> {
    let plan = material.diff.to;
    let timed = counted(material);
    if plan.window.is_none() || timed.is_empty() {
        return None;
    }
    let holds_data = |name: &str| plan.component(name).is_some_and(|own| own.spec.facets().stateful);
    let lasting: Vec<&str> =
        timed.iter().map(|steps| steps.component.as_str()).filter(|name| holds_data(name)).collect();
    let mut notes = vec![
        "Scheduled actions lower floors and ceilings to those of every day. Workers above them are ended; their messages are seen again."
            .to_owned(),
    ];
    if !lasting.is_empty() {
        notes.push(format!(
            "{} stays at its launch size, because it holds data: move its data off what will go, one machine at a time, before the next step.",
            lasting.join(", ")
        ));
    }
    let fallen = timed.iter().filter(|steps| !lasting.contains(&steps.component.as_str()));
    Some(Step {
        title: "The counts fall by themselves".to_owned(),
        owner: lead(plan),
        latest: after_end(material, 0),
        automatic: true,
        notes,
        proofs: fallen.flat_map(|steps| steps.back_proofs.clone()).collect(),
        ..Step::default()
    })
}

/// The everyday sizes, in one apply.
fn resized(material: &Material<'_>) -> Step {
    let (diff, everyday) = (material.diff, material.diff.from.name());
    let mut notes = vec![
        "Only when the counts have fallen: workers go before the database shrinks.".to_owned(),
        format!(
            "At the next quiet hour: each hour of waiting costs {}.",
            signed_dollars(material.diff.total.hour.expected)
        ),
        "Anything to destroy that is no scheduled action, or to replace: answer no.".to_owned(),
    ];
    for part in diff.changed() {
        let Some((before, after)) = diff.to.component(&part.name).zip(diff.from.component(&part.name)) else {
            continue;
        };
        for change in part.changes.iter().filter(|change| !change.field.starts_with("count.")) {
            let [to, from] = [&change.to, &change.from].map(|side| side.as_ref().map(|(value, _)| value));
            let rule = effect::find(&change.field, to, from, before, after);
            if let Some(rule) = rule.filter(|rule| rule.effect != Effect::None) {
                notes.push(format!("{} {}: {}: {}.", part.name, change.field, rule.effect, rule.what));
            }
        }
    }
    let resized = material.steps.iter().filter(|steps| !sizes(steps).is_empty());
    Step {
        title: "Apply the everyday sizes".to_owned(),
        from: true,
        owner: lead(diff.to),
        latest: after_end(material, 60),
        commands: vec![format!("terraform -chdir=generated/{everyday} apply")],
        expect: Some(summary(material.steps.iter().map(|steps| &steps.back), shared(diff))),
        notes,
        proofs: resized.flat_map(|steps| steps.back_proofs.clone()).collect(),
        ..Step::default()
    }
}

/// The vendors' plans.
fn external(material: &Material<'_>) -> Vec<Step> {
    let window = material.diff.to.window.as_ref();
    let steps = material.tasks.iter().filter(|task| task.changes).map(|task| {
        let to = task.current_plan.as_deref().unwrap_or("the everyday plan");
        let back = task.step_back.as_ref().zip(window).map(|(at, window)| {
            Clock::new(at.timestamp().duration_until(window.start.timestamp()), Some(window), None)
        });
        let mut notes = Vec::new();
        notes.extend(
            task.next_cost.iter().map(|cost| format!("The vendor's month after that costs {cost} USD.")),
        );
        notes.extend(task.how.iter().map(|how| format!("{how}.")));
        Step {
            title: format!("Have {} step {} back to {to}", task.service, task.name),
            owner: person(task, material.diff.to),
            from: true,
            latest: back.unwrap_or_else(|| after_end(material, 0)),
            notes,
            ..Step::default()
        }
    });
    let mut steps: Vec<Step> = steps.collect();
    steps.sort_by(|a, b| a.latest.at.cmp(&b.latest.at));
    steps
}
