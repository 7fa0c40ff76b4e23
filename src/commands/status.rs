//! `scaleprof status`: compares a Terraform state with the profiles.

use std::cell::OnceCell;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde_json::json;

use crate::artifact::layout;
use crate::check::probe::Known;
use crate::cli::format::StatusFormat;
use crate::commands::outcome::{Failure, Outcome};
use crate::commands::switch::utc_day;
use crate::commands::terminal::{Terminal, data, data_json};
use crate::commands::workspace::{Workspace, cannot};
use crate::files::{self, FileError, LARGEST_STATE};
use crate::in_place::reading::Readings;
use crate::in_place::standing::standing;
use crate::money::{MONTH_HOURS, plain, round_amount};
use crate::plan::Plan;
use crate::project::Project;
use crate::status::overdue::InFiles;
use crate::status::price::{LeftCost, cost};
use crate::status::state::State;
use crate::status::text::say;
use crate::status::{in_files, status};
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
    let (existing, ground) = (OnceCell::new(), workspace.ground()?);
    let mut project = Project::compile_with(workspace.profiles()?, |plans, sources| {
        let read = || ground.read(plans, sources).map(Readings::for_figures);
        Ok::<_, Failure>(Known { in_place: existing.get_or_init(read).as_ref(), ..Known::default() })
    })?;
    let mut prices = workspace.prices(Some(&project.regions()), &mut project.sources)?;
    let project = project.leak();
    if let Some(unreadable) = project.unreadable().next() {
        let findings = project.findings_of([unreadable]);
        terminal.talk(&findings, &project.sources);
        return Ok(Outcome::Findings);
    }
    // What exists has its state elsewhere, and the files say what it is to be.
    let is_built = project.plans.values().any(Plan::is_built);
    let readings = existing.get().and_then(Option::as_ref);
    let state = match readings {
        Some(_) if state.is_none() && !is_built => None,
        _ => Some(read_state(workspace, state, project)?),
    };
    let clock = Timestamp::now();
    if let Some((shown, at)) = state.as_ref().and_then(|(shown, state)| Some((shown, state.read_at()?)))
        && now.is_none()
        && at.duration_until(clock) > FRESH
    {
        // If a new plan could not be made, the file of the old plan is still there.
        return Err(Failure(format!(
            "{shown}: this plan is of {at:.0}: make it anew, or give --now for that time"
        )));
    }
    let state = state.map(|(_, state)| state);
    // The plan is compared with the profiles at the time at which it was made.
    let read_at = state.as_ref().and_then(State::read_at);
    let now = now.or_else(|| read_at.map(|at| at.min(clock))).unwrap_or(clock);
    prices.today = Some(utc_day(now));
    let live = state.map(|state| {
        let found = status(&project.plans, &state, now);
        let cost = cost(&found, &project.plans, &prices, now);
        (found, cost)
    });
    let files = readings.map(|readings| {
        let history = ground.history(&project.sources);
        let all = standing(&project.plans, readings);
        let files = InFiles::of(&all, &project.plans, &project.sources, now, &history);
        let cost = files.cost(&project.plans, &prices);
        (files, cost)
    });
    match format {
        StatusFormat::Text => {
            let live = live.as_ref().map(|(found, cost)| say(found, cost, &refresh(workspace, project)));
            let files = files.as_ref().map(|(files, cost)| in_files::say(files, cost));
            data(&live.into_iter().chain(files).collect::<Vec<_>>().join("\n"))?
        }
        StatusFormat::Json => {
            let mut report = json!({});
            if let Some((found, cost)) = &live {
                report = serde_json::to_value(found)?;
                add_cost(&mut report, cost, !found.left_on.is_empty());
            }
            if let Some((files, cost)) = &files {
                report["in_files"] = serde_json::to_value(files)?;
                add_cost(&mut report["in_files"], cost, !files.overdue.is_empty());
            }
            data_json(&report)?
        }
    };
    let clean = live.is_none_or(|(found, _)| found.is_clean());
    let clean = clean && files.is_none_or(|(files, _)| files.is_clean());
    Ok(if clean { Outcome::Clean } else { Outcome::Findings })
}

/// What sizes that are still on cost, in US dollars; null where there are none.
fn add_cost(report: &mut serde_json::Value, cost: &LeftCost, any: bool) {
    let dollars = |hours: u32| any.then(|| plain(round_amount(cost.hour * Decimal::from(hours))));
    report["hour"] = json!(dollars(1));
    report["day"] = json!(dollars(24));
    report["month"] = json!(dollars(MONTH_HOURS));
    report["unknown"] = json!(cost.unknown);
    report["partly"] = json!(cost.partly);
}

/// The state, and where it was read.
fn read_state(
    workspace: &Workspace,
    state: Option<&Path>,
    project: &Project,
) -> Result<(String, State), Failure> {
    let (text, shown) = read(workspace, state, project)?;
    let state = State::read(&text).map_err(|error| Failure(format!("{shown}: {error}")))?;
    Ok((shown, state))
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
