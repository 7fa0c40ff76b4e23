//! What no sum contains: lines without a price, and use that is not counted.

use schemars::JsonSchema;
use serde::Serialize;

use crate::priced::Uncounted;
use crate::report::json::money::PriceReport;

/// Something that costs what nobody knows.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UnknownReport {
    /// Whose.
    pub component: String,
    /// What it is, for people.
    pub what: &'static str,
    /// The price list's service.
    pub service: String,
    /// The price list's key.
    pub key: String,
    /// Where.
    pub region: String,
}

impl UnknownReport {
    /// A line of a part in a region.
    #[must_use]
    pub fn of(component: &str, what: &'static str, service: &str, key: &str, region: &str) -> Self {
        let [component, service, key, region] = [component, service, key, region].map(str::to_owned);
        Self { component, what, service, key, region }
    }
}

/// Use that is not counted.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UncountedReport {
    /// Whose.
    pub component: String,
    /// What it would be billed by.
    pub what: &'static str,
    /// What is counted.
    pub unit: &'static str,
    /// What one costs; none when it is not known.
    pub price: Option<PriceReport>,
}

impl From<&Uncounted> for UncountedReport {
    fn from(uncounted: &Uncounted) -> Self {
        Self {
            component: uncounted.name.clone(),
            what: uncounted.what,
            unit: uncounted.unit,
            price: uncounted.price.as_ref().map(PriceReport::from),
        }
    }
}
