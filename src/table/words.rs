//! Tables of the words that people use in place of a profile's own: `of,words,meaning`, several words with `|` between.

use crate::table::records;

/// A table of words.
pub(crate) struct Words(Vec<[&'static str; 3]>);

impl Words {
    /// The words of an embedded table.
    pub(crate) fn of(text: &'static str) -> Self {
        Self(records(text).filter_map(|row| row.try_into().ok()).collect())
    }

    /// What is said to somebody who writes a word as a kind.
    pub(crate) fn kind(&self, word: &str) -> Option<&'static str> {
        self.meaning("kind", word)
    }

    /// The fields that a word may mean that is none, the likeliest first.
    pub(crate) fn field(&self, word: &str) -> Vec<&'static str> {
        self.meaning("field", word).map(|fields| fields.split('|').collect()).unwrap_or_default()
    }

    fn meaning(&self, of: &str, word: &str) -> Option<&'static str> {
        let is_there = |[own, words, _]: &&[&str; 3]| *own == of && words.split('|').any(|own| own == word);
        self.0.iter().find(is_there).map(|[.., meaning]| *meaning)
    }

    /// The words that somebody may write as a kind.
    #[cfg(test)]
    pub(crate) fn kinds(&self) -> impl Iterator<Item = &'static str> {
        let rows = self.0.iter().filter(|[of, ..]| *of == "kind");
        rows.flat_map(|[_, words, _]| words.split('|'))
    }

    /// Holds that each word has one meaning and is no kind, and that each kind is an answer, written as `name` has it.
    #[cfg(test)]
    pub(crate) fn hold(&self, kinds: &[&str], name: impl Fn(&str) -> String) {
        use std::collections::BTreeSet;
        for of in ["kind", "field"] {
            let rows = self.0.iter().filter(|[own, ..]| *own == of);
            let all: Vec<&str> = rows.flat_map(|[_, words, _]| words.split('|')).collect();
            assert!(!all.is_empty() && all.len() == all.iter().collect::<BTreeSet<_>>().len(), "{of}");
            assert!(all.iter().all(|word| *word == word.to_ascii_lowercase()), "{of}");
        }
        assert!(self.0.iter().all(|[of, ..]| matches!(*of, "kind" | "field")));
        assert!(self.kinds().all(|word| !kinds.contains(&word)));
        let said =
            |kind: &str| self.0.iter().any(|[of, _, said]| *of == "kind" && said.contains(&name(kind)));
        for kind in kinds {
            assert!(said(kind), "{kind}");
        }
    }
}
