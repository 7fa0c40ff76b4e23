//! Fills the view, a diff in words, from a diff.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::SignedDuration;
use rust_decimal::Decimal;
use serde_json::Value as Json;

use crate::bill::meter::Per;
use crate::diff::money::{LeftOn, LineDiff};
use crate::diff::phases::Term;
use crate::diff::quotas::QuotaDiff;
use crate::diff::{Diff, PartDiff, Status};
use crate::effect::{Effect, Rule};
use crate::guardrail::Guardrail;
use crate::model::span::Span;
use crate::model::window::stamp;
use crate::money::{
    Amounts, CENTS, MONTH_HOURS, apportion_all, dollars, percent, plain, signed_dollars, signed_percent,
    unit_price,
};

use crate::price::unit_price::Price;
use crate::priced::Uncounted;
use crate::quota::row::{Basis, Verdict};
use crate::shown::visible;
use crate::source::{Place, Sources};
use crate::switch::change::Change;
use crate::switch::stay::Phases;
use crate::switch::timeline::{minus, way_back};

use crate::report::view::{
    ChangeView, EffectGroup, EffectView, GateView, LineView, PartView, QuotaView, Three, View, WindowView,
};

/// The digits after the point of hours.
const HOUR_PLACES: u32 = 4;

/// Puts a diff into words. `sources` knows the places of values.
#[must_use]
pub fn view(diff: &Diff<'_>, gates: &[Guardrail], sources: &Sources) -> View {
    let total = &diff.total;
    // The part that costs most comes first.
    let mut changed: Vec<&PartDiff> = diff.changed().collect();
    let weight = |part: &PartDiff| part.total.window().unwrap_or(part.total.left_on.month).expected.abs();
    changed.sort_by_key(|part| std::cmp::Reverse(weight(part)));
    let costs = shares(total.window(), &changed, |part| part.total.window());
    let months = shares(Some(total.left_on.month), &changed, |part| Some(part.total.left_on.month));
    let parts = changed.iter().zip(costs).zip(months);
    let parts = parts.map(|((part, cost), month)| part_view(part, cost, month, diff, sources));
    let share = |window: Decimal| {
        percent(window, total.month_from.expected).map_or_else(|| "-".to_owned(), signed_percent)
    };
    // A percentage of zero does not exist.
    let percent = total.window().filter(|_| diff.span.is_some() && !total.month_from.expected.is_zero());
    let LeftOn { hour, month } = total.left_on;
    let [before, in_window, tail, after] = phases(diff);
    View {
        from: diff.from.name().to_owned(),
        to: diff.to.name().to_owned(),
        stack: diff.to.header.stack.clone(),
        region: diff.to.header.cloud.region.clone(),
        window: diff.span.map(|span| window_view(diff, span)),
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
        of_month: dollars(total.month_from.expected),
        month_from: Three::of(total.month_from, dollars),
        month_to: Three::of(total.month_to, dollars),
        hour: Three::of(hour, signed_dollars),
        day: Three::of(total.left_on.day(), signed_dollars),
        month: Three::of(month, signed_dollars),
        month_busy: (total.month() != month).then(|| Three::of(total.month(), signed_dollars)),
        returns: diff.span.is_some(),
        residual: (!total.residual.is_zero()).then(|| Three::of(total.residual, signed_dollars)),
        effects: effects(diff),
        parts: parts.collect(),
        same: diff
            .parts
            .iter()
            .filter(|part| part.status == Status::Same)
            .map(|part| part.name.clone())
            .collect(),
        quotas: diff.quotas.iter().map(quota_view).collect(),
        unknown: diff
            .unknown()
            .map(|(part, line)| unknown(&part.name, line.what, &line.service, &line.key))
            .collect(),
        uncounted: uncounted(&diff.uncounted),
        gates: gates.iter().map(|gate| gate_view(gate, sources)).collect(),
        incomplete: total.incomplete,
        at_floor: changed
            .iter()
            .filter(|part| part.expects == Some(false))
            .map(|part| part.name.clone())
            .collect(),
        prices_from: diff.dates.as_ref().map(|dates| dates.0.clone()),
        prices_to: diff.dates.as_ref().map(|dates| dates.1.clone()),
    }
}

