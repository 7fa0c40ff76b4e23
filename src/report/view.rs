//! A diff in words: every figure is rounded to cents once, so that what is shown adds up. The text, the Markdown and
//! the page are all written from it.

pub mod advice;
pub mod alike;
pub mod budget;
pub mod change;
pub mod felt;
pub(crate) mod gate;
pub(crate) mod line;
pub mod missing;
pub mod order;
pub mod part;
pub mod quota;
pub(crate) mod say;
mod size;
pub mod story;
pub mod sum;
pub mod three;
pub mod unknown;
pub(crate) mod waits;
pub(crate) mod when;
pub mod window;

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::diff::money::LeftOn;
use crate::diff::{Diff, PartDiff, Status};
use crate::external::task::Task;
use crate::external::task::tasks;
use crate::guardrail::Guardrail;
use crate::model::window::Window;
use crate::money::{dollars, percent, signed_dollars, signed_percent};
use crate::order::Order as _;
use crate::report::view::advice::AdviceView;
use crate::report::view::alike::RowView;
use crate::report::view::budget::BudgetView;
use crate::report::view::change::{EffectGroup, effects};
use crate::report::view::felt::FeltView;
use crate::report::view::gate::GateView;
use crate::report::view::missing::MissingView;
use crate::report::view::order::OrderView;
use crate::report::view::part::PartView;
use crate::report::view::quota::QuotaView;
use crate::report::view::story::{LeftView, PhaseView, TimesView};
use crate::report::view::sum::{RestView, SumLine};
use crate::report::view::three::{Three, shares};
use crate::report::view::when::Clock;
use crate::report::view::window::{WindowView, phases, subscriptions};
use crate::source::Sources;

/// A switch in words.
#[derive(Debug, Serialize)]
pub struct View {
    /// The profile that is live before.
    pub from: String,
    /// The profile that is switched to.
    pub to: String,
    /// The name of the stack.
    pub stack: String,
    /// The region of the stack.
    pub region: String,
    /// The window, if the length of the switch is known.
    pub window: Option<WindowView>,
    /// Whether the switch is the way back to the everyday profile, which has no window.
    pub back: bool,
    /// What the switch costs on top, in all its phases together.
    pub cost: Option<Three>,
    /// The share of `cost` before the window, from the latest safe start of each step.
    pub before: Option<Three>,
    /// The share of `cost` in the window.
    pub in_window: Option<Three>,
    /// The share of `cost` in the window's tail; `None` without one.
    pub tail: Option<Three>,
    /// The share of `cost` between the tail and the earliest way back.
    pub after: Option<Three>,
    /// The share of `cost` for monthly subscriptions; `None` if there are none.
    pub subscriptions: Option<Three>,
    /// `cost` in percent of a month before.
    pub percent: Option<Three>,
    /// Why a figure at maximum is lower than the expected one; `None` if none is.
    pub lower: Option<String>,
    /// The month that `percent` refers to, as expected.
    pub(crate) of_month: String,
    /// The cost of a month of 730 hours before the switch.
    pub month_from: Three,
    /// The cost of a month of 730 hours after the switch.
    pub month_to: Three,
    /// How much more an hour costs if nobody switches back, without subscriptions and traffic. On the way back: how
    /// much less it costs from then on.
    pub hour: Three,
    /// The same for a day.
    pub day: Three,
    /// The same for a month, with the subscriptions of outside services.
    pub month: Three,
    /// The same month with all of the launch's counts and traffic; `None` if that is equal.
    pub(crate) month_busy: Option<Three>,
    /// Whether there is a way back: the window is that of the profile that is switched to.
    pub returns: bool,
    /// What stays on the bill of each month after the way back; `None` if nothing does.
    pub residual: Option<Three>,
    /// What holds of the bill once everything is switched back; `None` where something stays, and where a price is not
    /// known.
    pub settles: Option<&'static str>,
    /// What live users feel, the worst effect first; effects that nobody feels are left out.
    pub effects: Vec<EffectGroup>,
    /// The parts that change.
    pub parts: Vec<PartView>,
    /// The names of the parts that do not change.
    pub same: Vec<String>,
    /// The quotas of which the two plans need different amounts.
    pub quotas: Vec<QuotaView>,
    /// The lines whose price is not known.
    pub unknown: Vec<String>,
    /// Use that is not counted, with its price if it is known.
    pub uncounted: Vec<String>,
    /// The limits, evaluated.
    pub gates: Vec<GateView>,
    /// Whether a line is left out of the sums because its price is not known.
    pub incomplete: bool,
    /// What no sum contains, in a few words: use of components that is billed, and of which the profiles state no amount.
    pub not_counted: Option<&'static str>,
    /// The components whose expected count is their floor, because the profile gives none.
    pub(crate) at_floor: Vec<String>,
    /// The event that the profile is for, if it names one.
    pub event: Option<String>,
    /// When the switch is; `None` without a date.
    pub times: Option<TimesView>,
    /// What happens, in one sentence.
    pub summary: String,
    /// Whether the switch is within its limits, and where that turns.
    pub budget: BudgetView,
    /// What is left if nobody switches back, and what that costs.
    pub left: LeftView,
    /// What the sums do not contain and what is not known.
    pub missing: Vec<MissingView>,
    /// What must be ordered before, in the order of time.
    pub orders: Vec<OrderView>,
    /// What is given back after it, in the order of time.
    pub given_back: Vec<OrderView>,
    /// What live users feel, in the order of time.
    pub felt: Vec<FeltView>,
    /// The parts that change, alike ones as one row, the dearest first.
    pub rows: Vec<RowView>,
    /// The rows beyond those that a comment shows.
    pub rest: Option<RestView>,
    /// How the cost comes about, line by line; a month if the length of the switch is not known.
    pub calculation: Vec<SumLine>,
    /// The lines beyond those of `calculation`.
    pub calculation_rest: Option<RestView>,
    /// How each change that users feel goes on, and what softens it.
    pub advice: Vec<AdviceView>,
    /// The phases of the switch that cost something, in the order of time.
    pub phases: Vec<PhaseView>,
    /// The same with all that is not in the launch itself as one; empty if there is no launch with a length.
    pub(crate) around: Vec<PhaseView>,
    /// The traffic that the profile is made for, where it differs.
    pub traffic: Vec<String>,
    /// The first date of the prices.
    pub(crate) prices_from: Option<String>,
    /// The last date of the prices.
    pub(crate) prices_to: Option<String>,
}

