//! `scaleprof quotas`: prints what a profile needs of each quota.

use std::path::PathBuf;

use serde_json::json;

use crate::cli::format::TableFormat;
use crate::commands::compiled::compile;
use crate::commands::outcome::{Failure, Outcome, no_such_profile};
use crate::commands::terminal::{Terminal, data};
use crate::commands::workspace::Workspace;
use crate::external;
use crate::plan::addresses::subnets;
use crate::quota::row::rows;
use crate::report::quotas::{Quotas, text};
use crate::switch::fit::largest_fit;
use crate::switch::ramp::ramp;

pub(super) fn run(
    workspace: &Workspace,
    terminal: &Terminal,
    profile: &str,
    dumps: &[PathBuf],
    format: TableFormat,
) -> Result<Outcome, Failure> {
    let project = compile(workspace, None)?.leak();
    let Some(own) = project.findings.get(profile) else {
        return Err(no_such_profile(profile, project.findings.keys().map(String::as_str)));
    };
    let Some(plan) = project.plans.get(profile).filter(|_| !own.has_errors()) else {
        terminal.talk(own, &project.sources);
        return Ok(Outcome::Findings);
    };
    let region = &plan.header.cloud.region;
    let applied = workspace.applied(dumps, plan)?;
    let applied = applied.as_ref();
    let everyday = project.baseline(plan);
    let rows = rows(plan.demand(everyday), applied);
    let ramps = ramp(plan, everyday, applied);
    let subnets = subnets(plan, everyday, applied);
    let short = rows.iter().any(|row| !row.verdict.fits());
    let fit = everyday.filter(|_| short && format != TableFormat::Markdown);
    let fit = fit.map(|everyday| (everyday.name(), largest_fit(plan, everyday, applied)));
    match format {
        TableFormat::Text => {
            let (rows, ramps, subnets) = (&rows, &ramps, &subnets);
            let cloud = plan.cloud.short();
            let list = plan.cloud.commands().list_quotas(None);
            data(&text(&Quotas { profile, cloud, list, region, rows, fit, ramps, subnets }))
        }
        TableFormat::Json => {
            let report = json!({
                "profile": profile,
                "region": region,
                "quotas": rows,
                "fit": fit.map(|(_, fit)| fit),
                "ramp": ramps,
                "subnets": subnets,
                "external": external::task::tasks(plan, everyday),
            });
            data(&format!("{report:#}\n"))
        }
        TableFormat::Markdown => {
            let page = project.quota_page(plan, applied, &workspace.templates()?)?;
            data(&page.unwrap_or_default())
        }
    }
}
