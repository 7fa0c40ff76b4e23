//! `scaleprof due`: says whether the way back, or the launch, is due, and writes the text of its pull request.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;

use crate::check::probe::Known;
use crate::cli::due::DueArgs;
use crate::cli::format::StatusFormat;
use crate::commands::build::tuned::{Tuned, tuned};
use crate::commands::outcome::{Failure, Outcome, no_such_profile};
use crate::commands::proposal::{Closing, Proposal, Told};
use crate::commands::secret::redacted;
use crate::commands::switch::utc_day;
use crate::commands::terminal::{Terminal, data, data_json, talk};
use crate::commands::workspace::{Workspace, cannot};
use crate::comment::tag::Tag;
use crate::diff::{Diff, DiffOptions};
use crate::files::{self, LARGEST_STATE};
use crate::in_place::reading::Readings;
use crate::plan::Plan;
use crate::price::Prices;
use crate::project::Project;
use crate::report::markdown::markdown;
use crate::report::proposal::{Due, How, reminder, text, title};
use crate::report::view::view;
use crate::source::Sources;
use crate::status::due;
use crate::status::state::State;
use crate::status::status;
use crate::template::markdown::markdown as markdown_text;

pub(super) fn run(workspace: &Workspace, terminal: &Terminal, args: &DueArgs) -> Result<Outcome, Failure> {
    let now = args.now.unwrap_or_else(Timestamp::now);
    let (inputs, ground, existing) = (workspace.profiles()?, workspace.ground()?, OnceCell::new());
    let known = |plans: &BTreeMap<String, Plan>, sources: &mut Sources| {
        let in_place = existing.get_or_init(|| ground.read(plans, sources).map(Readings::for_build)).as_ref();
        Ok::<_, Failure>(Known { in_place, ..Known::default() })
    };
    let (mut project, mut trials) = Project::compile_trying(inputs, known)?;
    project.turn_to(Some(now));
    let mut prices = workspace.prices(Some(&project.regions()), &mut project.sources)?;
    prices.today = Some(utc_day(now));
    let project = project.leak();
    let mut plans = Vec::new();
    for name in [&args.from, &args.to] {
        let names = project.findings.keys().map(String::as_str);
        let own = project.findings.get(name).ok_or_else(|| no_such_profile(name, names))?;
        plans.extend(project.plans.get(name).filter(|_| !own.has_errors()));
    }
    let [everyday, launch] = plans.as_slice() else {
        terminal.talk(&project.findings_of([args.from.as_str(), args.to.as_str()]), &project.sources);
        return Err(Failure("the profiles have errors, and nobody knows what is due".to_owned()));
    };
    let due = if args.launch {
        due::launch(launch, &project.plans, now).map(|(window, by)| Due::Launch(window, by))
    } else {
        due::back(launch, &project.plans, now).map(Due::Back)
    };
    let (before, after) = if args.launch { (*everyday, *launch) } else { (*launch, *everyday) };
    let folder = workspace.in_repository().unwrap_or_default();
    let tag = Tag::of_switch(&folder, &after.header.stack, before.name(), after.name()).name().to_owned();
    // A launch whose window has begun may be late: its request is for people to decide.
    let is_late =
        launch.windows.iter().any(|own| own.start.timestamp() <= now && now < own.closes.timestamp());
    let closing = |said: &str| {
        let reason = format!("Closed, because it is not needed now: {}.\n", markdown_text(said));
        let closing = Told::Closed(Closing { reason, tag: tag.clone() });
        nothing(said, args, if args.launch && is_late { &Told::Left } else { &closing })
    };
    let Some(due) = due else { return closing("nothing is due") };
    let readings = existing.get().and_then(Option::as_ref);
    let tuned = tuned(&ground, (readings, &mut trials), project, after, &[])?;
    if let Some(tuned) = tuned.as_ref().filter(|tuned| !tuned.findings.is_empty()) {
        terminal.talk(&tuned.findings, &project.sources);
        return Err(Failure("the files cannot be changed by themselves".to_owned()));
    }
    let mut how = How { edits: tuned.iter().flat_map(Tuned::lines).collect(), ..How::default() };
    if after.is_built() {
        let folder = workspace.typed(&format!("generated/{}", after.name()));
        match (&args.state, &due) {
            (_, Due::Launch(..)) => how.folder = Some(folder),
            (Some(state), Due::Back(_)) => {
                how.left = left(project, state, now)?;
                how.folder = (!how.left.is_empty()).then_some(folder);
            }
            (None, Due::Back(_)) => {
                talk("note: whether what is built is back is not known without --state\n");
                (how.folder, how.unknown) = (Some(folder), true);
            }
        }
    }
    if launch.header.plan.is_some() {
        how.typed = typed(project, launch, &prices, args.launch);
        how.unknown |= !args.launch && !how.typed.is_empty();
    }
    if how.edits.is_empty() && how.folder.is_none() && how.typed.is_empty() {
        return closing(&format!("{} is there already, as far as the files say", after.name()));
    }
    let options = DiffOptions { everyday: Some(everyday), ..DiffOptions::default() };
    let diff = Diff::new(before, after, &prices, &options);
    let page = markdown(&view(&diff, &[], &project.sources), &workspace.templates()?)?;
    let window = match &due {
        Due::Back(window) | Due::Launch(window, _) => &window.closes,
    };
    let proposal = Proposal {
        title: title(&due, &diff),
        body: redacted(&text(&due, &how, &diff, &page)).into_owned(),
        tag,
        draft: args.launch,
        reminder: reminder(&due, &how, &diff, now),
        day: utc_day(now).to_string(),
        once: how.unknown.then(|| window.timestamp().to_string()),
    };
    match args.format {
        StatusFormat::Text => data(&format!("{}\n\n{}", proposal.title, proposal.body))?,
        StatusFormat::Json => data_json(&Told::Due(proposal))?,
    };
    Ok(Outcome::Findings)
}

/// Says that nothing is to be done, and to `request` what that means for an open request.
fn nothing(said: &str, args: &DueArgs, told: &Told) -> Result<Outcome, Failure> {
    talk(&format!("{said}\n"));
    if args.format == StatusFormat::Json {
        data_json(told)?;
    }
    Ok(Outcome::Clean)
}

/// What people type to switch what they change by hand, by the steps of the runbook.
fn typed(project: &Project, launch: &Plan, prices: &Prices, is_launch: bool) -> Vec<(String, Vec<String>)> {
    let Some(runbook) = project.runbook(launch, None, prices, None) else { return Vec::new() };
    let steps = if is_launch { runbook.steps } else { runbook.way_back };
    let told = steps.into_iter().filter(|step| !step.commands.is_empty());
    told.map(|step| (step.title, step.commands)).collect()
}

/// What is still on of what is built, as a refresh-only plan or a state shows it.
fn left(project: &Project, path: &Path, now: Timestamp) -> Result<Vec<String>, Failure> {
    let text = if path == Path::new("-") {
        files::standard_input(LARGEST_STATE)
    } else {
        files::named(path, LARGEST_STATE)
    };
    let text = text.map_err(|error| cannot("read", path, &error))?;
    let state = State::read(&text).map_err(|error| Failure(format!("{}: {error}", path.display())))?;
    let found = status(&project.plans, &state, now);
    let line = |left: &crate::status::left::LeftOn| {
        format!("{} {}: {}, should be {}", left.component, left.field, left.live, left.wanted)
    };
    Ok(found.left_on.iter().map(line).collect())
}
