//! Up to the start.

use jiff::{SignedDuration, ZonedDateTime};
use serde_json::Value;

use crate::cloud::aws::proof::Proof;
use crate::emit::Steps;
use crate::emit::delta::Delta;
use crate::external::ask::Ask;
use crate::external::task::Task;
use crate::money::number;
use crate::plan::window::{duration, stamp};
use crate::report;
use crate::runbook::clock::length;
use crate::runbook::steps::{Step, counted, lead, quotas, shared, sizes, summary, zones};
use crate::runbook::{Inputs, Person, person};
use crate::schedule::TESTS;
use crate::shell::word;
use crate::source::Place;
use crate::timeline::{APPLY, Resize, Timeline};

/// All steps, by what is due first.
pub(in crate::runbook) fn cut_over(inputs: &Inputs<'_>, timeline: &Timeline<'_>) -> Vec<Step> {
    let asked = quotas::step(inputs, timeline);
    let asked_title = asked.as_ref().map(|step| step.title.clone());
    let mut out: Vec<Step> = asked.into_iter().chain(zones::step(inputs, timeline)).collect();
    out.extend(external(inputs, timeline));
    out.extend(raises(inputs, timeline));
    let mut alone: Vec<String> = Vec::new();
    for resize in timeline.resizes.iter().filter(|resize| resize.effect.interrupts()) {
        let own = inputs.steps.iter().find(|steps| steps.component == resize.component.name);
        let Some((own, addresses)) = own.map(|own| (own, sizes(own))).filter(|(_, own)| !own.is_empty())
        else {
            continue;
        };
        out.push(resized(inputs, resize, own, &addresses));
        alone.extend(addresses);
    }
    out.push(rest(inputs, timeline, &alone));
    out.extend(rise(inputs, timeline));
    let lead = lead(inputs.diff.to);
    out.push(Step {
        owner: lead.clone(),
        takes: Some(length(TESTS)),
        ..Step::due(
            "Try everything once: the spot tests, each by its owner",
            timeline.deadline.saturating_add(TESTS),
            inputs,
        )
        .never_late()
    });
    out.push(Step {
        owner: lead,
        notes: vec![
            "Go when each row of the scorecard is ok, or what it names is done by now, or is accepted aloud by who decides; and when every test has passed.".to_owned(),
            "From now on nobody deploys or changes anything until the window is over, but for what the tables below say, and that is announced first; traffic may come half an hour early."
                .to_owned(),
        ],
        ..Step::due(
            "Go or no-go",
            timeline.deadline,
            inputs,
        )
        .never_late()
    });
    // What is due at the same time keeps its order.
    out.sort_by_key(|step| std::cmp::Reverse(step.due));
    let asked = out.iter().position(|step| Some(&step.title) == asked_title.as_ref());
    let decision = decision(inputs, timeline, asked.map(|at| at + 1));
    let at = out.partition_point(|step| step.due >= decision.due);
    out.insert(at, decision);
    out
}

/// What vendors are asked for.
fn external(inputs: &Inputs<'_>, timeline: &Timeline<'_>) -> Vec<Step> {
    let (plan, profile) = (inputs.diff.to, inputs.diff.to.name());
    let steps = inputs.tasks.iter().filter(|task| task.changes).map(|task| {
        let to = task.plan.as_deref().unwrap_or("a larger plan");
        let mut notes = vec![format!("Why: {}.", task.why)];
        if task.is_unneeded() {
            notes.push("The plan change is not needed: the everyday plan carries it.".to_owned());
        }
        notes.extend(task.first.iter().map(|first| format!("What breaks first: {first}.")));
        notes.extend(task.spent().map(|cost| format!("The vendor's month costs {cost} USD with it.")));
        let early = task.not_before.iter();
        notes.extend(early.map(|at| format!("Not before {}: what is paid ahead expires.", stamp(at))));
        notes.extend(task.how.iter().map(|how| format!("{how}.")));
        notes.push(format!("All of it: generated/{profile}/quotas/external/{}.md.", task.slug));
        let title = format!("Have {} change {} to {to}", task.service, task.name);
        let step = Step {
            owner: person(task, plan),
            takes: Some(task.lead_time.clone().unwrap_or_else(|| "unknown".to_owned())),
            notes,
            instead: (!task.is_unneeded()).then(|| CALL.to_owned()),
            ..Step::due(title, asked_by(task, inputs, timeline), inputs)
        };
        if task.is_unneeded() { step.never_late() } else { step }
    });
    steps.collect()
}

