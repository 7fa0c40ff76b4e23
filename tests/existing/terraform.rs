//! Held against Terraform itself: what `terraform console` answers to each function, and what `terraform plan` makes of a
//! stack that needs no provider.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use scaleprof::existing::estate::{Ask, Stated};
use scaleprof::existing::instance::Exists;
use scaleprof::existing::value::{Data, Value};

use crate::ask::asked;
use crate::functions::ANSWERS;
use crate::skip::skip;

/// Whether there is a Terraform to compare with. Where there is none the test is skipped.
fn has_terraform() -> bool {
    Command::new("terraform").arg("version").stdout(Stdio::null()).status().is_ok()
        || skip("there is no terraform on PATH").unwrap_or_default()
}

#[test]
fn terraform_answers_the_same() {
    if !has_terraform() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    // All in one expression, as JSON, which tells types apart.
    let asked: Vec<&str> = ANSWERS.iter().map(|(expression, _)| *expression).collect();
    let asked = format!("jsonencode([{}])\n", asked.join(", "));
    let mut console = Command::new("terraform")
        .arg("console")
        .current_dir(dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    console.stdin.take().unwrap().write_all(asked.as_bytes()).unwrap();
    let output = console.wait_with_output().unwrap();
    let text: String = serde_json::from_slice(&output.stdout).unwrap();
    let answers: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(answers.len(), ANSWERS.len(), "{answers:?}");
    for ((expression, ours), theirs) in ANSWERS.iter().zip(answers) {
        assert_eq!(comparable(ours), comparable(&said(&theirs)), "{expression}");
    }
}

/// Numbers without trailing zeros; a set is a list in JSON.
fn comparable(text: &str) -> String {
    text.replace("set[", "[").replace("2.50", "2.5")
}

fn said(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(bool) => bool.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("{text:?}"),
        Value::Array(items) => format!("[{}]", items.iter().map(said).collect::<Vec<_>>().join(", ")),
        Value::Object(entries) => {
            let entries: Vec<String> =
                entries.iter().map(|(key, value)| format!("{key} = {}", said(value))).collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

/// A configuration without any provider, each file once as a text and once on disk.
const STACK: &[(&str, &str)] = &[
    ("main.tf", include_str!("stack/main.tf")),
    ("zz_override.tf", include_str!("stack/zz_override.tf")),
    ("terraform.tfvars", include_str!("stack/terraform.tfvars")),
    ("a.auto.tfvars.json", include_str!("stack/a.auto.tfvars.json")),
    ("prod.tfvars", include_str!("stack/prod.tfvars")),
    ("conf/sizes.yaml", include_str!("stack/conf/sizes.yaml")),
    ("conf/more.json", include_str!("stack/conf/more.json")),
    ("modules/pool/main.tf", include_str!("stack/modules/pool/main.tf")),
];

/// What a plan makes, by address.
fn planned(module: &serde_json::Value, into: &mut BTreeMap<String, String>) {
    for resource in module["resources"].as_array().into_iter().flatten() {
        let address = resource["address"].as_str().unwrap().to_owned();
        into.insert(address, normal(&resource["values"]["input"]).to_string());
    }
    for child in module["child_modules"].as_array().into_iter().flatten() {
        planned(child, into);
    }
}

/// A value with its numbers as texts without trailing zeros.
fn normal(value: &serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Number(number) => {
            let text = number.to_string();
            Value::String(if text.contains('.') {
                text.trim_end_matches('0').trim_end_matches('.').to_owned()
            } else {
                text
            })
        }
        Value::Array(items) => Value::Array(items.iter().map(normal).collect()),
        Value::Object(entries) => {
            Value::Object(entries.iter().map(|(key, value)| (key.clone(), normal(value))).collect())
        }
        other => other.clone(),
    }
}

/// A value of ours as a plan has it.
fn as_json(value: &Value) -> serde_json::Value {
    match &value.data {
        Data::Unknown(unknown) => panic!("{unknown}"),
        Data::Null => serde_json::Value::Null,
        Data::Bool(bool) => (*bool).into(),
        Data::Number(number) => number.normalize().to_string().into(),
        Data::Text(text) => text.as_ref().into(),
        Data::List(items) | Data::Set(items) => items.iter().map(as_json).collect(),
        Data::Map(map) => map.entries.iter().map(|(key, value)| (key.to_string(), as_json(value))).collect(),
    }
}

/// The stack in `stack/`, planned by Terraform: every instance is there, and each value is the same.
#[test]
fn terraform_plans_the_same() {
    if !has_terraform() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in STACK {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let run = |arguments: &[&str]| {
        let output = Command::new("terraform").args(arguments).current_dir(dir.path()).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    for chosen in ["prod", "dev"] {
        run(&["init", "-input=false", "-no-color"]);
        let file = format!("-var-file={chosen}.tfvars");
        let named: &[&str] = if chosen == "prod" { &[&file] } else { &[] };
        run(&[&["plan", "-input=false", "-no-color", "-out=plan"], named].concat());
        let plan: serde_json::Value = serde_json::from_slice(&run(&["show", "-json", "plan"])).unwrap();
        let mut theirs = BTreeMap::new();
        planned(&plan["planned_values"]["root_module"], &mut theirs);

        let stated = Stated {
            var_files: Some(named.iter().map(|_| "prod.tfvars".to_owned()).collect()),
            ..Stated::default()
        };
        let estate = asked(STACK, &Ask { stated: vec![stated], ..Ask::default() });
        assert!(estate.problems.is_empty(), "{:?}", estate.problems);
        let there = estate.roots[0].instances.iter().filter(|instance| instance.exists == Exists::Yes);
        let ours: BTreeMap<String, String> = there
            .map(|instance| {
                let input = instance.content.attribute("input").unwrap();
                (instance.address.to_string(), as_json(&input.value).to_string())
            })
            .collect();
        assert!(ours.len() >= 10);
        for (address, theirs) in &theirs {
            assert_eq!(ours.get(address), Some(theirs), "{chosen} {address}");
        }
        assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>(), "{chosen}");
    }
}
