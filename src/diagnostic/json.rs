//! Findings as JSON: `{"findings": [{code, severity, message, file, line, column, …}], "omitted": 0}`.

use serde::Serialize;

use crate::diagnostic::{Finding, Findings};
use crate::source::{Place, Sources};

#[derive(Serialize)]
struct Report<'a> {
    findings: Vec<FindingRecord<'a>>,
    /// The number of findings that are not listed.
    omitted: usize,
}

#[derive(Serialize)]
struct FindingRecord<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: PlaceRecord<'a>,
    labels: Vec<LabelRecord<'a>>,
    notes: &'a [String],
    help: Option<&'a str>,
}

#[derive(Serialize)]
struct LabelRecord<'a> {
    text: &'a str,
    #[serde(flatten)]
    place: PlaceRecord<'a>,
}

/// A place in a file. Lines and columns count from 1, and the end is one character after the last.
#[derive(Serialize)]
struct PlaceRecord<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

pub(super) fn render(findings: &Findings, sources: &Sources) -> String {
    let rows = findings.iter().map(|finding| row(finding, sources)).collect();
    let mut out = serde_json::to_string_pretty(&Report { findings: rows, omitted: findings.omitted() })
        .unwrap_or_default();
    out.push('\n');
    out
}

fn row<'a>(finding: &'a Finding, sources: &'a Sources) -> FindingRecord<'a> {
    FindingRecord {
        code: finding.code.name(),
        severity: finding.code.severity().word(),
        message: &finding.message,
        place: span(finding.place, sources),
        labels: (finding.labels.iter())
            .map(|label| LabelRecord { text: &label.text, place: span(label.place, sources) })
            .collect(),
        notes: &finding.notes,
        help: finding.help.as_deref(),
    }
}

fn span(place: Place, sources: &Sources) -> PlaceRecord<'_> {
    let source = sources.get(place.source);
    let (start, end) = (source.line_column(place.start), source.line_column(place.end));
    PlaceRecord {
        file: &source.path,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}
