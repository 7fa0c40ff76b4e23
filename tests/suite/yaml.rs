//! The two parsers of a profile agree on every text that is accepted; where they do not, it is refused.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::agree;

use std::fs;
use std::path::Path;

use agree::assert_agreed;
use proptest::prelude::*;
use proptest::sample::select;

/// All that YAML makes something of, and what it once did.
const WORDS: [&str; 72] = [
    "a",
    "b",
    "key",
    ": ",
    ":",
    "- ",
    "-",
    "\n",
    "\n  ",
    "\n    ",
    " ",
    "  ",
    "\t",
    "#",
    " # said",
    "\"",
    "'",
    "''",
    "|",
    "|-\n  ",
    ">\n  ",
    ">+\n  ",
    "{",
    "}",
    "[",
    "]",
    ",",
    ", ",
    "? ",
    "&x ",
    "*x",
    "!t ",
    "!!str ",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "<<: ",
    "~",
    "null",
    "Null",
    "true",
    "True",
    "yes",
    "no",
    "on",
    "0",
    "1",
    "007",
    "0o7",
    "0x1F",
    "0b1",
    "1_000",
    "1:30",
    "1e3",
    "1.0",
    "-0",
    "+2",
    ".inf",
    "-.INF",
    ".nan",
    "\\n",
    "\\x41",
    "\\u00e9",
    "\\/",
    "\\\n",
    "é",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "\r\n",
    "@",
];

/// Scalars, one to a line.
const SCALARS: [&str; 12] = [
    "",
    "plain",
    "two words",
    "\"quoted\"",
    "'single'",
    "[1, two]",
    "{a: 1}",
    "\"\\t\\u00e9\"",
    "a#b",
    "a:b",
    "|\n    block\n",
    ">\n    folded\n    text\n",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4_000) })]

    #[test]
    fn any_words(words in prop::collection::vec(select(WORDS.to_vec()), 0..24)) {
        assert_agreed(&words.concat());
    }

    /// Most of these are accepted: a word or two in the place of a key or a value.
    #[test]
    fn words_in_a_mapping(
        rows in prop::collection::vec((select(WORDS.to_vec()), select(WORDS.to_vec()), select(SCALARS.to_vec())), 1..5),
    ) {
        let rows = rows.iter().enumerate().map(|(at, (key, word, scalar))| format!("k{at}{key}: {word}{scalar}\n"));
        assert_agreed(&rows.collect::<String>());
    }

    #[test]
    fn any_text(text in "[ -~\n\t\u{85}\u{a0}-\u{ff}\u{2028}\u{1f600}]{0,48}") {
        assert_agreed(&format!("key: {text}\n"));
    }
}

#[test]
fn every_profile_that_is_kept() {
    let mut accepted = 0;
    for folder in ["profiles", "tests/cases", "tests/invalid", "tests/fuzz/seeds/load", "tests/tour/profiles"]
    {
        accepted += files(Path::new(folder));
    }
    assert!(accepted > 10, "{accepted}");
}

/// Holds each text of a folder, and each profile in it; says how many are accepted.
fn files(folder: &Path) -> usize {
    let mut accepted = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let Ok(text) = fs::read_to_string(&path) else { continue };
        accepted += text
            .split("#-- ")
            .filter(|part| assert_agreed(part.split_once('\n').map_or(*part, |(_, text)| text)))
            .count();
        accepted += usize::from(assert_agreed(&text));
    }
    accepted
}

#[test]
fn a_text_that_the_two_read_differently_is_refused() {
    // A line break of Unicode's own is one to the first of them, and not to the second.
    for text in ["key: $\u{85}\n", "key: 1e3,\u{2028}\n"] {
        assert!(!assert_agreed(text), "{text:?}");
    }
    // The end of a file ends a line too.
    for text in ["key: |\n  a\n  b", "key: >\n  a\n  b"] {
        assert!(assert_agreed(text), "{text:?}");
    }
}

#[test]
fn a_quoted_scalar_ends_with_its_quote() {
    for text in [
        "? '' # said\n",
        "k: 'it''s' # it's\n",
        "k: \"a\\\"b\\\\\"  # \"c\"\n",
        "'k' : [ 'a' , \"é\" ] # x\n",
        "? \"a\"\t# b\n: &x 'c'   # d\n",
    ] {
        assert!(assert_agreed(text), "{text:?}");
    }
}
