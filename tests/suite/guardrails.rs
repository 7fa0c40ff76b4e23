//! Limits on what a switch may cost: held exactly, said with their place, never passed in ignorance.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::common;

use std::path::Path;
use std::process::Command;

use common::compile;
use rust_decimal::Decimal;
use scaleprof::cloud::list_prices;
use scaleprof::diagnostic::Findings;
use scaleprof::diff::{Diff, DiffOptions};
use scaleprof::guardrail::{Compliance, Guardrail, Level, Limit, Measure, Size, evaluate, of_budget};
use scaleprof::model::span::Span;
use scaleprof::price::Prices;
use scaleprof::price::own::Own;
use scaleprof::project::Project;
use scaleprof::source::Sources;
use serde_json::{Value, json};

const WINDOW: &str = "window: {start: \"2027-02-03T09:00:00Z\", duration: 1h}\n";

/// Machines are a dollar an hour and all else is free, but for what vendors ask.
const OWN: &str = "prices:
  - {service: ec2, key: t4g.nano, usd: 1, unit: Hrs, date: 2026-11-01}
  - {service: ebs, key: gp3, usd: 0, unit: GB-Mo, date: 2026-11-01}
  - {service: cloudwatch, key: alarm-standard, usd: 0, unit: Alarm-Mo, date: 2026-11-01}
  - {service: cloudwatch, key: dashboard, usd: 0, unit: Dashboard-Mo, date: 2026-11-01}
";

/// A normal day that costs 100 dollars a month, and a launch with these machines and this vendor.
fn normal() -> String {
    "profile: normal\nstack: shop\nowners: {web: {name: Web, contact: web@example.com}}\n\
     cloud:\n  provider: aws\n  region: eu-west-1\n  \
     network: {vpc: vpc-0a1b2c3d, subnets: [subnet-0a1b2c3d, subnet-0a1b2c3e]}\n\
     components:\n  sync:\n    kind: workers\n    machine: t4g.nano\n    count: {min: 0, max: 9}\n    \
     allow: {burstable-sustained: short}\n\
     external:\n  maps: {service: mapbox, owner: web, metric: loads, per: month, included: 9, expected: 3, \
     plan: small, price: 100}\n"
        .to_owned()
}

fn launch(count: &str, price: &str, more: &str) -> String {
    format!(
        "profile: launch\nextends: normal\n{more}components:\n  sync: {{count: {count}}}\n\
         external:\n  maps: {{plan: large, price: {price}, lead_time: 1h, how: write}}\n"
    )
}

/// The usual: no machines, and a plan that costs so much.
fn costs(price: &str) -> String {
    launch("{min: 0, max: 9}", price, WINDOW)
}

/// A vendor who asks nobody knows what.
const NO_PRICE: &str =
    "  mail: {service: mandrill, owner: web, metric: mails, per: month, included: 9, expected: 3}\n";

fn prices() -> Prices {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let source = sources.add("prices/own.yaml", OWN);
    let own = Own::read(&list_prices().catalogue, &sources, source, &mut findings);
    Prices { own: own.unwrap_or_else(|| panic!("{findings:?}")), ..list_prices() }
}

fn project(launch: &str) -> Project {
    let project = compile([("normal", normal()), ("launch", launch.to_owned())]);
    assert!(!project.findings.values().any(Findings::has_errors), "{}", common::findings(&project));
    project
}

fn diffed(project: &Project) -> Diff<'_> {
    Diff::new(&project.plans["normal"], &project.plans["launch"], &prices(), &DiffOptions::default())
}

fn limit(measure: Measure, at: &str) -> Limit {
    Limit { measure, level: Level::Fail, at: at.parse().unwrap(), place: None }
}

fn held(launch: &str, limit: Limit, size: Size) -> Guardrail {
    let project = project(launch);
    let diff = diffed(&project);
    evaluate(&diff, &[limit], size, false).remove(0)
}

