//! What is done, in order: there, and back.

use jiff::SignedDuration;
use serde::Serialize;

use super::{Clock, Material, Person, clock};
use crate::cloud::aws::Proof;
use crate::emit::{Delta, Steps};
use crate::plan::duration;
use crate::quota::Verdict;
use crate::timeline::{APPLY, QUOTA_LEAD, Resize, Timeline};

/// One thing to do.
#[derive(Debug, Default, Serialize)]
pub struct Step {
    /// In a few words.
    pub title: String,
    /// Who does it.
    pub owner: Option<Person>,
    /// Its latest safe start, or when it happens by itself.
    pub latest: Clock,
    /// The same as a length before the start.
    #[serde(skip)]
    pub due: SignedDuration,
    /// How long it takes.
    pub takes: Option<String>,
    /// Whether it happens by itself.
    pub automatic: bool,
    /// What to type.
    pub commands: Vec<String>,
    /// What Terraform says before it asks.
    pub expect: Option<String>,
    /// What there is to know, a sentence each.
    pub notes: Vec<String>,
    /// What live users feel, unless it is nothing.
    pub effect: Option<&'static str>,
    /// What is left when it is too late.
    pub instead: Option<String>,
    /// How to see that it worked.
    pub proofs: Vec<Proof>,
}

/// `Plan: 0 to add, 1 to change, 0 to destroy.`
fn summary<'a>(deltas: impl Iterator<Item = &'a Delta>, extra: usize) -> String {
    let (mut add, mut change, mut destroy) = (0, extra, 0);
    for delta in deltas {
        add += delta.add.len();
        change += delta.change.len();
        destroy += delta.destroy.len();
    }
    if add + change + destroy == 0 {
        return "No changes.".to_owned();
    }
    format!("Plan: {add} to add, {change} to change, {destroy} to destroy.")
}

/// Resources that hold a size which no schedule changes, of a component.
fn sizes(steps: &Steps) -> Vec<String> {
    let sized = ["aws_db_instance.", "aws_instance.", "aws_ebs_volume."];
    let change = steps.there.change.iter();
    change.filter(|address| sized.iter().any(|kind| address.starts_with(kind))).cloned().collect()
}

