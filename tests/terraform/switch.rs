//! The promise of scaleprof, kept against an emulated AWS: what `build` writes
//! applies, is stable, switches in place and comes back.

use std::path::Path;
use std::thread;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp, Unit};
use serde_json::{Value, json};

use crate::emulator::Emulator;
use crate::project::Project;
use crate::proofs;
use crate::reviewed;
use crate::root::{self, Root};
use crate::state;

const PROFILES: [&str; 2] = ["normal", "launch"];
const BACK: [&str; 2] = ["launch", "normal"];

#[test]
fn generated_code_is_formatted_and_valid() {
    let project = Project::build(&PROFILES);
    let Some(()) = root::check_format(&project.generated()) else {
        return;
    };
    for profile in PROFILES {
        for folder in [project.stack(profile), project.quotas(profile)] {
            let Some(root) = Root::installed(&folder) else {
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

    // A new account has not enough for a normal day; with what was asked for, for the launch too.
    let needed = "430 vCPU are needed with the stack at its floor, and the account has less.";
    launch.assert_refused(needed);
    let Some(quotas) = Root::init(&project.quotas("launch"), Some(&emulator)) else {
        return;
    };
    quotas.apply();
    launch.assert_refused(needed); // asked for is not granted
    grant(&emulator, 1.0);

    normal.apply();
    normal.assert_settled();
    let before = state::settled(&normal.state());
    assert_live(&project, &normal.state(), Some("normal"), false);

    let proofs = [("steps", "Resize "), ("way_back", "Apply the everyday sizes")];
    for ((there, name, overdue), (section, title)) in
        [(&launch, "launch", true), (&normal, "normal", false)].into_iter().zip(proofs)
    {
        let proofs = proofs::of(&project, section, title);
        proofs::assert_all(&proofs, false, &emulator);
        let planned = there.assert_changes_in_place(&[]);
        reviewed::assert_as_promised(project.folder(), if overdue { PROFILES } else { BACK }, &planned);
        there.apply();
        proofs::assert_all(&proofs, true, &emulator);
        there.assert_settled();
        assert_live(&project, &there.state(), Some(name), overdue);
        assert_live(&project, &there.shown(), Some(name), overdue);
        if overdue {
            assert_told_apart(&project, &there.state());
            // The window is open: the everyday folder would end it, and says so.
            assert!(normal.planned().contains("The window of launch is open until "));
            assert!(!launch.planned().contains("The window of"));
        }
    }
    state::assert_same(&before, &state::settled(&normal.state()));
}

/// Before the window, in it, in its tail and after it: whenever a plan is made, it agrees with what the scheduled actions did.
#[test]
fn counts_rise_and_fall_by_themselves() {
    let profiles = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terraform/window");
    let project = Project::of(&profiles);
    let Some(emulator) = Emulator::start() else {
        return;
    };
    let seen_from = |from, to, closes| {
        project.set_window("launch", from, to, closes);
        project.rebuild("launch");
    };
    seen_from(2, 24, 26);
    project.rebuild("normal");
    let Some(normal) = Root::init(&project.stack("normal"), Some(&emulator)) else {
        return;
    };
    let Some(launch) = Root::init(&project.stack("launch"), Some(&emulator)) else {
        return;
    };
    let Some(quotas) = Root::init(&project.quotas("launch"), Some(&emulator)) else {
        return;
    };
    let steps = project.runbook("launch")["steps"].take();
    follow(&quotas, "/quotas", &steps);
    grant(&emulator, 1.0);
    normal.apply();
    assert_eq!(counts(&normal), [("api", 1, 2), ("job", 1, 2), ("search", 1, 2)]);

    assert_late_plan_refused(&project, &launch);
    assert_eq!(counts(&launch), [("api", 1, 2), ("job", 1, 2), ("search", 1, 2)], "nothing has moved");
    normal.apply(); // what does not move with the window may have been changed
    seen_from(2, 24, 26);

    launch.assert_changes_in_place(&[]);
    follow(&launch, "/launch", &steps);
    launch.assert_settled();
    assert_eq!(
        counts(&launch),
        [("api", 1, 4), ("job", 1, 6), ("search", 1, 4)],
        "floors wait for the window"
    );

    assert_eq!(emulator.run_schedule("-raise").len(), 3);
    seen_from(-2, 24, 26);
    launch.assert_settled();
    assert_eq!(counts(&launch), [("api", 2, 4), ("job", 3, 6), ("search", 2, 4)]);

    assert_eq!(emulator.run_schedule("-restore").len(), 2);
    seen_from(-26, -1, 26);
    launch.assert_settled();
    assert_eq!(
        counts(&launch),
        [("api", 1, 4), ("job", 1, 6), ("search", 2, 4)],
        "in the tail ceilings are still up, so that what is busy can finish"
    );

    assert_eq!(emulator.run_schedule("-close").len(), 2);
    seen_from(-26, -3, -1);
    launch.assert_settled();
    // Nobody but a person ends what holds data.
    assert_eq!(counts(&launch), [("api", 1, 2), ("job", 1, 2), ("search", 2, 4)]);

    follow(&normal, "/normal", &project.runbook("launch")["way_back"]);
    normal.assert_settled();
    assert_eq!(counts(&normal), [("api", 1, 2), ("job", 1, 2), ("search", 1, 2)]);
}

/// A plan that waits for its approval until the floors have risen would leave them down.
fn assert_late_plan_refused(project: &Project, launch: &Root<'_>) {
    let rise = project.raise("launch").duration_until(project.start("launch"));
    let day = SignedDuration::from_hours(24);
    // As soon as this machine can: a plan is of use that was made before the floors rise.
    let in_time = [30, 90, 270].into_iter().find_map(|ahead| {
        let now = Timestamp::now().round(Unit::Second).expect("the clock is right");
        let at = now + SignedDuration::from_secs(ahead);
        let start = at + rise;
        project.set_times("launch", [start, start + day, start + day * 2]);
        project.rebuild("launch");
        launch.save_plan();
        (Timestamp::now() < at).then_some(at)
    });
    let at = in_time.expect("planning takes too long");
    while Timestamp::now() <= at {
        thread::sleep(Duration::from_secs(1));
    }
    let refused = launch.apply_saved().expect_err("the floors have risen");
    assert!(
        refused.contains("This plan was made in one part of a window and is applied in another"),
        "{refused}"
    );
    let scheduled = launch.shown().to_string();
    assert!(!scheduled.contains("aws_autoscaling_schedule"), "{scheduled}");
    assert!(!scheduled.contains("aws_appautoscaling_scheduled_action"), "{scheduled}");
}

/// Types what the steps of a runbook say for a folder; Terraform answers as they say.
fn follow(root: &Root<'_>, of: &str, steps: &Value) {
    let mut followed = 0;
    for step in steps.as_array().expect("steps are a list") {
        for command in step["commands"].as_array().expect("commands are a list") {
            let command = command.as_str().expect("a command is a text");
            let Some((folder, arguments)) = command.split_once(" apply") else { continue };
            if !folder.ends_with(of) {
                continue;
            }
            let arguments: Vec<&str> = arguments.split_whitespace().collect();
            let (line, touched) = root.apply_with(&arguments);
            assert_eq!(step["expect"], line.as_str(), "{command}\n{touched}");
            followed += 1;
        }
    }
    assert!(followed > 0, "{steps:#}");
}

/// Floor and ceiling of everything that scales, as AWS has them.
fn counts(root: &Root<'_>) -> Vec<(&'static str, u64, u64)> {
    let state = root.state();
    let resources = state["resources"].as_array().expect("a state lists its resources");
    let sizes = [
        ("api", "min_capacity", "max_capacity"),
        ("job", "min_size", "max_size"),
        ("search", "min_size", "max_size"),
    ];
    let of = |(name, min, max): (&'static str, &str, &str)| {
        let scales = |kind: &str| ["aws_appautoscaling_target", "aws_autoscaling_group"].contains(&kind);
        let found =
            resources.iter().find(|one| one["name"] == name && one["type"].as_str().is_some_and(scales));
        let attributes = &found.expect("the group is there")["instances"][0]["attributes"];
        let number = |key: &str| attributes[key].as_u64().expect("a size is a number");
        (name, number(min), number(max))
    };
    sizes.map(of).to_vec()
}

/// Without an account that has enough, a plan says so before anything is there.
#[test]
fn quotas_stop_a_plan_before_anything_is_applied() {
    let project = Project::build(&PROFILES);
    let Some(emulator) = Emulator::start() else {
        return;
    };
    let quota = |value: f64| {
        let code = json!({"ServiceCode": "ec2", "QuotaCode": "L-1216C47A", "Value": value});
        emulator.set_quota(&code);
    };
    emulator.set_quota(&json!({"ServiceCode": "fargate", "QuotaCode": "L-3032A538", "Value": 160.0}));
    for (profile, floor) in [("normal", 26.0), ("launch", 430.0)] {
        let Some(root) = Root::init(&project.stack(profile), Some(&emulator)) else {
            return;
        };
        quota(floor - 1.0);
        root.assert_refused(&format!("{floor} vCPU are needed with the stack at its floor"));
        quota(floor);
        let planned = root.planned();
        assert!(
            planned.contains("Check block assertion failed"),
            "{profile} warns of its maximum: {planned}"
        );
    }
    quota(2676.0);
    let Some(root) = Root::init(&project.stack("launch"), Some(&emulator)) else {
        return;
    };
    let planned = root.planned();
    assert!(!planned.contains("Check block assertion failed"), "enough for the maximum: {planned}");
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

    grant(&emulator, 2.0); // more than was asked for
    let Some(normal) = Root::init(&project.quotas("normal"), Some(&emulator)) else {
        return;
    };
    for root in [&launch, &normal] {
        root.apply();
        root.assert_settled();
    }
    assert_eq!(emulator.quota_requests().len(), asked.len(), "asked for less than there is");
}

/// Grants what was asked for, so many times.
fn grant(emulator: &Emulator, times: f64) {
    for request in emulator.quota_requests() {
        let desired = request["DesiredValue"].as_f64().expect("DesiredValue is a number");
        emulator.set_quota(&json!({
            "ServiceCode": request["ServiceCode"],
            "QuotaCode": request["QuotaCode"],
            "Value": desired * times,
        }));
    }
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
    assert_eq!(
        class("db.m6g.2xlarge"),
        Some("half-switched".into()),
        "its alarm is still that of the launch"
    );
    assert_eq!(class("db.m6g.4xlarge"), Some("drifted".into()));
    assert_eq!(changed("aws_ebs_volume", "iops", "3000", "graph-db"), Some("half-switched".into()));
}
