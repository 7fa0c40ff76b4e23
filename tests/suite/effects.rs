//! What changes do to live users: every field that a profile can change has a row with a source, each way.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use crate::common;

use std::process::Command;

use common::{compile, fields_of, stack};
use scaleprof::cloud::aws::AWS;
use scaleprof::cloud::aws::effects::RULES;
use scaleprof::cloud::list_prices;
use scaleprof::diff::{Diff, DiffOptions};
use scaleprof::effect::{Effect, Way};
use scaleprof::kind;
use scaleprof::model::selector::matches;
use scaleprof::switch::change::way;
use serde_json::{Value, json};

/// All fields that a profile may set, of what stands in Terraform already too.
fn all_fields() -> Vec<(&'static str, String)> {
    let sized = kind::all().flat_map(|kind| kind.sized.iter().map(|field| (kind.name, (*field).to_owned())));
    let mut all = fields_of(kind::all());
    all.extend(sized);
    all
}

#[test]
fn every_field_of_every_kind_has_an_effect_each_way() {
    for (kind, field) in all_fields() {
        for way in [Way::Up, Way::Down, Way::Sideways] {
            let fits = |rule: &&scaleprof::effect::Rule| {
                let (of, pattern) = rule.of();
                (of == kind || of == "*") && matches(pattern, &field) && rule.goes(way)
            };
            assert!(RULES.iter().any(|rule| fits(&rule)), "{kind} {field} {way:?}");
        }
    }
}

#[test]
fn every_row_is_about_a_field_and_says_where_it_was_read() {
    let fields = all_fields();
    assert!(RULES.len() > 40);
    for rule in RULES.iter() {
        let (kind, field) = rule.of();
        let known = kind == "*" || fields.iter().any(|(of, known)| *of == kind && matches(field, known));
        assert!(known, "{kind} {field}");
        assert!(!rule.source.is_empty() && !rule.what.is_empty(), "{kind} {field}");
        if rule.effect.interrupts() {
            assert!(rule.avoid.is_some(), "{kind} {field} has no way out");
        }
    }
}

#[test]
fn ways() {
    let go = |from: Value, to: Value| way(Some(&from), Some(&to), &AWS);
    assert_eq!(go(json!("db.m6g.large"), json!("db.m6g.xlarge")), Way::Up);
    assert_eq!(go(json!("m6i.4xlarge"), json!("m6i.large")), Way::Down);
    assert_eq!(go(json!("100GiB"), json!("1TiB")), Way::Up);
    assert_eq!(go(json!(10), json!(9)), Way::Down);
    assert_eq!(go(json!(false), json!(true)), Way::Up);
    assert_eq!(go(json!("gp2"), json!("gp3")), Way::Sideways);
    assert_eq!(way(None, Some(&json!(1)), &AWS), Way::Up);
    assert_eq!(way(Some(&json!(1)), None, &AWS), Way::Down);
}

/// The effect on a component there and back, when `change` is laid over it.
fn effects(component: &str, normal: &Value, change: &Value) -> (Effect, Effect) {
    let launch = json!({
        "profile": "launch", "extends": "normal", "components": {component: change},
        "allow": {"single-zone-resize": "a test", "launch-below-normal": "a test", "zone-imbalance": "a test",
                  "connections-tight": "a test", "template-reaches-new-only": "a test", "unused-allow": "a test"},
    });
    let project = compile([("normal", normal.to_string()), ("launch", launch.to_string())]);
    let (from, to) = (project.plans.get("normal"), project.plans.get("launch"));
    let (from, to) = (from.expect("normal compiles"), to.expect("launch compiles"));
    let effect = |from, to| {
        let prices = list_prices();
        let diff = Diff::new(from, to, &prices, &DiffOptions::default());
        let part = diff.parts.iter().find(|part| part.name == component).unwrap();
        assert_eq!(diff.effect(), part.effect.unwrap());
        part.effect.unwrap()
    };
    (effect(from, to), effect(to, from))
}

