//! Findings as SARIF 2.1.0, for code scanning.

use serde_json::{Value, json};

use crate::diagnostic::code::Code;
use crate::diagnostic::{Finding, Findings};
use crate::order::Order as _;
use crate::source::{Place, Sources};

pub(super) fn render(findings: &Findings, sources: &Sources) -> String {
    let mut codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
    codes.order_by_key(|code| code.name());
    codes.dedup();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code)).collect();
    let results: Vec<Value> = findings.iter().map(|finding| result(finding, sources)).collect();
    document(&rules, &results)
}

/// A whole document, of its rules and results.
pub(crate) fn document(rules: &[Value], results: &[Value]) -> String {
    let report = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "scaleprof",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{report:#}\n")
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.name(),
        "shortDescription": {"text": code.title()},
        "fullDescription": {"text": code.page()},
        "defaultConfiguration": {"level": code.severity().word()},
    })
}

fn result(finding: &Finding, sources: &Sources) -> Value {
    let related: Vec<Value> = (finding.labels.iter())
        .map(|label| {
            let mut place = location(label.place, sources);
            place["message"] = json!({"text": label.text});
            place
        })
        .collect();
    let mut text = finding.message.clone();
    for line in finding.notes.iter().chain(&finding.help) {
        text.push('\n');
        text.push_str(line);
    }
    json!({
        "ruleId": finding.code.name(),
        "level": finding.code.severity().word(),
        "message": {"text": text},
        "locations": [location(finding.place, sources)],
        "relatedLocations": related,
    })
}

fn location(place: Place, sources: &Sources) -> Value {
    let source = sources.get(place.source);
    let (start, end) = (source.line_column(place.start), source.line_column(place.end));
    json!({"physicalLocation": {
        "artifactLocation": {"uri": source.path},
        "region": {
            "startLine": start.line, "startColumn": start.column,
            "endLine": end.line, "endColumn": end.column,
        },
    }})
}
