//! `scaleprof diff`: prints what a switch changes and costs.

use crate::cli::format::DiffFormat;
use crate::cli::switch::SwitchArgs;
use crate::commands::outcome::{Failure, Outcome};
use crate::commands::switch::switch;
use crate::commands::terminal::{Terminal, data, data_json};
use crate::commands::workspace::Workspace;
use crate::report::view::view;
use crate::report::{self, json};

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
            terminal.data(&report::text::text(&words(), places, terminal.stdout()))?;
            return Ok(switch.conclude());
        }
        DiffFormat::Markdown => report::markdown::markdown(&words(), &workspace.templates()?)?,
        DiffFormat::Json => {
            data_json(&json::report(diff, gates, sources))?;
            return Ok(switch.conclude());
        }
        DiffFormat::Html => report::html::html(&words(), diff, &workspace.templates()?)?,
        DiffFormat::InfracostJson => report::infracost::infracost(diff)?,
    };
    data(&written)?;
    Ok(switch.conclude())
}
