//! What a switch costs in each of its phases, from the first step to the way back, by figures that are worked
//! out here by hand from rates and minutes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::common;

use std::process::{Command, Output};

use common::compile;
use rust_decimal::Decimal;
use scaleprof::cloud::list_prices;
use scaleprof::diagnostic::Findings;
use scaleprof::diff::{Diff, DiffOptions, StillOn};
use scaleprof::money::{Amounts, round_amount};
use scaleprof::price::Prices;
use scaleprof::price::own::Own;
use scaleprof::project::Project;
use scaleprof::source::Sources;
use serde_json::Value;

/// Two sizes of a database, two of a machine, their disks, and nothing else that costs.
const OWN: &str = "prices:
  - {service: rds, key: \"db.m6g.2xlarge:postgresql:Multi-AZ\", usd: 1.408, unit: Hrs, date: 2026-11-01}
  - {service: rds, key: \"db.m6g.16xlarge:postgresql:Multi-AZ\", usd: 11.262, unit: Hrs, date: 2026-11-01}
  - {service: ec2, key: m6g.large, usd: 0.086, unit: Hrs, date: 2026-11-01}
  - {service: ec2, key: m6g.xlarge, usd: 0.172, unit: Hrs, date: 2026-11-01}
  - {service: ebs, key: gp3, usd: 0.088, unit: GB-Mo, date: 2026-11-01}
";

fn normal() -> String {
    "profile: normal\nstack: shop\nowners: {ops: {name: Ops, contact: ops@example.com}}\n\
     cloud:\n  provider: aws\n  region: eu-west-1\n  network: {create: 10.20.0.0/16}\n  \
     state: {local: ../terraform.tfstate}\n\
     components:\n  \
     db: {kind: database, owner: ops, test: t, engine: postgres, version: \"16\", class: db.m6g.2xlarge, \
     storage: {type: gp3, size: 200GiB}, multi_az: true}\n  \
     w: {kind: workers, owner: ops, test: t, machine: m6g.large, count: {min: 2, max: 4}, \
     queue: {backlog_per_worker: 100}}\n"
        .to_owned()
}

/// A spot on television: an hour, everything up forty minutes before it.
const SPOT: &str = "window: {start: 2027-02-07T23:00:00Z, duration: 1h, ready: 40m}\n";

fn launch(window: &str, workers: &str) -> String {
    format!(
        "profile: launch\nextends: normal\n{window}components:\n  db: {{class: largest}}\n  w: {{{workers}}}\n"
    )
}

fn prices() -> Prices {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let source = sources.add("prices/own.yaml", OWN);
    let own = Own::read(&list_prices().catalogue, &sources, source, &mut findings);
    Prices { own: own.unwrap_or_else(|| panic!("{findings:?}")), ..list_prices() }
}

fn project(normal: &str, launch: &str) -> Project {
    let project = compile([("normal", normal.to_owned()), ("launch", launch.to_owned())]);
    assert!(!project.findings.values().any(Findings::has_errors), "{}", common::findings(&project));
    project
}

fn diff<'a>(project: &'a Project, from: &str, to: &str) -> Diff<'a> {
    let context = DiffOptions { everyday: Some(&project.plans["normal"]), ..DiffOptions::default() };
    Diff::new(&project.plans[from], &project.plans[to], &prices(), &context)
}

