//! The repository on disk as a tree to read.

use crate::existing::tree::{Entry, Refused, Tree};
use crate::files::border::Border;

impl Tree for Border {
    fn list(&self, folder: &str) -> Result<Vec<Entry>, Refused> {
        let names = Self::list(self, folder).map_err(|error| Refused(error.to_string()))?;
        Ok(names.into_iter().map(|(name, folder)| Entry { name, folder }).collect())
    }

    fn read(&self, file: &str, most: u64) -> Result<String, Refused> {
        self.text(file, most).map_err(|error| Refused(error.to_string()))
    }
}
