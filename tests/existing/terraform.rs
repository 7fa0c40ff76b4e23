//! Held against Terraform itself: what `terraform console` answers to each function.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::functions::ANSWERS;

#[test]
fn terraform_answers_the_same() {
    if Command::new("terraform").arg("version").stdout(Stdio::null()).status().is_err() {
        println!("skipped: there is no terraform here");
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
