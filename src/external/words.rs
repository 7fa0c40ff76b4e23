//! Says usage, plans and limits in words, for pages, findings and the runbook.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::external::limits::{Headroom, Utilization};
use crate::external::month::Month;
use crate::external::offer::Offer;
use crate::external::rates::{Bounds, DAY};
use crate::external::usage::Use;
use crate::model::external::Period;
use crate::model::ladder::{Beyond, Tier};
use crate::model::traffic::Traffic;
use crate::money::{figure, plain, unit_price};
use crate::plan::Plan;

/// `4,000`, `at least 833`, `833 to 20,000` or `unknown`.
#[must_use]
pub(crate) fn bounds(usage: Option<Bounds>) -> String {
    let rounded =
        |own: Decimal, way| figure(own.round_dp_with_strategy(if own < Decimal::TEN { 2 } else { 0 }, way));
    let down = |own| rounded(own, RoundingStrategy::ToZero);
    let up = |own| rounded(own, RoundingStrategy::AwayFromZero);
    match usage {
        None => "unknown".to_owned(),
        Some(Bounds { least, most: None }) => format!("at least {}", down(least)),
        Some(Bounds { least, most: Some(most) }) if least == most => up(least),
        Some(Bounds { least, most: Some(most) }) => format!("{} to {}", down(least), up(most)),
    }
}

/// What is used, and for what, in one line.
pub(crate) fn why(used: &Use<'_>, metric: &str, plan: &Plan, baseline: Option<&Plan>) -> String {
    let external = used.external;
    let Some(uses) = &external.uses else {
        let per = external.per.unwrap_or(Period::Month).word();
        return match external.expected {
            Some(expected) => format!("{} {metric} per {per} are expected", figure(expected.into())),
            None => format!("the profile does not say how many {metric} will be used"),
        };
    };
    let each = uses.each.unwrap_or(Decimal::ONE);
    let traffic = plan.header.traffic.get(&uses.traffic);
    let given: Vec<String> = traffic
        .into_iter()
        .flat_map(Traffic::given)
        .map(|(period, count)| format!("{} per {}", figure(count), period.word()))
        .collect();
    let given = if given.is_empty() { "of which nothing is known".to_owned() } else { given.join(", ") };
    let before = baseline.and_then(|baseline| baseline.header.traffic.get(&uses.traffic)?.day);
    let before = before.map(|day| format!("; normally {} per day", figure(day))).unwrap_or_default();
    format!("{} {metric} for each of the {}: {given}{before}", figure(each), uses.traffic)
}

/// The arithmetic of the usage of one of the vendor's months.
#[must_use]
pub(crate) fn formula(used: &Use<'_>, month: &Month) -> String {
    let Some((here, outside)) = used.days().filter(|_| used.external.uses.is_some()) else {
        return match used.external.uses {
            Some(_) => "the profile does not say how much a day uses".to_owned(),
            None => "as expected".to_owned(),
        };
    };
    let days = |seconds: i64| match figure((Decimal::from(seconds) / Decimal::from(DAY)).round_dp(4)) {
        one if one == "1" => "1 day".to_owned(),
        days => format!("{days} days"),
    };
    let mut parts = Vec::new();
    if let (Some(read), Some(on)) = (month.used, used.external.used.as_ref()) {
        parts.push(format!("{} until {}", figure(read.into()), on.on));
    }
    if month.outside > 0 {
        parts.push(format!("{} x {}", days(month.outside), figure(outside)));
    }
    let inside = used.inside(month.inside, month.is_entire());
    let rate = if used.here == used.everyday { outside } else { here };
    match inside.filter(|inside| inside.exact().is_none() && !month.is_average()) {
        _ if month.inside == 0 => {}
        None => parts.push(format!("{} x {}", days(month.inside), figure(rate))),
        part => {
            let hours = figure((Decimal::from(month.inside) / Decimal::from(3600)).round_dp(2));
            parts.push(format!("{} in {hours} h of the window", bounds(part)));
        }
    }
    parts.join(" + ")
}

/// What units beyond a plan cost, or what happens to them.
#[must_use]
pub(crate) fn beyond(offer: &Offer<'_>) -> String {
    let Some(overage) = offer.overage else {
        return match offer.then {
            Some(Beyond::Bill) => "billed, at a price that is not known".to_owned(),
            Some(Beyond::Throttle) => "throttled".to_owned(),
            Some(Beyond::Queue) => "queued".to_owned(),
            Some(Beyond::Drop) => "dropped".to_owned(),
            Some(Beyond::Block) => "blocked".to_owned(),
            None => "unknown".to_owned(),
        };
    };
    let each = match overage.per.unwrap_or(1) {
        1 => "each".to_owned(),
        per if overage.whole => format!("for each {} begun", figure(per.into())),
        per => format!("per {}", figure(per.into())),
    };
    let tier = |tier: &Tier| format!(", {} above {}", unit_price(tier.price), figure(tier.above.into()));
    let tiers = overage.tiers.iter().map(tier).collect::<Vec<String>>().concat();
    format!("{} {each}{tiers}", unit_price(overage.price))
}

/// What users see beyond a limit, with how long the vendor keeps the rest.
#[must_use]
pub fn then(held: &Utilization<'_>) -> String {
    let keeps = held.limit.and_then(|limit| limit.keeps.as_deref());
    let keeps = keeps.map(|keeps| format!(", and the vendor keeps it for {keeps}")).unwrap_or_default();
    format!("{}{keeps}", seen(held.then))
}

/// What users see of the use beyond a plan or a limit.
#[must_use]
pub(crate) fn seen(then: Option<Beyond>) -> String {
    match then {
        Some(then) => format!("the rest {}", then.seen()),
        None => "what happens to the rest is not known".to_owned(),
    }
}

/// The limit that breaks first as more comes, and what users see then.
#[must_use]
pub(crate) fn breaks_first(held: &Utilization<'_>, metric: &str) -> String {
    let what = if held.limit.is_some() { "the vendor takes" } else { "the plan includes" };
    if held.verdict == Headroom::Unknown {
        return format!(
            "{what} {} {metric} per {}, and nobody knows whether that is enough: the usage is {}; {}",
            figure(held.most),
            held.per.word(),
            bounds(held.usage),
            then(held)
        );
    }
    let used = held.usage.map_or(Decimal::ZERO, |usage| usage.least);
    let share = used.checked_div(held.most).unwrap_or_default().saturating_mul(Decimal::ONE_HUNDRED);
    let least = if held.usage.is_some_and(|usage| usage.exact().is_none()) { "at least " } else { "" };
    format!(
        "{what} {} {metric} per {}, and {least}{} % of that is expected; {}",
        figure(held.most),
        held.per.word(),
        plain(share.round_dp(1)),
        then(held)
    )
}
