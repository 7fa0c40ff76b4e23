//! What is committed under `generated/` is what the profiles compile to.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use scaleprof::cloud::list_prices;
use scaleprof::emit::write::compare;
use scaleprof::project::{Input, Project};
use scaleprof::template::Templates;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn project() -> Project {
    let entries = fs::read_dir(root().join("profiles")).unwrap().map(|entry| entry.unwrap().path());
    let inputs = entries.map(|path| Input {
        path: format!("profiles/{}", path.file_name().unwrap().to_str().unwrap()),
        bytes: fs::read(path).unwrap(),
    });
    Project::compile(inputs.collect(), None)
}

#[test]
fn every_profile_has_no_findings() {
    let project = project();
    assert!(project.plans.contains_key("normal") && project.plans.contains_key("launch"));
    for (profile, findings) in &project.findings {
        assert!(findings.is_empty(), "{profile}: {findings:?}");
    }
}

#[test]
fn every_profile_is_built() {
    let project = project();
    let templates = Templates::new(&BTreeMap::new()).unwrap();
    for (profile, plan) in &project.plans {
        let folder = root().join("generated").join(profile);
        let prices = list_prices();
        let compared = compare(&folder, |out| {
            Ok::<_, Box<dyn Error>>(project.build_to(plan, None, &prices, &templates, out)?)
        });
        let difference = compared.unwrap();
        assert!(difference.is_empty(), "run `scaleprof build {profile}`: {difference:?}");
    }
}

#[test]
fn the_schema_is_fresh() {
    let committed = fs::read_to_string(root().join("generated/profile.schema.json")).unwrap();
    assert!(committed == scaleprof::schema::text(), "run `scaleprof build normal`");
}

/// The example says what the story says: each part grows as it did.
#[test]
fn the_example_is_the_story() {
    let project = project();
    let (normal, launch) = (&project.plans["normal"], &project.plans["launch"]);
    let max = |plan: &scaleprof::plan::Plan, name: &str| {
        plan.component(name).unwrap().spec.facets().count.unwrap().max
    };
    for worker in ["sync-worker", "dedupe-worker", "enrich-worker", "index-worker"] {
        assert!(max(normal, worker) < 10 && max(launch, worker) == 300, "{worker}");
    }
    assert_eq!(max(launch, "search"), 5);
    assert_eq!(max(launch, "api"), 10 * max(normal, "api"));
    let class = |plan: &scaleprof::plan::Plan| {
        plan.component("contacts-db").unwrap().spec.facets().database.unwrap().class.to_owned()
    };
    assert_eq!((class(normal).as_str(), class(launch).as_str()), ("db.m6g.2xlarge", "db.m6g.16xlarge"));
    let day = |plan: &scaleprof::plan::Plan, name: &str| plan.header.traffic[name].day.unwrap();
    assert_eq!(day(launch, "visits"), day(normal, "visits") * rust_decimal::Decimal::from(60));
    let peak = launch.header.traffic["signups"].second.unwrap();
    assert!((10..100).contains(&rust_decimal::prelude::ToPrimitive::to_u64(&peak).unwrap()), "tens a second");
    // Each of the three has to go up a plan, and carries the day then.
    let tasks = scaleprof::external::task::tasks(launch, Some(normal));
    let said =
        |task: &scaleprof::external::task::Task| (task.name.clone(), task.plans.changes, task.plans.enough);
    let all: Vec<_> = tasks.iter().map(said).collect();
    assert_eq!(all, ["logs", "mail", "maps"].map(|name| (name.to_owned(), true, Some(false))));
    assert!(tasks.iter().all(|task| task.plans.cheapest == task.plans.plan));
}
