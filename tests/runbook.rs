//! The runbook: complete, in order, held against the time, and safe to render.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;
#[path = "runbook/page.rs"]
mod on_paper;
#[path = "runbook/pools.rs"]
mod pools;
#[path = "runbook/typed.rs"]
mod typed;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use common::{compile, findings};
use jiff::Timestamp;
use proptest::prelude::*;
use scaleprof::cloud::list_prices;
use scaleprof::project::Project;
use scaleprof::runbook::page::page;
use scaleprof::runbook::text::text;
use scaleprof::template::Templates;
use scaleprof::template::markdown::code;
use serde_json::{Value, json};

/// The example of this repository, with its launch changed.
fn example(change: impl FnOnce(&mut String)) -> Project {
    let read = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("profiles/{name}.yaml"));
        fs::read_to_string(path).unwrap()
    };
    let mut launch = read("launch");
    change(&mut launch);
    compile([("normal", read("normal")), ("launch", launch)])
}

fn runbook(project: &Project, now: Option<&str>) -> Value {
    let now = now.map(|now| now.parse::<Timestamp>().unwrap());
    let plan = project.plans.get("launch").unwrap_or_else(|| panic!("{}", findings(project)));
    let runbook = project.runbook(plan, None, &list_prices(), now).expect("a launch has an everyday profile");
    serde_json::to_value(runbook).unwrap()
}

/// Minutes before the start: of `T-3d 2:20`.
fn before(minus: &str) -> i64 {
    let (sign, rest) = minus.strip_prefix('T').unwrap().split_at(1);
    let (days, rest) = rest.split_once("d ").unwrap_or(("0", rest));
    let (hours, minutes) = rest.split_once(':').unwrap();
    let number = |text: &str| text.parse::<i64>().unwrap();
    let minutes = number(days) * 1440 + number(hours) * 60 + number(minutes);
    if sign == "-" { minutes } else { -minutes }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("{key}"))
}

#[test]
fn nothing_that_the_launch_changes_is_left_open() {
    let project = example(|_| ());
    let runbook = runbook(&project, None);
    let changed: BTreeSet<&str> =
        project.plans["launch"].components.iter().map(|own| own.name.as_str()).collect();
    let tested: BTreeSet<&str> =
        list(&runbook, "tests").iter().map(|row| row["component"].as_str().unwrap()).collect();
    let watched: BTreeSet<&str> = (list(&runbook, "watches").iter())
        .flat_map(|row| list(row, "parts"))
        .map(|part| part.as_str().unwrap())
        .collect();
    for rows in [tested, watched] {
        assert!(rows.is_superset(&changed), "{rows:?}");
    }
    for row in list(&runbook, "tests") {
        assert!(row["how"].is_string() && row["owner"].is_object(), "{row}");
    }
    for step in list(&runbook, "steps").iter().chain(list(&runbook, "way_back")) {
        assert!(step["owner"].is_object() || step["automatic"] == true, "{step:#}");
        assert!(step["latest"]["at"].is_string(), "{step:#}");
    }
    let named: BTreeSet<&str> =
        list(&runbook, "contacts").iter().map(|row| row["name"].as_str().unwrap()).collect();
    let people = runbook.to_string();
    assert_eq!(named.len(), 3, "{named:?}");
    assert!(people.contains("Web team"));
    // Each resized component has a step of its own, with a command, what Terraform says, and a proof.
    for name in ["contacts-db", "graph-db", "website"] {
        let step = list(&runbook, "steps").iter().find(|step| step["title"] == format!("Resize {name}"));
        let step = step.unwrap_or_else(|| panic!("{name}"));
        assert!(step["effect"].is_string() && step["expect"].is_string(), "{step:#}");
        assert!(!list(step, "commands").is_empty() && !list(step, "proofs").is_empty(), "{step:#}");
    }
}

/// A plain apply does everything that is left: so what users feel is done before it, whatever takes longest.
#[test]
fn what_users_feel_has_a_moment_of_its_own() {
    let profile = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/terraform/window/{name}.yaml"));
        fs::read_to_string(path).unwrap()
    };
    let project = compile([("normal", profile("normal")), ("launch", profile("launch"))]);
    let runbook = runbook(&project, None);
    let steps: Vec<&str> =
        list(&runbook, "steps").iter().map(|step| step["title"].as_str().unwrap()).collect();
    let at = |title: &str| steps.iter().position(|step| step.starts_with(title)).unwrap();
    assert!(at("Resize box") < at("Apply the rest"), "{steps:?}");
}

