//! Whether a value is valid by one of our schemas, asked of the schema as it stands.
//!
//! Known are the keywords that our schemas use (JSON Schema 2020-12, where `format` only describes). Where another one
//! stands the answer is unknown. A test holds every answer against `jsonschema`.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use regex_lite::Regex;
use serde_json::{Map, Number, Value as Json};

use crate::load::node::{Node, Value};

/// Whether `node` is valid by a definition; none where that is not known.
#[must_use]
pub fn is_valid(definition: &str, definitions: &Json, node: &Node) -> Option<bool> {
    Definitions(definitions).holds(definitions.get(definition)?, node)
}

/// What a `$ref` leads to.
pub(super) struct Definitions<'a>(pub(super) &'a Json);

impl Definitions<'_> {
    pub(super) fn holds(&self, schema: &Json, node: &Node) -> Option<bool> {
        let schema = match schema {
            Json::Bool(anything) => return Some(*anything),
            schema => schema.as_object()?,
        };
        for (keyword, wanted) in schema {
            if !self.keyword(keyword, wanted, schema, node)? {
                return Some(false);
            }
        }
        Some(true)
    }

    #[allow(clippy::match_same_arms, reason = "they hold for reasons of their own")]
    pub(super) fn keyword(
        &self,
        keyword: &str,
        wanted: &Json,
        schema: &Map<String, Json>,
        node: &Node,
    ) -> Option<bool> {
        Some(match (keyword, &node.value) {
            ("$ref", _) => self.holds(self.0.get(wanted.as_str()?.strip_prefix("#/$defs/")?)?, node)?,
            ("allOf", _) => every(wanted.as_array()?, |one| self.holds(one, node))?,
            ("anyOf", _) => any(wanted.as_array()?, |one| self.holds(one, node))?,
            ("if", _) => {
                let branch = if self.holds(wanted, node)? { "then" } else { "else" };
                schema.get(branch).map_or(Some(true), |branch| self.holds(branch, node))?
            }
            ("type", value) => match wanted {
                Json::Array(several) => any(several, |one| is_of(value, one.as_str()?))?,
                one => is_of(value, one.as_str()?)?,
            },
            ("const", value) => is_same(value, wanted)?,
            ("enum", value) => any(wanted.as_array()?, |one| is_same(value, one))?,
            ("minimum", Value::Number(number)) => compare(number, wanted.as_number()?)? != Ordering::Less,
            ("maximum", Value::Number(number)) => compare(number, wanted.as_number()?)? != Ordering::Greater,
            ("minLength", Value::String(text)) => length(text) >= wanted.as_u64()?,
            ("maxLength", Value::String(text)) => length(text) <= wanted.as_u64()?,
            ("pattern", Value::String(text)) => matches(wanted.as_str()?, text)?,
            ("items", Value::List(items)) => every(items, |item| self.holds(wanted, item))?,
            ("maxItems", Value::List(items)) => items.len() as u64 <= wanted.as_u64()?,
            ("uniqueItems", Value::List(items)) => {
                let different = items.iter().map(scalar).collect::<Option<BTreeSet<_>>>()?;
                different.len() == items.len() || wanted == &Json::Bool(false)
            }
            ("required", Value::Map(_)) => {
                every(wanted.as_array()?, |name| Some(node.entry(name.as_str()?).is_some()))?
            }
            ("properties", Value::Map(entries)) => {
                let properties = wanted.as_object()?;
                every(entries, |entry| match properties.get(&entry.key) {
                    Some(schema) => self.holds(schema, &entry.node),
                    None => Some(true),
                })?
            }
            ("additionalProperties", Value::Map(entries)) => {
                let properties = schema.get("properties").and_then(Json::as_object);
                let is_named = |key: &str| properties.is_some_and(|named| named.contains_key(key));
                every(entries, |entry| {
                    if is_named(&entry.key) { Some(true) } else { self.holds(wanted, &entry.node) }
                })?
            }
            ("propertyNames", Value::Map(entries)) => every(entries, |entry| {
                self.holds(wanted, &Node::new(Value::String(entry.key.clone()), entry.place))
            })?,
            // They say something of values of one type, and this one is of another.
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
                | "propertyNames",
                _,
            ) => true,
            // They belong to an `if`, or are for people and editors.
            ("then" | "else" | "description" | "default" | "examples" | "enumDescriptions" | "format", _) => {
                true
            }
            _ => return None,
        })
    }
}

/// Whether something holds for one of several things.
fn any<T>(all: &[T], mut holds: impl FnMut(&T) -> Option<bool>) -> Option<bool> {
    for one in all {
        if holds(one)? {
            return Some(true);
        }
    }
    Some(false)
}

/// Whether something holds for each of several things.
fn every<T>(all: &[T], mut holds: impl FnMut(&T) -> Option<bool>) -> Option<bool> {
    any(all, |one| Some(!holds(one)?)).map(|broken| !broken)
}

/// A text or a whole number, as something that can be compared.
fn scalar(node: &Node) -> Option<(Option<&str>, Option<i128>)> {
    match &node.value {
        Value::String(text) => Some((Some(text), None)),
        Value::Number(number) => Some((None, Some(number.as_i128()?))),
        _ => None,
    }
}

fn is_of(value: &Value, name: &str) -> Option<bool> {
    Some(match name {
        "null" => matches!(value, Value::Null),
        "boolean" => matches!(value, Value::Bool(_)),
        "number" => matches!(value, Value::Number(_)),
        "integer" => match value {
            Value::Number(number) => !number.is_f64() || number.as_f64()?.fract() == 0.0,
            _ => false,
        },
        "string" => matches!(value, Value::String(_)),
        "array" => matches!(value, Value::List(_)),
        "object" => matches!(value, Value::Map(_)),
        _ => return None,
    })
}

fn is_same(value: &Value, wanted: &Json) -> Option<bool> {
    match wanted {
        Json::Null => Some(matches!(value, Value::Null)),
        Json::Bool(wanted) => Some(matches!(value, Value::Bool(own) if own == wanted)),
        Json::String(wanted) => Some(matches!(value, Value::String(own) if own == wanted)),
        _ => None,
    }
}

fn compare(number: &Number, limit: &Number) -> Option<Ordering> {
    match (number.as_i128(), limit.as_i128()) {
        (Some(number), Some(limit)) => Some(number.cmp(&limit)),
        _ => number.as_f64()?.partial_cmp(&limit.as_f64()?),
    }
}

fn length(text: &str) -> u64 {
    text.chars().count() as u64
}

/// Whether a pattern is found in a text. Each is compiled when it is first needed.
fn matches(pattern: &str, text: &str) -> Option<bool> {
    static PATTERNS: Mutex<BTreeMap<String, Option<Regex>>> = Mutex::new(BTreeMap::new());
    let mut patterns = PATTERNS.lock().ok()?;
    if !patterns.contains_key(pattern) {
        patterns.insert(pattern.to_owned(), Regex::new(pattern).ok());
    }
    Some(patterns.get(pattern)?.as_ref()?.is_match(text))
}
