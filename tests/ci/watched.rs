//! Whatever makes `generated/` stale starts the check that says so.

use scaleprof::files::FOLDERS;
use serde_json::Value;

use crate::checkout::Checkout;
use crate::gitlab;
use crate::skip::bash;

/// The block of `docs/ci.md` that shows a file.
fn block(file: &str) -> Value {
    let page = include_str!("../../docs/ci.md");
    let (_, block) = page.split_once(&format!("```yaml\n# {file}\n")).unwrap();
    let (block, _) = block.split_once("```").unwrap();
    serde_yaml::from_str(block).unwrap()
}

fn all(pattern: &str) -> Value {
    FOLDERS.iter().map(|folder| format!("{folder}{pattern}")).collect()
}

#[test]
fn every_template_watches_what_a_build_reads() {
    assert!(FOLDERS.is_sorted());
    // YAML 1.1 takes a bare `on` for true.
    let workflow = block(".github/workflows/scaleprof.yml");
    let on = workflow.get("on").or_else(|| workflow.get("true")).unwrap();
    assert_eq!(on["pull_request"]["paths"], all("/**"));
    assert_eq!(gitlab()["scaleprof"]["rules"][0]["changes"], all("/**/*"));
    let hooks: Value = serde_yaml::from_str(include_str!("../../.pre-commit-hooks.yaml")).unwrap();
    for hook in hooks.as_array().unwrap() {
        assert_eq!(hook["files"], format!("(^|/)({})/", FOLDERS.join("|")), "{}", hook["id"]);
    }
}

/// A change in each of the folders makes what was built stale.
#[test]
fn a_change_in_each_folder_makes_a_build_stale() {
    for folder in FOLDERS {
        let checkout = Checkout::new(".");
        checkout.scaleprof(&["build", "--check", "launch"]).passes();
        match folder {
            "account" => {
                let quota = r#"{"ServiceCode": "ec2", "QuotaCode": "L-1216C47A", "Value": 640.0}"#;
                checkout.write("account/quotas.json", &format!(r#"{{"Quotas": [{quota}]}}"#));
            }
            "generated" => checkout.edit("generated/launch/graph-db.tf", "m6g.4xlarge", "m6g.2xlarge"),
            "prices" => {
                checkout.write(
                    "prices/own.yaml",
                    "discounts: [{service: rds, percent: 30}, {service: ec2, percent: 30}]\n",
                );
            }
            "profiles" => checkout.edit("profiles/launch.yaml", "machine: +2", "machine: +1"),
            "templates" => checkout.write("templates/runbook.md.j2", "{# #}mine\n"),
            other => panic!("{other}/ is read by a build, and no change in it is tried here"),
        }
        checkout.scaleprof(&["build", "--check", "launch"]).fails().says("generated/launch is stale");
    }
}

/// What `docs/ci.md` says of a project in a folder holds.
#[test]
fn a_project_in_a_folder_is_checked_from_the_root() {
    if !bash() {
        return;
    }
    let checkout = Checkout::new("infra");
    let run = |words: &str| checkout.script(&format!("scaleprof {words}"), &[]);
    run("check -C infra").passes();
    run("build --check launch -C infra").passes();
    checkout.edit("profiles/launch.yaml", "machine: +2", "machine: +1");
    run("build --check launch -C infra").fails().says("generated/launch is stale");
}
