//! JSON Schema from types, values into types, and findings for what does not fit. It knows no schema of its own:
//! profiles and the other files of a project bring theirs.

pub mod bound;
pub mod broken;
pub mod report;
pub mod valid;

use std::collections::BTreeSet;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use self::broken::violations;
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

/// Checks a file against one of the definitions.
pub fn validate(definition: &str, definitions: &Value, root: &Node, findings: &mut Findings) {
    if valid::is_valid(definition, definitions, root) == Some(true) {
        return;
    }
    for violation in violations(definition, definitions, root) {
        report::report(&violation, root, findings);
    }
}
