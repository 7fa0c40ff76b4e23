//! Quotas: what a bill of materials needs of each, what the account has, and what to ask for.

pub mod addresses;
pub mod applied;
pub mod batch;
pub mod dump;
pub mod gate;
pub mod ramp;
pub mod root;
pub mod row;
pub mod table;
pub mod zones;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde::ser::SerializeStruct as _;

use crate::bill::measure::{Measure, Share};
use crate::bill::{BillOfMaterials, Line};

use table::{Per, QUOTAS, Quota};

/// What one line of the bill takes of a quota.
#[derive(Clone, Copy, Debug)]
pub struct Consumer<'a> {
    /// Who, and how many.
    pub line: &'a Line,
    /// How much each takes.
    pub measure: Measure<'a>,
}

impl Consumer<'_> {
    /// At the peak, in the quota's base unit.
    #[must_use]
    pub fn base_units(&self) -> u64 {
        let quantity = &self.line.quantity;
        let count = if self.measure.surges { quantity.peak() } else { quantity.ceiling };
        count.saturating_mul(self.measure.each)
    }

    /// At the floor, in the quota's base unit.
    fn floor_units(&self) -> u64 {
        self.line.quantity.floor.saturating_mul(self.measure.each)
    }

    /// How it comes about, e.g. `300 (+30 while AWS moves or replaces) x t4g.nano x 2 vCPU`.
    #[must_use]
    pub fn formula(&self) -> String {
        let quantity = &self.line.quantity;
        let mut count = quantity.ceiling.to_string();
        if self.measure.surges && quantity.surge > 0 {
            count = format!("{count} (+{} while AWS moves or replaces)", quantity.surge);
        }
        match self.measure.share {
            Share::One => count,
            Share::Named(name) => format!("{count} x {name}"),
            Share::Holds(amount, unit) => format!("{count} x {amount} {unit}"),
            Share::Vcpu(machine, vcpu) => format!("{count} x {machine} x {vcpu} vCPU"),
            Share::TaskCpu(256) => format!("{count} x 0.25 vCPU"),
            Share::TaskCpu(512) => format!("{count} x 0.5 vCPU"),
            Share::TaskCpu(units) => format!("{count} x {} vCPU", units / 1024),
        }
    }
}

impl Serialize for Consumer<'_> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut out = to.serialize_struct("Consumer", 2)?;
        out.serialize_field("component", &self.line.component)?;
        out.serialize_field("formula", &self.formula())?;
        out.end()
    }
}

/// What a plan needs of one quota at its peak.
#[derive(Clone, Debug, Serialize)]
pub struct Need<'a> {
    /// The quota.
    pub quota: &'static Quota,
    /// How much, rounded up to whole units; none when a figure it rests on is not known.
    pub amount: Option<u64>,
    /// How much of it is there at the floor: what a switch itself needs.
    pub floor: Option<u64>,
    /// Who takes it, the largest first.
    pub consumers: Vec<Consumer<'a>>,
    /// What is not known, in words.
    pub unknown: Vec<String>,
}

/// The takers of each measure; for vCPUs also by the quota's code.
type Takers<'a> = BTreeMap<(&'static str, &'static str), Vec<Consumer<'a>>>;

/// What each quota must hold for this bill, for quotas that it touches, in the table's order.
#[must_use]
pub fn needs(bill: &BillOfMaterials) -> Vec<Need<'_>> {
    let mut takers = Takers::new();
    let mut unknown = BTreeSet::new();
    for line in &bill.lines {
        let counted = line.item.measures(&mut |measure| {
            takers.entry((measure.name, measure.code)).or_default().push(Consumer { line, measure });
        });
        if let Err(what) = counted {
            unknown.insert(what);
        }
    }
    let mut out: Vec<Need<'_>> = QUOTAS.iter().filter_map(|quota| need(quota, &mut takers)).collect();
    if let (false, Some(quota)) = (unknown.is_empty(), table::standard_vcpu()) {
        let unknown = unknown.into_iter().collect();
        match out.iter_mut().find(|need| std::ptr::eq(need.quota, quota)) {
            Some(need) => (need.amount, need.floor, need.unknown) = (None, None, unknown),
            None => out.insert(0, Need { quota, amount: None, floor: None, consumers: Vec::new(), unknown }),
        }
    }
    out
}

fn need<'a>(quota: &'static Quota, takers: &mut Takers<'a>) -> Option<Need<'a>> {
    let code = if quota.measure == "vcpu" { quota.code.unwrap_or_default() } else { "" };
    let mut consumers = takers.remove(&(quota.measure, code))?;
    consumers.retain(|consumer| consumer.base_units() > 0);
    consumers.sort_by_key(|consumer| (u64::MAX - consumer.base_units(), &consumer.line.component));
    let together = |units: fn(&Consumer<'a>) -> u64| match quota.per {
        Per::Region => consumers.iter().map(units).fold(0, u64::saturating_add),
        Per::Each => consumers.iter().map(units).max().unwrap_or(0),
    };
    let whole = |units: u64| Some(units.div_ceil(quota.divisor()));
    let (peak, floor) = (together(Consumer::base_units), together(Consumer::floor_units));
    let (amount, floor) = (whole(peak), whole(floor));
    (peak > 0).then_some(Need { quota, amount, floor, consumers, unknown: Vec::new() })
}
