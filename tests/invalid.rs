//! Wrong profiles, one mistake each: what is found, where, and in which words.
//!
//! A file `invalid/<code>--<slug>.yaml` holds one project: comments first, then its profiles, each
//! after a line `#-- <file name>`, and the files of the team's own Terraform, if it has some, with their folder.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::convert::Infallible;

use common::assert_in_text;
use common::fixture::{self, Fixture, files, stem};
use jiff::Timestamp;
use scaleprof::check::probe::Known;
use scaleprof::cloud::list_prices;
use scaleprof::diagnostic::code::Code;
use scaleprof::diagnostic::render::{Format, render};
use scaleprof::diagnostic::{Finding, Findings};
use scaleprof::existing::tree::Memory;
use scaleprof::in_place::reading::Readings;
use scaleprof::in_place::standing::standing;
use scaleprof::load::MAX_BYTES;
use scaleprof::project::{Input, Project};
use scaleprof::quota::applied::Applied;
use scaleprof::source::Sources;
use scaleprof::status::overdue::InFiles;
use serde::Deserialize as _;

/// Codes that no fixture can hold as a text; the tests below make their inputs, `tests/suite/quotas.rs`,
/// `tests/suite/zones.rs`, of what git knows of Terraform that is there, `tests/suite/tuned.rs` and `raised.rs`, and of its plans
/// `tests/review.rs`.
const MADE_IN_CODE: [Code; 13] = [
    Code::NotUtf8,
    Code::TooLarge,
    Code::QuotaShort,
    Code::MachineNotInZone,
    Code::TfDirty,
    Code::TfGitignored,
    Code::TfRaised,
    Code::PlanSyntax,
    Code::PlanFormat,
    Code::PlanExtra,
    Code::PlanMissing,
    Code::PlanAction,
    Code::PlanValue,
];
/// Fixtures whose JSON is kept too: one place, several labels, places in two files, a warning.
const WITH_JSON: [&str; 4] = [
    "yaml-syntax--tab",
    "too-many-connections--many-clients",
    "count-order--scaled-max",
    "zone-imbalance--fleet",
];
const FORMATS: [Format; 4] = [Format::Text, Format::Json, Format::Github, Format::Sarif];

/// The code that a fixture is named for.
fn code(fixture: &Fixture) -> &str {
    fixture.name.split_once("--").expect("a fixture is named <code>--<slug>").0
}

/// The project under the rules, and all that is found in it.
fn checked(fixture: &Fixture) -> (Project, Findings) {
    // Three rules ask what time it is: after the window, half an hour and four minutes before it.
    let now = match Code::from_name(code(fixture)) {
        Some(Code::WindowPast) => Some("2027-03-01T00:00:00Z".parse().unwrap()),
        Some(Code::TooLate) => Some("2027-02-03T06:30:00Z".parse().unwrap()),
        Some(Code::RampTooSlow) => Some("2027-02-03T06:56:00Z".parse().unwrap()),
        _ => None,
    };
    // Where the base's own findings are shown, the profile on top of it says nothing more.
    if code(fixture) == Code::BrokenBase.name() {
        let project = Project::compile(fixture.inputs(), now);
        let findings = project.findings_of(["launch"]);
        return (project, findings);
    }
    // What the account has is looked up for one rule: there is nothing.
    if code(fixture) == Code::QuotaUnknown.name() {
        let nothing = Applied::default();
        let known = |_: &_, _: &mut _| {
            Ok::<_, Infallible>(Known { now, applied: Some(&nothing), ..Known::default() })
        };
        let Ok(project) = Project::compile_with(fixture.inputs(), known);
        return all_findings(project);
    }
    let tree = Memory::new(fixture.terraform());
    let read = OnceCell::new();
    let known = |plans: &_, sources: &mut _| {
        let has_terraform = !fixture.terraform().is_empty();
        let readings = || has_terraform.then(|| Readings::read(&tree, "", plans, sources));
        let in_place = read.get_or_init(readings).as_ref();
        Ok::<_, Infallible>(Known { now, in_place, ..Known::default() })
    };
    let Ok(mut project) = Project::compile_with(fixture.inputs(), known);
    // What is left of a launch is looked for by the commands, with prices.
    if code(fixture) == Code::TfOverdue.name() {
        let now = "2027-03-01T00:00:00Z".parse().unwrap();
        let all = standing(&project.plans, read.get().unwrap().as_ref().unwrap());
        let files = InFiles::of(&all, &project.plans, &project.sources, now, &|_| None);
        for (name, finding) in files.findings(&project.plans, &list_prices(), now) {
            project.findings.get_mut(&name).unwrap().push(finding);
        }
    }
    all_findings(project)
}

