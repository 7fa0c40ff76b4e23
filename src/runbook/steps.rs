//! The steps of a launch: [`cut_over`] up to the start of the window, [`roll_back`] after its end.

pub mod apply;
pub mod counts;
pub(crate) mod cut_over;
pub(crate) mod decide;
pub(crate) mod existing;
mod moved;
pub mod overrun;
mod pools;
pub(crate) mod prepare;
pub mod quotas;
pub mod resize;
pub(crate) mod roll_back;
pub(crate) mod vendors;
pub mod zones;

use jiff::SignedDuration;
use serde::Serialize;

use crate::cloud::lowered::Proof;
use crate::cloud::provider::OnCloud;
use crate::diff::Diff;
use crate::runbook::clock::Clock;
use crate::runbook::inputs::Inputs;
use crate::runbook::people::Person;
use crate::runbook::steps::overrun::Overrun;
use crate::switch::steps::Steps;
use crate::switch::timeline;
use crate::terraform::delta::Delta;

/// A step: one thing to do, or to watch.
#[derive(Debug, Default, Serialize)]
pub struct Step {
    /// Its number, from 1 on, counted through to the end of the way back.
    pub number: usize,
    /// What is done, in a few words.
    pub title: String,
    /// Who decides on it and checks that it worked.
    pub owner: Option<Person>,
    /// Its latest safe start, or when it happens by itself.
    pub latest: Clock,
    /// The same time, as a length before the start of the window.
    #[serde(skip)]
    pub due: SignedDuration,
    /// How long it takes, in words.
    pub takes: Option<String>,
    /// Whether it happens by itself.
    pub automatic: bool,
    /// Whether `latest` is the earliest time of the step, not the latest one.
    pub from: bool,
    /// What to type; empty if it is too late to begin.
    pub commands: Vec<String>,
    /// What the last command prints: of `apply`, the line above its question.
    pub expect: Option<String>,
    /// What to type once that has ended.
    pub afterwards: Vec<String>,
    /// What to know before, a sentence each.
    pub notes: Vec<String>,
    /// What must be true or done, to be ticked one by one.
    pub ticks: Vec<String>,
    /// What to tell everybody before it, if users feel it.
    pub say: Option<String>,
    /// How to try afterwards that the component works: a command or a sentence of the profile.
    pub try_it: Option<String>,
    /// The commands that do the same without Terraform, one after the other; empty where there are none.
    pub by_hand: Vec<String>,
    /// What to do if it takes three times its time, and whether the next step may begin.
    pub overrun: Option<Overrun>,
    /// What live users feel; `None` if it is nothing.
    pub effect: Option<&'static str>,
    /// What to do if its time has passed and it is not done.
    pub instead: Option<String>,
    /// The words above the proofs.
    pub look: &'static str,
    /// The commands that show whether it worked.
    pub proofs: Vec<Proof>,
}

impl Step {
    /// A step that is due this long before the start of the window.
    fn due(title: impl Into<String>, due: SignedDuration, inputs: &Inputs<'_>) -> Self {
        let latest = Clock::new(due, inputs.diff.to.window.as_ref(), inputs.now);
        Self { title: title.into(), due, latest, ..Self::new() }
    }

    /// An empty step.
    fn new() -> Self {
        Self { look: "See that it worked", ..Self::default() }
    }

    /// The same step, which is still worth doing when its time has passed.
    fn never_late(mut self) -> Self {
        self.latest.late = false;
        self
    }
}

/// The last line of a plan: `Plan: 0 to add, 1 to change, 0 to destroy.` `extra` counts resources that change and
/// belong to no component.
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

/// The number of shared resources that change: the dashboard, if any alarm changes.
fn shared(diff: &Diff<'_>) -> usize {
    let moved = diff.to.components.iter().any(|component| {
        let before = diff.from.component(&component.name);
        before.is_none_or(|before| before.watches() != component.watches())
    });
    usize::from(moved)
}

/// The addresses of the resources of a component that carry a size which no schedule changes, as far as the switch
/// changes or makes them. Where the cloud names no such size among them, all that the switch changes.
fn sizes(steps: &Steps, on: &dyn OnCloud) -> Vec<String> {
    let is_sized = |address: &str| {
        let resource = address.split('.').next().unwrap_or_default();
        on.sizes().iter().any(|size| size.resource == resource && !size.is_count())
    };
    let Delta { add, change, .. } = &steps.cut_over;
    let sized: Vec<String> = change.iter().chain(add).filter(|address| is_sized(address)).cloned().collect();
    if sized.is_empty() { change.clone() } else { sized }
}

/// The components whose counts the switch changes.
fn counted<'a>(inputs: &'a Inputs<'_>) -> Vec<&'a Steps> {
    let diff = inputs.diff;
    let rises = |steps: &&Steps| {
        diff.to
            .component(&steps.component)
            .is_some_and(|own| crate::switch::schedule::timed(own, diff.from).is_some())
    };
    inputs.steps.iter().filter(rises).collect()
}

/// A step of the way back, which is never too late. `before` is a length before the start of the window, so it is
/// negative here; a launch without a date gives `None`, and the step then has no time.
pub(super) fn at(before: Option<SignedDuration>, inputs: &Inputs<'_>) -> Step {
    let Some(due) = before else { return Step::new() };
    let latest = Clock::new(due, inputs.diff.to.window.as_ref(), inputs.now);
    Step { latest, due, ..Step::new() }.never_late()
}

/// The end of the tail, as a length before the start of the window; `None` for a launch without a date.
pub(super) fn after_end(inputs: &Inputs<'_>) -> Option<SignedDuration> {
    let window = inputs.diff.to.window.as_ref()?;
    Some(SignedDuration::ZERO.saturating_sub(window.duration().saturating_add(window.tail())))
}

/// The time that is this many minutes after the earliest way back, as a length before the start of the window;
/// `None` for a launch without a date.
pub(super) fn way_back(inputs: &Inputs<'_>, minutes: i64) -> Option<SignedDuration> {
    let window = inputs.diff.to.window.as_ref()?;
    let at = timeline::way_back(window.duration(), window.tail());
    Some(at.saturating_sub(SignedDuration::from_mins(minutes)))
}

/// Numbers the steps through, those of the way back after those up to the start.
pub(super) fn number<'a>(steps: impl Iterator<Item = &'a mut Step>) {
    for (at, step) in steps.enumerate() {
        step.number = at + 1;
    }
}
