//! The commands, one file each: they read the project, call the stages, and print. Nothing below them reads the clock
//! or opens the network.

pub mod build;
pub mod check;
pub mod comment;
mod compiled;
pub mod cost;
pub mod diff;
pub mod due;
mod ended;
pub(crate) mod explain;
pub mod git;
pub(crate) mod ground;
pub mod init;
pub(crate) mod lookback;
pub mod network;
pub(crate) mod outcome;
pub mod prices;
pub(crate) mod proposal;
pub mod quotas;
pub mod request;
pub mod review;
pub mod runbook;
pub(crate) mod secret;
pub mod status;
pub mod switch;
pub mod terminal;
pub(crate) mod workspace;

use std::process::ExitCode;

use clap::CommandFactory as _;

use crate::cli::format::SchemaOf;
use crate::cli::review::{ReviewArgs, RiskArgs};
use crate::cli::switch::SwitchArgs;
use crate::cli::{Cli, Command};
use crate::commands::outcome::{Failure, Outcome};
use crate::commands::terminal::{Terminal, data, talk};
use crate::commands::workspace::Workspace;

/// Runs a command.
#[must_use]
pub fn run(cli: Cli) -> ExitCode {
    let workspace = Workspace::new(cli.directory);
    let terminal = Terminal::new(cli.color);
    let outcome = match cli.command {
        Command::Explain { code } => explain::run(code.as_deref()),
        Command::Request { forge, target } => request::run(forge, &target),
        Command::Schema { of } => data(&match of {
            SchemaOf::Profile => crate::schema::text(),
            SchemaOf::Prices => crate::price::own::schema(),
            SchemaOf::Diff => crate::report::json::schema(),
            SchemaOf::Review => crate::review::json::schema(),
            SchemaOf::Survey => crate::survey::json::schema(),
            SchemaOf::Lookback => crate::lookback::json::schema(),
        }),
        Command::Completions { shell } => completions(shell),
        of_project => workspace.is_there().and_then(|()| run_in(&workspace, &terminal, of_project)),
    };
    match outcome {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(Failure(message)) => {
            talk(&format!("error: {message}\n"));
            ExitCode::from(2)
        }
    }
}

/// Runs a command on a project that is there.
fn run_in(workspace: &Workspace, terminal: &Terminal, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Init { from } => init::run(workspace, terminal, &from),
        Command::Check { profiles, format, now, applied, deny_warnings } => {
            check::run(workspace, terminal, &profiles, format, now, &applied.files, deny_warnings)
        }
        Command::Build { profile, check, patch, refactor, only, applied, now } => {
            let how = (build::how(check, patch, refactor), &*only);
            build::run(workspace, terminal, &profile, how, &applied.files, now)
        }
        Command::Quotas { profile, applied, format } => {
            quotas::run(workspace, terminal, &profile, &applied.files, format)
        }
        Command::Runbook { profile, applied, format, now } => {
            runbook::run(workspace, terminal, &profile, &applied.files, format, now)
        }
        Command::Cost { profile, format, per, duration, now } => {
            cost::run(workspace, terminal, &profile, format, per, duration.as_deref(), now)
        }
        Command::Diff { switch, plan, format, details, places } => {
            let how = (format, details.as_deref(), places);
            diff::run(workspace, terminal, &switch, plan.as_deref(), how)
        }
        Command::Lookback { folder, format, region, now } => {
            lookback::run(workspace, &folder, format, region.as_deref(), now)
        }
        Command::Review { review, format } => review::run(workspace, terminal, &review, format),
        Command::Status { state, format, now } => {
            status::run(workspace, terminal, state.as_deref(), format, now)
        }
        Command::Comment { forge, from, to, plan, region, allow_unknown_effects, how, target } => {
            if let Some(plan) = plan {
                let risk = RiskArgs { fail_on: how.fail_on, allow_unknown_effects };
                let review = ReviewArgs { plan, region, applied: how.applied, risk, now: how.now };
                comment::of_plan(workspace, terminal, forge, &review, &target)
            } else {
                let switch = SwitchArgs { from: from.unwrap_or_default(), to: to.unwrap_or_default(), how };
                comment::run(workspace, terminal, forge, &switch, &target)
            }
        }
        Command::Due(args) => due::run(workspace, terminal, &args),
        Command::Prices(prices) => prices::run(workspace, prices),
        // These need no project.
        Command::Explain { .. }
        | Command::Request { .. }
        | Command::Schema { .. }
        | Command::Completions { .. } => Ok(Outcome::Clean),
    }
}

/// Prints what is wrong with the arguments, or the help or version that the user asked for.
#[must_use]
pub fn explain_usage(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        // The text contains arguments, so it is not colored.
        talk(&error.render().to_string());
        return ExitCode::from(2);
    }
    let terminal = Terminal::new(crate::cli::format::Color::Auto);
    let text = error.render();
    let text = if terminal.stdout().colored { text.ansi().to_string() } else { text.to_string() };
    match terminal.data(&text) {
        Ok(_) => ExitCode::SUCCESS,
        Err(Failure(message)) => {
            talk(&format!("error: {message}\n"));
            ExitCode::from(2)
        }
    }
}

fn completions(shell: clap_complete::Shell) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "scaleprof", &mut script);
    data(&String::from_utf8_lossy(&script))
}