/// What holds of the bill once everything is switched back.
fn settles(diff: &Diff<'_>, tasks: &[Task]) -> Option<&'static str> {
    let total = &diff.total;
    if diff.span.is_none() || !total.residual.is_zero() || total.incomplete {
        return None;
    }
    let plans = tasks.iter().any(|task| task.plans.changes);
    Some(if plans {
        "only the vendors' plans stay on the bill, until they are given back"
    } else {
        "nothing stays on the bill"
    })
}

impl View {
    /// Marks each time that is over by `now`, until the window itself is.
    pub fn mark_past(&mut self, window: Option<&Window>, now: Timestamp) {
        let Some(window) = window.filter(|window| window.end.timestamp() > now) else { return };
        let is_past =
            |due: SignedDuration| window.start.timestamp().checked_sub(due).is_ok_and(|due| due < now);
        let orders = self.orders.iter_mut().map(|order| (order.due, &mut order.by));
        let felt = self.felt.iter_mut().filter(|felt| felt.timed).map(|felt| (felt.due, &mut felt.at));
        for (_, text) in orders.chain(felt).filter(|(due, _)| is_past(*due)) {
            text.push_str(", past");
        }
    }
}

/// Puts a diff into words. `sources` knows the places of values.
#[must_use]
pub fn view(diff: &Diff<'_>, gates: &[Guardrail], sources: &Sources) -> View {
    let (total, changed) = (&diff.total, changed(diff));
    let shared = shares(total.window(), &changed, |part| part.total.window());
    let months = shares(Some(total.left_on.month), &changed, |part| Some(part.total.left_on.month));
    let parts = changed.iter().zip(shared).zip(months);
    let parts = parts.map(|((part, cost), month)| PartView::of(part, cost, month, diff, sources));
    View { parts: parts.collect(), ..outline(diff, gates, sources) }
}

/// The parts that change, the one that costs most first.
fn changed<'a>(diff: &'a Diff<'_>) -> Vec<&'a PartDiff> {
    let mut changed: Vec<&PartDiff> = diff.changed().collect();
    let weight = |part: &PartDiff| part.total.window().unwrap_or(part.total.left_on.month).expected.abs();
    changed.order_by_key(|part| std::cmp::Reverse(weight(part)));
    changed
}

/// The same without `parts`, which are half of the work and stand in the details only.
#[must_use]
pub(crate) fn outline(diff: &Diff<'_>, gates: &[Guardrail], sources: &Sources) -> View {
    let (total, changed) = (&diff.total, changed(diff));
    let share = |window: Decimal| {
        percent(window, total.month_from.expected).map_or_else(|| "-".to_owned(), signed_percent)
    };
    // A percentage of zero does not exist.
    let percent = total.window().filter(|_| diff.span.is_some() && !total.month_from.expected.is_zero());
    let LeftOn { hour, month } = total.left_on;
    let tasks = tasks(diff.to, Some(diff.from));
    let at_floor: Vec<String> =
        changed.iter().filter(|part| part.expects == Some(false)).map(|part| part.name.clone()).collect();
    let clock = Clock::of(diff.window.as_ref());
    let amounts = phases(diff);
    let costs = amounts.map(|cost| cost.map(|cost| Three::of(cost, signed_dollars)));
    let told = story::phases(diff, &amounts, clock);
    let [before, in_window, tail, after] = costs;
    let timed = total.window().is_some();
    let rows = alike::rows(diff, timed);
    let (calculation, calculation_rest) = sum::lines(&rows, timed);
    View {
        from: diff.from.name().to_owned(),
        to: diff.to.name().to_owned(),
        stack: diff.to.header.stack.clone(),
        region: diff.to.header.cloud.region.clone(),
        window: diff.span.map(|span| WindowView::of(diff, span)),
        back: diff.back,
        cost: total.window().map(|window| Three::of(window, signed_dollars)),
        before,
        in_window,
        tail,
        after,
        subscriptions: total
            .phases
            .map(|_| subscriptions(diff))
            .filter(|sum| !sum.is_zero())
            .map(|sum| Three::of(sum, signed_dollars)),
        percent: percent.map(|window| Three::of(window, share)),
        lower: story::lower(&amounts, diff.from.name()),
        around: story::around(diff, &amounts, clock),
        of_month: dollars(total.month_from.expected),
        month_from: Three::of(total.month_from, dollars),
        month_to: Three::of(total.month_to, dollars),
        hour: Three::of(hour, signed_dollars),
        day: Three::of(total.left_on.day(), signed_dollars),
        month: Three::of(month, signed_dollars),
        month_busy: (total.month() != month).then(|| Three::of(total.month(), signed_dollars)),
        returns: diff.span.is_some(),
        settles: settles(diff, &tasks),
        residual: (!total.residual.is_zero()).then(|| Three::of(total.residual, signed_dollars)),
        effects: effects(diff),
        parts: Vec::new(),
        same: diff
            .parts
            .iter()
            .filter(|part| part.status == Status::Same)
            .map(|part| part.name.clone())
            .collect(),
        quotas: diff.quotas.iter().map(|quota| QuotaView::new(quota, diff.to.cloud.short())).collect(),
        unknown: diff
            .unknown()
            .map(|(part, line)| unknown::unknown(&part.name, line.what, &line.service, &line.key))
            .collect(),
        uncounted: unknown::uncounted(&diff.uncounted),
        gates: gates.iter().map(|gate| GateView::of(gate, sources)).collect(),
        incomplete: total.incomplete,
        not_counted: missing::not_counted(diff),
        event: diff.to.header.event.as_ref().filter(|_| !diff.back).map(|event| say::text(&event.name)),
        times: TimesView::of(diff, clock),
        summary: story::summary(diff, &tasks),
        budget: BudgetView::of(diff, gates, clock),
        left: story::left(diff, clock),
        missing: missing::missing(diff, &tasks, &at_floor),
        orders: order::orders(diff, &tasks, clock),
        given_back: order::given_back(diff, &tasks, clock),
        felt: felt::felt(diff, &tasks, clock),
        rest: sum::rest(&rows),
        rows,
        calculation,
        calculation_rest,
        advice: advice::advice(diff),
        phases: told,
        traffic: story::traffic(diff),
        at_floor,
        prices_from: diff.dates.as_ref().map(|dates| dates.0.clone()),
        prices_to: diff.dates.as_ref().map(|dates| dates.1.clone()),
    }
}