#[test]
fn a_command_names_a_folder_that_is_built() {
    let project = example(|_| ());
    let runbook = runbook(&project, None);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for step in list(&runbook, "steps").iter().chain(list(&runbook, "way_back")) {
        for command in list(step, "commands") {
            let Some(after) = command.as_str().unwrap().split("-chdir=").nth(1) else { continue };
            let folder = after.split(' ').next().unwrap();
            assert!(root.join(folder).is_dir(), "{command}");
        }
    }
}

#[test]
fn what_is_too_late_is_said_with_what_is_left() {
    let project = example(|_| ());
    let early = runbook(&project, Some("2027-01-01T00:00:00Z"));
    assert!(list(&early, "steps").iter().all(|step| step["latest"]["late"] == false), "{early:#}");
    // An hour and a half before the start.
    let late = runbook(&project, Some("2027-02-03T05:30:00Z"));
    let titles: Vec<&str> = list(&late, "steps")
        .iter()
        .filter(|step| step["latest"]["late"] == true)
        .map(|step| step["title"].as_str().unwrap())
        .collect();
    assert!(titles.contains(&"Resize contacts-db"), "{titles:?}");
    assert!(!titles.iter().any(|title| title.starts_with("Apply the rest")), "{titles:?}");
    for step in list(&late, "steps").iter().filter(|step| step["latest"]["late"] == true) {
        assert!(step["instead"].is_string(), "{step:#}");
        // Whether it is done is not known: nothing is there to paste that would do it too late.
        if step["title"].as_str().unwrap().starts_with("Resize") {
            assert!(list(step, "commands").is_empty() && step["expect"].is_null(), "{step:#}");
            assert!(!list(step, "proofs").is_empty() && step["look"] == "See whether it is done", "{step:#}");
        }
    }
    let plan = &project.plans["launch"];
    let now = "2027-02-03T05:30:00Z".parse().unwrap();
    let late = project.runbook(plan, None, &list_prices(), Some(now)).unwrap();
    let page = page(&late, &Templates::new(&BTreeMap::new()).unwrap()).unwrap();
    for shown in [text(&late, false), page] {
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        let at = shown.find("it is too late; leave contacts-db as on a normal day").unwrap();
        assert!(shown[..at].trim_end_matches(['*', ' ']).ends_with("not done by now:"), "{shown}");
        assert!(!shown.contains("-target=aws_db_instance.contacts_db"), "{shown}");
    }
}

/// The example with another tail, or none.
fn with_tail(launch: &str, tail: &str) -> String {
    let (before, after) = launch.split_once(", tail: ").unwrap();
    format!("{before}{tail}{}", &after[after.find('}').unwrap()..])
}

/// Before the start all steps are there; in the window and its tail what comes next; after it the way back alone.
#[test]
fn what_is_past_is_folded() {
    let project = example(|launch| *launch = with_tail(launch, ", tail: 2h"));
    let plan = &project.plans["launch"];
    let templates = Templates::new(&BTreeMap::new()).unwrap();
    let at = [
        ("2027-02-01T00:00:00Z", "generated/normal", true, true),
        ("2027-02-03T05:00:00Z", "generated/launch", true, true),
        ("2027-02-03T12:00:00Z", "generated/launch", false, true),
        ("2027-02-04T08:00:00Z", "generated/launch", false, true),
        ("2027-02-04T10:30:00Z", "generated/normal", false, false),
    ];
    for (now, folder, ahead, open) in at {
        let instant = Some(now.parse().unwrap());
        let runbook = project.runbook(plan, None, &list_prices(), instant).unwrap();
        let (shown, page) = (text(&runbook, false), page(&runbook, &templates).unwrap());
        assert!(shown.contains(&format!("the folder to apply now: {folder}\n")), "{now}: {shown}");
        assert!(page.contains(&format!("| Folder to apply now | `{folder}` |")), "{now}");
        assert_eq!(shown.contains("Resize contacts-db"), ahead, "{now}: {shown}");
        assert_eq!(page.contains("Resize contacts-db"), ahead, "{now}");
        assert_eq!(page.contains("## Smoke tests"), ahead, "{now}");
        assert_eq!(page.contains("## Plan B"), open, "{now}");
        assert!(shown.contains("Apply the everyday sizes") && page.contains("## The way back"), "{now}");
        let back = shown.split("\nthe way back\n").nth(1).unwrap();
        assert_eq!(back.contains("do it now"), !open, "{now}: {shown}");
        assert!(ahead || !shown.contains("too late"), "{now}: {shown}");
    }
}

