//! Up to the start.

use jiff::{SignedDuration, ZonedDateTime};
use serde_json::Value;

use super::{Step, counted, lead, person, shared, sizes, summary};
use crate::cloud::aws::Proof;
use crate::emit::{Delta, Steps};
use crate::plan::{duration, stamp};
use crate::report;
use crate::runbook::clock::length;
use crate::runbook::{Material, Person};
use crate::schedule::TESTS;
use crate::source::Place;
use crate::timeline::{APPLY, QUOTA_LEAD, Resize, Timeline};

/// All steps, by what is due first.
pub(in crate::runbook) fn there(material: &Material<'_>, timeline: &Timeline<'_>) -> Vec<Step> {
    let mut out: Vec<Step> = quotas(material, timeline).into_iter().collect();
    out.extend(external(material, timeline));
    out.push(decision(material, timeline));
    let mut alone: Vec<String> = Vec::new();
    for resize in timeline.resizes.iter().filter(|resize| resize.effect.interrupts()) {
        let own = material.steps.iter().find(|steps| steps.component == resize.component.name);
        let Some((own, addresses)) = own.map(|own| (own, sizes(own))).filter(|(_, own)| !own.is_empty())
        else {
            continue;
        };
        out.push(resized(material, resize, own, &addresses));
        alone.extend(addresses);
    }
    out.push(rest(material, timeline, &alone));
    out.extend(rise(material, timeline));
    let lead = lead(material.diff.to);
    out.push(Step {
        owner: lead.clone(),
        takes: Some(length(TESTS)),
        ..Step::due(
            "Try everything once: the spot tests below, each by its owner",
            timeline.deadline.saturating_add(TESTS),
            material,
        )
        .never_late()
    });
    out.push(Step {
        owner: lead,
        notes: vec![
            "From now on nobody deploys or changes anything until the window is over; traffic may come half an hour early."
                .to_owned(),
        ],
        ..Step::due(
            "Go or no-go: every row of the scorecard is ok or accepted, every test passed",
            timeline.deadline,
            material,
        )
        .never_late()
    });
    // What is due at the same time keeps its order.
    out.sort_by_key(|step| std::cmp::Reverse(step.due));
    out
}

/// What AWS is asked for.
fn quotas(material: &Material<'_>, timeline: &Timeline<'_>) -> Option<Step> {
    let plan = material.diff.to;
    let profile = plan.name();
    let asks = material.asked;
    let due = timeline.first().saturating_add(QUOTA_LEAD);
    let history = "list-requested-service-quota-change-history";
    let query = "RequestedQuotas[].[QuotaName,DesiredValue,Status]";
    let region = &plan.header.cloud.region;
    (asks > 0).then(|| Step {
        owner: lead(plan),
        takes: Some("minutes for small raises, up to three days for large ones".to_owned()),
        commands: vec![
            format!("terraform -chdir=generated/{profile}/quotas init"),
            format!("terraform -chdir=generated/{profile}/quotas apply"),
        ],
        expect: Some(format!("Plan: {asks} to add, 0 to change, 0 to destroy.")),
        notes: vec![
            format!("Or with the AWS CLI, line by line: generated/{profile}/quotas/quota-request.md."),
            "Later than this it may still be granted in time; nobody promises it. Do it now.".to_owned(),
            "A green apply only means that it is asked for.".to_owned(),
        ],
        proofs: vec![Proof {
            command: format!(
                "aws service-quotas {history} --region {region} --output text --query '{query}'"
            ),
            expect: "APPROVED in each line".to_owned(),
        }],
        ..Step::due(format!("Ask AWS for {asks} quota{}", if asks == 1 { "" } else { "s" }), due, material)
            .never_late()
    })
}

/// What vendors are asked for.
fn external(material: &Material<'_>, timeline: &Timeline<'_>) -> Vec<Step> {
    let (plan, profile) = (material.diff.to, material.diff.to.name());
    let start = plan.window.as_ref().map(|window| window.start.timestamp());
    let steps = material.tasks.iter().filter(|task| task.changes).map(|task| {
        let to = task.plan.as_deref().unwrap_or("a larger plan");
        let before = |at: &ZonedDateTime| start.map(|start| at.timestamp().duration_until(start));
        // By the deadline of all, which is half an hour before the start at the latest.
        let lead = task.lead_time.as_deref().and_then(|lead| duration(lead).ok()).unwrap_or_default();
        let least = timeline.deadline.saturating_add(lead);
        let due = task.deadline.as_ref().and_then(before).map_or(least, |due| due.max(least));
        let mut notes = vec![format!("Why: {}.", task.why)];
        notes.extend(task.first.iter().map(|first| format!("What breaks first: {first}.")));
        notes.extend(task.cost.iter().map(|cost| format!("It costs {cost} USD this month.")));
        let early = task.not_before.iter();
        notes.extend(early.map(|at| format!("Not before {}: what is paid ahead expires.", stamp(at))));
        notes.extend(task.how.iter().map(|how| format!("{how}.")));
        notes.push(format!("All of it: generated/{profile}/quotas/external/{}.md.", task.slug));
        Step {
            owner: person(task),
            takes: Some(task.lead_time.clone().unwrap_or_else(|| "unknown".to_owned())),
            notes,
            instead: Some("call them instead of writing, and agree on doing without it (plan B)".to_owned()),
            ..Step::due(format!("Have {} change {} to {to}", task.service, task.name), due, material)
        }
    });
    steps.collect()
}

