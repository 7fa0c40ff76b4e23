//! External services: no Terraform, but a plan, a bill and a request.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::ladder::{Beyond, Overage, StepDown, Subscription};

/// One meter of an outside service: what is counted, how much of it is used, and the plan that pays for it.
/// A vendor who counts two things is two entries.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct External {
    /// The vendor, e.g. `mapbox`.
    #[schemars(length(max = 63))]
    pub service: String,
    /// Who talks to the vendor: a key of `owners`.
    pub owner: Option<String>,
    /// What is counted, e.g. `map loads`.
    #[schemars(length(max = 63))]
    pub metric: Option<String>,
    /// Over which time `included` and the plans count it.
    pub per: Option<Period>,
    /// How much will be used in that time, where it does not follow from `uses`.
    #[schemars(range(max = 1_000_000_000_000_000_u64))]
    pub expected: Option<u64>,
    /// What it is used for: so much of it for each of some traffic.
    pub uses: Option<Uses>,
    /// What the vendor's meter said in the month at hand.
    pub used: Option<Used>,
    /// On which day of the month the vendor's month begins, at midnight in the window's time zone; the 1st when
    /// left out, and the last day where a month is too short.
    #[schemars(range(min = 1, max = 31))]
    pub cycle: Option<u8>,
    /// What the vendor takes in other lengths of time, whatever the plan.
    #[serde(default)]
    #[schemars(extend("examples" = [[{"per": "hour", "most": 4000, "then": "queue"}]]))]
    pub limits: Vec<Limit>,
    /// The subscription in force: one of `plans`, or any name with `included` and `price` beside it.
    #[schemars(length(max = 63))]
    pub plan: Option<String>,
    /// How much of the metric the plan includes.
    #[schemars(range(max = 1_000_000_000_000_000_u64))]
    pub included: Option<u64>,
    /// What the plan costs, in US dollars per month.
    #[schemars(with = "Option<f64>", range(min = 0, max = 1_000_000_000))]
    pub price: Option<Decimal>,
    /// Where the price was read, if not in the profile.
    #[serde(skip)]
    pub(crate) price_source: Option<String>,
    /// What more than `included` costs.
    pub overage: Option<Overage>,
    /// What the vendor sells.
    #[serde(default)]
    #[schemars(extend("examples" = [[{"name": "free", "price": 0, "included": 50000}]]))]
    pub plans: Vec<Subscription>,
    /// What happens beyond what the plan includes, where it has no overage.
    pub then: Option<Beyond>,
    /// How long the vendor takes to change the plan, e.g. `2h` or `3d`.
    #[schemars(extend("format" = "length", "examples" = ["2h"]))]
    pub lead_time: Option<String>,
    /// When a smaller plan can be gone back to.
    pub step_down: Option<StepDown>,
    /// When these figures were read.
    #[schemars(with = "Option<String>", regex(pattern = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), extend("patternErrorMessage" = "a date is year, month and day, as in `2026-11-03`", "examples" = ["2026-11-03"]))]
    #[serde(default, deserialize_with = "some_day")]
    pub as_of: Option<Date>,
    /// Where these figures were read: a contract, an invoice, a page.
    pub source: Option<String>,
    /// How to change the plan: a link or a sentence.
    pub how: Option<String>,
    /// Findings that are accepted here, with the reason: `code: reason`.
    #[serde(default)]
    #[schemars(extend("propertyNames" = {"pattern": "^[a-z0-9-]{1,64}$", "patternErrorMessage": "the code of a finding has small letters, digits and `-`, such as `zone-imbalance`"}, "examples" = [{"external-over-plan": "the reason"}]))]
    pub allow: BTreeMap<String, String>,
}

/// What a service is used for.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{"traffic": "visits", "each": 0.1}]))]
pub struct Uses {
    /// For each of this: a key of `traffic`.
    pub traffic: String,
    /// So many units of the metric; 1 when left out.
    #[schemars(with = "Option<f64>", range(min = 0, max = 1_000_000))]
    pub each: Option<Decimal>,
}

/// A reading of the vendor's meter.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Used {
    /// Units since the vendor's month began.
    #[schemars(range(max = 1_000_000_000_000_000_u64))]
    pub amount: u64,
    /// The day on which it was read, in the morning. What comes from then on is added. In another month of the
    /// vendor's it says nothing.
    #[schemars(with = "String", regex(pattern = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), extend("patternErrorMessage" = "a date is year, month and day, as in `2026-11-03`", "examples" = ["2027-01-28"]))]
    #[serde(deserialize_with = "day")]
    pub on: Date,
}

/// The most that a vendor takes in some length of time.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{"per": "hour", "most": 4000}]))]
pub struct Limit {
    /// In each of these.
    pub per: Period,
    /// So much of the metric.
    #[schemars(range(min = 1, max = 1_000_000_000_000_000_u64))]
    pub most: u64,
    /// What happens beyond it.
    pub then: Option<Beyond>,
    /// For how long the vendor keeps what waits, e.g. `48h`.
    #[schemars(extend("format" = "length", "examples" = ["48h"]))]
    pub keeps: Option<String>,
    /// How it can be raised, or that it cannot.
    pub raise: Option<String>,
}

/// The time over which usage is counted.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    /// Per second.
    Second,
    /// Per minute.
    Minute,
    /// Per hour.
    Hour,
    /// Per day.
    Day,
    /// Per month: the vendor's own, which begins on `cycle`.
    Month,
}

impl Period {
    /// `month` and so on.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    /// How long it is, in seconds; none for a month, whose length depends on the date.
    #[must_use]
    pub const fn seconds(self) -> Option<u32> {
        match self {
            Self::Second => Some(1),
            Self::Minute => Some(60),
            Self::Hour => Some(3600),
            Self::Day => Some(86_400),
            Self::Month => None,
        }
    }
}

/// A day of the calendar. Its form is held by the schema.
fn day<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    let text = String::deserialize(from)?;
    let wrong = || format!("`{text}` is no day of the calendar: write one that is, such as `2026-11-03`");
    text.parse().map_err(|_| serde::de::Error::custom(wrong()))
}

fn some_day<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    day(from).map(Some)
}
