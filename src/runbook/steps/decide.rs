//! The two decisions before the start, and the smoke tests between them.

use crate::runbook::clock::length;
use crate::runbook::inputs::Inputs;
use crate::runbook::people::lead;
use crate::runbook::steps::Step;
use crate::schedule::TESTS;
use crate::timeline::Timeline;

/// The decision to begin the steps that interrupt users. `asked` is the number of the step about quotas, if there
/// is one.
pub(super) fn begin(inputs: &Inputs<'_>, timeline: &Timeline<'_>, asked: Option<usize>) -> Step {
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

/// Every owner runs the smoke tests of their components.
pub(super) fn tests(inputs: &Inputs<'_>, timeline: &Timeline<'_>) -> Step {
    Step {
        owner: lead(inputs.diff.to),
        takes: Some(length(TESTS)),
        ..Step::due(
            "Try everything once: the spot tests, each by its owner",
            timeline.deadline.saturating_add(TESTS),
            inputs,
        )
        .never_late()
    }
}

/// Go or no-go.
pub(super) fn go(inputs: &Inputs<'_>, timeline: &Timeline<'_>) -> Step {
    Step {
        owner: lead(inputs.diff.to),
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
    }
}
