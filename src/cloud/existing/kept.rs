//! Which values of a plan the tables of the clouds need: those of sizes, and of what sizes hang on.

use std::collections::{BTreeMap, BTreeSet};

use crate::existing::planned::Keep;

use super::Existing;
use super::path::Path;

/// The attributes that are kept, by the types of resources.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    attributes: BTreeMap<&'static str, BTreeSet<&'static str>>,
    /// What tells the members of lists apart, by the type of the resource and the path of the list.
    keys: BTreeMap<(&'static str, String), &'static str>,
    /// Attributes that are kept of every one of the types.
    always: BTreeSet<&'static str>,
}

impl Kept {
    /// What these tables need.
    pub(crate) fn of<'a>(tables: impl Iterator<Item = &'a Existing>) -> Self {
        let mut kept = Self::default();
        for tables in tables {
            kept.always.extend(tables.marks);
            kept.always.insert(tables.region);
            for row in &tables.sizes {
                kept.path(row.resource, &row.path);
                row.when.iter().for_each(|(path, _)| kept.path(row.resource, path));
            }
            tables.identities.iter().for_each(|row| kept.path(row.resource, &row.path));
            for row in tables.sure {
                row.by.iter().for_each(|path| kept.path(row.beside, &Path::read(path)));
            }
            tables.parts.iter().for_each(|row| kept.path(row.said, &row.path));
            for row in &tables.copies {
                kept.attributes.entry(row.resource).or_default();
                row.path.iter().for_each(|path| kept.path(row.resource, path));
            }
            tables.swallows.iter().for_each(|row| kept.path(row.resource, &row.path));
            for row in &tables.others {
                kept.attributes.entry(row.resource).or_default();
                row.path.iter().chain(&row.unless).for_each(|path| kept.path(row.resource, path));
            }
        }
        kept.attributes.remove("*");
        kept
    }

    fn path(&mut self, resource: &'static str, path: &Path) {
        let mut way = String::new();
        for (at, (name, key)) in path.steps().enumerate() {
            if at == 0 {
                self.attributes.entry(resource).or_default().insert(name);
            } else {
                way.push('.');
            }
            way.push_str(name);
            if let Some(key) = key {
                self.keys.insert((resource, way.clone()), key);
            }
        }
    }
}

impl Keep for Kept {
    fn kind(&self, kind: &str) -> bool {
        self.attributes.contains_key(kind)
    }

    fn attribute(&self, kind: &str, attribute: &str) -> bool {
        self.always.contains(attribute)
            || self.attributes.get(kind).is_some_and(|own| own.contains(attribute))
    }

    fn key(&self, kind: &str, path: &str) -> Option<&str> {
        let (kind, _) = self.attributes.get_key_value(kind)?;
        self.keys.get(&(*kind, path.to_owned())).copied()
    }
}
