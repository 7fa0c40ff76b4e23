//! What `review` says of a plan of the real Terraform, and `diff --plan` of the same: each effect of a change of a size is
//! the one that `diff` says of the switch, and the plan is what the profiles promise.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use clap::ValueEnum as _;
use scaleprof::effect::Effect;
use serde_json::Value;

/// The fields of components that stand in no attribute of a resource: what is expected, and what is used.
const IN_NO_ATTRIBUTE: [&str; 2] = ["count.expected", "traffic."];

/// Holds what a plan of the switch between two profiles does against what they promise; answers what `diff` says.
pub(crate) fn assert_held(project: &Path, [from, to]: [&str; 2], plan: &Value) -> Value {
    let file = project.join("plan.json");
    fs::write(&file, plan.to_string()).unwrap();
    let file = file.to_str().unwrap();
    let held = run(project, &["diff", from, to, "--format", "json", "--plan", file]);
    let said = String::from_utf8_lossy(&held.stderr);
    assert!(held.status.success() && said.contains("the plan keeps the promise: "), "{from} -> {to}: {said}");
    assert!(!said.contains("not in this plan"), "{said}");
    serde_json::from_slice(&held.stdout).unwrap()
}

/// The same, and what `review` says of the plan without the profiles: it knows everything, and says what `diff` says.
pub(crate) fn assert_as_promised(project: &Path, [from, to]: [&str; 2], plan: &Value) {
    let diff = assert_held(project, [from, to], plan);
    let file = project.join("plan.json");
    let reviewed = run(project, &["review", file.to_str().unwrap(), "--format", "json"]);
    let review: Value = serde_json::from_slice(&reviewed.stdout).unwrap();
    assert_eq!(review["not_known"], 0, "{from} -> {to}: {review:#}");
    let mut promised = promised(&diff);
    let mut compared = 0;
    for change in list(&review["changes"]) {
        for attribute in list(&change["attributes"]).iter().filter(|own| own["field"].is_string()) {
            let address = change["address"].as_str().unwrap();
            let field = attribute["field"].as_str().unwrap();
            let component = component(&diff, address, attribute["kind"].as_str().unwrap());
            // One attribute may be both ends of a field, and what it does is then what the worse of them does.
            let both = ["", ".min", ".max"].map(|end| (component.to_owned(), format!("{field}{end}")));
            let own: Vec<Value> = both.iter().filter_map(|own| promised.remove(own)).collect();
            assert!(!own.is_empty(), "{address}: diff has no {field} of {component}, or had it");
            let worst = own.iter().max_by_key(|own| effect(&own["effect"])).unwrap();
            for part in ["effect", "effect_detail"] {
                assert_eq!(attribute[part], worst[part], "{address}: {field} of {component}");
            }
            compared += 1;
        }
    }
    assert!(
        compared > 3 && promised.is_empty(),
        "{from} -> {to}: {compared}, not in the review: {promised:#?}"
    );
    assert_eq!(review["felt"], diff["effect"], "the worst of all");
}

/// How bad an effect is.
fn effect(said: &Value) -> Effect {
    Effect::from_str(said.as_str().unwrap(), false).unwrap()
}

/// The changes of components that attributes show, by component and field.
fn promised(diff: &Value) -> BTreeMap<(String, String), Value> {
    let mut all = BTreeMap::new();
    for part in list(&diff["components"]).iter().filter(|part| part["kind"] != "external") {
        for change in list(&part["changes"]) {
            let field = change["field"].as_str().unwrap();
            if !IN_NO_ATTRIBUTE.iter().any(|own| field.starts_with(own)) {
                all.insert((part["name"].as_str().unwrap().to_owned(), field.to_owned()), change.clone());
            }
        }
    }
    all
}

/// The component of a kind that a resource is of, by its name.
fn component<'a>(diff: &'a Value, address: &str, kind: &str) -> &'a str {
    let parts = list(&diff["components"]);
    // What changes along is in no profile: its address is its name.
    if let Some(own) = parts.iter().filter_map(|part| part["name"].as_str()).find(|own| *own == address) {
        return own;
    }
    let name = address.split(['.', '[']).nth(1).unwrap();
    let names = list(&diff["components"]).iter().filter(|part| part["kind"] == kind);
    let mut names = names.filter_map(|part| part["name"].as_str());
    names.find(|own| own.replace('-', "_").starts_with(name)).unwrap_or_else(|| panic!("whose is {address}?"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn run(project: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_scaleprof")).arg("-C").arg(project).args(arguments).output().unwrap()
}