#[test]
fn at_the_limit_is_within_it_and_a_hundred_thousandth_more_is_not() {
    use Compliance::{Over, Within};
    use Measure::{Increase, LeftOn, Window};
    for (price, measure, at, verdict) in [
        ("130", Window, "30", Within),
        ("130", Window, "30.00000", Within),
        ("130", Window, "29.99999", Over),
        ("130.00001", Window, "30", Over),
        ("130.00001", Window, "30.00001", Within),
        ("130.000001", Window, "30", Over),
        ("130", Increase, "30", Within),
        ("130", Increase, "29.99999", Over),
        ("130.00001", Increase, "30", Over),
        ("130.00001", Increase, "30.00001", Within),
        ("130", LeftOn, "30", Within),
        ("130", LeftOn, "29.99999", Over),
        ("130.00001", LeftOn, "30", Over),
        ("100", Window, "0", Within),
        ("100", Increase, "0", Within),
        ("100.00001", Increase, "0", Over),
        ("1000000000", Window, "999999900", Within),
        ("1000000000", Window, "999999899.99999", Over),
        // A third of it is not a decimal.
        ("133.333333", Increase, "33.333333", Within),
        ("133.333333", Increase, "33.333332", Over),
        // What saves passes any limit.
        ("0", Window, "0", Within),
        ("0", Increase, "0", Within),
        ("0", LeftOn, "0", Within),
        ("0", Window, "-100", Within),
        ("0", Window, "-100.00001", Over),
    ] {
        let gate = held(&costs(price), limit(measure, at), Size::Expected);
        assert_eq!(gate.verdict, verdict, "{price} {measure:?} {at}: {}", gate.reason);
        assert_eq!(gate.fails(), verdict == Over);
    }
}

/// Who is refused sees two figures that differ, and in the right order.
#[test]
fn the_reason_shows_why() {
    for (price, measure, at) in [
        ("130.00001", Measure::Window, "30"),
        ("130", Measure::Window, "29.99999"),
        ("130.00001", Measure::Increase, "30"),
        ("130", Measure::Increase, "29.99999"),
        ("130.004", Measure::LeftOn, "30"),
    ] {
        let gate = held(&costs(price), limit(measure, at), Size::Expected);
        assert_eq!(gate.verdict, Compliance::Over);
        let (actual, most) = gate.reason.split_once("and the limit is").unwrap();
        let figure = |text: &str| -> Decimal {
            let word = text.split([' ', ',']).find(|word| word.trim_matches('$').parse::<Decimal>().is_ok());
            word.unwrap_or_else(|| panic!("{text}")).trim_matches('$').parse().unwrap()
        };
        assert!(figure(actual) > figure(most), "{}", gate.reason);
    }
}

#[test]
fn each_size_is_held_for_itself() {
    // Nothing, two machines, five machines, for an hour.
    let launch = launch("{min: 0, expected: 2, max: 14}", "100", WINDOW);
    let diff = |size, at: &str| held(&launch, limit(Measure::Window, at), size);
    for (size, word, cost) in
        [(Size::Floor, "floor", "0"), (Size::Expected, "expected", "2"), (Size::Ceiling, "ceiling", "5")]
    {
        let within = diff(size, cost);
        assert_eq!((within.verdict, within.actual), (Compliance::Within, Some(cost.parse().unwrap())));
        assert!(within.reason.contains(word), "{}", within.reason);
        let less = cost.parse::<Decimal>().unwrap() - Decimal::new(1, 5);
        assert_eq!(diff(size, &less.to_string()).verdict, Compliance::Over);
    }
    // In percent it is always of the month before as expected, which is 100 dollars.
    let gate = held(&launch, limit(Measure::Increase, "5"), Size::Ceiling);
    assert_eq!((gate.verdict, gate.actual), (Compliance::Within, Some(Decimal::from(5))));
}

#[test]
fn a_price_that_is_not_known_holds_up_every_limit() {
    let launch = costs("100") + NO_PRICE;
    let project = project(&launch);
    let diff = diffed(&project);
    let limits: Vec<Limit> = [Measure::Window, Measure::Increase, Measure::LeftOn]
        .map(|measure| limit(measure, "1000000000"))
        .into();
    for size in [Size::Floor, Size::Expected, Size::Ceiling] {
        for gate in evaluate(&diff, &limits, size, false) {
            assert_eq!((gate.verdict, gate.fails()), (Compliance::Unknown, true), "{}", gate.reason);
            assert!(gate.reason.contains("not all prices are known"), "{}", gate.reason);
        }
        for gate in evaluate(&diff, &limits, size, true) {
            assert_eq!((gate.verdict, gate.fails()), (Compliance::Within, false), "{}", gate.reason);
        }
    }
}

#[test]
fn a_window_that_nobody_states_holds_up_what_hangs_on_it() {
    let project = project(&launch("{min: 0, max: 9}", "130", ""));
    let (from, to) = (&project.plans["normal"], &project.plans["launch"]);
    let verdicts = |span: Option<i64>| {
        let context = DiffOptions { span: span.map(Span::of_seconds), ..DiffOptions::default() };
        let diff = Diff::new(from, to, &prices(), &context);
        let limits =
            [Measure::Window, Measure::Increase, Measure::LeftOn].map(|measure| limit(measure, "1000"));
        let gates = evaluate(&diff, &limits, Size::Expected, false);
        for gate in gates.iter().filter(|gate| gate.verdict == Compliance::Unknown) {
            assert!(gate.fails() && gate.actual.is_none());
            assert!(gate.reason.contains("nobody says for how long"), "{}", gate.reason);
        }
        gates.iter().map(|gate| gate.verdict).collect::<Vec<_>>()
    };
    assert_eq!(verdicts(None), [Compliance::Unknown, Compliance::Unknown, Compliance::Within]);
    assert_eq!(verdicts(Some(1)), [Compliance::Within; 3]);
}

