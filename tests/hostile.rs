//! Texts made to hurt, each up to 1 MiB: all of them end in a plan or in findings that point into the
//! text. How long they take is for people to look at: `cargo test --release --test hostile -- --nocapture`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod common;

use std::fmt::Write as _;
use std::time::Instant;

use scaleprof::diagnostic::Findings;
use scaleprof::diagnostic::code::Code;
use scaleprof::project::Project;

const MIB: usize = 1 << 20;

/// `part` again and again, 1 MiB of it.
fn repeated(part: &str) -> String {
    part.repeat(MIB / part.len())
}

/// Compiles, says how long it took, and looks at the places of what was found.
fn survives<'a>(what: &str, profiles: impl IntoIterator<Item = (&'a str, String)>) -> Project {
    let profiles: Vec<_> = profiles.into_iter().collect();
    let start = Instant::now();
    let project = common::compile(profiles);
    let count: usize = project.findings.values().map(Findings::len).sum();
    eprintln!("{:>8.1?} ms  {what}: {count} findings", start.elapsed().as_secs_f64() * 1e3);
    common::assert_places(&project);
    project
}

/// One text that cannot be a profile.
fn refused(what: &str, text: String) -> Project {
    let project = survives(what, [("normal", text)]);
    assert!(project.findings["normal"].has_errors(), "{what} is taken for a profile");
    project
}

fn has(project: &Project, code: Code) -> bool {
    project.findings.values().flat_map(Findings::iter).any(|finding| finding.code == code)
}

/// An everyday profile around these components.
fn around(components: &str) -> String {
    format!(
        "profile: normal\nstack: s\ncloud: {{provider: aws, region: eu-west-1}}\ncomponents:\n{components}"
    )
}

const FLEET: &str = "kind: fleet, machine: m6g.large, count: {min: 3, max: 3}";

#[test]
fn deep_nesting_is_refused() {
    let project = refused("[[[[…, a little", "[".repeat(40));
    assert!(has(&project, Code::TooDeep));
    let project = refused("- - - -…", repeated("- "));
    assert!(has(&project, Code::TooDeep));
    let blocks = (0..1400).fold(String::new(), |mut text, depth| {
        let _ = writeln!(text, "{:depth$}a:", "");
        text
    });
    assert!(has(&refused("nested blocks", blocks), Code::TooDeep));
    for part in ["[", "{", "{a: ", "? ", "[{", "{[", "[?", "[a: ", "- ? ", "? - ", "{? ", "- [", "a: - "] {
        refused(part, repeated(part));
    }
    refused("[[[]]]", format!("{}{}", "[".repeat(MIB / 2), "]".repeat(MIB / 2)));
}

#[test]
#[allow(clippy::too_many_lines, reason = "it is a list")]
fn repeated_marks_are_refused() {
    let parts = [
        "\"",
        "'",
        "\"a\" ",
        "'a",
        "&a ",
        "&a\n",
        "*a ",
        "*a\n",
        "!a ",
        "!!",
        "!<a> ",
        "%a\n",
        "%YAML 1.2\n",
        "\t",
        "\t\n",
        "\n\t",
        " \t",
        "a\t",
        "- \t",
        "|\n",
        ">\n",
        "|",
        "- |\n",
        "- >-\n\n",
        "---\n",
        "...\n",
        "--- ",
        "-",
        "- a\n-",
        "?\n",
        "? a\n",
        ": ",
        ":\n",
        ":",
        ",",
        "[,",
        "]",
        "}",
        "@",
        "`",
        "#",
        "# \n",
        " #",
        "\\",
        "\"\\x",
        "\"\\u0000",
        "\u{feff}",
        "\u{85}",
        "\u{2028}",
        "\u{0}",
        "é",
        "a: b: ",
        "a:\n",
        "a: |\n",
        "a: >\n b\n",
        "{a,",
        "[a,",
        "{a: b, ",
        "\r",
        "\r\n",
        "- - -\n",
        "&a [",
        "&a {",
        "<<: ",
        "<<: *a\n",
        "? &a\n",
        "{a: &a ",
        "a: \"",
        "a: '",
        "\"\n",
        "'\n",
        "a\n",
        "a ",
        " a\n",
        "\"a\n\n",
        "[\n",
        "{\n",
        "[#\n",
        "- &a a\n- *a\n",
        "0",
        "~\n",
        "x1",
        "{\"a\"",
        "[\"a\"",
        "\"a\":",
        "'a':",
        "? \"",
        ": [",
        "- : ",
        "-\n",
        "  - a\n",
        "!\n",
        "&\n",
        "*\n",
        "[!",
        "[&a,",
        "[*",
        "{&a ",
        "- !a\n",
    ];
    for part in parts {
        refused(&format!("{part:?}"), repeated(part));
        // And below a key, where scalars may span lines.
        refused(&format!("key: {part:?}"), format!("key: {}", repeated(part)));
        refused(&format!("key: |, {part:?}"), format!("key: [{}", repeated(part)));
    }
}

