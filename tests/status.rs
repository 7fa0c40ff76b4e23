//! Which profile is live, from states written by hand; those of the real Terraform are in `terraform.rs`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::compile;
use scaleprof::status::{Condition, State, Status, status};
use serde_json::{Value, json};

fn profiles() -> [(&'static str, String); 2] {
    let normal = json!({
        "profile": "normal", "stack": "shop", "cloud": {"provider": "aws", "region": "eu-west-1"},
        "components": {
            "graph": {"kind": "server", "machine": "m6g.large", "storage": {"size": "100GiB", "iops": 3000}},
            "sync": {"kind": "workers", "machine": "c6g.medium", "count": {"min": 2, "max": 6}},
        },
    });
    let launch = json!({
        "profile": "launch", "extends": "normal",
        "window": {"start": "2027-02-03T09:00:00+02:00", "duration": "24h"},
        "components": {
            "graph": {"machine": "+1", "storage": {"iops": 6000}},
            "sync": {"count": {"min": 50, "max": 300}},
        },
    });
    [("normal", normal.to_string()), ("launch", launch.to_string())]
}

/// A state with these sizes, as `terraform show -json` has it, or as the file has it.
fn state(machine: &str, iops: u32, min: u32, max: u32, file: bool) -> String {
    let resources = [
        ("aws_instance", "graph", json!({"instance_type": machine})),
        ("aws_ebs_volume", "graph", json!({"iops": iops, "size": 100, "throughput": 125, "type": "gp3"})),
        ("aws_autoscaling_group", "sync", json!({"min_size": min, "max_size": max})),
    ];
    let shown = |(kind, name, values): &(&str, &str, Value)| json!({"address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name, "values": values});
    let filed = |(kind, name, values): &(&str, &str, Value)| json!({"mode": "managed", "type": kind, "name": name, "instances": [{"attributes": values}]});
    let all: Value = resources.iter().map(|one| if file { filed(one) } else { shown(one) }).collect();
    let whole = if file {
        json!({"version": 4, "resources": all})
    } else {
        json!({"format_version": "1.0", "values": {"root_module": {"resources": all}}})
    };
    whole.to_string()
}

fn look(text: &str, now: &str) -> Status {
    let project = compile(profiles());
    assert_eq!(project.plans.len(), 2, "{}", common::findings(&project));
    status(&project.plans, &State::read(text).unwrap(), now.parse().unwrap())
}

const BEFORE: &str = "2027-02-03T12:00:00Z";
const AFTER: &str = "2027-03-01T00:00:00Z";

#[test]
fn each_profile_is_known_from_either_form() {
    for file in [false, true] {
        let normal = look(&state("m6g.large", 3000, 2, 6, file), AFTER);
        assert_eq!(normal.live.as_deref(), Some("normal"), "{normal:?}");
        assert!(normal.overdue.is_empty());
        let launch = state("m6g.xlarge", 6000, 50, 300, file);
        let early = look(&launch, BEFORE);
        assert_eq!((early.live.as_deref(), early.overdue.len()), (Some("launch"), 0));
        assert_eq!(look(&launch, AFTER).overdue, ["launch"]);
    }
}

#[test]
fn half_a_switch_and_drift_are_told_apart() {
    use Condition::{Drifted, HalfSwitched, Missing, Settled};
    let conditions = |text: &str| {
        let status = look(text, AFTER);
        let of: Vec<_> = status.components.iter().map(|component| component.condition).collect();
        (status.live, of, status.overdue)
    };
    // One component went back, the other did not.
    let mixed = conditions(&state("m6g.large", 3000, 50, 300, false));
    assert_eq!(mixed, (None, vec![Settled, Settled], vec!["launch".to_owned()]));
    // One component is half there.
    let half = conditions(&state("m6g.xlarge", 3000, 2, 6, false));
    assert_eq!(half, (None, vec![HalfSwitched, Settled], vec!["launch".to_owned()]));
    // Somebody changed a size by hand.
    let drift = conditions(&state("m6g.large", 3000, 2, 7, false));
    assert_eq!(drift, (None, vec![Settled, Drifted], vec![]));
    assert_eq!(conditions(r#"{"format_version": "1.0"}"#), (None, vec![Missing, Missing], vec![]));
}

/// The message for a text that is refused.
fn refused(text: &str) -> String {
    State::read(text).expect_err(text).to_string()
}

#[test]
fn what_is_no_state_is_refused() {
    for text in [
        "",
        " \n",
        "\u{feff}",
        "[]",
        "{}",
        "null",
        "{",
        "{\"@level\": \"info\"}",
        r#"{"version": 3, "resources": []}"#,
        r#"{"version": 4}"#,
        r#"{"version": 4, "resources": [3, {"mode": "managed"}]}"#,
        r#"{"format_version": 1, "values": 3}"#,
        r#"{"format_version": "1.0", "values": 3}"#,
        r#"{"format_version": "2.0"}"#,
        r#"{"format_version": "1.2", "planned_values": {}}"#,
        r#"{"format_version": "1.0"} {"format_version": "1.0"}"#.replace("} {", "}\n{").as_str(),
    ] {
        assert!(!refused(text).contains('\n'), "{text:?}");
    }
    assert!(refused("").contains("it is empty"));
    assert!(refused("Planning failed.\n{\"format_version\": \"1.0\",").contains("line 2"));
    // A text that begins an object in every line is read in a moment.
    assert!(State::read(&"{\"a\":[\n".repeat(200_000)).is_err());
    assert!(
        State::read(&format!("{{\"format_version\": \"1.0\", \"values\": {}", "[".repeat(100_000))).is_err()
    );
}

/// A refresh-only plan, as `terraform show -json` prints it: what the refresh has found, and with it what it intends,
/// which nobody asks for.
fn refreshed(prior: &str) -> Value {
    let prior: Value = serde_json::from_str(prior).unwrap();
    json!({
        "format_version": "1.2", "terraform_version": "1.11.4", "errored": false, "complete": true,
        "planned_values": {"root_module": {"resources": "another size"}}, "prior_state": prior,
    })
}

#[test]
fn a_refresh_only_plan_is_what_is_there() {
    use scaleprof::status::Source::{LastApply, Refreshed};
    let launch = state("m6g.xlarge", 6000, 50, 300, false);
    assert_eq!(look(&launch, AFTER).source, LastApply);
    let plan = refreshed(&launch);
    let found = look(&plan.to_string(), AFTER);
    assert_eq!((found.source, found.live.as_deref()), (Refreshed, Some("launch")));
    // What Terraform and its wrappers say to people stands around it.
    let among =
        format!("\u{feff}[command]terraform show\n\n  # x has changed\n    {{\n{plan:#}\n\n::debug::done\n");
    assert_eq!(look(&among, AFTER).live.as_deref(), Some("launch"));

    // An older Terraform that leaves the state before the refresh in it says what has changed since.
    let mut drifted = refreshed(&state("m6g.large", 3000, 2, 6, false));
    let change = |address: &str, after: Value| json!({"address": address, "mode": "managed", "change": {"actions": ["update"], "after": after}});
    drifted["resource_drift"] = json!([
        change("aws_instance.graph", json!({"instance_type": "m6g.xlarge"})),
        change("aws_autoscaling_group.sync", Value::Null),
    ]);
    let found = look(&drifted.to_string(), AFTER);
    let conditions: Vec<_> = found.components.iter().map(|one| one.condition).collect();
    assert_eq!(conditions, [Condition::HalfSwitched, Condition::Missing]);
}

#[test]
fn a_plan_that_may_not_have_asked_the_cloud_is_refused() {
    let with = |key: &str, value: Value| {
        let mut plan = refreshed(&state("m6g.large", 3000, 2, 6, false));
        plan[key] = value;
        State::read(&plan.to_string())
    };
    let message = |key, value| with(key, value).expect_err(key).to_string();
    let change = |mode: &str| json!([{"address": "a.b", "mode": mode, "change": {"actions": ["no-op"]}}]);
    // With `-refresh=false`, which no plan says of itself, and with every resource listed.
    assert!(message("resource_changes", change("managed")).contains("-refresh-only"));
    assert!(with("resource_changes", change("data")).is_ok());
    assert!(message("errored", true.into()).contains("ended with an error"));
    assert!(message("complete", false.into()).contains("-target"));
    assert!(message("prior_state", Value::Null).contains("prior_state"));
}
