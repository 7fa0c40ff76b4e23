//! `scaleprof build`: changes what a profile wants of the team's own Terraform and writes the folder of the profile, or
//! checks that both are fresh.

mod own;
mod refactor;
pub(super) mod tuned;

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use jiff::Timestamp;

use crate::artifact::{Sink, layout};
use crate::check::probe::Known;
use crate::commands::build::tuned::Tuned;
use crate::commands::ended::say_ended;
use crate::commands::outcome::{Failure, Outcome, count, no_such_profile};
use crate::commands::terminal::{Terminal, data, patch_data, talk};
use crate::commands::workspace::Workspace;
use crate::emit::write::difference::Difference;
use crate::emit::write::{compare, differs, write, write_file};
use crate::in_place::reading::Readings;
use crate::parallel::both;
use crate::plan::Plan;
use crate::project::Project;
use crate::quota::applied::Applied;
use crate::quota::row::rows;
use crate::schema;
use crate::source::Sources;
use crate::tuning::patch::patch;
use crate::tuning::write::write as write_tuned;

/// The schema beside the profiles' folders, for editors.
pub(super) const SCHEMA: &str = "generated/profile.schema.json";

/// What a build does with what it has made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// It writes it.
    Write,
    /// It says what is stale.
    Check,
    /// It prints what changes in Terraform that is there.
    Patch,
    /// It prints how values come to constants of their own in Terraform that is there.
    Refactor,
}

/// What the options of the command mean.
pub(super) const fn how(check: bool, patch: bool, refactor: bool) -> How {
    match (check, patch, refactor) {
        (true, ..) => How::Check,
        (_, true, _) => How::Patch,
        (.., true) => How::Refactor,
        _ => How::Write,
    }
}

pub(super) fn run(
    workspace: &Workspace,
    terminal: &Terminal,
    profile: &str,
    (how, only): (How, &[String]),
    dumps: &[PathBuf],
    now: Option<Timestamp>,
) -> Result<Outcome, Failure> {
    let (account, nothing, existing) = (OnceCell::new(), Applied::default(), OnceCell::new());
    let inputs = workspace.profiles()?;
    let ground = workspace.ground()?;
    let known = |plans: &BTreeMap<String, Plan>, sources: &mut Sources| {
        let read = || ground.read(plans, sources).map(Readings::for_build);
        let in_place = existing.get_or_init(read).as_ref();
        let Some(plan) = plans.get(profile) else { return Ok(Known { now, ..Known::default() }) };
        let applied = workspace.applied(dumps, plan)?;
        let applied = account.get_or_init(|| applied).as_ref().unwrap_or(&nothing);
        Ok::<_, Failure>(Known { now, applied: Some(applied), in_place })
    };
    let templates = workspace.templates();
    // The text of the schema where it is written, and whether the one that is there is stale: on the other core, after
    // the templates, which are asked for first.
    let published = || {
        if let (How::Write | How::Check, Ok(templates)) = (how, &templates) {
            templates.prepare(&["runbook.md", "quota-request.md", "external-request.md"]);
        }
        let stale = |own: Option<String>| own.is_none_or(|own| !schema::is_text(&own));
        Ok::<_, Failure>(match how {
            How::Write => (schema::text(), false),
            How::Check => (String::new(), stale(workspace.text(SCHEMA)?)),
            How::Patch | How::Refactor => (String::new(), false),
        })
    };
    let (project, published) = both(|| Project::compile_trying(inputs, known), published);
    let (mut project, mut trials) = project?;
    project.turn_to(None);
    let prices = workspace.prices(Some(&project.regions()), &mut project.sources)?;
    let project = project.leak();
    let known = project.findings.keys().map(String::as_str);
    let Some(own) = project.findings.get(profile) else {
        return Err(no_such_profile(profile, known));
    };
    terminal.talk(own, &project.sources);
    say_ended(project.plans.get(profile).into_iter(), now);
    let plan = match project.plans.get(profile) {
        Some(plan) if !own.has_errors() => plan,
        _ => {
            talk("nothing was written\n");
            return Ok(Outcome::Findings);
        }
    };
    if let Some(other) = project.unreadable().next() {
        let findings = project.findings_of([other]);
        terminal.talk(&findings, &project.sources);
        talk(&format!(
            "`{other}` cannot be read, and storage and quotas are shared by all profiles: nothing was written\n"
        ));
        return Ok(Outcome::Findings);
    }
    if how == How::Refactor {
        let readings = existing.get().and_then(Option::as_ref);
        return refactor::run(&ground, readings, (project, plan), only, terminal);
    }
    let readings = existing.get().and_then(Option::as_ref);
    let tuned = tuned::tuned(&ground, (readings, &mut trials), project, plan, only)?;
    if let Some(tuned) = tuned.as_ref().filter(|tuned| !tuned.findings.is_empty()) {
        terminal.talk(&tuned.findings, &project.sources);
        talk("nothing was written\n");
        return Ok(Outcome::Findings);
    }
    let say = |line: &str| talk(&format!("{line}\n"));
    if how == How::Patch {
        return print_patch(profile, tuned.as_ref());
    }
    let edits: Vec<String> = tuned.iter().flat_map(Tuned::lines).collect();
    let applied = account.get().and_then(Option::as_ref);
    let templates = templates?;
    let folder = workspace.writable(&format!("generated/{profile}"))?;
    let fill = |out: &Sink<'_>| Ok::<_, Failure>(project.build_to(plan, applied, &prices, &templates, out)?);
    if how == How::Check {
        let (_, stale) = published?;
        return say_stale(profile, &compare(&folder, fill)?, stale, (tuned.is_some(), &edits));
    }
    let (text, _) = published?;
    let schema = workspace.writable(SCHEMA)?;
    // A file of the user's own in its place is news before anything is written.
    let is_new = differs(&schema, &text)?;
    if let Some(tuned) = &tuned {
        write_tuned(&ground.border, &tuned.rewrites, &say)?;
        tuned.remarks.iter().for_each(|remark| say(remark));
    }
    let difference = write(&folder, fill, &say)?;
    if is_new {
        write_file(&schema, &text, &say)?;
    }
    for path in difference.orphaned.iter().filter(|path| *path != layout::MANIFEST) {
        say(&format!("removed  generated/{profile}/{path}"));
    }
    let folder = workspace.shown(&format!("generated/{profile}"));
    let open = applied.map_or(0, |applied| {
        let rows = rows(plan.demand(project.baseline(plan)), Some(applied));
        rows.iter().filter(|row| row.verdict.is_open()).count()
    });
    let typed = workspace.typed(&format!("generated/{profile}"));
    let next = if plan.is_built() { Next::Apply(&typed) } else { Next::Read(&folder) };
    let edited = edits.iter().fold(String::new(), |lines, line| lines + line + "\n");
    data(&format!("{edited}{}", summary(&folder, next, &difference, (plan.window.is_some(), open))))
}

