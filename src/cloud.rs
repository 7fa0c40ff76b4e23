//! The clouds: what all kinds on one cloud share, and the facts about its machines and places.

pub mod aws;

use crate::price::Prices;
use crate::price::catalogue::Catalogue;
use crate::price::lists::PriceLists;

/// The list prices of every cloud, without any of a project's own.
#[must_use]
pub fn list_prices() -> Prices {
    Prices::new(Catalogue::new(&aws::prices::TABLES, aws::engines::AS_OF))
}

/// The published price lists of each cloud.
pub static PRICE_LISTS: &[&dyn PriceLists] = &[&aws::offers::Offers];

/// The price lists of the cloud that has regions with names like this one.
#[must_use]
pub fn price_lists_of(region: &str) -> Option<&'static dyn PriceLists> {
    PRICE_LISTS.iter().copied().find(|lists| lists.is_region(region))
}