#[test]
fn a_budget_is_six_limits_with_their_places() {
    let budget = "budget:\n  window: {warn: 10, fail: 20.5}\n  increase: {warn: 30}\n  left_on: {fail: 40}\n";
    let project = project(&launch("{min: 0, max: 9}", "125", &format!("{WINDOW}{budget}")));
    let (from, to) = (&project.plans["normal"], &project.plans["launch"]);
    let diff = Diff::new(from, to, &prices(), &DiffOptions::default());
    let gates = evaluate(&diff, &of_budget(&diff), Size::Expected, false);
    let of = |gate: &Guardrail| {
        let place = project.sources.describe(gate.limit.place.unwrap());
        (gate.limit.level, gate.limit.at.to_string(), gate.verdict, gate.fails(), place)
    };
    let place = |line: usize, column: usize| format!("profiles/launch.yaml:{line}:{column}");
    assert_eq!(
        gates.iter().map(of).collect::<Vec<_>>(),
        [
            (Level::Warn, "10".to_owned(), Compliance::Over, false, place(5, 18)),
            (Level::Fail, "20.5".to_owned(), Compliance::Over, true, place(5, 28)),
            (Level::Warn, "30".to_owned(), Compliance::Within, false, place(6, 20)),
            (Level::Fail, "40".to_owned(), Compliance::Within, false, place(7, 19)),
        ]
    );
    // The budget is that of the profile that is switched to.
    let back = Diff::new(to, from, &prices(), &DiffOptions::default());
    assert!(of_budget(&back).is_empty());
}

// The command

struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

fn diff(launch: &str, own: &str, arguments: &[&str]) -> Said {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("profiles/normal.yaml", &normal());
    write("profiles/launch.yaml", launch);
    write("prices/own.yaml", own);
    run(folder.path(), arguments)
}

