//! `scaleprof diff`.

use super::switch::switch;
use super::terminal::data_json;
use super::{Failure, Outcome, Terminal, Workspace, data};
use crate::cli::{DiffFormat, SwitchArgs};
use crate::report::{self, json, view::view};

pub(super) fn run(
    workspace: &Workspace,
    terminal: &Terminal,
    args: &SwitchArgs,
    format: DiffFormat,
    places: bool,
) -> Result<Outcome, Failure> {
    let Some(switch) = switch(workspace, terminal, args)? else {
        return Ok(Outcome::Findings);
    };
    let (diff, gates, sources) = (&switch.diff, &switch.gates, &switch.project.sources);
    let words = || view(diff, gates, sources);
    let written = match format {
        DiffFormat::Text => {
            terminal.data(&report::text(&words(), places, terminal.stdout()))?;
            return Ok(switch.conclude());
        }
        DiffFormat::Markdown => report::markdown(&words(), &workspace.templates()?)?,
        DiffFormat::Json => {
            data_json(&json::report(diff, gates, sources))?;
            return Ok(switch.conclude());
        }
        DiffFormat::Html => report::html(&words(), diff, &workspace.templates()?)?,
        DiffFormat::InfracostJson => report::infracost(diff)?,
    };
    data(&written)?;
    Ok(switch.conclude())
}