/// Up to the start.
pub(super) fn there(material: &Material<'_>, timeline: &Timeline<'_>) -> Vec<Step> {
    let (plan, diff) = (material.diff.to, material.diff);
    let profile = plan.name();
    let clock = |before| Clock::new(before, plan.window.as_ref(), material.now);
    let lead = plan.header.event.as_ref().and_then(|event| Person::of(plan, event.lead.as_deref()));
    let mut out = Vec::new();

    let asks = material.quotas.iter().filter(|row| row.verdict == Verdict::Ask).count();
    if asks > 0 {
        out.push(Step {
            title: format!("Ask AWS for {asks} quota{}", if asks == 1 { "" } else { "s" }),
            owner: lead.clone(),
            latest: Clock { late: false, ..clock(timeline.first().saturating_add(QUOTA_LEAD)) },
            due: timeline.first().saturating_add(QUOTA_LEAD),
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
                    "aws service-quotas list-requested-service-quota-change-history --region {} --output text --query 'RequestedQuotas[].[QuotaName,DesiredValue,Status]'",
                    plan.header.cloud.region
                ),
                expect: "APPROVED in each line".to_owned(),
            }],
            ..Step::default()
        });
    }
    out.extend(external(material, timeline));

    out.push(decision(material, timeline, lead.clone()));
    let mut held: Vec<String> = Vec::new();
    for resize in &timeline.resizes {
        let Some(own) = material.steps.iter().find(|steps| steps.component == resize.component.name) else {
            continue;
        };
        let addresses = sizes(own);
        if addresses.is_empty() || !resize.effect.interrupts() {
            continue;
        }
        out.push(resized(material, resize, own, &addresses));
        held.extend(addresses);
    }

    // What is due first comes first; what is due at the same time keeps its order.
    out.sort_by_key(|step| std::cmp::Reverse(step.due));

    let rest: Vec<Delta> = material.steps.iter().map(|steps| steps.there.without(&held)).collect();
    let mut notes = vec!["It asks before it does anything: compare the line, then type yes.".to_owned()];
    for resize in timeline.resizes.iter().filter(|resize| !resize.effect.interrupts()) {
        let what = resize.changes.iter().filter_map(|change| change.effect).max_by_key(|rule| rule.effect);
        if let Some(rule) = what {
            let takes = resize.takes.map_or_else(|| "unknown".to_owned(), clock::length);
            notes.push(format!("{}: {} (takes {takes}).", resize.component.name, rule.what));
        }
    }
    let slow = timeline.resizes.iter().filter(|resize| !resize.effect.interrupts());
    let latest = slow.map(|resize| resize.latest).fold(timeline.apply, SignedDuration::max);
    out.push(Step {
        title: "Apply the rest: ceilings, alarms, the dashboard, and the schedule that raises the floors"
            .to_owned(),
        owner: lead.clone(),
        latest: clock(latest),
        takes: Some(clock::length(APPLY)),
        commands: vec![format!("terraform -chdir=generated/{profile} apply")],
        expect: Some(summary(rest.iter(), usize::from(dashboard(diff)))),
        notes,
        proofs: vec![Proof {
            command: format!("terraform -chdir=generated/{profile} plan"),
            expect: "No changes.".to_owned(),
        }],
        ..Step::default()
    });

    let timed: Vec<&Steps> = material.steps.iter().filter(|steps| rises(diff, &steps.component)).collect();
    if !timed.is_empty() {
        let (title, notes) = if plan.window.is_some() {
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
        out.push(Step {
            title: title.to_owned(),
            owner: lead.clone(),
            latest: Clock { late: false, ..clock(timeline.raise) },
            automatic: plan.window.is_some(),
            notes,
            proofs: timed.iter().flat_map(|steps| steps.proofs.clone()).collect(),
            ..Step::default()
        });
    }
    out.push(Step {
        title: "Try everything once: the spot tests below, each by its owner".to_owned(),
        owner: lead.clone(),
        latest: Clock { late: false, ..clock(timeline.deadline.saturating_add(crate::schedule::TESTS)) },
        takes: Some(clock::length(crate::schedule::TESTS)),
        ..Step::default()
    });
    out.push(Step {
        title: "Go or no-go: every row of the scorecard is ok or accepted, every test passed".to_owned(),
        owner: lead,
        latest: Clock { late: false, ..clock(timeline.deadline) },
        notes: vec!["From now on nobody deploys or changes anything until the window is over; traffic may come half an hour early.".to_owned()],
        ..Step::default()
    });
    out
}

/// Whether to begin with what cannot be taken back without anybody noticing.
fn decision(material: &Material<'_>, timeline: &Timeline<'_>, lead: Option<Person>) -> Step {
    let plan = material.diff.to;
    let due = timeline.first().saturating_add(SignedDuration::from_mins(5));
    Step {
        title: "Decide whether to begin with what users could feel".to_owned(),
        owner: lead,
        latest: Clock { late: false, ..Clock::new(due, plan.window.as_ref(), material.now) },
        due,
        notes: vec![
            "Go when each quota is granted, or a smaller launch is agreed (plan B); when each vendor has answered, or doing without is agreed; when last night's backups are there.".to_owned(),
            "Until now nothing has changed for anybody: a no costs nothing.".to_owned(),
        ],
        ..Step::default()
    }
}

