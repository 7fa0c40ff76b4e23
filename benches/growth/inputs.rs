//! Inputs whose size is one number.

use std::fmt::Write as _;

/// Texts by their paths.
pub(crate) type Files = Vec<(String, String)>;

/// A kind of input.
pub(crate) struct Case {
    pub name: &'static str,
    /// Two sizes, the second four times the first: bytes, or profiles.
    pub sizes: [usize; 2],
    pub commands: &'static [&'static str],
    pub files: fn(usize) -> Files,
}

const BYTES: [usize; 2] = [256 << 10, 1 << 20];
const PROFILES: [usize; 2] = [75, 300];
const CHECK: &[&str] = &["check"];
const ALL: &[&str] = &["check", "build --check normal", "diff normal launch"];

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "tags",
        sizes: BYTES,
        commands: ALL,
        files: |size| {
            top(&format!(
                "cloud: {{provider: aws, region: eu-west-1, tags: {{{}}}}}\n",
                fill(size, |at| format!("t{at}: x, "))
            ))
        },
    },
    Case {
        name: "owners",
        sizes: BYTES,
        commands: ALL,
        files: |size| {
            with(&format!(
                "owners: {{o: {{name: O, contact: o@example.com}}, {}}}\n",
                fill(size, |at| format!("o{at}: {{name: O, contact: o{at}@example.com}}, "))
            ))
        },
    },
    Case {
        name: "own prices",
        sizes: BYTES,
        commands: ALL,
        files: |size| {
            plus(
                "prices/own.yaml",
                &format!(
                    "prices:\n{}",
                    fill(size, |at| format!(
                        "  - {{service: ec2, key: m5.x{at}, usd: 1, unit: Hrs, date: 2026-01-01}}\n"
                    ))
                ),
            )
        },
    },
    Case {
        name: "own prices, one key",
        sizes: BYTES,
        commands: CHECK,
        files: |size| {
            plus(
                "prices/own.yaml",
                &format!(
                    "prices:\n{}",
                    fill(size, |_| {
                        "  - {service: ec2, key: m5.large, usd: 1, unit: Hrs, date: 2026-01-01}\n".to_owned()
                    })
                ),
            )
        },
    },
    Case {
        name: "own discounts",
        sizes: BYTES,
        commands: ALL,
        files: |size| {
            plus(
                "prices/own.yaml",
                &format!(
                    "discounts:\n{}",
                    fill(size, |at| format!("  - {{service: ec2, key: \"x{at}*\", percent: 1}}\n"))
                ),
            )
        },
    },
    Case {
        name: "own vendors",
        sizes: BYTES,
        commands: ALL,
        files: |size| {
            plus(
                "prices/own.yaml",
                &format!(
                    "external:\n{}",
                    fill(size, |at| format!("  - {{service: maps, plan: p{at}, usd: 1}}\n"))
                ),
            )
        },
    },
    Case {
        name: "plans",
        sizes: BYTES,
        commands: ALL,
        files: |size| {
            with(&vendor(&format!(
                "plan: p0, plans: [{}]",
                fill(size, |at| format!("{{name: p{at}, price: 1, included: {at}}}, "))
            )))
        },
    },
    Case {
        name: "plans, one name",
        sizes: BYTES,
        commands: CHECK,
        files: |size| {
            with(&vendor(&format!(
                "plan: p, plans: [{}]",
                fill(size, |_| "{name: p, price: 1, included: 2}, ".to_owned())
            )))
        },
    },
    Case {
        name: "tiers",
        sizes: BYTES,
        commands: ALL,
        files: |size| {
            with(&vendor(&format!(
                "plan: p, plans: [{{name: p, price: 1, overage: {{price: 1, tiers: [{}]}}}}]",
                fill(size, |at| format!("{{above: {}, price: 1}}, ", at + 1))
            )))
        },
    },
    Case {
        name: "limits",
        sizes: BYTES,
        commands: ALL,
        files: |size| {
            with(&vendor(&format!(
                "included: 1, limits: [{}]",
                fill(size, |at| format!("{{per: hour, most: {}}}, ", at + 1))
            )))
        },
    },
    Case {
        name: "services",
        sizes: BYTES,
        commands: ALL,
        files: |size| {
            with(&format!(
                "external:\n{}",
                fill(size, |at| format!(
                    "  s{at}: {{service: s{at}, owner: o, metric: m, per: month, expected: 5, plan: p, included: 9, price: 1, lead_time: 1h}}\n"
                ))
            ))
        },
    },
    Case {
        name: "traffic",
        sizes: BYTES,
        commands: ALL,
        files: |size| with(&format!("traffic: {{{}}}\n", fill(size, |at| format!("t{at}: {{day: 5}}, ")))),
    },
    Case {
        name: "allow codes",
        sizes: BYTES,
        commands: CHECK,
        files: |size| with(&format!("allow: {{{}}}\n", fill(size, |at| format!("c{at}: reason, ")))),
    },
    Case {
        name: "allow codes of a component",
        sizes: BYTES,
        commands: CHECK,
        files: |size| {
            with(&format!(
                "components:\n  w: {{kind: workers, owner: o, test: t, machine: m6g.medium, count: {{min: 1, max: 3}}, allow: {{{}}}}}\n",
                fill(size, |at| format!("c{at}: reason, "))
            ))
        },
    },
    Case {
        name: "alarms",
        sizes: BYTES,
        commands: CHECK,
        files: |size| {
            with(&format!(
                "components:\n  w: {{kind: workers, owner: o, test: t, machine: m6g.medium, count: {{min: 1, max: 3}}, alarms: {{{}}}}}\n",
                fill(size, |at| format!("a{at}: 5, "))
            ))
        },
    },
    Case {
        name: "plan_b",
        sizes: BYTES,
        commands: &["check", "build --check launch"],
        files: |size| {
            with(&format!(
                "plan_b:\n{}",
                fill(size, |at| format!("  - {{when: it breaks {at}, then: mend it, owner: o}}\n"))
            ))
        },
    },
    Case {
        name: "components",
        sizes: BYTES,
        commands: ALL,
        files: |size| with(&format!("components:\n{}", fill(size, worker))),
    },
    Case {
        name: "components of unknown kinds",
        sizes: BYTES,
        commands: CHECK,
        files: |size| {
            with(&format!(
                "components:\n{}",
                fill(size, |at| format!("  w{at}: {{kind: workrs, owner: o}}\n"))
            ))
        },
    },
    Case {
        name: "unknown machines",
        sizes: BYTES,
        commands: CHECK,
        files: |size| {
            with(&format!(
                "components:\n{}",
                fill(size, |at| format!(
                    "  w{at}: {{kind: workers, owner: p{at}, machine: m6g.medum{at}, count: {{min: 1, max: 3}}}}\n"
                ))
            ))
        },
    },
    Case {
        name: "unknown fields",
        sizes: BYTES,
        commands: CHECK,
        files: |size| with(&fill(size, |at| format!("field{at}: 1\n"))),
    },
    Case {
        name: "selectors",
        sizes: BYTES,
        commands: ALL,
        files: |size| {
            let mut files = with(&format!("components:\n{}", fill(size, worker)));
            files[1].1 = launch(&format!(
                "components:\n{}",
                fill(size / 16, |at| format!("  \"w{at}*\": {{count: x2}}\n"))
            ));
            files
        },
    },
    Case {
        name: "connects_to",
        sizes: BYTES,
        commands: CHECK,
        files: |size| {
            with(&format!(
                "components:\n  w: {{kind: workers, owner: o, test: t, machine: m6g.medium, count: {{min: 1, max: 3}}, connects_to: {{{}}}}}\n",
                fill(size, |at| format!("db{at}: {{connections: 5}}, "))
            ))
        },
    },
    Case {
        name: "connects_to a database",
        sizes: BYTES,
        commands: CHECK,
        files: |size| {
            with(&format!(
                "components:\n  db: {{kind: database, owner: o, test: t, engine: postgres, version: \"16\", class: db.m6g.large, storage: {{size: 20GiB}}}}\n{}",
                fill(size, |at| format!(
                    "  w{at}: {{kind: workers, owner: o, test: t, machine: m6g.medium, count: {{min: 1, max: 3}}, connects_to: {{db: {{connections: 1}}}}}}\n"
                ))
            ))
        },
    },
    Case {
        name: "duplicate keys",
        sizes: BYTES,
        commands: CHECK,
        files: |size| with(&format!("traffic: {{{}}}\n", fill(size, |_| "same: {day: 5}, ".to_owned()))),
    },
    Case {
        name: "duplicate keys in lines",
        sizes: BYTES,
        commands: CHECK,
        files: |size| with(&format!("traffic:\n{}", fill(size, |_| "  same: {day: 5}\n".to_owned()))),
    },
    Case {
        name: "nesting",
        sizes: BYTES,
        commands: CHECK,
        files: |size| with(&format!("traffic: {}\n", "[".repeat(size))),
    },
    Case {
        name: "nesting closed",
        sizes: BYTES,
        commands: CHECK,
        files: |size| with(&format!("traffic: {}{}\n", "[".repeat(size / 2), "]".repeat(size / 2))),
    },
    Case {
        name: "one long text",
        sizes: BYTES,
        commands: CHECK,
        files: |size| {
            with(&format!(
                "components:\n  w: {{kind: workers, owner: o, test: \"{}\", machine: m6g.medium, count: {{min: 1, max: 3}}}}\n",
                "ab ".repeat(size / 3)
            ))
        },
    },
    Case {
        name: "one long name",
        sizes: BYTES,
        commands: CHECK,
        files: |size| {
            with(&format!(
                "components:\n  {}: {{kind: workers, owner: o, machine: m6g.medium, count: {{min: 1, max: 3}}}}\n",
                "w".repeat(size)
            ))
        },
    },
    Case {
        name: "one long comment",
        sizes: BYTES,
        commands: CHECK,
        files: |size| with(&format!("# {}\n", "ä ".repeat(size / 3))),
    },
    Case {
        name: "user data",
        sizes: BYTES,
        commands: ALL,
        files: |size| {
            with(&format!(
                "components:\n  w:\n    kind: workers\n    owner: o\n    test: t\n    machine: m6g.medium\n    count: {{min: 1, max: 3}}\n    user_data: |\n{}",
                fill(size, |at| format!("      echo {at}\n"))
            ))
        },
    },
    Case {
        name: "dated profiles",
        sizes: PROFILES,
        commands: &[
            "check",
            "build --check normal",
            "build --check l1",
            "diff normal l1",
            "cost l1",
            "runbook l1",
            "quotas l1",
            "status --state state.json",
        ],
        files: |size| dated(size, false),
    },
    Case {
        name: "chained profiles",
        sizes: PROFILES,
        commands: &["check", "build --check normal", "diff normal l1"],
        files: |size| dated(size, true),
    },
];

