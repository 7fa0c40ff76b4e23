//! What is watched: each figure of each kind has an alarm with its threshold, to its owner, on the bill and on
//! the dashboard.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use crate::common;

use common::{build, compile, stack};
use rust_decimal::Decimal;
use scaleprof::cloud::aws::item::Item;
use serde_json::{Value, json};

fn project(normal: &Value) -> scaleprof::project::Project {
    compile([("normal", normal.to_string())])
}

/// A stack with an owner everywhere.
fn owned() -> Value {
    let mut normal = stack();
    normal["owners"]["ops"] = json!({"name": "Operations", "contact": "ops@example.com"});
    for component in normal["components"].as_object_mut().unwrap().values_mut() {
        component["owner"] = "ops".into();
    }
    normal
}

/// The arguments of a resource as they are written, by name.
fn argument(block: &str, name: &str) -> Option<String> {
    let line = block.lines().find(|line| line.trim_start().split(' ').next() == Some(name))?;
    Some(line.split_once("= ")?.1.trim_matches('"').to_owned())
}

fn alarms(text: &str) -> Vec<&str> {
    text.split("\nresource ").filter(|block| block.starts_with("\"aws_cloudwatch_metric_alarm\"")).collect()
}

#[test]
fn everything_that_is_watched_has_its_alarm() {
    let project = project(&owned());
    let artifacts = build(&project, "normal");
    let plan = &project.plans["normal"];
    assert!(plan.components.len() >= scaleprof::kind::KINDS.len());
    for component in &plan.components {
        let file = format!("{}.tf", component.name);
        let text = &artifacts.iter().find(|artifact| artifact.path == file).unwrap().text;
        let (watches, alarms) = (component.watches(), alarms(text));
        assert_eq!(watches.len(), alarms.len(), "{}", component.name);
        assert!(watches.len() > 1, "{}", component.name);
        for watch in watches {
            let name = format!("shop-{}-{}", component.name, watch.key);
            let alarm = alarms.iter().find(|alarm| argument(alarm, "alarm_name").as_ref() == Some(&name));
            let alarm = alarm.unwrap_or_else(|| panic!("{name}"));
            let threshold: Decimal = argument(alarm, "threshold").unwrap().parse().unwrap();
            assert_eq!(threshold, watch.threshold, "{name}");
            assert_eq!(argument(alarm, "alarm_actions").unwrap(), "[aws_sns_topic.owner_ops.arn]");
            assert!(!watch.then.is_empty() && watch.minutes > 0, "{name}");
        }
        let metrics: u64 = component.watches().iter().map(|watch| watch.metrics).sum();
        let own = plan.bill();
        let billed = own.lines.iter().filter(|line| line.component == component.name);
        let billed: u64 = billed
            .filter(|line| Item::of(line) == Some(&Item::AlarmMetric))
            .map(|line| line.quantity.expected)
            .sum();
        // A policy that tracks a target makes two alarms of its own, one for each way, on each metric that it reads.
        let policies = text.split("\nresource ").filter(|block| block.contains("\"TargetTrackingScaling\""));
        let own: usize = policies.map(|policy| 2 * policy.matches("metric_stat {").count().max(1)).sum();
        assert_eq!(billed, metrics + own as u64, "{}", component.name);
    }
    let monitoring = &artifacts.iter().find(|artifact| artifact.path == "monitoring.tf").unwrap().text;
    assert_eq!(monitoring.matches("aws_sns_topic_subscription").count(), 1);
    let widgets: usize = plan.components.iter().map(|component| component.watches().len()).sum();
    assert!(monitoring.matches("annotations").count() >= widgets, "{monitoring}");
}

#[test]
fn thresholds_follow_capacity_and_can_be_set() {
    let watch = |normal: &Value, name: &str, key: &str| {
        let project = project(normal);
        let plan = project.plans.get("normal").unwrap_or_else(|| panic!("{}", common::findings(&project)));
        let watches = plan.component(name).unwrap().watches();
        watches.into_iter().find(|watch| watch.key == key).unwrap().to_string()
    };
    let mut normal = owned();
    let components = normal["components"].as_object().unwrap().clone();
    let of = |kind: &str| components.iter().find(|(_, own)| own["kind"] == kind).unwrap().0.clone();
    let (workers, app, database) = (of("workers"), of("app"), of("database"));
    normal["components"][&workers]["count"] = json!({"min": 2, "max": 7});
    normal["components"][&workers]["queue"] = json!({"backlog_per_worker": 11});
    assert_eq!(watch(&normal, &workers, "backlog"), "above 77 messages for 5 minutes");
    assert_eq!(watch(&normal, &workers, "ceiling"), "at 7 workers for 10 minutes");
    normal["components"][&workers]["count"] = json!({"min": 7, "max": 7});
    assert_eq!(
        watch(&normal, &workers, "ceiling"),
        "at 8 workers for 10 minutes",
        "it never leaves its ceiling"
    );
    normal["components"][&workers]["alarms"] = json!({"oldest": "90s", "backlog": 5});
    assert_eq!(watch(&normal, &workers, "oldest"), "above 90 s for 5 minutes");
    assert_eq!(watch(&normal, &workers, "backlog"), "above 5 messages for 5 minutes");
    normal["components"][&app]["alarms"] = json!({"latency": "250ms", "errors": 1, "cpu": 99});
    assert_eq!(watch(&normal, &app, "latency"), "above 0.25 s for 5 minutes");
    normal["components"][&database].as_object_mut().unwrap().remove("max_connections");
    // 80 % of what 8 GiB take: 0.9 x 8 GiB / 9531392 = 811.
    assert_eq!(watch(&normal, &database, "connections"), "above 648 connections for 5 minutes");
}

#[test]
fn a_dashboard_has_room_for_a_large_stack() {
    let mut normal = owned();
    for at in 0..400 {
        normal["components"][format!("box-{at}")] =
            json!({"kind": "server", "owner": "ops", "machine": "m6i.large"});
    }
    let artifacts = build(&project(&normal), "normal");
    let monitoring = &artifacts.iter().find(|artifact| artifact.path == "monitoring.tf").unwrap().text;
    let widgets = monitoring.matches("type = \"metric\"").count()
        + monitoring.matches("type       = \"metric\"").count();
    assert_eq!(widgets, 499);
    assert!(monitoring.contains("more alarms have no room here"), "what is left out is said");
}

/// Costs are taken together by neighbouring lines: those of one payer stand in one run.
#[test]
fn each_payer_stands_once_on_the_bill() {
    let project = project(&owned());
    let bill = project.plans["normal"].bill();
    let runs = bill.lines.chunk_by(|a, b| a.component == b.component).count();
    let names: std::collections::BTreeSet<&str> =
        bill.lines.iter().map(|line| line.component.as_str()).collect();
    assert_eq!(runs, names.len(), "{names:?}");
}