/// The cost of the four phases in cents, so that they add up to the whole.
pub(crate) fn phases(diff: &Diff<'_>) -> [Option<Three>; 4] {
    let lengths = diff.phases.all();
    let of = |phases: Phases<Amounts>| {
        let shown = phases
            .all()
            .into_iter()
            .zip(lengths)
            .map(|(cost, length)| (!length.is_zero() || !cost.is_zero()).then_some(cost));
        apportion_all(phases.sum(), &shown.collect::<Vec<_>>(), CENTS)
    };
    let phases = diff.total.phases.filter(|_| diff.span.is_some()).map(of).unwrap_or_default();
    std::array::from_fn(|at| phases.get(at).copied().flatten().map(|cost| Three::of(cost, signed_dollars)))
}

fn window_view(diff: &Diff<'_>, span: Span) -> WindowView {
    let (phases, window) = (&diff.phases, diff.window.as_ref());
    let back = way_back(phases.window, phases.tail);
    let at = |before: SignedDuration| Some(stamp(&window?.start.checked_sub(before).ok()?));
    WindowView {
        start: window.map(|window| stamp(&window.start)),
        end: window.map(|window| stamp(&window.end)),
        hours: plain(span.hours()),
        months: diff.months().unwrap_or(span.months),
        begins: minus(phases.before),
        begins_at: at(phases.before),
        tail: (!phases.tail.is_zero()).then(|| plain(Span::of_seconds(phases.tail.as_secs()).hours())),
        returns: minus(back),
        returns_at: at(back),
    }
}

fn subscriptions(diff: &Diff<'_>) -> Amounts {
    let lines = diff.parts.iter().flat_map(|part| &part.lines);
    lines.filter(|line| line.per == Per::Subscription).filter_map(|line| line.total?.window()).sum()
}

/// Cents for each of `items`, so that they add up to `total`.
fn shares<T>(
    total: Option<Amounts>,
    items: &[T],
    amounts: impl Fn(&T) -> Option<Amounts>,
) -> Vec<Option<Amounts>> {
    match total {
        None => items.iter().map(|_| None).collect(),
        Some(total) => apportion_all(total, &items.iter().map(amounts).collect::<Vec<_>>(), CENTS),
    }
}

fn effects(diff: &Diff<'_>) -> Vec<EffectGroup> {
    let mut groups: BTreeMap<std::cmp::Reverse<Effect>, Vec<String>> = BTreeMap::new();
    for part in &diff.parts {
        if let Some(effect) = part.effect.filter(|effect| *effect != Effect::None) {
            groups.entry(std::cmp::Reverse(effect)).or_default().push(part.name.clone());
        }
    }
    groups.into_iter().map(|(effect, names)| EffectGroup { effect: effect.0.word(), names }).collect()
}

fn effect_view(rule: &Rule) -> Option<EffectView> {
    let time = [("takes", rule.takes), ("users feel it for", rule.users)];
    let time: Vec<String> =
        time.into_iter().filter_map(|(word, time)| Some(format!("{word} about {:#}", time?))).collect();
    let Rule { effect, what, undo, avoid, source, .. } = *rule;
    (effect != Effect::None || rule.keeps()).then(|| EffectView {
        effect: effect.word(),
        what,
        time: time.join(", "),
        undo,
        avoid,
        source,
    })
}