/// So many bytes of rows.
fn fill(size: usize, row: impl Fn(usize) -> String) -> String {
    let mut out = String::with_capacity(size + 64);
    let mut at = 0;
    while out.len() < size {
        out.push_str(&row(at));
        at += 1;
    }
    out
}

fn worker(at: usize) -> String {
    format!("  w{at}: {{kind: workers, owner: o, test: t, machine: m6g.medium, count: {{min: 1, max: 3}}}}\n")
}

fn vendor(more: &str) -> String {
    format!(
        "external:\n  maps: {{service: maps, owner: o, metric: m, per: month, expected: 5, lead_time: 1h, {more}}}\n"
    )
}

fn launch(more: &str) -> String {
    format!(
        "profile: launch\nextends: normal\nwindow: {{start: 2027-02-03T09:00:00+02:00, duration: 24h}}\n{more}"
    )
}

/// A normal profile with some fields more, and a launch that changes little.
fn top(more: &str) -> Files {
    let mut normal = "profile: normal\nstack: s\n".to_owned();
    for (field, text) in [
        ("cloud:", "cloud: {provider: aws, region: eu-west-1}\n"),
        ("owners:", "owners: {o: {name: O, contact: o@example.com}}\n"),
        (
            "components:",
            "components:\n  w: {kind: workers, owner: o, test: t, machine: m6g.medium, count: {min: 1, max: 3}}\n",
        ),
    ] {
        if !more.starts_with(field) {
            normal.push_str(text);
        }
    }
    let _ = write!(normal, "{more}");
    vec![("profiles/normal.yaml".to_owned(), normal), ("profiles/launch.yaml".to_owned(), launch(""))]
}

fn with(more: &str) -> Files {
    top(more)
}

fn plus(path: &str, text: &str) -> Files {
    let mut files = with("");
    files.push((path.to_owned(), text.to_owned()));
    files
}

/// Old launches pile up in a repository: each of its own date, on the everyday profile or on the one before.
fn dated(count: usize, chained: bool) -> Files {
    let components: String = (0..20).map(worker).collect();
    let mut files = top(&format!("components:\n{components}"));
    files.truncate(1);
    for at in 1..count {
        let base = if chained && at > 1 { format!("l{}", at - 1) } else { "normal".to_owned() };
        let (year, month, day) = (2027 + at / 336, at / 28 % 12 + 1, at % 28 + 1);
        let text = format!(
            "profile: l{at}\nextends: {base}\nwindow: {{start: {year}-{month:02}-{day:02}T09:00:00+02:00, duration: 12h}}\ncomponents:\n  w1: {{count: {{min: 2, max: {}}}}}\n",
            3 + at
        );
        files.push((format!("profiles/l{at}.yaml"), text));
    }
    files.push((
        "state.json".to_owned(),
        r#"{"format_version":"1.0","values":{"root_module":{"resources":[]}}}"#.to_owned(),
    ));
    files
}
