//! AWS regions and their zones.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Regions in the order of their file: bit i of an `offered` column is region i.
static REGIONS: LazyLock<Vec<(&'static str, Vec<&'static str>)>> = LazyLock::new(|| {
    super::table(include_str!("regions.csv"))
        .map(|row| (row[0], row[1].split(' ').filter(|zone| !zone.is_empty()).collect()))
        .collect()
});

static INDEX: LazyLock<BTreeMap<&'static str, usize>> =
    LazyLock::new(|| REGIONS.iter().enumerate().map(|(at, (name, _))| (*name, at)).collect());

/// A known region's number, for `offered` columns.
#[must_use]
pub fn index(region: &str) -> Option<usize> {
    INDEX.get(region).copied()
}

/// The names of all known regions.
pub fn names() -> impl Iterator<Item = &'static str> {
    REGIONS.iter().map(|(name, _)| *name)
}

/// The zones of a region (`eu-west-1a`, …), or none where they are not known.
#[must_use]
pub fn zones(region: &str) -> Vec<String> {
    let letters = index(region).map_or(&[][..], |at| &REGIONS[at].1);
    letters.iter().map(|letter| format!("{region}{letter}")).collect()
}
