//! The order of a switch, and the latest safe start of each step. All times are lengths before the start of the
//! window, so that they hold without a date too.

use jiff::{SignedDuration, Timestamp, ZonedDateTime};

use crate::cloud::existing::swallowed::Swallowing;
use crate::cloud::size::NUMBER;
use crate::effect::Effect;
use crate::model::capacity::is_count;
use crate::model::window::Window;
use crate::order::Order as _;
use crate::plan::{Component, Plan};
use crate::switch::change::{Change, changes};
use crate::switch::schedule::{self, EARLY, TESTS};

/// The time of an apply that interrupts nobody, with room: 300 resources took 65 s against an emulated cloud.
pub(crate) const APPLY: SignedDuration = SignedDuration::from_mins(15);
/// The time that Terraform is busy with a change that it does not wait for.
const BRIEF: SignedDuration = SignedDuration::from_mins(5);
/// The spare time after each step.
const MARGIN: SignedDuration = SignedDuration::from_mins(10);
/// The time that the people of a cloud may take for a quota. None is promised; practitioners report ten minutes to three
/// days (barkingiguana.com, vigilare.cloud).
pub(crate) const QUOTA_LEAD: SignedDuration = SignedDuration::from_hours(72);

/// The launch is rehearsed this long before it: on the same day of the week at the same hour, when everyday traffic is
/// the same.
pub(crate) const REHEARSAL: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The time from the end of the tail to the earliest way back: by then the counts have fallen, and running work has
/// finished.
pub(crate) const BACK: SignedDuration = SignedDuration::from_mins(60);

/// The earliest time of the way back, after a window and a tail of these lengths.
#[must_use]
pub(crate) fn way_back(window: SignedDuration, tail: SignedDuration) -> SignedDuration {
    SignedDuration::ZERO.saturating_sub(window.saturating_add(tail).saturating_add(BACK))
}

/// A component whose size changes, which no schedule can do.
#[derive(Debug)]
pub(crate) struct Resize<'a> {
    /// The component in the launch.
    pub component: &'a Component,
    /// The fields that change.
    pub changes: Vec<Change>,
    /// What changes along with it, in the same step.
    pub along: Vec<(&'a Component, Vec<Change>)>,
    /// The worst effect on live users.
    pub effect: Effect,
    /// The time until the change is finished; `None` if it is not known.
    pub takes: Option<SignedDuration>,
    /// The time that Terraform is busy with it.
    pub holds: SignedDuration,
    /// Its latest safe start.
    pub latest: SignedDuration,
}

impl<'a> Resize<'a> {
    /// All that changes in the step.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().chain(self.along.iter().flat_map(|(_, changes)| changes))
    }

    /// Whether a component, or what changes along under its name, changes in the step.
    pub(crate) fn is_of(&self, name: &str) -> bool {
        self.component.name == name || self.along.iter().any(|(own, _)| own.name == name)
    }

    /// What its changes wait for that do not happen with the apply, each once.
    pub(crate) fn waits(&self) -> impl Iterator<Item = &Swallowing> {
        let mut known: Vec<&Swallowing> = Vec::new();
        let all = self.all().filter_map(|change| change.waits.as_ref());
        all.filter(move |own| {
            let is_new = !known.contains(own);
            known.push(own);
            is_new
        })
    }

    /// The same step with something that changes along.
    fn with(self, own: Resize<'a>) -> Self {
        let mut along = self.along;
        along.push((own.component, own.changes));
        let (effect, takes) = (self.effect.max(own.effect), self.takes.max(own.takes));
        Self { along, effect, takes, holds: self.holds.max(own.holds), ..self }
    }

    /// The step of a component whose own changes need none.
    fn under(self, component: &'a Component) -> Self {
        let Self { component: own, changes, .. } = self;
        Self { component, changes: Vec::new(), along: vec![(own, changes)], ..self }
    }

    /// The longest time that one of these changes takes.
    fn longest(&self, of: impl Fn(&&Change) -> bool) -> Option<SignedDuration> {
        self.all().filter(of).filter_map(|change| change.effect?.takes).max()
    }

    /// The time that Terraform waits for what it makes.
    fn makes(&self) -> SignedDuration {
        let sizes = self.component.on.sizes();
        let numbers = |field: &str| sizes.iter().any(|size| size.path == NUMBER && size.field == field);
        self.longest(|change| numbers(&change.field)).unwrap_or_default()
    }

    fn takes(&self) -> SignedDuration {
        self.takes.unwrap_or(BRIEF)
    }

    /// The latest safe start, if the step must be over by this time.
    fn done_by(&self, end: SignedDuration) -> SignedDuration {
        end.saturating_add(self.takes()).saturating_add(MARGIN)
    }
}

