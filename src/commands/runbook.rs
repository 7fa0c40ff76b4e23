//! `scaleprof runbook`: prints the timeline of a launch, or the whole runbook.

use std::path::PathBuf;

use jiff::Timestamp;

use crate::cli::format::TableFormat;
use crate::commands::compiled::compile;
use crate::commands::ended::say_ended;
use crate::commands::outcome::{Failure, Outcome, no_such_profile};
use crate::commands::terminal::{Terminal, data, data_json};
use crate::commands::workspace::Workspace;
use crate::runbook::page::page;
use crate::runbook::text::text;

pub(super) fn run(
    workspace: &Workspace,
    terminal: &Terminal,
    profile: &str,
    dumps: &[PathBuf],
    format: TableFormat,
    now: Option<Timestamp>,
) -> Result<Outcome, Failure> {
    // Windows are not checked against the time here: the timeline itself says what is past.
    let mut project = compile(workspace, None)?;
    project.turn_to(now);
    let prices = workspace.prices(Some(&project.regions()), &mut project.sources)?;
    let project = project.leak();
    let known = project.findings.keys().map(String::as_str);
    let own = project.findings.get(profile).ok_or_else(|| no_such_profile(profile, known))?;
    let Some(plan) = project.plans.get(profile).filter(|_| !own.has_errors()) else {
        terminal.talk(own, &project.sources);
        return Ok(Outcome::Findings);
    };
    say_ended([plan].into_iter(), now);
    let applied = workspace.applied(dumps, plan)?;
    let Some(runbook) = project.runbook(plan, applied.as_ref(), &prices, now) else {
        return Err(Failure(format!(
            "`{profile}` is the everyday profile: there is no switch to it to write down"
        )));
    };
    match format {
        TableFormat::Text => data(&text(&runbook, terminal.stdout()))?,
        TableFormat::Json => data_json(&runbook)?,
        TableFormat::Markdown => data(&page(&runbook, &workspace.templates()?)?)?,
    };
    // A step whose time has passed is no failure: nobody knows here whether it is done.
    Ok(Outcome::Clean)
}