#[test]
fn one_long_scalar_is_refused() {
    for (what, text) in [
        ("plain", repeated("a")),
        ("key", format!("{}: 1", repeated("a"))),
        ("quoted key", format!("\"{}\": 1", repeated("a"))),
        ("quoted", format!("profile: \"{}\"", repeated("a"))),
        ("open quote", format!("profile: \"{}", repeated("a"))),
        ("block", format!("profile: |\n{}", repeated("  a\n"))),
        ("folded", format!("profile: >\n{}", repeated("  a b\n"))),
        ("blank lines", format!("profile: |\n{}", repeated("\n"))),
        ("plain over lines", format!("profile: {}", repeated("a\n "))),
        ("escapes", format!("profile: \"{}\"", repeated("\\u00e9"))),
        ("comment", format!("# {}", repeated("a"))),
        ("comment lines", repeated("# a\n")),
        ("spaces", repeated(" ")),
        ("extends", format!("profile: normal\nextends: {}", repeated("a"))),
        ("number", format!("profile: {}", repeated("9"))),
        ("decimal", format!("profile: 0.{}", repeated("9"))),
        ("exponent", format!("profile: 1e{}", repeated("9"))),
        ("hexadecimal", format!("profile: 0x{}", repeated("f"))),
        (
            "factor",
            format!("profile: normal\nextends: normal\ncomponents: {{a: {{count: x{}}}}}", repeated("9")),
        ),
        (
            "step",
            format!("profile: normal\nextends: normal\ncomponents: {{a: {{count: +{}}}}}", repeated("9")),
        ),
        ("anchor", format!("profile: &{} a", repeated("a"))),
        ("tag", format!("profile: !{} a", repeated("a"))),
    ] {
        refused(what, text);
    }
}

#[test]
fn aliases_do_not_multiply() {
    let mut bomb = String::from("a0: &a0 [lol, lol]\n");
    for level in 1..200 {
        let below = level - 1;
        let _ = writeln!(bomb, "a{level}: &a{level} [*a{below}, *a{below}, *a{below}]");
    }
    assert!(has(&refused("lists of lists", bomb), Code::YamlAnchor));
    let long = "a".repeat(256);
    refused("one text, often", format!("a: &a {long}\nb: [{}]", "*a,".repeat(MIB / 3)));
    refused("one text as values", {
        let mut text = format!("a: &a {long}\n");
        (0..60_000).for_each(|at| {
            let _ = writeln!(text, "k{at}: *a");
        });
        text
    });
    refused(
        "anchors",
        (0..80_000).fold(String::new(), |mut text, at| {
            let _ = writeln!(text, "k{at}: &a{at} a");
            text
        }),
    );
    refused("a text too long", format!("a: &a {}\nb: *a", repeated("a")));
}

