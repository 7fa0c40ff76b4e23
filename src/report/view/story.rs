//! A switch in sentences: what happens for how long, and what is left if nobody switches back.

use jiff::SignedDuration;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::diff::{Diff, PartDiff, Status};
use crate::effect::Effect;
use crate::external::task::Task;
use crate::model::capacity::is_count;
use crate::money::{Amounts, figure, signed_dollars};
use crate::priced::Payer;
use crate::report::view::say;
use crate::report::view::three::Three;
use crate::report::view::when::{Clock, length};
use crate::switch::stay::Phases;
use crate::switch::timeline::way_back;

/// When a switch is, in words.
#[derive(Debug, Serialize)]
pub struct TimesView {
    /// The start: `Wed 3 Feb 09:00`.
    pub start: String,
    /// The end.
    pub end: String,
    /// The year of the start.
    pub year: i16,
    /// The zone of all times: `UTC+2`.
    pub zone: String,
    /// The time from which the switch costs something: the latest safe start of its first step.
    pub begins: String,
    /// The end of its tail.
    pub closes: String,
    /// The earliest way back.
    pub returns: String,
}

impl TimesView {
    /// The times of a switch with a date.
    pub(super) fn of(diff: &Diff<'_>, clock: Clock<'_>) -> Option<Self> {
        let window = diff.window.as_ref().filter(|_| diff.span.is_some())?;
        Some(Self {
            start: clock.at(&window.start),
            end: clock.at(&window.end),
            year: window.start.year(),
            zone: clock.zone()?,
            begins: clock.before(diff.phases.before),
            closes: clock.at(&window.closes),
            returns: clock.before(way_back(diff.phases.window, diff.phases.tail)),
        })
    }
}

/// A phase of a switch that costs something.
#[derive(Debug, Serialize)]
pub struct PhaseView {
    /// What it is, from when to when: `after it, to Thu 4 Feb 11:00, the earliest way back`.
    pub label: String,
    /// What it costs.
    pub cost: Three,
    /// Why the cost at maximum is lower than the expected one; `None` if it is not.
    #[serde(skip)]
    pub(crate) lower: Option<String>,
}

/// The phases of a switch that cost something, in the order of time.
pub(super) fn phases(diff: &Diff<'_>, costs: &[Option<Amounts>; 4], clock: Clock<'_>) -> Vec<PhaseView> {
    let Phases { before, window, tail, after } = diff.phases;
    let ends = [SignedDuration::ZERO, -window, -window - tail, -window - tail - after];
    let dated = clock.instant(before).is_some();
    let label = |at: usize| match (at, dated) {
        (0, true) => format!("before it, from {} to {}", clock.before(before), clock.before(ends[0])),
        (0, false) => format!("before it, {}", length(before)),
        (1, _) => format!("the launch, {}", length(window)),
        (2, true) => format!("its tail, to {}", clock.before(ends[2])),
        (2, false) => format!("its tail, {}", length(tail)),
        (_, true) => format!("after it, to {}, the earliest way back", clock.before(ends[3])),
        (_, false) => format!("after it, {}, to the earliest way back", length(after)),
    };
    let zero = signed_dollars(Decimal::ZERO);
    let costs = costs.iter().enumerate().filter_map(|(at, cost)| Some((at, (*cost)?)));
    let told = |(at, cost): (usize, Amounts)| PhaseView {
        label: label(at),
        lower: lower(&[Some(cost)], diff.from.name()),
        cost: Three::of(cost, signed_dollars),
    };
    let costs = costs.map(told);
    costs
        .filter(|PhaseView { cost, .. }| {
            [&cost.floor, &cost.expected, &cost.ceiling].into_iter().any(|text| *text != zero)
        })
        .collect()
}

/// Why a figure at maximum is lower than the expected one. What is shown is more than runs before, which is at its maximum
/// then as well.
pub(super) fn lower(amounts: &[Option<Amounts>], from: &str) -> Option<String> {
    let any = amounts.iter().flatten().any(|amounts| amounts.ceiling < amounts.expected);
    any.then(|| {
        format!(
            "Where a figure at maximum is lower than the expected one, less comes on top: the counts of {from} are then \
             at their maximum, too"
        )
    })
}

