//! Lays findings out as text in the style of rustc, and chooses the format.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::diagnostic::code::Severity;
use crate::diagnostic::veil::veiled;
use crate::diagnostic::{Finding, Findings, github, json, sarif};
use crate::screen::Screen;
use crate::shown::{self, shown};
use crate::source::{Place, SourceId, Sources};

/// The narrowest width: on a terminal with fewer columns, lines are longer than it.
const LEAST: u16 = 40;

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: the lines concerned, with marks
    Text,
    /// For programs: an object with a list of findings
    Json,
    /// For GitHub Actions: annotations on the changed files
    Github,
    /// For code scanning: SARIF 2.1.0
    Sarif,
}

/// Writes all findings in one format. `screen` matters for text only.
#[must_use]
pub fn render(findings: &Findings, sources: &Sources, format: Format, screen: impl Into<Screen>) -> String {
    match format {
        Format::Text => text(findings, sources, screen.into()),
        Format::Json => json::render(findings, sources),
        Format::Github => github::render(findings, sources),
        Format::Sarif => sarif::render(findings, sources),
    }
}

fn text(findings: &Findings, sources: &Sources, screen: Screen) -> String {
    let renderer = if screen.colored { Renderer::styled() } else { Renderer::plain() };
    // Long lines of a profile are cut to the width of the terminal.
    let renderer = match screen.columns {
        Some(columns) => renderer.term_width(columns.max(LEAST).into()),
        None => renderer,
    };
    let mut out = String::new();
    for alike in alike(findings) {
        for (at, finding) in alike.into_iter().enumerate() {
            let group = if at == 0 { group(finding, sources) } else { again(finding, sources) };
            out.push_str(&renderer.render(&[group]));
            out.push('\n');
        }
        out.push('\n');
    }
    if let Some(line) = summary(findings) {
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// The summary: `2 errors, 1 warning; …`, or an empty text.
fn summary(findings: &Findings) -> Option<String> {
    let error = findings.iter().find(|finding| finding.code.severity() == Severity::Error);
    let first = error.or_else(|| findings.iter().next())?;
    let mut out = String::new();
    for (severity, word) in [(Severity::Error, "error"), (Severity::Warning, "warning")] {
        let count = findings.count(severity);
        if count > 0 {
            let comma = if out.is_empty() { "" } else { ", " };
            let plural = if count == 1 { "" } else { "s" };
            let _ = write!(out, "{comma}{count} {word}{plural}");
        }
    }
    let code = first.code.name();
    if findings.omitted() > 0 {
        let _ = write!(out, " and {} more findings", findings.omitted());
    }
    let several = findings.iter().any(|finding| finding.code != first.code);
    let about = if several { " about a code" } else { "" };
    let _ = write!(out, "; `scaleprof explain {code}` says more{about}");
    Some(out)
}

/// The findings in their order, those of one code that are put right in the same way together.
fn alike(findings: &Findings) -> Vec<Vec<&Finding>> {
    let mut all: Vec<Vec<&Finding>> = Vec::new();
    let mut known = HashMap::new();
    for finding in findings.iter() {
        let at = *known.entry((finding.code, &finding.help, &finding.notes)).or_insert(all.len());
        match all.get_mut(at) {
            Some(alike) => alike.push(finding),
            None => all.push(vec![finding]),
        }
    }
    all
}

fn title(finding: &Finding) -> Group<'_> {
    let level = match finding.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    Group::with_title(level.primary_title(shown(&finding.message)).id(finding.code.name()))
}

/// Where a finding is, without the lines around it.
fn origin<'a>(finding: &Finding, sources: &'a Sources) -> Origin<'a> {
    let source = sources.get(finding.place.source);
    let at = source.line_column(finding.place.start);
    Origin::path(shown(&source.path)).line(at.line).char_column(at.column)
}

/// A finding below another one that is put right in the same way.
fn again<'a>(finding: &'a Finding, sources: &'a Sources) -> Group<'a> {
    title(finding).element(origin(finding, sources))
}

fn group<'a>(finding: &'a Finding, sources: &'a Sources) -> Group<'a> {
    let mut group = title(finding);
    if is_on_long_line(finding.place, sources) {
        // Laying out a line of thousands of characters takes long and helps nobody.
        group = group.element(origin(finding, sources));
    } else {
        for snippet in snippets(finding, sources) {
            group = group.element(snippet);
        }
    }
    for note in &finding.notes {
        group = group.element(Level::NOTE.message(shown(note)));
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(shown(help)));
    }
    group
}

/// A place, its remark (empty for the place that the finding is about), and how it is underlined.
type Mark<'a> = (Place, &'a str, AnnotationKind);

/// Groups marks into snippets, each cut to the lines that it needs. The snippet of the finding's own place comes
/// first.
fn snippets<'a>(
    finding: &'a Finding,
    sources: &'a Sources,
) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let own = finding.place.source;
    // Near places come first, then the order of texts.
    let mut marks: BTreeMap<(bool, SourceId), Vec<Mark<'_>>> = BTreeMap::new();
    marks.entry((false, own)).or_default().push((finding.place, "", AnnotationKind::Primary));
    for label in finding.labels.iter().filter(|label| !is_on_long_line(label.place, sources)) {
        let far = label.place.source != own || !near(finding.place, label.place);
        let mark = (label.place, label.text.as_str(), AnnotationKind::Context);
        marks.entry((far, label.place.source)).or_default().push(mark);
    }
    marks
        .into_iter()
        .map(|((_, id), marks)| {
            let source = sources.get(id);
            let start = marks.iter().map(|m| m.0.start).min().unwrap_or(0);
            let end = marks.iter().map(|m| m.0.end).max().unwrap_or(0);
            let (range, line) = source.lines_around(start, end);
            let (base, length) = (range.start, range.len());
            // A place of another reading of the file may lie behind its end.
            let within = |place: &Place| {
                let at = |byte: u32| (byte as usize).saturating_sub(base).min(length);
                at(place.start)..at(place.end)
            };
            let text = shown::source(&source.text[range]);
            let spans = marks.iter().map(|(place, ..)| within(place));
            let text = if source.veiled { veiled(&text, &spans.collect::<Vec<_>>()).into() } else { text };
            Snippet::source(text).path(shown(&source.path)).line_start(line).annotations(
                marks.into_iter().map(|(place, text, kind)| {
                    let annotation = kind.span(within(&place));
                    if text.is_empty() { annotation } else { annotation.label(shown(text)) }
                }),
            )
        })
        .collect()
}

/// Whether the lines around a place are too long to show.
fn is_on_long_line(place: Place, sources: &Sources) -> bool {
    let (range, _) = sources.get(place.source).lines_around(place.start, place.end);
    range.len() > 8192
}

/// Whether two places of one text are near enough to share a snippet.
fn near(a: Place, b: Place) -> bool {
    a.start.abs_diff(b.start) < 4096
}
