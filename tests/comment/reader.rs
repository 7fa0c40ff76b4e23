//! What a reader of the comment alone must find in it, and how long it may be.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The comment on a switch from `normal` to `launch` of the project in a folder.
fn comment(folder: &Path) -> String {
    comment_at(folder, "2026-11-23T12:00:00Z")
}

/// The same at a time.
fn comment_at(folder: &Path, now: &str) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_scaleprof"))
        .args(["diff", "normal", "launch", "--format", "markdown", "--now", now])
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(0), "{said}");
    String::from_utf8(run.stdout).unwrap()
}

/// What stands before the first fold.
fn open(comment: &str) -> &str {
    comment.split("<details>").next().unwrap()
}

/// A project of these two profiles.
fn project(normal: &str, launch: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("profiles")).unwrap();
    fs::write(folder.path().join("profiles/normal.yaml"), normal).unwrap();
    fs::write(folder.path().join("profiles/launch.yaml"), launch).unwrap();
    folder
}

/// Each fact that a reviewer asks for, with the words that state it in the example's comment.
const FACTS: [(&str, &str); 26] = [
    ("the event", "“Featured on the front page”"),
    ("the start, with its weekday", "Wed 3 Feb 09:00"),
    ("the end", "to Thu 4 Feb 09:00** 2027"),
    ("the zone of all times", "(UTC+2), 24 h"),
    ("how much changes", "9 components get larger, 3 outside services change plan"),
    ("where it changes", "(UTC+2), 24 h, in eu-west-1."),
    ("what a part is to users", "(database: all contacts)"),
    ("what a count is of", "| 4 to 8 tasks | 40 to 80 tasks |"),
    ("why a maximum is lower", "the counts of normal are then at their maximum, too"),
    ("whether something is replaced", "nothing is replaced"),
    ("the cost of the whole", ": +$643.75 in all"),
    ("the verdict on the budget", "within budget as expected; over it with all counts at maximum\n"),
    ("the cost of the launch alone", "| the launch, 24 h | +$590.00 |"),
    ("from when on it costs", "before it, from Wed 3 Feb 06:35"),
    ("until when it costs", "after it, to Thu 4 Feb 11:00"),
    ("the cost at the maximum", "| **In all** | **+$643.75** | +$788.29 |"),
    (
        "what the maximum passes",
        "with all counts at maximum the whole time (+$788.29) it would pass the warning at $700.00 and the stop at $736.95;",
    ),
    ("the share of a month", "| in percent of a month of normal, $1,842.38 | +34.9 % |"),
    ("the cost if nobody switches back", "+$259.73 a day, +$8,049.11 for a whole month"),
    ("what stays on then", "contacts-db, graph-db, website stay as in the launch"),
    ("what no sum contains", "CPU credits (4 workers)"),
    ("the deadline of the quotas", "**Sun 31 Jan 06:35**, Web team: AWS: 2,676 vCPU"),
    ("that the account's quotas are not known", "what yours has is not known"),
    (
        "what to order of vendors, by whom and when",
        "**Tue 2 Feb 08:20**, Backend team: logs (logentries): plan “50 GB”",
    ),
    ("who is hurt, and when", "**Wed 3 Feb 06:35:** graph-db"),
    ("again on the way back", "**from Thu 4 Feb 11:00:** the same again"),
];

#[test]
fn the_example_states_each_fact_before_its_folds() {
    let comment = comment(Path::new(env!("CARGO_MANIFEST_DIR")));
    let open = open(&comment);
    for (fact, words) in FACTS {
        assert!(open.contains(words), "{fact}: {words} is not in\n{open}");
    }
    assert!(!comment.contains("| $0.00 |"), "{comment}");
    assert!(!comment.contains('{') && !comment.contains("\\["), "{comment}");
    // Four workers alike are one row, and one line of the calculation each.
    let of_workers = comment.lines().filter(|line| line.starts_with("| **4 workers**"));
    assert_eq!(of_workers.count(), 1, "{comment}");
    assert!(!comment.contains("| dedupe-worker |"), "{comment}");
    assert!(open.chars().count() < 7_000 && open.lines().count() < 64, "{}", open.chars().count());
}

#[test]
fn a_time_that_is_over_is_marked() {
    let comment = comment_at(Path::new(env!("CARGO_MANIFEST_DIR")), "2027-02-01T00:00:00Z");
    assert!(comment.contains("- **Sun 31 Jan 06:35, past**, Web team"), "{comment}");
    assert_eq!(comment.matches(", past").count(), 1, "{comment}");
}

