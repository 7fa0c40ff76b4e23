//! Puts a diff into words.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::Value as Json;

use crate::cost::{Span, Uncounted};
use crate::diff::{Change, Diff, LineDiff, PartDiff, QuotaDiff, Status};
use crate::effect::{Effect, Rule};
use crate::emit::template::visible;
use crate::gate::Gate;
use crate::money::{
    Amounts, CENTS, MONTH_HOURS, apportion_all, dollars, percent, plain, signed_dollars, signed_percent,
    unit_price,
};
use crate::plan::stamp;
use crate::price::{Per, Price, billed_seconds};
use crate::quota::{Basis, Verdict};
use crate::source::{Place, Sources};

use super::{
    ChangeView, EffectGroup, EffectView, GateView, LineView, PartView, QuotaView, Three, View, WindowView,
};

/// Puts a diff into words. `sources` say where things stand.
#[must_use]
pub fn view(diff: &Diff<'_>, gates: &[Gate], sources: &Sources) -> View {
    let total = &diff.total;
    // What costs most comes first.
    let mut changed: Vec<&PartDiff> = diff.changed().collect();
    let weight = |part: &PartDiff| part.total.window.unwrap_or(part.total.month()).expected.abs();
    changed.sort_by_key(|part| std::cmp::Reverse(weight(part)));
    let costs = shares(total.window, &changed, |part| part.total.window);
    let months = shares(Some(total.month()), &changed, |part| Some(part.total.month()));
    let parts = changed.iter().zip(costs).zip(months);
    let parts = parts.map(|((part, cost), month)| part_view(part, cost, month, diff.span, sources));
    let share = |window: Decimal| {
        percent(window, total.month_from.expected).map_or_else(|| "-".to_owned(), signed_percent)
    };
    // Of nothing there is no percentage.
    let percent = total.window.filter(|_| diff.span.is_some() && !total.month_from.expected.is_zero());
    let day = total.hour.map(|hour| hour.saturating_mul(Decimal::from(24)));
    View {
        from: diff.from.name().to_owned(),
        to: diff.to.name().to_owned(),
        stack: diff.to.header.stack.clone(),
        region: diff.to.header.cloud.region.clone(),
        window: diff.span.map(|span| WindowView {
            start: diff.window.map(|window| stamp(&window.start)),
            end: diff.window.map(|window| stamp(&window.end)),
            hours: plain(span.hours()),
            months: span.months,
            ready: format!("{:#}", jiff::SignedDuration::from_secs(diff.ready.seconds)),
        }),
        cost: total.window.map(|window| Three::of(window, signed_dollars)),
        ready: (diff.ready.seconds > 0).then(|| Three::of(total.ready, signed_dollars)),
        subscriptions: total
            .window
            .map(|_| subscriptions(diff))
            .filter(|sum| !sum.is_zero())
            .map(|sum| Three::of(sum, signed_dollars)),
        percent: percent.map(|window| Three::of(window, share)),
        of_month: dollars(total.month_from.expected),
        month_from: Three::of(total.month_from, dollars),
        month_to: Three::of(total.month_to, dollars),
        hour: Three::of(total.hour, signed_dollars),
        day: Three::of(day, signed_dollars),
        month: Three::of(total.month(), signed_dollars),
        returns: diff.span.is_some() && (diff.window.is_none() || diff.to.window.is_some()),
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

fn subscriptions(diff: &Diff<'_>) -> Amounts {
    let lines = diff.parts.iter().flat_map(|part| &part.lines);
    lines.filter(|line| line.per == Per::Subscription).filter_map(|line| line.total?.window).sum()
}

/// Cents for each of `items` that add up to those of `total`.
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
    span: Option<Span>,
    sources: &Sources,
) -> PartView {
    // What does not move costs nothing: it would only stand in the way.
    let moved = |line: &&LineDiff| {
        line.from != line.to || line.is_unknown() || line.total.is_some_and(|total| total.is_change())
    };
    let lines: Vec<&LineDiff> = part.lines.iter().filter(moved).collect();
    let costs = shares(cost, &lines, |line| line.total.and_then(|total| total.window));
    let months = shares(month, &lines, |line| line.total.map(|total| total.month()));
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
            .map(|((line, cost), month)| line_view(line, cost, month, span))
            .collect(),
        incomplete: part.total.incomplete,
    }
}

fn line_view(line: &LineDiff, cost: Option<Amounts>, month: Option<Amounts>, span: Option<Span>) -> LineView {
    let price = line.price.as_ref();
    let mut arithmetic = String::new();
    if let Some(price) = price {
        let (from, to) = line.in_window.filter(|_| span.is_some()).unwrap_or((line.from, line.to));
        let (from, to) = (from.expected, to.expected);
        let more = to.saturating_sub(from);
        let billed = |span: Span| {
            let seconds = billed_seconds(&line.service, &line.key, span.seconds);
            plain(Span { seconds, ..span }.hours())
        };
        let time = match (line.per, span) {
            (Per::Hour, Some(span)) => format!(" x {} h", billed(span)),
            (Per::Usage, Some(_)) if line.in_window.is_some() => String::new(),
            (Per::Month | Per::Usage, Some(span)) => format!(" x {}/{MONTH_HOURS} month", billed(span)),
            (Per::Subscription, Some(span)) => format!(" x {} month", line.months.unwrap_or(span.months)),
            (Per::Usage, None) => " a month".to_owned(),
            (per, None) => format!(" {}", a(per)),
        };
        let usd = unit_price(price.usd);
        arithmetic = match &line.price_before {
            Some(before) => {
                let before = unit_price(before.usd);
                format!("{} x {usd}{time} - {} x {before}{time}", plain(to), plain(from))
            }
            None if from.is_zero() || to.is_zero() => format!("{} x {usd}{time}", plain(more)),
            None => format!("({} - {}) x {usd}{time}", plain(to), plain(from)),
        };
    }
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
            Verdict::Pending => "asked for",
            Verdict::PendingTooSmall => "asked for too little",
            Verdict::CannotBeRaised => "too much",
            Verdict::Unknown => "unknown",
        },
        fits: diff.verdict.fits(),
    }
}

fn gate_view(gate: &Gate, sources: &Sources) -> GateView {
    GateView {
        verdict: gate.verdict.word(),
        level: gate.limit.level.word(),
        reason: gate.reason.clone(),
        at: gate.limit.place.map(|place| sources.describe(place)),
    }
}

/// What a line is whose price is not known, and whose it is.
#[must_use]
pub fn unknown(name: &str, what: &str, service: &str, key: &str) -> String {
    visible(&format!("{name}: {what} {service} {key}"))
}

/// Each kind of use once, with all whose it is.
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

/// AWS's plural units, one of them.
fn singular(unit: &str) -> &str {
    match unit {
        "Requests" => "request",
        "LCU-Hrs" => "LCU-hour",
        "vCPU-Hrs" => "vCPU-hour",
        unit => unit,
    }
}
