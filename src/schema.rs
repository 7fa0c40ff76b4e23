//! The JSON Schema of a profile, derived from the kinds, and validation against it.
//!
//! A *layer* (a profile with `extends`) may leave anything out and may give relative sizes; the merged
//! *whole* may not. The published schema holds both and picks by `extends`.

pub(crate) mod clouds;
mod lean;
mod pretty;
pub(crate) mod relax;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use crate::cloud;
use crate::cloud::provider::Cloud;
use crate::diagnostic::Findings;
use crate::kind;
use crate::load::node::Node;
use crate::model::header::{Common, Header};
use crate::validate::advice::Advice;
use crate::validate::{bound, generator, schema_of, validate, violations};

/// How a component, an external service and a traffic may be named.
const NAME: &str = "^[A-Za-z][A-Za-z0-9_-]{0,62}$";
/// The same as a sentence.
const NAME_SAYS: &str =
    "a name has letters, digits, `-` and `_`, starts with a letter, and has at most 63 characters";
/// The same, or a selector.
const SELECTOR: &str = "^[A-Za-z*][A-Za-z0-9_*-]{0,62}$";

/// The published schema: draft 2020-12, for editors and for layers.
#[must_use]
pub fn published() -> Value {
    let mut schema = top();
    schema["$defs"] = DEFINITIONS.clone();
    schema
}

/// The published schema without its definitions.
fn top() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": crate::artifact::HEADER,
        "title": "A scaleprof profile",
        "if": {"type": "object", "required": ["extends"]},
        "then": {"$ref": "#/$defs/layer"},
        "else": {"$ref": "#/$defs/whole"},
    })
}

/// What is valid in any of the clouds.
static DEFINITIONS: LazyLock<Value> = LazyLock::new(|| definitions(cloud::all()));

/// What is valid in one cloud, by its name; none where that is the same because there is only one.
static OF_EACH: LazyLock<BTreeMap<&str, Value>> = LazyLock::new(|| {
    let several = cloud::all().iter().filter(|_| cloud::all().len() > 1);
    several.map(|cloud| (cloud.name(), definitions(&[*cloud]))).collect()
});

/// Checks one layer as it stands in its file.
pub(crate) fn validate_layer(root: &Node, findings: &mut Findings) {
    if !lean::is_valid_by("layer", root) {
        validate("layer", &DEFINITIONS, root, &OfClouds(cloud_of(root)), findings);
    }
}

/// Checks a merged whole, by what its own cloud takes where that is known.
pub fn validate_whole(root: &Node, findings: &mut Findings) {
    if lean::is_valid_by("whole", root) {
        return;
    }
    validate("whole", definitions_for(root), root, &OfClouds(cloud_of(root)), findings);
}

/// Where something is wrong in a merged whole: the keys, and positions in lists, from its root on.
pub(crate) fn wrong_in(root: &Node) -> Vec<Vec<String>> {
    violations("whole", definitions_for(root), root).into_iter().map(|own| own.path).collect()
}

/// The definitions that a merged whole is held against.
fn definitions_for(root: &Node) -> &'static Value {
    let own = root.at("cloud/provider").and_then(Node::as_str).and_then(|name| OF_EACH.get(name));
    own.unwrap_or(&DEFINITIONS)
}

/// The cloud that a profile names, where it is known.
fn cloud_of(root: &Node) -> Option<&'static dyn Cloud> {
    cloud::find(root.at("cloud/provider")?.as_str()?)
}

/// What the cloud of a profile knows of words and values that the schema refuses, and what kinds are called elsewhere.
struct OfClouds(Option<&'static dyn Cloud>);

impl Advice for OfClouds {
    fn kind(&self, word: &str) -> Option<String> {
        let word = word.to_ascii_lowercase();
        let of_cloud = self.0.and_then(|cloud| cloud.called(&word));
        of_cloud.or_else(|| kind::words::WORDS.kind(&word)).map(str::to_owned)
    }

    fn field(&self, word: &str) -> Vec<&'static str> {
        let word = word.to_ascii_lowercase().replace('-', "_");
        let of_cloud = self.0.map(|cloud| cloud.field_called(&word)).unwrap_or_default();
        of_cloud.into_iter().chain(kind::words::WORDS.field(&word)).collect()
    }

    fn value(&self, kind: &str, field: &str, value: &Value) -> Option<String> {
        self.0?.kind(kind)?.meant(field, value)
    }
}

