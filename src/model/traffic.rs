//! What comes in: the traffic that outside services are used for.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::external::Period;

/// How much of something comes: the most in one day, and in the busiest hour, minute and second of it.
/// What is left out is not known; it is never taken to come evenly.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Traffic {
    /// In a day of 24 hours.
    #[schemars(with = "Option<f64>", range(min = 0, max = 1_000_000_000_000_u64))]
    pub day: Option<Decimal>,
    /// In the busiest hour.
    #[schemars(with = "Option<f64>", range(min = 0, max = 1_000_000_000_000_u64))]
    pub hour: Option<Decimal>,
    /// In the busiest minute.
    #[schemars(with = "Option<f64>", range(min = 0, max = 1_000_000_000_000_u64))]
    pub minute: Option<Decimal>,
    /// In the busiest second.
    #[schemars(with = "Option<f64>", range(min = 0, max = 1_000_000_000_000_u64))]
    pub second: Option<Decimal>,
}

impl Traffic {
    /// What is given, the longest time first.
    pub(crate) fn given(&self) -> impl Iterator<Item = (Period, Decimal)> {
        let all = [
            (Period::Day, self.day),
            (Period::Hour, self.hour),
            (Period::Minute, self.minute),
            (Period::Second, self.second),
        ];
        all.into_iter().filter_map(|(period, amount)| Some((period, amount?)))
    }
}