/// What is left when a vendor takes longer than there is time.
const CALL: &str =
    "do it all the same, and call them instead of writing; what doing without means is in plan B";

/// The limits that vendors are asked to raise.
fn raises(inputs: &Inputs<'_>, timeline: &Timeline<'_>) -> Vec<Step> {
    let (plan, profile) = (inputs.diff.to, inputs.diff.to.name());
    let all = inputs.tasks.iter().flat_map(|task| task.asks.iter().map(move |ask| (task, ask)));
    let step = |(task, ask): (&Task, &Ask)| {
        let today = format!("The vendor takes {} {} per {}", number(ask.most), task.metric, ask.per);
        let mut notes = vec![if ask.known {
            format!("{today}, and {} are expected: {}.", ask.usage, ask.then)
        } else {
            format!(
                "{today}, and whether that holds is not known: what is used is {}; {}. Say in the profile what comes in the busiest {}, and this step may go.",
                ask.usage, ask.then, ask.per
            )
        }];
        notes.extend(ask.raise.iter().map(|raise| format!("{raise}.")));
        notes.push(format!("All of it: generated/{profile}/quotas/external/{}.md.", task.slug));
        let (service, name) = (&task.service, &task.name);
        let title = match ask.amount {
            Some(amount) => {
                format!("Have {service} raise the limit of {name} to {} per {}", number(amount), ask.per)
            }
            None => format!("Find out what {name} takes per {}, and whether {service} allows it", ask.per),
        };
        Step {
            owner: person(task, plan),
            takes: Some(task.lead_time.clone().unwrap_or_else(|| "unknown".to_owned())),
            notes,
            instead: Some(CALL.to_owned()),
            ..Step::due(title, asked_by(task, inputs, timeline), inputs)
        }
    };
    all.map(step).collect()
}

/// When a vendor is asked at the latest, before the start: for the deadline of all, which is half an hour
/// before it at the latest.
fn asked_by(task: &Task, inputs: &Inputs<'_>, timeline: &Timeline<'_>) -> SignedDuration {
    let start = inputs.diff.to.window.as_ref().map(|window| window.start.timestamp());
    let before = |at: &ZonedDateTime| start.map(|start| at.timestamp().duration_until(start));
    let lead = task.lead_time.as_deref().and_then(|lead| duration(lead).ok()).unwrap_or_default();
    let least = timeline.deadline.saturating_add(lead);
    task.deadline.as_ref().and_then(before).map_or(least, |due| due.max(least))
}

/// Whether to begin with what cannot be taken back without anybody noticing. `asked` is the number of the step
/// about quotas, where there is one.
fn decision(inputs: &Inputs<'_>, timeline: &Timeline<'_>, asked: Option<usize>) -> Step {
    let asked = asked.map_or_else(|| "nothing is to be asked for".to_owned(), |step| format!("step {step}"));
    Step {
        owner: lead(inputs.diff.to),
        notes: vec![
            format!(
                "Go when each quota has at least what the launch begins with ({asked}), when each vendor whose time has come has been asked, when last night's backups are there, and when AWS is about to do nothing of its own (below)."
            ),
            "Until now users have felt nothing: a no costs no more than what vendors have been paid."
                .to_owned(),
        ],
        look: "Look at these first, and make the copies that they make",
        proofs: inputs.steps.iter().flat_map(|steps| steps.before.clone()).collect(),
        ..Step::due("Decide whether to begin with what users could feel", timeline.decision(), inputs)
            .never_late()
    }
}