fn amount(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// What the larger class of the database costs on top, for so many minutes.
fn class(minutes: u32) -> Decimal {
    let [large, small] = ["11.262", "1.408"]
        .map(|rate| round_amount(amount(rate) * Decimal::from(minutes) / Decimal::from(60)));
    large - small
}

/// What so many machines with their disks of 8 GiB cost, for so many minutes, each line rounded by itself.
fn machines(count: i64, minutes: u32) -> Decimal {
    let hours = Decimal::from(minutes) / Decimal::from(60);
    let disks = amount("0.088") * Decimal::from(8 * count) * hours / Decimal::from(730);
    round_amount(amount("0.086") * Decimal::from(count) * hours) + round_amount(disks)
}

fn all(one: Decimal) -> Amounts {
    Amounts::all(one)
}

/// The database is resized at T-1:55 at the latest, the floors rise at T-1:10, the counts fall at T+1:00, and the
/// everyday class is back from T+2:00 on at the earliest.
#[test]
fn a_short_window_costs_the_hours_of_its_runbook() {
    let project = project(&normal(), &launch(SPOT, "count: x20"));
    let diff = diff(&project, "normal", "launch");
    let phases = diff.total.phases.unwrap();
    assert_eq!(phases.before.expected, class(115) + machines(38, 70));
    assert_eq!(phases.window.expected, class(60) + machines(38, 60));
    assert_eq!((phases.tail, phases.after), (all(Decimal::ZERO), all(class(60))));
    // At the ceiling a normal day has four of them before the window, and none is added until it opens.
    assert_eq!(phases.before.ceiling, class(115) + machines(36, 70));
    assert_eq!(phases.window.ceiling, class(60) + machines(76, 60));
    let sum = diff.total.window().unwrap();
    let by_hand = amount("9.854") * Decimal::from(235) / Decimal::from(60)
        + (amount("38") * amount("0.086") + amount("304") * amount("0.088") / Decimal::from(730))
            * Decimal::from(130)
            / Decimal::from(60);
    assert!((sum.expected - by_hand).abs() < amount("0.00001"), "{} {by_hand}", sum.expected);
    assert_eq!(sum.expected.round_dp(2), amount("45.75"));
}

/// In the tail the floors are those of every day, and what is busy may still be there; sizes wait for its end.
#[test]
fn a_tail_is_a_phase_of_its_own() {
    let window = SPOT.replace("40m}", "40m, tail: 2h}");
    let project = project(&normal(), &launch(&window, "count: {min: 10, expected: 30, max: 80}"));
    let phases = diff(&project, "normal", "launch").total.phases.unwrap();
    assert_eq!(phases.before.expected, class(115) + machines(8, 70));
    assert_eq!(phases.window.expected, class(60) + machines(28, 60));
    let tail = Amounts {
        floor: class(120),
        expected: class(120) + machines(28, 120),
        ceiling: class(120) + machines(76, 120),
    };
    assert_eq!((phases.tail, phases.after), (tail, all(class(60))));
}

/// A machine type that changes with the apply costs more of the everyday count, until the everyday one is back.
#[test]
fn a_larger_machine_counts_from_the_apply() {
    let project = project(&normal(), &launch(SPOT, "machine: m6g.xlarge, count: {min: 5, max: 9}"));
    let diff = diff(&project, "normal", "launch");
    let phases = diff.total.phases.unwrap();
    // Two small ones are two large ones from T-1:25 on, and five from T-1:10.
    let large = |count: u32, minutes: u32| {
        round_amount(amount("0.172") * Decimal::from(count) * Decimal::from(minutes) / Decimal::from(60))
    };
    let small = |minutes| round_amount(amount("0.172") * Decimal::from(minutes) / Decimal::from(60));
    let disks =
        |minutes: u32| round_amount(amount("0.088") * Decimal::from(24 * minutes) / Decimal::from(60 * 730));
    let before = round_amount(
        (amount("0.344") * Decimal::from(15) + amount("0.86") * Decimal::from(70)) / Decimal::from(60),
    );
    assert_eq!(phases.before.expected, class(115) + before - small(85) + disks(70));
    assert_eq!(phases.after.expected, class(60) + large(2, 60) - small(60));
    // Two large ones stay in place of two small ones.
    assert_eq!(diff.total.left_on.hour.expected, amount("9.854") + amount("0.172"));
}

/// Nobody switches back: the class stays, the counts have fallen by themselves.
#[test]
fn what_no_schedule_brings_back_stays() {
    let project = project(&normal(), &launch(SPOT, "count: x20"));
    let diff = diff(&project, "normal", "launch");
    assert_eq!(diff.total.left_on.hour, all(amount("9.854")));
    assert_eq!(diff.total.left_on.day(), all(amount("236.496")));
    assert_eq!(diff.total.left_on.month, all(amount("7193.42")));
    let of = |name: &'static str, still| {
        diff.still_on(move |part| (part.name == name).then_some(still)).hour.expected
    };
    assert_eq!(diff.still_on(|_| Some(StillOn::Sizes)), diff.total.left_on);
    assert_eq!(of("w", StillOn::Sizes), Decimal::ZERO);
    // The schedules have not run.
    let disks = round_amount(amount("0.088") * Decimal::from(304) / Decimal::from(730));
    assert_eq!(of("w", StillOn::Counts), amount("3.268") + disks);
}

