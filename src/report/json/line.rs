//! One line of the bill before and after a switch.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diff::money::LineDiff;
use crate::report::json::money::{LeftOnReport, PriceReport, RunRateReport, ThreeReport};

/// One line of the bill.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LineReport {
    /// What it is, for people.
    pub what: &'static str,
    /// The price list's service, or the vendor.
    pub service: String,
    /// The price list's key, or the subscription.
    pub key: String,
    /// The unit that is counted.
    pub unit: &'static str,
    /// What the price is for: `hour`, `month` (of 730 hours, billed by the hour), `subscription`,
    /// `usage` (units of a month of 730 hours).
    pub per: &'static str,
    /// The units before the switch.
    pub from: ThreeReport,
    /// The units after the switch.
    pub to: ThreeReport,
    /// Units that the window takes in all, where that does not follow from its length: overage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_window: Option<UnitsReport>,
    /// For how many months a subscription is paid, where that does not follow from the window's length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months: Option<i64>,
    /// The price of one unit; null if it is not known on both sides.
    pub price: Option<PriceReport>,
    /// The price of one unit before, if it is another one.
    pub(crate) price_before: Option<PriceReport>,
    /// What the switch costs for this line; null if its price is not known before or after.
    pub cost: Option<LineCostReport>,
}

/// The units of a line before and after the switch.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UnitsReport {
    /// The units before the switch.
    pub from: ThreeReport,
    /// The units after the switch.
    pub to: ThreeReport,
}

/// What a switch costs for one line.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LineCostReport {
    /// What the switch costs on top, in all; null without a window.
    pub window: Option<ThreeReport>,
    /// The share of `window` that is spent before the window.
    pub before: Option<ThreeReport>,
    /// The share of `window` that is spent in the window.
    pub in_window: Option<ThreeReport>,
    /// The share of `window` that is spent in its tail.
    pub tail: Option<ThreeReport>,
    /// The share of `window` that is spent after the tail.
    pub after: Option<ThreeReport>,
    /// What stays on the bill if nobody switches back.
    pub left_on: LeftOnReport,
    /// The cost of a month with all of the launch's counts and traffic.
    pub run_rate_month: RunRateReport,
}

impl From<&LineDiff> for LineReport {
    fn from(line: &LineDiff) -> Self {
        Self {
            what: line.what,
            service: line.service.to_string(),
            key: line.key.to_string(),
            unit: line.unit,
            per: line.per.word(),
            from: line.from.into(),
            to: line.to.into(),
            in_window: line.in_window.map(|(from, to)| UnitsReport { from: from.into(), to: to.into() }),
            months: line.months,
            price: line.price.as_ref().map(PriceReport::from),
            price_before: line.price_before.as_ref().map(PriceReport::from),
            cost: line.total.map(|total| LineCostReport {
                window: total.window().map(ThreeReport::from),
                before: total.phases.map(|phases| phases.before.into()),
                in_window: total.phases.map(|phases| phases.window.into()),
                tail: total.phases.map(|phases| phases.tail.into()),
                after: total.phases.map(|phases| phases.after.into()),
                left_on: total.left_on.into(),
                run_rate_month: RunRateReport::from(&total),
            }),
        }
    }
}