fn profile(name: &str, bytes: impl Into<Vec<u8>>) -> Input {
    Input { path: format!("profiles/{name}"), bytes: bytes.into() }
}

fn check(inputs: Vec<Input>, now: Option<Timestamp>) -> (Project, Findings) {
    all_findings(Project::compile(inputs, now))
}

fn all_findings(project: Project) -> (Project, Findings) {
    let findings = project.findings_of(project.findings.keys().map(String::as_str));
    (project, findings)
}

fn fixtures() -> Vec<Fixture> {
    fixture::fixtures("tests/invalid")
}

fn is_kebab(text: &str) -> bool {
    let word =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.split('-').all(word)
}

fn assert_sound(finding: &Finding, sources: &Sources) {
    assert_in_text(finding.place, sources);
    for label in &finding.labels {
        assert_in_text(label.place, sources);
        assert!(!label.text.is_empty(), "a label of {:?} says nothing", finding.message);
    }
    let texts = finding.notes.iter().chain(&finding.help).chain([&finding.message]);
    for text in texts {
        assert!(!text.is_empty() && !text.contains('\n') && !text.ends_with('.'), "not one line: {text:?}");
    }
}

fn assert_renders(findings: &Findings, sources: &Sources) {
    for format in FORMATS {
        for color in [false, true] {
            assert!(!render(findings, sources, format, color).is_empty());
        }
    }
}

#[test]
fn each_fixture_has_the_finding_that_it_is_named_for() {
    let mut wrong = Vec::new();
    for fixture in fixtures() {
        let (project, findings) = checked(&fixture);
        assert!(!findings.is_empty(), "{}: nothing is found", fixture.name);
        for finding in findings.iter() {
            assert_sound(finding, &project.sources);
        }
        assert_renders(&findings, &project.sources);
        let found: BTreeSet<&str> = findings.iter().map(|finding| finding.code.name()).collect();
        if found != BTreeSet::from([code(&fixture)]) {
            wrong.push(format!("{}: {found:?}", fixture.name));
        }
    }
    assert!(wrong.is_empty(), "found something else, or more:\n{}", wrong.join("\n"));
}

#[test]
fn what_is_said_of_each_fixture() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for fixture in fixtures() {
            let (project, findings) = checked(&fixture);
            let text = render(&findings, &project.sources, Format::Text, false);
            insta::assert_snapshot!(fixture.name.as_str(), text);
            if WITH_JSON.contains(&fixture.name.as_str()) {
                let json = render(&findings, &project.sources, Format::Json, false);
                insta::assert_snapshot!(format!("{}.json", fixture.name), json);
            }
        }
    });
}

#[test]
fn a_text_that_is_not_utf8() {
    let said = |bytes: &[u8]| {
        let (project, findings) = check(vec![profile("normal.yaml", bytes)], None);
        let found: Vec<&Finding> = findings.iter().collect();
        assert!(matches!(found[..], [finding] if finding.code == Code::NotUtf8), "{found:?}");
        assert_sound(found[0], &project.sources);
        assert_renders(&findings, &project.sources);
        render(&findings, &project.sources, Format::Text, false)
    };
    insta::assert_snapshot!("a-text-in-latin-1", said(b"profile: normal\nstack: Stra\xdfe # caf\xe9\n"));
    let utf16: Vec<u8> = "\u{feff}profile: normal\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    insta::assert_snapshot!("a-text-in-utf-16", said(&utf16));
    // A byte that no encoding starts a character with, behind a character of several bytes.
    let text = said(
        "profile: \u{e9}\u{20ac}".as_bytes().iter().copied().chain([0x80]).collect::<Vec<_>>().as_slice(),
    );
    assert!(
        text.contains("the byte 0x80 is not UTF-8") && text.contains("profiles/normal.yaml:1:12"),
        "{text}"
    );
}