/// The cost of the launch itself, and of what is before and after it together.
pub(super) fn around(diff: &Diff<'_>, costs: &[Option<Amounts>; 4], clock: Clock<'_>) -> Vec<PhaseView> {
    let Phases { before, window, tail, after } = diff.phases;
    let end = -window - tail - after;
    let [first, launch, rest @ ..] = costs;
    let Some(launch) = launch else { return Vec::new() };
    let paid = |amounts: &[Option<Amounts>]| {
        let sum: Amounts = amounts.iter().flatten().copied().sum();
        (!sum.is_zero()).then_some(sum)
    };
    let (first, rest) = (paid(&[*first]), paid(rest));
    let dated = clock.instant(before).is_some();
    let begins = if dated {
        format!("before from {}", clock.before(before))
    } else {
        format!("before, {}", length(before))
    };
    let ends = if dated {
        format!("after to {}", clock.before(end))
    } else {
        format!("after, {}", length(tail + after))
    };
    let label = match (first, rest) {
        (Some(_), Some(_)) => format!("{begins}, {ends}"),
        (Some(_), None) => begins,
        (None, _) => ends,
    };
    let phase = |label: String, cost: Amounts| PhaseView {
        label,
        lower: lower(&[Some(cost)], diff.from.name()),
        cost: Three::of(cost, signed_dollars),
    };
    let both: Vec<Amounts> = [first, rest].into_iter().flatten().collect();
    let both = (!both.is_empty()).then(|| phase(label, both.into_iter().sum()));
    [Some(phase(format!("the launch, {}", length(window)), *launch)), both].into_iter().flatten().collect()
}

/// What happens, in one sentence: `9 components get larger, 3 outside services change plan; nothing is replaced`.
pub(super) fn summary(diff: &Diff<'_>, tasks: &[Task]) -> String {
    let of = |payer| move |part: &&PartDiff| part.payer == payer;
    let components: Vec<&PartDiff> = diff.changed().filter(of(Payer::Component)).collect();
    let mut said = Vec::new();
    let (along, own): (Vec<&PartDiff>, Vec<&PartDiff>) =
        components.iter().partition(|part| part.along.is_some());
    let by_status = |status| own.iter().filter(|part| part.status == status).count();
    let changed = by_status(Status::Changed);
    if changed > 0 {
        let verb = verb(own.iter().copied().filter(|part| part.status == Status::Changed), changed == 1);
        said.push(format!("{} {verb}", say::count(changed, "component")));
    }
    for (status, word) in [(Status::Added, "new"), (Status::Removed, "removed")] {
        let number = by_status(status);
        if number > 0 {
            let is = if number == 1 { "is" } else { "are" };
            said.push(format!("{} {is} {word}", say::count(number, "component")));
        }
    }
    if !along.is_empty() {
        let verb = if along.len() == 1 { "changes" } else { "change" };
        said.push(format!("{} {verb} along", say::count(along.len(), "resource")));
    }
    let plans = tasks.iter().filter(|task| task.plans.changes).count();
    if plans > 0 && !diff.back {
        let verb = if plans == 1 { "changes" } else { "change" };
        said.push(format!("{} {verb} plan", say::count(plans, "outside service")));
    } else {
        let outside = diff.changed().filter(of(Payer::External)).count();
        if outside > 0 {
            said.push(format!(
                "{} {}",
                say::count(outside, "outside service"),
                if outside == 1 { "changes" } else { "change" }
            ));
        }
    }
    let replaced: Vec<&str> = (components.iter())
        .filter(|part| part.effect == Some(Effect::Replace))
        .map(|part| part.name.as_str())
        .collect();
    let replaced = match replaced.as_slice() {
        [] => "nothing is replaced".to_owned(),
        [one] => format!("{} is replaced", say::text(one)),
        several => format!("{} are replaced", say::names(several)),
    };
    if said.is_empty() { replaced } else { format!("{}; {replaced}", said.join(", ")) }
}

/// Whether components get larger or smaller: at all three sizes, else they change.
fn verb<'a>(parts: impl Iterator<Item = &'a PartDiff>, one: bool) -> &'static str {
    let (mut more, mut less) = (false, false);
    for part in parts {
        let Amounts { floor, expected, ceiling } = part.total.month();
        let mut all = [floor, expected, ceiling]
            .into_iter()
            .chain(part.total.phases.map(|phases| phases.window.expected));
        more |= all.clone().any(|amount| amount.is_sign_positive() && !amount.is_zero());
        less |= all.any(|amount| amount.is_sign_negative() && !amount.is_zero());
    }
    match (more, less, one) {
        (true, false, true) => "gets larger",
        (true, false, false) => "get larger",
        (false, true, true) => "gets smaller",
        (false, true, false) => "get smaller",
        (_, _, true) => "changes",
        (_, _, false) => "change",
    }
}

