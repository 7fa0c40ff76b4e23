//! What is done, in order: [`cut_over`], and [`roll_back`].

pub mod cut_over;
pub mod quotas;
pub mod roll_back;
pub mod zones;

use jiff::SignedDuration;
use serde::Serialize;

use crate::cloud::aws::proof::Proof;
use crate::diff::Diff;
use crate::emit::Steps;
use crate::emit::delta::Delta;
use crate::plan::Plan;
use crate::runbook::clock::Clock;
use crate::runbook::{Inputs, Person};

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
    /// Whether its time is the first that it can be done at, not the last.
    pub from: bool,
    /// What to type; nothing where its time has passed and it would be too late to begin.
    pub commands: Vec<String>,
    /// What Terraform says before it asks.
    pub expect: Option<String>,
    /// What there is to know, a sentence each.
    pub notes: Vec<String>,
    /// What live users feel, unless it is nothing.
    pub effect: Option<&'static str>,
    /// What is left when its time has passed and it is not done.
    pub instead: Option<String>,
    /// What the proofs are for, in a few words.
    pub look: &'static str,
    /// How to see that it worked.
    pub proofs: Vec<Proof>,
}

impl Step {
    /// A step that is due so long before the start.
    fn due(title: impl Into<String>, due: SignedDuration, inputs: &Inputs<'_>) -> Self {
        let latest = Clock::new(due, inputs.diff.to.window.as_ref(), inputs.now);
        Self { title: title.into(), due, latest, ..Self::new() }
    }

    /// An empty one.
    fn new() -> Self {
        Self { look: "See that it worked", ..Self::default() }
    }

    /// One that is still worth doing when its time has passed.
    fn never_late(mut self) -> Self {
        self.latest.late = false;
        self
    }
}

/// Who says go or no-go.
fn lead(plan: &Plan) -> Option<Person> {
    Person::of(plan, plan.header.event.as_ref()?.lead.as_deref())
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

/// How many shared resources change: the dashboard shows where the alarms are.
fn shared(diff: &Diff<'_>) -> usize {
    let moved = diff.to.components.iter().any(|component| {
        let before = diff.from.component(&component.name);
        before.is_none_or(|before| before.spec.watches() != component.spec.watches())
    });
    usize::from(moved)
}

/// The resources of a component that hold a size which no schedule changes, as far as it changes.
fn sizes(steps: &Steps) -> Vec<String> {
    let sized = ["aws_db_instance.", "aws_instance.", "aws_ebs_volume."];
    let change = steps.there.change.iter();
    change.filter(|address| sized.iter().any(|kind| address.starts_with(kind))).cloned().collect()
}

/// The components whose counts differ.
fn counted<'a>(inputs: &'a Inputs<'_>) -> Vec<&'a Steps> {
    let diff = inputs.diff;
    let rises = |steps: &&Steps| {
        diff.to
            .component(&steps.component)
            .is_some_and(|own| crate::schedule::timed(own, diff.from).is_some())
    };
    inputs.steps.iter().filter(rises).collect()
}