/// Without a window nothing is scheduled: the counts stay with the rest.
#[test]
fn without_a_schedule_counts_stay() {
    let project = project(&normal(), &launch("", "count: x20"));
    let left = diff(&project, "normal", "launch").total.left_on;
    let disks = round_amount(amount("0.088") * Decimal::from(304) / Decimal::from(730));
    assert_eq!(left.hour.expected, amount("9.854") + amount("3.268") + disks);
}

/// What holds data comes down only when a person has drained it, plans are paid on, and use goes with the traffic.
#[test]
fn data_and_plans_stay_and_use_goes() {
    let search =
        "  search: {kind: fleet, owner: ops, test: t, machine: m6g.large, count: {min: 3, max: 6}}\n";
    let vendor = |more: &str| {
        format!(
            "external:\n  maps: {{service: mapbox, owner: ops, metric: loads, per: month, expected: 3, included: 9, lead_time: 1h, how: write, {more}}}\n"
        )
    };
    let normal = normal()
        .replace("queue: {backlog_per_worker: 100}", "queue: {backlog_per_worker: 100, messages: 1000}")
        + search
        + &vendor("plan: free, price: 0");
    let more = "  search: {count: {min: 6, max: 12}}\n";
    let launch = launch(SPOT, "queue: {messages: 1000000000}") + more + &vendor("plan: paid, price: 100");
    let project = project(&normal, &launch);
    let diff = diff(&project, "normal", "launch");
    let part = |name: &str| diff.parts.iter().find(|part| part.name == name).unwrap().total;
    assert!(part("w").hour.expected > Decimal::ONE_HUNDRED, "{:?}", part("w").hour);
    assert_eq!(part("w").left_on.month, all(Decimal::ZERO));
    assert_eq!(part("maps").left_on.month, all(Decimal::ONE_HUNDRED));
    assert_eq!(part("maps").left_on.hour, all(Decimal::ZERO));
    assert_eq!(part("maps").phases.unwrap().before, all(Decimal::ZERO));
    let search = part("search").left_on.hour;
    assert!(search.expected >= amount("0.258") && search.ceiling >= amount("0.516"), "{search:?}");
}

