//! The runbook of a launch: what is done in which order, by when and by whom, how to see that it worked, and the
//! way back. It is computed once; `build` writes it as a page, `scaleprof runbook` prints its timeline.

pub(crate) mod awake;
pub mod clock;
pub mod commands;
pub mod inputs;
pub mod money;
pub(crate) mod no_room;
pub mod page;
pub(crate) mod people;
pub(crate) mod plan_b;
pub mod score;
pub mod steps;
pub mod text;
pub mod times;
pub(crate) mod watched;

use jiff::SignedDuration;
use serde::Serialize;

use crate::cloud::provider::Cloud;
use crate::diff::Diff;
use crate::plan::{Component, Plan};
use crate::runbook::awake::Awake;
use crate::runbook::clock::Clock;
use crate::runbook::inputs::{Inputs, changed};
use crate::runbook::money::Money;
use crate::runbook::people::{Contact, Person, contacts, lead};
use crate::runbook::plan_b::Contingency;
use crate::runbook::score::Score;
use crate::runbook::steps::Step;
use crate::runbook::times::{Folder, Times, as_of, folder, has_come, phase, times};
use crate::runbook::watched::Watched;
use crate::terraform::root::STATE;

/// Everything that people need to know to carry out a launch, in order.
#[derive(Debug, Serialize)]
// Each is a fact by itself, and the page asks for it.
#[allow(clippy::struct_excessive_bools)]
pub struct Runbook {
    /// The name of the profile that is switched to.
    pub profile: String,
    /// The name of the everyday profile.
    pub everyday: String,
    /// The name of the stack, which all resources carry.
    pub stack: String,
    /// The cloud that the stack runs in.
    #[serde(skip)]
    pub cloud: &'static dyn Cloud,
    /// The region that the stack runs in.
    pub region: String,
    /// The place of the one Terraform state that both profiles share.
    pub state: String,
    /// Whether the state is a file on the machine of the person who applies.
    pub(crate) local_state: bool,
    /// Whether any of the stack is built, and Terraform of its own is applied.
    pub(crate) built: bool,
    /// Whether people change it by hand, with the cloud's own tool.
    pub(crate) by_hand: bool,
    /// The commands that show that Terraform of the team's own has nothing to do; empty where nothing stands in it.
    pub(crate) roots: Vec<String>,
    /// The event that the launch is for.
    pub event: Option<LaunchEvent>,
    /// The times of the window; `None` for a launch without a date.
    pub window: Option<Times>,
    /// The present instant, if it is known: it decides what is late and how much time is left.
    pub as_of: Option<String>,
    /// The phase of the launch, in words, if the present instant is known and not before the start.
    pub phase: Option<&'static str>,
    /// Whether the window has begun, so that the steps up to its start are past.
    pub started: bool,
    /// Whether the window and its tail are over, so that only the way back is left.
    pub over: bool,
    /// The folder that Terraform must be run in; `None` for a launch without a date.
    pub folder: Option<Folder>,
    /// The time of go or no-go: by then everything is up.
    pub deadline: Clock,
    /// The time of the decision to begin the steps that interrupt users.
    pub go: Clock,
    /// What the launch costs on top of normal.
    pub money: Money,
    /// Whether each part can carry the launch.
    pub scorecard: Vec<Score>,
    /// The steps up to the start, in order.
    pub steps: Vec<Step>,
    /// The tests that every owner runs before go or no-go.
    pub tests: Vec<Test>,
    /// The outside services that the stack uses, by their own names.
    pub vendors: Vec<String>,
    /// The request page of each outside service: its name and its file.
    pub pages: Vec<(String, String)>,
    /// What is watched, and by whom.
    pub watches: Vec<Watched>,
    /// What to do when something goes wrong.
    pub plan_b: Vec<Contingency>,
    /// The way back, in order.
    pub way_back: Vec<Step>,
    /// From when on each person must be awake for the way back.
    pub(crate) awake: Vec<Awake>,
    /// The quotas whose alarms ring from the start, as the minimum takes most of them, where that is known.
    pub(crate) ringing: Vec<String>,
    /// The latest time to decide on a longer window; `None` without a date.
    pub(crate) longer_by: Option<Clock>,
    /// What stays as it is after the way back.
    pub stays: Vec<String>,
    /// Everybody whom the profile names, with what they look after.
    pub contacts: Vec<Contact>,
}

