//! Every answer is held against `jsonschema`, for the profiles of all fixtures and for what becomes of them when each
//! value in turn is another one.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::format_collect,
    clippy::needless_for_each,
    clippy::disallowed_methods
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{ValidationError, Validator};
use serde_json::{Map, Value as Json, json};

use crate::cloud;
use crate::cloud::provider::OnCloud;
use crate::diagnostic::Findings;
use crate::kind;
use crate::load::load;
use crate::load::node::{MapEntry, Node, Value};
use crate::source::Sources;
use crate::validate::broken::{Broken, Violation};
use crate::validate::{is_valid, violations};

use crate::schema::lean::is_valid_by;
use crate::schema::relax::RELATIVE;
use crate::schema::{DEFINITIONS, published, text};

#[test]
fn its_text_is_what_serde_json_writes() {
    assert_eq!(text(), serde_json::to_string_pretty(&published()).unwrap() + "\n");
}

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

fn validator(definition: &str) -> Option<Validator> {
    let schema = json!({"$ref": format!("#/$defs/{definition}"), "$defs": &*DEFINITIONS});
    jsonschema::options().with_pattern_options(jsonschema::PatternOptions::regex()).build(&schema).ok()
}

/// One broken keyword as a line: where the value stands and what it is, the keyword, and the schema that it is in.
fn line(path: &str, value: &Json, keyword: &str, about: &[String], schema: &Map<String, Json>) -> String {
    let value = match value {
        Json::Array(_) => "[]".to_owned(),
        Json::Object(_) => "{}".to_owned(),
        scalar => scalar.to_string(),
    };
    format!("{path} {value} {keyword} {about:?} {:p}", std::ptr::from_ref(schema))
}

/// What we find, with all that is found within it.
fn ours(violation: &Violation<'_>, out: &mut Vec<String>) {
    let path: String =
        violation.path.iter().map(|key| format!("/{}", key.replace('~', "~0").replace('/', "~1"))).collect();
    assert_eq!(violation.depth(), path.len());
    let mut schema = violation.schema;
    let (keyword, about) = match &violation.broken {
        Broken::Unexpected(keys) => ("additionalProperties", keys.clone()),
        Broken::Missing(name) => ("required", vec![(*name).to_owned()]),
        Broken::Key(inner) => {
            ours(inner, out);
            // It says the key's schema, of both.
            schema = inner.schema;
            ("propertyNames", Vec::new())
        }
        Broken::AnyOf(context) => {
            context.iter().flatten().for_each(|inner| ours(inner, out));
            ("anyOf", Vec::new())
        }
        Broken::Keyword(keyword, _) => (*keyword, Vec::new()),
    };
    out.push(line(&path, &violation.value, keyword, &about, schema));
}

/// The same of `jsonschema`, for which a key stands at the root.
fn theirs(error: &ValidationError<'_>, at: &str, out: &mut Vec<String>) {
    let path = format!("{at}{}", error.instance_path().as_str());
    let about = match error.kind() {
        Kind::AdditionalProperties { unexpected } => unexpected.clone(),
        Kind::Required { property } => vec![property.as_str().unwrap().to_owned()],
        Kind::PropertyNames { error: inner } => {
            theirs(inner, if inner.instance_path().as_str().is_empty() { &path } else { "" }, out);
            Vec::new()
        }
        Kind::AnyOf { context } => {
            context.iter().flatten().for_each(|inner| theirs(inner, at, out));
            Vec::new()
        }
        _ => Vec::new(),
    };
    let schema = error.schema_path().as_str();
    let (schema, _) = schema.strip_prefix("/$defs").unwrap().rsplit_once('/').unwrap();
    let schema = DEFINITIONS.pointer(schema).and_then(Json::as_object).unwrap_or_else(|| panic!("{schema}"));
    out.push(line(&path, error.instance(), error.kind().keyword(), &about, schema));
}

/// Whether a profile is valid, which both agree about, as about all that it breaks.
fn agreed([layer, whole]: &[Validator; 2], root: &Node) -> bool {
    let (definition, validator) =
        if root.get("extends").is_some() { ("layer", layer) } else { ("whole", whole) };
    let instance = root.to_json();
    let answer = is_valid(definition, &*DEFINITIONS, root);
    assert_eq!(answer, validator.is_valid(&instance), "{definition}: {instance:#}");
    assert_eq!(answer, is_valid_by(definition, root), "{definition}: {instance:#}");
    let (mut own, mut others) = (Vec::new(), Vec::new());
    violations(definition, &DEFINITIONS, root).iter().for_each(|violation| ours(violation, &mut own));
    validator.iter_errors(&instance).for_each(|error| theirs(&error, "", &mut others));
    own.sort();
    others.sort();
    assert_eq!(own, others, "{definition}: {instance:#}");
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
fn what_is_not_known_passes_nothing() {
    let definitions = json!({"it": {"multipleOf": 2}, "list": {"uniqueItems": true}});
    let at = profiles("profiles").remove(0);
    assert!(!is_valid("it", &definitions, &node(&json!(2), &at)));
    assert!(!is_valid("another", &definitions, &at));
    for (items, answer) in [(json!([1, 1.0]), false), (json!([1, 1.5, "1"]), true), (json!([{}, {}]), false)]
    {
        assert_eq!(is_valid("list", &definitions, &node(&items, &at)), answer, "{items}");
    }
}

/// What a cloud says of a field that there is not, nobody would read.
#[test]
fn every_field_of_a_cloud_is_one_of_its_kind() {
    for (cloud, kind) in cloud::all().iter().flat_map(|cloud| kind::all().map(move |kind| (cloud, kind))) {
        let mut schema = DEFINITIONS[kind.name].clone();
        for field in cloud.kind(kind.name).map(OnCloud::fields).unwrap_or_default() {
            assert!(field.write(&mut schema), "{}: {field:?}", kind.name);
        }
        assert_eq!(schema, DEFINITIONS[kind.name], "{}", kind.name);
    }
}

/// Each object of a schema that has a keyword, with what it is under.
fn having<'a>(keyword: &str, schema: &'a Json, out: &mut Vec<&'a Map<String, Json>>) {
    match schema {
        Json::Object(all) => {
            // A field that is called so has an object here.
            out.extend(all.get(keyword).filter(|own| !own.is_object()).map(|_| all));
            all.values().for_each(|below| having(keyword, below, out));
        }
        Json::Array(all) => all.iter().for_each(|below| having(keyword, below, out)),
        _ => {}
    }
}

/// Nobody is shown a regular expression.
#[test]
fn every_pattern_has_its_sentence() {
    let mut found = Vec::new();
    having("pattern", &DEFINITIONS, &mut found);
    let bare =
        found.iter().filter(|own| own["pattern"] != RELATIVE && !own.contains_key("patternErrorMessage"));
    assert_eq!(bare.collect::<Vec<_>>(), Vec::<&&Map<String, Json>>::new());
    assert!(found.len() > 20);
}

/// `55%` is answered by the format.
#[test]
fn what_is_described_as_percent_has_the_format() {
    let mut found = Vec::new();
    for kind in kind::all() {
        having("description", &DEFINITIONS[kind.name], &mut found);
    }
    let percent = |own: &&&Map<String, Json>| {
        own["description"].as_str().is_some_and(|about| about.starts_with("Percent"))
    };
    let percent: Vec<_> = found.iter().filter(percent).collect();
    assert!(percent.len() > 5);
    for own in percent {
        assert_eq!(own.get("format"), Some(&json!("percent")), "{own:?}");
    }
}
