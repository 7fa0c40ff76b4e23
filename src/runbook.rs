//! The runbook of a launch: what is done in which order, by when, by whom, how to see that it worked, and the
//! way back. Computed once; `build` writes it as a page, `scaleprof runbook` prints its timeline.

pub mod clock;
pub mod no_room;
pub mod page;
pub mod plan_b;
pub mod score;
pub mod steps;
pub mod text;
pub mod times;

use clock::Clock;
use plan_b::Contingency;
use score::Score;
use steps::Step;
use times::{Folder, Times};
use times::{as_of, folder, has_come, phase, times};

use jiff::Timestamp;
use serde::Serialize;

use crate::cloud::aws::monitoring::is_address;
use crate::cloud::aws::network;
use crate::diff::Diff;
use crate::emit::Steps;
use crate::external::task::Task;
use crate::guardrail::Guardrail;
use crate::money::{Amounts, dollars, number, percent, signed_dollars, signed_percent};
use crate::plan::{Component, Plan};
use crate::quota::applied::Applied;
use crate::quota::fit::Fit;
use crate::quota::row::Row;
use crate::report::view::fill::phases;
use crate::schedule::timed;

/// Somebody who does something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Person {
    /// Their name.
    pub name: String,
    /// Where alarms and questions go.
    pub contact: String,
    /// Their telephone.
    pub phone: Option<String>,
}

impl Person {
    /// The owner with this key.
    #[must_use]
    pub fn of(plan: &Plan, owner: Option<&str>) -> Option<Self> {
        let owner = plan.header.owners.get(owner?)?;
        let (name, contact, phone) = (owner.name.clone(), owner.contact.clone(), owner.phone.clone());
        Some(Self { name, contact, phone })
    }
}

/// Everything that a launch needs, in order.
#[derive(Debug, Serialize)]
pub struct Runbook {
    /// The profile that is switched to.
    pub profile: String,
    /// The everyday profile.
    pub everyday: String,
    /// The stack.
    pub stack: String,
    /// Where it runs.
    pub region: String,
    /// Where the one Terraform state is that both sizes share.
    pub state: String,
    /// Whether the state is a file on the machine of whoever applies.
    pub local_state: bool,
    /// What it is for.
    pub event: Option<LaunchEvent>,
    /// When; none for a launch without a date.
    pub window: Option<Times>,
    /// The instant that it is held against: what is late, how much time is left.
    pub as_of: Option<String>,
    /// Where the present instant is, if it is known and no longer before the start.
    pub phase: Option<&'static str>,
    /// Whether the window has begun: the steps up to its start are past.
    pub started: bool,
    /// Whether the window and its tail are over: what is left is the way back.
    pub over: bool,
    /// Which folder is the one to apply; none for a launch without a date.
    pub folder: Option<Folder>,
    /// By when everything is up, and it is said whether the launch goes on.
    pub deadline: Clock,
    /// By when the first thing that users could feel begins: what must be true by then is on the scorecard.
    pub go: Clock,
    /// What it costs.
    pub money: Money,
    /// How each part stands.
    pub scorecard: Vec<Score>,
    /// The steps up to the start, in order.
    pub steps: Vec<Step>,
    /// What is tried before it is said that the launch goes on.
    pub tests: Vec<Test>,
    /// The outside services that are in use.
    pub vendors: Vec<String>,
    /// Their pages: name and file.
    pub pages: Vec<(String, String)>,
    /// Who watches what.
    pub watches: Vec<Watched>,
    /// What is done when something goes wrong.
    pub plan_b: Vec<Contingency>,
    /// The way back, in order.
    pub back: Vec<Step>,
    /// What does not go back.
    pub stays: Vec<String>,
    /// Everybody who is named, with what they look after.
    pub contacts: Vec<Contact>,
}

/// What a launch is for.
#[derive(Debug, Serialize)]
pub struct LaunchEvent {
    name: String,
    lead: Option<Person>,
    call: Option<String>,
    success: Vec<String>,
}

/// What a launch costs on top, as expected.
#[derive(Debug, Serialize)]
pub struct Money {
    /// In all.
    window: Option<String>,
    /// Of it before the window.
    before: Option<String>,
    /// Of it in the window.
    in_window: Option<String>,
    /// Of it in the window's tail.
    tail: Option<String>,
    /// Of it after that, until the earliest way back.
    after: Option<String>,
    percent: Option<String>,
    ceiling: Option<String>,
    /// An hour more of the window; none where nobody says for how long it is.
    hour: Option<String>,
    /// The same at the ceiling.
    hour_ceiling: Option<String>,
    /// A day, if nobody switches back.
    left_on_day: String,
    /// A month, if nobody switches back.
    left_on_month: String,
    /// What comes down without anybody then.
    falls: &'static str,
    residual: Option<String>,
    incomplete: bool,
}

