//! The tables of what is read of Terraform that is there already are held against the schemas of the provider: each type,
//! block and attribute that they name exists, and a block that may stand there several times has a key.
//!
//! `provider/existing.json` has what the tables name of two versions, and the names beside them.
//! `EXISTING_SCHEMAS=<a newer schema>:<an older schema> cargo test --test cases existing` cuts it anew out of files of the form
//! of `terraform providers schema -json`; a newer one may lack types.

use std::collections::{BTreeMap, BTreeSet};
use std::{env, fs};

use scaleprof::cloud;
use scaleprof::cloud::existing::Existing;
use scaleprof::cloud::existing::path::Path;
use scaleprof::cloud::provider::Cloud;
use serde_json::{Map, Value, json};

/// The cut of the schemas.
const CUT: &str = "tests/cases/provider/existing.json";
/// The provider's address in a schema.
const PROVIDER: &str = "registry.terraform.io/hashicorp/aws";

fn existing() -> &'static Existing {
    cloud::find("aws").and_then(Cloud::existing).expect("AWS has tables")
}

/// Every type with the paths that the tables name in it, and the major version that took one away.
fn named(tables: &Existing) -> BTreeMap<&'static str, Vec<(Path, Option<u32>)>> {
    let mut all: BTreeMap<&'static str, Vec<(Path, Option<u32>)>> = BTreeMap::new();
    for size in tables.sizes.iter().filter(|size| size.path.plain() != "count") {
        let paths = all.entry(size.resource).or_default();
        paths.push((size.path.clone(), size.gone));
        paths.extend(size.when.iter().map(|(path, _)| (path.clone(), None)));
    }
    for own in &tables.identities {
        all.entry(own.resource).or_default().push((own.path.clone(), None));
    }
    for part in &tables.parts {
        all.entry(part.said).or_default().push((part.path.clone(), None));
        all.entry(part.part).or_default();
        all.entry(part.whole).or_default();
    }
    for own in &tables.becomes {
        all.entry(own.shown_by).or_default().push((own.path.clone(), None));
        all.entry(own.head).or_default();
    }
    for limit in &tables.limits {
        all.entry(limit.resource).or_default().extend(limit.path.clone().map(|path| (path, None)));
    }
    for swallow in &tables.swallows {
        all.entry(swallow.resource).or_default().push((swallow.path.clone(), None));
    }
    all
}

/// The names of a block, and of the blocks on the way of the paths: whether each may stand there once only.
fn cut(block: &Value, paths: &[Vec<&str>]) -> Value {
    let names = |of: &str| block[of].as_object().into_iter().flatten().map(|(name, _)| name.clone());
    let on_the_way: BTreeSet<&str> = paths.iter().filter(|path| path.len() > 1).map(|path| path[0]).collect();
    let below = names("block_types").filter(|name| on_the_way.contains(name.as_str())).map(|name| {
        let of = &block["block_types"][&name];
        let rest: Vec<Vec<&str>> =
            paths.iter().filter(|path| path[0] == name).map(|path| path[1..].to_vec()).collect();
        let mut kept = cut(&of["block"], &rest);
        kept["once"] = (of["max_items"] == 1).into();
        (name, kept)
    });
    json!({"names": names("attributes").collect::<Vec<_>>(), "blocks": below.collect::<Map<_, _>>()})
}