fn definitions(clouds: &[&dyn Cloud]) -> Value {
    let mut generator = generator();
    let common = schema_of::<Common>(&mut generator);
    let mut definitions = Map::new();
    let mut whole_kinds = Vec::new();
    let mut layer_kinds = Vec::new();
    let mut built = Vec::new();
    let mut any_kind = Map::new();
    for kind in kind::all() {
        let (mut identity, mut capacity) = kind.schemas(&mut generator);
        let needed =
            json!({"allOf": [relax::take_required(&mut identity), relax::take_required(&mut capacity)]});
        let mut schema =
            json!({"type": "object", "description": clouds::about(kind, clouds), "required": ["kind"]});
        schema["properties"] = json!({"kind": {"const": kind.name}});
        schema["additionalProperties"] = false.into();
        for part in [common.clone(), identity, capacity] {
            absorb(&mut schema, part);
        }
        clouds::offer(&mut schema, kind.name, clouds);
        bound::bound(&mut schema);
        flatten_enums(&mut schema);
        let mut layer = schema.clone();
        relax::relax(&mut layer);
        union(&mut any_kind, &layer);
        for (list, suffix) in [(&mut whole_kinds, ""), (&mut layer_kinds, "-layer")] {
            list.push(json!({
                "if": {"type": "object", "properties": {"kind": {"const": kind.name}}, "required": ["kind"]},
                "then": {"$ref": format!("#/$defs/{}{suffix}", kind.name)},
            }));
        }
        built.push(json!({
            "if": {"type": "object", "properties": {"kind": {"const": kind.name}}, "required": ["kind"]},
            "then": needed,
        }));
        definitions.insert(kind.name.to_owned(), schema);
        definitions.insert(format!("{}-layer", kind.name), layer);
    }
    let names: Vec<&str> = kind::all().map(|kind| kind.name).collect();
    let kind = json!({"enum": names, "description": "What the component is."});
    any_kind.insert("kind".to_owned(), kind.clone());
    let mut component = json!({"type": "object", "required": ["kind"], "properties": {"kind": kind}});
    component["allOf"] = whole_kinds.into();
    // What exists is not made, and nothing of it need be stated.
    let exists = |field: &str| json!({"type": "object", "required": [field]});
    let built = json!({"if": exists("resource"), "then": {}, "else": {"allOf": built}});
    let built = json!({"if": exists("terraform"), "then": {}, "else": built});
    component["allOf"].as_array_mut().into_iter().for_each(|all| all.push(built.clone()));
    definitions.insert("component".to_owned(), component);
    let mut component = json!({"type": "object", "properties": {"kind": kind}, "if": {"required": ["kind"]}});
    component["then"] = json!({"allOf": layer_kinds});
    component["else"] = json!({"$ref": "#/$defs/component-fields"});
    definitions.insert("component-layer".to_owned(), component);
    let mut fields = json!({"type": "object", "additionalProperties": false});
    fields["properties"] = any_kind.into();
    definitions.insert("component-fields".to_owned(), fields);
    let mut header = schema_of::<Header>(&mut generator);
    flatten_enums(&mut header);
    bound::bound(&mut header);
    let mut layer = header.clone();
    relax::relax(&mut layer);
    definitions.insert("layer".to_owned(), top_level(layer, "component-layer", SELECTOR, clouds));
    definitions.insert("whole".to_owned(), top_level(header, "component", NAME, clouds));
    Value::Object(definitions)
}

