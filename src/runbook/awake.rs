//! Who is awake for the way back: it comes when the people of the launch have been up for a day.

use jiff::SignedDuration;
use serde::Serialize;

use crate::plan::Plan;
use crate::runbook::steps::Step;

/// What comes later than this after the first step of the way back is an appointment, and nobody stays awake for it.
const NIGHT: SignedDuration = SignedDuration::from_hours(24);

/// From when on a person must be awake for the way back.
#[derive(Debug, Serialize)]
pub(crate) struct Awake {
    /// What the person or team is called.
    name: String,
    /// From when on; `None` without a date.
    day: Option<String>,
    /// The numbers of their steps.
    steps: Vec<usize>,
}

/// Everybody who does a step of the way back, by their first step. Those that vendors are asked for weeks later are left
/// out, and so is what happens by itself, but for the look whether it did.
pub(super) fn awake(way_back: &[Step], plan: &Plan) -> Vec<Awake> {
    let mut out: Vec<Awake> = Vec::new();
    let Some(first) = way_back.first().filter(|_| plan.window.is_some()) else { return out };
    // Times are lengths before the start, so that later ones are smaller.
    for step in way_back.iter().filter(|step| first.due.saturating_sub(step.due) <= NIGHT) {
        let Some(owner) = &step.owner else { continue };
        match out.iter_mut().find(|known| known.name == owner.name) {
            Some(known) => known.steps.push(step.number),
            None => out.push(Awake {
                name: owner.name.clone(),
                day: step.latest.day.clone(),
                steps: vec![step.number],
            }),
        }
    }
    out
}
