//! The program itself, on a project with many components: at once, on a full disk, and what it says.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::skip::bash;
use crate::{leftovers, snapshot};

/// A project on disk with many components, for the program itself.
struct Big {
    folder: TempDir,
}

const COMPONENTS: usize = 300;

impl Big {
    fn new() -> Self {
        let big = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(big.folder.path().join("profiles")).unwrap();
        big.size(1);
        big
    }

    /// Writes the profile; `disk` tells its builds apart.
    fn size(&self, disk: u32) {
        let mut text =
            "profile: normal\nstack: s\ncloud: {provider: aws, region: eu-west-1}\ncomponents:\n".to_owned();
        for at in 0..COMPONENTS {
            let _ = writeln!(
                text,
                "  c{at}: {{kind: fleet, machine: m6g.large, count: {{min: 3, max: 3}}, disk: {{size: {}GiB}}}}",
                100 + disk,
            );
        }
        fs::write(self.folder.path().join("profiles/normal.yaml"), text).unwrap();
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scaleprof"));
        command.arg("-C").arg(self.folder.path()).args(["build", "normal"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn build(&self) -> Output {
        let output = self.command().stderr(Stdio::piped()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output
    }

    fn generated(&self) -> PathBuf {
        self.folder.path().join("generated")
    }

    fn tree(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        snapshot(&self.generated().join("normal"))
    }
}

#[test]
fn builds_at_once_all_succeed() {
    let big = Big::new();
    for round in 2..5 {
        big.size(round);
        let mut children: Vec<_> =
            (0..4).map(|_| big.command().stderr(Stdio::piped()).spawn().unwrap()).collect();
        for child in children.drain(..) {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        let found = big.tree();
        assert_eq!(leftovers(&big.generated()), Vec::<String>::new());
        fs::remove_dir_all(big.generated()).unwrap();
        big.build();
        assert_eq!(found, big.tree());
    }
}

/// A file that may not grow: the disk is full in the middle of a build.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_tree() {
    if !bash() {
        return;
    }
    let big = Big::new();
    big.build();
    let before = snapshot(&big.generated());
    big.size(2);
    // Files of the stack have up to three KiB, those about quotas far more.
    for blocks in ["1", "2", "8", "16"] {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let output = Command::new("bash")
            .args(["-c", &script, env!("CARGO_BIN_EXE_scaleprof"), "-C"])
            .arg(big.folder.path())
            .args(["build", "normal"])
            .output()
            .unwrap();
        if output.status.success() {
            assert_ne!(snapshot(&big.generated()), before);
            return;
        }
        assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(snapshot(&big.generated()) == before, "{blocks} KiB: the tree has changed");
    }
}

/// The lock is on the folder; a build that finds it taken says so, and goes on when it is free.
#[test]
fn a_lock_is_waited_for_aloud() {
    let big = Big::new();
    big.build();
    big.size(2);
    let lock = fs::File::open(big.generated()).unwrap();
    lock.lock().unwrap();
    let child = big.command().stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_secs(4));
    lock.unlock().unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("waiting up to 60 s for another build, which locks "), "{said}");
}

#[test]
fn what_a_build_removes_is_named() {
    let big = Big::new();
    big.build();
    let profile = big.folder.path().join("profiles/normal.yaml");
    let text = fs::read_to_string(&profile).unwrap();
    let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("  c7:")).collect();
    fs::write(&profile, kept.join("\n")).unwrap();
    let said = String::from_utf8(big.build().stderr).unwrap();
    let removed: Vec<&str> = said.lines().filter(|line| line.starts_with("removed")).collect();
    assert_eq!(removed, ["removed  generated/normal/c7.tf"]);
}
