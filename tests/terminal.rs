//! What a user sees and types: commands that a shell takes as they are printed, and nothing lost on a full disk.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs::{self, OpenOptions};
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// A project in a folder of this name.
fn project(name: &str) -> TempDir {
    let above = tempfile::tempdir().unwrap();
    let profiles = above.path().join(name).join("profiles");
    fs::create_dir_all(&profiles).unwrap();
    let text = "profile: normal\nstack: s\ncloud: {provider: aws, region: eu-west-1, state: {s3: {bucket: states, key: s, region: eu-west-1}}}\n\
                components:\n  web: {kind: server, machine: m6g.large}\n";
    fs::write(profiles.join("normal.yaml"), text).unwrap();
    let text = "profile: launch\nextends: normal\nwindow: {start: 2027-02-03T09:00:00Z, duration: 24h}\n\
                components: {web: {machine: m6g.xlarge}}\n";
    fs::write(profiles.join("launch.yaml"), text).unwrap();
    above
}

fn scaleprof(at: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_scaleprof")).current_dir(at).args(words).output().unwrap()
}

/// Each line that starts with `terraform` runs as it stands, with a terraform that prints what it is given.
fn runs_as_printed(at: &Path, printed: &str, folder: &str) {
    let mut ran = 0;
    for line in printed.lines().filter_map(|line| line.find("terraform -chdir").map(|start| &line[start..])) {
        let first = line.split(" | ").next().unwrap();
        let script = format!("terraform() {{ printf '%s\\n' \"$1\"; }}\n{first}");
        let output = Command::new("bash").current_dir(at).args(["-c", &script]).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("-chdir={folder}\n"), "{line}");
        assert_eq!(fs::read_dir(at).unwrap().count(), 1, "{line} has done something else");
        ran += 1;
    }
    assert!(ran > 0, "no command in {printed}");
}

#[test]
fn printed_commands_are_quoted_for_a_shell() {
    for name in
        ["plain", "my stack", "it's; touch pwned", "$(touch pwned)`touch pwned`", "a\nb\u{1b}[31m\u{202e}c"]
    {
        let above = project(name);
        let output = scaleprof(above.path(), &["-C", name, "build", "launch"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8(output.stdout).unwrap();
        let commands = said.split_once("then:\n").unwrap().1;
        runs_as_printed(above.path(), commands, &format!("{name}/generated/launch"));
        assert!(!commands.contains('\u{1b}') && !commands.contains('\u{202e}'), "{commands:?}");

        let output = scaleprof(above.path(), &["-C", name, "status"]);
        let said = String::from_utf8(output.stderr).unwrap();
        runs_as_printed(above.path(), &said, &format!("{name}/generated/normal"));
    }
}

/// What does not arrive is not said to be there.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_whatever_is_printed() {
    let above = project("p");
    for words in [
        "--help",
        "-h",
        "--version",
        "help",
        "build --help",
        "help diff",
        "explain",
        "explain name-clash",
        "schema",
        "schema diff",
        "completions bash",
        "diff normal launch",
        "diff normal launch --format json",
        "diff normal launch --format html",
        "cost launch",
        "quotas launch",
        "runbook launch",
        "build launch",
        "check --format json",
        "prices show aws ec2 m5.large",
    ] {
        let mut all = vec!["-C", "p"];
        let words: Vec<&str> = words.split(' ').collect();
        if !words[0].starts_with('-') {
            all.extend(&words);
        } else {
            all.clone_from(&words);
        }
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_scaleprof"))
            .current_dir(above.path())
            .args(&all)
            .stdout(full)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
        assert!(said.contains("error: ") && !said.contains("panicked"), "{words:?}: {said}");
    }
    // A reader that has seen enough is none.
    let script = format!("{} --help | true; exit ${{PIPESTATUS[0]}}", env!("CARGO_BIN_EXE_scaleprof"));
    assert!(Command::new("bash").args(["-c", &script]).status().unwrap().success());
}