#[test]
fn a_text_that_is_too_large() {
    let mut text = b"profile: normal\n".to_vec();
    text.resize(MAX_BYTES + 1, b'#');
    let (project, findings) = check(vec![profile("normal.yaml", text)], None);
    let found: Vec<&Finding> = findings.iter().collect();
    assert!(matches!(found[..], [finding] if finding.code == Code::TooLarge), "{found:?}");
    assert_sound(found[0], &project.sources);
    insta::assert_snapshot!(found[0].message, @"the profile is larger than 16 MiB");
}

#[test]
fn more_selectors_than_anybody_needs() {
    let lines = |line: fn(usize) -> String, count| (0..count).map(line).collect::<Vec<_>>().concat();
    let servers = lines(|at| format!("  w{at}: {{kind: server, machine: m6i.large}}\n"), 501);
    let head = "profile: normal\nstack: contacts\ncloud: {provider: aws, region: eu-west-1}\ncomponents:\n";
    let run = |selectors: usize| {
        let lines = lines(|at| format!("  \"*w{at}\": {{machine: +1}}\n"), selectors);
        let launch = format!("profile: launch\nextends: normal\ncomponents:\n{lines}");
        check(vec![profile("normal.yaml", format!("{head}{servers}")), profile("launch.yaml", launch)], None)
    };
    let (_, findings) = run(500);
    assert!(findings.is_empty(), "{findings:?}");
    let (project, findings) = run(501);
    let found: Vec<&Finding> = findings.iter().collect();
    assert!(matches!(found[..], [finding] if finding.code == Code::TooLarge), "{found:?}");
    assert_sound(found[0], &project.sources);
    assert_renders(&findings, &project.sources);
    insta::assert_snapshot!(found[0].message, @"more than 500 selectors");
}

#[test]
fn every_code_has_a_fixture_and_every_fixture_a_code() {
    let fixtures = fixtures();
    for fixture in &fixtures {
        assert!(fixture.name.split("--").count() == 2, "{}", fixture.name);
        assert!(fixture.name.split("--").all(is_kebab), "{} is not kebab-case", fixture.name);
        assert!(Code::from_name(code(fixture)).is_some(), "{}: there is no such code", fixture.name);
        let first = fixture.text.lines().next().unwrap_or_default();
        assert!(
            first.starts_with("# ") && first.ends_with('.'),
            "{}: say the mistake in words",
            fixture.name
        );
        assert!(!fixture.inputs().is_empty(), "{} holds no profile", fixture.name);
    }
    let held: BTreeSet<&str> = fixtures.iter().map(code).collect();
    for code in Code::ALL {
        let name = code.name();
        assert!(is_kebab(name), "{name} is not kebab-case");
        assert_eq!(held.contains(name), !MADE_IN_CODE.contains(code), "{name}");
    }
    let names: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(names.len(), Code::ALL.len(), "two codes have one name");
}

#[test]
fn a_task_definition_that_is_too_large() {
    let app = |value: &str| {
        format!(
            "profile: normal\nstack: contacts\ncloud: {{provider: aws, region: eu-west-1}}\ncomponents:\n  api:\n    \
             kind: app\n    image: ghcr.io/example/api:1.4\n    port: 80\n    cpu: 1\n    memory: 2GiB\n    \
             count: {{min: 1, max: 2}}\n    environment:\n      MODE: fast\n      CATALOGUE: {value:?}\n"
        )
    };
    for (value, fits) in
        [("x".repeat(60_000), true), ("x".repeat(70_000), false), ("\"".repeat(35_000), false)]
    {
        let (project, findings) = check(vec![profile("normal.yaml", app(&value))], None);
        let found: Vec<&Finding> = findings.iter().filter(|finding| finding.code == Code::BadValue).collect();
        assert_eq!(found.is_empty(), fits, "{findings:?}");
        for finding in found {
            assert_sound(finding, &project.sources);
            assert!(finding.message.contains("KiB as JSON"), "{}", finding.message);
            let text = render(&findings, &project.sources, Format::Text, false);
            assert!(text.contains("profiles/normal.yaml:14:"), "at the largest variable:\n{text:.400}");
        }
    }
}