fn cut_all(files: &str) -> String {
    let mut lines = Vec::new();
    let named = named(existing());
    // What each is a cut of stays as somebody wrote it.
    let sources: Vec<Value> = serde_json::from_str(&fs::read_to_string(CUT).unwrap()).unwrap();
    for (file, old) in files.split(':').zip(sources) {
        let whole: Value = serde_json::from_str(&fs::read_to_string(file).expect(file)).expect(file);
        let schemas = &whole["provider_schemas"][PROVIDER]["resource_schemas"];
        let known = named.iter().filter_map(|(kind, paths)| {
            let block = schemas.get(kind)?.get("block")?;
            let paths: Vec<Vec<&str>> =
                paths.iter().map(|(path, _)| path.plain().split('.').collect()).collect();
            Some(format!("{}: {}", json!(kind), cut(block, &paths)))
        });
        lines.push(format!(
            "{{\"x_source\": {}, \"types\": {{\n{}\n}}}}",
            old["x_source"],
            known.collect::<Vec<_>>().join(",\n")
        ));
    }
    format!("[\n{}\n]\n", lines.join(",\n"))
}

/// Attributes that hold JSON as a text: of what stands in it a schema says nothing.
const HOLDS_JSON: [&str; 1] = ["container_definitions"];

/// What is wrong with a path in the block of a schema.
fn against(path: &Path, block: &Value) -> Option<String> {
    let mut block = block;
    let last = path.plain().split('.').count() - 1;
    for (at, ((name, key), repeats)) in path.steps().zip(path.repeats()).enumerate() {
        if at == last {
            let has = block["names"].as_array().into_iter().flatten().any(|own| own == name);
            return (!has).then(|| format!("no attribute {name}"));
        }
        if HOLDS_JSON.contains(&name) {
            let has = block["names"].as_array().into_iter().flatten().any(|own| own == name);
            return (!has).then(|| format!("no attribute {name}"));
        }
        block = &block["blocks"][name];
        if !block.is_object() {
            return Some(format!("no block {name}"));
        }
        if (block["once"] == true) == repeats {
            return Some(format!("{name} stands there {}", if repeats { "once" } else { "several times" }));
        }
        if key.is_some_and(|key| !block["names"].as_array().into_iter().flatten().any(|own| own == key)) {
            return Some(format!("no key of {name}"));
        }
    }
    None
}

#[test]
fn the_tables_of_existing_terraform_fit_the_schemas() {
    if let Some(files) = env::var_os("EXISTING_SCHEMAS") {
        fs::write(CUT, cut_all(&files.into_string().expect("a path is text"))).unwrap();
    }
    let text = fs::read_to_string(CUT).unwrap();
    assert!(text.len() < 120_000, "{} bytes", text.len());
    let versions: Vec<Value> = serde_json::from_str(&text).unwrap();
    let (mut wrong, mut checked) = (Vec::new(), 0);
    for (kind, paths) in named(existing()) {
        let known: Vec<&Value> = versions.iter().filter_map(|version| version["types"].get(kind)).collect();
        // The newest version that is known to have the type decides.
        let Some(newest) = known.first() else {
            wrong.push(format!("{kind}: no such type"));
            continue;
        };
        for (path, gone) in paths {
            checked += 1;
            let why = against(&path, newest);
            if why.is_some() != gone.is_some() {
                wrong.push(format!("{kind}.{}: {}", path.plain(), why.unwrap_or("is there".to_owned())));
            }
        }
    }
    assert!(checked > 200, "{checked} paths are checked");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A path with a wrong name, a block that is none, or a key too many or too few is noticed.
#[test]
fn a_path_that_does_not_fit_is_found() {
    let block = json!({"names": ["size"], "blocks": {
        "one": {"once": true, "names": ["size"], "blocks": {}},
        "many": {"once": false, "names": ["name", "size"], "blocks": {}},
    }});
    let wrong = |path| against(&Path::read(path), &block).unwrap_or_default();
    assert_eq!(
        ["size", "one.size", "many[name].size", "many[].size", "many[name=a].size"].map(wrong),
        [""; 5]
    );
    assert_eq!(wrong("other"), "no attribute other");
    assert_eq!(wrong("two.size"), "no block two");
    assert_eq!(wrong("many.size"), "many stands there several times");
    assert_eq!(wrong("one[].size"), "one stands there once");
    assert_eq!(wrong("many[key].size"), "no key of many");
}
