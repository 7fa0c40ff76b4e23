//! `scaleprof status`: compares a Terraform state with the profiles.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde_json::json;

use crate::artifact::layout;
use crate::cli::format::StatusFormat;
use crate::commands::outcome::{Failure, Outcome};
use crate::commands::switch::utc_day;
use crate::commands::terminal::{Terminal, data, data_json};
use crate::commands::workspace::{Workspace, cannot};
use crate::files::{self, FileError, LARGEST_STATE};
use crate::money::{MONTH_HOURS, plain, round_amount};
use crate::plan::Plan;
use crate::project::Project;
use crate::status::price::cost;
use crate::status::state::State;
use crate::status::status;
use crate::status::text::say;
use crate::terraform::root::STATE;

/// How long after it was made a refresh-only plan is accepted.
const FRESH: SignedDuration = SignedDuration::from_hours(1);

pub(super) fn run(
    workspace: &Workspace,
    terminal: &Terminal,
    state: Option<&Path>,
    format: StatusFormat,
    now: Option<Timestamp>,
) -> Result<Outcome, Failure> {
    let mut project = Project::compile(workspace.profiles()?, None);
    let mut prices = workspace.prices(Some(&project.regions()), &mut project.sources)?;
    let project = project.leak();
    if let Some(unreadable) = project.unreadable().next() {
        let findings = project.findings_of([unreadable]);
        terminal.talk(&findings, &project.sources);
        return Ok(Outcome::Findings);
    }
    let (text, shown) = read(workspace, state, project)?;
    let state = State::read(&text).map_err(|error| Failure(format!("{shown}: {error}")))?;
    // If a new plan could not be made, the file of the old plan is still there.
    let clock = Timestamp::now();
    if let Some(at) = state.read_at().filter(|at| now.is_none() && at.duration_until(clock) > FRESH) {
        return Err(Failure(format!(
            "{shown}: this plan is of {at:.0}: make it anew, or give --now for that time"
        )));
    }
    // The plan is compared with the profiles at the time at which it was made.
    let now = now.or_else(|| state.read_at().map(|at| at.min(clock))).unwrap_or(clock);
    prices.today = Some(utc_day(now));
    let found = status(&project.plans, &state, now);
    let cost = cost(&found, &project.plans, &prices, now);
    match format {
        StatusFormat::Text => data(&say(&found, &cost, &refresh(workspace, project)))?,
        StatusFormat::Json => {
            let mut report = serde_json::to_value(&found)?;
            let dollars = |hours: u32| {
                (!found.left_on.is_empty()).then(|| plain(round_amount(cost.hour * Decimal::from(hours))))
            };
            report["hour"] = json!(dollars(1));
            report["day"] = json!(dollars(24));
            report["month"] = json!(dollars(MONTH_HOURS));
            report["unknown"] = json!(cost.unknown);
            data_json(&report)?
        }
    };
    Ok(if found.is_clean() { Outcome::Clean } else { Outcome::Findings })
}

/// The text of the state, and where it was read.
fn read(workspace: &Workspace, state: Option<&Path>, project: &Project) -> Result<(String, String), Failure> {
    let Some(path) = state else { return local(workspace, project) };
    if path == Path::new("-") {
        let text = files::standard_input(LARGEST_STATE);
        let text = text.map_err(|error| cannot("read", Path::new("standard input"), &error))?;
        return Ok((text, "standard input".to_owned()));
    }
    let text = files::named(path, LARGEST_STATE).map_err(|error| cannot("read", path, &error))?;
    Ok((text, path.display().to_string()))
}

/// The state file that the profiles keep on this machine, if they do.
fn local(workspace: &Workspace, project: &Project) -> Result<(String, String), Failure> {
    let plan = everyday(project).ok_or_else(|| Failure("there is no profile".to_owned()))?;
    let state = &plan.header.cloud.state;
    let folder = format!("generated/{}", plan.name());
    if state.s3.is_some() {
        let commands = refresh(workspace, project).map(|command| format!("  {command}\n")).concat();
        return Err(Failure(format!("the state is in S3; to see what is there:\n\n{commands}")));
    }
    let path = format!("{folder}/{}", state.local.as_deref().unwrap_or(STATE));
    let shown = workspace.path(&path);
    let text = workspace.state(&path).map_err(|error| match error {
        error if error.is_absent() => {
            let path = shown.display();
            Failure(format!(
                "there is no state at {path}: nothing is applied yet, or it is elsewhere (--state FILE)"
            ))
        }
        FileError::Outside(_) => {
            let path = shown.display();
            Failure(format!("the profiles' state {path} lies outside the project: name it with --state FILE"))
        }
        error => cannot("read", &shown, &error),
    })?;
    Ok((text, shown.display().to_string()))
}

/// The everyday profile, which all others extend.
fn everyday(project: &Project) -> Option<&Plan> {
    let bases = || project.plans.values().filter_map(|plan| project.baseline(plan));
    bases().next().or_else(|| project.plans.values().next())
}

/// The commands that read from the cloud what is live.
fn refresh(workspace: &Workspace, project: &Project) -> [String; 2] {
    let folder = format!("generated/{}", everyday(project).map_or("normal", Plan::name));
    let elsewhere = Some(workspace.shown("")).filter(|path| !path.is_empty()).map(|_| workspace.typed(""));
    layout::status(&workspace.typed(&folder), elsewhere.as_deref())
}
