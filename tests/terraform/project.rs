//! A copy of the example project, built by the real `scaleprof`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::{SignedDuration, Timestamp, Unit};
use scaleprof::cloud::list_prices;
use scaleprof::template::Templates;
use serde_json::Value;
use tempfile::TempDir;

use crate::common::fixture::{Fixture, fixtures, stem};

/// A project directory that is removed with its states and plans.
pub(crate) struct Project(TempDir, Timestamp);

impl Project {
    /// Copies this repository's `profiles/`, opens the launch's window an hour ago, and builds the named ones.
    pub(crate) fn build(profiles: &[&str]) -> Self {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles");
        let project = Self::of(&source);
        project.set_window("launch", -1, 23, 25);
        for profile in profiles {
            project.rebuild(profile);
        }
        project
    }

    /// Copies a folder of profiles.
    pub(crate) fn of(profiles: &Path) -> Self {
        let project = Self(tempfile::tempdir().expect("a temporary directory"), Timestamp::now());
        copy(profiles, &project.0.path().join("profiles"));
        project
    }

    /// Builds a profile anew.
    pub(crate) fn rebuild(&self, profile: &str) {
        scaleprof_build(self.0.path(), profile);
    }

    /// Moves a profile's window: from and to so many hours from when the test began, with a tail
    /// that is over so many hours from then.
    pub(crate) fn set_window(&self, profile: &str, from: i64, to: i64, closes: i64) {
        let began = self.1.round(Unit::Second).expect("the clock is right");
        self.set_times(profile, [from, to, closes].map(|hours| began + SignedDuration::from_hours(hours)));
    }

    /// Moves a profile's window so that it starts, ends and closes at these instants.
    pub(crate) fn set_times(&self, profile: &str, [start, end, closes]: [Timestamp; 3]) {
        let path = self.0.path().join(format!("profiles/{profile}.yaml"));
        let text = fs::read_to_string(&path).expect("the profile is there");
        let seconds = |from: Timestamp, to: Timestamp| from.duration_until(to).as_secs();
        let (duration, tail) = (seconds(start, end), seconds(end, closes));
        let window = format!("window: {{start: {start}, duration: {duration}s, ready: 40m, tail: {tail}s}}");
        let line = |line: &str| if line.starts_with("window:") { window.clone() } else { line.to_owned() };
        let text: Vec<String> = text.lines().map(line).collect();
        fs::write(&path, text.join("\n")).expect("the profile is written");
    }

    /// When a profile's window starts.
    pub(crate) fn start(&self, profile: &str) -> Timestamp {
        let path = self.0.path().join(format!("profiles/{profile}.yaml"));
        let text = fs::read_to_string(&path).expect("the profile is there");
        let at = text.split("start: ").nth(1).and_then(|rest| rest.split(',').next());
        at.expect("an instant").parse().expect("an instant")
    }

    /// When the floors of a profile rise.
    pub(crate) fn raise(&self, profile: &str) -> Timestamp {
        self.instant(profile, "before_raise = timecmp(plantimestamp(), \"")
    }

    /// The first instant after some words in the file that knows the time.
    pub(crate) fn instant(&self, profile: &str, words: &str) -> Timestamp {
        let text = fs::read_to_string(self.stack(profile).join("window.tf")).expect("it is built");
        let at = text.split(words).nth(1).and_then(|rest| rest.split('"').next());
        at.expect("an instant").parse().expect("an instant")
    }

