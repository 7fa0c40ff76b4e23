//! `scaleprof check`: reports the findings of some or all profiles.

use std::cell::OnceCell;
use std::path::PathBuf;

use jiff::Timestamp;

use crate::check::probe::Known;
use crate::commands::ended::say_ended;
use crate::commands::outcome::{Failure, Outcome, count, no_such_profile};
use crate::commands::switch::utc_day;
use crate::commands::terminal::{Terminal, data, talk};
use crate::commands::workspace::Workspace;
use crate::diagnostic::code::Severity;
use crate::diagnostic::render::{Format, render};
use crate::in_place::standing::standing;
use crate::project::Project;
use crate::quota::applied::Applied;
use crate::status::overdue::InFiles;

pub(super) fn run(
    workspace: &Workspace,
    terminal: &Terminal,
    profiles: &[String],
    format: Format,
    now: Option<Timestamp>,
    dumps: &[PathBuf],
    deny_warnings: bool,
) -> Result<Outcome, Failure> {
    let (account, nothing, existing) = (OnceCell::new(), Applied::default(), OnceCell::new());
    let inputs = workspace.profiles()?;
    let ground = workspace.ground()?;
    let mut project = Project::compile_with(inputs, |plans, sources| {
        let in_place = existing.get_or_init(|| ground.read(plans, sources)).as_ref();
        let Some(plan) = plans.values().next() else { return Ok(Known { now, ..Known::default() }) };
        let applied = workspace.applied(dumps, plan)?;
        let applied = account.get_or_init(|| applied).as_ref().unwrap_or(&nothing);
        Ok::<_, Failure>(Known { now, applied: Some(applied), in_place })
    })?;
    // Read what `diff` will need too, so that an error in it is not found on the pull request only.
    let mut prices = workspace.prices(Some(&project.regions()), &mut project.sources)?;
    if let Some((now, readings)) = now.zip(existing.get().and_then(Option::as_ref)) {
        prices.today = Some(utc_day(now));
        let all = standing(&project.plans, readings);
        let history = ground.history(&project.sources);
        let files = InFiles::of(&all, &project.plans, &project.sources, now, &history);
        let overdue = files.findings(&project.plans, &prices, now);
        for (name, finding) in overdue {
            project.findings.entry(name).or_default().push(finding);
        }
    }
    let project = project.leak();
    let known = || project.findings.keys().map(String::as_str);
    if let Some(unknown) = profiles.iter().find(|name| !project.findings.contains_key(*name)) {
        return Err(no_such_profile(unknown, known()));
    }
    let chosen: Vec<&str> =
        if profiles.is_empty() { known().collect() } else { profiles.iter().map(String::as_str).collect() };
    say_ended(chosen.iter().filter_map(|name| project.plans.get(*name)), now);
    let findings = project.findings_of(chosen.iter().copied());
    match format {
        Format::Text => terminal.data(&render(&findings, &project.sources, format, terminal.stdout()))?,
        _ => data(&render(&findings, &project.sources, format, false))?,
    };
    if findings.is_empty() && format == Format::Text {
        let components: usize =
            chosen.iter().filter_map(|name| project.plans.get(*name)).map(|p| p.components.len()).sum();
        let (profiles, components) = (count(chosen.len(), "profile"), count(components, "component"));
        talk(&format!("{profiles} with {components}: no findings\n"));
    }
    let denied = if deny_warnings { Severity::Warning } else { Severity::Error };
    let bad = findings.iter().any(|finding| finding.code.severity() <= denied);
    Ok(if bad { Outcome::Findings } else { Outcome::Clean })
}
