//! What the page for people says, `quota-request.md`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Serialize;

use crate::artifact::layout;
use crate::model::header::Owner;
use crate::model::window::stamp;
use crate::plan::Plan;
use crate::plan::addresses::{Subnet, subnets};
use crate::quota::applied::Applied;
use crate::quota::batch::batches;
use crate::quota::requests::{Advice, Requests};
use crate::quota::row::Row;
use crate::quota::table::Quota;
use crate::switch::ramp::{Ramp, ramp};

/// How many consumers a text for the cloud names.
const NAMED: usize = 5;

/// What the template is given.
#[derive(Serialize)]
pub(super) struct Page<'a> {
    profile: &'a str,
    stack: &'a str,
    /// What people call the cloud.
    cloud: &'static str,
    advice: Advice,
    commands: Commands,
    /// Whether Terraform can ask for all of it.
    terraform: bool,
    /// The code of a quota, as an example.
    example: &'static str,
    region: &'a str,
    /// By when everything must be up, in the profile's own zone.
    by: Option<String>,
    rows: &'a [Row<'a>],
    /// What to ask for, in batches that may be open at once.
    batches: Vec<Vec<Ask<'a>>>,
    /// How many requests may be open at once, and how many are.
    open_limit: usize,
    open: usize,
    ramps: Vec<RampView>,
    subnets: Vec<Subnet>,
}

/// The commands of the cloud's own tool.
#[derive(Serialize)]
struct Commands {
    /// Whether each request is filed by one.
    typed: bool,
    /// Lists the quotas of a service.
    list: Option<String>,
    /// Shows how much is in use.
    used: Option<String>,
    /// Saves the state of the requests.
    save: Option<String>,
}

/// One request.
#[derive(Serialize)]
struct Ask<'a> {
    #[serde(flatten)]
    row: &'a Row<'a>,
    /// The file that asks for it, from the root of the project.
    file: String,
    /// The command that files it.
    command: Option<String>,
    /// Its page in the cloud's console.
    console: Option<String>,
    /// What to write into the support case.
    justification: String,
}

#[derive(Serialize)]
struct RampView {
    #[serde(flatten)]
    ramp: Ramp,
    /// For people; none when it is not known.
    time: Option<String>,
}

impl<'a> Page<'a> {
    pub(super) fn new(
        plan: &'a Plan,
        everyday: Option<&Plan>,
        requests: &dyn Requests,
        rows: &'a [Row<'a>],
        applied: Option<&Applied>,
    ) -> Self {
        let region = plan.header.cloud.region.as_str();
        let commands = plan.cloud.commands();
        let example = plan.cloud.quotas().iter().find(|quota| quota.code.is_some());
        let open_limit = requests.open_limit(region);
        let open = applied.map_or(0, Applied::open_requests);
        let ask = |row: &&'a Row<'a>| {
            let quota = row.need.quota;
            let file = format!("generated/{}/{}", plan.name(), request_path(quota));
            Ask {
                row,
                command: commands.file_quota_request(region, &file),
                file,
                console: requests.console(quota, region),
                justification: justification(row, plan),
            }
        };
        let batches = batches(rows, open_limit, open);
        let view = |ramp: Ramp| RampView { time: ramp.takes.map(|takes| format!("{takes:#}")), ramp };
        Self {
            profile: plan.name(),
            stack: &plan.header.stack,
            cloud: plan.cloud.short(),
            advice: requests.advice(),
            commands: Commands {
                typed: commands.file_quota_request(region, "").is_some(),
                list: commands.list_quotas(example.map(|quota| quota.service)),
                used: commands.quota_use(),
                save: commands.save_quota_requests(region),
            },
            terraform: requests.has_terraform(),
            example: example.and_then(|quota| quota.code).unwrap_or_default(),
            region,
            by: plan.window.as_ref().map(|window| stamp(&window.ready)),
            rows,
            batches: batches.iter().map(|batch| batch.iter().map(ask).collect()).collect(),
            open_limit,
            open,
            ramps: ramp(plan, everyday, applied).into_iter().map(view).collect(),
            subnets: subnets(plan, everyday, applied),
        }
    }
}

/// Who asks for what, when, and why: for the support case that a request becomes.
fn justification(row: &Row<'_>, plan: &Plan) -> String {
    let quota = row.need.quota;
    let total = quota.say(row.total.unwrap_or(0));
    let mut text = format!("We run {} in {}", plan.header.stack, plan.header.cloud.region);
    if let Some(window) = &plan.window {
        let (start, end, ready) = (stamp(&window.start), stamp(&window.closes), stamp(&window.ready));
        let _ = write!(text, " and scale it up from {start} to {end}; everything must be up by {ready}");
    }
    let _ = write!(text, ". For that we need {total} of {}: {}.", named(quota), consumers(row));
    if let Some(outside) = row.outside.amount.filter(|outside| *outside > 0) {
        let _ = write!(text, " {} of it is what else runs in the account.", quota.say(outside));
    }
    if plan.window.is_some() {
        text += " Afterwards we go back to the usual size.";
    }
    let owners = owners(row, plan);
    if !owners.is_empty() {
        let _ = write!(text, " Contact: {}.", owners.join("; "));
    }
    text
}

fn named(quota: &Quota) -> String {
    format!("{} ({})", quota.name, quota.code.unwrap_or_default())
}

fn consumers(row: &Row<'_>) -> String {
    let all = row.need.consumers();
    let named = all.iter().take(NAMED).map(|one| format!("{} {}", one.line.component, one.formula()));
    let mut named: Vec<String> = named.collect();
    if all.len() > NAMED {
        named.push(format!("{} more", all.len() - NAMED));
    }
    named.join("; ")
}

/// Who looks after what takes it: name and contact, each once.
fn owners(row: &Row<'_>, plan: &Plan) -> Vec<String> {
    let of = |component: &str| -> Option<&Owner> {
        plan.header.owners.get(plan.component(component)?.common.owner.as_ref()?)
    };
    let consumers = row.need.consumers();
    let owners = consumers.iter().take(NAMED).filter_map(|consumer| of(&consumer.line.component));
    let owners: BTreeSet<String> = owners.map(|owner| format!("{}, {}", owner.name, owner.contact)).collect();
    owners.into_iter().collect()
}

/// The path of the file of one request, in the profile's folder.
pub(crate) fn request_path(quota: &Quota) -> String {
    format!("{}{}-{}.json", layout::REQUESTS, quota.service, quota.code.unwrap_or_default())
}
