//! What is generated is held against the schema of the newest AWS provider that `required_providers` lets in and that
//! no test runs: each type, argument, block and attribute that is read exists there, and whatever it requires is given.
//!
//! `provider/aws-6.69.1.json` has the form of `terraform providers schema -json`, cut to the types that are generated.
//! `PROVIDER_SCHEMA=<such a file> cargo test --test cases provider` cuts it anew; the fields of [`KEPT`] stay.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{env, fs};

use hcl::expr::{Expression, TraversalOperator};
use hcl::{Body, Structure};
use serde_json::{Map, Value, json};

use crate::expressions::visit_body;
use crate::language::META;
use crate::{built, is_terraform, parse};

/// The schema as the repository has it.
const CUT: &str = "tests/cases/provider/aws-6.69.1.json";
/// The provider's address in it.
const PROVIDER: &str = "registry.terraform.io/hashicorp/aws";
/// The schemas of resources and of data sources, and the word that a file begins their blocks with.
const SCHEMAS: [(&str, &str); 2] = [("resource", "resource_schemas"), ("data", "data_source_schemas")];
/// What is kept of an argument or a block: descriptions are the bulk of a schema.
const KEPT: [&str; 8] =
    ["type", "required", "optional", "computed", "deprecated", "nesting_mode", "min_items", "max_items"];

/// Every `resource` and `data` block that any case generates: its word, its type and what is in it.
struct Written {
    at: String,
    word: &'static str,
    kind: String,
    body: Body,
}

/// All Terraform files of all cases, each with where it is from.
fn files() -> Vec<(String, Body)> {
    let mut all = Vec::new();
    for (case, profiles) in built() {
        for (profile, artifacts) in profiles {
            for artifact in artifacts.iter().filter(|artifact| is_terraform(artifact)) {
                all.push((format!("{case}, {profile}/{}", artifact.path), parse(artifact)));
            }
        }
    }
    all
}

/// The blocks of these files that are the provider's.
fn written(files: &[(String, Body)]) -> Vec<Written> {
    let mut all = Vec::new();
    for (at, body) in files {
        for block in body.blocks() {
            let Some((word, _)) = SCHEMAS.into_iter().find(|(word, _)| *word == block.identifier()) else {
                continue;
            };
            let kind = block.labels()[0].as_str().to_owned();
            if kind.starts_with("aws_") {
                all.push(Written { at: at.clone(), word, kind, body: block.body.clone() });
            }
        }
    }
    all
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A block of a schema with what is kept of it.
fn cut_block(block: &Value) -> Value {
    let keep = |from: &Value| -> Map<String, Value> {
        let fields = from.as_object().expect("a schema is an object").iter();
        fields.filter(|(key, _)| KEPT.contains(&key.as_str())).map(|(k, v)| (k.clone(), v.clone())).collect()
    };
    let each = |name: &str, of: &dyn Fn(&Value) -> Value| -> Map<String, Value> {
        let all = block[name].as_object().into_iter().flatten();
        all.map(|(key, value)| (key.clone(), of(value))).collect()
    };
    let attributes = each("attributes", &|attribute| keep(attribute).into());
    let blocks = each("block_types", &|below| {
        let mut kept = keep(below);
        kept.insert("block".to_owned(), cut_block(&below["block"]));
        kept.into()
    });
    json!({"attributes": attributes, "block_types": blocks})
}

/// Cuts a whole schema to `types`, a line each; a type that it lacks is left out, and missed by the test.
fn cut(whole: &Value, types: &BTreeSet<(&str, String)>) -> String {
    let mut lines = Vec::new();
    for (word, schemas) in SCHEMAS {
        let of = types.iter().filter(|(of, _)| *of == word);
        let rows = of.filter_map(|(_, kind)| {
            let block = whole["provider_schemas"][PROVIDER][schemas].get(kind)?.get("block")?;
            Some(format!("{}: {{\"block\": {}}}", json!(kind), cut_block(block)))
        });
        lines.push(format!("{}: {{\n{}\n}}", json!(schemas), rows.collect::<Vec<_>>().join(",\n")));
    }
    let source = json!(whole["x_source"].as_str().unwrap_or("terraform providers schema -json"));
    let schemas = lines.join(",\n");
    format!("{{\"x_source\": {source},\n\"provider_schemas\": {{\"{PROVIDER}\": {{\n{schemas}\n}}}}}}\n")
}

/// What a value is to a schema, where that can be seen without running Terraform.
fn shape(value: &Expression) -> Option<&'static str> {
    match value {
        Expression::Array(_) => Some("list"),
        Expression::Object(_) => Some("map"),
        Expression::String(_) | Expression::Number(_) | Expression::Bool(_) => Some("scalar"),
        _ => None,
    }
}

