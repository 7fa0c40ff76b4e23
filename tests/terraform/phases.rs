//! A plan is made in one part of the window and applied in another; and the folder of one profile is applied in the
//! window of another one. Only the file that knows the time is used here, so that each part is reached in seconds.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp, Unit};

use crate::project::Project;
use crate::root::Root;

/// Stands for the network, which everything that moves with the window refers to, and for a group.
const STAND_IN: &str = r#"
resource "terraform_data" "network" {
  lifecycle {
    precondition {
      condition     = local.same_phase
      error_message = "planned in another part"
    }
  }
}

resource "terraform_data" "group" {
  input = [terraform_data.network.id, local.raised ? 3 : 1, local.before_close ? 6 : 2]
}
"#;

/// The same for a folder that has no counts of its own for the window.
const EVERYDAY_STAND_IN: &str = r#"
resource "terraform_data" "network" {
  lifecycle {
    precondition {
      condition     = local.same_phase
      error_message = "planned in another part"
    }
  }
}
"#;

/// How long before a boundary a plan is begun.
const AHEAD: SignedDuration = SignedDuration::from_secs(20);
const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);

fn project() -> Project {
    Project::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terraform/window"))
}

/// Waits for an instant that is still to come.
fn wait_for(at: Timestamp) {
    assert!(Timestamp::now() < at, "planning takes longer than {AHEAD:#}");
    while Timestamp::now() <= at {
        thread::sleep(Duration::from_millis(200));
    }
}

fn now() -> Timestamp {
    Timestamp::now().round(Unit::Second).expect("the clock is right")
}

/// A root with nothing but the file that knows the time, of a profile whose window has been moved.
fn clock(project: &Project, profile: &str, beside: &str) -> Option<Root<'static>> {
    let folder = project.folder().join(format!("clock-{profile}"));
    fs::create_dir_all(&folder).expect("the folder can be made");
    fs::copy(project.stack(profile).join("window.tf"), folder.join("window.tf")).expect("it is built");
    fs::write(folder.join("main.tf"), beside).expect("it is written");
    Root::bare(&folder)
}

#[test]
fn a_saved_plan_is_refused_in_another_part_of_the_window() {
    let project = project();
    let start = now() + DAY;
    project.set_times("launch", [start, start + DAY, start + DAY + HOUR]);
    project.rebuild("launch");
    let rise = project.raise("launch").duration_until(start);
    for (boundary, start_before) in
        [("the raise", -rise), ("the end", DAY), ("the end of the tail", DAY + HOUR)]
    {
        let at = now() + AHEAD;
        let start = at - start_before;
        project.set_times("launch", [start, start + DAY, start + DAY + HOUR]);
        project.rebuild("launch");
        let Some(root) = clock(&project, "launch", STAND_IN) else {
            return;
        };
        let saved = root.save_plan();
        assert!(saved.contains("to add"), "{boundary}: {saved}");
        wait_for(at);
        let refused = root.apply_saved().expect_err(boundary);
        assert!(refused.contains("planned in another part"), "{boundary}: {refused}");
        assert!(!root.shown().to_string().contains("terraform_data.group"), "{boundary}: nothing has moved");
        // Planned and applied in one it goes through, and so does a saved plan within one part.
        root.save_plan();
        root.apply_saved().expect(boundary);
        root.assert_settled();
        fs::remove_file(project.folder().join("clock-launch/terraform.tfstate")).expect("there is a state");
    }
}

/// Neither does a plan of the everyday folder take a launch down that was planned before the launch began.
#[test]
fn a_saved_plan_of_the_everyday_folder_is_refused_in_the_window() {
    let project = project();
    let start = now() + DAY;
    let times = |start: Timestamp| [start, start + DAY, start + DAY + HOUR];
    project.set_times("launch", times(start));
    project.rebuild("normal");
    let first = project.instant("normal", "timecmp(local.planned_at, \"").duration_until(start);
    let at = now() + AHEAD;
    project.set_times("launch", times(at + first));
    project.rebuild("normal");
    let Some(root) = clock(&project, "normal", EVERYDAY_STAND_IN) else {
        return;
    };
    let saved = root.save_plan();
    assert!(saved.contains("to add") && !saved.contains("Warning"), "{saved}");
    wait_for(at);
    let refused = root.apply_saved().expect_err("the launch has begun");
    assert!(refused.contains("planned in another part"), "{refused}");
    // To call it off is one command, and it warns.
    assert!(root.save_plan().contains("The window of launch is open until "));
    root.apply_saved().expect("a launch can be called off");
}

#[test]
fn the_folder_whose_turn_it_is_not_warns() {
    let project = project();
    let warns = |profile: &str| Some(clock(&project, profile, "")?.planned());
    let rebuild = || ["normal", "launch", "sale"].map(|profile| project.rebuild(profile));
    let open = "The window of launch is open until ";
    let from_start = [
        ("two days before", -DAY - DAY, false),
        ("in the preparation", -HOUR, true),
        ("in the window", HOUR, true),
        ("in the tail", DAY + HOUR, true),
        ("after the tail", DAY + HOUR + HOUR + HOUR, false),
    ];
    for (phase, since_start, warned) in from_start {
        let start = now() - since_start;
        project.set_times("launch", [start, start + DAY, start + DAY + HOUR + HOUR]);
        let sale = start + DAY * 20;
        project.set_times("sale", [sale, sale + DAY, sale + DAY + HOUR]);
        rebuild();
        for (profile, expected) in [("normal", warned), ("sale", warned), ("launch", false)] {
            let Some(said) = warns(profile) else {
                return;
            };
            assert_eq!(said.contains(open), expected, "{phase}, {profile}: {said}");
            assert_eq!(said.contains("Warning"), expected, "{phase}, {profile}: {said}");
            if expected {
                assert!(
                    said.contains("this ends it. The folder to apply now is generated/launch;"),
                    "{said}"
                );
            }
        }
    }
}
