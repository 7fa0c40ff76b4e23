//! Writes a diff as JSON of Infracost's version 0.2, for programs that read that already. Everything is a run-rate of
//! `expected` counts, which is all that the format has room for: no window, no floor, no ceiling.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::bill::meter::Per;
use crate::diff::money::LineDiff;
use crate::diff::{Diff, PartDiff, Status};
use crate::money::{MONTH_HOURS, plain, round_amount};
use crate::priced::Payer;

/// The format requires a time. No clock is read here, so it is always this one.
const NO_TIME: &str = "1970-01-01T00:00:00Z";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Root {
    version: &'static str,
    metadata: Metadata,
    currency: &'static str,
    projects: [Project; 1],
    total_hourly_cost: String,
    total_monthly_cost: String,
    total_monthly_usage_cost: String,
    past_total_hourly_cost: String,
    past_total_monthly_cost: String,
    past_total_monthly_usage_cost: String,
    diff_total_hourly_cost: String,
    diff_total_monthly_cost: String,
    diff_total_monthly_usage_cost: String,
    time_generated: &'static str,
    summary: Summary,
}

/// The format requires metadata of the repository, which is not read.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    infracost_command: &'static str,
    vcs_branch: &'static str,
    vcs_commit_sha: &'static str,
    vcs_commit_author_name: &'static str,
    vcs_commit_author_email: &'static str,
    vcs_commit_timestamp: &'static str,
    vcs_commit_message: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Project {
    name: String,
    display_name: String,
    metadata: ProjectMetadata,
    past_breakdown: Breakdown,
    breakdown: Breakdown,
    diff: Breakdown,
    summary: Summary,
}

#[derive(Serialize)]
struct ProjectMetadata {
    path: String,
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Breakdown {
    resources: Vec<Resource>,
    total_hourly_cost: String,
    total_monthly_cost: String,
    total_monthly_usage_cost: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    name: String,
    #[serde(rename = "resourceType")]
    kind: &'static str,
    metadata: BTreeMap<String, String>,
    hourly_cost: String,
    monthly_cost: String,
    monthly_usage_cost: String,
    cost_components: Vec<CostComponent>,
}

/// If a price is not known, the cost is null: zero and unknown are different things.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CostComponent {
    name: String,
    unit: &'static str,
    hourly_quantity: String,
    monthly_quantity: String,
    price: String,
    hourly_cost: Option<String>,
    monthly_cost: Option<String>,
    usage_based: bool,
    price_not_found: bool,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    total_detected_resources: usize,
    total_supported_resources: usize,
    total_unsupported_resources: usize,
    total_usage_based_resources: usize,
    total_no_price_resources: usize,
    supported_resource_counts: BTreeMap<&'static str, usize>,
    unsupported_resource_counts: BTreeMap<&'static str, usize>,
    no_price_resource_counts: BTreeMap<&'static str, usize>,
}

/// The figures of a line on one side, or of the difference between the sides.
#[derive(Clone, Copy, Default)]
struct Figures {
    quantity: Decimal,
    price: Decimal,
    hourly: Decimal,
    monthly: Decimal,
}

/// Sums of costs, each of amounts that are exact already.
#[derive(Clone, Copy, Default)]
struct Sum {
    hourly: Decimal,
    monthly: Decimal,
    by_use: Decimal,
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.hourly = self.hourly.saturating_add(other.hourly);
        self.monthly = self.monthly.saturating_add(other.monthly);
        self.by_use = self.by_use.saturating_add(other.by_use);
    }
}

/// What a breakdown shows of one line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Past,
    Now,
    Diff,
}

/// Writes a diff as Infracost's JSON.
///
/// # Errors
/// When it cannot be written as JSON, which no diff causes.
pub fn infracost(diff: &Diff<'_>) -> Result<String, serde_json::Error> {
    let (past, past_sum) = breakdown(diff, Side::Past);
    let (now, now_sum) = breakdown(diff, Side::Now);
    let (change, change_sum) = breakdown(diff, Side::Diff);
    let summary = summary(diff);
    let stack = &diff.to.header.stack;
    let root = Root {
        version: "0.2",
        metadata: Metadata {
            infracost_command: "diff",
            vcs_branch: "",
            vcs_commit_sha: "",
            vcs_commit_author_name: "",
            vcs_commit_author_email: "",
            vcs_commit_timestamp: NO_TIME,
            vcs_commit_message: "",
        },
        currency: "USD",
        projects: [Project {
            name: stack.clone(),
            display_name: format!("{stack}: {} to {}", diff.from.name(), diff.to.name()),
            metadata: ProjectMetadata {
                path: format!("profiles/{}.yaml", diff.to.name()),
                kind: "scaleprof",
            },
            past_breakdown: past,
            breakdown: now,
            diff: change,
            summary: summary.clone(),
        }],
        total_hourly_cost: plain(now_sum.hourly),
        total_monthly_cost: plain(now_sum.monthly),
        total_monthly_usage_cost: plain(now_sum.by_use),
        past_total_hourly_cost: plain(past_sum.hourly),
        past_total_monthly_cost: plain(past_sum.monthly),
        past_total_monthly_usage_cost: plain(past_sum.by_use),
        diff_total_hourly_cost: plain(change_sum.hourly),
        diff_total_monthly_cost: plain(change_sum.monthly),
        diff_total_monthly_usage_cost: plain(change_sum.by_use),
        time_generated: NO_TIME,
        summary,
    };
    Ok(serde_json::to_string_pretty(&root)? + "\n")
}