/// Turns a choice between described constants into a plain `enum`: one error that lists them all.
fn flatten_enums(schema: &mut Value) {
    let constant = |choice: &Value| choice.get("const").cloned();
    if let Some(object) = schema.as_object_mut()
        && let Some(choices) = object.get("oneOf").and_then(Value::as_array)
        && let Some(values) = choices.iter().map(constant).collect::<Option<Vec<Value>>>()
    {
        let about = |choice: &Value| choice.get("description").cloned().unwrap_or_default();
        // What editors show beside each value; validators ignore it.
        let descriptions: Vec<Value> = choices.iter().map(about).collect();
        object.remove("oneOf");
        object.insert("enum".to_owned(), values.into());
        object.insert("enumDescriptions".to_owned(), descriptions.into());
    }
    match schema {
        Value::Object(object) => object.values_mut().for_each(flatten_enums),
        Value::Array(items) => items.iter_mut().for_each(flatten_enums),
        _ => {}
    }
}

/// A header's schema with its components.
fn top_level(mut header: Value, component: &str, names: &str, clouds: &[&dyn Cloud]) -> Value {
    let components = json!({
        "type": "object",
        "description": "The parts of the stack, by name.",
        "propertyNames": {"pattern": names, "patternErrorMessage": NAME_SAYS},
        "additionalProperties": {"$ref": format!("#/$defs/{component}")},
    });
    header["properties"]["components"] = components;
    header["properties"]["external"]["propertyNames"] =
        json!({"pattern": names, "patternErrorMessage": NAME_SAYS});
    header["properties"]["traffic"]["propertyNames"] =
        json!({"pattern": NAME, "patternErrorMessage": NAME_SAYS});
    header["properties"]["owners"]["propertyNames"] = json!({"minLength": 1, "maxLength": 63});
    let provider = &mut header["properties"]["cloud"]["properties"]["provider"];
    if let Some(provider) = provider.as_object_mut() {
        provider.retain(|key, _| key == "description");
        provider.insert("enum".to_owned(), clouds.iter().map(|cloud| cloud.name()).collect());
        provider.insert("enumDescriptions".to_owned(), clouds.iter().map(|cloud| cloud.title()).collect());
    }
    for name in ["profile", "stack"] {
        header["properties"][name]["pattern"] = "^[A-Za-z][A-Za-z0-9_-]{0,31}$".into();
        header["properties"][name]["patternErrorMessage"] =
            "it has letters, digits, `-` and `_`, starts with a letter, and has at most 32 characters".into();
    }
    if component == "component-layer" {
        let about = "The profile that this one starts from.";
        header["properties"]["extends"] = json!({"type": "string", "description": about});
        header["required"] = json!(["profile", "extends"]);
    } else {
        header["required"] = json!(["profile", "stack", "cloud", "components"]);
    }
    header
}

/// Adds the properties and requirements of `part` to `schema`.
fn absorb(schema: &mut Value, mut part: Value) {
    let mut of_part = |key: &str| part.get_mut(key).map(Value::take);
    if let (Some(into), Some(Value::Object(from))) =
        (schema["properties"].as_object_mut(), of_part("properties"))
    {
        into.extend(from);
    }
    if let (Some(into), Some(Value::Array(from))) = (schema["required"].as_array_mut(), of_part("required")) {
        into.extend(from);
    }
}

/// Collects the properties of all kinds; where two kinds differ, either will do.
fn union(into: &mut Map<String, Value>, schema: &Value) {
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        let known = into.entry(name).or_insert_with(|| property.clone());
        if known == property {
            continue;
        }
        match known.get_mut("anyOf").and_then(Value::as_array_mut) {
            Some(choices) if !choices.contains(property) => choices.push(property.clone()),
            Some(_) => {}
            None => {
                let choices = vec![known.take(), property.clone()];
                *known = Value::Object(Map::from_iter([("anyOf".to_owned(), Value::Array(choices))]));
            }
        }
    }
}

/// Whether a text is that of the published schema.
pub(crate) fn is_text(own: &str) -> bool {
    lean::is_text(own) || own == text()
}

/// Bytes that the published schema may have before its text is moved to more room.
const ROOM: usize = 1 << 19;

/// The published schema as text.
#[must_use]
pub fn text() -> String {
    let top = top();
    // The definitions are large, and are not copied for this.
    let entries = top.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value));
    let whole: BTreeMap<&str, &Value> = entries.chain([("$defs", &*DEFINITIONS)]).collect();
    let mut out = String::with_capacity(ROOM);
    pretty::object(whole.into_iter(), 0, &mut out);
    out + "\n"
}