/// Whether to begin with what cannot be taken back without anybody noticing.
fn decision(material: &Material<'_>, timeline: &Timeline<'_>) -> Step {
    Step {
        owner: lead(material.diff.to),
        notes: vec![
            "Go when each quota is granted, or a smaller launch is agreed (plan B); when each vendor has answered, or doing without is agreed; when last night's backups are there."
                .to_owned(),
            "Until now nothing has changed for anybody: a no costs nothing.".to_owned(),
        ],
        ..Step::due("Decide whether to begin with what users could feel", timeline.decision(), material)
            .never_late()
    }
}

/// A size that users feel the change of: by itself, so that its moment can be chosen.
fn resized(material: &Material<'_>, resize: &Resize<'_>, own: &Steps, addresses: &[String]) -> Step {
    let (plan, name) = (material.diff.to, &resize.component.name);
    let profile = plan.name();
    let targets: Vec<String> = addresses.iter().map(|address| format!("-target={address}")).collect();
    let value = |side: &Option<(Value, Place)>| {
        side.as_ref().map_or_else(|| "left out".to_owned(), |(value, _)| report::value(value))
    };
    let mut notes = Vec::new();
    for change in &resize.changes {
        let Some(rule) = change.effect else { continue };
        notes.push(format!(
            "{}: {} → {}: {}.",
            change.field,
            value(&change.from),
            value(&change.to),
            rule.what
        ));
        notes.extend(rule.avoid.map(|avoid| format!("To soften it: {avoid}.")));
    }
    notes.push("-target makes Terraform warn that the plan is partial: that is meant.".to_owned());
    Step {
        owner: Person::of(plan, resize.component.common.owner.as_deref()),
        takes: resize.takes.map(length),
        commands: vec![format!("terraform -chdir=generated/{profile} apply {}", targets.join(" "))],
        expect: Some(summary(std::iter::once(&own.there.only(addresses)), 0)),
        notes,
        effect: Some(resize.effect.word()),
        instead: Some(format!(
            "leave {name} as on a normal day: take its size out of profiles/{profile}.yaml, build, and launch with the rest"
        )),
        proofs: own.proofs.clone(),
        ..Step::due(format!("Resize {name}"), resize.latest, material)
    }
}

/// Everything that hurts nobody, in one apply.
fn rest(material: &Material<'_>, timeline: &Timeline<'_>, alone: &[String]) -> Step {
    let plan = material.diff.to;
    let profile = plan.name();
    let rest: Vec<Delta> = material.steps.iter().map(|steps| steps.there.without(alone)).collect();
    let mild = || timeline.resizes.iter().filter(|resize| !resize.effect.interrupts());
    let due = mild().map(|resize| resize.latest).fold(timeline.apply, SignedDuration::max);
    let mut notes = vec!["It asks before it does anything: compare the line, then type yes.".to_owned()];
    for resize in mild() {
        let rules = resize.changes.iter().filter_map(|change| change.effect);
        if let Some(rule) = rules.max_by_key(|rule| rule.effect) {
            let takes = resize.takes.map_or_else(|| "unknown".to_owned(), length);
            notes.push(format!("{}: {} (takes {takes}).", resize.component.name, rule.what));
        }
    }
    Step {
        owner: lead(plan),
        takes: Some(length(APPLY)),
        commands: vec![format!("terraform -chdir=generated/{profile} apply")],
        expect: Some(summary(rest.iter(), shared(material.diff))),
        notes,
        instead: Some(
            "apply it all the same: once their time has come an apply raises the floors itself".to_owned(),
        ),
        proofs: vec![Proof {
            command: format!("terraform -chdir=generated/{profile} plan"),
            expect: "No changes.".to_owned(),
        }],
        ..Step::due(
            "Apply the rest: ceilings, alarms, the dashboard, and the schedule that raises the floors",
            due,
            material,
        )
    }
}

/// The floors, by themselves where there is a date.
fn rise(material: &Material<'_>, timeline: &Timeline<'_>) -> Option<Step> {
    let plan = material.diff.to;
    let profile = plan.name();
    let counted = counted(material);
    let timed = plan.window.is_some();
    let (title, notes) = if timed {
        (
            "The floors rise by themselves",
            vec![
                "Scheduled actions do it, up to two minutes late. Nothing to do but to look.".to_owned(),
                format!(
                    "If they have not risen five minutes later: terraform -chdir=generated/{profile} apply."
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
        proofs: counted.iter().flat_map(|steps| steps.proofs.clone()).collect(),
        ..Step::due(title, timeline.raise, material).never_late()
    })
}
