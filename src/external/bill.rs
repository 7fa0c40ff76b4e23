//! The lines of an outside service on the bill: its subscription, and what is used beyond it.

use rust_decimal::Decimal;

use super::choose::commitment;
use super::month::{Month, When, months};
use super::offer::{Charge, Offer};
use super::spread::Spread;
use super::usage::Use;
use crate::cost::{Line, Part, Payer};
use crate::money::{Amounts, figure};
use crate::plan::{Beyond, External, Plan};
use crate::price::{Per, Price};

/// What a service costs. `everyday` is the plan that runs outside the window.
pub(crate) fn part(
    name: &str,
    external: &External,
    plan: &Plan,
    everyday: Option<&Plan>,
    when: When<'_>,
) -> Part {
    let offer = Offer::in_force(external);
    let key = offer.name.unwrap_or("subscription").to_owned();
    let source = offer.price_source.or(external.source.as_deref()).unwrap_or("the profile").to_owned();
    let date = external.as_of.map(|date| date.to_string()).unwrap_or_default();
    let price = |usd, unit: &'static str| Price {
        usd,
        unit: unit.into(),
        date: date.clone().into(),
        source: source.clone().into(),
    };
    let line = |what, key: String, unit, per, quantity| Line {
        what,
        service: external.service.clone().into(),
        key: key.into(),
        unit,
        per,
        quantity,
        price: None,
        in_window: None,
        months: None,
        by_use: false,
    };
    let used = Use::of(name, external, plan, everyday);
    let stay = months(external, when);
    let subscription = Line {
        price: offer.price.map(|usd| price(usd, "month")),
        months: commitment(&used, &offer, everyday.unwrap_or(plan).header.external.get(name), when, &stay),
        ..line("subscription", key.clone(), "month", Per::Subscription, Amounts::all(Decimal::ONE))
    };
    let mut lines = vec![subscription];
    for (charge, month, window) in charges(&used, &offer, when, &stay) {
        let per = offer.overage.and_then(|overage| overage.per).unwrap_or(1);
        let per = if per == 1 { String::new() } else { format!(", per {}", figure(per.into())) };
        let above = format!("{key} above {}{per}", figure(charge.above));
        lines.push(Line {
            price: charge.price.map(|usd| price(usd, "unit")),
            in_window: window,
            by_use: true,
            ..line("overage", above, "unit", Per::Usage, Amounts::all(month))
        });
    }
    Part { payer: Payer::External, name: name.to_owned(), lines }
}

/// What is used beyond the plan, by the step of its price: in a month if left on, and in all of the stay.
fn charges(
    used: &Use<'_>,
    offer: &Offer<'_>,
    when: When<'_>,
    stay: &[Month],
) -> Vec<(Charge, Decimal, Option<Amounts>)> {
    if !used.by_month() || offer.included.is_none() {
        return Vec::new();
    }
    let dated = !matches!(when, When::Always);
    let (Some(left_on), Some(spread)) = (used.left_on(), Spread::of(used, offer, stay)) else {
        // Nobody says how much it is: only where nothing is billed beyond does that not matter.
        let billed = offer.then.is_none_or(Beyond::serves) && used.external.uses.is_some();
        let unknown =
            Charge { above: offer.included.unwrap_or(0).into(), quantity: Decimal::ONE, price: None };
        let once = dated.then_some(Amounts::all(Decimal::ONE));
        return if billed { vec![(unknown, Decimal::ONE, once)] } else { Vec::new() };
    };
    let mut out: Vec<(Charge, Decimal, Amounts)> = Vec::new();
    let mut add = |charge: Charge, month: Decimal, window: Amounts| match out
        .iter_mut()
        .find(|(known, ..)| known.above == charge.above)
    {
        Some((_, known, total)) => {
            *known = known.saturating_add(month);
            *total = *total + window;
        }
        None => out.push((charge, month, window)),
    };
    for charge in offer.charges(left_on) {
        add(charge, charge.quantity, Amounts::default());
    }
    let least = |units| Amounts { floor: units, ..Amounts::default() };
    let most = |units| Amounts { expected: units, ceiling: units, ..Amounts::default() };
    for (at, month) in stay.iter().enumerate().filter(|_| dated) {
        let times = Decimal::from(month.times);
        for charge in spread.least.get(at).into_iter().flat_map(|usage| offer.charges(*usage)) {
            add(charge, Decimal::ZERO, least(charge.quantity.saturating_mul(times)));
        }
        for charge in spread.most.get(at).into_iter().flat_map(|usage| offer.charges(*usage)) {
            add(charge, Decimal::ZERO, most(charge.quantity.saturating_mul(times)));
        }
    }
    out.sort_by_key(|(charge, ..)| charge.above);
    out.into_iter().map(|(charge, month, window)| (charge, month, dated.then_some(window))).collect()
}
