//! The promise of scaleprof, kept against an emulated AWS: what `build` writes
//! applies, is stable, switches in place and comes back.
//!
//! Needs `terraform` with the AWS provider, and Python for the emulator (moto).
//! Where one of them is missing a test says SKIPPED and passes; in CI (the
//! variable `CI` is set) it fails instead. `SCALEPROF_TERRAFORM_MIRROR` may name
//! a folder that the provider is installed from without a network.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod common;
#[path = "terraform/emulator.rs"]
mod emulator;
#[path = "terraform/project.rs"]
mod project;
#[path = "terraform/root.rs"]
mod root;
#[path = "terraform/skip.rs"]
mod skip;
#[path = "terraform/state.rs"]
mod state;

use emulator::Emulator;
use project::Project;
use root::Root;
use serde_json::{Value, json};

const PROFILES: [&str; 2] = ["normal", "launch"];

#[test]
fn generated_code_is_formatted_and_valid() {
    let project = Project::build(&PROFILES);
    let Some(()) = root::check_format(&project.generated()) else {
        return;
    };
    for profile in PROFILES {
        for folder in [project.stack(profile), project.quotas(profile)] {
            let Some(root) = Root::init(&folder, None) else {
                return;
            };
            root.validate();
        }
    }
}

/// All of `tests/cases/` at once, each folder as a module of one root.
#[test]
fn every_case_is_formatted_and_valid() {
    let project = Project::cases();
    let Some(()) = root::check_format(project.folder()) else {
        return;
    };
    let Some(root) = Root::init(project.folder(), None) else {
        return;
    };
    root.validate();
}

#[test]
fn switching_to_launch_and_back_changes_in_place() {
    let project = Project::build(&PROFILES);
    let Some(emulator) = Emulator::start() else {
        return;
    };
    let Some(normal) = Root::init(&project.stack("normal"), Some(&emulator)) else {
        return;
    };
    let Some(launch) = Root::init(&project.stack("launch"), Some(&emulator)) else {
        return;
    };

    normal.apply();
    normal.assert_settled();
    let before = state::settled(&normal.state());
    assert_live(&project, &normal.state(), Some("normal"), false);

    for (there, name, overdue) in [(&launch, "launch", true), (&normal, "normal", false)] {
        there.assert_changes_in_place();
        there.apply();
        there.assert_settled();
        assert_live(&project, &there.state(), Some(name), overdue);
        assert_live(&project, &there.shown(), Some(name), overdue);
        if overdue {
            assert_told_apart(&project, &there.state());
        }
    }
    state::assert_same(&before, &state::settled(&normal.state()));
}

#[test]
fn quotas_are_asked_for_once_and_never_lowered() {
    let project = Project::build(&PROFILES);
    let Some(emulator) = Emulator::start() else {
        return;
    };
    let Some(launch) = Root::init(&project.quotas("launch"), Some(&emulator)) else {
        return;
    };

    launch.apply();
    let asked = emulator.quota_requests();
    assert!(!asked.is_empty(), "launch day needs more than a new account has");
    launch.assert_settled(); // while every request is still open
    launch.apply();
    assert_eq!(emulator.quota_requests().len(), asked.len(), "asked twice");

    for request in &asked {
        let desired = request["DesiredValue"].as_f64().expect("DesiredValue is a number");
        emulator.set_quota(&json!({
            "ServiceCode": request["ServiceCode"],
            "QuotaCode": request["QuotaCode"],
            "Value": desired * 2.0, // more than was asked for
        }));
    }
    let Some(normal) = Root::init(&project.quotas("normal"), Some(&emulator)) else {
        return;
    };
    for root in [&launch, &normal] {
        root.apply();
        root.assert_settled();
    }
    assert_eq!(emulator.quota_requests().len(), asked.len(), "asked for less than there is");
}

/// `scaleprof status`, long after the window, knows which profile is live.
fn assert_live(project: &Project, state: &Value, live: Option<&str>, overdue: bool) {
    let (status, code) = project.status(state);
    assert_eq!(status["live"].as_str(), live, "{status:#}");
    assert_eq!(!status["overdue"].as_array().unwrap().is_empty(), overdue, "{status:#}");
    assert_eq!(code, i32::from(overdue), "{status:#}");
    if live.is_some() {
        let settled = |component: &Value| component["condition"] == "settled";
        assert!(status["components"].as_array().unwrap().iter().all(settled), "{status:#}");
    }
}

/// A state of launch day in which one size is as on a normal day, or as on none.
fn assert_told_apart(project: &Project, state: &Value) {
    let changed = |kind: &str, attribute: &str, value: &str, component: &str| {
        let mut state = state.clone();
        let resources = state["resources"].as_array_mut().expect("a state file");
        let resource = resources.iter_mut().find(|one| one["mode"] == "managed" && one["type"] == kind);
        let resource = resource.unwrap_or_else(|| panic!("there is no {kind}"));
        resource["instances"][0]["attributes"][attribute] = value.into();
        assert_live(project, &state, None, true);
        let (status, _) = project.status(&state);
        let components = status["components"].as_array().expect("a list").clone();
        let found = components.into_iter().find(|one| one["name"] == component);
        found.map(|component| component["condition"].clone())
    };
    let class = |class: &str| changed("aws_db_instance", "instance_class", class, "contacts-db");
    assert_eq!(class("db.m6g.2xlarge"), Some("settled".into()), "all of a normal day");
    assert_eq!(class("db.m6g.4xlarge"), Some("drifted".into()));
    assert_eq!(changed("aws_ebs_volume", "iops", "3000", "graph-db"), Some("half-switched".into()));
}
