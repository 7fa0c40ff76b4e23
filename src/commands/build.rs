//! `scaleprof build`.

use std::fmt::Write as _;
use std::path::PathBuf;

use jiff::Timestamp;

use super::{Failure, Outcome, Terminal, applied, count, no_such_profile};
use crate::diagnostic::render::{Format, render};
use crate::diagnostic::Findings;
use crate::emit::Artifact;
use crate::emit::write::{Difference, compare, write, write_file};
use crate::project::Project;

/// The schema beside the profiles' folders, for editors.
const SCHEMA: &str = "generated/profile.schema.json";

pub(super) fn run(
    terminal: &Terminal,
    profile: &str,
    check: bool,
    dumps: &[PathBuf],
    now: Option<Timestamp>,
) -> Result<Outcome, Failure> {
    let project = Project::compile(terminal.profiles()?, now);
    let known = project.findings.keys().map(String::as_str);
    let Some(own) = project.findings.get(profile) else {
        return Err(no_such_profile(profile, known));
    };
    terminal.talk(&render(own, &project.sources, Format::Text, terminal.colored_stderr()));
    let plan = match project.plans.get(profile) {
        Some(plan) if !own.has_errors() => plan,
        _ => {
            terminal.talk("nothing was written\n");
            return Ok(Outcome::Findings);
        }
    };
    for (other, findings) in &project.findings {
        if findings.has_errors() {
            terminal.talk(&format!("note: `{other}` has errors and is left out of what all profiles share\n"));
        }
    }
    let applied = applied(dumps, &plan.header.cloud.region)?;
    let artifacts = project.build(plan, applied.as_ref(), &terminal.templates()?)?;
    let folder = terminal.path(&format!("generated/{profile}"));
    if check {
        return say_stale(terminal, profile, &compare(&folder, &artifacts)?);
    }
    write_file(&terminal.path(SCHEMA), &crate::schema::text())?;
    let difference = write(&folder, &artifacts)?;
    terminal.data(&summary(terminal, profile, &artifacts, &difference, own))
}

fn say_stale(terminal: &Terminal, profile: &str, difference: &Difference) -> Result<Outcome, Failure> {
    let mut lines = String::new();
    let schema = std::fs::read_to_string(terminal.path(SCHEMA)).unwrap_or_default();
    if schema != crate::schema::text() {
        let _ = writeln!(lines, "changed  {SCHEMA}");
    }
    let lists = [("new", &difference.new), ("changed", &difference.changed), ("orphaned", &difference.orphaned)];
    for (word, paths) in lists {
        for path in paths {
            let _ = writeln!(lines, "{word:8} generated/{profile}/{path}");
        }
    }
    if lines.is_empty() {
        terminal.talk(&format!("generated/{profile} is up to date\n"));
        return Ok(Outcome::Clean);
    }
    terminal.data(&lines)?;
    terminal.talk(&format!("generated/{profile} is stale: run `scaleprof build {profile}`\n"));
    Ok(Outcome::Findings)
}

/// What was written, and what to type next.
fn summary(
    terminal: &Terminal,
    profile: &str,
    artifacts: &[Artifact],
    difference: &Difference,
    findings: &Findings,
) -> String {
    let mut out = String::new();
    let folder = terminal.path(&format!("generated/{profile}"));
    let folder = folder.strip_prefix(".").unwrap_or(&folder).display().to_string();
    if difference.is_empty() {
        let _ = writeln!(out, "{folder} is up to date: {}", count(artifacts.len(), "file"));
    } else {
        let changes = [
            (difference.new.len(), "new"),
            (difference.changed.len(), "changed"),
            (difference.orphaned.len(), "removed"),
        ];
        let changes: Vec<String> =
            changes.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
        let _ = writeln!(out, "wrote {folder}: {} ({})", count(artifacts.len(), "file"), changes.join(", "));
    }
    let requests = artifacts.iter().filter(|artifact| artifact.bare).count();
    let external = artifacts.iter().filter(|artifact| artifact.path.starts_with("quotas/external/")).count();
    if requests > 0 || external > 0 {
        let _ = writeln!(
            out,
            "\nfirst, hours before: {folder}/quotas/quota-request.md\n  {} to file, {} to look after",
            count(requests, "quota request"),
            count(external, "external service"),
        );
    }
    let _ = writeln!(out, "\nthen:\n  terraform -chdir={folder} init\n  terraform -chdir={folder} apply");
    debug_assert!(!findings.has_errors());
    out
}
