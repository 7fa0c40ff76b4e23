//! The clouds: what all kinds on one cloud share, and the facts about its machines and places.

pub mod aws;

use crate::price::Prices;
use crate::price::catalogue::Catalogue;

/// The list prices of every cloud, without any of a project's own.
#[must_use]
pub fn list_prices() -> Prices {
    Prices::new(Catalogue::new(&aws::prices::TABLES))
}
