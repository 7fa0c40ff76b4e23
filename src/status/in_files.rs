//! Writes what the team's own Terraform says, and what it should say, as text.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::report::terminal::padded;
use crate::shown::visible;
use crate::status::overdue::{InFiles, Value, said};
use crate::status::price::LeftCost;
use crate::status::text::{alike, costs};

/// The report for people.
#[must_use]
pub fn say(files: &InFiles, cost: &LeftCost) -> String {
    let mut out = "in your Terraform:\n\n".to_owned();
    let widest = files.components.keys().map(String::len).max().unwrap_or(0);
    for (name, profiles) in &files.components {
        let said = if profiles.is_empty() { "no profile as a whole".to_owned() } else { alike(profiles) };
        let _ = writeln!(out, "{}  {said}", padded(name, widest));
    }
    if !files.unseen.is_empty() {
        let names: Vec<&str> = files.unseen.iter().map(String::as_str).collect();
        let _ = writeln!(
            out,
            "\nNOT KNOWN: a window is over, and whether its values of {} still stand here cannot be read: `scaleprof check` \
             says why",
            names.join(", ")
        );
    }
    let of = |all: &[Value]| {
        let names: BTreeSet<&str> = all.iter().map(|value| value.profile.as_str()).collect();
        names.into_iter().collect::<Vec<_>>().join(", ")
    };
    let lines = |all: &[Value], out: &mut String| {
        for value in all {
            let _ = writeln!(out, "  {}", visible(&said(value)));
        }
    };
    if !files.not_raised.is_empty() {
        let _ = writeln!(out, "\nNOT RAISED: the window of {} is open", of(&files.not_raised));
        lines(&files.not_raised, &mut out);
    }
    if !files.overdue.is_empty() {
        let whose = of(&files.overdue);
        let _ = writeln!(out, "\nOVERDUE: the window of {whose} is over, and its values still stand here");
        lines(&files.overdue, &mut out);
        out.push_str(&costs(cost));
    }
    out
}
