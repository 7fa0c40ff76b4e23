//! The two decisions before the start, and the smoke tests between them.

use crate::cloud::lowered::Proof;
use crate::runbook::clock::length;
use crate::runbook::inputs::Inputs;
use crate::runbook::people::lead;
use crate::runbook::steps::{Step, overrun};
use crate::switch::schedule::TESTS;
use crate::switch::timeline::Timeline;

/// What stands before a decision, by the numbers of the steps.
#[derive(Debug, Default)]
pub(super) struct Before {
    /// The step about quotas, if there is one.
    pub quotas: Option<usize>,
    /// The steps in which vendors are asked.
    pub vendors: Vec<usize>,
}

/// The decision to begin the steps that interrupt users. Nobody deploys from it on.
pub(super) fn begin(inputs: &Inputs<'_>, timeline: &Timeline<'_>, before: &Before) -> Step {
    let plan = inputs.diff.to;
    let cloud = plan.cloud.short();
    let mut ticks = Vec::new();
    ticks.extend(before.quotas.map(|step| {
        format!("each quota has at least what the start of the launch needs: type the last commands of step {step} again")
    }));
    if !before.vendors.is_empty() {
        let steps: Vec<String> = before.vendors.iter().map(usize::to_string).collect();
        let word = if steps.len() == 1 { "step" } else { "steps" };
        ticks.push(format!("each vendor that is due by now has been asked ({word} {})", steps.join(", ")));
    }
    ticks.extend([
        "last night's backups are there".to_owned(),
        format!("{cloud} plans no maintenance before the end"),
        "who does the way back is known, and is awake then (see the head of this page)".to_owned(),
        format!(
            "everybody has heard: from now until the way back is done nobody deploys or changes anything but what this page says{}",
            if plan.is_frozen() {
                ". The quotas and connections on this page leave no room for a deployment, because the profile says freeze: true"
            } else {
                ""
            }
        ),
    ]);
    let smaller = if before.quotas.is_some() { " A quota is too small: plan B, launch smaller." } else { "" };
    let mut proofs: Vec<Proof> = Vec::new();
    for proof in inputs.steps.iter().flat_map(|steps| &steps.before) {
        // Two components may rest on the same third one.
        if !proofs.contains(proof) {
            proofs.push(proof.clone());
        }
    }
    Step {
        owner: lead(plan),
        ticks,
        notes: vec![format!(
            "All ticked: say yes, so that everybody hears it.{smaller} Anything else: no. Until now users have felt nothing, so after a no nothing is to be undone; it costs only what the vendors have been paid."
        )],
        look: "Run these first: they show backups and planned maintenance, and create-snapshot makes a backup where there is none",
        proofs,
        ..Step::due("Decide: begin the steps that interrupt users?", timeline.decision(), inputs).never_late()
    }
}

/// Every owner runs the smoke tests of their components.
pub(super) fn tests(inputs: &Inputs<'_>, timeline: &Timeline<'_>) -> Step {
    Step {
        owner: lead(inputs.diff.to),
        takes: Some(length(TESTS)),
        notes: vec!["They stand below, under Smoke tests, with a box each.".to_owned()],
        overrun: Some(overrun::tests(TESTS)),
        ..Step::due("Run the smoke tests, each by its owner", timeline.deadline.saturating_add(TESTS), inputs)
            .never_late()
    }
}

/// Go or no-go.
pub(super) fn go(inputs: &Inputs<'_>, timeline: &Timeline<'_>) -> Step {
    Step {
        owner: lead(inputs.diff.to),
        ticks: vec![
            "each smoke test has passed".to_owned(),
            "each row of the scorecard is ok, has been dealt with by now, or is accepted aloud by the person who decides".to_owned(),
        ],
        notes: vec![
            "Both ticked: go. Otherwise: no-go, which is the last row of plan B.".to_owned(),
            "Nobody deploys, as since the decision above, until the way back is done. Traffic may come half an hour early.".to_owned(),
        ],
        ..Step::due("Go or no-go", timeline.deadline, inputs).never_late()
    }
}