#[test]
fn odd_numbers_end() {
    for number in [
        "99999999999999999999",
        "-1",
        "1e400",
        "-1e400",
        "1e-400",
        ".inf",
        "-.INF",
        ".nan",
        "0x",
        "0o8",
        "100000.0000000000000001",
        "1_000",
        "1e5",
        "0b11",
        "+3",
        "-0",
        "1.",
        "x1e9",
        "x0",
        "x0.0",
        "x.5",
        "x1.2.3",
        "x99999999999999999999999999999",
        "+4294967296",
        "xx1",
        "x",
        "+",
        "largest",
    ] {
        let component =
            format!("  a: {{kind: fleet, machine: m6g.large, count: {{min: 0, max: {number}}}}}\n");
        survives(number, [("normal", around(&component))]);
        let over =
            format!("profile: launch\nextends: normal\ncomponents: {{a: {{count: {{max: {number}}}}}}}");
        let base = around(&format!("  a: {{{FLEET}}}\n"));
        survives(number, [("normal", base), ("launch", over)]);
    }
    let base = around(
        "  a: {kind: fleet, machine: m6g.large, count: {min: 0, max: 100000}}\n  b: {kind: server, machine: m6g.large, storage: {size: 999999999TiB}}\n",
    );
    let over = "profile: launch\nextends: normal\ncomponents: {a: {count: x999999999.999999999}, b: {storage: {size: x999999999}}}".to_owned();
    let project = survives("a product", [("normal", base), ("launch", over)]);
    assert!(project.findings["launch"].has_errors());
}

/// `{prefix}k0: {value}` and so on, line by line.
fn keys(prefix: &str, value: &str, count: usize) -> String {
    (0..count).fold(String::new(), |mut text, at| {
        let _ = writeln!(text, "{prefix}k{at}: {value}");
        text
    })
}

#[test]
fn many_keys_end() {
    refused("100k unknown fields", keys("", "", 100_000));
    refused("100k of one key", repeated("k: 1\n"));
    refused("100k components that are numbers", around(&keys("  ", "1", 100_000)));
    refused("50k components without a kind", around(&keys("  ", "{}", 70_000)));
    refused("30k components of no kind", around(&keys("  ", "{kind: flet}", 30_000)));
    refused("30k components with too little", around(&keys("  ", "{kind: fleet}", 30_000)));
    refused(
        "unknown fields of one component",
        around(&format!("  a:\n    kind: fleet\n{}", keys("    ", "1", 80_000))),
    );
    refused("names that are none", around(&keys("  ü", "{kind: fleet}", 30_000)));
    let line = format!("{{{FLEET}}}");
    let project = survives("12k fleets", [("normal", around(&keys("  ", &line, 12_000)))]);
    assert_eq!(project.plans["normal"].components.len(), 12_000);
    refused(
        "60k allowed codes that are none",
        format!("{}allow:\n{}", around(&format!("  a: {{{FLEET}}}\n")), keys("  storage-", "why", 40_000)),
    );
    let environment = keys("      ", "v", 60_000);
    let app = format!(
        "  a:\n    kind: app\n    image: i\n    port: 80\n    cpu: 1\n    memory: 2GiB\n    count: {{min: 1, max: 1}}\n    environment:\n{environment}"
    );
    assert!(survives("60k variables", [("normal", around(&app))]).plans.contains_key("normal"));
    let external = keys("  ", "{service: s}", 40_000);
    survives(
        "40k services",
        [("normal", format!("{}external:\n{external}", around(&format!("  a: {{{FLEET}}}\n"))))],
    );
}

#[test]
fn long_names_are_not_held_against_each_other() {
    let half = "a".repeat(MIB / 2);
    let base = around(&format!("  ? {half}\n  : {{{FLEET}}}\n"));
    let over =
        format!("profile: launch\nextends: normal\ncomponents:\n  ? \"*{half}b\"\n  : {{count: x2}}\n");
    survives("a selector", [("normal", base.clone()), ("launch", over)]);
    let stars = "*a".repeat(MIB / 4);
    let over =
        format!("profile: launch\nextends: normal\ncomponents:\n  ? \"{stars}b\"\n  : {{count: x2}}\n");
    survives("a selector of stars", [("normal", base), ("launch", over)]);
}

