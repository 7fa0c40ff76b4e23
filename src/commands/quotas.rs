//! `scaleprof quotas`.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::json;

use super::workspace::{Workspace, applied};
use super::{Failure, Outcome, Terminal, data, no_such_profile, talk};
use crate::bill::bill;
use crate::cli::TableFormat;
use crate::diagnostic::render::{Format, render};
use crate::external;
use crate::project::Project;
use crate::quota::{Basis, Row, Verdict, compare, needs};
use crate::report::clipped;

pub(super) fn run(
    workspace: &Workspace,
    terminal: &Terminal,
    profile: &str,
    dumps: &[PathBuf],
    format: TableFormat,
) -> Result<Outcome, Failure> {
    let project = Project::compile(workspace.profiles()?, None).leak();
    let Some(own) = project.findings.get(profile) else {
        return Err(no_such_profile(profile, project.findings.keys().map(String::as_str)));
    };
    let Some(plan) = project.plans.get(profile).filter(|_| !own.has_errors()) else {
        talk(&render(own, &project.sources, Format::Text, terminal.colored_stderr()));
        return Ok(Outcome::Findings);
    };
    let region = &plan.header.cloud.region;
    let applied = applied(dumps, region)?;
    let bill = bill(plan);
    let rows = compare(needs(&bill), region, applied.as_ref());
    match format {
        TableFormat::Text => data(&text(&rows, profile, region)),
        TableFormat::Json => {
            let external = external::tasks(plan, project.baseline(plan));
            let report = json!({"profile": profile, "region": region, "quotas": rows, "external": external});
            data(&format!("{report:#}\n"))
        }
        TableFormat::Markdown => {
            let artifacts = project.build(plan, applied.as_ref(), &workspace.templates()?)?;
            let page = artifacts.into_iter().find(|artifact| artifact.path == "quotas/quota-request.md");
            data(&page.map(|page| page.text).unwrap_or_default())
        }
    }
}

fn text(rows: &[Row<'_>], profile: &str, region: &str) -> String {
    let mut out = format!("{profile} in {region}: what this stack alone needs at its maximum\n");
    let (open, settled): (Vec<&Row<'_>>, Vec<&Row<'_>>) =
        rows.iter().partition(|row| row.verdict != Verdict::Enough);
    for (title, rows) in [("to do", open), ("enough", settled)] {
        if rows.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{title}:");
        for row in rows {
            let quota = row.need.quota;
            let needed = row.need.amount.map_or("unknown".to_owned(), |amount| amount.to_string());
            let unit = if quota.unit == "count" { "" } else { quota.unit };
            let (name, code) = (clipped(quota.name, 35), quota.code.unwrap_or("-"));
            let line = format!("  {code:10} {name:35} {needed:>7} {unit:9} {}", verdict(row));
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }
    if rows.iter().any(|row| row.basis == Basis::Default) {
        out.push_str("\n* what a new account starts with: what yours has been granted is not known.\n");
        out.push_str("  Pass --applied FILE, with the output of `aws service-quotas list-service-quotas`.\n");
    }
    out
}

fn verdict(row: &Row<'_>) -> String {
    let star = if row.basis == Basis::Default { "*" } else { "" };
    let todo = match row.verdict {
        Verdict::Enough => "",
        Verdict::Ask => ": ask",
        Verdict::CannotBeRaised => ": too much",
        Verdict::Unknown => ": unknown",
    };
    format!("of {}{star}{todo}", row.current)
}
