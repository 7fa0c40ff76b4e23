//! The shapes of money in a report: amounts, costs, prices and limits.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diff::money::{LeftOn, Totals};
use crate::money::{Amounts, plain};
use crate::price::unit_price::Price;
use crate::report::json::number::Number;

/// What stays on the bill if nobody switches back: everything that no schedule lowers again, without traffic. On the
/// way back, what is saved, as a negative amount.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LeftOnReport {
    /// An hour, without the plans of outside services.
    pub hour: ThreeReport,
    /// A day, without the plans of outside services.
    pub day: ThreeReport,
    /// A month of 730 hours, with the plans of outside services.
    pub month: ThreeReport,
}

impl From<LeftOn> for LeftOnReport {
    fn from(left: LeftOn) -> Self {
        Self { hour: left.hour.into(), day: left.day().into(), month: left.month.into() }
    }
}

/// Three figures of one thing.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ThreeReport {
    /// Everything at `min`.
    pub floor: Option<Number>,
    /// Everything at `expected`, or at `min` where the profile gives none.
    pub expected: Option<Number>,
    /// Everything at `max`.
    pub ceiling: Option<Number>,
}

impl From<Amounts> for ThreeReport {
    fn from(amounts: Amounts) -> Self {
        let say = |amount| Some(plain(amount));
        Self { floor: say(amounts.floor), expected: say(amounts.expected), ceiling: say(amounts.ceiling) }
    }
}

/// What a month of 730 hours costs before and after the switch.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RunRateReport {
    /// The cost before the switch.
    pub from: ThreeReport,
    /// The cost after the switch, if nobody switches back.
    pub to: ThreeReport,
    /// The difference of the two.
    pub delta: ThreeReport,
}

/// What a switch costs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CostReport {
    /// What the switch costs on top, in all: `before`, `in_window`, `tail` and `after`; null without a window, and
    /// on the way back.
    pub window: Option<ThreeReport>,
    /// The share of `window` that is spent before the window: for each part, from the latest safe start of its step.
    pub before: Option<ThreeReport>,
    /// The share of `window` that is spent in the window.
    pub in_window: Option<ThreeReport>,
    /// The share of `window` that is spent in its tail.
    pub tail: Option<ThreeReport>,
    /// The share of `window` that is spent after the tail, until the earliest way back.
    pub after: Option<ThreeReport>,
    /// `window` in percent of `run_rate_month.from.expected`; only for everything together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent_of_month: Option<ThreeReport>,
    /// What stays on the bill if nobody switches back.
    pub left_on: LeftOnReport,
    /// How much more an hour costs with all of the launch's counts and traffic.
    pub run_rate_hour_delta: ThreeReport,
    /// The cost of a month with all of the launch's counts and traffic.
    pub run_rate_month: RunRateReport,
    /// What stays after the way back, per month.
    pub residual_month: Number,
    /// Whether nothing is left out because its price is not known.
    pub complete: bool,
}

/// A price, its date and its source.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PriceReport {
    /// The price in US dollars.
    pub usd: Number,
    /// When it was read or published.
    pub date: Option<String>,
    /// Where it was read.
    pub source: String,
}

impl From<&Price> for PriceReport {
    fn from(price: &Price) -> Self {
        let date = (!price.date.is_empty()).then(|| price.date.to_string());
        Self { usd: plain(price.usd), date, source: price.source.to_string() }
    }
}

impl From<&Totals> for RunRateReport {
    fn from(total: &Totals) -> Self {
        Self { from: total.month_from.into(), to: total.month_to.into(), delta: total.month().into() }
    }
}

impl From<&Totals> for CostReport {
    fn from(total: &Totals) -> Self {
        Self {
            window: total.window().map(ThreeReport::from),
            before: total.phases.map(|phases| phases.before.into()),
            in_window: total.phases.map(|phases| phases.window.into()),
            tail: total.phases.map(|phases| phases.tail.into()),
            after: total.phases.map(|phases| phases.after.into()),
            percent_of_month: None,
            left_on: total.left_on.into(),
            run_rate_hour_delta: total.hour.into(),
            run_rate_month: RunRateReport::from(total),
            residual_month: plain(total.residual.expected),
            complete: !total.incomplete,
        }
    }
}
