//! What a runbook says to type where Terraform does not run does what Terraform would do, and leaves nothing for it.

use std::path::Path;

use serde_json::json;

use crate::emulator::Emulator;
use crate::project::Project;
use crate::proofs;
use crate::root::Root;

#[test]
fn what_is_typed_by_hand_is_what_terraform_would_do() {
    let profiles = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terraform/window");
    let project = Project::of(&profiles);
    let Some(emulator) = Emulator::start() else {
        return;
    };
    project.set_window("launch", 24, 48, 50);
    project.rebuild("launch");
    project.rebuild("normal");
    for (service, code) in [("ec2", "L-1216C47A"), ("fargate", "L-3032A538")] {
        emulator.set_quota(&json!({"ServiceCode": service, "QuotaCode": code, "Value": 1000.0}));
    }
    let (Some(normal), Some(launch)) = (
        Root::init(&project.stack("normal"), Some(&emulator)),
        Root::init(&project.stack("launch"), Some(&emulator)),
    ) else {
        return;
    };
    normal.apply();
    for title in ["Resize ", "The floors rise"] {
        let (shown, typed) = (proofs::of(&project, "steps", title), proofs::by_hand(&project, title));
        proofs::assert_all(&shown, false, &emulator);
        if !proofs::type_all(&typed, &emulator) {
            return;
        }
        proofs::assert_all(&shown, true, &emulator);
    }
    let steps = project.runbook("launch")["steps"].take();
    let steps = steps.as_array().expect("steps are a list").iter();
    let resize =
        steps.filter(|step| step["title"].as_str().is_some_and(|title| title.starts_with("Resize ")));
    for step in resize {
        let command = step["commands"][0].as_str().expect("a command");
        let (_, arguments) = command.split_once(" apply ").expect("an apply");
        let (line, touched) = launch.apply_with(&arguments.split_whitespace().collect::<Vec<_>>());
        assert!(line.starts_with("No changes."), "{line}\n{touched}");
    }
}