/// How to try a component.
#[derive(Debug, Serialize)]
pub struct Test {
    component: String,
    owner: Option<Person>,
    /// A command, or a sentence.
    how: Option<String>,
}

/// What is watched of a component.
#[derive(Debug, Serialize)]
pub struct Watched {
    component: String,
    owner: Option<Person>,
    /// Whether its alarms reach somebody by themselves.
    called: bool,
    what: String,
    alarm: String,
    then: String,
}

/// Somebody, with what they look after.
#[derive(Debug, Serialize)]
pub struct Contact {
    #[serde(flatten)]
    person: Person,
    parts: Vec<String>,
}

/// What a runbook is made from.
#[derive(Debug)]
pub struct Inputs<'a> {
    /// The switch.
    pub diff: &'a Diff<'a>,
    /// What an hour more of its window costs; none where nobody says for how long it is.
    pub hour_longer: Option<Amounts>,
    /// Its limits.
    pub gates: &'a [Guardrail],
    /// What it does to resources.
    pub steps: &'a [Steps],
    /// What it needs of quotas.
    pub quotas: &'a [Row<'a>],
    /// What is known of the account.
    pub applied: Option<&'a Applied>,
    /// How many quotas are asked for, for all profiles together.
    pub asked: usize,
    /// The largest launch that fits today's quotas, where the whole one does not.
    pub fit: Option<&'a Fit>,
    /// What vendors are asked for.
    pub tasks: &'a [Task],
    /// The present instant, if it is held against it.
    pub now: Option<Timestamp>,
}

impl Runbook {
    /// The runbook of a switch from an everyday profile.
    #[must_use]
    pub fn of(inputs: &Inputs<'_>) -> Self {
        let (diff, plan) = (inputs.diff, inputs.diff.to);
        let timeline = &diff.timeline;
        let clock = |before| Clock::new(before, plan.window.as_ref(), inputs.now);
        Self {
            profile: plan.name().to_owned(),
            everyday: diff.from.name().to_owned(),
            stack: plan.header.stack.clone(),
            region: plan.header.cloud.region.clone(),
            state: state(plan),
            local_state: plan.header.cloud.state.s3.is_none(),
            event: event(plan),
            window: times(plan),
            as_of: as_of(plan, inputs.now),
            phase: phase(plan, inputs.now),
            started: has_come(plan, inputs.now, |window| &window.start),
            over: has_come(plan, inputs.now, |window| &window.closes),
            folder: folder(plan, diff.from, inputs.now),
            deadline: clock(timeline.deadline),
            go: clock(timeline.decision()),
            money: money(inputs),
            scorecard: score::card(inputs),
            steps: steps::cut_over::cut_over(inputs, timeline),
            tests: changed(diff).map(|component| test(plan, component)).collect(),
            vendors: plan.header.external.values().map(|external| external.service.clone()).collect(),
            pages: inputs.tasks.iter().map(|task| (task.name.clone(), task.slug.clone())).collect(),
            watches: changed(diff)
                .flat_map(|component| watches(plan, component))
                .chain(gateways(plan))
                .chain(inputs.tasks.iter().map(|task| vendor(task, plan)))
                .collect(),
            plan_b: plan_b::fallbacks(inputs),
            back: steps::roll_back::roll_back(inputs),
            stays: stays(diff),
            contacts: contacts(plan),
        }
    }
}

/// The components that the switch changes.
fn changed<'a>(diff: &'a Diff<'a>) -> impl Iterator<Item = &'a Component> {
    diff.changed().filter(|part| !part.changes.is_empty()).filter_map(|part| diff.to.component(&part.name))
}

/// Where the state is, from the root of the repository.
fn state(plan: &Plan) -> String {
    let state = &plan.header.cloud.state;
    if let Some(s3) = &state.s3 {
        return format!("s3://{}/{} in {}", s3.bucket, s3.key, s3.region);
    }
    let path = state.local.as_deref().unwrap_or(crate::cloud::aws::root::STATE);
    match path.strip_prefix("../") {
        Some(below) => format!("generated/{below}"),
        None => format!("{path}, seen from generated/{}/", plan.name()),
    }
}

fn event(plan: &Plan) -> Option<LaunchEvent> {
    let event = plan.header.event.as_ref()?;
    Some(LaunchEvent {
        name: event.name.clone(),
        lead: Person::of(plan, event.lead.as_deref()),
        call: event.call.clone(),
        success: event.success.clone(),
    })
}

