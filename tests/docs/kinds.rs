//! `docs/kinds.md`, and the table of kinds in the README: written from what the code says of each kind, so that a new one
//! opens no page.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use scaleprof::kind::spec::Entry;
use scaleprof::kind::{KINDS, TUNED};
use scaleprof::project::Project;
use scaleprof::schema::published;
use scaleprof::validate::{generator, property_names};
use serde_json::Value;

use crate::ROOT;
use crate::common::fixture::fixtures;
use crate::common::pages::page;
use crate::common::{compile, stack};

/// What stands over the table in the README, which ends at an empty line.
const MARK: &str =
    "<!-- A test writes this table from the code: TABLES=overwrite cargo test --test docs -->\n";

const HEAD: &str = "\
# The kinds of components

What a component can be, and what a profile says of it. The fields in italics say how big it is, and a launch may change them;
the others say what it is, and are the same in all profiles. What most of them are for stands in [language.md](language.md),
beside the fields that every component has; the schema that `scaleprof init` writes has the limits of each.

This page is written from the code by a test: `TABLES=overwrite cargo test --test docs`.

## Kinds that are built
";

const NEVER_BUILT: &str = "
## Kinds that are never built

They are there only for what you have already: see [existing.md](existing.md#kinds-that-are-never-built). All fields may be
left out.
";

#[test]
fn the_pages_have_what_the_code_says_of_kinds() {
    let readme = page("README.md").text;
    let (before, rest) = readme.split_once(MARK).expect("the README has the mark");
    let (_, after) = rest.split_once("\n\n").expect("the table ends");
    let schema = published();
    let table = overview(KINDS.iter(), &schema, "docs/kinds.md");
    fresh("README.md", &format!("{before}{MARK}{table}\n{after}"));
    fresh("docs/kinds.md", &kinds(&schema));
}

/// Holds a page against what it should be, or writes it.
#[track_caller]
fn fresh(path: &str, text: &str) {
    if std::env::var("TABLES").is_ok_and(|what| what == "overwrite") {
        fs::write(Path::new(ROOT).join(path), text).unwrap();
    }
    let committed = fs::read_to_string(Path::new(ROOT).join(path)).unwrap_or_default();
    assert!(committed == text, "{path} is stale: run TABLES=overwrite cargo test --test docs");
}

/// The page of kinds.
fn kinds(schema: &Value) -> String {
    let figures = figures();
    let mut out = HEAD.to_owned();
    let _ = write!(out, "\n{}", overview(KINDS.iter(), schema, ""));
    for kind in KINDS {
        section(kind, schema, &mut out);
        let watched: Vec<&str> = figures[kind.name].iter().copied().collect();
        let _ = writeln!(out, "\nWatched, as far as it has them: {}.", watched.join("; "));
    }
    out.push_str(NEVER_BUILT);
    let _ = write!(out, "\n{}", overview(TUNED.iter(), schema, ""));
    for kind in TUNED.iter() {
        section(kind, schema, &mut out);
    }
    out
}

/// Each kind with what it is; `page` has a section for each.
fn overview<'a>(kinds: impl Iterator<Item = &'a Entry>, schema: &Value, page: &str) -> String {
    let mut out = "| kind | is |\n| --- | --- |\n".to_owned();
    for Entry { name, .. } in kinds {
        let is = said(&schema["$defs"][*name]);
        assert!(is.ends_with(')'), "{name}: `{is}` does not say what a cloud calls it");
        let _ = writeln!(out, "| [`{name}`]({page}#{name}) | {is} |");
    }
    out
}

/// The fields of a kind, its identity first, and what may stand under `alarms`.
fn section(kind: &Entry, schema: &Value, out: &mut String) {
    let _ = write!(out, "\n### {}\n\n| field | says |\n| --- | --- |\n", kind.name);
    let (identity, capacity) = kind.schemas(&mut generator());
    let own = &schema["$defs"][kind.name]["properties"];
    for (part, mark) in [(identity, ""), (capacity, "*")] {
        for name in property_names(&part).iter().filter(|name| *name != "alarms") {
            rows(name, &own[name], mark, out);
        }
    }
    if let Some(alarms) = own["alarms"]["properties"].as_object() {
        let _ = write!(out, "\n| under `alarms` | says |\n| --- | --- |\n");
        alarms.iter().for_each(|(name, own)| rows(name, own, "*", out));
    }
}

/// The row of a field; of one that nothing is said of, the rows of what is in it.
fn rows(path: &str, own: &Value, mark: &str, out: &mut String) {
    let forms = forms(own);
    let below = forms.iter().find_map(|form| form["properties"].as_object());
    let about = said(own);
    if let (Some(below), "") = (below, about.as_str()) {
        below.iter().for_each(|(name, own)| rows(&format!("{path}.{name}"), own, mark, out));
        return;
    }
    assert!(!about.is_empty(), "{path} says nothing");
    let words = forms.iter().find_map(|form| form["enum"].as_array()).into_iter().flatten();
    let words: Vec<String> = words.filter_map(|word| Some(format!("`{}`", word.as_str()?))).collect();
    let words = if words.is_empty() { String::new() } else { format!(": {}", words.join(", ")) };
    let _ = writeln!(out, "| {mark}`{path}{}`{mark}{words} | {about} |", inside(own));
}

/// The forms that a value may have.
fn forms(own: &Value) -> Vec<&Value> {
    let choices = ["anyOf", "oneOf"].into_iter().filter_map(|key| own[key].as_array()).flatten();
    std::iter::once(own).chain(choices).collect()
}

/// The names of the fields in a field: `: {min, max}`, or those below each name of one's own.
fn inside(own: &Value) -> String {
    let forms = forms(own);
    let names: BTreeSet<&str> = forms
        .iter()
        .filter_map(|form| form["properties"].as_object())
        .flatten()
        .map(|(name, _)| &**name)
        .collect();
    if !names.is_empty() {
        return format!(": {{{}}}", names.into_iter().collect::<Vec<_>>().join(", "));
    }
    let below = forms.iter().map(|form| &form["additionalProperties"]).find(|below| below.is_object());
    below.map(|below| format!(": {{NAME{}}}", inside(below))).unwrap_or_default()
}

/// What a schema says, in one line of a table.
fn said(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or_default().replace('\n', " ").replace('|', "\\|")
}

/// What is watched of each kind: all figures that components of the tests' profiles have.
fn figures() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let cases =
        fixtures("tests/cases").iter().map(|case| Project::compile(case.inputs(), None)).collect::<Vec<_>>();
    let of_tests = compile([("normal", stack().to_string())]);
    let plans = cases.iter().chain([&of_tests]).flat_map(|project| project.plans.values());
    let mut figures: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for component in plans.flat_map(|plan| &plan.components) {
        let watched = component.watches().into_iter().map(|watch| watch.what);
        figures.entry(component.spec.kind().name).or_default().extend(watched);
    }
    figures
}
