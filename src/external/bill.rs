//! The lines of an outside service on the bill: its subscription, and the usage beyond it.

use crate::bill::meter::Rounding;
use rust_decimal::Decimal;

use crate::bill::meter::Per;
use crate::external::choose::commitment;
use crate::external::month::{Month, When, months};
use crate::external::offer::{Charge, Offer};
use crate::external::spread::Spread;
use crate::external::usage::Use;
use crate::model::external::External;
use crate::model::ladder::Beyond;
use crate::money::{Amounts, figure};
use crate::order::Order as _;
use crate::plan::Plan;

use crate::price::unit_price::Price;
use crate::priced::{Ordinary, Part, Payer, PricedLine};

/// The bill of one service. `everyday` is the plan that runs outside the window.
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
    let line = |what, key: String, unit, per, quantity| PricedLine {
        what,
        service: external.service.clone().into(),
        key: key.into(),
        unit,
        per,
        rounding: Rounding::NONE,
        quantity,
        price: None,
        in_window: None,
        ordinary: None,
        months: None,
        by_use: false,
    };
    let used = Use::of(name, external, plan, everyday);
    let billed = months(external, when);
    let paid = commitment(&used, &offer, everyday.unwrap_or(plan).header.external.get(name), when, &billed);
    let touched: i64 = billed.iter().map(|month| month.times).sum();
    let subscription = PricedLine {
        price: offer.price.map(|usd| price(usd, "month")),
        months: paid,
        ..line("subscription", key.clone(), "month", Per::Subscription, Amounts::all(Decimal::ONE))
    };
    let mut lines = vec![subscription];
    let later = paid.is_some_and(|paid| paid > touched);
    for OverageUse { charge, month, window, ordinary } in charges(&used, &offer, when, &billed, later) {
        let per = offer.overage.and_then(|overage| overage.per).unwrap_or(1);
        let per = if per == 1 { String::new() } else { format!(", per {}", figure(per.into())) };
        let above = format!("{key} above {}{per}", figure(charge.above));
        lines.push(PricedLine {
            price: charge.price.map(|usd| price(usd, "unit")),
            in_window: window,
            ordinary: Some(Ordinary { units: ordinary, after: touched }),
            months: paid,
            by_use: true,
            ..line("overage", above, "unit", Per::Usage, Amounts::all(month))
        });
    }
    Part { payer: Payer::External, name: name.to_owned(), lines }
}

/// The usage beyond a plan at one step of its price.
struct OverageUse {
    charge: Charge,
    /// Units in a month, if the profile is left on with its traffic.
    month: Decimal,
    /// Units in all of the vendor's months that are billed; `None` without a window.
    window: Option<Amounts>,
    /// Units in an ordinary month.
    ordinary: Decimal,
}

/// The usage beyond the plan, by the steps of its price. `later` says whether ordinary months are paid for after the
/// billed ones.
fn charges(
    used: &Use<'_>,
    offer: &Offer<'_>,
    when: When<'_>,
    billed: &[Month],
    later: bool,
) -> Vec<OverageUse> {
    if !used.by_month() || offer.included.is_none() {
        return Vec::new();
    }
    let dated = !matches!(when, When::Always);
    let usual = used.usual().or((!later).then_some(Decimal::ZERO));
    let (Some(left_on), Some(usual), Some(spread)) = (used.left_on(), usual, Spread::of(used, offer, billed))
    else {
        // Nobody knows how much it is. That only matters if usage beyond the plan is billed.
        let billed = offer.then.is_none_or(Beyond::serves) && used.external.uses.is_some();
        let charge =
            Charge { above: offer.included.unwrap_or(0).into(), quantity: Decimal::ONE, price: None };
        let window = dated.then_some(Amounts::all(Decimal::ONE));
        let unknown = OverageUse { charge, month: Decimal::ONE, window, ordinary: Decimal::ZERO };
        return if billed { vec![unknown] } else { Vec::new() };
    };
    let mut out: Vec<OverageUse> = Vec::new();
    let mut add = |usage: Decimal, to: &dyn Fn(&mut OverageUse, Decimal)| {
        for charge in offer.charges(usage) {
            let at = out.iter().position(|known| known.charge.above == charge.above).unwrap_or_else(|| {
                let window = dated.then(Amounts::default);
                out.push(OverageUse { charge, month: Decimal::ZERO, window, ordinary: Decimal::ZERO });
                out.len() - 1
            });
            to(&mut out[at], charge.quantity);
        }
    };
    add(left_on, &|own, units| own.month = units);
    add(usual, &|own, units| own.ordinary = units);
    let within = |own: &mut OverageUse, more: Amounts| own.window = own.window.map(|window| window + more);
    for (at, month) in billed.iter().enumerate().filter(|_| dated) {
        let times = Decimal::from(month.times);
        add(spread.least[at], &|own, units| {
            within(own, Amounts { floor: units.saturating_mul(times), ..Amounts::default() });
        });
        add(spread.most[at], &|own, units| {
            let units = units.saturating_mul(times);
            within(own, Amounts { floor: Decimal::ZERO, expected: units, ceiling: units });
        });
    }
    out.order_by_key(|own| own.charge.above);
    out
}
