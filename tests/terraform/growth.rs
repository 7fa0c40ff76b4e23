//! Storage that RDS grows by itself: no plan takes that back, and `scaleprof status` calls it no drift.

use std::fs;

use serde_json::{Value, json};

use crate::emulator::Emulator;
use crate::project::Project;
use crate::root::Root;

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
"#;
const LAUNCH: &str = "
profile: launch
extends: normal
window: {start: 2027-02-03T09:00:00+02:00, duration: 24h, ready: 40m}
components:
  db: {class: db.m6g.4xlarge}
";

/// How Terraform would change the database's storage.
fn storage(root: &Root<'_>) -> [Value; 2] {
    let plan = root.plan(&[]);
    let changes = plan["resource_changes"].as_array().expect("a plan lists its changes");
    let change =
        &changes.iter().find(|one| one["address"] == "aws_db_instance.db").expect("the database")["change"];
    assert_ne!(change["before"]["instance_class"], Value::Null);
    ["allocated_storage", "max_allocated_storage"]
        .map(|field| json!([change["before"][field], change["after"][field]]))
}

#[test]
fn what_rds_has_grown_stays() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    for (name, text) in [("normal", NORMAL), ("launch", LAUNCH)] {
        fs::write(folder.path().join(format!("{name}.yaml")), text).expect("the profile is written");
    }
    let project = Project::of(folder.path());
    let Some(emulator) = Emulator::start() else {
        return;
    };
    let build = || {
        project.rebuild("normal");
        project.rebuild("launch");
        let root = |profile| Root::init(&project.stack(profile), Some(&emulator));
        root("normal").zip(root("launch"))
    };
    let Some((normal, launch)) = build() else {
        return;
    };
    normal.apply();
    let grow = |size: u32, most: u32| {
        let with = json!({
            "DBInstanceIdentifier": "shop-db", "AllocatedStorage": size, "MaxAllocatedStorage": most,
            "ApplyImmediately": true,
        });
        emulator.by_hand("rds", "modify_db_instance", &with);
    };

    // Somebody has switched it on, and it has grown once: no profile says anything of it.
    grow(260, 1000);
    assert_eq!(storage(&launch), [json!([260, 260]), json!([1000, 1000])]);
    launch.apply();
    launch.assert_settled();
    let (status, _) = project.status(&launch.state());
    assert_eq!(status["components"][0]["condition"], "settled", "{status:#}");
    assert_eq!(status["live"], "launch", "{status:#}");
    assert_eq!(storage(&normal), [json!([260, 260]), json!([1000, 1000])]);

    // The everyday profile says how far, and the launch raises that: from then on it is so in both.
    let path = project.folder().join("profiles");
    let write = |name: &str, text: &str, from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        fs::write(path.join(format!("{name}.yaml")), text.replace(from, to)).expect("the profile is written");
    };
    write("normal", NORMAL, "size: 200GiB", "size: 200GiB, max_size: 1200GiB");
    write("launch", LAUNCH, "{class: db.m6g.4xlarge}", "{class: db.m6g.4xlarge, storage: {max_size: 2TiB}}");
    let Some((normal, launch)) = build() else {
        return;
    };
    launch.apply();
    launch.assert_settled();
    grow(1500, 2048);
    launch.assert_settled();
    assert_eq!(storage(&normal), [json!([1500, 1500]), json!([2048, 2048])]);
    normal.apply();
    normal.assert_settled();
    let (status, code) = project.status(&normal.state());
    assert_eq!((status["live"].as_str(), code), (Some("normal"), 0), "{status:#}");
}
