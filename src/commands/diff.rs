//! `scaleprof diff`: prints what a switch changes and costs.

use crate::cli::format::DiffFormat;
use crate::cli::switch::SwitchArgs;
use crate::commands::outcome::{Failure, Outcome};
use crate::commands::switch::switch;
use crate::commands::terminal::{Terminal, data, data_json};
use crate::commands::workspace::Workspace;
use crate::diagnostic::suggest::closest;
use crate::report::view::{View, view};
use crate::report::{self, json};

pub(super) fn run(
    workspace: &Workspace,
    terminal: &Terminal,
    args: &SwitchArgs,
    format: DiffFormat,
    details: Option<&str>,
    places: bool,
) -> Result<Outcome, Failure> {
    let Some(switch) = switch(workspace, terminal, args)? else {
        return Ok(Outcome::Findings);
    };
    let (diff, gates, sources) = (&switch.diff, &switch.gates, &switch.project.sources);
    let words = || view(diff, gates, sources);
    let written = match format {
        DiffFormat::Text => {
            terminal.data(&text(&words(), details, places, terminal)?)?;
            return Ok(switch.conclude());
        }
        _ if details.is_some() => {
            return Err(Failure(
                "--details is for `--format text`; the other formats have all details".to_owned(),
            ));
        }
        DiffFormat::Markdown => report::markdown::markdown(&words(), &workspace.templates()?)?,
        DiffFormat::Json => {
            data_json(&json::report(diff, gates, sources))?;
            return Ok(switch.conclude());
        }
        DiffFormat::Html => report::html::html(&words(), diff, gates, &workspace.templates()?)?,
        DiffFormat::InfracostJson => report::infracost::infracost(diff)?,
    };
    data(&written)?;
    Ok(switch.conclude())
}

/// The short form, the details, or those of one component or service.
fn text(view: &View, details: Option<&str>, places: bool, terminal: &Terminal) -> Result<String, Failure> {
    match details {
        None if !places => Ok(report::brief::brief(view, terminal.stdout())),
        None | Some("") => Ok(report::text::text(view, places, terminal.stdout())),
        Some(name) => report::text::one(view, name, places, terminal.stdout()).ok_or_else(|| {
            let names = || {
                view.parts.iter().map(|part| part.name.as_str()).chain(view.same.iter().map(String::as_str))
            };
            let hint =
                closest(name, names()).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
            Failure(format!("neither profile has a component or a service `{name}`{hint}"))
        }),
    }
}
