//! `scaleprof diff`: prints what a switch changes and costs.

use std::path::Path;
use std::sync::Mutex;

use crate::artifact::Artifact;
use crate::cli::format::DiffFormat;
use crate::cli::switch::SwitchArgs;
use crate::commands::outcome::{Failure, Outcome, count};
use crate::commands::review::planned;
use crate::commands::switch::{Switch, switch};
use crate::commands::terminal::{Terminal, data, data_json, talk};
use crate::commands::workspace::Workspace;
use crate::diagnostic::suggest::closest;
use crate::diagnostic::{Finding, Findings};
use crate::emit::emit;
use crate::existing::planned::Planned;
use crate::in_place::alarms::Alarms;
use crate::plan::Plan;
use crate::project::Project;
use crate::report::view::{View, outline};
use crate::report::{self, json};
use crate::review::hold::hold;
use crate::review::promise::Promise;
use crate::source::{Place, Sources};
use crate::template::Templates;

pub(super) fn run(
    workspace: &Workspace,
    terminal: &Terminal,
    args: &SwitchArgs,
    plan: Option<&Path>,
    how: (DiffFormat, Option<&str>, bool),
) -> Result<Outcome, Failure> {
    let Some(switch) = switch(workspace, terminal, args)? else {
        return Ok(Outcome::Findings);
    };
    let planned = match plan {
        None => None,
        Some(path) => match planned(terminal, path)? {
            Some(planned) => Some((path, planned)),
            None => return Ok(Outcome::Findings),
        },
    };
    let written = write(workspace, terminal, &switch, how)?;
    match planned {
        Some((path, planned)) if held(terminal, &switch, path, &planned, workspace)? == Outcome::Findings => {
            Ok(Outcome::Findings)
        }
        _ => Ok(written),
    }
}

/// Writes what the switch changes and costs.
fn write(
    workspace: &Workspace,
    terminal: &Terminal,
    switch: &Switch,
    (format, details, places): (DiffFormat, Option<&str>, bool),
) -> Result<Outcome, Failure> {
    let (diff, gates, sources) = (&switch.diff, &switch.gates, &switch.project.sources);
    let words = || switch.words();
    let written = match format {
        DiffFormat::Text => {
            let written = match details {
                None if !places => {
                    let words = switch.marked(outline(diff, gates, sources), Terminal::is_watched());
                    report::brief::brief(&words, terminal.stdout())
                }
                _ => text(&words(), details, places, terminal)?,
            };
            terminal.data(&written)?;
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

/// The details, or those of one component or service.
fn text(view: &View, details: Option<&str>, places: bool, terminal: &Terminal) -> Result<String, Failure> {
    match details {
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

/// Holds a plan against the switch, and says what is broken.
fn held(
    terminal: &Terminal,
    switch: &Switch,
    path: &Path,
    planned: &Planned,
    workspace: &Workspace,
) -> Result<Outcome, Failure> {
    let templates = workspace.templates()?;
    let before = terraform(switch.project, switch.diff.from, &templates)?;
    let after = terraform(switch.project, switch.diff.to, &templates)?;
    let built = Promise::between(before.iter().map(String::as_str), after.iter().map(String::as_str));
    let [from, to] = [switch.diff.from, switch.diff.to].map(|plan| switch.project.alarms_of(plan));
    let beside = to.iter().map(|own| {
        let before = from.iter().find(|other| other.is_beside(own)).and_then(Alarms::text);
        let after = own.text();
        let promise = Promise::between(before.as_deref().into_iter(), after.as_deref().into_iter());
        (own.roots(), promise)
    });
    let held = hold(planned, &switch.diff, built, beside.collect());
    let mut plans = Sources::default();
    let whole = Place::top(plans.add(path.display().to_string(), ""));
    let (mut of_profiles, mut of_plan) = (Findings::default(), Findings::default());
    for breach in &held.breaches {
        let finding =
            |place| Finding::new(breach.code, place, breach.message.as_str()).help(breach.help.as_str());
        match breach.place {
            Some(place) => of_profiles.push(finding(place)),
            None => of_plan.push(finding(whole)),
        }
    }
    for (findings, sources) in [(&of_profiles, &switch.project.sources), (&of_plan, &plans)] {
        if !findings.is_empty() {
            terminal.talk(findings, sources);
        }
    }
    if !held.elsewhere.is_empty() {
        talk(&format!("note: not in this plan: {}\n", held.elsewhere.join(", ")));
    }
    if held.breaches.is_empty() {
        talk(&format!("the plan keeps the promise: {} as the profiles say\n", count(held.kept, "change")));
        return Ok(Outcome::Clean);
    }
    Ok(Outcome::Findings)
}

/// The Terraform that is generated for a profile.
fn terraform(project: &Project, plan: &Plan, templates: &Templates) -> Result<Vec<String>, Failure> {
    if !plan.is_built() {
        return Ok(Vec::new());
    }
    let all: Vec<&Plan> = project.plans.values().collect();
    let texts = Mutex::new(Vec::new());
    let keep = |artifact: Artifact| {
        if Path::new(&artifact.path).extension().is_some_and(|own| own == "tf")
            && let Ok(mut texts) = texts.lock()
        {
            texts.push(artifact.text);
        }
    };
    emit(plan, project.baseline(plan), &all, None, templates, &keep)?;
    Ok(texts.into_inner().unwrap_or_default())
}