fn breakdown(diff: &Diff<'_>, side: Side) -> (Breakdown, Sum) {
    let mut sum = Sum::default();
    let resources = diff.parts.iter().filter_map(|part| resource(part, side)).map(|(resource, own)| {
        sum.add(own);
        resource
    });
    let resources: Vec<Resource> = resources.collect();
    let breakdown = Breakdown {
        resources,
        total_hourly_cost: plain(sum.hourly),
        total_monthly_cost: plain(sum.monthly),
        total_monthly_usage_cost: plain(sum.by_use),
    };
    (breakdown, sum)
}

/// A part on one side, if it exists there.
fn resource(part: &PartDiff, side: Side) -> Option<(Resource, Sum)> {
    let there = match side {
        Side::Past => part.status != Status::Added,
        Side::Now => part.status != Status::Removed,
        Side::Diff => part.status != Status::Same,
    };
    if !there {
        return None;
    }
    let mut sum = Sum::default();
    let mut components = Vec::new();
    for line in &part.lines {
        let (component, own) = component(line, side);
        sum.add(own);
        components.extend(component);
    }
    // In this format a part whose bill alone changes does not change.
    if side == Side::Diff && components.is_empty() {
        return None;
    }
    let name = match part.payer {
        Payer::Network => part.name.clone(),
        Payer::Component => format!("component.{}", part.name),
        Payer::External => format!("external.{}", part.name),
    };
    let resource = Resource {
        name,
        kind: part.kind,
        metadata: BTreeMap::new(),
        hourly_cost: plain(sum.hourly),
        monthly_cost: plain(sum.monthly),
        monthly_usage_cost: plain(sum.by_use),
        cost_components: components,
    };
    Some((resource, sum))
}

/// A line on one side, if it exists there, with its costs as far as they are known.
fn component(line: &LineDiff, side: Side) -> (Option<CostComponent>, Sum) {
    let (past, now) = (figures(line, Side::Past), figures(line, Side::Now));
    let figures = match side {
        Side::Past => past,
        Side::Now => now,
        Side::Diff => Figures {
            quantity: now.quantity.saturating_sub(past.quantity),
            price: now.price.saturating_sub(past.price),
            hourly: now.hourly.saturating_sub(past.hourly),
            monthly: now.monthly.saturating_sub(past.monthly),
        },
    };
    let nothing = figures.quantity.is_zero() && figures.monthly.is_zero();
    if nothing && (side != Side::Diff || figures.price.is_zero()) {
        return (None, Sum::default());
    }
    let by_use = line.by_use;
    // Convert between hours and months of 730 hours.
    let month = Decimal::from(MONTH_HOURS);
    let (hourly, monthly) = match line.per {
        Per::Hour => (figures.quantity, figures.quantity.saturating_mul(month)),
        Per::Month | Per::Subscription | Per::Usage => {
            ((figures.quantity / month).round_dp(12), figures.quantity)
        }
    };
    let known = line.total.is_some();
    let cost = |amount: Decimal| known.then(|| plain(amount));
    let component = CostComponent {
        name: format!("{} ({})", line.what, line.key),
        unit: line.unit,
        hourly_quantity: plain(hourly),
        monthly_quantity: plain(monthly),
        price: plain(figures.price),
        hourly_cost: cost(figures.hourly),
        monthly_cost: cost(figures.monthly),
        usage_based: by_use,
        price_not_found: line.price.is_none(),
    };
    let own = if known {
        let of_use = if by_use { figures.monthly } else { Decimal::ZERO };
        Sum { hourly: figures.hourly, monthly: figures.monthly, by_use: of_use }
    } else {
        Sum::default()
    };
    (Some(component), own)
}

/// What a line costs before or after the switch.
fn figures(line: &LineDiff, side: Side) -> Figures {
    let (quantity, month) = match side {
        Side::Past => (line.from.expected, line.total.map(|total| total.month_from.expected)),
        Side::Now | Side::Diff => (line.to.expected, line.total.map(|total| total.month_to.expected)),
    };
    let usd = line.price.as_ref().map_or(Decimal::ZERO, |price| price.usd);
    if quantity.is_zero() {
        return Figures::default();
    }
    let hours = Decimal::from(MONTH_HOURS);
    let monthly = month.unwrap_or_default();
    let (price, hourly) = match line.per {
        Per::Hour => (usd, round_amount(quantity.saturating_mul(usd))),
        // A subscription may have another price on each side; anything else has one price.
        Per::Subscription => ((monthly / quantity).normalize(), round_amount(monthly / hours)),
        Per::Month | Per::Usage => (usd, round_amount(monthly / hours)),
    };
    Figures { quantity, price, hourly, monthly }
}

fn summary(diff: &Diff<'_>) -> Summary {
    let mut supported: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut free: BTreeMap<&'static str, usize> = BTreeMap::new();
    let there = diff.parts.iter().filter(|part| part.status != Status::Removed);
    for part in there.clone() {
        let counts = if part.lines.is_empty() { &mut free } else { &mut supported };
        *counts.entry(part.kind).or_default() += 1;
    }
    let by_use = |part: &&PartDiff| part.lines.iter().any(|line| line.by_use && !line.to.is_zero());
    Summary {
        total_detected_resources: there.clone().count(),
        total_supported_resources: supported.values().sum(),
        total_unsupported_resources: 0,
        total_usage_based_resources: there.filter(by_use).count(),
        total_no_price_resources: free.values().sum(),
        supported_resource_counts: supported,
        unsupported_resource_counts: BTreeMap::new(),
        no_price_resource_counts: free,
    }
}
