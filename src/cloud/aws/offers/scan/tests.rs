//! Texts that are cut anywhere are read as if they were whole.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use serde_json::Value;

use super::*;

/// A reader that hands out a few bytes at a time.
struct Drops<'a>(&'a [u8], usize);

impl Read for Drops<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let bytes = self.1.min(self.0.len()).min(into.len());
        into[..bytes].copy_from_slice(&self.0[..bytes]);
        self.0 = &self.0[bytes..];
        Ok(bytes)
    }
}

/// The members of an object with their values' texts; those whose names begin with `-` are skipped.
fn walk(text: &str, drop: usize) -> Result<Vec<(String, String)>, ScanError> {
    let mut scanner = Scanner::new(Drops(text.as_bytes(), drop));
    let (mut first, mut name, mut out) = (true, String::new(), Vec::new());
    scanner.enter()?;
    while scanner.member(&mut first, &mut name)? {
        if name.starts_with('-') {
            scanner.skip()?;
        } else {
            let value = String::from_utf8(scanner.value()?.to_vec()).unwrap();
            out.push((name.clone(), value));
        }
    }
    scanner.finish()?;
    Ok(out)
}

const TEXT: &str = r#" { "a" : {"x": ["}", "\"]", "\\"], "y": {}} , "-b":{"{":"\\\""},"c\u0041":-1.5e3,
    "-d": [[],{"e": "]"}], "-e" : true, "f":"\"" } "#;

#[test]
fn a_text_is_walked_however_it_arrives() {
    for drop in [1, 2, 3, 7, 1000] {
        let members = walk(TEXT, drop).unwrap();
        let members: Vec<_> = members.iter().map(|(name, value)| (&**name, &**value)).collect();
        let a = r#"{"x": ["}", "\"]", "\\"], "y": {}}"#;
        assert_eq!(members, [("a", a), ("cA", "-1.5e3"), ("f", r#""\"""#)], "{drop}");
    }
    assert_eq!(walk("{}", 1).unwrap(), []);
}

#[test]
fn a_text_that_was_cut_is_known() {
    for end in 0..TEXT.trim_end().len() {
        let result = walk(&TEXT[..end], 5);
        assert!(matches!(result, Err(ScanError::Incomplete)), "{end}: {result:?}");
    }
}

#[test]
fn what_is_no_json_is_refused() {
    for text in
        ["[]", "{a}", "{\"a\"}", "{\"a\" 1}", "{\"a\":,}", "{\"a\":1 \"b\":2}", "{,}", "{\"a\":1,}", "{} {}"]
    {
        let result = walk(text, 9);
        assert!(matches!(result, Err(ScanError::Syntax(..))), "{text}: {result:?}");
    }
}

#[test]
fn a_value_may_be_larger_than_the_buffer_but_not_endless() {
    let long = |size: usize| format!("{{\"a\": \"{}\"}}", "x".repeat(size));
    assert_eq!(walk(&long(3 * BLOCK), 100_000).unwrap()[0].1.len(), 3 * BLOCK + 2);
    assert!(matches!(walk(&long(3 * LARGEST), 1 << 20), Err(ScanError::Syntax(..))));
    let skipped = long(3 * LARGEST).replacen('a', "-a", 1);
    assert_eq!(walk(&skipped, 1 << 20).unwrap(), []);
}

/// Any JSON, not deep.
fn json() -> impl Strategy<Value = Value> {
    const STRING: &str = r#"[a-z\\"{}\[\],: \n\u{e9}\u{1f600}]{0,8}"#;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        STRING.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(STRING, inner, 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn members_are_those_that_serde_json_finds(
        members in prop::collection::btree_map("-?[a-z\"\\\\]{0,4}", json(), 0..6),
        pretty: bool,
        drop in 1..40_usize,
    ) {
        let text = if pretty { serde_json::to_string_pretty(&members) } else { serde_json::to_string(&members) };
        let found = walk(&text.unwrap(), drop).unwrap();
        let found: Vec<(String, Value)> =
            found.into_iter().map(|(name, text)| (name, serde_json::from_str(&text).unwrap())).collect();
        let wanted: Vec<(String, Value)> =
            members.into_iter().filter(|(name, _)| !name.starts_with('-')).collect();
        prop_assert_eq!(found, wanted);
    }

    #[test]
    fn no_text_is_too_odd(
        members in prop::collection::btree_map("-?[a-z]{0,4}", json(), 0..6),
        at: prop::sample::Index,
        byte: u8,
        drop in 1..40_usize,
    ) {
        let mut text = serde_json::to_vec(&members).unwrap();
        let at = at.index(text.len());
        text[at] = byte;
        // It ends, and not by a panic.
        let _ = walk(&String::from_utf8_lossy(&text), drop);
    }
}
