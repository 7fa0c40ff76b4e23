//! What no sum contains: lines without a price, and use that is not counted.

use schemars::JsonSchema;
use serde::Serialize;

use crate::priced::Uncounted;
use crate::report::json::money::PriceReport;

/// A line of the bill whose price is not known.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UnknownReport {
    /// The name of the component or service that is billed for it.
    pub component: String,
    /// What it is, for people.
    pub what: &'static str,
    /// The service in the price list.
    pub service: String,
    /// The key in the price list.
    pub key: String,
    /// The region that it is in.
    pub region: String,
}

impl UnknownReport {
    /// A line of a part in a region.
    #[must_use]
    pub(crate) fn of(component: &str, what: &'static str, service: &str, key: &str, region: &str) -> Self {
        let [component, service, key, region] = [component, service, key, region].map(str::to_owned);
        Self { component, what, service, key, region }
    }
}

/// Use that is not counted.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UncountedReport {
    /// The name of the component or service that is billed for it.
    pub component: String,
    /// What is billed, for people.
    pub what: &'static str,
    /// The unit that is counted.
    pub unit: &'static str,
    /// The price of one unit; null if it is not known.
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
