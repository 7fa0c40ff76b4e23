//! External services: no Terraform, but a plan, a bill and a request.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;

/// One outside service and what it is used for.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct External {
    /// The vendor, e.g. `mapbox`.
    pub service: String,
    /// Who talks to the vendor: a key of `owners`.
    pub owner: Option<String>,
    /// What is counted, e.g. `map loads`.
    pub metric: Option<String>,
    /// Over which time it is counted.
    pub per: Option<Period>,
    /// The name of the subscription.
    pub plan: Option<String>,
    /// How much of the metric the plan includes.
    #[schemars(range(max = 1_000_000_000_000_000_u64))]
    pub included: Option<u64>,
    /// How much will be used.
    #[schemars(range(max = 1_000_000_000_000_000_u64))]
    pub expected: Option<u64>,
    /// What the plan costs, in US dollars per month.
    #[schemars(with = "Option<f64>", range(min = 0, max = 1_000_000_000))]
    pub price: Option<Decimal>,
    /// How long the vendor takes to change the plan, e.g. `2h` or `3d`.
    #[schemars(extend("examples" = ["2h"]))]
    pub lead_time: Option<String>,
    /// How to change it: a link or a sentence.
    pub how: Option<String>,
    /// Findings that are accepted here, with the reason: `code: reason`.
    #[serde(default)]
    #[schemars(extend("propertyNames" = {"pattern": "^[a-z0-9-]{1,64}$"}, "examples" = [{"external-over-plan": "the reason"}]))]
    pub allow: BTreeMap<String, String>,
}

/// The time over which usage is counted.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
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
    /// Per month.
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
}