/// The same of a type of the schema.
fn shape_of(of: &Value) -> &'static str {
    match of[0].as_str() {
        Some("list" | "set" | "tuple") => "list",
        Some("map" | "object") => "map",
        _ => "scalar",
    }
}

/// What of a body the schema's block does not take; `top` is the block of a type, in which Terraform has words too.
fn against(body: &Body, schema: &Value, path: &str, top: bool, wrong: &mut Vec<String>) {
    let mut given: BTreeMap<&str, u64> = BTreeMap::new();
    for structure in body {
        let name = match structure {
            Structure::Attribute(attribute) => attribute.key(),
            Structure::Block(block) => block.identifier(),
        };
        if top && META.contains(&name) {
            continue;
        }
        *given.entry(name).or_default() += 1;
        let path = format!("{path}.{name}");
        let (attribute, below) = (&schema["attributes"][name], &schema["block_types"][name]);
        match structure {
            Structure::Attribute(one) => {
                if attribute["required"] != true && attribute["optional"] != true {
                    wrong.push(format!("{path}: cannot be set"));
                }
                if shape(one.expr()).is_some_and(|shape| shape != shape_of(&attribute["type"])) {
                    wrong.push(format!("{path}: is of the type {}", attribute["type"]));
                }
            }
            Structure::Block(block) if below.is_object() => {
                against(&block.body, &below["block"], &path, false, wrong);
            }
            Structure::Block(_) => wrong.push(format!("{path}: is no block")),
        }
        if attribute["deprecated"] == true || below["deprecated"] == true {
            wrong.push(format!("{path}: is deprecated"));
        }
    }
    for (name, attribute) in schema["attributes"].as_object().into_iter().flatten() {
        if attribute["required"] == true && !given.contains_key(name.as_str()) {
            wrong.push(format!("{path}.{name}: is required"));
        }
    }
    for (name, below) in schema["block_types"].as_object().into_iter().flatten() {
        let count = given.get(name.as_str()).copied().unwrap_or(0);
        let most = below["max_items"].as_u64().unwrap_or(u64::MAX);
        if count < below["min_items"].as_u64().unwrap_or(0) || count > most {
            wrong.push(format!("{path}.{name}: stands there {count} times"));
        }
    }
}

/// The type, word and attribute that an expression reads: `aws_lb.api.arn`, `data.aws_subnet.a.vpc_id`.
fn reads(expression: &Expression) -> Option<(&'static str, String, String)> {
    let Expression::Traversal(traversal) = expression else { return None };
    let Expression::Variable(first) = &traversal.expr else { return None };
    let mut path = vec![first.as_str()];
    path.extend(traversal.operators.iter().filter_map(|operator| match operator {
        TraversalOperator::GetAttr(name) => Some(name.as_str()),
        _ => None,
    }));
    let word = if path[0] == "data" { "data" } else { "resource" };
    let path = if word == "data" { &path[1..] } else { &path[..] };
    let [kind, _, attribute, ..] = path else { return None };
    kind.starts_with("aws_").then(|| (word, (*kind).to_owned(), (*attribute).to_owned()))
}

