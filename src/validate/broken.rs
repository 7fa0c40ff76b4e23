//! What of a value breaks one of our schemas: each broken keyword, with where it stands. The keywords are those that
//! [`super::valid`] knows, and a test holds both against `jsonschema`.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use crate::load::node::{Node, Value};
use crate::validate::valid::Definitions;

/// A keyword that a value breaks.
#[derive(Debug)]
pub struct Violation<'a> {
    /// Where the value stands in the file: keys, and positions in lists.
    pub path: Vec<String>,
    /// The value; of a list or a mapping only that it is one.
    pub value: Json,
    /// The schema that the keyword stands in.
    pub schema: &'a Map<String, Json>,
    /// What is broken.
    pub broken: Broken<'a>,
}

/// What of a schema is broken.
#[derive(Debug)]
pub enum Broken<'a> {
    /// There are keys that the schema does not name.
    Unexpected(Vec<String>),
    /// A key is not there.
    Missing(&'a str),
    /// A key is not what a key may be.
    Key(Box<Violation<'a>>),
    /// None of several schemas holds: what each finds.
    AnyOf(Vec<Vec<Violation<'a>>>),
    /// Another keyword, by its name and value.
    Keyword(&'a str, &'a Json),
}

impl Violation<'_> {
    /// How deep in the file the value stands: the length of its JSON Pointer.
    #[must_use]
    pub fn depth(&self) -> usize {
        let escaped = |key: &String| key.matches(['~', '/']).count();
        self.path.iter().map(|key| 1 + key.len() + escaped(key)).sum()
    }
}

/// All that `root` breaks of a definition.
#[must_use]
pub fn violations<'a>(definition: &str, definitions: &'a Json, root: &Node) -> Vec<Violation<'a>> {
    let mut walk = Walk { definitions, path: Vec::new(), found: Vec::new() };
    if let Some(schema) = definitions.get(definition) {
        walk.schema(schema, root);
    }
    walk.found
}

struct Walk<'a> {
    definitions: &'a Json,
    path: Vec<String>,
    found: Vec<Violation<'a>>,
}

impl<'a> Walk<'a> {
    fn schema(&mut self, schema: &'a Json, node: &Node) {
        let Some(schema) = schema.as_object() else { return };
        for (keyword, wanted) in schema {
            self.keyword(keyword, wanted, schema, node);
        }
    }

    fn keyword(&mut self, keyword: &'a str, wanted: &'a Json, schema: &'a Map<String, Json>, node: &Node) {
        match (keyword, &node.value) {
            ("$ref", _) => {
                let name = wanted.as_str().and_then(|target| target.strip_prefix("#/$defs/"));
                if let Some(schema) = name.and_then(|name| self.definitions.get(name)) {
                    self.schema(schema, node);
                }
            }
            ("allOf", _) => wanted.as_array().into_iter().flatten().for_each(|one| self.schema(one, node)),
            ("anyOf", _) => {
                let found = std::mem::take(&mut self.found);
                let mut each = Vec::new();
                for one in wanted.as_array().into_iter().flatten() {
                    self.schema(one, node);
                    each.push(std::mem::take(&mut self.found));
                }
                self.found = found;
                if each.iter().all(|found| !found.is_empty()) {
                    self.add(schema, node, Broken::AnyOf(each));
                }
            }
            ("if", _) => {
                let branch = if self.holds(wanted, node) { "then" } else { "else" };
                if let Some(schema) = schema.get(branch) {
                    self.schema(schema, node);
                }
            }
            ("items", Value::List(items)) => {
                for (at, item) in items.iter().enumerate() {
                    self.below(at.to_string(), wanted, item);
                }
            }
            ("uniqueItems", Value::List(items)) => {
                let different: BTreeSet<String> =
                    items.iter().map(|item| item.to_json().to_string()).collect();
                if different.len() < items.len() && wanted == &Json::Bool(true) {
                    self.add(schema, node, Broken::Keyword(keyword, wanted));
                }
            }
            ("required", Value::Map(_)) => {
                for name in wanted.as_array().into_iter().flatten().filter_map(Json::as_str) {
                    if node.entry(name).is_none() {
                        self.add(schema, node, Broken::Missing(name));
                    }
                }
            }
            ("properties", Value::Map(entries)) => {
                for entry in entries {
                    if let Some(schema) = wanted.get(&entry.key) {
                        self.below(entry.key.clone(), schema, &entry.node);
                    }
                }
            }
            ("additionalProperties", Value::Map(entries)) => {
                let named = schema.get("properties");
                let is_named = |key: &str| named.is_some_and(|named| named.get(key).is_some());
                let others = entries.iter().filter(|entry| !is_named(&entry.key));
                if wanted == &Json::Bool(false) {
                    let unexpected: Vec<String> = others.map(|entry| entry.key.clone()).collect();
                    if !unexpected.is_empty() {
                        self.add(schema, node, Broken::Unexpected(unexpected));
                    }
                } else {
                    others.for_each(|entry| self.below(entry.key.clone(), wanted, &entry.node));
                }
            }
            ("propertyNames", Value::Map(entries)) => {
                for entry in entries {
                    let found = std::mem::take(&mut self.found);
                    self.schema(wanted, &Node::new(Value::String(entry.key.clone()), entry.place));
                    for violation in std::mem::replace(&mut self.found, found) {
                        self.add(schema, node, Broken::Key(Box::new(violation)));
                    }
                }
            }
            // The branches of an `if`, which are not asked by themselves.
            ("then" | "else", _) => {}
            _ => {
                // A keyword that is not known is one that nothing fulfils: no value passes unseen.
                if Definitions(self.definitions).keyword(keyword, wanted, schema, node) != Some(true) {
                    self.add(schema, node, Broken::Keyword(keyword, wanted));
                }
            }
        }
    }

    fn holds(&self, schema: &Json, node: &Node) -> bool {
        Definitions(self.definitions).holds(schema, node).unwrap_or(false)
    }

    fn below(&mut self, key: String, schema: &'a Json, node: &Node) {
        self.path.push(key);
        self.schema(schema, node);
        self.path.pop();
    }

    fn add(&mut self, schema: &'a Map<String, Json>, node: &Node, broken: Broken<'a>) {
        let value = match &node.value {
            Value::List(_) => json!([]),
            Value::Map(_) => json!({}),
            _ => node.to_json(),
        };
        self.found.push(Violation { path: self.path.clone(), value, schema, broken });
    }
}