#[test]
fn a_component_has_the_worst_of_its_changes() {
    use Effect::{BriefFailover, Degraded, None, Restart};
    let mut normal = stack();
    let db = |normal: &Value, change: &Value| effects("db", normal, change);
    assert_eq!(db(&normal, &json!({"class": "+1"})), (Restart, Restart));
    normal["components"]["db"]["multi_az"] = true.into();
    assert_eq!(db(&normal, &json!({"class": "+1"})), (BriefFailover, BriefFailover));
    // Without the standby before, it is an outage, whatever comes with it.
    normal["components"]["db"]["multi_az"] = false.into();
    assert_eq!(db(&normal, &json!({"class": "+1", "multi_az": true})), (Restart, Restart));
    // What is kept stays on the way back.
    assert_eq!(db(&normal, &json!({"storage": {"size": "x2"}})), (Degraded, None));
    assert_eq!(effects("graph", &normal, &json!({"machine": "+1"})), (Restart, Restart));
    assert_eq!(effects("graph", &normal, &json!({"storage": {"iops": 6000}})), (Degraded, Degraded));
    assert_eq!(effects("search", &normal, &json!({"count": {"min": "x2", "max": "x2"}})), (None, Degraded));
    assert_eq!(effects("sync", &normal, &json!({"count": {"max": "x10"}})), (None, Degraded));
    assert_eq!(effects("sync", &normal, &json!({"queue": {"backlog_per_worker": 5}})), (None, None));
    assert_eq!(effects("api", &normal, &json!({"count": {"max": "x10"}})), (None, Degraded));
}

/// A type of storage: a database without a standby that has a parameter group of its own (`max_connections`
/// makes one) is down when it goes from General Purpose to Provisioned IOPS or back.
#[test]
fn another_type_of_storage_is_a_downtime_with_parameters_of_ones_own() {
    use Effect::{Degraded, Restart};
    let mut normal = stack();
    let io2 = json!({"storage": {"type": "io2", "iops": 3000}});
    let db = |normal: &Value, change: &Value| effects("db", normal, change);
    normal["components"]["db"].as_object_mut().unwrap().remove("max_connections");
    normal["components"]["db"]["storage"] = json!({"size": "200GiB", "type": "gp3"});
    assert_eq!(db(&normal, &io2), (Degraded, Degraded));
    normal["components"]["db"]["max_connections"] = 700.into();
    assert_eq!(db(&normal, &io2), (Restart, Restart));
    assert_eq!(db(&normal, &json!({"storage": {"type": "gp2"}})), (Degraded, Degraded));
    normal["components"]["db"]["multi_az"] = true.into();
    assert_eq!(db(&normal, &io2), (Degraded, Degraded));
    // A standby that comes with it does not help yet.
    normal["components"]["db"]["multi_az"] = false.into();
    let both = json!({"storage": {"type": "io2", "iops": 3000}, "multi_az": true});
    assert_eq!(db(&normal, &both), (Restart, Restart));
}

#[test]
fn a_build_server_can_refuse_what_hurts() {
    let project = tempfile::tempdir().unwrap();
    std::fs::create_dir(project.path().join("profiles")).unwrap();
    let launch =
        json!({"profile": "launch", "extends": "normal", "components": {"graph": {"machine": "+1"}}});
    for (name, profile) in [("normal", stack()), ("launch", launch)] {
        let path = project.path().join(format!("profiles/{name}.yaml"));
        std::fs::write(path, profile.to_string()).unwrap();
    }
    let run = |least: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scaleprof"));
        command.args(["diff", "normal", "launch", "--fail-on", least, "-C"]).arg(project.path());
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for least in ["degraded", "brief-failover", "restart"] {
        let (code, said) = run(least);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("error: graph: restart"), "{said}");
    }
    assert_eq!(run("replace").0, Some(0));
}