/// A size that users feel the change of: by itself, so that its moment can be chosen.
fn resized(inputs: &Inputs<'_>, resize: &Resize<'_>, own: &Steps, addresses: &[String]) -> Step {
    let (plan, name) = (inputs.diff.to, &resize.component.name);
    let profile = plan.name();
    let targets: Vec<String> = addresses.iter().map(|address| format!("-target={}", word(address))).collect();
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
    let due = Step::due(format!("Resize {name}"), resize.latest, inputs);
    // Whether it is done is not known here: what would do or undo it is not there to paste.
    let late = due.latest.late;
    if !late {
        notes.push("-target makes Terraform warn that the plan is partial: that is meant. One apply at a time: they share a lock.".to_owned());
    }
    let command = || format!("terraform -chdir=generated/{profile} apply {}", targets.join(" "));
    Step {
        owner: Person::of(plan, resize.component.common.owner.as_deref()),
        takes: resize.takes.map(|takes| {
            if resize.holds < takes {
                let (holds, takes) = (length(resize.holds), length(takes));
                format!("{holds}; what it sets off goes on for up to {takes} behind it, so go on meanwhile")
            } else {
                length(takes)
            }
        }),
        commands: (!late).then(command).into_iter().collect(),
        expect: (!late).then(|| summary(std::iter::once(&own.there.only(addresses)), 0)),
        notes,
        effect: Some(resize.effect.word()),
        instead: Some(format!(
            "it is too late; leave {name} as on a normal day: in profiles/{profile}.yaml write {name}: {{}} in place of its line, run scaleprof build {profile}, and read this page again (times and plan lines have changed). If it is done, change nothing: the size would be taken back"
        )),
        look: if late { "See whether it is done" } else { due.look },
        proofs: own.sizes.clone(),
        ..due
    }
}

/// Everything that hurts nobody, in one apply.
fn rest(inputs: &Inputs<'_>, timeline: &Timeline<'_>, alone: &[String]) -> Step {
    let plan = inputs.diff.to;
    let profile = plan.name();
    let rest: Vec<Delta> = inputs.steps.iter().map(|steps| steps.there.without(alone)).collect();
    let mild = || timeline.resizes.iter().filter(|resize| !resize.effect.interrupts());
    let mut notes = vec![
        "It asks before it does anything: compare the line, then type yes. Each step above that was skipped adds its changes to the line; after the floors have risen there is less to add. Anything to destroy or to replace: answer no.".to_owned(),
        "If it names an aws_instance or an aws_db_instance that was left out above because it was too late: answer no, and take that size out of the profile first.".to_owned(),
        "AWS has mailed each owner a subscription to confirm, when the everyday profile was applied: until it is confirmed their alarms reach nobody.".to_owned(),
        "Plan and apply in one, as this command does: a plan that was saved before the floors rise is refused after it.".to_owned(),
        "Between the time that the floors rise and two minutes after it a plan names the schedules: look again then.".to_owned(),
    ];
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
        expect: Some(summary(rest.iter(), shared(inputs.diff))),
        notes,
        instead: plan.window.is_some().then(|| "apply it all the same, without sizes that are too late: once their time has come an apply raises the floors itself".to_owned()),
        proofs: vec![
            Proof {
                command: format!("terraform -chdir=generated/{profile} plan"),
                expect: "No changes.".to_owned(),
            },
            Proof {
                command: format!(
                    "aws sns list-subscriptions --region {} --output text --query \"Subscriptions[?SubscriptionArn=='PendingConfirmation'].Endpoint\"",
                    plan.header.cloud.region
                ),
                expect: "no address of an owner".to_owned(),
            },
        ],
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

/// The floors, by themselves where there is a date.
fn rise(inputs: &Inputs<'_>, timeline: &Timeline<'_>) -> Option<Step> {
    let plan = inputs.diff.to;
    let profile = plan.name();
    let counted = counted(inputs);
    let timed = plan.window.is_some();
    let (title, notes) = if timed {
        (
            "The floors rise by themselves",
            vec![
                "Scheduled actions do it, up to two minutes late. Nothing to do but to look.".to_owned(),
                format!(
                    "If they have not risen five minutes later: terraform -chdir=generated/{profile} apply. The plan names only groups and scalable targets; else answer no."
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