/// The way back has no window, and saves what was left on.
#[test]
fn the_way_back_saves_what_stays() {
    let project = project(&normal(), &launch(SPOT, "count: x20"));
    let (there, back) = (diff(&project, "normal", "launch"), diff(&project, "launch", "normal"));
    assert!(back.back && !there.back);
    assert_eq!((back.total.window(), back.window.is_none(), back.span), (None, true, None));
    assert_eq!(back.total.left_on.month, -there.total.left_on.month);
    assert_eq!(back.total.left_on.hour, -there.total.left_on.hour);
    assert_eq!(back.total.month(), -there.total.month());
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new(normal: &str, launch: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in
            [("profiles/normal.yaml", normal), ("profiles/launch.yaml", launch), ("prices/own.yaml", OWN)]
        {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self(folder)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scaleprof"));
        command.arg("-C").arg(self.0.path()).args(arguments).args(["--now", "2026-11-27T00:00:00Z"]);
        command.env("NO_COLOR", "1").output().unwrap()
    }

    fn says(&self, arguments: &[&str]) -> String {
        String::from_utf8(self.run(arguments).stdout).unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let text = self.says(&[arguments, &["--format", "json"]].concat());
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }
}

#[test]
fn limits_are_held_against_the_sum() {
    let folder = Folder::new(&normal(), &launch(SPOT, "count: x20"));
    for (limit, code) in [("15", 1), ("45.7549", 1), ("45.76", 0)] {
        let output = folder.run(&["diff", "normal", "launch", "--max-window-cost", limit]);
        assert_eq!(output.status.code(), Some(code), "{limit}");
    }
    let report = folder.json(&["diff", "normal", "launch"]);
    assert_eq!(report["window"]["hours"], "1");
    let figure = |key: &str| amount(report["cost"][key]["expected"].as_str().unwrap());
    let sum = figure("before") + figure("in_window") + figure("tail") + figure("after");
    assert_eq!(figure("window"), sum);
}

/// One figure for one thing: the text, the comment, the page and the runbook say the sum and its parts.
#[test]
fn every_form_says_the_same_figures() {
    let folder = Folder::new(&normal(), &launch(SPOT, "count: x20"));
    let pages = [
        folder.says(&["diff", "normal", "launch"]),
        folder.says(&["diff", "normal", "launch", "--format", "markdown"]),
        folder.says(&["diff", "normal", "launch", "--format", "html"]),
        folder.says(&["runbook", "launch", "--format", "markdown"]),
    ];
    for (at, page) in pages.into_iter().enumerate() {
        // The short form has one row for what comes before and after.
        let beside: &[&str] = if at == 0 { &["+$32.59"] } else { &["+$22.74", "+$9.85"] };
        for figure in ["+$45.75", "+$13.16", "+$236.50", "+$7,193.42"].iter().chain(beside) {
            assert!(page.contains(figure), "{figure} is not in\n{page}");
        }
    }
}

/// The phases begin and end when the runbook's steps do.
#[test]
fn the_phases_are_those_of_the_runbook() {
    let window = SPOT.replace("40m}", "40m, tail: 2h}");
    let folder = Folder::new(&normal(), &launch(&window, "count: x20"));
    let phases = &folder.json(&["diff", "normal", "launch"])["phases"];
    assert_eq!(phases["begins"], "2027-02-07T21:05:00+00:00");
    assert_eq!(phases["returns"], "2027-02-08T03:00:00+00:00");
    let runbook = folder.says(&["runbook", "launch", "--format", "markdown"]);
    let at = |title: &str| {
        let step = runbook.split(&format!(". {title}\n\n")).nth(1).unwrap();
        step.lines().next().unwrap().to_owned()
    };
    assert!(at("Resize db").contains("Sun 7 Feb 21:05 UTC (T-"), "{}", at("Resize db"));
    let back = at("Apply the everyday sizes");
    assert!(back.contains("T+4:00") && back.contains("Mon 8 Feb 03:00 UTC"), "{back}");
}

#[test]
fn the_way_back_is_called_so_in_every_form() {
    let folder = Folder::new(&normal(), &launch(SPOT, "count: x20"));
    let report = folder.json(&["diff", "launch", "normal"]);
    assert_eq!((&report["window"], &report["cost"]["window"]), (&Value::Null, &Value::Null));
    assert_eq!(report["cost"]["left_on"]["day"]["expected"], "-236.496");
    assert_eq!(report["back"], true);
    for format in ["text", "markdown", "html"] {
        let page = folder.says(&["diff", "launch", "normal", "--format", format]);
        assert!(page.contains("-$236.50") && page.contains("way back"), "{page}");
        assert!(!page.contains("the window, "), "{page}");
    }
    // Limits are for a switch that has a window.
    let held = folder.run(&["diff", "launch", "normal", "--max-window-cost", "0"]);
    assert_eq!(held.status.code(), Some(0));
    let refused = folder.run(&["diff", "launch", "normal", "--duration", "1h"]);
    assert_eq!(refused.status.code(), Some(2));
}

/// A normal day and a launch that also sends data, counts its load balancer's units and pays a vendor by use.
fn by_use(duration: &str) -> Folder {
    let normal = normal()
        + "  web: {kind: app, owner: ops, test: t, image: \"nginx:1\", cpu: 1, memory: 2GiB, port: 80, \
           count: {min: 2, max: 4}, traffic: {data: 2GiB, logs: 200MiB, connections: 20}}\n\
           external:\n  maps: {service: mapbox, owner: ops, metric: loads, per: month, included: 50000, \
           uses: {traffic: visits}, price: 0, overage: {price: 0.005}, lead_time: 1d, how: write}\n\
           traffic: {visits: {hour: 600, day: 5000}}\n";
    let window = SPOT.replace("1h", duration).replace("40m}", "40m, tail: 1h}");
    let launch = launch(&window, "count: x20")
        + "  web: {count: x10, traffic: {data: 40GiB, logs: 4000MiB, connections: 400}}\n\
           traffic: {visits: {hour: 60000, day: 150000}}\n";
    Folder::new(&normal, &launch)
}

/// Whoever asks on the command line for another length is told what the profile would say with that length.
#[test]
fn a_length_in_place_of_the_windows_is_a_window_of_that_length() {
    for command in [&["diff", "normal", "launch"][..], &["cost", "launch", "--per", "window"]] {
        let edited = by_use("3h").json(command);
        let asked = by_use("1h").json(&[command, &["--duration", "3h"]].concat());
        assert_eq!(edited["window"]["hours"], "3", "{edited:#}");
        assert_eq!(edited, asked);
    }
}

/// The runbook's hour more is the one that a window with an hour more costs.
#[test]
fn an_hour_longer_costs_what_a_longer_window_does() {
    let cost = |duration: &str, size: &str| {
        let report = by_use(duration).json(&["diff", "normal", "launch"]);
        amount(report["cost"]["window"][size].as_str().unwrap_or_else(|| panic!("{report:#}")))
    };
    let money = by_use("3h").json(&["runbook", "launch"])["money"].clone();
    for (key, size) in [("hour", "expected"), ("hour_ceiling", "ceiling")] {
        let more = cost("4h", size) - cost("3h", size);
        assert_eq!(money[key], scaleprof::money::signed_dollars(more), "{size}");
        assert!(more > Decimal::ONE, "{more}");
    }
    let endless = Folder::new(&normal(), &launch("", "count: x20"));
    assert_eq!(endless.json(&["runbook", "launch"])["money"]["hour"], Value::Null);
}

/// The way back is asked for when the window is over; the way there is refused then.
#[test]
fn the_way_back_is_there_once_the_window_is_over() {
    let past = SPOT.replace("2027", "2026");
    let folder = Folder::new(&normal(), &launch(&past, "count: x20"));
    let back = folder.run(&["diff", "launch", "normal"]);
    let text = String::from_utf8(back.stdout).unwrap();
    assert!(back.status.success() && text.contains("way back"), "{text}");
    let comment = folder.run(&["comment", "github", "launch", "normal", "--dry-run"]);
    let text = String::from_utf8(comment.stdout).unwrap();
    assert!(comment.status.success() && text.contains("-$236.50"), "{text}");
    for args in [["diff", "normal", "launch"], ["diff", "launch", "launch"]] {
        let there = folder.run(&args);
        let said = String::from_utf8(there.stderr).unwrap();
        assert_eq!(there.status.code(), Some(1), "{said}");
        assert!(said.contains("window-past") && said.contains("`--now TIME`"), "{said}");
    }
}

/// A window over the end of a vendor's month is charged for two of them, and says so.
#[test]
fn the_months_are_those_that_are_charged() {
    let vendor = |plan: &str| {
        format!(
            "external:\n  logs: {{service: logs, owner: ops, metric: GB, per: month, expected: 1, plan: {plan}, \
             lead_time: 1d, how: write, plans: [{{name: small, price: 0, included: 5}}, {{name: big, price: 89, \
             included: 50}}]}}\n"
        )
    };
    for (start, months, cost) in [("2027-02-07T12:00:00Z", 1, "89"), ("2027-01-31T12:00:00Z", 2, "178")] {
        let window = format!("window: {{start: {start}, duration: 24h}}\n");
        let launch = launch(&window, "count: x20") + "external:\n  logs: {plan: big}\n";
        let folder = Folder::new(&(normal() + &vendor("small")), &launch);
        let report = folder.json(&["diff", "normal", "launch"]);
        assert_eq!(report["window"]["months"], months, "{start}");
        let parts = report["components"].as_array().unwrap();
        let logs = parts.iter().find(|part| part["name"] == "logs").unwrap();
        assert_eq!(logs["cost"]["window"]["expected"], cost);
    }
}
