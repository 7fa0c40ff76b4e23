//! What exists costs what it costs, whoever built it: the example, once as it is, and once as if it stood in Terraform of
//! somebody's own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use scaleprof::cloud::list_prices;
use scaleprof::cost::Cost;
use scaleprof::priced::PricedLine;
use scaleprof::project::{Input, Project};
use serde_yaml::{Mapping, Value};

/// What is stated of each component beside what the example says: what it leaves out, as it is when it is built.
const STATED: [(&str, &str); 5] = [
    (
        "database",
        "{max_connections: null, proxy: false, replicas: {count: 0, class: null}, storage: {iops: null, throughput: null, max_size: null}}",
    ),
    ("server", "{disk: {type: gp3, size: 8GiB}, storage: null, public: false}"),
    ("fleet", "{disk: {type: gp3}}"),
    ("workers", "{disk: {type: gp3, size: 8GiB}}"),
    ("app", "{architecture: x86_64, balancer: {reserved: null}}"),
];

/// What is built beside a component, and is not counted of one that exists.
const BESIDE: [&str; 5] = ["alarm", "load balancer", "public address", "secret", "detailed monitoring"];

/// Adds what a mapping does not say already.
fn add(into: &mut Mapping, from: &Mapping) {
    for (key, value) in from {
        match (into.get_mut(key), value) {
            (Some(Value::Mapping(own)), Value::Mapping(more)) => add(own, more),
            (Some(_), _) => {}
            (None, _) => drop(into.insert(key.clone(), value.clone())),
        }
    }
}

/// The everyday profile of the example, all of it in Terraform that somebody has.
fn tuned(text: &str) -> String {
    let mut profile: Value = serde_yaml::from_str(text).unwrap();
    profile["terraform"] = serde_yaml::from_str("{prod: {dir: infra}}").unwrap();
    for (name, component) in profile["components"].as_mapping_mut().unwrap() {
        let component = component.as_mapping_mut().unwrap();
        let kind = component["kind"].as_str().unwrap().to_owned();
        let stated = STATED.iter().find(|(own, _)| *own == kind).unwrap_or_else(|| panic!("{kind}")).1;
        add(component, &serde_yaml::from_str(stated).unwrap());
        let address = format!("module.all.some_resource.{}", name.as_str().unwrap());
        component
            .insert("terraform".into(), serde_yaml::from_str(&format!("{{address: {address}}}")).unwrap());
    }
    serde_yaml::to_string(&profile).unwrap()
}

/// The lines of each component, by what is billed.
fn lines(project: &Project, profile: &str) -> BTreeMap<(String, String), PricedLine> {
    let plan = &project.plans[profile];
    let cost = Cost::of(plan, project.plans.get("normal"), &list_prices());
    let parts = cost.parts.into_iter().filter(|part| plan.component(&part.name).is_some());
    let lines = parts.flat_map(|part| {
        let named =
            move |line: PricedLine| ((part.name.clone(), format!("{} {}", line.what, line.key)), line);
        part.lines.into_iter().map(named)
    });
    lines.collect()
}

#[test]
fn what_exists_costs_what_is_built_at_the_same_sizes() {
    let read = |name: &str| std::fs::read_to_string(format!("profiles/{name}.yaml")).unwrap();
    let project = |normal: String| {
        let input = |name: &str, text: String| Input {
            path: format!("profiles/{name}.yaml"),
            bytes: text.into_bytes(),
        };
        Project::compile(vec![input("normal", normal), input("launch", read("launch"))], None)
    };
    let (built, exists) = (project(read("normal")), project(tuned(&read("normal"))));
    assert!(
        !exists.findings.values().any(scaleprof::diagnostic::Findings::has_errors),
        "{:?}",
        exists.findings
    );
    for profile in ["normal", "launch"] {
        let (built, exists) = (lines(&built, profile), lines(&exists, profile));
        for (key, line) in &exists {
            assert!(!line.is_unknown(), "{profile}: {key:?}");
            assert_eq!(built.get(key), Some(line), "{profile}: {key:?}");
        }
        let left: BTreeSet<&str> =
            built.iter().filter(|(key, _)| !exists.contains_key(key)).map(|(_, line)| line.what).collect();
        assert!(left.iter().all(|what| BESIDE.contains(what)), "{profile}: not counted: {left:?}");
        assert!(exists.len() > 15, "{profile}: {exists:?}");
    }
}

#[test]
fn nothing_of_what_exists_becomes_terraform() {
    let text = std::fs::read_to_string("profiles/normal.yaml").unwrap();
    let input = Input { path: "profiles/normal.yaml".to_owned(), bytes: tuned(&text).into_bytes() };
    let project = Project::compile(vec![input], None);
    for artifacts in super::build(&project).values() {
        let files: Vec<&str> = artifacts.iter().map(|own| own.path.as_str()).collect();
        let is_terraform = |path: &str| Path::new(path).extension().is_some_and(|own| own == "tf");
        let own = |path: &&&str| is_terraform(path) && !path.starts_with("quotas/");
        assert!(!files.iter().any(|path| own(&path)), "{files:?}");
        assert!(artifacts.iter().all(|own| !own.text.contains("not-stated")), "{files:?}");
    }
}
