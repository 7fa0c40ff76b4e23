//! `scaleprof review`: says what a plan of Terraform does.

use std::collections::BTreeSet;
use std::path::Path;

use crate::cli::format::ReviewFormat;
use crate::cli::review::{ReviewArgs, RiskArgs};
use crate::commands::outcome::{Failure, Outcome};
use crate::commands::switch::{say_old, utc_day};
use crate::commands::terminal::{Terminal, data, data_json, talk};
use crate::commands::workspace::{Workspace, cannot};
use crate::diagnostic::code::Code;
use crate::diagnostic::{Finding, Findings};
use crate::effect::Effect;
use crate::existing::planned::{PlanError, Planned};
use crate::files::{self, FileError, LARGEST_STATE};
use crate::review::felt::Felt;
use crate::review::make::{read, review};
use crate::review::{Options, Review, json, markdown, sarif, say, text};
use crate::source::{Place, Sources};

pub(super) fn run(
    workspace: &Workspace,
    terminal: &Terminal,
    args: &ReviewArgs,
    format: ReviewFormat,
) -> Result<Outcome, Failure> {
    let Some(found) = reviewed(workspace, terminal, args)? else { return Ok(Outcome::Findings) };
    let source = shown(&args.plan);
    match format {
        ReviewFormat::Text => terminal.data(&text::text(&found, &source, terminal.stdout()))?,
        ReviewFormat::Markdown => data(&markdown::markdown(&found))?,
        ReviewFormat::Json => data_json(&json::report(&found))?,
        ReviewFormat::Sarif => data(&sarif::sarif(&found, &source))?,
    };
    say_old(found.dates.as_ref().map(|dates| dates.0.as_str()), args.now);
    Ok(conclude(&found, &args.risk))
}

/// Reads and judges a plan; `None` if it cannot be read, which has been said.
pub(super) fn reviewed(
    workspace: &Workspace,
    terminal: &Terminal,
    args: &ReviewArgs,
) -> Result<Option<Review>, Failure> {
    let Some(planned) = planned(terminal, &args.plan)? else { return Ok(None) };
    let regions: BTreeSet<String> = planned.regions.values().cloned().chain(args.region.clone()).collect();
    let mut prices = workspace.prices(Some(&regions), &mut Sources::default())?;
    prices.today = args.now.map(utc_day);
    let applied = workspace.applied_in(&args.applied.files, &regions)?;
    let options = Options { region: args.region.as_deref(), prices: &prices, applied: applied.as_ref() };
    Ok(Some(review(planned, &options)))
}

/// Reads a plan; `None` if it is none, which has been said.
pub(super) fn planned(terminal: &Terminal, path: &Path) -> Result<Option<Planned>, Failure> {
    let text = if path == Path::new("-") {
        files::standard_input(LARGEST_STATE)
    } else {
        files::named(path, LARGEST_STATE)
    };
    // The text holds secrets: nothing of it is shown.
    let mut sources = Sources::default();
    let place = Place::top(sources.add(shown(path), ""));
    let finding = match text {
        Ok(text) => match read(&text, place) {
            Ok(planned) => return Ok(Some(planned)),
            Err(error) => refused(&error, place),
        },
        Err(FileError::TooLarge(most)) => {
            let message = format!("the plan is larger than {} MiB", most >> 20);
            Finding::new(Code::TooLarge, place, message)
                .help("plan a part of the root: terraform plan -target=ADDRESS -out=PLAN")
        }
        Err(error) => return Err(cannot("read", path, &error)),
    };
    let mut findings = Findings::default();
    findings.push(finding);
    terminal.talk(&findings, &sources);
    Ok(None)
}

/// The finding for a text that is no plan.
fn refused(error: &PlanError, place: Place) -> Finding {
    match error {
        PlanError::Syntax(line, column, reason) => {
            let message = format!("line {line}, column {column}: this is no JSON: {reason}");
            Finding::new(Code::PlanSyntax, place, message)
                .help("write it anew: terraform show -json PLAN > plan.json, with nothing else in the file")
        }
        PlanError::NoPlan(reason) => {
            Finding::new(Code::PlanSyntax, place, format!("this is no plan of Terraform: {reason}"))
                .help("terraform plan -out=PLAN, then terraform show -json PLAN > plan.json")
        }
        PlanError::Format(version) => Finding::new(
            Code::PlanFormat,
            place,
            format!("the plan is of format `{version}`, and scaleprof reads 1"),
        )
        .help("use a scaleprof that is as new as your Terraform; or make the plan with Terraform 1"),
    }
}

fn shown(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}

/// Prints which changes are worse than `--fail-on` allows, and says how the command ends.
pub(super) fn conclude(found: &Review, risk: &RiskArgs) -> Outcome {
    let Some(least) = risk.fail_on else { return Outcome::Clean };
    let mut any = false;
    let mut say = |text: String, at: usize| {
        any = true;
        if at < 50 {
            talk(&text);
        } else if at == 50 {
            talk("error: and more\n");
        }
    };
    let bad = |felt: Felt| felt >= Felt::from(least) && felt != Felt::None;
    let mut at = 0;
    for own in &found.changes {
        let address = say::name(&own.change.address);
        if bad(own.felt) && own.felt != Felt::Unknown {
            say(format!("error: {address}: {}, and `--fail-on {least}` allows less\n", own.felt), at);
            at += 1;
        } else if !own.unknown.is_empty() && !risk.allow_unknown_effects && least != Effect::None {
            say(
                format!(
                    "error: {address}: unknown, and `--fail-on {least}` accepts that with --allow-unknown-effects alone\n"
                ),
                at,
            );
            at += 1;
        }
    }
    if found.is_open() && !risk.allow_unknown_effects && least != Effect::None {
        say(
            format!(
                "error: what is deferred, invoked or not planned is unknown, and `--fail-on {least}` accepts that with --allow-unknown-effects alone\n"
            ),
            at,
        );
    }
    if any { Outcome::Findings } else { Outcome::Clean }
}
