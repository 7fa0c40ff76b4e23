//! What a component can be: the registry of kinds. One file per kind says what it is and how big it can be; schema,
//! decoding and `explain` derive from here. What a kind becomes in a cloud, the cloud says.

pub mod app;
pub mod cache;
mod container;
pub mod database;
pub(crate) mod ends;
pub mod engine;
pub mod fleet;
pub(crate) mod image;
pub mod machine;
pub(crate) mod partial;
mod reference;
mod route;
pub(crate) mod secret;
pub mod server;
pub mod spec;
pub(crate) mod tuned;
pub(crate) mod words;
pub mod workers;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, OnceLock};

use crate::model::header::Common;
use crate::validate::{generator, property_names, schema_of};
use spec::Entry;

/// The kinds that can be built. A new kind is one more line here.
pub static KINDS: &[Entry] = &[
    Entry::of::<app::App>(),
    Entry::of::<cache::Cache>(),
    Entry::of::<database::Database>(),
    Entry::of::<fleet::Fleet>(),
    Entry::of::<server::Server>(),
    Entry::of::<workers::Workers>(),
];

/// The kinds of what is never built: it stands in Terraform that is there already, or is changed by hand.
pub static TUNED: LazyLock<Vec<Entry>> = LazyLock::new(tuned::entries);

/// Every kind.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    KINDS.iter().chain(TUNED.iter())
}

/// The kind with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Entry> {
    all().find(|kind| kind.name == name)
}

/// Whether a field says what a component of a kind is, not how big.
#[must_use]
pub(crate) fn is_identity(kind: &Entry, field: &str) -> bool {
    // Of each kind when it is first asked for: a stack has few of them.
    static FIELDS: LazyLock<BTreeMap<&'static str, OnceLock<BTreeSet<String>>>> =
        LazyLock::new(|| all().map(|kind| (kind.name, OnceLock::new())).collect());
    let derive = || property_names(&(kind.identity)(kind, &mut generator()));
    FIELDS.get(kind.name).is_some_and(|fields| fields.get_or_init(derive).contains(field))
}

/// Whether every kind has this field.
#[must_use]
pub fn is_common(field: &str) -> bool {
    static FIELDS: LazyLock<BTreeSet<String>> =
        LazyLock::new(|| property_names(&schema_of::<Common>(&mut generator())));
    FIELDS.contains(field)
}
