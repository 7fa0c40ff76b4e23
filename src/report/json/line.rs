//! One line of the bill before and after a switch.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diff::money::LineDiff;
use crate::report::json::money::{LeftOnReport, PriceReport, RunRateReport, ThreeReport};

/// One thing that is billed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LineReport {
    /// What it is, for people.
    pub what: &'static str,
    /// The price list's service, or the vendor.
    pub service: String,
    /// The price list's key, or the subscription.
    pub key: String,
    /// What is counted.
    pub unit: &'static str,
    /// What the price is for: `hour`, `month` (of 730 hours, billed by the hour), `subscription`,
    /// `usage` (units of a month of 730 hours).
    pub per: &'static str,
    /// Units before.
    pub from: ThreeReport,
    /// Units afterwards.
    pub to: ThreeReport,
    /// Units that the window takes in all, where that does not follow from its length: overage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_window: Option<UnitsReport>,
    /// For how many months a subscription is paid, where that does not follow from the window's length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months: Option<i64>,
    /// What one costs; none when it is not known on both sides.
    pub price: Option<PriceReport>,
    /// What one cost before, where that is something else.
    pub price_before: Option<PriceReport>,
    /// Its money; none when a price of the same thing is not known before or after.
    pub cost: Option<LineCostReport>,
}

/// Units of a line before and afterwards.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UnitsReport {
    /// Before.
    pub from: ThreeReport,
    /// Afterwards.
    pub to: ThreeReport,
}

/// The money of a line.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LineCostReport {
    /// What the switch costs on top, in all; none without a window.
    pub window: Option<ThreeReport>,
    /// Of it what is spent before the window.
    pub before: Option<ThreeReport>,
    /// Of it what the window itself takes.
    pub in_window: Option<ThreeReport>,
    /// Of it what the window's tail takes.
    pub tail: Option<ThreeReport>,
    /// Of it what is spent after that.
    pub after: Option<ThreeReport>,
    /// What stays if nobody switches back.
    pub left_on: LeftOnReport,
    /// A month with all of the launch's counts and traffic.
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
