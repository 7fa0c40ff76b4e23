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
    let own = plan.component(name)?;
    let mut sizes = fields(live);
    // The expected count is at least the floor.
    let facets = own.spec.facets();
    let (counted, expected) = (facets.counted, facets.count.and_then(|count| count.expected));
    let floor =
        live.iter().find(|(size, _)| size.field == counted.least()).and_then(|(_, text)| text.parse().ok());
    if let Some(floor) = floor.filter(|floor: &u32| expected.is_some_and(|expected| expected < *floor)) {
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
    let sum = |part: &Part, other: &Part| -> Option<Decimal> {
        let moved = part.lines.iter().filter(|line| !other.lines.contains(line));
        moved.map(|line| PricedLine::hour(line).map(|hour| hour.expected)).sum()
    };
    Some(round_amount(sum(&after, &before)? - sum(&before, &after)?))
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