#[test]
fn every_snapshot_has_a_fixture() {
    let mut expected: BTreeSet<String> = fixtures().into_iter().map(|fixture| fixture.name).collect();
    expected.extend(WITH_JSON.map(|name| format!("{name}.json")));
    let found: BTreeSet<String> = (files("tests/snapshots", "snap").iter().map(|path| stem(path)))
        .filter(|name| name.contains("--") && !name.starts_with("case--"))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn every_page_is_of_one_shape() {
    for code in Code::ALL {
        let (name, page) = (code.name(), code.page());
        let title = page.lines().next().unwrap_or_default().strip_prefix("# ").expect(name);
        assert!((10..=70).contains(&title.chars().count()), "{name}: {title}");
        assert!(!title.ends_with('.') && !title.contains(name), "{name}: {title}");
        assert!(!title.starts_with(char::is_uppercase) || title.starts_with("IOPS"), "{name}: {title}");
        let headings: Vec<&str> = page.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(headings, ["## Why", "## Example", "## Fix"], "{name}");
        let part = |from: &str, to: &str| -> String {
            let rest = page.split_once(from).unwrap().1;
            rest.split_once(to).map_or(rest, |(part, _)| part).trim().to_owned()
        };
        for (from, to) in
            [(title, "## Why"), ("## Why", "## Example"), ("## Example", "## Fix"), ("## Fix", "\0")]
        {
            assert!(!part(from, to).is_empty(), "{name}: nothing stands under {from}");
        }
        assert!(part("## Example", "## Fix").contains("```"), "{name} has no example");
        assert_eq!(page.contains(&format!("allow: {{{name}: ")), code.allowable(), "{name}: how to allow it");
        assert!(page.ends_with('\n') && !page.ends_with("\n\n"), "{name} ends in one line break");
        assert!(page.lines().all(|line| line == line.trim_end()), "{name} has blanks at line ends");
        for snippet in snippets(page) {
            let documents = serde_yaml::Deserializer::from_str(&snippet);
            for document in documents {
                let value = serde_yaml::Value::deserialize(document);
                assert!(value.is_ok(), "{name}: {value:?}\n{snippet}");
            }
        }
    }
}

#[test]
fn every_page_is_of_a_code() {
    let pages: BTreeSet<String> =
        files("src/diagnostic/explain", "md").iter().map(|path| stem(path)).collect();
    let names: BTreeSet<String> = Code::ALL.iter().map(|code| code.name().to_owned()).collect();
    assert_eq!(pages, names);
}

/// The blocks of a page that are marked as YAML. Those that YAML itself refuses are marked as text.
fn snippets(page: &str) -> Vec<String> {
    let blocks = page.split("```yaml\n").skip(1);
    blocks.map(|block| block.split_once("```").expect("a block that ends").0.to_owned()).collect()
}

/// Codes of what is found in two profiles, with their files.
fn codes_in(normal: &str, launch: &str) -> Vec<String> {
    let (project, findings) =
        check(vec![profile("normal.yaml", normal), profile("launch.yaml", launch)], None);
    let file = |finding: &Finding| project.sources.get(finding.place.source).path.clone();
    findings.iter().map(|finding| format!("{} {}", file(finding), finding.code.name())).collect()
}

#[test]
fn what_the_schema_refuses_hides_no_error_of_another_component() {
    let normal = |search: &str| {
        format!(
            "profile: normal\nstack: contacts\ncloud: {{provider: aws, region: eu-west-1}}\ncomponents:\n  search: {search}\n  \
             site: {{kind: server, machine: m6i.lrge}}\n  \
             api: {{kind: app, image: nginx, port: 80, cpu: 1, memory: 2GiB, count: {{min: 5, max: 4}}, connects_to: {{search: {{connections: 1}}}}}}\n"
        )
    };
    let launch = "profile: launch\nextends: normal\nwindow: {start: 2027-02-03T09:00:00+02:00, duration: 24h}\n\
                  components:\n  api: {count: {min: 2}}\n  site: {machine: m6g.large}\n";
    let wrong = normal("{kind: fleet, machine: m6g.large, cont: {min: 1, max: 3}}");
    assert_eq!(
        codes_in(&wrong, launch),
        [
            "profiles/launch.yaml launch-below-normal",
            "profiles/normal.yaml unknown-field",
            "profiles/normal.yaml unknown-machine",
            "profiles/normal.yaml count-order"
        ]
    );
    // Of a part of the whole that all components need nothing more is said.
    let top = wrong.replace("region: eu-west-1", "regoin: eu-west-1");
    let found = codes_in(&top, launch);
    assert!(
        found.iter().all(|own| own.contains("unknown-field") || own.contains("missing-field")),
        "{found:?}"
    );
}
