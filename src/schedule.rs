//! When counts rise and fall by themselves: the floors in time before the window, and back to the everyday ones
//! at its end; the ceilings at the end of its tail. Sizes of machines and classes have no schedule in any cloud: the runbook has them.

use jiff::{SignedDuration, Timestamp, Unit, ZonedDateTime};

use crate::effect::{self, Way};
use crate::model::capacity::Count;
use crate::model::schedule::Schedule;
use crate::model::window::Window;
use crate::plan::{Component, Plan};
use crate::quota;

/// Traffic may come so long before it is announced: everything is up by then at the latest.
pub const EARLY: SignedDuration = SignedDuration::from_mins(30);
/// How late a schedule may run, rounded up from two minutes.
/// docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scheduled-scaling.html
pub const LATE: SignedDuration = SignedDuration::from_mins(5);

/// How long it takes to try everything once: spot tests, before the traffic may come.
pub const TESTS: SignedDuration = SignedDuration::from_mins(15);

/// That of a profile; none for one without a window, or whose counts are those of every day.
#[must_use]
pub fn schedule_of(plan: &Plan, everyday: Option<&Plan>) -> Option<Schedule> {
    let (window, everyday) = plan.window.as_ref().zip(everyday)?;
    let rise = longest_rise(plan, everyday)?.checked_add(LATE)?.checked_add(TESTS)?;
    let raise = deadline(window).timestamp().checked_sub(rise).ok()?;
    let whole = |at: Timestamp| at.round(Unit::Second).unwrap_or(at);
    let [end, closes] = [&window.end, &window.closes].map(|at| whole(at.timestamp()));
    Some(Schedule { raise: whole(raise), end, closes })
}

/// By when everything must be up: `ready`, or half an hour before the start if that is earlier.
#[must_use]
pub fn deadline(window: &Window) -> ZonedDateTime {
    let early = window.start.checked_sub(EARLY).unwrap_or_else(|_| window.start.clone());
    if early < window.ready { early } else { window.ready.clone() }
}

/// How long the slowest of the counts that differ takes to rise; none where no count does.
#[must_use]
pub fn longest_rise(plan: &Plan, everyday: &Plan) -> Option<SignedDuration> {
    let timed = || plan.components.iter().filter(|own| timed(own, everyday).is_some());
    let slowest = timed().map(starts_within).max()?;
    // Machines have no launch rate that AWS documents; tasks do.
    let tasks = timed().any(|own| !own.spec.facets().templated);
    let ramps = if tasks { quota::ramp::ramp(plan, Some(everyday), None) } else { Vec::new() };
    let ramp = ramps.into_iter().filter_map(|ramp| ramp.takes).max().unwrap_or_default();
    // What is less than a minute has room in what a schedule may be late.
    Some(slowest.saturating_add(SignedDuration::from_mins(ramp.as_mins())))
}

/// The everyday count of a component whose own is another.
#[must_use]
pub fn timed(component: &Component, everyday: &Plan) -> Option<Count> {
    let own = component.spec.facets().count?;
    let before = *everyday.component(&component.name)?.spec.facets().count?;
    // What is allowed to be smaller in a launch has nothing to rise to: it changes with the apply.
    let grows = own.min >= before.min && own.max >= before.max;
    (grows && (own.min, own.max) != (before.min, before.max)).then_some(before)
}

/// How long what a higher floor starts takes until it works.
fn starts_within(component: &Component) -> SignedDuration {
    let rule = effect::of_field(component.spec.kind().name, "count.min", Way::Up);
    rule.and_then(|rule| rule.takes).unwrap_or(SignedDuration::from_mins(10))
}
