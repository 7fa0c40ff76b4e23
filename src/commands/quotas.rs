//! `scaleprof quotas`.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::json;

use super::{Failure, Outcome, Terminal, applied, no_such_profile};
use crate::bill::bill;
use crate::cli::TableFormat;
use crate::diagnostic::render::{Format, render};
use crate::project::Project;
use crate::quota::{Basis, Row, Verdict, compare, external_requests, needs};

pub(super) fn run(
    terminal: &Terminal,
    profile: &str,
    dumps: &[PathBuf],
    format: TableFormat,
) -> Result<Outcome, Failure> {
    let project = Project::compile(terminal.profiles()?, None);
    let Some(own) = project.findings.get(profile) else {
        return Err(no_such_profile(profile, project.findings.keys().map(String::as_str)));
    };
    let Some(plan) = project.plans.get(profile).filter(|_| !own.has_errors()) else {
        terminal.talk(&render(own, &project.sources, Format::Text, terminal.colored_stderr()));
        return Ok(Outcome::Findings);
    };
    let region = &plan.header.cloud.region;
    let applied = applied(dumps, region)?;
    let rows = compare(needs(&bill(plan), region), region, applied.as_ref());
    match format {
        TableFormat::Text => terminal.data(&text(&rows, profile, region)),
        TableFormat::Json => {
            let external = external_requests(plan, project.baseline(plan));
            let report = json!({"profile": profile, "region": region, "quotas": rows, "external": external});
            terminal.data(&format!("{report:#}\n"))
        }
        TableFormat::Markdown => {
            let artifacts = project.build(plan, applied.as_ref(), &terminal.templates()?)?;
            let page = artifacts.into_iter().find(|artifact| artifact.path == "quotas/quota-request.md");
            terminal.data(&page.map(|page| page.text).unwrap_or_default())
        }
    }
}

fn text(rows: &[Row], profile: &str, region: &str) -> String {
    let mut out = format!("quotas for {profile} in {region}, at the maximum of this stack alone\n\n");
    let needed = |row: &Row| row.need.amount.map_or("unknown".to_owned(), |amount| amount.to_string());
    let unit = |row: &Row| row.need.quota.unit.to_owned();
    let name = |row: &Row| clipped(row.need.quota.name, 44);
    let width = |of: &dyn Fn(&Row) -> String| rows.iter().map(|row| of(row).chars().count()).max().unwrap_or(0);
    let (names, numbers, units) = (width(&name), width(&needed).max(6), width(&unit));
    for row in rows {
        let has = match row.basis {
            Basis::Applied => format!("has {}", row.current),
            Basis::Default => format!("new accounts {}", row.current),
        };
        let verdict = match row.verdict {
            Verdict::Enough => "ok",
            Verdict::Ask => "ASK",
            Verdict::CannotBeRaised => "CANNOT BE RAISED",
            Verdict::Unknown => "UNKNOWN",
        };
        let _ = writeln!(out, "{:names$}  {:>numbers$} {:units$}  {has:22} {verdict}", name(row), needed(row), unit(row));
    }
    if rows.iter().any(|row| row.basis == Basis::Default) {
        out.push_str("\nWhat the account has been granted is not known; pass --applied to compare with it.\n");
    }
    out
}

/// At most so many characters.
fn clipped(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let head: String = text.chars().take(width - 1).collect();
    format!("{head}…")
}
