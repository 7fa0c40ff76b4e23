//! Every answer is held against `jsonschema`, for the profiles of all fixtures and for what becomes of them when each
//! value in turn is another one.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jsonschema::Validator;
use serde_json::{Value as Json, json};

use crate::diagnostic::Findings;
use crate::load::load;
use crate::load::node::{MapEntry, Node, Value};
use crate::source::Sources;
use crate::validate::valid::is_valid;

use crate::schema::{DEFINITIONS, validator};

/// Values of every sort, in and out of what fields take.
fn values() -> Vec<Json> {
    vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(7),
        json!(2.5),
        json!(9e15),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!("x10"),
        json!("x"),
        json!("+2"),
        json!("largest"),
        json!("100GiB"),
        json!("t4g.nano"),
        json!("t4g.nano\n"),
        json!("ami-0123456789abcdef0"),
        json!("2027-02-03"),
        json!("no name"),
        json!("é".repeat(63)),
        json!("é".repeat(1000)),
        json!("a".repeat(1001)),
        json!([]),
        json!(["a", "b"]),
        json!(["a", "a"]),
        json!([1]),
        json!({}),
        json!({"min": 1, "max": "x2"}),
        json!({"no name": 1}),
    ]
}

/// What a key becomes: none where its value is left out.
const OTHER_KEYS: [Option<&str>; 4] = [None, Some("unknown"), Some("a name"), Some("*")];

/// The profiles in a folder of fixtures, each of which holds several.
fn profiles(folder: &str) -> Vec<Node> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut out = Vec::new();
    for file in fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        if file.extension().is_none_or(|ending| ending != "yaml") {
            continue;
        }
        // What is no UTF-8 is no profile either.
        let text = fs::read_to_string(&file).unwrap_or_default();
        for text in text.replace("\n#-- ", "\0# ").split('\0') {
            let mut sources = Sources::default();
            let source = sources.add("profile.yaml", text.to_owned());
            out.extend(load(&sources, source, &mut Findings::default()).map(|document| document.root));
        }
    }
    assert!(!out.is_empty());
    out
}

/// A JSON value as it would have been read.
fn node(value: &Json, like: &Node) -> Node {
    let value = match value {
        Json::Null => Value::Null,
        Json::Bool(own) => Value::Bool(*own),
        Json::Number(own) => Value::Number(own.clone()),
        Json::String(own) => Value::String(own.clone()),
        Json::Array(items) => Value::List(items.iter().map(|item| node(item, like)).collect()),
        Json::Object(all) => Value::Map(
            all.iter()
                .map(|(key, value)| MapEntry { key: key.clone(), place: like.place, node: node(value, like) })
                .collect(),
        ),
    };
    Node::new(value, like.place)
}

/// Makes profiles of a profile: each of its values in turn replaced, left out or under another key.
struct Mutations<'a> {
    values: Vec<Json>,
    /// What has been replaced already, by layer or whole, kind of component, field and what the field is in.
    done: BTreeSet<String>,
    then: &'a mut dyn FnMut(&Node),
}

impl Mutations<'_> {
    fn of(&mut self, root: &Node) {
        (self.then)(root);
        let extends = if root.get("extends").is_some() { "layer" } else { "whole" };
        self.below(&mut root.clone(), &mut Vec::new(), [extends, "", "", ""]);
    }

    fn below(&mut self, root: &mut Node, path: &mut Vec<usize>, trail: [&str; 4]) {
        let own = walk(root, path).clone();
        let kind = own.get("kind").and_then(Node::as_str).unwrap_or(trail[1]);
        let below: Vec<&str> = match &own.value {
            Value::List(items) => vec!["an item"; items.len()],
            Value::Map(entries) => entries.iter().map(|entry| entry.key.as_str()).collect(),
            _ => Vec::new(),
        };
        for (at, name) in below.iter().enumerate() {
            path.push(at);
            self.below(root, path, [trail[0], kind, trail[3], name]);
            path.pop();
        }
        if !self.done.insert(trail.join("/")) {
            return;
        }
        for value in &self.values {
            *walk(root, path) = node(value, &own);
            (self.then)(root);
        }
        for (at, key) in (0..below.len()).flat_map(|at| OTHER_KEYS.map(|key| (at, key))) {
            let Value::Map(mut entries) = own.value.clone() else { break };
            let entry = entries.remove(at);
            entries.extend(key.map(|key| MapEntry { key: key.to_owned(), ..entry }));
            entries.sort_by(|a, b| a.key.cmp(&b.key));
            *walk(root, path) = Node::new(Value::Map(entries), own.place);
            (self.then)(root);
        }
        *walk(root, path) = own;
    }
}

fn walk<'a>(root: &'a mut Node, path: &[usize]) -> &'a mut Node {
    path.iter().fold(root, |node, at| match &mut node.value {
        Value::List(items) => &mut items[*at],
        Value::Map(entries) => &mut entries[*at].node,
        _ => unreachable!("a path leads through lists and mappings"),
    })
}

/// Whether a profile is valid, which both agree about.
fn agreed([layer, whole]: &[Validator; 2], root: &Node) -> bool {
    let (definition, validator) =
        if root.get("extends").is_some() { ("layer", layer) } else { ("whole", whole) };
    let instance = root.to_json();
    // What it does not know is nothing that is valid.
    let answer = is_valid(definition, &DEFINITIONS, root).unwrap_or(false);
    assert_eq!(answer, validator.is_valid(&instance), "{definition}: {instance:#}");
    answer
}

#[test]
fn answers_are_those_of_jsonschema() {
    let validators = ["layer", "whole"].map(|name| validator(name).unwrap());
    for root in profiles("tests/invalid") {
        agreed(&validators, &root);
    }
    let mut answers = [0, 0];
    let then = &mut |root: &Node| answers[usize::from(agreed(&validators, root))] += 1;
    let mut mutations = Mutations { values: values(), done: BTreeSet::new(), then };
    for root in profiles("tests/cases").iter().chain(&profiles("profiles")) {
        mutations.of(root);
    }
    assert!(answers.iter().all(|times| *times > 1000), "invalid and valid: {answers:?}");
}

#[test]
fn what_is_not_known_has_no_answer() {
    let definitions = json!({"it": {"multipleOf": 2}, "list": {"uniqueItems": true}});
    let at = profiles("profiles").remove(0);
    assert_eq!(is_valid("it", &definitions, &node(&json!(2), &at)), None);
    assert_eq!(is_valid("list", &definitions, &node(&json!([1, 1.0]), &at)), None);
    assert_eq!(is_valid("another", &definitions, &at), None);
}