/// Names as long as people give them, which leaves nothing to chance with the lengths below.
fn large() -> tempfile::TempDir {
    let mut normal = "profile: normal\nstack: shop\ncloud: {provider: aws, region: eu-west-1}\nowners: {ops: {name: Operations team, contact: ops@example.com}}\ncomponents:\n".to_owned();
    let mut launch = "profile: launch\nextends: normal\nwindow: {start: 2027-02-03T09:00:00+02:00, duration: 24h, tail: 1h}\nevent: {name: The spot, lead: ops}\nbudget: {window: {fail: 9000000}}\ncomponents:\n".to_owned();
    for at in 0..200 {
        let _ = writeln!(
            normal,
            "  alike-background-worker-{at}: {{kind: workers, owner: ops, test: t, machine: t4g.nano, count: {{min: 1, max: 2}}}}"
        );
        let _ = writeln!(launch, "  alike-background-worker-{at}: {{count: {{min: 2, max: 4}}}}");
    }
    for at in 0..300 {
        let _ = writeln!(
            normal,
            "  other-background-worker-{at}: {{kind: workers, owner: ops, test: t, machine: t4g.nano, count: {{min: 1, max: 2}}, allow: {{burstable-sustained: tested}}}}"
        );
        let _ = writeln!(
            launch,
            "  other-background-worker-{at}: {{count: {{min: {}, max: {}}}}}",
            2 + at / 10,
            10 + at / 5
        );
    }
    for at in 0..100 {
        let _ = writeln!(
            normal,
            "  customers-server-{at}: {{kind: server, owner: ops, test: t, machine: m6g.large, storage: {{size: 200GiB, iops: 3000}}}}"
        );
        let _ =
            writeln!(launch, "  customers-server-{at}: {{machine: +1, storage: {{iops: {}}}}}", 4000 + at);
    }
    normal += "external:\n";
    launch += "external:\n";
    for at in 0..20 {
        let _ = writeln!(
            normal,
            "  vendor-{at}: {{service: vendor {at} of mails, owner: ops, metric: mails, per: month, expected: 900, plan: small, as_of: 2026-11-03, source: page, how: call, plans: [{{name: small, price: 1, included: 1000, lead_time: 1h}}, {{name: large, price: {}, included: 100000, lead_time: {}h}}]}}",
            9 + at,
            2 + at
        );
        let _ = writeln!(launch, "  vendor-{at}: {{plan: large, expected: 90000}}");
    }
    project(&normal, &launch)
}

#[test]
fn a_comment_on_six_hundred_components_is_read_in_minutes() {
    let folder = large();
    let comment = comment(folder.path());
    let open = open(&comment);
    let (before, whole) = (open.chars().count(), comment.chars().count());
    assert!(before <= 10_000, "{before} characters before the folds:\n{open}");
    assert!(whole <= 60_000, "{whole} characters");
    let rows = open.lines().skip_while(|line| !line.starts_with("| what changes |")).skip(2);
    let rows: Vec<&str> = rows.take_while(|line| line.starts_with('|')).collect();
    assert_eq!(rows.len(), 11, "{open}");
    assert!(rows[10].contains("more rows, ") && rows[10].contains('$'), "{}", rows[10]);
    assert!(open.contains("each of 100 components is down for about 5 min: "), "{open}");
    assert!(open.contains(" and 97 more"), "{open}");
    assert!(open.contains("more, in the runbook"), "{open}");
    assert!(comment.contains("200 workers"), "{comment}");
    assert!(comment.contains(" more lines | | | "), "{comment}");
}

/// A new vendor is told by the plan that it starts with, and its plans in words.
#[test]
fn no_value_is_raw_json() {
    let normal = "profile: normal\nstack: shop\ncloud: {provider: aws, region: eu-west-1}\nowners: {ops: {name: Ops, contact: o@example.com}}\ncomponents:\n  web: {kind: server, owner: ops, test: t, machine: m6g.large, what: the shop itself}\n";
    let launch = "profile: launch\nextends: normal\nwindow: {start: 2027-02-03T09:00:00+02:00, duration: 24h}\ncomponents: {web: {machine: +1}}\nexternal:\n  pay: {service: stripe, owner: ops, metric: payments, per: month, expected: 90000, how: call, plan: large, plans: [{name: large, included: 100000, lead_time: 2h}]}\n";
    let folder = project(normal, launch);
    let comment = comment(folder.path());
    assert!(comment.contains("| none | plan “large” |"), "{comment}");
    assert!(comment.contains("the price of pay is not known: this sum is without it"), "{comment}");
    assert!(comment.contains("web (the shop itself) is down for about 5 min"), "{comment}");
    for part in ["[{", "\":", "\\[\\{"] {
        assert!(!comment.contains(part), "{part} is in\n{comment}");
    }
    let run = Command::new(env!("CARGO_BIN_EXE_scaleprof"))
        .args(["diff", "normal", "launch", "--places", "--now", "2026-11-23T12:00:00Z"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let text = String::from_utf8(run.stdout).unwrap();
    assert!(text.contains("- -> large (included 100,000, lead_time 2h)"), "{text}");
}
