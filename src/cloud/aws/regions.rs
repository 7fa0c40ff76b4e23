//! AWS regions and their zones.

use crate::cloud::aws::table::table;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One line of the file.
struct Region {
    name: &'static str,
    /// The letters of its zones.
    zones: Vec<&'static str>,
    opt_in: bool,
}

/// Regions in the order of their file: bit i of an `offered` column is region i.
static REGIONS: LazyLock<Vec<Region>> = LazyLock::new(|| {
    table(include_str!("regions.csv"))
        .map(|row| Region {
            name: row[0],
            zones: row[1].split(' ').filter(|zone| !zone.is_empty()).collect(),
            opt_in: row[2] == "yes",
        })
        .collect()
});

static INDEX: LazyLock<BTreeMap<&'static str, usize>> =
    LazyLock::new(|| REGIONS.iter().enumerate().map(|(at, region)| (region.name, at)).collect());

/// A known region's number, for `offered` columns.
#[must_use]
pub fn index(region: &str) -> Option<usize> {
    INDEX.get(region).copied()
}

/// What the regions of AWS's other partitions begin with, and whose those are: separate clouds, with accounts,
/// ARNs, prices and services of their own. As botocore 1.43.11 has them (`partitions.json`, `regionRegex`).
const PARTITIONS: [(&str, &str); 5] = [
    ("us-gov-", "GovCloud (US)"),
    ("cn-", "China"),
    ("eusc-", "the European Sovereign Cloud"),
    ("us-iso", "the isolated regions of the US"),
    ("eu-iso", "the isolated regions of Europe"),
];

/// Whose another partition of AWS is, if a region is in one; in whatever case it is written.
#[must_use]
pub fn partition(region: &str) -> Option<&'static str> {
    let region = region.to_ascii_lowercase();
    PARTITIONS.iter().find(|(begin, _)| region.starts_with(begin)).map(|(_, whose)| *whose)
}

/// The names of all known regions.
pub fn names() -> impl Iterator<Item = &'static str> {
    REGIONS.iter().map(|region| region.name)
}

/// The zones of a region (`eu-west-1a`, …), or none where they are not known.
#[must_use]
pub fn zones(region: &str) -> Vec<String> {
    let letters = index(region).map_or(&[][..], |at| &REGIONS[at].zones);
    letters.iter().map(|letter| format!("{region}{letter}")).collect()
}

/// Whether an account must enable the region first. All that open now must be: so must one that is not known.
#[must_use]
pub(crate) fn is_opt_in(region: &str) -> bool {
    index(region).is_none_or(|at| REGIONS[at].opt_in)
}