/// Prints the changes in Terraform that is there as a patch, with what is to be known of it beside.
fn print_patch(profile: &str, tuned: Option<&Tuned>) -> Result<Outcome, Failure> {
    tuned.iter().flat_map(|tuned| &tuned.remarks).for_each(|remark| talk(&format!("{remark}\n")));
    talk(&format!(
        "the pages of generated/{profile} are no part of a patch: once it is applied, `scaleprof build {profile}` writes them, and \
         changes nothing else\n"
    ));
    patch_data(tuned.map(|tuned| patch(&tuned.rewrites)).as_deref().unwrap_or_default())
}

fn say_stale(
    profile: &str,
    difference: &Difference,
    stale_schema: bool,
    (is_tuned, edits): (bool, &[String]),
) -> Result<Outcome, Failure> {
    let mut lines = String::new();
    for edit in edits {
        let _ = writeln!(lines, "changed  {edit}");
    }
    if stale_schema {
        let _ = writeln!(lines, "changed  {SCHEMA}");
    }
    let lists =
        [("new", &difference.new), ("changed", &difference.changed), ("orphaned", &difference.orphaned)];
    for (word, paths) in lists {
        for path in paths {
            let _ = writeln!(lines, "{word:8} generated/{profile}/{path}");
        }
    }
    if lines.is_empty() {
        talk(&format!("generated/{profile} is up to date\n"));
        return Ok(Outcome::Clean);
    }
    data(&lines)?;
    if is_tuned && edits.is_empty() {
        talk(&format!(
            "your Terraform is as `{profile}` wants it; what is stale are files of scaleprof's own, which a patch leaves out, and a \
             build changes nothing else\n"
        ));
    }
    talk(&format!("generated/{profile} is stale: run `scaleprof build {profile}`\n"));
    Ok(Outcome::Findings)
}

/// What comes after a build.
#[derive(Clone, Copy)]
enum Next<'a> {
    /// Terraform takes the folder, as it is typed.
    Apply(&'a str),
    /// All of the stack exists, and is changed where it stands: the runbook in the folder says how.
    Read(&'a str),
}

/// What was written, and what to type next. `open` is the number of quota requests that are not granted yet.
fn summary(folder: &str, next: Next<'_>, difference: &Difference, (timed, open): (bool, usize)) -> String {
    let mut out = String::new();
    let files = count(difference.files().count(), "file");
    if difference.is_empty() {
        let _ = writeln!(out, "{folder} is up to date: {files}");
    } else {
        let changes =
            [(&difference.new, "new"), (&difference.changed, "changed"), (&difference.orphaned, "removed")];
        let shown = |paths: &[String]| paths.iter().filter(|path| *path != layout::MANIFEST).count();
        let changes: Vec<String> = (changes.iter())
            .map(|(paths, word)| (shown(paths), word))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        let _ = writeln!(out, "wrote {folder}: {files} ({})", changes.join(", "));
    }
    let below = |folder: &str| difference.files().filter(|path| path.starts_with(folder)).count();
    let (requests, external) = (below(layout::REQUESTS), below(layout::SERVICES));
    let mut todo = Vec::new();
    if requests > 0 {
        todo.push(format!("{} to file", count(requests, "quota request")));
    }
    if open > 0 {
        todo.push(format!("{} to be granted", count(open, "quota request")));
    }
    if external > 0 && timed {
        todo.push(format!("{} to look after", count(external, "external service")));
    }
    if !todo.is_empty() {
        // An everyday profile is also what is gone back to, and then nothing is asked for.
        let when =
            if timed { "first, hours before" } else { "before the very first apply, not on a way back" };
        let _ = writeln!(out, "\n{when}: {folder}/quotas/quota-request.md\n  {}", todo.join(", "));
    }
    let _ = match next {
        Next::Apply(typed) => {
            writeln!(out, "\nthen:\n  terraform -chdir={typed} init\n  terraform -chdir={typed} apply")
        }
        Next::Read(folder) if timed => writeln!(
            out,
            "\nnothing new is built: all of this stack exists, and is changed where it stands\n  {folder}/runbook.md says how"
        ),
        Next::Read(_) => writeln!(
            out,
            "\nnothing new is built: all of this stack exists, and this is how it is on a normal day"
        ),
    };
    out
}
