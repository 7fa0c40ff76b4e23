//! The runbook as a tired person reads it: on one page, broken for paper, with what comes first, and with a reason for
//! each row.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use scaleprof::cloud::list_prices;
use scaleprof::project::Project;
use scaleprof::runbook::page::page;
use scaleprof::runbook::text::text;
use scaleprof::template::Templates;
use serde_json::Value;

use crate::common::{compile, findings};
use crate::{blocks, example, list, runbook};

fn pages(project: &Project) -> String {
    let templates = Templates::new(&BTreeMap::new()).unwrap();
    page(&project.runbook(&project.plans["launch"], None, &list_prices(), None).unwrap(), &templates).unwrap()
}

/// A page prints on one sheet, and a shell reads its broken commands as the ones that are typed elsewhere in these tests.
#[test]
fn commands_fit_on_a_sheet_of_paper() {
    let project = example(|_| ());
    let shown = pages(&project);
    let data = runbook(&project, None);
    let steps = || list(&data, "steps").iter().chain(list(&data, "way_back"));
    let proofs =
        steps().flat_map(|step| list(step, "proofs")).map(|proof| proof["command"].as_str().unwrap());
    let typed = steps().flat_map(|step| list(step, "commands").iter().chain(list(step, "by_hand")));
    let whole: BTreeSet<&str> = typed.map(|one| one.as_str().unwrap()).chain(proofs).collect();
    let mut broken = 0;
    for block in blocks(&shown) {
        for line in block.lines() {
            assert!(line.chars().count() <= 110, "{line}");
        }
        if !block.contains("\\\n") {
            continue;
        }
        broken += 1;
        // The words that a shell makes of the lines are those of the whole command.
        let words = |script: &str| {
            let script = format!("f() {{ printf '<%s>' \"$@\"; }}; f {script}");
            std::process::Command::new("bash").args(["-c", &script]).output().map(|output| output.stdout).ok()
        };
        let joined = block.replace("\\\n  ", "").replace("'\\\n'", "").replace("\\\n", "");
        for command in joined.lines() {
            assert!(whole.contains(command), "{command}\n{block}");
        }
        if !block.contains("$(") && !block.contains([';', '|', '>']) {
            assert_eq!(words(block), words(&joined), "{block}");
        }
    }
    assert!(broken > 10, "{broken}");
    assert!(shown.contains("- [ ] **7** · ") && shown.contains("- [ ] **Type**:"), "{shown}");
}

/// Nobody deploys while users are interrupted: the freeze begins with the decision, before the first such step.
#[test]
fn the_freeze_begins_before_users_feel_anything() {
    let runbook = runbook(&example(|_| ()), None);
    let steps = list(&runbook, "steps");
    let frozen = steps.iter().position(|step| step["ticks"].to_string().contains("nobody deploys")).unwrap();
    let felt = steps.iter().position(|step| step["effect"].is_string()).unwrap();
    assert!(frozen < felt, "{frozen} {felt}");
    assert!(steps.iter().all(|step| step["effect"].is_null() || step["say"].is_string()));
}

/// A window in which nobody deploys has no room for a deployment, and the page says so where people promise it. What a
/// component is to users stands in what everybody is told.
#[test]
fn a_frozen_window_says_that_its_figures_rest_on_it() {
    let said = |change: fn(&mut String)| runbook(&example(change), None)["steps"].to_string();
    let (free, frozen) = (
        said(|_| ()),
        said(|launch| {
            let freeze = launch.replace("tail: 1h}", "tail: 1h, freeze: true}");
            *launch = freeze.replace("{class: largest}", "{class: largest, what: contacts of members}");
        }),
    );
    let rests = "leave no room for a deployment, because the profile says freeze: true";
    assert!(frozen.contains(rests) && !free.contains(rests), "{frozen}");
    let told = "connections to contacts-db (contacts of members) drop once";
    assert!(
        frozen.contains(told) && free.contains("connections to contacts-db (all contacts) drop once"),
        "{frozen}"
    );
}

/// Each step with an apply says what to do when it does not end, and so does each one that users feel.
#[test]
fn a_step_that_does_not_end_has_a_way_out() {
    let runbook = runbook(&example(|_| ()), None);
    let mut said = 0;
    for step in list(&runbook, "steps").iter().chain(list(&runbook, "way_back")) {
        let quotas = step["commands"].to_string().contains("/quotas");
        let applies = step["commands"].to_string().contains(" apply") && !quotas;
        assert_eq!(
            step["overrun"].is_object(),
            applies || step["title"].as_str().unwrap().contains("smoke"),
            "{step:#}"
        );
        said += usize::from(applies);
    }
    assert!(said >= 5, "{said}");
    let text = runbook.to_string();
    assert!(
        text.contains("it is not done 15 min after its start") && text.contains("it is not done 1 h after"),
        "{text}"
    );
}

