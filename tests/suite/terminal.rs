//! What a user sees and types: commands that a shell takes as they are printed, and nothing lost on a full disk.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::common::skip;

use std::fs::{self, File, OpenOptions};
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Output};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use skip::bash;
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
    if !bash() {
        return;
    }
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
        if words[0].starts_with('-') {
            all.clear();
        }
        all.extend(&words);
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
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    if !bash() {
        return;
    }
    let script = format!("{} --help | true; exit ${{PIPESTATUS[0]}}", env!("CARGO_BIN_EXE_scaleprof"));
    assert!(Command::new("bash").args(["-c", &script]).status().unwrap().success());
}

/// What a command prints on a terminal of so many columns; the rest of its streams is none.
fn on_terminal(at: &Path, columns: u16, variables: &[(&str, &str)], words: &[&str]) -> String {
    seen(at, columns, variables, words, false)
}

/// The same; with `messages` it is what the command says beside its data.
fn seen(at: &Path, columns: u16, variables: &[(&str, &str)], words: &[&str], messages: bool) -> String {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&ours).unwrap();
    unlockpt(&ours).unwrap();
    let name = ptsname(&ours, Vec::new()).unwrap();
    let theirs = OpenOptions::new().read(true).write(true).open(name.to_str().unwrap()).unwrap();
    tcsetwinsize(&theirs, Winsize { ws_row: 50, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_scaleprof"));
    command
        .current_dir(at)
        .args(words)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .env("TERM", "xterm");
    command.envs(variables.iter().copied());
    if messages {
        command.stderr(theirs).stdout(std::process::Stdio::null());
    } else {
        command.stdout(theirs).stderr(std::process::Stdio::null());
    }
    let mut child = command.spawn().unwrap();
    // The command's own copy of the terminal is the last: its end is an error here, not an end of file.
    drop(command);
    let (mut ours, mut printed) = (File::from(ours), Vec::new());
    let _ = ours.read_to_end(&mut printed);
    child.wait().unwrap();
    String::from_utf8(printed).unwrap().replace("\r\n", "\n")
}

/// Without what colors it.
fn bare(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut out = parts.next().unwrap_or_default().to_owned();
    parts.for_each(|part| out += part.split_once('m').unwrap().1);
    out
}

#[test]
fn width_and_color_are_those_of_the_terminal_that_is_written_to() {
    let above = project("p");
    let diff = ["-C", "p", "diff", "normal", "launch"];
    let on = |columns, variables: &[(&str, &str)]| on_terminal(above.path(), columns, variables, &diff);
    // The heading of the money goes from one side to the other.
    let wide = |text: &str| {
        bare(text).lines().find(|line| line.starts_with("COST ")).map_or(0, |line| line.chars().count())
    };
    for (columns, width) in [(60, 60), (80, 80), (100, 100), (300, 120), (0, 80)] {
        let printed = on(columns, &[]);
        assert!(printed.contains('\u{1b}'), "{printed:?}");
        assert_eq!(wide(&printed), width, "{columns} columns:\n{}", bare(&printed));
    }
    for plain in [("NO_COLOR", "1"), ("TERM", "dumb"), ("CLICOLOR", "0")] {
        let printed = on(100, &[plain]);
        assert!(!printed.contains('\u{1b}') && wide(&printed) == 100, "{printed:?}");
    }
    // No terminal, although stderr may be one.
    let output = scaleprof(above.path(), &diff);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(!printed.contains('\u{1b}') && wide(&printed) == 80, "{printed}");
    let output = Command::new(env!("CARGO_BIN_EXE_scaleprof"))
        .current_dir(above.path())
        .args(diff)
        .env("CLICOLOR_FORCE", "1")
        .env_remove("NO_COLOR")
        .output()
        .unwrap();
    assert!(output.stdout.contains(&0x1b));
}

/// Whoever reads a terminal is told that a launch is over; what is written to a file is the same at any time.
#[test]
fn a_launch_that_is_over_is_said_to_people() {
    let above = project("old");
    let at = above.path().join("old");
    let text = fs::read_to_string(at.join("profiles/launch.yaml")).unwrap().replace("2027", "2020");
    fs::write(at.join("profiles/launch.yaml"), text).unwrap();
    let ended = "the last window of `launch` ended on 2020-02-04 09:00";
    for words in [
        &["check"][..],
        &["build", "launch"],
        &["build", "launch", "--check"],
        &["diff", "normal", "launch"],
        &["runbook", "launch"],
    ] {
        let told = seen(&at, 100, &[], words, true);
        assert!(bare(&told).contains(ended), "{words:?}: {told}");
        let written = scaleprof(&at, words);
        for stream in [&written.stdout, &written.stderr] {
            let text = String::from_utf8_lossy(stream);
            assert!(!text.contains("ended on"), "{words:?}: {text}");
        }
    }
    // The way back is what is wanted then, and with a time the rule says it.
    for words in
        [&["diff", "launch", "normal"][..], &["check", "--now", "2020-01-01T00:00:00Z"], &["build", "normal"]]
    {
        assert!(!seen(&at, 100, &[], words, true).contains("ended on"), "{words:?}");
    }
}