/// The way back begins when the tail is over; quotas are needed until then.
#[test]
fn the_tail_comes_before_the_way_back() {
    let [without_tail, with_tail] =
        ["", ", tail: 2h"].map(|tail| example(|launch| *launch = with_tail(launch, tail)));
    let first = |project: &Project| {
        list(&runbook(project, None), "way_back")
            .iter()
            .map(|step| before(step["latest"]["minus"].as_str().unwrap()))
            .max()
    };
    assert_eq!(first(&without_tail), Some(-24 * 60));
    assert_eq!(first(&with_tail), Some(-26 * 60));
    let quotas = |project: &Project| {
        let (plan, templates) = (&project.plans["launch"], Templates::new(&BTreeMap::new()).unwrap());
        let built = project.build(plan, None, &list_prices(), &templates).unwrap();
        built.into_iter().find(|artifact| artifact.path == "quotas/quota-request.md").unwrap().text
    };
    assert!(quotas(&with_tail).contains("from 2027-02-03 09:00 +02:00 to 2027-02-04 11:00 +02:00"));
    assert!(quotas(&without_tail).contains("from 2027-02-03 09:00 +02:00 to 2027-02-04 09:00 +02:00"));
}

#[test]
fn an_own_template_takes_the_place_of_the_embedded_one() {
    let project = example(|_| ());
    let own =
        BTreeMap::from([("runbook.md".to_owned(), "{{ profile }}: {{ steps|length }} steps\n".to_owned())]);
    let templates = Templates::new(&own).unwrap();
    let runbook = project.runbook(&project.plans["launch"], None, &list_prices(), None).unwrap();
    assert!(page(&runbook, &templates).unwrap().starts_with("launch: "));
}