/// Five rows come first, one for each part that users are near to; a limit that cannot be reached is no row.
#[test]
fn what_is_near_to_users_is_watched_first() {
    let data = runbook(&example(|_| ()), None);
    let rows = list(&data, "watches");
    let first: Vec<&str> = rows
        .iter()
        .filter(|row| row["first"] == true)
        .map(|row| row["component"].as_str().unwrap())
        .collect();
    assert_eq!(
        first,
        [
            "api",
            "website",
            "mail (mandrill)",
            "contacts-db",
            "dedupe-worker, enrich-worker, index-worker, sync-worker"
        ]
    );
    assert!(rows.iter().take(5).all(|row| row["first"] == true));
    let ceiling = |data: &Value| {
        list(data, "watches")
            .iter()
            .filter(|row| row["component"] == "search" && row["alarm"].as_str().unwrap().starts_with("at "))
            .count()
    };
    let fixed = runbook(
        &example(|launch| {
            *launch =
                launch.replace("search: {count: {min: 3, max: 5}}", "search: {count: {min: 5, max: 5}}");
        }),
        None,
    );
    assert_eq!((ceiling(&data), ceiling(&fixed)), (1, 0));
}

/// A rehearsal has a date and a cost; the runbook of one advises none.
#[test]
fn a_rehearsal_has_a_date_and_a_cost() {
    let rehearsal =
        "profile: rehearsal\nextends: launch\nwindow: {start: 2027-01-27T09:00:00+02:00, duration: 1h}\n";
    let read = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("profiles/{name}.yaml"));
        fs::read_to_string(path).unwrap()
    };
    let project = compile([
        ("normal", read("normal")),
        ("launch", read("launch")),
        ("rehearsal", rehearsal.to_owned()),
    ]);
    let of = |profile: &str| {
        let plan = project.plans.get(profile).unwrap_or_else(|| panic!("{}", findings(&project)));
        serde_json::to_value(project.runbook(plan, None, &list_prices(), None).unwrap()).unwrap()
    };
    let find = |data: &Value| {
        list(data, "steps")
            .iter()
            .find(|step| step["title"].as_str().unwrap().starts_with("Rehearse"))
            .cloned()
    };
    let step = find(&of("launch")).unwrap();
    assert_eq!(step["latest"]["day"], "Wed 27 Jan 09:00 UTC+2");
    assert!(step["notes"].to_string().contains("Cost: +$"), "{step:#}");
    assert!(step["instead"].as_str().unwrap().contains("too late"));
    assert!(find(&of("rehearsal")).is_none());
}

/// A time has its day of the week, and the name of the zone if the profile gives one.
#[test]
fn a_time_says_whose_it_is() {
    let project = example(|launch| {
        *launch = launch.replace("2027-02-03T09:00:00+02:00", "\"2027-02-03T09:00:00[Europe/Helsinki]\"");
    });
    for shown in [
        pages(&project),
        text(&project.runbook(&project.plans["launch"], None, &list_prices(), None).unwrap(), false),
    ] {
        assert!(shown.contains("Wed 3 Feb 06:35 Europe/Helsinki"), "{shown}");
    }
    assert!(
        pages(&project)
            .contains("| Starts | **Wed 3 Feb 2027 09:00 Europe/Helsinki** (2027-02-03 07:00 UTC) |")
    );
}

/// A row that is unknown says which figure is missing.
#[test]
fn what_is_unknown_says_why() {
    let read = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("profiles/{name}.yaml"));
        fs::read_to_string(path).unwrap()
    };
    let normal = read("normal").replace("name: 50 GB, price: 89, ", "name: 50 GB, ");
    let project = compile([("normal", normal), ("launch", read("launch"))]);
    let data = runbook(&project, None);
    let row = |part: &str| list(&data, "scorecard").iter().find(|row| row["part"] == part).unwrap().clone();
    let cost = row("Cost");
    assert_eq!(cost["verdict"], "unknown");
    assert!(cost["why"].as_str().unwrap().contains("no price is known for logs: "), "{cost}");
}

/// People who do the way back know from when on they must be awake.
#[test]
fn the_way_back_has_people_who_are_awake() {
    let shown = pages(&example(|_| ()));
    let line = shown.lines().find(|line| line.starts_with("| Awake for the way back |")).unwrap();
    assert!(
        line.contains("Web team from Thu 4 Feb 10:00 UTC+2 (steps ") && line.contains("Data team"),
        "{line}"
    );
    assert!(!line.contains("Backend"), "vendors' plans are an appointment: {line}");
}

/// Whoever writes a page of their own finds each thing that it is given in the documentation.
#[test]
fn everything_that_a_page_is_given_is_documented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = fs::read_to_string(root.join("docs/runbook.md")).unwrap();
    let project = example(|_| ());
    let given = project.runbook(&project.plans["launch"], None, &list_prices(), None).unwrap();
    let mut names: BTreeSet<String> =
        serde_json::to_value(&given).unwrap().as_object().unwrap().keys().cloned().collect();
    let step = serde_json::to_value(&given.steps[0]).unwrap();
    names.extend(step.as_object().unwrap().keys().map(|key| format!("step.{key}")));
    for name in names {
        assert!(docs.contains(&format!("`{name}`")), "docs/runbook.md does not say what `{name}` is");
    }
}