fn part_view(
    part: &PartDiff,
    cost: Option<Amounts>,
    month: Option<Amounts>,
    diff: &Diff<'_>,
    sources: &Sources,
) -> PartView {
    // A line that does not change costs nothing, and would only be in the way.
    let moved = |line: &&LineDiff| {
        line.from != line.to || line.is_unknown() || line.total.is_some_and(|total| total.is_change())
    };
    let lines: Vec<&LineDiff> = part.lines.iter().filter(moved).collect();
    let costs = shares(cost, &lines, |line| line.total.and_then(|total| total.window()));
    let months = shares(month, &lines, |line| line.total.map(|total| total.left_on.month));
    PartView {
        name: part.name.clone(),
        kind: part.kind,
        status: part.status.word(),
        cost: cost.map(|cost| Three::of(cost, signed_dollars)),
        month: month.map(|month| Three::of(month, signed_dollars)).unwrap_or_default(),
        effect: part.effect.map(Effect::word),
        changes: part.changes.iter().map(|change| change_view(change, sources)).collect(),
        lines: lines
            .iter()
            .zip(costs)
            .zip(months)
            .map(|((line, cost), month)| line_view(line, cost, month, diff))
            .collect(),
        incomplete: part.total.incomplete,
    }
}

fn line_view(line: &LineDiff, cost: Option<Amounts>, month: Option<Amounts>, diff: &Diff<'_>) -> LineView {
    let price = line.price.as_ref();
    let arithmetic = price.map(|price| arithmetic(line, price, diff)).unwrap_or_default();
    LineView {
        what: visible(&format!("{} {}", line.what, line.key)),
        from: plain(line.from.expected),
        to: plain(line.to.expected),
        unit: line.unit,
        price: price_per(price, line.per),
        arithmetic,
        cost: cost.map(|cost| Three::of(cost, signed_dollars)),
        month: month.map(|month| Three::of(month, signed_dollars)),
        date: price.map(|price| price.date.to_string()).unwrap_or_default(),
        source: price.map(|price| price.source.to_string()).unwrap_or_default(),
    }
}

/// The arithmetic of the expected cost of a line: `(120 - 2) x $0.0046 x 24 h`, one term for each number of units.
fn arithmetic(line: &LineDiff, price: &Price, diff: &Diff<'_>) -> String {
    let span = diff.span;
    let usd = unit_price(price.usd);
    let more = |from: Decimal, to: Decimal| {
        let one = from.is_zero() || to.is_zero();
        if one { plain(to.saturating_sub(from)) } else { format!("({} - {})", plain(to), plain(from)) }
    };
    let sides = match (span, line.in_window) {
        (Some(_), Some(units)) => units,
        (None, _) if !line.ordinary.is_zero() => (Amounts::default(), line.ordinary),
        (None, _) if !line.by_use && line.per != Per::Subscription => {
            if diff.back {
                (line.left, line.to)
            } else {
                (line.from, line.left)
            }
        }
        _ => (line.from, line.to),
    };
    let (from, to) = sides;
    let (from, to) = (from.expected, to.expected);
    if !line.terms.is_empty() {
        let term = |term: &Term| {
            let hours = Decimal::from(term.seconds) / Decimal::from(3600);
            let hours = plain(hours.round_dp(HOUR_PLACES));
            let time = if line.per == Per::Hour {
                format!("{hours} h")
            } else {
                format!("{hours}/{MONTH_HOURS} month")
            };
            format!("{} x {usd} x {time}", more(from, term.units))
        };
        return line.terms.iter().map(term).collect::<Vec<_>>().join(" + ");
    }
    let time = match (line.per, span) {
        (Per::Subscription, Some(span)) => format!(" x {} month", line.months.unwrap_or(span.months)),
        // The expected number is the same as before, and only the ceiling moves.
        (Per::Hour, Some(span)) => format!(" x {} h", plain(span.hours())),
        (Per::Month, Some(span)) => format!(" x {}/{MONTH_HOURS} month", plain(span.hours())),
        (Per::Usage, Some(_)) => String::new(),
        (Per::Usage, None) if !line.ordinary.is_zero() => " a month".to_owned(),
        (Per::Usage, None) => " a month, while the traffic stays".to_owned(),
        (per, None) if line.by_use => format!(" {}, while the traffic stays", a(per)),
        (per, None) => format!(" {}", a(per)),
    };
    match &line.price_before {
        Some(before) => {
            let before = unit_price(before.usd);
            format!("{} x {usd}{time} - {} x {before}{time}", plain(to), plain(from))
        }
        None => format!("{} x {usd}{time}", more(from, to)),
    }
}