/// When the steps of a switch are due.
#[derive(Debug)]
pub struct Timeline<'a> {
    /// The time by which everything is up.
    pub deadline: SignedDuration,
    /// The time at which the counts begin to rise.
    pub raise: SignedDuration,
    /// The latest safe start of the apply that interrupts nobody.
    pub apply: SignedDuration,
    /// The components whose size changes, in the order of the steps.
    pub(crate) resizes: Vec<Resize<'a>>,
}

impl<'a> Timeline<'a> {
    /// The timeline of a switch.
    #[must_use]
    pub(crate) fn of(plan: &'a Plan, everyday: &Plan) -> Self {
        let ready = plan
            .window
            .as_ref()
            .map(|window| window.ready.timestamp().duration_until(window.start.timestamp()));
        let ready = ready.unwrap_or_default();
        let deadline = ready.max(EARLY);
        let rise = schedule::longest_rise(plan, everyday).unwrap_or_default();
        let raise =
            deadline.saturating_add(TESTS).saturating_add(rise).saturating_add(plan.cloud.schedule_delay());
        let mut resizes: Vec<Resize<'a>> =
            plan.components.iter().filter_map(|component| resize(component, plan, everyday)).collect();
        for own in &plan.along {
            let Some(along) = resize(&own.component, plan, everyday) else { continue };
            let at = resizes.iter().position(|resize| resize.component.name == own.lead);
            match (at, plan.component(&own.lead)) {
                (Some(at), _) => {
                    let lead = resizes.swap_remove(at);
                    resizes.push(lead.with(along));
                }
                (None, Some(lead)) => resizes.push(along.under(lead)),
                (None, None) => {}
            }
        }
        resizes.order_by_key(|resize| (resize.takes, resize.component.name.as_str()));
        // One apply makes all changes that interrupt nobody. The change that takes longest sets its time.
        let mut apply = raise.saturating_add(APPLY);
        for resize in resizes.iter_mut().filter(|resize| !resize.effect.interrupts()) {
            resize.latest = resize.done_by(raise);
            apply = apply.max(resize.latest);
        }
        // A plain apply would also make the changes that users feel. So those come before it, one at a time; they are
        // planned here from the last one backwards.
        let mut next = apply.saturating_add(MARGIN);
        for resize in resizes.iter_mut().filter(|resize| resize.effect.interrupts()) {
            let waits = |change: &&Change| change.effect.is_some_and(|rule| rule.effect.interrupts());
            resize.holds =
                resize.longest(waits).unwrap_or_else(|| BRIEF.min(resize.takes())).max(resize.makes());
            resize.latest = resize.done_by(raise).max(next.saturating_add(resize.holds));
            next = resize.latest.saturating_add(MARGIN);
        }
        resizes.order_by_key(|resize| std::cmp::Reverse(resize.latest));
        Self { deadline, raise, apply, resizes }
    }

    /// The time of the decision to begin the steps that interrupt users.
    #[must_use]
    pub(crate) fn decision(&self) -> SignedDuration {
        self.first().saturating_add(SignedDuration::from_mins(5))
    }

    /// The latest safe start of the first step that Terraform does.
    #[must_use]
    pub fn first(&self) -> SignedDuration {
        self.resizes.iter().map(|resize| resize.latest).fold(self.apply, SignedDuration::max)
    }
}

/// The time in which a profile's folder is the one to apply: from the first step of the switch to the end of the
/// tail.
#[derive(Clone, Debug)]
pub(crate) struct Turn {
    /// The latest safe start of the first step that Terraform does, which is before the window starts.
    pub from: Timestamp,
    /// The instant after the window's tail.
    pub closes: ZonedDateTime,
}

