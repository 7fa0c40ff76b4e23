//! Writes the timeline of a launch for a terminal.

use std::fmt::Write as _;

use crate::report::terminal::{Style, padded};
use crate::runbook::Runbook;
use crate::runbook::steps::Step;
use crate::runbook::times::Folder;
use crate::screen::Screen;
use crate::shown::visible;

/// The longest name of a part, in columns, beside which its reason still has room.
const PART: usize = 28;

/// Writes the timeline.
#[must_use]
pub fn text(runbook: &Runbook, screen: impl Into<Screen>) -> String {
    let style = &Style::from(screen.into());
    let mut out =
        format!("{} -> {}  {} in {}\n", runbook.everyday, runbook.profile, runbook.stack, runbook.region);
    if let Some(event) = &runbook.event {
        style.wrapped("", &visible(&event.name), &mut out);
    }
    if let Some(window) = &runbook.window {
        let _ = writeln!(out, "from {} to {}: {} h", window.start, window.end, window.hours);
        if let Some(which) = &window.which {
            let _ = writeln!(out, "window {which}");
        }
        if let Some(closes) = &window.closes {
            let _ = writeln!(out, "tail until {closes}: floors are down, ceilings still up");
        }
    }
    if let Some(folder) = &runbook.folder {
        write_folder(folder, runbook, &mut out);
    }
    if let Some(phase) = runbook.phase {
        let _ = writeln!(out, "{phase}");
    }
    if runbook.started {
        write_past(runbook, &mut out);
    } else {
        write_cut_over(runbook, style, &mut out);
    }
    out.push_str("\nthe way back\n");
    for step in &runbook.way_back {
        write_step(step, style, &mut out);
    }
    out.push_str("\nthe whole page, with commands, tests, alarms and plan B: --format markdown\n");
    out
}

fn write_folder(folder: &Folder, runbook: &Runbook, out: &mut String) {
    let (profile, everyday) = (&runbook.profile, &runbook.everyday);
    let _ = match &folder.now {
        Some(now) => writeln!(out, "the folder to apply now: generated/{now}"),
        None => writeln!(
            out,
            "the folder to apply: generated/{profile} from {} to {}, else generated/{everyday}",
            folder.from, folder.until
        ),
    };
}

/// Writes how many steps are past, in one line.
fn write_past(runbook: &Runbook, out: &mut String) {
    let steps = runbook.steps.len();
    let _ = writeln!(out, "\nup to the start: {steps} steps, all past");
}

fn write_cut_over(runbook: &Runbook, style: &Style, out: &mut String) {
    out.push_str("\nscorecard\n");
    let lengths = runbook.scorecard.iter().map(|score| score.part.chars().count());
    let widest = lengths.filter(|length| *length <= PART).max().unwrap_or(0);
    for score in &runbook.scorecard {
        let word = format!("{:?}", score.verdict).to_lowercase();
        if score.part.chars().count() > widest {
            style.wrapped_at(12, &format!("  {word:9} "), &visible(&score.part), out);
            style.wrapped_at(12, "            ", &visible(&score.why), out);
            continue;
        }
        let lead = format!("  {word:9} {}  ", padded(&visible(&score.part), widest));
        style.wrapped_at(12, &lead, &visible(&score.why), out);
    }
    out.push_str("\nup to the start, each step with its latest safe start\n");
    for step in &runbook.steps {
        write_step(step, style, out);
    }
}

fn write_step(step: &Step, style: &Style, out: &mut String) {
    let when = step.latest.day.as_deref().map(|day| format!("  {day}")).unwrap_or_default();
    let owner = step.owner.as_ref().map(|owner| format!("  {}", visible(&owner.name))).unwrap_or_default();
    let late = match (step.latest.late, step.latest.passed) {
        (true, _) => "  passed",
        (_, true) if step.automatic => "  passed: check that it happened",
        (_, true) if step.from => "  do it now",
        (_, true) => "  passed: if it is not done, do it now",
        _ => "",
    };
    let left = step
        .latest
        .left
        .as_deref()
        .map(|left| format!("  {}", super::clock::until(left)))
        .unwrap_or_default();
    let _ = writeln!(out, "{:>9}{when}{owner}{left}{late}", step.latest.minus);
    let effect = step.effect.map(|effect| format!(" [{effect}]")).unwrap_or_default();
    let takes = step.takes.as_deref().map(|takes| format!(" ({takes})")).unwrap_or_default();
    style.wrapped_at(12, "          ", &format!("{}{takes}{effect}", visible(&step.title)), out);
    if let Some(instead) = step.instead.as_deref().filter(|_| step.latest.late) {
        style.wrapped_at(12, "          if it is not done by now: ", &visible(instead), out);
    }
    for command in &step.commands {
        let _ = writeln!(out, "            {command}");
    }
    if let Some(expect) = &step.expect {
        let _ = writeln!(out, "            -> {expect}");
    }
    for command in &step.afterwards {
        let _ = writeln!(out, "            {command}");
    }
}
