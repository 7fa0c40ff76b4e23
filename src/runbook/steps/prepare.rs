//! What is done days before: people outside are told, and the launch is rehearsed.

use jiff::SignedDuration;

use crate::money::{Amounts, signed_dollars};
use crate::quota::requests::Requests;
use crate::runbook::clock::length;
use crate::runbook::commands;
use crate::runbook::inputs::Inputs;
use crate::runbook::people::lead;
use crate::runbook::steps::Step;
use crate::switch::timeline::{QUOTA_LEAD, REHEARSAL, Timeline};

/// The vendors and the support of the cloud are told of the date.
pub(super) fn tell(inputs: &Inputs<'_>) -> Step {
    let plan = inputs.diff.to;
    let cloud = plan.cloud.short();
    let advice = plan.cloud.requests().map(Requests::advice).unwrap_or_default();
    let contact = advice.contact.map_or_else(|| format!("the support of {cloud}"), str::to_owned);
    let mut ticks = vec![format!(
        "{cloud} knows the date, the region ({}) and how much larger the stack gets, and has said whom to call on the day (contact {contact})",
        plan.header.cloud.region
    )];
    ticks.extend(plan.header.external.iter().map(|(name, own)| {
        format!(
            "{} ({name}) knows the date and the busiest hour, and has said whom to call on the day",
            own.service
        )
    }));
    ticks.push(
        "everybody under Contacts knows the date, and that they are awake when their steps say so".to_owned(),
    );
    Step {
        owner: lead(plan),
        ticks,
        ..Step::due(
            format!(
                "Tell {cloud}{} of the date",
                if plan.header.external.is_empty() { "" } else { " and the vendors" }
            ),
            REHEARSAL.saturating_add(QUOTA_LEAD),
            inputs,
        )
        .never_late()
    }
}

/// The launch is rehearsed at its size, there and back; `None` for a profile that extends another launch, because that is
/// what a rehearsal is.
pub(super) fn rehearse(inputs: &Inputs<'_>, timeline: &Timeline<'_>) -> Option<Step> {
    let (plan, everyday) = (inputs.diff.to, inputs.diff.from);
    if plan.extends.as_deref() != Some(everyday.name()) {
        return None;
    }
    let there = timeline.first().saturating_sub(timeline.deadline);
    // An hour for the way back, and whole hours, as machines are rarely ended on the minute.
    let hours = (there.as_mins().max(0) + 59) / 60 + 1;
    let takes = SignedDuration::from_hours(hours);
    let profile = plan.name();
    let mut notes = vec![
        "It shows whether the times on this page hold, and what breaks first at this size. Users feel the same interruptions as on the day, there and back, so announce it.".to_owned(),
        cost(inputs.hour_longer, hours, inputs.diff.total.incomplete),
    ];
    if inputs.asked > 0 || inputs.quotas.iter().any(|row| !row.verdict.fits()) {
        notes.push(format!(
            "It needs the quotas of the launch: ask for them {} before it, which is earlier than the step about quotas says.",
            length(QUOTA_LEAD)
        ));
    }
    notes.push(format!(
        "How: write profiles/rehearsal.yaml with profile: rehearsal, extends: {profile} and a window of an hour at this time, run {} and follow generated/rehearsal/runbook.md, there and back. Leave the vendors' plans as they are. Remove the file and the folder afterwards.",
        commands::build("rehearsal")
    ));
    notes.push("Write the real length of each step beside it on this page.".to_owned());
    Some(Step {
        owner: lead(plan),
        takes: Some(length(takes)),
        notes,
        instead: Some("it is too late: a rehearsal would take the time of the steps of the day. Read the way back aloud with the people who do it instead".to_owned()),
        ..Step::due("Rehearse at launch size, there and back", REHEARSAL, inputs)
    })
}

/// What a rehearsal of so many hours costs, without visitors.
fn cost(hour: Option<Amounts>, hours: i64, incomplete: bool) -> String {
    let Some(hour) = hour else {
        return "Its cost is not known, because nobody says how long the launch lasts.".to_owned();
    };
    let unknown = if incomplete { "; a price is unknown and left out" } else { "" };
    format!(
        "Cost: {} for each hour with all counts at their minimum, so about {} for {hours} h{unknown}. A load test costs up to {} for each hour.",
        signed_dollars(hour.floor),
        signed_dollars(hour.floor.saturating_mul(hours.into())),
        signed_dollars(hour.ceiling)
    )
}
