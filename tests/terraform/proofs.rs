//! What a runbook's steps ask to see that they worked, held against the emulated cloud: the answer is wrong before
//! the step and right after it.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::emulator::Emulator;
use crate::project::Project;
use crate::root::terraform_environment;
use crate::skip::{bash, skip};

/// The proofs of the steps of a section whose titles begin so, but for Terraform's own word: command and answer.
pub(crate) fn of(project: &Project, section: &str, title: &str) -> Vec<(String, String)> {
    let steps = project.runbook("launch")[section].take();
    let steps = steps.as_array().expect("steps are a list").iter();
    let steps = steps.filter(|step| step["title"].as_str().is_some_and(|own| own.starts_with(title)));
    let proofs = steps.flat_map(|step| step["proofs"].as_array().cloned().unwrap_or_default());
    let text = |proof: &Value, key: &str| proof[key].as_str().expect("a text").to_owned();
    let proofs = proofs.map(|proof| (text(&proof, "command"), text(&proof, "expect")));
    // How many machines and tasks are in service is the emulator's business.
    let emulated = |expect: &str| !expect.contains(" or more");
    proofs.filter(|(command, expect)| command.starts_with("aws ") && emulated(expect)).collect()
}

/// What the steps whose titles begin so say to type where Terraform does not run.
pub(crate) fn by_hand(project: &Project, title: &str) -> Vec<String> {
    let steps = project.runbook("launch")["steps"].take();
    let steps = steps.as_array().expect("steps are a list").iter();
    let steps = steps.filter(|step| step["title"].as_str().is_some_and(|own| own.starts_with(title)));
    let commands = steps.flat_map(|step| step["by_hand"].as_array().cloned().unwrap_or_default());
    commands.map(|command| command.as_str().expect("a text").to_owned()).collect()
}

/// Types each of them; whether there is an AWS CLI to do so with.
pub(crate) fn type_all(commands: &[String], emulator: &Emulator) -> bool {
    assert!(!commands.is_empty(), "no step says what to type by hand");
    if Command::new("aws").arg("--version").output().is_err() {
        return skip::<()>("there is no AWS CLI, so that nothing is typed").is_some();
    }
    if !bash() {
        return false;
    }
    // In one shell, because one command sets what the next one reads.
    let script = commands.join("\n");
    let mut shell = Command::new("bash");
    shell.args(["-euc", &script]).current_dir(Path::new("/"));
    emulator.surround(terraform_environment(&mut shell));
    let output = shell.output().expect("a shell starts");
    assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
    true
}

/// Types each of them: all of them hold, or none does.
pub(crate) fn assert_all(proofs: &[(String, String)], hold: bool, emulator: &Emulator) {
    assert!(!proofs.is_empty(), "no step has a proof");
    if Command::new("aws").arg("--version").output().is_err() {
        return skip::<()>("there is no AWS CLI, so that no proof is typed").unwrap_or_default();
    }
    if !bash() {
        return;
    }
    for (command, expect) in proofs {
        let mut shell = Command::new("bash");
        shell.args(["-c", command]).current_dir(Path::new("/"));
        emulator.surround(terraform_environment(&mut shell));
        let output = shell.output().expect("a shell starts");
        let said = String::from_utf8_lossy(&output.stdout);
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command}\n{complaint}");
        assert_eq!(said == *expect, hold, "{command}\n  says {said}\n  for  {expect}");
    }
}
