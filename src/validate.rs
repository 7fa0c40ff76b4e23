//! JSON Schema from types, values into types, and findings for what does not fit. It knows no schema of its own:
//! profiles and the other files of a project bring theirs.

pub(crate) mod advice;
pub(crate) mod bound;
pub(crate) mod broken;
pub(crate) mod keyword;
mod pattern;
mod remedy;
pub mod report;
mod secret;
mod shape;
pub(crate) mod walk;

use std::collections::BTreeSet;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use self::advice::Advice;
use self::broken::Violation;
use self::walk::{At, Definitions, First, Walk};
use crate::diagnostic::Findings;
use crate::load::node::Node;

/// A value that does not decode.
#[derive(Debug)]
pub(crate) struct DecodeError {
    /// The field, segments split by dots.
    pub path: String,
    /// What is wrong with it.
    pub message: String,
}

/// A generator whose schemas stand by themselves.
#[must_use]
pub fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true).into_generator()
}

/// The schema of a type, without title and dialect.
pub(crate) fn schema_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    let mut schema = T::json_schema(generator).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.remove("title");
        object.remove("$schema");
    }
    schema
}

/// Decodes, and keeps the path of what does not.
///
/// # Errors
/// Where the first value stands that does not decode, and why.
pub(crate) fn decode<T: DeserializeOwned>(values: Map<String, Value>) -> Result<T, DecodeError> {
    serde_path_to_error::deserialize(Value::Object(values)).map_err(|error| DecodeError {
        path: error.path().to_string(),
        message: error.into_inner().to_string(),
    })
}

/// The names of the properties of a schema.
#[must_use]
pub fn property_names(schema: &Value) -> BTreeSet<String> {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.into_iter().flat_map(|p| p.keys().cloned()).collect()
}

/// Checks a file against one of the definitions.
pub(crate) fn validate(
    definition: &str,
    definitions: &Value,
    root: &Node,
    advice: &dyn Advice,
    findings: &mut Findings,
) {
    if is_valid(definition, definitions, root) {
        return;
    }
    let all = violations(definition, definitions, root);
    let consequences = report::consequences(&all, advice);
    for (_, violation) in all.iter().enumerate().filter(|(at, _)| !consequences.contains(at)) {
        report::report(violation, root, advice, findings);
    }
}

/// All that `root` breaks of a definition.
#[must_use]
pub(crate) fn violations<'a>(definition: &str, definitions: &'a Value, root: &Node) -> Vec<Violation<'a>> {
    let mut walk = Walk { definitions, found: Vec::new() };
    if let Some(schema) = definitions.get(definition) {
        // It takes all there are, and never ends before.
        let _ = walk.schema(schema, root, At::Root);
    }
    walk.found
}

/// Whether `root` is valid by a definition, and all of that is known.
#[must_use]
pub(crate) fn is_valid(definition: &str, definitions: &dyn Definitions, root: &Node) -> bool {
    let mut walk = Walk { definitions, found: First };
    definitions.named(definition).is_some_and(|schema| walk.schema(schema, root, At::Root).is_continue())
}
