//! `scaleprof status` asks what is there, with the commands that the runbook prints, typed into a shell.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::emulator::Emulator;
use crate::project::Project;
use crate::root::{Root, terraform_environment};
use crate::skip::bash;

const NORMAL: &str = r#"
profile: normal
stack: shop
cloud:
  provider: aws
  region: eu-west-1
  network: {create: 10.20.0.0/16}
  state: {local: ../terraform.tfstate}
owners:
  ops: {name: Ops, contact: ops@example.com}
components:
  db:
    kind: database
    owner: ops
    test: t
    engine: postgres
    version: "16"
    class: db.m6g.large
    storage: {type: gp3, size: 200GiB}
    multi_az: true
  w:
    kind: workers
    owner: ops
    test: t
    machine: m6g.large
    count: {min: 2, max: 4}
    queue: {backlog_per_worker: 100}
"#;
const LAUNCH: &str = "
profile: launch
extends: normal
window: {start: 2027-02-03T09:00:00+02:00, duration: 24h, ready: 40m}
components:
  db: {class: db.m6g.4xlarge}
  w: {count: {min: 20, max: 40}}
";

/// What the last of the runbook's commands says, and its exit code.
fn typed(project: &Project, emulator: &Emulator, commands: &[String], now: &str) -> (Value, i32) {
    let scaleprof = Path::new(env!("CARGO_BIN_EXE_scaleprof")).parent().expect("a folder");
    let path = format!("{}:{}", scaleprof.display(), env::var("PATH").unwrap_or_default());
    let line = format!("set -e; {} --format json --now {now}", commands.join("\n"));
    let mut shell = Command::new("bash");
    shell.args(["-c", &line]).current_dir(project.folder()).env("PATH", path);
    emulator.surround(terraform_environment(&mut shell));
    let output = shell.output().expect("a shell starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let start =
        said.find("\n{\n").unwrap_or_else(|| panic!("{said}\n{}", String::from_utf8_lossy(&output.stderr)));
    (serde_json::from_str(&said[start..]).expect("status is JSON"), output.status.code().unwrap_or(-1))
}

/// The sizes of the cloud decide, not those of the state: raised by hand, or fallen by schedule.
#[test]
fn status_asks_the_cloud() {
    if !bash() {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary directory");
    for (name, text) in [("normal", NORMAL), ("launch", LAUNCH)] {
        fs::write(folder.path().join(format!("{name}.yaml")), text).expect("the profile is written");
    }
    let project = Project::of(folder.path());
    let Some(emulator) = Emulator::start() else {
        return;
    };
    // The window opens in a day, as Terraform's clock has it.
    project.set_window("launch", 24, 48, 50);
    for profile in ["normal", "launch"] {
        project.rebuild(profile);
    }
    let steps = project.runbook("launch")["way_back"].take();
    let step =
        steps.as_array().into_iter().flatten().find(|one| one["title"] == "See that nothing is left on");
    let commands: Vec<String> =
        serde_json::from_value(step.expect("the step is there")["commands"].clone()).expect("texts");
    assert_eq!(commands.len(), 2);
    emulator.set_quota(&json!({"ServiceCode": "ec2", "QuotaCode": "L-1216C47A", "Value": 1000.0}));
    let (Some(normal), Some(launch)) = (
        Root::init(&project.stack("normal"), Some(&emulator)),
        Root::init(&project.stack("launch"), Some(&emulator)),
    ) else {
        return;
    };
    let after = (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(7 * 24)).to_string();
    let look = || typed(&project, &emulator, &commands, &after);
    let conditions = |status: &Value| -> Vec<String> {
        let all = status["components"].as_array().expect("components").iter();
        all.map(|one| one["condition"].as_str().unwrap_or_default().to_owned()).collect()
    };

    normal.apply();
    // Even while the account's quotas are too small for a plan.
    emulator.set_quota(&json!({"ServiceCode": "ec2", "QuotaCode": "L-1216C47A", "Value": 1.0}));
    let (status, code) = look();
    assert_eq!(
        (status["live"].as_str(), status["source"].as_str(), code),
        (Some("normal"), Some("refreshed"), 0)
    );
    emulator.set_quota(&json!({"ServiceCode": "ec2", "QuotaCode": "L-1216C47A", "Value": 1000.0}));

    // As people do when it burns.
    let class = |class: &str| {
        let with =
            json!({"DBInstanceIdentifier": "shop-db", "DBInstanceClass": class, "ApplyImmediately": true});
        emulator.by_hand("rds", "modify_db_instance", &with);
    };
    class("db.m6g.16xlarge");
    emulator.by_hand(
        "autoscaling",
        "update_auto_scaling_group",
        &json!({"AutoScalingGroupName": "shop-w", "MinSize": 30, "MaxSize": 60}),
    );
    let (status, code) = look();
    assert_eq!(conditions(&status), ["drifted", "drifted"], "{status:#}");
    assert_eq!((status["live"].as_str(), code), (None, 1), "{status:#}");
    assert_eq!(status["hour"], "13.345003", "{status:#}");
    // The state alone knows nothing of it, and says so.
    let (stale, code) = project.status(&normal.shown());
    assert_eq!(
        (stale["live"].as_str(), stale["source"].as_str(), code),
        (Some("normal"), Some("last-apply"), 0)
    );

    // The launch is applied before its window; its counts rise and fall by themselves, and its class stays.
    normal.apply();
    launch.apply();
    assert_eq!(emulator.run_schedule("-raise").len(), 1);
    assert_eq!(emulator.run_schedule("-restore").len(), 1);
    assert_eq!(emulator.run_schedule("-close").len(), 1);
    let (status, code) = look();
    assert_eq!((status["overdue"].clone(), code), (json!(["launch"]), 1), "{status:#}");
    // The database's alone.
    assert_eq!(status["hour"], "2.464", "{status:#}");
}