    /// Builds every profile of every file in `tests/cases/`, and a root with all that is built as modules:
    /// the provider's schema, which takes seconds to load, is loaded once.
    pub(crate) fn cases() -> Self {
        let project = Self(tempfile::tempdir().expect("a temporary directory"), Timestamp::now());
        let mut root = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n".to_owned();
        for case in fixtures("tests/cases") {
            let slug = &case.name;
            let folder = project.0.path().join(slug);
            // The Terraform that its components stand in is not there, and the program would say so.
            let is_tuned = case.text.contains("\nterraform:");
            for profile in unpack(&case, &folder) {
                if is_tuned {
                    built_by_library(&case, &folder, &profile);
                } else {
                    scaleprof_build(&folder, &profile);
                }
                for (name, below) in [("stack", ""), ("quotas", "/quotas")] {
                    if !has_terraform(
                        &folder.join("generated").join(&profile).join(below.trim_start_matches('/')),
                    ) {
                        continue;
                    }
                    let source = format!("./{slug}/generated/{profile}{below}");
                    let name = format!("{slug}--{profile}--{name}");
                    write!(root, "\nmodule \"{name}\" {{\n  source = \"{source}\"\n}}\n")
                        .expect("a string takes it");
                }
            }
        }
        let path = project.0.path().join("main.tf");
        fs::write(&path, root).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        project
    }

    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn generated(&self) -> PathBuf {
        self.0.path().join("generated")
    }

    /// What `scaleprof status` says of a state a year after the window, and its exit code.
    pub(crate) fn status(&self, state: &Value) -> (Value, i32) {
        let file = self.0.path().join("state.json");
        fs::write(&file, state.to_string()).expect("the state is written");
        let output = Command::new(env!("CARGO_BIN_EXE_scaleprof"))
            .args(["status", "--format", "json", "--now", "2028-02-03T09:00:00Z", "--state"])
            .arg(file)
            .arg("-C")
            .arg(self.0.path())
            .output()
            .expect("scaleprof starts");
        let said = String::from_utf8_lossy(&output.stderr);
        let status = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{said}"));
        (status, output.status.code().unwrap_or(-1))
    }

    /// The runbook of a profile, as a program reads it.
    pub(crate) fn runbook(&self, profile: &str) -> Value {
        let output = Command::new(env!("CARGO_BIN_EXE_scaleprof"))
            .args(["runbook", profile, "--format", "json", "-C"])
            .arg(self.0.path())
            .output()
            .expect("scaleprof starts");
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}\n{}", String::from_utf8_lossy(&output.stderr)))
    }

    /// The root module of the stack, sized as `profile` says.
    pub(crate) fn stack(&self, profile: &str) -> PathBuf {
        self.generated().join(profile)
    }

    /// The root module that asks for the quotas of `profile`.
    pub(crate) fn quotas(&self, profile: &str) -> PathBuf {
        self.stack(profile).join("quotas")
    }
}

/// Whether Terraform would take a folder for a module.
fn has_terraform(folder: &Path) -> bool {
    let ends = |path: &Path| path.extension().is_some_and(|own| own == "tf");
    fs::read_dir(folder).is_ok_and(|entries| entries.flatten().any(|entry| ends(&entry.path())))
}

/// Writes what a build of a profile makes, beside what it changes of Terraform that is there.
fn built_by_library(case: &Fixture, folder: &Path, profile: &str) {
    let project = scaleprof::project::Project::compile(case.inputs(), None);
    let templates = Templates::new(&BTreeMap::new()).expect("the templates compile");
    let plan = &project.plans[profile];
    for artifact in project.build(plan, None, &list_prices(), &templates).expect("the pages render") {
        let path = folder.join("generated").join(profile).join(&artifact.path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it is made");
        fs::write(&path, &artifact.text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

fn scaleprof_build(folder: &Path, profile: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_scaleprof"))
        .arg("-C")
        .arg(folder)
        .args(["build", profile])
        .output()
        .expect("scaleprof starts");
    assert!(
        output.status.success(),
        "scaleprof build {profile} in {}: {}\n{}{}",
        folder.display(),
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
}

/// Writes the profiles that a case holds, and names them.
fn unpack(case: &Fixture, folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for input in case.inputs() {
        let path = folder.join(&input.path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        fs::write(&path, input.bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        // A calendar is no profile.
        if path.extension().is_some_and(|ending| ending != "ics") {
            names.push(stem(&path));
        }
    }
    names
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap_or_else(|error| panic!("{}: {error}", to.display()));
    let entries = fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
    for entry in entries {
        let entry = entry.unwrap_or_else(|error| panic!("{}: {error}", from.display()));
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy(&source, &target);
        } else {
            fs::copy(&source, &target).unwrap_or_else(|error| panic!("{}: {error}", source.display()));
        }
    }
}