/// What is left if nobody switches back.
#[derive(Debug, Serialize)]
pub struct LeftView {
    /// What falls by itself, what stays, and what that costs, in one sentence.
    pub text: String,
    /// The components that stay; `None` if none does.
    pub stays: Option<String>,
    /// What it costs a day and a month.
    pub money: String,
}

/// What is left if nobody switches back, and what it costs.
pub(super) fn left(diff: &Diff<'_>, clock: Clock<'_>) -> LeftView {
    let total = &diff.total;
    let stays: Vec<&PartDiff> = (diff.changed())
        .filter(|part| part.payer == Payer::Component && !part.total.left_on.hour.is_zero())
        .collect();
    let names =
        |parts: &[&PartDiff]| say::names(&parts.iter().map(|part| part.name.as_str()).collect::<Vec<_>>());
    let falls = diff.changed().any(|part| {
        part.payer == Payer::Component
            && part.lines.iter().any(|line| !line.by_use && line.left != line.to && line.to != line.from)
    });
    let holds = |part: &&PartDiff| {
        let component = diff.to.component(&part.name);
        component.is_some_and(|component| component.spec.facets().stateful)
            && part.changes.iter().all(|change| is_count(&change.field))
    };
    let all = (!stays.is_empty()).then(|| names(&stays));
    let (data, sizes): (Vec<&PartDiff>, Vec<&PartDiff>) = stays.into_iter().partition(holds);
    let mut said = Vec::new();
    if falls {
        let end = diff.window.as_ref().map(|window| format!(" by {}", clock.at(&window.closes)));
        said.push(format!(
            "the counts that a schedule has raised fall by themselves{}",
            end.unwrap_or_default()
        ));
    }
    let one = |parts: &[&PartDiff]| parts.len() == 1;
    if !sizes.is_empty() {
        said.push(format!(
            "{} {} as in the launch",
            names(&sizes),
            if one(&sizes) { "stays" } else { "stay" }
        ));
    }
    if !data.is_empty() {
        let why = if one(&data) {
            "keeps its machines, because it holds data and no schedule ends them"
        } else {
            "keep their machines, because they hold data and no schedule ends them"
        };
        said.push(format!("{} {why}", names(&data)));
    }
    let day = signed_dollars(total.left_on.day().expected);
    let month = signed_dollars(total.left_on.month.expected);
    let vendors =
        diff.changed().any(|part| part.payer == Payer::External && !part.total.left_on.month.is_zero());
    let vendors = if vendors { " with the vendors' plans" } else { "" };
    let money = if total.left_on.hour.is_zero() && total.left_on.month.is_zero() {
        "nothing is left on the bill".to_owned()
    } else {
        format!("{day} a day, {month} for a whole month{vendors}")
    };
    let text = if said.is_empty() { money.clone() } else { format!("{}. Cost: {money}", said.join("; ")) };
    LeftView { text, stays: all, money }
}

/// The traffic that the profile is made for, where it differs: `visits 6,900 → 414,000 a day, 5 → 300 in the busiest
/// second`.
pub(super) fn traffic(diff: &Diff<'_>) -> Vec<String> {
    let (before, after) = (&diff.from.header.traffic, &diff.to.header.traffic);
    let said = after.iter().filter_map(|(name, traffic)| {
        let old = |period| {
            let given = before.get(name).map(|old| old.given().find(|(own, _)| *own == period));
            given.flatten().map(|(_, amount)| amount)
        };
        let periods: Vec<String> = traffic
            .given()
            .filter(|(period, amount)| old(*period) != Some(*amount))
            .map(|(period, amount)| {
                let per = match period.word() {
                    "day" => "a day".to_owned(),
                    short => format!("in the busiest {short}"),
                };
                let old = old(period).map(|old| format!("{} → ", figure(old))).unwrap_or_default();
                format!("{old}{} {per}", figure(amount))
            })
            .collect();
        (!periods.is_empty()).then(|| format!("{} {}", say::text(name), periods.join(", ")))
    });
    said.collect()
}
