//! No text of a profile is without end: what says nothing else has a length.

use serde_json::Value;

/// The most characters of a free text: a paragraph.
const TEXT: u64 = 1000;
/// The most characters of a key.
const KEY: u64 = 128;

/// Gives every text in a schema, and every key of a mapping, a largest length where it has none.
pub(crate) fn bound(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else { return };
    let is_text = match object.get("type") {
        Some(Value::String(one)) => one == "string",
        Some(Value::Array(several)) => several.iter().any(|one| one == "string"),
        _ => false,
    };
    if is_text && !["enum", "const", "maxLength"].iter().any(|known| object.contains_key(*known)) {
        object.insert("maxLength".to_owned(), TEXT.into());
    }
    if object.get("additionalProperties").is_some_and(Value::is_object) {
        let names = object.entry("propertyNames").or_insert_with(|| serde_json::json!({}));
        if let Some(names) = names.as_object_mut().filter(|names| !names.contains_key("pattern")) {
            names.entry("maxLength").or_insert_with(|| KEY.into());
        }
    }
    for (key, below) in object.iter_mut() {
        match (key.as_str(), below) {
            ("properties" | "$defs", Value::Object(all)) => all.values_mut().for_each(bound),
            ("items" | "additionalProperties", below) => bound(below),
            ("anyOf" | "oneOf" | "allOf", Value::Array(all)) => all.iter_mut().for_each(bound),
            _ => {}
        }
    }
}
