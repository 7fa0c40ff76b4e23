//! What a vendor sells: a ladder of plans.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A plan that a vendor sells. Its figures are those of a contract, an invoice or a page.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subscription {
    /// Its name, as `plan` says it.
    #[schemars(length(max = 63))]
    pub name: String,
    /// US dollars a month; unknown when left out.
    #[schemars(with = "Option<f64>", range(min = 0, max = 1_000_000_000))]
    pub price: Option<Decimal>,
    /// Where the price was read, if not in the profile.
    #[serde(skip)]
    pub(crate) price_source: Option<String>,
    /// How much of the metric it includes; nothing when left out and it has an overage.
    #[schemars(range(max = 1_000_000_000_000_000_u64))]
    pub included: Option<u64>,
    /// What more costs.
    pub overage: Option<Overage>,
    /// What happens beyond what it includes, where it has no overage; as the service says when left out.
    pub then: Option<Beyond>,
    /// Whether it is paid ahead and what is left of it expires when the vendor's month ends.
    #[serde(default)]
    pub expires: bool,
    /// For how long it is taken at the least, e.g. `1 month` or `1 year`: the vendor's months, the one begun
    /// counted whole. `30d` is days from the change on, and each of the vendor's months that they touch is paid:
    /// say `1 month` where the vendor bills one.
    #[schemars(extend("examples" = ["1 month"]))]
    pub minimum: Option<String>,
    /// When a smaller plan can be gone back to; as the service says when left out.
    pub step_down: Option<StepDown>,
    /// How long the vendor takes to change to it, e.g. `2h`; as the service says when left out.
    #[schemars(extend("format" = "length", "examples" = ["2h"]))]
    pub lead_time: Option<String>,
}

/// The price of what is used beyond the plan, in each of the vendor's months.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Overage {
    /// US dollars for `per` units.
    #[schemars(with = "f64", range(min = 0, max = 1_000_000_000))]
    pub price: Decimal,
    /// So many units; 1 when left out.
    #[schemars(range(min = 1, max = 1_000_000_000_000_u64))]
    pub per: Option<u64>,
    /// Whether `per` units are a package: one begun counts whole.
    #[serde(default)]
    pub whole: bool,
    /// Other prices from some usage on, as a price list has them: graduated, each for the units above.
    #[serde(default)]
    #[schemars(length(max = 100), extend("examples" = [[{"above": 100_000, "price": 4}]]))]
    pub tiers: Vec<Tier>,
}

/// Another price from some usage on.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Above so many units in a month, those that the plan includes among them.
    #[schemars(range(max = 1_000_000_000_000_000_u64))]
    pub above: u64,
    /// US dollars for `per` units.
    #[schemars(with = "f64", range(min = 0, max = 1_000_000_000))]
    pub price: Decimal,
}

/// What happens to what is more than a plan or a limit.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Beyond {
    /// It is served, and billed.
    Bill,
    /// It is refused for a moment, and may be tried again.
    Throttle,
    /// It waits.
    Queue,
    /// It is lost without a word.
    Drop,
    /// It is refused until the period ends or the plan changes.
    Block,
}

impl Beyond {
    /// What users and owners see of it, to follow "what is more".
    #[must_use]
    pub(crate) const fn seen(self) -> &'static str {
        match self {
            Self::Bill => "is served, and billed on top",
            Self::Throttle => "is refused for a moment: users see errors or waits until it is tried again",
            Self::Queue => "waits with the vendor: users get it late",
            Self::Drop => "is dropped, and nobody is told",
            Self::Block => "is refused until the period ends or the plan changes: users go without",
        }
    }

    /// Whether all of it is served at once.
    #[must_use]
    pub(crate) const fn serves(self) -> bool {
        matches!(self, Self::Bill)
    }
}

/// When a plan can be changed for a smaller one.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum StepDown {
    /// At any time; the month begun is paid.
    Now,
    /// When the vendor's next month begins.
    NextCycle,
}
