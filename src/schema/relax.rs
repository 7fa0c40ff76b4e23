//! Makes the schema of a layer from that of a whole profile: nothing is required, and a relative value may stand for
//! a number or a size.

use serde_json::{Map, Value, json};

use crate::kind::spec::MACHINE;

/// The pattern of a relative value: `x10`, `x2.5`, `+2`, `largest`. Whether it is valid is checked when it is read.
pub(crate) const RELATIVE: &str = r"^(x[0-9.]{1,20}|\+[0-9.]{1,20}|largest)$";

/// Drops `required` everywhere, and accepts a relative value for every number, size and object of numbers.
pub(crate) fn relax(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else { return };
    // The question is about the parts before each becomes a choice itself.
    let scalable = is_scalable(object);
    object.remove("required");
    object.remove("default");
    if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) {
        properties.values_mut().for_each(relax);
    }
    if let Some(Value::Array(forms)) = object.get_mut("anyOf") {
        forms.iter_mut().for_each(relax);
    }
    if let Some(values) = object.get_mut("additionalProperties") {
        relax(values);
    }
    if let Some(names) = object.get_mut("propertyNames") {
        *names = json!({});
    }
    // As below for steps: other YAML parsers read such a text as a number.
    let plain = object.get("type") == Some(&"string".into()) && !object.contains_key("enum");
    if plain && !object.contains_key("pattern") {
        object.insert("type".to_owned(), json!(["string", "integer"]));
    }
    if scalable {
        let description = object.remove("description");
        // Other YAML parsers read an unquoted `+2` as the number two.
        let steps = object.get("pattern") == Some(&MACHINE.into());
        let kinds = if steps { json!(["string", "integer"]) } else { "string".into() };
        let relative = json!({"type": kinds, "pattern": RELATIVE});
        let own = Value::Object(std::mem::take(object));
        object.insert("anyOf".to_owned(), Value::Array(vec![own, relative]));
        if let Some(description) = description {
            object.insert("description".to_owned(), description);
        }
    }
}

/// Takes out what is required of a kind, and gives it as a schema by itself: it holds only for what is built. What is
/// required of each item of a list, or under each key of one's own, stays.
pub(crate) fn take_required(schema: &mut Value) -> Value {
    let mut taken = Map::new();
    let Some(object) = schema.as_object_mut() else { return Value::Object(taken) };
    taken.extend(object.remove("required").map(|names| ("required".to_owned(), names)));
    let mut below = Map::new();
    for (name, property) in object.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten()
    {
        let own = take_required(property);
        if own.as_object().is_some_and(|own| !own.is_empty()) {
            below.insert(name.clone(), own);
        }
    }
    if !below.is_empty() {
        taken.insert("properties".to_owned(), below.into());
    }
    // A value that may be left out: the forms are the value, and `null`, of which nothing is required.
    for form in object.get_mut("anyOf").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Value::Object(own) = take_required(form) {
            taken.extend(own);
        }
    }
    Value::Object(taken)
}

/// Whether a value can be given relative to the base profile's: a number, a size, or counts.
fn is_scalable(schema: &serde_json::Map<String, Value>) -> bool {
    let names = |name: &str| match schema.get("type") {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(several)) => several.iter().any(|one| one == name),
        _ => false,
    };
    let all_numbers = || {
        let properties = schema.get("properties").and_then(Value::as_object);
        properties
            .is_some_and(|all| all.values().filter_map(Value::as_object).all(is_scalable) && !all.is_empty())
    };
    names("integer")
        || names("number")
        || names("string") && schema.contains_key("pattern")
        || names("object") && all_numbers()
}
