//! The sizes of managed services, an instance class or a node type each: the machine under it, and where which engine
//! offers it.

use std::sync::OnceLock;

use crate::cloud::aws::families::Families;
use crate::cloud::aws::machines::{bits, family, machine_under, offered, rungs};
use crate::cloud::aws::table::head;
use crate::kind::engine::Engine;
use crate::table::lines;

/// The instance classes of RDS.
pub(crate) static CLASSES: Sizes = Sizes::new(include_str!("classes.csv"));

/// The sizes of one managed service: one line each, one column for each engine with the regions that offer it.
#[derive(Debug)]
pub(crate) struct Sizes {
    text: &'static str,
    read: OnceLock<Read>,
}

#[derive(Debug)]
struct Read {
    engines: Vec<&'static str>,
    /// The name of each size, and its columns as they stand in the file; sorted by name as in it. Most runs ask for a few.
    sizes: Vec<(&'static str, &'static str)>,
}

impl Sizes {
    /// The sizes of an embedded table.
    #[must_use]
    pub(crate) const fn new(text: &'static str) -> Self {
        Self { text, read: OnceLock::new() }
    }

    fn read(&self) -> &Read {
        self.read.get_or_init(|| Read {
            engines: head(self.text).skip(1).collect(),
            sizes: lines(self.text).filter_map(|line| line.split_once(',')).collect(),
        })
    }

    /// The columns of a size.
    fn row(&self, size: &str) -> Option<&'static str> {
        let sizes = &self.read().sizes;
        let at = sizes.binary_search_by_key(&size, |(name, _)| name).ok()?;
        sizes.get(at).map(|(_, row)| *row)
    }

    /// Whether there is such a size.
    #[must_use]
    pub(crate) fn exists(&self, size: &str) -> bool {
        self.row(size).is_some()
    }

    /// Whether a region offers a size for an engine; true of an engine that the table has no column of, as nobody knows.
    #[must_use]
    pub(crate) fn offered(&self, size: &str, engine: &str, region: &str) -> bool {
        let Some(row) = self.row(size) else { return false };
        let Some(at) = self.read().engines.iter().position(|own| *own == engine) else { return true };
        row.split(',').nth(at).is_some_and(|own| offered(bits(own), region))
    }

    /// The members of the family of a size that a region offers for any engine, smallest first.
    #[must_use]
    pub(crate) fn ladder(&self, size: &str, region: &str) -> Option<Vec<&'static str>> {
        let any = |row: &&str| offered(row.split(',').fold(0, |all, own| all | bits(own)), region);
        let (family, sizes) = (family(size)?, &self.read().sizes);
        let from = sizes.partition_point(|(name, _)| *name < family);
        let members = sizes.get(from..).unwrap_or_default().iter().map(|(name, row)| (*name, row));
        rungs(members, size, |size, _| machine_under(size), any)
    }

    /// The names of all, for suggestions.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.read().sizes.iter().map(|(name, _)| *name)
    }
}

/// Whether a database class exists.
#[must_use]
pub fn class_exists(class: &str) -> bool {
    CLASSES.exists(class)
}

/// Whether a region offers a class for an engine.
#[must_use]
pub fn class_offered(class: &str, engine: Engine, region: &str) -> bool {
    CLASSES.offered(class, engine.name(), region)
}

/// The classes.
pub(crate) const FAMILIES: Families = Families { ladder: |name, region| CLASSES.ladder(name, region) };

#[cfg(test)]
mod tests {
    use super::{CLASSES, Sizes};

    #[test]
    fn the_tables_are_sorted() {
        for sizes in [&CLASSES, &Sizes::new(include_str!("nodes.csv"))] {
            assert!(sizes.read().sizes.is_sorted_by(|a, b| a.0 < b.0), "out of order, or a name twice");
        }
    }
}