/// A size that users feel the change of: by itself, so that its moment can be chosen.
fn resized(material: &Material<'_>, resize: &Resize<'_>, own: &Steps, addresses: &[String]) -> Step {
    let plan = material.diff.to;
    let profile = plan.name();
    let targets: Vec<String> = addresses.iter().map(|address| format!("-target={address}")).collect();
    let mut notes = Vec::new();
    for change in &resize.changes {
        let Some(rule) = change.effect else { continue };
        let value = |side: &Option<(serde_json::Value, crate::source::Place)>| {
            side.as_ref().map_or_else(|| "-".to_owned(), |(value, _)| crate::report::value(value))
        };
        notes.push(format!(
            "{}: {} -> {}: {}.",
            change.field,
            value(&change.from),
            value(&change.to),
            rule.what
        ));
        notes.extend(rule.avoid.map(|avoid| format!("To soften it: {avoid}.")));
    }
    notes.push("-target makes Terraform warn that the plan is partial: that is meant.".to_owned());
    Step {
        title: format!("Resize {}", resize.component.name),
        owner: Person::of(plan, resize.component.common.owner.as_deref()),
        latest: Clock::new(resize.latest, plan.window.as_ref(), material.now),
        due: resize.latest,
        takes: resize.takes.map(clock::length),
        commands: vec![format!("terraform -chdir=generated/{profile} apply {}", targets.join(" "))],
        expect: Some(summary(std::iter::once(&own.there.only(addresses)), 0)),
        notes,
        effect: Some(resize.effect.word()),
        instead: Some(format!(
            "leave {} as on a normal day: take its size out of profiles/{profile}.yaml, build, and launch with the rest",
            resize.component.name
        )),
        proofs: own.proofs.clone(),
        ..Step::default()
    }
}

/// What vendors are asked for.
fn external(material: &Material<'_>, timeline: &Timeline<'_>) -> Vec<Step> {
    let (plan, profile) = (material.diff.to, material.diff.to.name());
    let all = plan.header.external.iter();
    all.filter_map(|(name, external)| {
        let before = material.diff.from.header.external.get(name);
        if before.is_some_and(|before| before.plan == external.plan && before.included == external.included) {
            return None;
        }
        let lead = external.lead_time.as_deref().and_then(|lead| duration(lead).ok());
        let latest = timeline.deadline.saturating_add(lead.unwrap_or_default());
        let page = format!("generated/{profile}/quotas/external/{}.md", crate::cloud::name::slug(name));
        Some(Step {
            title: format!("Ask {} for the larger plan of {name}", external.service),
            owner: Person::of(plan, external.owner.as_deref()),
            latest: Clock::new(latest, plan.window.as_ref(), material.now),
            due: latest,
            takes: Some(lead.map_or_else(|| "unknown".to_owned(), clock::length)),
            instead: Some("call them instead of writing, and agree on doing without it (plan B)".to_owned()),
            notes: external
                .how
                .iter()
                .map(|how| format!("{how}."))
                .chain([format!("What, why and when back: {page}.")])
                .collect(),
            ..Step::default()
        })
    })
    .collect()
}

/// Whether the count of a component differs.
fn rises(diff: &crate::diff::Diff<'_>, name: &str) -> bool {
    let count =
        |plan: &crate::plan::Plan| plan.component(name).and_then(|own| own.spec.facets().count.copied());
    let (from, to) = (count(diff.from), count(diff.to));
    from.zip(to).is_some_and(|(from, to)| (from.min, from.max) != (to.min, to.max))
}

/// Whether the dashboard changes: it shows where the alarms are.
fn dashboard(diff: &crate::diff::Diff<'_>) -> bool {
    diff.to.components.iter().any(|component| {
        diff.from
            .component(&component.name)
            .is_none_or(|before| before.spec.watches() != component.spec.watches())
    })
}