impl Turn {
    /// The turns of a profile, one for each of its windows, in the order of time. `everyday` is the profile that it is
    /// compared with.
    pub(crate) fn all(plan: &Plan, everyday: Option<&Plan>) -> Vec<Self> {
        if plan.windows.is_empty() {
            return Vec::new();
        }
        let first = first(plan, everyday);
        plan.windows.iter().map(|window| Self::of_window(window, first)).collect()
    }

    /// The times in which the profile's folder is the one to apply. Between windows for which schedules do all that is to be
    /// done, it stays applied.
    pub(crate) fn held(plan: &Plan, everyday: Option<&Plan>) -> Vec<Self> {
        let all = Self::all(plan, everyday);
        match (all.first(), all.last()) {
            (Some(first), Some(last)) if everyday.is_some_and(|everyday| is_scheduled(plan, everyday)) => {
                vec![Self { from: first.from, closes: last.closes.clone() }]
            }
            _ => all,
        }
    }

    fn of_window(window: &Window, first: Option<SignedDuration>) -> Self {
        let (start, ready) = (window.start.timestamp(), window.ready.timestamp());
        let first = first.and_then(|first| start.checked_sub(first).ok());
        let from = first.map_or(ready, |first| first.min(ready));
        Self { from, closes: window.closes.clone() }
    }

    /// The end of the turn.
    #[must_use]
    pub(crate) fn until(&self) -> Timestamp {
        self.closes.timestamp()
    }
}

/// Whether all that a profile changes are counts that schedules raise and lower, so that nobody has to do anything between
/// two of its windows.
#[must_use]
pub(crate) fn is_scheduled(plan: &Plan, everyday: &Plan) -> bool {
    let is_counted = |own: &Component| {
        let Some(before) = everyday.component(&own.name) else { return false };
        let mut changed = changes("components", &own.name, everyday, plan).into_iter();
        let counts = changed.all(|change| is_count(&change.field));
        let lowered = schedule::timed(own, everyday).is_some() && !own.spec.facets().stateful;
        counts && (lowered || own.spec.facets().count == before.spec.facets().count)
    };
    plan.components.len() == everyday.components.len() && plan.components.iter().all(is_counted)
}

/// The latest safe start of the first step of a switch, before the window.
fn first(plan: &Plan, everyday: Option<&Plan>) -> Option<SignedDuration> {
    everyday.map(|everyday| Timeline::of(plan, everyday).first())
}

/// A component of which more than the counts change.
fn resize<'a>(component: &'a Component, plan: &Plan, everyday: &Plan) -> Option<Resize<'a>> {
    let all = changes("components", &component.name, everyday, plan);
    let felt = |change: &Change| {
        !is_count(&change.field)
            && change.effect.is_some_and(|rule| rule.takes.is_none_or(|takes| !takes.is_zero()))
    };
    let changes: Vec<Change> = all.into_iter().filter(felt).collect();
    let rules = || changes.iter().filter_map(|change| change.effect);
    let effect = rules().map(|rule| rule.effect).max()?;
    let takes = rules().filter_map(|rule| rule.takes).max();
    let (holds, latest) = (BRIEF, SignedDuration::ZERO);
    let mut own = Resize { component, effect, takes, holds, latest, changes, along: Vec::new() };
    own.holds = own.makes().max(BRIEF);
    Some(own)
}

/// `T-1:40`, `T-3d 2:20`; `T+0:15` for a time after the start.
#[must_use]
pub(crate) fn minus(before: SignedDuration) -> String {
    let sign = if before.is_negative() { '+' } else { '-' };
    let minutes = before.unsigned_abs().as_secs().div_ceil(60);
    match (minutes / 1440, minutes / 60 % 24, minutes % 60) {
        (0, hours, minutes) => format!("T{sign}{hours}:{minutes:02}"),
        // One day on the clock reads better as 24 hours.
        (1, hours, minutes) => format!("T{sign}{}:{minutes:02}", hours + 24),
        (days, hours, minutes) => format!("T{sign}{days}d {hours}:{minutes:02}"),
    }
}
