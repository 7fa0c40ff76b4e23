//! Two parsers read each profile: one says where things stand, the other what they mean. What each says of an
//! accepted text is held against the other here, for the tests and for the fuzzer.

use scaleprof::diagnostic::Findings;
use scaleprof::load::load;
use scaleprof::load::node::{Node, Value};
use scaleprof::source::{Place, Sources};
use serde_json::Value as Json;

/// Loads a text. Where it is accepted, the text at the place of each key and of each value on one line, read
/// alone, is that key or that value. Says whether it was accepted.
///
/// # Panics
/// Where the two do not agree.
pub(crate) fn assert_agreed(text: &str) -> bool {
    let mut sources = Sources::default();
    let source = sources.add("profiles/normal.yaml", text);
    let mut findings = Findings::default();
    let Some(document) = load(&sources, source, &mut findings) else {
        assert!(!findings.is_empty(), "refused without a word: {text:?}");
        return false;
    };
    let meant: Json = serde_yaml::from_str(text).expect("an accepted text is read by both");
    hold(&document.root, &meant, &sources, text);
    true
}

fn hold(node: &Node, meant: &Json, sources: &Sources, text: &str) {
    match (&node.value, meant) {
        (Value::List(items), Json::Array(values)) => {
            assert_eq!(items.len(), values.len(), "{text:?}");
            items.iter().zip(values).for_each(|(item, value)| hold(item, value, sources, text));
        }
        (Value::Map(entries), Json::Object(values)) => {
            assert_eq!(entries.len(), values.len(), "{text:?}");
            for entry in entries {
                hold_place(entry.place, &Json::from(entry.key.as_str()), true, sources, text);
                hold(&entry.node, &values[&entry.key], sources, text);
            }
        }
        (_, meant) => {
            assert!(same(&node.to_json(), meant), "{:?} is not {meant}: {text:?}", node.value);
            hold_place(node.place, meant, false, sources, text);
        }
    }
}

/// What stands at a place, read alone, is what the whole text means there.
fn hold_place(place: Place, meant: &Json, key: bool, sources: &Sources, text: &str) {
    let snippet = sources.snippet(place);
    // What is left out stands nowhere, or at what follows.
    if snippet.is_empty() || meant.is_null() {
        return;
    }
    // A block has its indentation from around it, an alias its meaning from elsewhere.
    let before = text[..place.start as usize].trim_end_matches(' ');
    let header = before.ends_with(['\n', '\r']).then(|| before.trim_end().lines().last()).flatten();
    let in_block = header.is_some_and(|line| line.contains(['|', '>']));
    if in_block
        || snippet.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'])
        || snippet.starts_with(['*', '&', '|', '>'])
    {
        return;
    }
    // A place ends with what stands there: no space and no remark belongs to it.
    for quote in ['"', '\''] {
        assert!(
            !snippet.starts_with(quote) || snippet.len() > 1 && snippet.ends_with(quote),
            "{snippet:?}: {text:?}"
        );
    }
    let around = if key { format!("{snippet}: 0\n") } else { format!("k: {snippet}\n") };
    let alone: Json = serde_yaml::from_str(&around)
        .unwrap_or_else(|error| panic!("{snippet:?} is not read alone: {error}: {text:?}"));
    let entry = alone.as_object().and_then(|entries| entries.iter().next());
    let (name, value) = entry.unwrap_or_else(|| panic!("{snippet:?} alone is {alone}: {text:?}"));
    let agreed = if key { meant == name } else { same(value, meant) };
    assert!(agreed, "{snippet:?} alone is {alone}, and {meant} in {text:?}");
}

/// The same, where `2.0` is the number two and `+2` a text.
fn same(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Number(a), Json::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Json::String(text), Json::Number(_)) | (Json::Number(_), Json::String(text)) => {
            text.starts_with('+')
        }
        (a, b) => a == b,
    }
}
