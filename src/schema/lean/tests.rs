#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use serde_json::{Map, Value};

/// Keywords that no value breaks.
const FOR_PEOPLE: [&str; 6] =
    ["description", "default", "examples", "enumDescriptions", "patternErrorMessage", "format"];
/// What is not shorter than its number.
const SHORT: usize = 16;

/// Applies `each` to the schemas that stand in a schema.
fn inside(schema: &mut Map<String, Value>, mut each: impl FnMut(&mut Value)) {
    for (keyword, value) in schema {
        match (keyword.as_str(), value) {
            ("properties", Value::Object(all)) => all.values_mut().for_each(&mut each),
            ("anyOf" | "allOf", Value::Array(all)) => all.iter_mut().for_each(&mut each),
            ("items" | "additionalProperties" | "propertyNames" | "if" | "then" | "else", one) => {
                each(one);
            }
            _ => {}
        }
    }
}

fn strip(schema: &mut Value) {
    let Some(own) = schema.as_object_mut() else { return };
    own.retain(|keyword, _| !FOR_PEOPLE.contains(&keyword.as_str()));
    inside(own, strip);
}

/// How often each schema stands in another one, those that stand in itself counted once.
fn count(schema: &mut Value, times: &mut BTreeMap<String, u32>) {
    let text = schema.to_string();
    let Some(own) = schema.as_object_mut() else { return };
    let known = times.entry(text).or_default();
    *known += 1;
    if *known == 1 {
        inside(own, |one| count(one, times));
    }
}

/// Puts the name of a definition in the place of each schema that is one, or that stands in several places.
fn share(schema: &mut Value, times: &BTreeMap<String, u32>, shared: &mut Shared) {
    let text = schema.to_string();
    let Some(own) = schema.as_object_mut() else { return };
    if let Some(name) = own.get("$ref").and_then(Value::as_str) {
        *schema = name.trim_start_matches("#/$defs/").into();
        return;
    }
    let known = shared.names.get(&text).copied();
    let number = known.unwrap_or(shared.names.len());
    if known.is_none() {
        if times[&text] < 2 || text.len() < SHORT {
            return inside(own, |one| share(one, times, shared));
        }
        shared.names.insert(text, number);
        inside(own, |one| share(one, times, shared));
        shared.parts.insert(number, schema.take());
    }
    *schema = number.to_string().into();
}

/// The parts that stand in several places.
#[derive(Default)]
struct Shared {
    /// Their numbers, by their texts.
    names: BTreeMap<String, usize>,
    parts: BTreeMap<usize, Value>,
}

fn lean(definitions: &Value) -> String {
    let mut definitions: BTreeMap<String, Value> =
        definitions.as_object().unwrap().clone().into_iter().collect();
    let (mut times, mut shared) = (BTreeMap::new(), Shared::default());
    definitions.values_mut().for_each(strip);
    for one in definitions.values_mut() {
        count(one, &mut times);
    }
    for own in definitions.values_mut() {
        inside(own.as_object_mut().unwrap(), |one| share(one, &times, &mut shared));
    }
    let parts = shared.parts.into_iter().map(|(number, part)| (number.to_string(), part));
    // One on each line, so that a change is seen.
    let lines = definitions.into_iter().chain(parts).fold(String::new(), |mut lines, (name, one)| {
        write!(lines, "{}\n\"{name}\":{one}", if lines.is_empty() { "{" } else { "," }).unwrap();
        lines
    });
    lines + "\n}\n"
}

#[test]
fn it_is_derived() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/schema");
    let checksum = format!("{}\n", super::checksum(&crate::schema::text()));
    for (name, derived) in [("lean.json", lean(&crate::schema::DEFINITIONS)), ("text.crc32", checksum)] {
        let path = folder.join(name);
        if env::var_os("LEAN").is_some_and(|what| what == "overwrite") {
            fs::write(&path, &derived).unwrap();
        }
        let is = fs::read_to_string(path).unwrap();
        assert!(is == derived, "{name}: run `LEAN=overwrite cargo test --lib schema`");
    }
}

#[test]
fn the_text_is_known() {
    let text = crate::schema::text();
    assert!(super::is_text(&text) && !super::is_text(&text[1..]) && !super::is_text(""));
}

#[test]
fn each_part_is_found_by_its_name() {
    let lean = super::Lean::of(include_str!("../lean.json"));
    let all: Map<String, Value> = serde_json::from_str(include_str!("../lean.json")).unwrap();
    assert_eq!(lean.definitions.len() + lean.shared.len(), all.len());
    for (name, one) in &all {
        assert_eq!(super::Definitions::named(&lean, name), Some(one), "{name}");
    }
    for unknown in ["999", "nothing", "", "99999999999999999999", "1x"] {
        assert_eq!(super::Definitions::named(&lean, unknown), None);
    }
}