fn run(folder: &Path, arguments: &[&str]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scaleprof"));
    command.arg("-C").arg(folder).arg("diff");
    if !arguments.contains(&"launch") {
        command.args(["normal", "launch"]);
    }
    let output =
        command.args(arguments).args(["--now", "2026-11-23T00:00:00Z"]).env("NO_COLOR", "1").output();
    let output = output.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn the_exit_code_is_the_verdict() {
    let with = |arguments: &[&str]| diff(&costs("130"), OWN, arguments);
    for (arguments, code, said) in [
        (&[][..], 0, ""),
        (&["--max-window-cost", "30"], 0, ""),
        (&["--max-window-cost", "29.99999"], 1, "error: the switch costs"),
        (&["--max-increase", "30%"], 0, ""),
        (&["--max-increase", "30"], 0, ""),
        (&["--max-increase", "29.99999%"], 1, "error: the switch costs"),
        (&["--max-window-cost", "1000", "--max-increase", "1"], 1, "error: the switch costs 30 %"),
        (&["--max-increase", "a lot"], 2, "is no percentage"),
        (&["--max-window-cost", "$30"], 2, "invalid value"),
        // A limit is a plain number: no thousands, no exponent, nothing that is none.
        (&["--max-window-cost", "nan"], 2, "invalid value"),
        (&["--max-window-cost", "1,000"], 2, "invalid value"),
        (&["--duration", "0s", "--max-window-cost", "1"], 2, "no length"),
        (&["--duration=-1h"], 2, "negative"),
        (&["launch", "normal", "--max-window-cost", "0", "--max-increase", "0"], 0, ""),
        (&["normal", "launch", "--gate-at", "floor", "--max-window-cost", "30"], 0, ""),
        // The ceiling is the normal day's: nine machines.
        (&["--gate-at", "ceiling", "--max-window-cost", "30"], 0, ""),
    ] {
        let Said { code: exit, out, err } = with(arguments);
        assert_eq!(exit, Some(code), "{arguments:?}\n{out}{err}");
        assert!(err.contains(said), "{arguments:?}\n{err}");
        assert_eq!(err.is_empty(), said.is_empty(), "{arguments:?}\n{err}");
        assert_eq!(out.is_empty(), code == 2, "{arguments:?}\n{out}");
    }
}

#[test]
fn a_budget_warns_and_fails() {
    let with = |budget: &str, arguments: &[&str]| {
        diff(
            &launch("{min: 0, expected: 2, max: 19}", "128", &format!("{WINDOW}budget: {budget}\n")),
            OWN,
            arguments,
        )
    };
    for (budget, arguments, code, said) in [
        ("{window: {warn: 30, fail: 40}}", &[][..], 0, ""),
        ("{window: {warn: 29.99999, fail: 40}}", &[], 0, "warning: the switch costs"),
        ("{window: {warn: 20, fail: 29.99999}}", &[], 1, "error: the switch costs"),
        ("{window: {fail: 38}}", &["--gate-at", "ceiling"], 0, ""),
        ("{window: {fail: 37.99999}}", &["--gate-at", "ceiling"], 1, "(ceiling)"),
        ("{window: {fail: 28}}", &["--gate-at", "floor"], 0, ""),
        ("{increase: {fail: 30}}", &[], 0, ""),
        ("{increase: {warn: 29}}", &[], 0, "warning: the switch costs 30 %"),
        ("{left_on: {fail: 28}}", &[], 0, ""),
        // Two machines go by themselves; the plan stays.
        ("{left_on: {fail: 27.99999}}", &[], 1, "error: left on"),
        ("{left_on: {warn: 27.99999}}", &["--format", "json"], 0, "warning: left on"),
    ] {
        let Said { code: exit, out, err } = with(budget, arguments);
        assert_eq!(exit, Some(code), "{budget} {arguments:?}\n{out}{err}");
        assert!(err.contains(said), "{budget}\n{err}");
        assert_eq!(err.is_empty(), said.is_empty(), "{budget}\n{err}");
        assert_eq!(err.contains("(profiles/launch.yaml:4:"), !said.is_empty(), "{budget}\n{err}");
    }
    // The diff is whole whatever the verdict, and carries it.
    let failed = with("{window: {fail: 1}}", &["--format", "json"]);
    let report: Value = serde_json::from_str(&failed.out).unwrap();
    let gate = &report["gates"][0];
    for (key, value) in
        [("measure", "window"), ("level", "fail"), ("limit", "1"), ("actual", "30"), ("verdict", "over")]
    {
        assert_eq!(gate[key], value);
    }
    // Both verdicts are said, whichever decides.
    let both = with("{window: {fail: 34}}", &["--format", "json"]);
    assert_eq!(both.code, Some(0), "{}", both.err);
    let report: Value = serde_json::from_str(&both.out).unwrap();
    assert_eq!(report["gates"][0]["expected"], json!({"actual": "30", "verdict": "within"}));
    assert_eq!(report["gates"][0]["maximum"], json!({"actual": "38", "verdict": "over"}));
    let text = with("{window: {fail: 34}}", &[]).out;
    assert!(
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .contains("with all counts at maximum the whole time (+$38.00) it would pass the stop at $34.00"),
        "{text}"
    );
    let report: Value = serde_json::from_str(&failed.out).unwrap();
    assert_eq!(report["cost"]["window"], json!({"floor": "28", "expected": "30", "ceiling": "38"}));
}

#[test]
fn nothing_passes_in_ignorance() {
    let unknown = costs("100") + NO_PRICE;
    for (arguments, code) in [
        (&["--max-window-cost", "1000000000"][..], 1),
        (&["--max-increase", "1000000000"], 1),
        (&["--max-window-cost", "1000000000", "--allow-unknown-prices"], 0),
        (&["--max-window-cost=-1", "--allow-unknown-prices"], 1),
        (&[], 0),
    ] {
        let Said { code: exit, out, err } = diff(&unknown, OWN, arguments);
        assert_eq!(exit, Some(code), "{arguments:?}\n{err}");
        assert!(out.contains("the price of mail is not known: this sum is without it"), "{out}");
        let ignorant = err.contains("not all prices are known") && err.contains("--allow-unknown-prices");
        assert_eq!(ignorant, code == 1 && !arguments.contains(&"--allow-unknown-prices"), "{err}");
    }
    let warn = unknown.replace(WINDOW, &format!("{WINDOW}budget: {{window: {{warn: 1000}}}}\n"));
    let Said { code, err, .. } = diff(&warn, OWN, &[]);
    assert_eq!(code, Some(0), "{err}");
    assert!(err.contains("warning: not all prices are known"), "{err}");
    // Nobody says for how long.
    let endless = launch("{min: 0, max: 9}", "130", "");
    let Said { code, err, .. } = diff(&endless, OWN, &["--max-window-cost", "1000"]);
    assert_eq!(code, Some(1), "{err}");
    assert!(err.contains("nobody says for how long") && !err.contains("own.yaml"), "{err}");
    let said = diff(&endless, OWN, &["--max-window-cost", "1000", "--duration", "1h"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
}
