//! What sizes that are there cost on top of those that a profile has.

use crate::cloud::size::{Measure, SizeAttribute};
use crate::cost::Cost;
use crate::external::month::When;
use crate::kind::spec::Spec;
use crate::money::round_amount;
use crate::plan::Plan;
use crate::price::Prices;
use crate::priced::{Part, Payer, PricedLine};
use rust_decimal::Decimal;
use serde_json::Value;

/// What an hour of a component of `plan` costs with the live values of some fields, on top of what it costs as the
/// profile has it; `None` if a price is not known. Savings plans cover the usage of `everyday`.
pub(super) fn extra(
    plan: &Plan,
    name: &str,
    live: &[(&'static SizeAttribute, &str)],
    everyday: &Plan,
    prices: &Prices,
) -> Option<Decimal> {
    let extra = extra_of(plan, name, fields(live), everyday, prices)?;
    extra.whole.then_some(extra.hour)
}

/// What an hour costs on top.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extra {
    /// In US dollars, without what has no known price.
    pub(super) hour: Decimal,
    /// Whether all prices are known.
    pub(super) whole: bool,
}

/// The same for values as a profile writes them.
pub(super) fn extra_of(
    plan: &Plan,
    name: &str,
    mut sizes: Vec<(&str, Value)>,
    everyday: &Plan,
    prices: &Prices,
) -> Option<Extra> {
    let own = plan.component(name)?;
    // The expected count is at least the floor.
    let facets = own.spec.facets();
    let (counted, expected) = (facets.counted, facets.count.and_then(|count| count.expected));
    let least =
        sizes.iter().find(|(field, _)| *field == counted.least()).and_then(|(_, value)| value.as_u64());
    let floor = least.and_then(|floor| u32::try_from(floor).ok());
    if let Some(floor) = floor.filter(|floor| expected.is_some_and(|expected| expected < *floor)) {
        sizes.push((counted.expected(), floor.into()));
    }
    let resized = plan.with_sizes(own, &sizes)?;
    let part = |spec: &dyn Spec| -> Option<Part> {
        let bill = plan.bill_of(own, spec);
        let cost = Cost::of_bill(plan, &bill, Some(everyday), prices, When::Always, prices.day());
        cost.parts.into_iter().find(|part| part.payer == Payer::Component && part.name == name)
    };
    let (before, after) = (part(own.spec.as_ref())?, part(resized.as_ref())?);
    // A line that is the same on both sides needs no known price.
    let sum = |part: &Part, other: &Part| -> Extra {
        let moved = part.lines.iter().filter(|line| !other.lines.contains(line));
        let hours: Vec<Option<Decimal>> =
            moved.map(|line| PricedLine::hour(line).map(|hour| hour.expected)).collect();
        Extra { hour: hours.iter().flatten().sum(), whole: hours.iter().all(Option::is_some) }
    };
    let (more, less) = (sum(&after, &before), sum(&before, &after));
    Some(Extra { hour: round_amount(more.hour - less.hour), whole: more.whole && less.whole })
}

/// Sizes in the form in which a profile writes them.
fn fields(live: &[(&'static SizeAttribute, &str)]) -> Vec<(&'static str, Value)> {
    let value = |(size, text): &(&'static SizeAttribute, &str)| {
        let value = match size.measure {
            Measure::Gib | Measure::Stays => format!("{text}GiB").into(),
            Measure::Flag => (*text == "true").into(),
            Measure::Machine | Measure::Price => (*text).into(),
            Measure::Number => text.parse::<u64>().map_or_else(|_| (*text).into(), Value::from),
        };
        (size.field, value)
    };
    live.iter().map(value).collect()
}