/// After the window.
pub(super) fn back(material: &Material<'_>) -> Vec<Step> {
    let (plan, diff) = (material.diff.to, material.diff);
    let everyday = diff.from.name();
    let lead = plan.header.event.as_ref().and_then(|event| Person::of(plan, event.lead.as_deref()));
    let length = plan.window.as_ref().map(crate::plan::Window::duration);
    let after = |more: i64| match length {
        Some(length) => {
            let before =
                SignedDuration::ZERO.saturating_sub(length).saturating_sub(SignedDuration::from_mins(more));
            Clock::new(before, plan.window.as_ref(), None)
        }
        None => Clock::default(),
    };
    let mut out = Vec::new();
    let timed: Vec<&Steps> = material.steps.iter().filter(|steps| rises(diff, &steps.component)).collect();
    if plan.window.is_some() && !timed.is_empty() {
        let lasting = timed
            .iter()
            .filter_map(|steps| plan.component(&steps.component))
            .filter(|own| own.spec.facets().stateful);
        let lasting: Vec<&str> = lasting.map(|own| own.name.as_str()).collect();
        let mut notes = vec![
            "Scheduled actions lower floors and ceilings to those of every day. Workers above them are ended; their messages are seen again.".to_owned(),
        ];
        if !lasting.is_empty() {
            notes.push(format!("Of {} only the floor: it holds data. Drain what will go, one machine at a time, before the next step.", lasting.join(", ")));
        }
        out.push(Step {
            title: "The counts fall by themselves".to_owned(),
            owner: lead.clone(),
            latest: after(0),
            automatic: true,
            notes,
            proofs: timed
                .iter()
                .filter(|steps| !lasting.contains(&steps.component.as_str()))
                .flat_map(|steps| steps.back_proofs.clone())
                .collect(),
            ..Step::default()
        });
    }
    let mut notes = vec![
        "First the workers, then the database: this order holds when the counts have fallen. Connections fit both classes; `check` has held them against both.".to_owned(),
    ];
    for part in diff.changed() {
        let Some((before, after)) = diff.to.component(&part.name).zip(diff.from.component(&part.name)) else {
            continue;
        };
        for change in &part.changes {
            let value = |side: &Option<(serde_json::Value, crate::source::Place)>| {
                side.as_ref().map(|(value, _)| value.clone())
            };
            let rule = crate::effect::find(
                &change.field,
                value(&change.to).as_ref(),
                value(&change.from).as_ref(),
                before,
                after,
            );
            if let Some(rule) = rule.filter(|rule| {
                rule.effect != crate::effect::Effect::None && !change.field.starts_with("count.")
            }) {
                notes.push(format!("{} {}: {}: {}.", part.name, change.field, rule.effect, rule.what));
            }
        }
    }
    out.push(Step {
        title: "Apply the everyday sizes, at a quiet hour".to_owned(),
        owner: lead.clone(),
        latest: after(60),
        commands: vec![format!("terraform -chdir=generated/{everyday} apply")],
        expect: Some(summary(material.steps.iter().map(|steps| &steps.back), usize::from(dashboard(diff)))),
        notes,
        proofs: material
            .steps
            .iter()
            .filter(|steps| !sizes(steps).is_empty())
            .flat_map(|steps| steps.back_proofs.clone())
            .collect(),
        ..Step::default()
    });
    for (name, external) in &plan.header.external {
        let before = diff.from.header.external.get(name);
        if let Some(before) = before.filter(|before| before.plan != external.plan) {
            out.push(Step {
                title: format!(
                    "Step {name} back to {}",
                    before.plan.as_deref().unwrap_or("the everyday plan")
                ),
                owner: Person::of(plan, external.owner.as_deref()),
                latest: after(0),
                notes: external.how.iter().map(|how| format!("{how}.")).collect(),
                ..Step::default()
            });
        }
    }
    out.push(Step {
        title: "See that nothing is left on".to_owned(),
        owner: lead,
        latest: after(120),
        commands: vec![format!(
            "terraform -chdir=generated/{everyday} show -json | scaleprof status --state -"
        )],
        notes: vec!["The nightly job does the same and fails while something is left on.".to_owned()],
        expect: Some(format!("live: {everyday}")),
        ..Step::default()
    });
    out
}
