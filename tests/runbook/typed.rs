//! Every command of the cloud's own tool that a runbook shows is one that the tool takes: its verbs, its options and the
//! types of their values are held against the tool's own model of its services.

use std::collections::BTreeMap;
use std::process::Command;

use crate::common::skip::pass_over;
use crate::{example, list, runbook};

/// The commands in a command line: those in `$(…)`, with a name in their place outside, and those that a pipe or `&&`
/// splits.
fn parts(line: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut line = line.to_owned();
    while let Some(at) = line.find("$(") {
        let end = line[at..].find(')').map_or(line.len(), |end| at + end);
        out.push(line[at + 2..end].to_owned());
        line.replace_range(at..(end + 1).min(line.len()), "x-1");
    }
    // What an earlier command has set.
    for variable in ["$MACHINE", "$VOLUME"] {
        line = line.replace(variable, "x-1");
    }
    out.extend(outside_quotes(&line).into_iter().map(str::to_owned));
    out.into_iter().filter(|one| one.starts_with("aws ")).collect()
}

/// A command line in parts, at each `&&`, `|` and `>` that stands outside quotes.
fn outside_quotes(line: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quote) = (Vec::new(), 0, None);
    for (at, character) in line.char_indices() {
        match quote {
            Some(open) if open == character => quote = None,
            None if matches!(character, '"' | '\'') => quote = Some(character),
            None => {
                let rest = &line[at..];
                if let Some(mark) = [" && ", " | ", " > "].into_iter().find(|mark| rest.starts_with(mark)) {
                    parts.push(&line[start..at]);
                    start = at + mark.len();
                }
            }
            Some(_) => {}
        }
    }
    parts.push(&line[start..]);
    parts
}

/// The verbs and options of a command: two commands with the same ones are tried once.
fn shape(command: &str) -> String {
    let words = command.split_whitespace().enumerate();
    words
        .filter(|(at, word)| *at < 3 || word.starts_with("--"))
        .map(|(_, word)| word)
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn the_clouds_tool_takes_every_command() {
    if Command::new("aws").arg("--version").output().is_err() {
        return pass_over("there is no AWS CLI");
    }
    let data = runbook(&example(|_| ()), None);
    let mut tried: BTreeMap<String, String> = BTreeMap::new();
    let mut by_hand = 0;
    for step in list(&data, "steps").iter().chain(list(&data, "way_back")) {
        let proofs = list(step, "proofs").iter().map(|proof| &proof["command"]);
        let typed = list(step, "by_hand").iter();
        by_hand += typed.len();
        for line in list(step, "commands").iter().chain(proofs).chain(typed) {
            for command in parts(line.as_str().unwrap()) {
                tried.entry(shape(&command)).or_insert(command);
            }
        }
    }
    assert!(by_hand >= 12 && tried.len() >= 15, "{by_hand} {tried:#?}");
    for command in tried.values() {
        // The tool looks at everything that it is given before it connects. Nothing listens at this address.
        let whole = format!("{command} --no-sign-request --endpoint-url http://127.0.0.1:9");
        let output = Command::new("bash")
            .args(["-c", &whole])
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_MAX_ATTEMPTS", "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("Could not connect to the endpoint URL"), "{command}\n{said}");
    }
}
