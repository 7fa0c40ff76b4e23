//! The words that templates compare with what they are handed. A word that is renamed would change a page silently, and so
//! would a new one that no template thought of: each comparison stands in a table here, beside all words of its type.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::BTreeSet;

use scaleprof::template::EMBEDDED;

/// All words of an enum, as JSON and templates have them. It does not compile while a variant is left out.
macro_rules! words {
    ($type:path: $($variant:ident),+) => {{
        use $type as Of;
        let _complete = |one: Of| match one { $(Of::$variant => ()),+ };
        let all = [$(Of::$variant),+].map(|one| serde_json::to_value(one).unwrap());
        all.iter().map(|word| word.as_str().unwrap().to_owned()).collect::<BTreeSet<String>>()
    }};
}

/// The same for an enum that gives its word itself.
macro_rules! own_words {
    ($type:path: $($variant:ident),+) => {{
        use $type as Of;
        let _complete = |one: Of| match one { $(Of::$variant => ()),+ };
        [$(Of::$variant),+].map(|one| one.word().to_owned()).into_iter().collect::<BTreeSet<String>>()
    }};
}

/// What a template compares: a value, all words that it can be, and those that it leaves to `else` on purpose.
struct Compared {
    template: &'static str,
    value: &'static str,
    words: BTreeSet<String>,
    rest: &'static [&'static str],
}

fn compared() -> Vec<Compared> {
    let level = || own_words!(scaleprof::guardrail::Level: Warn, Fail);
    let compliance = || own_words!(scaleprof::guardrail::Compliance: Within, Over, Unknown);
    let effect =
        || words!(scaleprof::effect::Effect: None, Degraded, BriefFailover, Restart, Replace, Rejected);
    let headroom = || words!(scaleprof::external::limits::Headroom: Ok, Thin, Short, Unknown);
    let basis = || words!(scaleprof::quota::row::Basis: Applied, Default);
    let verdict = || {
        words!(scaleprof::quota::row::Verdict:
            Enough, Thin, Ask, Pending, PendingTooSmall, CannotBeRaised, Unknown)
    };
    let row = |template, value, words, rest| Compared { template, value, words, rest };
    vec![
        row("diff.html", "gate.level", level(), &["warn"]),
        row("diff.md", "gate.verdict", compliance(), &["over"]),
        row("diff.md", "gate.level", level(), &["warn"]),
        row(
            "external-request.md",
            "step_down",
            words!(scaleprof::model::ladder::StepDown: Now, NextCycle),
            &["now"],
        ),
        row(
            "external-request.md",
            "change",
            words!(scaleprof::external::ask::Change: None, New, Needed, Unneeded),
            &["none", "needed"],
        ),
        row("external-request.md", "verdict", headroom(), &["short", "unknown"]),
        row(
            "external-request.md",
            "limit.of",
            words!(scaleprof::external::task::limits::LimitSource: Limit, Plan),
            &["limit"],
        ),
        row("external-request.md", "limit.verdict", headroom(), &["thin", "short", "unknown"]),
        row("quota-request.md", "row.basis", basis(), &[]),
        row("quota-request.md", "basis", basis(), &["applied"]),
        row(
            "quota-request.md",
            "outside.basis",
            words!(scaleprof::quota::row::Source: Stated, Measured, Unknown),
            &["stated", "measured"],
        ),
        row("quota-request.md", "row.verdict", verdict(), &["unknown"]),
        row(
            "quota-request.md",
            "own.verdict",
            words!(scaleprof::plan::addresses::Room: Enough, Thin, TooFew, Unknown),
            &["enough", "unknown"],
        ),
        // The lists of what is open.
        row(
            "quota-request.md",
            "verdict",
            verdict(),
            &["enough", "thin", "ask", "cannot-be-raised", "unknown"],
        ),
        row("runbook.md", "effect", effect(), &["none", "rejected"]),
        row(
            "runbook.md",
            "score.verdict",
            words!(scaleprof::runbook::score::Readiness: Ok, Thin, Pending, Shortfall, Unknown),
            &["thin", "pending", "shortfall", "unknown"],
        ),
    ]
}

/// Texts that are compared and are no word of an enum: numbers, units and marks.
const OTHER_TEXTS: &[(&str, &str)] = &[
    ("window.hours", "1"),
    ("budget.state", "none"),
    ("budget.state", "within"),
    ("budget.state", "warned"),
    ("item.sum", "unknown"),
    ("item.what", "price"),
    ("row.what", "price"),
    // An amount that is nothing is left out.
    ("amounts.floor", "$0.00"),
    ("amounts.expected", "$0.00"),
    ("amounts.ceiling", "$0.00"),
    ("sum.expected", "$0.00"),
    ("sum.ceiling", "$0.00"),
    ("text", "$0.00"),
    ("quota.code", "-"),
    ("row.quota.unit", "count"),
    ("ramp.time", "0s"),
    ("step.latest.left", "0 min"),
];

/// Each comparison of a value with a text in a template: the value, and the text.
fn comparisons(template: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (at, _) in template.match_indices("== \"").chain(template.match_indices("!= \"")) {
        let value = template[..at].trim_end();
        let start = value.rfind(|char: char| !char.is_alphanumeric() && char != '.' && char != '_');
        let text = template[at + 4..].split('"').next().unwrap();
        found.push((value[start.map_or(0, |at| at + 1)..].to_owned(), text.to_owned()));
    }
    // `selectattr("verdict", "equalto", "pending")`, and its opposite.
    for (_, rest) in template.match_indices("attr(\"").map(|(at, text)| template.split_at(at + text.len())) {
        let call: Vec<&str> = rest.split(')').next().unwrap().split('"').collect();
        if let [value, _, _, _, text, ..] = call[..] {
            found.push((value.to_owned(), text.to_owned()));
        }
    }
    found
}

#[test]
fn a_template_compares_with_words_that_are_said_and_with_all_of_them() {
    let table = compared();
    let mut met = BTreeSet::new();
    for (template, text) in EMBEDDED {
        let all = comparisons(text);
        for (value, word) in &all {
            if OTHER_TEXTS.contains(&(value, word)) {
                continue;
            }
            let row = table.iter().position(|row| row.template == *template && row.value == *value);
            let row = row.unwrap_or_else(|| {
                panic!("{template} compares {value} with {word:?}: name its type in `compared`")
            });
            assert!(
                table[row].words.contains(word),
                "{template}: {value} is never {word:?}, but {:?}",
                table[row].words
            );
            met.insert(row);
        }
        for row in table.iter().filter(|row| row.template == *template) {
            let said = all.iter().filter(|(value, _)| value == row.value).map(|(_, word)| word.as_str());
            let said: BTreeSet<&str> = said.chain(row.rest.iter().copied()).collect();
            let words: BTreeSet<&str> = row.words.iter().map(String::as_str).collect();
            assert_eq!(said, words, "{template}: what it says of {}", row.value);
        }
    }
    assert_eq!(met.len(), table.len(), "a row of the table is compared nowhere");
}

#[test]
fn comparisons_are_found() {
    let text = r#"{% if row.verdict == "ask" %}{{ "x" if own.of!= "y" }}{% set a = rows | rejectattr("fits") %}
        {% set b = rows|selectattr("verdict", "equalto", "open")|list %}"#;
    let found = comparisons(text);
    let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(found, [("row.verdict", "ask"), ("own.of", "y"), ("verdict", "open")]);
}