/// "Did you mean …?" takes the product of names given and names there are, and of their lengths.
#[test]

fn suggestions_end() {
    let names: Vec<String> = (0..5000).map(|at| format!("p{at}")).collect();
    let lost = names.iter().map(|name| (name.as_str(), format!("profile: {name}\nextends: q{name}\n")));
    assert!(has(&survives("5,000 profiles on nothing", lost), Code::UnknownBase));
    let owned = format!("{{{FLEET}, owner: nobody}}");
    let mut text = around(&keys("  ", &owned, 6000));
    let _ = write!(text, "owners:\n{}", keys("  nobod", "{name: n, contact: c}", 10_000));
    refused("6k unknown owners of 10k", text);
    let mut text = around(&format!(
        "  a:\n    {}\n    connects_to:\n",
        FLEET.replace(", ", "\n    ").replace("{min: 3\n    max", "{min: 3, max")
    ));
    text.push_str(&keys("      q", "{connections: 1}", 20_000));
    text.push_str(&keys(
        "  ",
        "{kind: database, engine: mysql, version: \"8.4\", class: db.m6g.large, storage: {size: 20GiB}}",
        6000,
    ));
    refused("20k unknown databases of 6k", text);
    let half = "a".repeat(MIB / 2);
    let mut text = around(&format!("  a: {{{FLEET}, owner: {half}}}\n"));
    let _ = write!(text, "owners:\n  ? {half}b\n  : {{name: n, contact: c}}\n");
    refused("an owner", text);
}

#[test]
fn many_selectors_end() {
    let mut components = String::new();
    let mut selectors = String::from("profile: launch\nextends: normal\ncomponents:\n");
    for at in 0..20_000 {
        let _ = writeln!(components, "  k{at}: {{{FLEET}}}");
        let _ = writeln!(selectors, "  \"*k*{at}\": {{count: x2}}");
    }
    let project =
        survives("20k selectors, 20k components", [("normal", around(&components)), ("launch", selectors)]);
    assert!(has(&project, Code::TooLarge));
    let components = (0..12_000).fold(String::new(), |mut text, at| {
        let _ = writeln!(text, "  {}{at}: {{{FLEET}}}", "a".repeat(20));
        text
    });
    let mut selectors = String::from("profile: launch\nextends: normal\ncomponents:\n");
    for at in 0..500 {
        let _ = writeln!(selectors, "  \"*{}*{at}\": {{count: x1}}", "a*".repeat(10));
    }
    survives("500 selectors, 12k components", [("normal", around(&components)), ("launch", selectors)]);
    let mut selectors = String::from("profile: launch\nextends: normal\ncomponents:\n");
    for at in 0..500 {
        let _ = writeln!(selectors, "  \"*{}\": {{machine: m{at}.large}}", "*".repeat(at % 60));
    }
    survives("selectors that disagree", [("normal", around(&components)), ("launch", selectors)]);
}

#[test]
fn long_chains_of_profiles_end() {
    let names: Vec<String> = (0..5000).map(|at| format!("p{at}")).collect();
    let layers = |first: usize| -> Vec<(&str, String)> {
        let all = names.iter().enumerate().skip(first);
        all.map(|(at, name)| {
            let below = format!("p{}", (at + names.len() - 1) % names.len());
            let text = format!("profile: {name}\nextends: {below}\ncomponents: {{a: {{count: x1}}}}\n");
            (name.as_str(), text)
        })
        .collect()
    };
    let base = around(&format!("  a: {{{FLEET}}}\n")).replace("normal", "p0");
    let straight = layers(1).into_iter().chain([("p0", base)]);
    let project = survives("5,000 profiles in a chain", straight);
    assert!(project.plans.contains_key("p0"));
    assert!(has(&survives("5,000 profiles in a ring", layers(0)), Code::ExtendsCycle));
}
