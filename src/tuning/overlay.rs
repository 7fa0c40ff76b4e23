//! A tree in which some files are changed.

use std::collections::BTreeMap;

use crate::existing::tree::{Entry, Refused, Tree};
use crate::tuning::rewrite::Rewrite;

/// A tree with the changed texts of some of its files.
pub(super) struct Overlay<'a> {
    tree: &'a dyn Tree,
    texts: BTreeMap<&'a str, &'a str>,
}

impl<'a> Overlay<'a> {
    pub(super) fn new(tree: &'a dyn Tree, rewrites: &'a [Rewrite]) -> Self {
        let texts = rewrites.iter().map(|rewrite| (rewrite.path.as_str(), rewrite.after.as_str())).collect();
        Self { tree, texts }
    }
}

impl Tree for Overlay<'_> {
    fn list(&self, folder: &str) -> Result<Vec<Entry>, Refused> {
        self.tree.list(folder)
    }

    fn read(&self, file: &str, most: u64) -> Result<String, Refused> {
        match self.texts.get(file) {
            Some(text) => Ok((*text).to_owned()),
            None => self.tree.read(file, most),
        }
    }
}
