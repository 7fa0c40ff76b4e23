//! Kinds that the example has none of, against the emulated AWS: each goes to its launch size and back in place.

use std::path::Path;

use crate::emulator::Emulator;
use crate::project::Project;
use crate::proofs;
use crate::root::Root;
use crate::state;

#[test]
fn each_other_kind_changes_in_place_and_comes_back() {
    let profiles = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terraform/kinds");
    let project = Project::of(&profiles);
    project.set_window("launch", -1, 23, 25);
    for profile in ["normal", "launch"] {
        project.rebuild(profile);
    }
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
    let proofs = [("steps", "Resize "), ("way_back", "Apply the everyday sizes")];
    // What the launch makes and the way back deletes, the runbook names before either.
    let named = ["aws_db_instance.orders_replica_2"];
    let runbook = project.runbook("launch");
    for (section, title) in [("steps", "Resize orders"), ("way_back", "Apply the everyday sizes")] {
        let steps = runbook[section].as_array().expect("a runbook has steps");
        let step = steps.iter().find(|step| step["title"].as_str().is_some_and(|own| own.starts_with(title)));
        let notes = step.expect(title)["notes"].to_string();
        assert!(named.iter().all(|address| notes.contains(address)), "{notes}");
    }
    for (there, (section, title)) in [&launch, &normal].into_iter().zip(proofs) {
        let proofs = proofs::of(&project, section, title);
        proofs::assert_all(&proofs, false, &emulator);
        there.assert_changes_in_place(&named);
        there.apply();
        proofs::assert_all(&proofs, true, &emulator);
        there.assert_settled();
    }
    state::assert_same(&before, &state::settled(&normal.state()));
}
