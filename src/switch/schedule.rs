//! When counts rise and fall by themselves: the floors rise in time before the window and fall at its end, the
//! ceilings fall at the end of its tail. No cloud schedules the sizes of machines and classes, so the runbook does.

use crate::switch::change::find;
use crate::switch::ramp::ramp;
use jiff::{SignedDuration, Timestamp, Unit, ZonedDateTime};

use crate::bill::Role;
use crate::model::capacity::Count;
use crate::model::schedule::{Schedule, Schedules};
use crate::model::window::Window;
use crate::plan::{Component, Plan};

/// Traffic may come this long before it is announced, so everything is up by then.
pub(crate) const EARLY: SignedDuration = SignedDuration::from_mins(30);
/// The time to run all smoke tests, before traffic may come.
pub(crate) const TESTS: SignedDuration = SignedDuration::from_mins(15);

/// The schedules of a profile's windows; `None` if it has none, or if its counts are those of every day.
#[must_use]
pub fn schedules_of(plan: &Plan, everyday: Option<&Plan>) -> Option<Schedules> {
    let rise = rise(plan, everyday?)?;
    let windows: Option<Vec<_>> =
        plan.windows.iter().map(|window| Some((scheduled(window, rise)?, window.start.clone()))).collect();
    Schedules::of(&windows?)
}

/// The schedule of the window that is looked at; `None` if there is none, or if the counts are those of every day.
#[must_use]
pub fn schedule_of(plan: &Plan, everyday: Option<&Plan>) -> Option<Schedule> {
    scheduled(plan.window.as_ref()?, rise(plan, everyday?)?)
}

/// The time from the rise of the floors until everything must be up; `None` if the counts are those of every day.
fn rise(plan: &Plan, everyday: &Plan) -> Option<SignedDuration> {
    plan.components.iter().find_map(|own| timed(own, everyday))?;
    longest_rise(plan, everyday)?.checked_add(plan.cloud.schedule_delay())?.checked_add(TESTS)
}

/// The schedule of one window.
fn scheduled(window: &Window, rise: SignedDuration) -> Option<Schedule> {
    let raise = deadline(window).timestamp().checked_sub(rise).ok()?;
    let whole = |at: Timestamp| at.round(Unit::Second).unwrap_or(at);
    let [end, closes] = [&window.end, &window.closes].map(|at| whole(at.timestamp()));
    Some(Schedule { raise: whole(raise), end, closes })
}

/// The time by which everything must be up: `ready`, or half an hour before the start if that is earlier.
#[must_use]
pub(crate) fn deadline(window: &Window) -> ZonedDateTime {
    let early = window.start.checked_sub(EARLY).unwrap_or_else(|_| window.start.clone());
    if early < window.ready { early } else { window.ready.clone() }
}

/// The time that the slowest of the changed counts takes to rise; `None` if no count changes.
#[must_use]
pub(crate) fn longest_rise(plan: &Plan, everyday: &Plan) -> Option<SignedDuration> {
    let rising = || plan.components.iter().filter(|own| grown(own, everyday).is_some());
    let slowest = rising().map(|own| starts_within(plan, own)).max()?;
    let ramps =
        if rising().any(|own| is_rated(plan, own)) { ramp(plan, Some(everyday), None) } else { Vec::new() };
    let ramp = ramps.into_iter().filter_map(|ramp| ramp.takes).max().unwrap_or_default();
    // Less than a minute fits into the delay of a schedule.
    Some(slowest.saturating_add(SignedDuration::from_mins(ramp.as_mins())))
}

/// Whether the cloud says how fast it starts what the component is made of.
fn is_rated(plan: &Plan, component: &Component) -> bool {
    let role = if component.spec.facets().templated { Role::Machine } else { Role::Task };
    plan.cloud.launch_rates().iter().any(|rate| rate.role == role && rate.bucket.is_some())
}

/// The everyday count of a component, if its own is larger and a schedule raises it. Nothing schedules what exists
/// already: its counts change with the sizes, and stay until a person takes them back.
#[must_use]
pub fn timed(component: &Component, everyday: &Plan) -> Option<Count> {
    grown(component, everyday).filter(|_| component.is_built())
}

/// The everyday count of a component, if its own is larger.
#[must_use]
pub(crate) fn grown(component: &Component, everyday: &Plan) -> Option<Count> {
    let own = component.spec.facets().count?;
    let before = *everyday.component(&component.name)?.spec.facets().count?;
    // A count that may be smaller in the launch does not rise: it changes with the apply.
    let grows = own.min >= before.min && own.max >= before.max;
    (grows && (own.min, own.max) != (before.min, before.max)).then_some(before)
}

/// The time from the start of a new machine or task until it works.
fn starts_within(plan: &Plan, component: &Component) -> SignedDuration {
    let rise = [0, 1].map(serde_json::Value::from);
    let [from, to] = rise.each_ref().map(Some);
    let rule = find(component.spec.facets().counted.least(), from, to, (component, component), plan.cloud);
    rule.and_then(|rule| rule.takes).unwrap_or(SignedDuration::from_mins(10))
}