/// `$0.0046 an hour`, or `unknown`.
#[must_use]
pub fn price_per(price: Option<&Price>, per: Per) -> String {
    price.map_or_else(|| "unknown".to_owned(), |price| format!("{} {}", unit_price(price.usd), a(per)))
}

const fn a(per: Per) -> &'static str {
    match per {
        Per::Hour => "an hour",
        Per::Month | Per::Subscription => "a month",
        Per::Usage => "each",
    }
}

fn change_view(change: &Change, sources: &Sources) -> ChangeView {
    let value = |side: &Option<(Json, Place)>| match side {
        None => "-".to_owned(),
        Some((Json::String(text), _)) => visible(text),
        Some((value, _)) => visible(&value.to_string()),
    };
    let place = |side: &Option<(Json, Place)>| side.as_ref().map(|(_, place)| sources.describe(*place));
    ChangeView {
        field: change.field.clone(),
        from: value(&change.from),
        to: value(&change.to),
        from_at: place(&change.from),
        to_at: place(&change.to),
        effect: change.effect.and_then(effect_view),
    }
}

fn quota_view(diff: &QuotaDiff) -> QuotaView {
    let unit = if diff.quota.unit == "count" { String::new() } else { format!(" {}", diff.quota.unit) };
    let amount = |amount: Option<u64>| match amount {
        Some(amount) => format!("{}{unit}", crate::money::number(amount)),
        None => "unknown".to_owned(),
    };
    QuotaView {
        name: diff.quota.name.to_owned(),
        code: diff.quota.code.unwrap_or("-").to_owned(),
        from: amount(diff.from),
        to: amount(diff.to),
        outside: diff.outside.amount.map(|outside| amount(Some(outside))),
        current: amount(Some(diff.current)),
        default: diff.basis == Basis::Default,
        verdict: match diff.verdict {
            Verdict::Enough => "enough",
            Verdict::Thin => "thin",
            Verdict::Ask => "ask",
            Verdict::Pending => "requested",
            Verdict::PendingTooSmall => "too little requested",
            Verdict::CannotBeRaised => "more than AWS gives",
            Verdict::Unknown => "unknown",
        },
        fits: diff.verdict.fits(),
    }
}

fn gate_view(gate: &Guardrail, sources: &Sources) -> GateView {
    GateView {
        verdict: gate.verdict.word(),
        level: gate.limit.level.word(),
        reason: gate.reason.clone(),
        at: gate.limit.place.map(|place| sources.describe(place)),
    }
}

/// Which part and which line has a price that is not known.
#[must_use]
pub fn unknown(name: &str, what: &str, service: &str, key: &str) -> String {
    visible(&format!("{name}: {what} {service} {key}"))
}

/// Each kind of use once, with all parts that have it.
#[must_use]
pub fn uncounted(uncounted: &[Uncounted]) -> Vec<String> {
    let mut out: Vec<(String, Vec<&str>)> = Vec::new();
    for use_ in uncounted {
        let price = match &use_.price {
            Some(price) => format!("{} per {}", unit_price(price.usd), singular(use_.unit)),
            None => "price unknown".to_owned(),
        };
        let what = format!("{} ({price})", use_.what);
        match out.iter_mut().find(|(known, _)| *known == what) {
            Some((_, names)) => names.push(&use_.name),
            None => out.push((what, vec![&use_.name])),
        }
    }
    let few = |names: Vec<&str>| match names.len() {
        0..=4 => names.join(", "),
        more => format!("{} and {} more", names[..3].join(", "), more - 3),
    };
    out.into_iter().map(|(what, names)| format!("{what}: {}", few(names))).collect()
}

/// The singular of a unit that price lists name in the plural, such as `LCU-Hrs` and `Requests`.
fn singular(unit: &str) -> Cow<'_, str> {
    match unit.strip_suffix("-Hrs") {
        Some(of) => format!("{of}-hour").into(),
        None if unit == "Requests" => "request".into(),
        None => unit.into(),
    }
}
