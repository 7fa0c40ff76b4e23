//! Fields of a component as the tree of a profile that nobody has written.

use serde_json::{Map, Value as Json, json};

use crate::load::node::{MapEntry, Node, Value};
use crate::order::Order as _;
use crate::source::Place;

/// A value as a profile has it, read from how it is written there.
pub(super) fn scalar(written: &str) -> Json {
    if let Some(text) = written.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        return text.into();
    }
    match written {
        "true" => true.into(),
        "false" => false.into(),
        text => match text.parse::<serde_json::Number>() {
            Ok(number) => number.into(),
            Err(_) => text.into(),
        },
    }
}

/// Sets a field whose segments are split by dots.
pub(super) fn put(fields: &mut Map<String, Json>, path: &str, value: Json) {
    match path.split_once('.') {
        None => drop(fields.insert(path.to_owned(), value)),
        Some((name, below)) => {
            let entry = fields.entry(name.to_owned()).or_insert_with(|| json!({}));
            if let Some(fields) = entry.as_object_mut() {
                put(fields, below, value);
            }
        }
    }
}

/// A value as a tree whose parts all stand at one place.
pub(super) fn node(value: &Json, place: Place) -> Node {
    let value = match value {
        Json::Null => Value::Null,
        Json::Bool(on) => Value::Bool(*on),
        Json::Number(number) => Value::Number(number.clone()),
        Json::String(text) => Value::String(text.clone()),
        Json::Array(list) => Value::List(list.iter().map(|own| node(own, place)).collect()),
        Json::Object(map) => {
            let entry =
                |(key, own): (&String, &Json)| MapEntry { key: key.clone(), place, node: node(own, place) };
            let mut entries: Vec<MapEntry> = map.iter().map(entry).collect();
            entries.order_by(|a, b| a.key.cmp(&b.key));
            Value::Map(entries)
        }
    };
    Node::new(value, place)
}
