//! A tree in which some files are changed.

use std::collections::BTreeMap;

use crate::existing::path::folder;
use crate::existing::tree::{Entry, Refused, Tree};
use crate::order::Order as _;
use crate::tuning::rewrite::Rewrite;

/// A tree with the changed texts of some of its files.
pub(super) struct Overlay<'a> {
    tree: &'a dyn Tree,
    texts: BTreeMap<&'a str, Option<&'a str>>,
}

impl<'a> Overlay<'a> {
    pub(super) fn new(tree: &'a dyn Tree, rewrites: &'a [Rewrite]) -> Self {
        let texts = rewrites
            .iter()
            .map(|own| (own.path.as_str(), Some(own.after.as_str()).filter(|_| !own.goes)))
            .collect();
        Self { tree, texts }
    }
}

impl Tree for Overlay<'_> {
    fn list(&self, folder: &str) -> Result<Vec<Entry>, Refused> {
        let mut entries = self.tree.list(folder)?;
        for (path, text) in self.texts.iter().filter(|(path, _)| self::folder(path) == folder) {
            let name = path.rsplit('/').next().unwrap_or(path);
            entries.retain(|entry| entry.name != name);
            entries.extend(text.map(|_| Entry { name: name.to_owned(), folder: false }));
        }
        entries.order();
        Ok(entries)
    }

    fn read(&self, file: &str, most: u64) -> Result<String, Refused> {
        match self.texts.get(file) {
            Some(Some(text)) => Ok((*text).to_owned()),
            Some(None) => Err(Refused("there is no such file".to_owned())),
            None => self.tree.read(file, most),
        }
    }
}