#[test]
fn a_text_of_a_profile_is_no_markup() {
    let evil = r"`<b>@team</b>` | [x](http://example.com) ${a} %{b}";
    let project = example(|launch| {
        *launch = launch.replace("name: Featured on the front page", &format!("name: {}", json!(evil)));
        *launch = launch.replace("lead: web", &format!("lead: web\n  success: [{}]", json!(evil)));
        let line = launch.lines().find(|line| line.starts_with("  success: [people")).unwrap().to_owned();
        *launch = launch.replace(&line, "");
        *launch = launch.replace("api: {count: x10,", &format!("api: {{test: {}, count: x10,", json!(evil)));
    });
    let runbook = project
        .runbook(
            project.plans.get("launch").unwrap_or_else(|| panic!("{}", findings(&project))),
            None,
            &list_prices(),
            None,
        )
        .unwrap();
    let page = page(&runbook, &Templates::new(&BTreeMap::new()).unwrap()).unwrap();
    let tests = page.split("## Smoke tests").nth(1).unwrap();
    let line = tests.lines().find(|line| line.contains("**api**")).unwrap();
    assert!(line.ends_with(&code(evil)), "{line}");
    let rest = page.replace(&code(evil), "");
    assert!(!rest.contains("<b>") && !rest.contains("[x](") && !rest.contains(" @team"), "{rest}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    /// Code is as long as its longest run of backticks wants it, and on one line.
    #[test]
    fn code_cannot_be_left(text in "[ -~\n`|]{0,40}") {
        let shown = code(&text);
        let fence: String = shown.chars().take_while(|c| *c == '`').collect();
        prop_assert!(!shown.contains('\n'));
        let inner = shown.strip_prefix(&fence).unwrap();
        prop_assert!(text.is_empty() || inner.ends_with(&fence));
        if let Some(inner) = inner.strip_suffix(&fence) {
            prop_assert!(!inner.split(|c| c != '`').any(|run| run.len() == fence.len()), "{shown}");
        }
    }

    /// Whatever `ready` is: in order, done before the deadline, which is half an hour before the start at the latest.
    #[test]
    fn steps_are_in_order(ready in 0_u32..600) {
        let project = example(|launch| *launch = launch.replace("ready: 40m", &format!("ready: {ready}m")));
        let runbook = runbook(&project, None);
        let due: Vec<i64> = list(&runbook, "steps").iter().map(|step| before(step["latest"]["minus"].as_str().unwrap())).collect();
        prop_assert!(due.is_sorted_by(|a, b| a >= b), "{due:?}");
        let deadline = before(runbook["deadline"]["minus"].as_str().unwrap());
        prop_assert_eq!(deadline, i64::from(ready.max(30)));
        prop_assert_eq!(due.last(), Some(&deadline));
    }
}

/// What is done when the cloud has no room: a row for each kind that the launch enlarges, and none for the others.
#[test]
fn plan_b_knows_what_to_do_without_room() {
    let kinds = [
        (
            "box: {kind: server, machine: m6i.large}",
            "box: {machine: m6i.4xlarge}",
            "stays stopped",
            "box m6i.2xlarge",
        ),
        (
            "db: {kind: database, engine: postgres, version: \"16\", class: db.m6g.xlarge, storage: {size: 200GiB}}",
            "db: {class: db.m6g.4xlarge, multi_az: true}",
            "InsufficientDBInstanceCapacity",
            "db db.m6g.2xlarge",
        ),
        (
            "api: {kind: app, image: ghcr.io/example/api:1, port: 80, cpu: 1, memory: 2GiB, count: {min: 2, max: 4}}",
            "api: {count: x10}",
            "Capacity is unavailable at this time",
            "lower the counts of api",
        ),
        (
            "job: {kind: workers, machine: c6g.large, count: {min: 1, max: 3}}",
            "job: {count: x10}",
            "activities say InsufficientInstanceCapacity",
            "subnets in more zones",
        ),
    ];
    let head = "stack: shop\ncloud: {provider: aws, region: eu-west-1}\ncomponents:\n";
    for (normal, launch, sign, remedy) in kinds {
        let normal = format!("profile: normal\n{head}  {normal}\n");
        let launch = format!(
            "profile: launch\nextends: normal\nwindow: {{start: 2027-02-03T09:00:00Z, duration: 24h, ready: 40m}}\ncomponents:\n  {launch}\n"
        );
        let project = compile([("normal", normal), ("launch", launch)]);
        let runbook = runbook(&project, None);
        let rows: Vec<String> = list(&runbook, "plan_b").iter().map(Value::to_string).collect();
        for (_, _, other, _) in kinds {
            let row = rows.iter().find(|row| row.contains(other));
            assert_eq!(row.is_some(), other == sign, "{other}: {rows:#?}");
            assert!(row.is_none_or(|row| row.contains(remedy)), "{row:?}");
        }
    }
}

/// A step that changes a class and a standby asks for both; the way back too.
#[test]
fn a_proof_asks_for_all_that_its_step_changes() {
    let normal = "profile: normal\nstack: shop\ncloud: {provider: aws, region: eu-west-1}\ncomponents:\n  db: {kind: database, engine: postgres, version: \"16\", class: db.m6g.xlarge, storage: {size: 500GiB}}\n";
    let launch = "profile: launch\nextends: normal\nwindow: {start: 2027-02-03T09:00:00Z, duration: 24h, ready: 40m}\ncomponents:\n  db: {class: db.m6g.4xlarge, multi_az: true, storage: {iops: 16000, throughput: 1000}}\n";
    let project = compile([("normal", normal.to_owned()), ("launch", launch.to_owned())]);
    let runbook = runbook(&project, None);
    for (section, title, expect) in [
        ("steps", "Resize db", "db.m6g.4xlarge True 16000 1000 available"),
        ("way_back", "Apply the everyday sizes", "db.m6g.xlarge False 12000 500 available"),
    ] {
        let step = list(&runbook, section).iter().find(|step| step["title"] == title).unwrap();
        let proof = &step["proofs"][0];
        let command = proof["command"].as_str().unwrap();
        let query = "'DBInstances[0].[DBInstanceClass,MultiAZ,Iops,StorageThroughput,DBInstanceStatus]'";
        assert!(command.ends_with(query), "{command}");
        assert_eq!(proof["expect"], expect);
    }
}

/// The blocks of commands of a page.
fn blocks(page: &str) -> impl Iterator<Item = &str> {
    page.split("\n```sh\n").skip(1).map(|block| block.split("\n```").next().unwrap())
}

/// A shell at a prompt may take what comes after a `#` for arguments (zsh does): remarks stand outside of commands.
#[test]
fn no_command_has_a_remark_behind_it() {
    let project = example(|_| ());
    let templates = Templates::new(&BTreeMap::new()).unwrap();
    let mut commands = 0;
    for plan in project.plans.values() {
        for artifact in project.build(plan, None, &list_prices(), &templates).unwrap() {
            if Path::new(&artifact.path).extension().is_none_or(|ending| ending != "md") {
                continue;
            }
            for block in blocks(&artifact.text) {
                for line in block.lines() {
                    assert!(!line.contains(" #") && !line.starts_with('#'), "{}: {line}", artifact.path);
                    commands += 1;
                }
            }
        }
    }
    assert!(commands > 20, "{commands}");
}

/// Less than a minute is no time.
#[test]
fn what_is_due_is_due_now() {
    let project = example(|_| ());
    let (plan, templates) = (&project.plans["launch"], Templates::new(&BTreeMap::new()).unwrap());
    let now = "2027-02-03T04:50:00Z".parse().unwrap();
    let runbook = project.runbook(plan, None, &list_prices(), Some(now)).unwrap();
    let (shown, page) = (text(&runbook, false), page(&runbook, &templates).unwrap());
    assert!(!shown.contains("in 0 min") && shown.contains("Data team  now\n"), "{shown}");
    assert!(!page.contains("in 0 min") && page.contains(" (now)<br>\n"), "{page}");
    assert!(!shown.contains("below"), "{shown}");
}