#[test]
fn what_is_generated_fits_the_schema_of_provider_6() {
    let files = files();
    let written = written(&files);
    let types: BTreeSet<_> = written.iter().map(|one| (one.word, one.kind.clone())).collect();
    if let Some(whole) = env::var_os("PROVIDER_SCHEMA") {
        fs::write(CUT, cut(&read(Path::new(&whole)), &types)).unwrap();
    }
    let text = fs::read_to_string(CUT).unwrap();
    assert!(text.len() < 200_000, "{} bytes", text.len());
    let schema = read(Path::new(CUT));
    let schemas = |word: &str| {
        let (_, name) = SCHEMAS.into_iter().find(|(of, _)| *of == word).expect("both words have schemas");
        schema["provider_schemas"][PROVIDER][name].as_object().expect("a schema lists its types")
    };

    let has: BTreeSet<_> =
        SCHEMAS.iter().flat_map(|(word, _)| schemas(word).keys().map(|kind| (*word, kind.clone()))).collect();
    let missing: Vec<_> = types.difference(&has).collect();
    assert!(missing.is_empty(), "generated, and not in {CUT}: cut it anew for {missing:?}");
    let needless: Vec<_> = has.difference(&types).collect();
    assert!(needless.is_empty(), "in {CUT}, and not generated: cut it anew without {needless:?}");

    let mut wrong = BTreeSet::new();
    for Written { at, word, kind, body } in &written {
        let mut of_block = Vec::new();
        against(body, &schemas(word)[kind.as_str()]["block"], &format!("{word} {kind}"), true, &mut of_block);
        wrong.extend(of_block.into_iter().map(|what| format!("{what} ({at})")));
    }
    let mut read = 0;
    for (at, body) in &files {
        visit_body(body, &mut |expression| {
            let Some((word, kind, attribute)) = reads(expression) else { return };
            read += 1;
            let block = schemas(word).get(&kind).map(|schema| &schema["block"]);
            let has = |of: &str| block.is_some_and(|block| block[of].get(&attribute).is_some());
            let exists = has("attributes") || has("block_types");
            if !exists {
                wrong.insert(format!("{word} {kind}.{attribute}: is read, and there is none ({at})"));
            }
        });
    }
    assert!(read > 1000, "{read} attributes are read");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A schema that lacks an argument, requires another, takes no block or calls one deprecated is noticed.
#[test]
fn what_does_not_fit_a_schema_is_found() {
    let schema = json!({
        "attributes": {
            "name": {"type": "string", "required": true},
            "arn": {"type": "string", "computed": true},
            "zones": {"type": ["set", "string"], "optional": true},
            "old": {"type": "bool", "optional": true, "deprecated": true},
        },
        "block_types": {"part": {"max_items": 1, "min_items": 1, "block": {"attributes": {}}}},
    });
    let found = |text: &str| {
        let mut wrong = Vec::new();
        against(&hcl::parse(text).unwrap(), &schema, "x", true, &mut wrong);
        wrong.join("; ")
    };
    assert_eq!(found("name = \"a\"\ncount = 1\nzones = [\"b\"]\npart {}\n"), "");
    assert_eq!(found("part {}\n"), "x.name: is required");
    assert_eq!(found("name = \"a\"\n"), "x.part: stands there 0 times");
    assert_eq!(found("name = \"a\"\npart {}\npart {}\n"), "x.part: stands there 2 times");
    assert_eq!(found("name = \"a\"\narn = \"b\"\npart {}\n"), "x.arn: cannot be set");
    assert_eq!(found("name = [\"a\"]\npart {}\n"), "x.name: is of the type \"string\"");
    assert_eq!(found("name = \"a\"\nold = true\npart {}\n"), "x.old: is deprecated");
    assert_eq!(found("name = \"a\"\npart {\n  count = 1\n}\n"), "x.part.count: cannot be set");
    assert_eq!(found("name = \"a\"\npart {}\nother {}\n"), "x.other: is no block");
}
