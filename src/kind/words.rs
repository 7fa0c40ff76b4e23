//! What the kinds and their fields are called elsewhere, in words of the trade that belong to no cloud.

use std::sync::LazyLock;

use crate::table::words::Words;

/// The table.
pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(|| Words::of(include_str!("words.csv")));

#[cfg(test)]
mod tests {
    use super::WORDS;
    use crate::kind;

    #[test]
    fn every_kind_is_an_answer() {
        let kinds: Vec<&str> = kind::all().map(|kind| kind.name).collect();
        WORDS.hold(&kinds, |kind| format!("`{kind}`"));
        assert_eq!(WORDS.kind("app"), None);
        assert!(WORDS.kind("postgres").is_some_and(|said| said.contains("`database`")));
        assert_eq!(WORDS.field("type"), ["machine", "class"]);
    }
}
