//! A copy of the example project, built by the real `scaleprof`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A project directory that is removed with its states and plans.
pub struct Project(TempDir);

impl Project {
    /// Copies this repository's `profiles/` and builds the named ones.
    pub fn build(profiles: &[&str]) -> Self {
        let project = Self(tempfile::tempdir().expect("a temporary directory"));
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles");
        copy(&source, &project.0.path().join("profiles"));
        for profile in profiles {
            let output = Command::new(env!("CARGO_BIN_EXE_scaleprof"))
                .arg("-C")
                .arg(project.0.path())
                .args(["build", profile])
                .output()
                .expect("scaleprof starts");
            assert!(
                output.status.success(),
                "scaleprof build {profile}: {}\n{}{}",
                output.status,
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr),
            );
        }
        project
    }

    pub fn generated(&self) -> PathBuf {
        self.0.path().join("generated")
    }

    /// The root module of the stack, sized as `profile` says.
    pub fn stack(&self, profile: &str) -> PathBuf {
        self.generated().join(profile)
    }

    /// The root module that asks for the quotas of `profile`.
    pub fn quotas(&self, profile: &str) -> PathBuf {
        self.stack(profile).join("quotas")
    }
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
