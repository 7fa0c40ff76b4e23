//! Quotas: what a bill of materials needs of each, what the account has, and what to ask for.

mod applied;
mod manifest;
mod table;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::bill::{BillOfMaterials, Item, Line};
use crate::cloud::aws::machines::machine_type;

pub use applied::{Applied, AppliedError};
pub use manifest::{artifacts, external_requests};
pub use table::{Per, QUOTAS, Quota};

/// What one component takes of a quota.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Consumer {
    /// The component, or `network`.
    pub component: String,
    /// How much, in the quota's base unit (GiB for TiB, 1/1024 for vCPUs of tasks).
    #[serde(skip)]
    pub base_units: u64,
    /// How it comes about, e.g. `300 (+30 while AWS moves or replaces) x t4g.nano x 2 vCPU`.
    pub formula: String,
}

/// What a plan needs of one quota at its peak.
#[derive(Clone, Debug, Serialize)]
pub struct Need {
    /// The quota.
    pub quota: &'static Quota,
    /// How much, rounded up to whole units; none when a figure it rests on is not known.
    pub amount: Option<u64>,
    /// Who takes it, the largest first.
    pub consumers: Vec<Consumer>,
    /// What is not known, in words.
    pub unknown: Vec<String>,
}

/// What is known of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The value that AWS has granted the account, from a dump.
    Applied,
    /// What a new account starts with: the account's own value is not known.
    Default,
}

/// What is to be done about a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The account has enough.
    Enough,
    /// Ask AWS for the needed value.
    Ask,
    /// Nobody gets so much.
    CannotBeRaised,
    /// A figure is missing.
    Unknown,
}

/// A need held against the account.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The need.
    #[serde(flatten)]
    pub need: Need,
    /// What the account has, as far as is known.
    pub current: u64,
    /// How that is known.
    pub basis: Basis,
    /// What is to be done.
    pub verdict: Verdict,
}

/// What each quota must hold for this bill, for quotas that it touches, in the table's order.
#[must_use]
pub fn needs(bill: &BillOfMaterials, region: &str) -> Vec<Need> {
    // Consumers by measure, and for vCPUs by the quota's code as well.
    let mut takers: BTreeMap<(&'static str, &'static str), Vec<Consumer>> = BTreeMap::new();
    let mut unknown: Vec<String> = Vec::new();
    for line in &bill.lines {
        for (measure, code, each, what) in measures(line, &mut unknown) {
            let peak = line.quantity.peak();
            let consumer = Consumer {
                component: line.component.clone(),
                base_units: peak.saturating_mul(each),
                formula: formula(line, &what),
            };
            takers.entry((measure, code)).or_default().push(consumer);
        }
    }
    unknown.sort();
    unknown.dedup();
    let mut out: Vec<Need> = QUOTAS.iter().filter_map(|quota| need(quota, &takers)).collect();
    if let (false, Some(quota)) = (unknown.is_empty(), table::standard_vcpu()) {
        match out.iter_mut().find(|need| std::ptr::eq(need.quota, quota)) {
            Some(need) => (need.amount, need.unknown) = (None, unknown),
            None => out.insert(0, Need { quota, amount: None, consumers: Vec::new(), unknown }),
        }
    }
    debug_assert!(!region.is_empty());
    out
}

fn need(quota: &'static Quota, takers: &BTreeMap<(&str, &str), Vec<Consumer>>) -> Option<Need> {
    let code = if quota.measure == "vcpu" { quota.code.unwrap_or_default() } else { "" };
    let mut consumers = takers.get(&(quota.measure, code))?.clone();
    consumers.sort_by(|a, b| b.base_units.cmp(&a.base_units).then_with(|| a.component.cmp(&b.component)));
    let units = consumers.iter().map(|consumer| consumer.base_units);
    let total = match quota.per {
        Per::Region => units.fold(0, u64::saturating_add),
        Per::Each => units.max().unwrap_or(0),
    };
    if total == 0 {
        return None;
    }
    consumers.retain(|consumer| consumer.base_units > 0);
    Some(Need { quota, amount: Some(total.div_ceil(quota.divisor())), consumers, unknown: Vec::new() })
}

