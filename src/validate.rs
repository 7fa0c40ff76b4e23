//! JSON Schema from types, values into types, and findings for what does not fit. It knows no schema of its own:
//! profiles and the other files of a project bring theirs.

pub mod bound;
pub mod report;
pub mod valid;

use std::cell::LazyCell;
use std::collections::BTreeSet;

use jsonschema::Validator;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::diagnostic::Findings;
use crate::load::node::Node;

/// A value that does not decode.
#[derive(Debug)]
pub struct DecodeError {
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
pub fn schema_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
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
pub fn decode<T: DeserializeOwned>(values: Map<String, Value>) -> Result<T, DecodeError> {
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

/// A validator of one of the definitions; none when they are no valid JSON Schema.
#[must_use]
pub fn compiled(definition: &str, definitions: &Value) -> Option<Validator> {
    let schema = json!({"$ref": format!("#/$defs/{definition}"), "$defs": definitions});
    // The schema is our own; a test holds that it compiles.
    jsonschema::options().with_pattern_options(jsonschema::PatternOptions::regex()).build(&schema).ok()
}

/// Checks a file against one of the definitions.
pub fn validate_against(definition: &str, definitions: &Value, root: &Node, findings: &mut Findings) {
    let validator = LazyCell::new(|| compiled(definition, definitions));
    validate(definition, definitions, || validator.as_ref(), root, findings);
}

/// Checks a file against one of the definitions. Its validator, which words what is not valid, takes longer to make
/// than all else that a small project needs, so it is only asked for then.
pub fn validate<'a>(
    definition: &str,
    definitions: &Value,
    validator: impl FnOnce() -> Option<&'a Validator>,
    root: &Node,
    findings: &mut Findings,
) {
    if valid::is_valid(definition, definitions, root) == Some(true) {
        return;
    }
    let Some(validator) = validator() else { return };
    for error in validator.iter_errors(&root.to_json()) {
        report::report(&error, root, definitions, findings);
    }
}
