//! Prices what is still on, by the sizes that are live.

use crate::status::extra::extra;
use std::collections::BTreeMap;

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::cloud::size::SizeAttribute;
use crate::plan::Plan;
use crate::plan::baseline::baseline;
use crate::price::Prices;
use crate::status::report::StatusReport;

/// What everything that is still on costs, on top of what should be live.
#[derive(Debug, Default)]
pub struct LeftCost {
    /// The sum in US dollars an hour, as expected, without components whose price is not known.
    pub hour: Decimal,
    /// The components whose price is not known.
    pub unknown: Vec<String>,
    /// The components of which a part is in the sum, and the price of the rest is not known.
    pub partly: Vec<String>,
}

/// What everything that is still on costs, on top of the profile whose window it is, or of the everyday one.
#[must_use]
pub fn cost(
    status: &StatusReport,
    plans: &BTreeMap<String, Plan>,
    prices: &Prices,
    now: Timestamp,
) -> LeftCost {
    let mut components: BTreeMap<&str, Vec<(&'static SizeAttribute, &str)>> = BTreeMap::new();
    for left in &status.left_on {
        components.entry(&left.component).or_default().push((left.size, &left.live));
    }
    let everyday = plans.values().find_map(|plan| baseline(plan, plans)).or_else(|| plans.values().next());
    let live = plans.values().find(|plan| plan.window.is_some() && plan.is_due(now)).or(everyday);
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