/// Which quotas a line counts against: measure, code for vCPU quotas, how much each, and in words.
fn measures(line: &Line, unknown: &mut Vec<String>) -> Vec<(&'static str, &'static str, u64, String)> {
    let one = |measure: &'static str| (measure, "", 1, String::new());
    let volume = |measure: &'static str, each: u64, unit: &str| (measure, "", each, format!("{each} {unit}"));
    match &line.item {
        Item::Machine(name) => {
            let machine = machine_type(name);
            let figures = machine.and_then(|machine| machine.quota.zip(machine.vcpu));
            let Some((code, vcpu)) = figures else {
                unknown.push(format!("the vCPUs of `{name}`"));
                return vec![one("network-interface")];
            };
            vec![("vcpu", code, vcpu.into(), format!("{name} x {vcpu} vCPU")), one("network-interface")]
        }
        Item::Volume { volume_type, size, iops, .. } => {
            let (tib, iops_measure) = table::volume_measures(*volume_type);
            let mut out = vec![volume(tib, size.gib(), "GiB")];
            if let (Some(measure), Some(iops)) = (iops_measure, iops) {
                out.push(volume(measure, (*iops).into(), "IOPS"));
            }
            out
        }
        Item::Database { class, .. } => vec![("database-instance", "", 1, class.clone())],
        Item::DatabaseStorage { size, .. } => vec![volume("database-storage-gb", size.gib(), "GiB")],
        Item::Task { cpu, .. } => vec![
            ("fargate-vcpu", "", (*cpu).into(), format!("{} vCPU", vcpus(*cpu))),
            one("service-task"),
            one("network-interface"),
        ],
        // A load balancer holds an interface in each of up to three zones.
        Item::LoadBalancer => vec![one("load-balancer"), ("network-interface", "", 3, "3 zones".to_owned())],
        Item::Target => vec![one("load-balancer-target"), one("target-group-target")],
        Item::TargetGroup => vec![one("target-group")],
        Item::ScalingGroup => vec![one("auto-scaling-group")],
        Item::LaunchTemplate => vec![one("launch-template")],
        Item::ElasticIp => vec![one("elastic-ip")],
        Item::Vpc => vec![one("vpc")],
        Item::InternetGateway => vec![one("internet-gateway")],
        Item::NatGateway => vec![one("nat-gateway")],
        Item::Subnet => vec![one("subnet")],
        Item::SecurityGroup => vec![one("security-group")],
        Item::NetworkInterface => vec![one("network-interface")],
        Item::ContainerCluster => vec![one("container-cluster")],
        Item::ScalableService => vec![one("scalable-task-count")],
        // AWS does not limit the number of queues.
        Item::Queue => Vec::new(),
    }
}

/// CPU units of a task as vCPUs: 256 is 0.25.
fn vcpus(units: u32) -> String {
    match units {
        256 => "0.25".to_owned(),
        512 => "0.5".to_owned(),
        units => (units / 1024).to_string(),
    }
}

fn formula(line: &Line, each: &str) -> String {
    let quantity = &line.quantity;
    let mut out = quantity.ceiling.to_string();
    if quantity.surge > 0 {
        out = format!("{out} (+{} while AWS moves or replaces)", quantity.surge);
    }
    if each.is_empty() { out } else { format!("{out} x {each}") }
}

/// Holds needs against what is known of the account.
#[must_use]
pub fn compare(needs: Vec<Need>, region: &str, applied: Option<&Applied>) -> Vec<Row> {
    needs.into_iter().map(|need| row(need, region, applied)).collect()
}

fn row(need: Need, region: &str, applied: Option<&Applied>) -> Row {
    let quota = need.quota;
    let known = applied.and_then(|applied| applied.get(quota.service, quota.code?));
    let (current, basis) = match known {
        Some(value) => (value, Basis::Applied),
        None => (quota.default_in(region), Basis::Default),
    };
    let verdict = match need.amount {
        None => Verdict::Unknown,
        Some(amount) if amount <= current => Verdict::Enough,
        Some(_) if quota.adjustable => Verdict::Ask,
        Some(_) => Verdict::CannotBeRaised,
    };
    Row { need, current, basis, verdict }
}
