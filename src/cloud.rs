//! The clouds: what engines ask of one, and which there are.

pub mod aws;
pub mod commands;
pub mod existing;
pub mod field;
pub mod lowered;
pub(crate) mod no_room;
pub mod provider;
pub mod size;
pub mod timed;

use std::sync::OnceLock;

use crate::kind;
use crate::price::Prices;
use crate::price::catalogue::Catalogue;
use crate::price::lists::PriceLists;
use provider::{Cloud, OnCloud};
use size::SizeAttribute;

/// The clouds that come with scaleprof. A new cloud is one more line here.
static OWN: &[&dyn Cloud] = &[&aws::AWS];

static CLOUDS: OnceLock<&'static [&'static dyn Cloud]> = OnceLock::new();

/// Every cloud that this program knows.
pub fn all() -> &'static [&'static dyn Cloud] {
    CLOUDS.get_or_init(|| OWN)
}

/// Whether the clouds are those of this library.
pub(crate) fn are_own() -> bool {
    std::ptr::eq(all(), OWN)
}

/// Makes a program that is built on this library know these clouds instead, before it asks for the first one.
///
/// # Errors
/// When it has asked already.
pub fn know(clouds: &'static [&'static dyn Cloud]) -> Result<(), &'static [&'static dyn Cloud]> {
    CLOUDS.set(clouds)
}

/// The cloud with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static dyn Cloud> {
    all().iter().copied().find(|cloud| cloud.name() == name)
}

/// The attributes of a cloud's Terraform resources that are sizes, of all kinds that it offers.
pub fn sizes(cloud: &'static dyn Cloud) -> impl Iterator<Item = &'static SizeAttribute> {
    kind::all().filter_map(|kind| cloud.kind(kind.name)).flat_map(OnCloud::sizes)
}

/// The list prices of every cloud, without any of a project's own.
#[must_use]
pub fn list_prices() -> Prices {
    let tables: Vec<_> = all().iter().map(|cloud| cloud.prices()).collect();
    Prices::new(Catalogue::new(&tables))
}

/// The clouds that publish their price lists, each with them.
pub(crate) fn price_lists() -> impl Iterator<Item = (&'static dyn Cloud, &'static dyn PriceLists)> {
    all().iter().filter_map(|cloud| Some((*cloud, cloud.price_lists()?)))
}
