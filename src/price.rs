//! What things cost: one price for each thing that is sold in a region, or none. A price that is not
//! known stays unknown: never another region's, never one of several.

pub mod catalogue;
pub(crate) mod graduated;
pub(crate) mod lists;
pub mod own;
pub mod snapshot;
pub(crate) mod unit_price;

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::model::selector::matches;
use catalogue::Catalogue;
use graduated::Graduated;
use own::Own;
use snapshot::Snapshot;
use unit_price::Price;

/// In place of a region, for a contract price that holds in all of them.
const EVERYWHERE: &str = "*";

/// A price of a day before this one is called old on `today`: after a year. Of 14,411 list prices that could be
/// held against a source of up to two years later, none had changed.
#[must_use]
pub(crate) fn old_before(today: Date) -> Date {
    today.saturating_sub(1.year())
}

/// All prices that a project knows: its own, those that it has fetched, those that came with scaleprof.
#[derive(Debug)]
pub struct Prices {
    /// The list prices that came with scaleprof.
    pub catalogue: Catalogue,
    /// Contracts and rates of the project's own.
    pub own: Own,
    /// What `prices update` has fetched, by region.
    pub fetched: BTreeMap<String, Snapshot>,
    /// The day that it is, if somebody says: what costs more from some day on is priced as of it, where no window has
    /// days of its own.
    pub today: Option<Date>,
}

impl Prices {
    /// List prices alone.
    #[must_use]
    pub fn new(catalogue: Catalogue) -> Self {
        Self { catalogue, own: Own::default(), fetched: BTreeMap::new(), today: None }
    }

    /// The day whose rates hold: that which [`Prices::today`] says, or else that of the tables.
    #[must_use]
    pub fn day(&self) -> Date {
        self.today.unwrap_or(self.catalogue.as_of)
    }

    /// The price of a key in a region.
    #[must_use]
    pub fn find(&self, service: &str, key: &str, region: &str) -> Option<Price> {
        if let Some(price) = self.own.price(service, key, region) {
            return Some(price);
        }
        self.list(service, key, region).map(|price| self.own.discounted(service, key, price))
    }

    /// The contract price of what has tiers in the lists, if there is one: the same for all of it, in place of the tiers.
    /// A price for another unit is none.
    #[must_use]
    pub(crate) fn contract(&self, graduated: &Graduated, unit: &str, region: &str) -> Option<Price> {
        let (service, key) = graduated.contract;
        self.own.price(service, key, region).filter(|price| price.unit == unit)
    }

    /// The keys of a service that fit a pattern, each with the regions where a price of it is known; by key,
    /// then by region.
    #[must_use]
    pub fn known(&self, service: &str, pattern: &str, region: Option<&str>) -> BTreeSet<(String, String)> {
        let fits = |key: &str, at: &str| matches(pattern, key) && region.is_none_or(|region| region == at);
        let pair = |key: &str, at: &str| fits(key, at).then(|| (key.to_owned(), at.to_owned()));
        let embedded = self.catalogue.all(service).filter_map(|(key, at, _)| pair(key, at));
        let fetched = self
            .fetched
            .iter()
            .flat_map(|(at, snapshot)| snapshot.keys(service).filter_map(move |key| pair(key, at)));
        let own =
            self.own.keys(service).filter_map(|(key, at)| pair(key, at.or(region).unwrap_or(EVERYWHERE)));
        embedded.chain(fetched).chain(own).collect()
    }

    /// The list price of a key in a region: the newer of what was fetched and what came with scaleprof.
    #[must_use]
    pub fn list(&self, service: &str, key: &str, region: &str) -> Option<Price> {
        let fetched = self.fetched.get(region).and_then(|snapshot| snapshot.price(service, key));
        let embedded = self.catalogue.find(service, key, region);
        match (fetched, embedded) {
            (Some(fetched), Some(embedded)) if embedded.date > fetched.date => Some(embedded),
            (Some(fetched), _) => Some(fetched),
            (None, embedded) => embedded,
        }
    }
}
