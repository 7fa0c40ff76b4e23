//! The keywords that say something of one value, whatever is in it or around it.
//!
//! Known are those that our schemas use (JSON Schema 2020-12, where `format` only describes). One that is not known is
//! one that nothing fulfils: no value passes unseen. A test holds every answer against `jsonschema`.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::RwLock;

use serde_json::{Number, Value as Json};

use crate::load::node::{Node, Value};
use crate::validate::pattern::Pattern;

/// Whether a value fulfils a keyword.
pub(super) fn holds(keyword: &str, wanted: &Json, value: &Value) -> bool {
    let limit = |fits: fn(u64, u64) -> bool, own: usize| {
        wanted.as_u64().is_some_and(|limit| fits(u64::try_from(own).unwrap_or(u64::MAX), limit))
    };
    match (keyword, value) {
        ("type", _) => match wanted {
            Json::Array(several) => several.iter().any(|one| is_of(value, one)),
            one => is_of(value, one),
        },
        ("const", _) => is_same(value, wanted),
        ("enum", _) => wanted.as_array().is_some_and(|all| all.iter().any(|one| is_same(value, one))),
        ("minimum", Value::Number(number)) => compare(number, wanted).is_some_and(Ordering::is_ge),
        ("maximum", Value::Number(number)) => compare(number, wanted).is_some_and(Ordering::is_le),
        ("minLength", Value::String(text)) => limit(|own, least| own >= least, text.chars().count()),
        ("maxLength", Value::String(text)) => limit(|own, most| own <= most, text.chars().count()),
        ("pattern", Value::String(text)) => {
            wanted.as_str().is_some_and(|pattern| is_found(pattern, text) == Some(true))
        }
        ("maxItems", Value::List(items)) => limit(|own, most| own <= most, items.len()),
        ("uniqueItems", Value::List(items)) => {
            let different: BTreeSet<String> = items.iter().map(canonical).collect();
            different.len() == items.len() || wanted == &Json::Bool(false)
        }
        // They say something of values of one type, and this one is of another; they belong to an `if`; or they are for
        // people and editors.
        (
            "minimum"
            | "maximum"
            | "minLength"
            | "maxLength"
            | "pattern"
            | "items"
            | "maxItems"
            | "uniqueItems"
            | "required"
            | "properties"
            | "additionalProperties"
            | "propertyNames"
            | "then"
            | "else"
            | "description"
            | "default"
            | "examples"
            | "enumDescriptions"
            | "patternErrorMessage"
            | "format",
            _,
        ) => true,
        _ => false,
    }
}

fn is_of(value: &Value, name: &Json) -> bool {
    match name.as_str() {
        Some("null") => matches!(value, Value::Null),
        Some("boolean") => matches!(value, Value::Bool(_)),
        Some("number") => matches!(value, Value::Number(_)),
        Some("integer") => match value {
            Value::Number(number) => {
                !number.is_f64() || number.as_f64().is_some_and(|own| own.fract() == 0.0)
            }
            _ => false,
        },
        Some("string") => matches!(value, Value::String(_)),
        Some("array") => matches!(value, Value::List(_)),
        Some("object") => matches!(value, Value::Map(_)),
        _ => false,
    }
}

/// Our schemas name texts, flags and nothing, and no numbers.
fn is_same(value: &Value, wanted: &Json) -> bool {
    match wanted {
        Json::Null => matches!(value, Value::Null),
        Json::Bool(wanted) => matches!(value, Value::Bool(own) if own == wanted),
        Json::String(wanted) => matches!(value, Value::String(own) if own == wanted),
        _ => false,
    }
}

fn compare(number: &Number, limit: &Json) -> Option<Ordering> {
    let limit = limit.as_number()?;
    match (number.as_i128(), limit.as_i128()) {
        (Some(number), Some(limit)) => Some(number.cmp(&limit)),
        _ => number.as_f64()?.partial_cmp(&limit.as_f64()?),
    }
}

/// A value as a text that is the same for values that are: a fraction of nothing is a whole number.
fn canonical(node: &Node) -> String {
    match &node.value {
        Value::Number(number) if number.is_f64() => {
            number.as_f64().map_or_else(String::new, |number| number.to_string())
        }
        _ => node.to_json().to_string(),
    }
}

/// Whether a pattern is found in a text. Each is compiled when it is first needed.
pub(crate) fn is_found(pattern: &str, text: &str) -> Option<bool> {
    static PATTERNS: RwLock<BTreeMap<String, Option<Pattern>>> = RwLock::new(BTreeMap::new());
    if let Some(known) = PATTERNS.read().ok()?.get(pattern) {
        return known.as_ref().map(|known| known.is_found(text));
    }
    let compiled = Pattern::new(pattern);
    let found = compiled.as_ref().map(|compiled| compiled.is_found(text));
    PATTERNS.write().ok()?.insert(pattern.to_owned(), compiled);
    found
}
