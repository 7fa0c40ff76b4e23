//! Findings as GitHub Actions workflow commands, one line each.
//! Escapes: docs.github.com, "Workflow commands for GitHub Actions" (`%`, CR, LF; `:` and `,` in properties).

use std::fmt::Write as _;

use crate::diagnostic::Findings;
use crate::diagnostic::code::Severity;
use crate::source::Sources;

pub(super) fn render(findings: &Findings, sources: &Sources) -> String {
    let mut out = String::new();
    for finding in findings.iter() {
        let source = sources.get(finding.place.source);
        let start = source.line_column(finding.place.start);
        let end = source.line_column(finding.place.end);
        let command = match finding.code.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let help = finding.help.iter().map(|help| format!("help: {help}"));
        let body: Vec<String> = std::iter::once(finding.message.clone())
            .chain(finding.notes.iter().map(|note| format!("note: {note}")))
            .chain(help)
            .collect();
        let _ = writeln!(
            out,
            "::{command} file={},line={},endLine={},col={},title={}::{}",
            property(&source.path),
            start.line,
            end.line,
            start.column,
            finding.code.name(),
            data(&body.join("\n")),
        );
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