/// The event that a launch is for.
#[derive(Debug, Serialize)]
pub struct LaunchEvent {
    name: String,
    lead: Option<Person>,
    call: Option<String>,
    success: Vec<String>,
}

/// A smoke test of one component.
#[derive(Debug, Serialize)]
pub struct Test {
    component: String,
    owner: Option<Person>,
    /// A command or a sentence, as the profile has it; `None` if no test is written down.
    how: Option<String>,
}

impl Runbook {
    /// The runbook of a switch from an everyday profile.
    #[must_use]
    pub(crate) fn of(inputs: &Inputs<'_>) -> Self {
        let (diff, plan) = (inputs.diff, inputs.diff.to);
        let timeline = &diff.timeline;
        let clock = |before| Clock::new(before, plan.window.as_ref(), inputs.now);
        let (mut steps, mut way_back) =
            (steps::cut_over::cut_over(inputs, timeline), steps::roll_back::roll_back(inputs));
        steps::number(steps.iter_mut().chain(&mut way_back));
        Self {
            profile: plan.name().to_owned(),
            everyday: diff.from.name().to_owned(),
            stack: plan.header.stack.clone(),
            cloud: plan.cloud,
            region: plan.header.cloud.region.clone(),
            state: state(plan),
            local_state: plan.header.cloud.state.s3.is_none(),
            built: plan.is_built(),
            by_hand: plan.header.plan.is_some(),
            roots: steps::existing::ready(plan),
            event: event(plan),
            window: times(plan),
            as_of: as_of(plan, inputs.now),
            phase: phase(plan, inputs.now),
            started: has_come(plan, inputs.now, |window| &window.start),
            over: has_come(plan, inputs.now, |window| &window.closes),
            folder: folder(plan, diff.from, inputs.now).filter(|_| plan.is_built()),
            deadline: clock(timeline.deadline),
            go: clock(timeline.decision()),
            money: money::money(inputs),
            scorecard: score::card(inputs),
            steps,
            tests: changed(diff).map(|component| test(plan, component)).collect(),
            vendors: plan.header.external.values().map(|external| external.service.clone()).collect(),
            pages: inputs.tasks.iter().map(|task| (task.name.clone(), task.slug.clone())).collect(),
            watches: watched::rows(inputs),
            plan_b: plan_b::fallbacks(inputs),
            awake: awake::awake(&way_back, plan),
            way_back,
            ringing: watched::ringing(inputs),
            longer_by: longer_by(plan).map(clock),
            stays: stays(diff),
            contacts: contacts(plan),
        }
    }
}

/// The latest time to decide on a longer window: an hour before its end, or half of a window that is shorter than two.
fn longer_by(plan: &Plan) -> Option<SignedDuration> {
    let length = plan.window.as_ref()?.duration();
    let left = SignedDuration::from_hours(1).min(length / 2);
    Some(left.saturating_sub(length))
}

/// The place of the state, as seen from the root of the repository.
fn state(plan: &Plan) -> String {
    let state = &plan.header.cloud.state;
    if let Some(s3) = &state.s3 {
        return format!("s3://{}/{} in {}", s3.bucket, s3.key, s3.region);
    }
    let path = state.local.as_deref().unwrap_or(STATE);
    match path.strip_prefix("../") {
        Some(below) => format!("generated/{below}"),
        None => format!("{path}, seen from generated/{}/", plan.name()),
    }
}

fn event(plan: &Plan) -> Option<LaunchEvent> {
    let event = plan.header.event.as_ref()?;
    Some(LaunchEvent {
        name: event.name.clone(),
        lead: lead(plan),
        call: event.call.clone(),
        success: event.success.clone(),
    })
}

fn test(plan: &Plan, component: &Component) -> Test {
    Test {
        component: component.name.clone(),
        owner: Person::of(plan, component.common.owner.as_deref()),
        how: component.common.test.clone(),
    }
}

/// What stays as it is after the way back.
fn stays(diff: &Diff<'_>) -> Vec<String> {
    let mut out = Vec::new();
    for part in diff.changed() {
        for change in &part.changes {
            if let Some(undo) = change.effect.and_then(|rule| rule.undo) {
                out.push(format!("{} {}: {undo}", part.name, change.field));
            }
        }
    }
    if !diff.quotas.is_empty() {
        let cloud = diff.to.cloud.short();
        out.push(format!("quotas that {cloud} has raised stay raised, and cost nothing"));
    }
    out
}
