//! What a value of a schema looks like, in words and by an example.

use serde_json::{Map, Value};

/// What a value of a pattern looks like: the sentence on it, and an example.
pub(super) fn shape(schema: &Map<String, Value>) -> Option<String> {
    let like = example(schema).map(|example| format!("write it like `{}`", flow(example)));
    match (said(schema), like) {
        (Some(said), Some(like)) => Some(format!("{said}: {like}")),
        (said, like) => said.map(str::to_owned).or(like),
    }
}

/// A pattern as a sentence.
pub(super) fn said(schema: &Map<String, Value>) -> Option<&str> {
    schema.get("patternErrorMessage")?.as_str()
}

/// An example of what a schema takes.
pub(super) fn example(schema: &Map<String, Value>) -> Option<&Value> {
    schema.get("examples")?.get(0)
}

/// An example as YAML on one line.
pub(super) fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(entries) => {
            let pairs: Vec<String> =
                entries.iter().map(|(key, value)| format!("{key}: {}", flow(value))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
        other => other.to_string(),
    }
}
