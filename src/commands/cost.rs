//! `scaleprof cost`: prints the bill of one profile.

use jiff::Timestamp;

use crate::cli::format::TableFormat;
use crate::commands::compiled::compile;
use crate::commands::outcome::{Failure, Outcome, no_such_profile};
use crate::commands::switch::{lasting, length, say_old, utc_day};
use crate::commands::terminal::{Terminal, data};
use crate::commands::workspace::Workspace;
use crate::cost::Cost;
use crate::external::month::When;
use crate::model::span::Span;
use crate::report::bill::{self, BillPeriod};

pub(super) fn run(
    workspace: &Workspace,
    terminal: &Terminal,
    profile: &str,
    format: TableFormat,
    per: BillPeriod,
    duration: Option<&str>,
    now: Option<Timestamp>,
) -> Result<Outcome, Failure> {
    let given = duration.map(length).transpose()?;
    let mut project = compile(workspace, now)?;
    let mut prices = workspace.prices(Some(&project.regions()), &mut project.sources)?;
    prices.today = now.map(utc_day);
    let project = project.leak();
    let Some(own) = project.findings.get(profile) else {
        return Err(no_such_profile(profile, project.findings.keys().map(String::as_str)));
    };
    let Some(plan) = project.plans.get(profile).filter(|_| !own.has_errors()) else {
        terminal.talk(own, &project.sources);
        return Ok(Outcome::Findings);
    };
    let other = plan.window.as_ref().zip(given).map(|(window, span)| lasting(window, span)).transpose()?;
    let window = other.as_ref().or(plan.window.as_ref());
    let span = window.map(Span::of).or(given);
    if per == BillPeriod::Window && span.is_none() {
        return Err(Failure(format!("`{profile}` has no window: pass --duration, e.g. --duration 24h")));
    }
    let when = match (window, given) {
        (None, Some(span)) => When::Length(span),
        (window, _) => When::of(window),
    };
    let cost = Cost::of_stay(plan, project.baseline(plan), &prices, when);
    match format {
        TableFormat::Text => terminal.data(&bill::text(&cost, plan, span, per, terminal.stdout()))?,
        TableFormat::Markdown => data(&bill::markdown(&cost, plan, span, per))?,
        TableFormat::Json => data(&bill::json(&cost, plan, window, span)?)?,
    };
    say_old(cost.dates().as_ref().map(|dates| dates.0.as_str()), now);
    Ok(Outcome::Clean)
}
