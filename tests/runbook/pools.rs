//! A client that opens fewer connections on the day.

use scaleprof::diagnostic::code::Code;
use scaleprof::project::Project;
use scaleprof::switch::steps::lower;
use serde_json::Value;

use crate::common::{compile, findings};
use crate::runbook;

/// A client may open fewer connections on the day: what is counted is what the profile says then, the runbook has somebody
/// set its pool, and nothing in the cloud changes for it.
#[test]
fn the_connections_of_a_client_can_be_lowered_on_the_day() {
    let normal = "profile: normal\nstack: shop\ncloud: {provider: aws, region: eu-west-1}\n\
        allow: {nobody-watches: t, no-spot-test: t, traffic-unknown: t, connections-tight: t}\n\
        components:\n  \
        db: {kind: database, engine: postgres, version: \"16\", class: db.m6g.large, storage: {size: 100GiB}, multi_az: true}\n  \
        api: {kind: app, image: \"ghcr.io/example/api:1\", port: 8080, cpu: 1, memory: 2GiB, count: {min: 2, max: 10}, \
        allow: {plain-http: t}, connects_to: {db: {connections: 20}}}\n";
    let compiled = |connects: &str| {
        let launch = format!(
            "profile: launch\nextends: normal\nwindow: {{start: 2027-02-03T09:00:00Z, duration: 3h, tail: 1h}}\n\
             components:\n  db: {{}}\n  api: {{count: {{min: 10, max: 20}}{connects}}}\n"
        );
        compile([("normal", normal.to_owned()), ("launch", launch)])
    };
    let too_many = |project: &Project| {
        let all = project.findings_of(project.findings.keys().map(String::as_str));
        all.iter().any(|finding| finding.code == Code::TooManyConnections)
    };
    assert!(too_many(&compiled("")));
    let lowered = compiled(", connects_to: {db: {connections: 10}}");
    assert!(!too_many(&lowered), "{}", findings(&lowered));

    let page = runbook(&lowered, None);
    let steps = page["steps"].as_array().unwrap();
    let ticks: Vec<&str> =
        steps.iter().flat_map(|step| step["ticks"].as_array().unwrap()).filter_map(Value::as_str).collect();
    let said = "each instance of api opens 10 connections to db at the most, not 20";
    assert!(ticks.iter().any(|tick| tick.starts_with(said)), "{ticks:?}");
    let back = page["way_back"].to_string();
    assert!(back.contains("The pools of api may have their everyday size again"), "{back}");
    let rows = page["scorecard"].to_string();
    assert!(rows.contains("up to 400 could be open"), "{rows}");

    let all: Vec<_> = lowered.plans.values().collect();
    let of = |name: &str| lower(&lowered.plans[name], None, &all);
    let same = compiled(", connects_to: {db: {connections: 20}}");
    let counted: Vec<_> = same.plans.values().collect();
    for ((name, own), (_, other)) in
        of("launch").into_iter().zip(lower(&same.plans["launch"], None, &counted))
    {
        assert_eq!(own.blocks, other.blocks, "{name}");
    }
}
