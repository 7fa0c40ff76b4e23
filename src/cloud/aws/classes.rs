//! RDS instance classes: the machine under each, and where it is offered.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::cloud::aws::families::Families;
use crate::cloud::aws::machines::{bits, machine_under, offered, rungs};
use crate::cloud::aws::table::table;
use crate::kind::engine::Engine;

/// The regions that offer a class, by engine.
struct Offered {
    postgres: u64,
    mysql: u64,
}

impl Offered {
    const fn by(&self, engine: Engine) -> u64 {
        match engine {
            Engine::Postgres => self.postgres,
            Engine::Mysql => self.mysql,
        }
    }
}

static CLASSES: LazyLock<BTreeMap<&'static str, Offered>> = LazyLock::new(|| {
    let class = |row: Vec<&'static str>| (row[0], Offered { postgres: bits(row[1]), mysql: bits(row[2]) });
    table(include_str!("classes.csv")).map(class).collect()
});

/// Whether a database class exists.
#[must_use]
pub fn class_exists(class: &str) -> bool {
    CLASSES.contains_key(class)
}

/// Whether a region offers a class for an engine.
#[must_use]
pub fn class_offered(class: &str, engine: Engine, region: &str) -> bool {
    CLASSES.get(class).is_some_and(|by| offered(by.by(engine), region))
}

/// The classes.
pub(crate) const FAMILIES: Families = Families {
    ladder: |name, region| {
        let offered = |by: &Offered| offered(by.postgres | by.mysql, region);
        rungs(&CLASSES, name, |class, _| machine_under(class), offered)
    },
    figures: |name| machine_under(name)?.figures(),
};

/// The names of all classes, for suggestions.
pub(crate) fn class_names() -> impl Iterator<Item = &'static str> {
    CLASSES.keys().copied()
}
