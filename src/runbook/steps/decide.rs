//! The two decisions before the start, and the smoke tests between them.

use crate::runbook::clock::length;
use crate::runbook::inputs::Inputs;
use crate::runbook::people::lead;
use crate::runbook::steps::Step;
use crate::switch::schedule::TESTS;
use crate::switch::timeline::Timeline;

/// The decision to begin the steps that interrupt users. `asked` is the number of the step about quotas, if there
/// is one.
pub(super) fn begin(inputs: &Inputs<'_>, timeline: &Timeline<'_>, asked: Option<usize>) -> Step {
    let asked =
        asked.map_or_else(|| "no quota has to be asked for".to_owned(), |step| format!("see step {step}"));
    let cloud = inputs.diff.to.cloud.short();
    Step {
        owner: lead(inputs.diff.to),
        notes: vec![
            format!(
                "Say yes if all of this is true: each quota has at least what the start of the launch needs ({asked}); each vendor that is due by now has been asked; last night's backups are there; {cloud} plans no maintenance before the end."
            ),
            "Until now users have felt nothing. A no costs only what the vendors have been paid.".to_owned(),
        ],
        look: "Run these first: they show backups and planned maintenance, and create-snapshot makes a backup where there is none",
        proofs: inputs.steps.iter().flat_map(|steps| steps.before.clone()).collect(),
        ..Step::due("Decide: begin the steps that interrupt users?", timeline.decision(), inputs).never_late()
    }
}

/// Every owner runs the smoke tests of their components.
pub(super) fn tests(inputs: &Inputs<'_>, timeline: &Timeline<'_>) -> Step {
    Step {
        owner: lead(inputs.diff.to),
        takes: Some(length(TESTS)),
        ..Step::due("Run the spot tests, each by its owner", timeline.deadline.saturating_add(TESTS), inputs)
            .never_late()
    }
}

/// Go or no-go.
pub(super) fn go(inputs: &Inputs<'_>, timeline: &Timeline<'_>) -> Step {
    Step {
        owner: lead(inputs.diff.to),
        notes: vec![
            "Say go if every spot test has passed, and if each row of the scorecard is ok, has been dealt with by now, or is accepted aloud by the person who decides.".to_owned(),
            "From now until the window is over nobody deploys or changes anything, except what the tables below say, and only after announcing it. Traffic may come half an hour early."
                .to_owned(),
        ],
        ..Step::due(
            "Go or no-go",
            timeline.deadline,
            inputs,
        )
        .never_late()
    }
}
