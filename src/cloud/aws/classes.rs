//! The sizes of managed services, an instance class or a node type each: the machine under it, and where which engine
//! offers it.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::OnceLock;

use crate::cloud::aws::families::Families;
use crate::cloud::aws::machines::{bits, family, machine_under, offered, rungs};
use crate::cloud::aws::table::{head, table};
use crate::kind::engine::Engine;

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
    /// The regions of each engine, one bit each.
    sizes: BTreeMap<&'static str, Vec<u64>>,
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
            sizes: table(self.text)
                .map(|row| (row[0], row[1..].iter().map(|own| bits(own)).collect()))
                .collect(),
        })
    }

    /// Whether there is such a size.
    #[must_use]
    pub(crate) fn exists(&self, size: &str) -> bool {
        self.read().sizes.contains_key(size)
    }

    /// Whether a region offers a size for an engine; true of an engine that the table has no column of, as nobody knows.
    #[must_use]
    pub(crate) fn offered(&self, size: &str, engine: &str, region: &str) -> bool {
        let Read { engines, sizes } = self.read();
        let Some(at) = engines.iter().position(|own| *own == engine) else { return sizes.contains_key(size) };
        sizes.get(size).and_then(|bits| bits.get(at)).is_some_and(|bits| offered(*bits, region))
    }

    /// The members of the family of a size that a region offers for any engine, smallest first.
    #[must_use]
    pub(crate) fn ladder(&self, size: &str, region: &str) -> Option<Vec<&'static str>> {
        let any = |bits: &Vec<u64>| offered(bits.iter().fold(0, |all, own| all | own), region);
        let sizes = self.read().sizes.range::<str, _>((Bound::Included(family(size)?), Bound::Unbounded));
        rungs(sizes.map(|(name, row)| (*name, row)), size, |size, _| machine_under(size), any)
    }

    /// The names of all, for suggestions.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.read().sizes.keys().copied()
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