fn money(inputs: &Inputs<'_>) -> Money {
    let (diff, total) = (inputs.diff, &inputs.diff.total);
    let share = total.window().and_then(|window| percent(window.expected, total.month_from.expected));
    let [before, in_window, tail, after] = phases(diff).map(|three| three.map(|three| three.expected));
    Money {
        window: total.window().map(|window| signed_dollars(window.expected)),
        before,
        in_window,
        tail,
        after,
        percent: share.map(signed_percent),
        ceiling: total.window().map(|window| signed_dollars(window.ceiling)),
        hour: inputs.hour_longer.map(|more| signed_dollars(more.expected)),
        hour_ceiling: inputs.hour_longer.map(|more| signed_dollars(more.ceiling)),
        left_on_day: signed_dollars(total.left_on.day().expected),
        left_on_month: signed_dollars(total.left_on.month.expected),
        falls: falls(diff),
        residual: (!total.residual.is_zero()).then(|| dollars(total.residual.expected)),
        incomplete: total.incomplete,
    }
}

/// What comes down without anybody, if nobody switches back.
fn falls(diff: &Diff<'_>) -> &'static str {
    let timed = diff.to.components.iter().filter(|own| timed(own, diff.from).is_some());
    let (lasting, falling): (Vec<_>, Vec<_>) = timed.partition(|own| own.spec.facets().stateful);
    match (&diff.to.window, falling.is_empty(), lasting.is_empty()) {
        (None, ..) => "without a window nothing is scheduled, so counts and sizes stay",
        (_, true, _) => "no count or size falls by itself",
        (_, _, true) => "the counts fall by themselves, sizes do not",
        _ => "the counts fall by themselves, except of what holds data; sizes do not",
    }
}

fn test(plan: &Plan, component: &Component) -> Test {
    Test {
        component: component.name.clone(),
        owner: Person::of(plan, component.common.owner.as_deref()),
        how: component.common.test.clone(),
    }
}

fn watches(plan: &Plan, component: &Component) -> Vec<Watched> {
    let owner = Person::of(plan, component.common.owner.as_deref());
    let called = owner.as_ref().is_some_and(|owner| is_address(&owner.contact));
    let row = |watch: crate::watch::Watch| Watched {
        component: component.name.clone(),
        owner: owner.clone(),
        called,
        what: watch.what.to_owned(),
        alarm: watch.to_string(),
        then: watch.then.to_owned(),
    };
    component.spec.watches().into_iter().map(row).collect()
}

/// What is watched of the network's gateways, in one row for all of them.
fn gateways(plan: &Plan) -> Option<Watched> {
    if network::gateways(&plan.header.cloud).is_empty() {
        return None;
    }
    // The alarm goes to all owners; the lead is named first, as in the alarm.
    let owners = plan.components.iter().filter_map(|component| component.common.owner.as_deref());
    let lead = plan.header.event.as_ref().and_then(|event| event.lead.as_deref());
    let mut people = lead.into_iter().chain(owners).filter_map(|owner| Person::of(plan, Some(owner)));
    let owner = people.clone().find(|owner| is_address(&owner.contact)).or_else(|| people.next());
    let watch = network::gateway_watch();
    Some(Watched {
        component: "network".to_owned(),
        called: owner.as_ref().is_some_and(|owner| is_address(&owner.contact)),
        owner,
        alarm: watch.to_string(),
        what: watch.what.to_owned(),
        then: watch.then.to_owned(),
    })
}

/// Who talks to a vendor.
fn person(task: &Task, plan: &Plan) -> Option<Person> {
    Person::of(plan, plan.header.external.get(&task.name)?.owner.as_deref())
}

/// What is looked at by hand: no alarm of the cloud knows a vendor's meter.
fn vendor(task: &Task, plan: &Plan) -> Watched {
    let alarm = match (task.included, &task.first) {
        (_, Some(first)) => format!("look every hour; first to break: {first}"),
        (Some(included), None) => format!("look every hour: 80 % of {} per {}", number(included), task.per),
        (None, None) => "look every hour".to_owned(),
    };
    Watched {
        component: format!("{} ({})", task.name, task.service),
        owner: person(task, plan),
        called: false,
        what: format!("{}, at the vendor's", task.metric),
        alarm,
        then: task.how.clone().unwrap_or_else(|| "call the vendor".to_owned()),
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
        out.push("quotas that AWS has raised stay raised, and cost nothing".to_owned());
    }
    out
}

fn contacts(plan: &Plan) -> Vec<Contact> {
    let of = |key: &String| {
        let owns = |owner: Option<&str>| owner == Some(key.as_str());
        let components = plan.components.iter().filter(|own| owns(own.common.owner.as_deref()));
        let external = plan.header.external.iter().filter(|(_, own)| owns(own.owner.as_deref()));
        let parts: Vec<String> = (components.map(|own| own.name.clone()))
            .chain(external.map(|(name, own)| format!("{name} ({})", own.service)))
            .collect();
        let lead = plan.header.event.as_ref().is_some_and(|event| owns(event.lead.as_deref()));
        let parts =
            if lead { std::iter::once("go and no-go".to_owned()).chain(parts).collect() } else { parts };
        Some(Contact { person: Person::of(plan, Some(key))?, parts })
    };
    plan.header.owners.keys().filter_map(of).collect()
}
