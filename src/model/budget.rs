//! What a switch to a profile may cost.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;

/// Limits on the cost of a switch to this profile; `diff` and `comment` hold it against them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// What the switch may cost in all, before, in and after its window, on top of what runs anyway, in US dollars.
    pub window: Option<Levels>,
    /// What all windows of the profile together may cost, if it has several, in US dollars.
    pub windows: Option<Levels>,
    /// What the switch may cost in percent of a month before the switch.
    pub increase: Option<Levels>,
    /// How much more a month may cost if nobody switches back, in US dollars.
    pub left_on: Option<Levels>,
}

/// From when on something is said, and from when on it fails.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Levels {
    /// Above this it is said.
    #[schemars(with = "Option<f64>", range(min = 0, max = 1_000_000_000))]
    pub warn: Option<Decimal>,
    /// Above this the command exits with 1.
    #[schemars(with = "Option<f64>", range(min = 0, max = 1_000_000_000))]
    pub fail: Option<Decimal>,
}
