//! A review as SARIF 2.1.0, for code scanning: a result for each change that users feel, or of which that is not known.
//! A plan has no lines that people wrote, so a result names the resource, and the file as a whole.

use serde_json::{Value, json};

use crate::diagnostic::sarif::document;
use crate::order::Order as _;

use super::felt::Felt;
use super::{Review, Reviewed, say};

/// The most results that code scanning takes of one run.
/// docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
const MOST: usize = 5_000;

/// A review as SARIF; `source` is the path of the plan.
#[must_use]
pub(crate) fn sarif(review: &Review, source: &str) -> String {
    let worth = |own: &&Reviewed| own.felt > Felt::None || !own.unknown.is_empty();
    let told: Vec<&Reviewed> = review.changes.iter().filter(worth).take(MOST).collect();
    let mut felt: Vec<Felt> = told.iter().map(|own| own.felt).collect();
    felt.order();
    felt.dedup();
    let rules: Vec<Value> = felt.iter().map(|felt| rule(*felt)).collect();
    let results: Vec<Value> = told.iter().map(|own| result(own, source)).collect();
    document(&rules, &results)
}

fn id(felt: Felt) -> String {
    format!("plan-{felt}")
}

const fn level(felt: Felt) -> &'static str {
    match felt {
        Felt::None => "note",
        Felt::Unknown | Felt::Degraded => "warning",
        Felt::BriefFailover | Felt::Restart | Felt::Replace | Felt::Gone | Felt::Rejected => "error",
    }
}

fn rule(felt: Felt) -> Value {
    json!({
        "id": id(felt),
        "shortDescription": {"text": felt.says()},
        "defaultConfiguration": {"level": level(felt)},
    })
}

fn result(own: &Reviewed, source: &str) -> Value {
    let mut text = format!(
        "{}: {} (Terraform says: {})",
        say::name(&own.change.address),
        own.felt.says(),
        say::actions(&own.change)
    );
    let mut line = |said: String| {
        text.push('\n');
        text.push_str(&said);
    };
    for (what, avoid) in say::why(own) {
        line(what.to_owned());
        avoid
            .filter(|_| own.felt > Felt::None)
            .into_iter()
            .for_each(|avoid| line(format!("instead: {avoid}")));
    }
    Some(say::times(own)).filter(|times| !times.is_empty()).into_iter().for_each(&mut line);
    for what in say::all_swallowed(own) {
        line(what.to_owned());
    }
    for what in say::undone(own) {
        line(format!("cannot be undone: {what}"));
    }
    if !own.unknown.is_empty() {
        line(format!("not known what users feel of: {}", say::names(own.unknown.iter().map(String::as_str))));
    }
    json!({
        "ruleId": id(own.felt),
        "level": level(own.felt),
        "message": {"text": text},
        "locations": [{
            "physicalLocation": {"artifactLocation": {"uri": source}},
            "logicalLocations": [{"fullyQualifiedName": say::name(&own.change.address), "kind": "resource"}],
        }],
        "partialFingerprints": {"scaleprof/address": own.change.address},
    })
}
