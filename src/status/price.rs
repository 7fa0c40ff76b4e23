//! What is still on costs, by the sizes that are there.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::bill::BillOfMaterials;
use crate::check::baseline;
use crate::cloud::aws::network::surroundings;
use crate::cost::{Cost, today};
use crate::external::month::When;
use crate::kind::Spec;
use crate::money::round_amount;
use crate::plan::Plan;
use crate::price::Prices;
use crate::priced::{Part, Payer, PricedLine};
use crate::status::StatusReport;
use crate::status::left::is_due;

/// What everything that is still on costs on top of what should be there.
#[derive(Debug, Default)]
pub struct LeftCost {
    /// The sum of what is known, in US dollars an hour, as expected.
    pub hour: Decimal,
    /// Components of which a price is not known, and which are not in the sum.
    pub unknown: Vec<String>,
}

/// What all that is still on costs on top of the profile whose window it is, or of the everyday one.
#[must_use]
pub fn cost(
    status: &StatusReport,
    plans: &BTreeMap<String, Plan>,
    prices: &Prices,
    now: Timestamp,
) -> LeftCost {
    let mut components: BTreeMap<&str, Vec<(&'static str, &str)>> = BTreeMap::new();
    for left in &status.left_on {
        components.entry(&left.component).or_default().push((left.field, &left.live));
    }
    let everyday = plans.values().find_map(|plan| baseline(plan, plans)).or_else(|| plans.values().next());
    let live = plans.values().find(|plan| plan.window.is_some() && is_due(plan, now)).or(everyday);
    let mut out = LeftCost::default();
    for (name, sizes) in components {
        let extra =
            live.zip(everyday).and_then(|(plan, everyday)| extra(plan, name, &sizes, everyday, prices));
        match extra {
            Some(hour) => out.hour += hour,
            None => out.unknown.push(name.to_owned()),
        }
    }
    out
}

/// What a component of `plan` costs an hour with some fields as they are there, on top of what it costs as the
/// profile has it; none where a price is not known. `everyday` is what savings plans cover.
pub(super) fn extra(
    plan: &Plan,
    name: &str,
    live: &[(&'static str, &str)],
    everyday: &Plan,
    prices: &Prices,
) -> Option<Decimal> {
    let own = plan.component(name)?;
    let mut sizes = fields(live);
    // No fewer are expected than there are at the least.
    let expected = own.spec.facets().count.and_then(|count| count.expected);
    let floor = live.iter().find(|(field, _)| *field == "count.min").and_then(|(_, text)| text.parse().ok());
    if let Some(floor) = floor.filter(|floor: &u32| expected.is_some_and(|expected| expected < *floor)) {
        sizes.push(("count.expected", floor.into()));
    }
    let resized = plan.with_sizes(own, &sizes)?;
    let part = |spec: &dyn Spec| -> Option<Part> {
        let mut bill = BillOfMaterials::default();
        spec.bill(&mut bill.lines_of(name, surroundings(&plan.header.cloud)));
        let cost = Cost::of_bill(plan, &bill, Some(everyday), prices, When::Always, today(prices));
        cost.parts.into_iter().find(|part| part.payer == Payer::Component && part.name == name)
    };
    let (before, after) = (part(own.spec.as_ref())?, part(resized.as_ref())?);
    // What is the same on both sides may be of any price.
    let sum = |part: &Part, other: &Part| -> Option<Decimal> {
        let moved = part.lines.iter().filter(|line| !other.lines.contains(line));
        moved.map(|line| PricedLine::hour(line).map(|hour| hour.expected)).sum()
    };
    Some(round_amount(sum(&after, &before)? - sum(&before, &after)?))
}

/// Sizes as a profile writes them.
fn fields(live: &[(&'static str, &str)]) -> Vec<(&'static str, Value)> {
    let value = |(field, text): &(&'static str, &str)| {
        let value = match *field {
            "disk.size" => format!("{text}GiB").into(),
            "multi_az" => (*text == "true").into(),
            "class" | "machine" | "storage.type" | "disk.type" => (*text).into(),
            _ => text.parse::<u64>().map_or_else(|_| (*text).into(), Value::from),
        };
        (*field, value)
    };
    live.iter().map(value).collect()
}
