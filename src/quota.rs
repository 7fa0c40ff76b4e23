//! Quotas: what a bill of materials needs of each, what the account has, and what to ask for.

pub mod applied;
pub mod asked;
pub mod batch;
pub mod demand;
pub(crate) mod gate;
pub(crate) mod rate;
pub mod requests;
pub mod row;
pub mod table;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde::ser::SerializeStruct as _;

use crate::bill::measure::{Measure, Share, Unmeasured};
use crate::bill::{BillOfMaterials, Line};

use table::{Per, Quota};

/// What one line of the bill takes of a quota.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Consumer<'a> {
    /// Of what.
    pub quota: &'static Quota,
    /// Who, and how many.
    pub line: &'a Line,
    /// How much each takes.
    pub measure: Measure<'a>,
}

impl Consumer<'_> {
    /// At the peak, in the quota's base unit.
    #[must_use]
    pub(crate) fn base_units(&self) -> u64 {
        let quantity = &self.line.quantity;
        let count = if self.measure.surges { quantity.peak() } else { quantity.ceiling };
        count.saturating_mul(self.measure.each)
    }

    /// At the floor, in the quota's base unit.
    fn floor_units(&self) -> u64 {
        self.line.quantity.floor.saturating_mul(self.measure.each)
    }

    /// How it comes about, e.g. `300 (+30 while X moves or replaces) x t4g.nano x 2 vCPU` on a cloud X.
    #[must_use]
    pub(crate) fn formula(&self) -> String {
        let quantity = &self.line.quantity;
        let mut count = quantity.ceiling.to_string();
        if self.measure.surges && quantity.surge > 0 {
            count = format!("{count} (+{} while {} moves or replaces)", quantity.surge, self.quota.cloud);
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
    pub(crate) consumers: Vec<Consumer<'a>>,
    /// What is not known, in words.
    pub unknown: Vec<String>,
}

/// A measure, and the code of one of the quotas that limit it: empty where there is only one.
type Key = (&'static str, &'static str);

/// What is taken of each measure, and what is not known about it.
#[derive(Default)]
struct Taken<'a> {
    known: BTreeMap<Key, Vec<(&'a Line, Measure<'a>)>>,
    unknown: BTreeMap<Key, BTreeSet<String>>,
}

/// What each of these quotas must hold for this bill, for those that it touches, in their order.
#[must_use]
pub fn needs<'a>(bill: &'a BillOfMaterials, quotas: &'static [Quota]) -> Vec<Need<'a>> {
    let mut taken = Taken::default();
    for line in &bill.lines {
        let counted = line.item.measures(&mut |measure| {
            taken.known.entry((measure.name, measure.code)).or_default().push((line, measure));
        });
        if let Err(Unmeasured { name, code, what }) = counted {
            taken.unknown.entry((name, code)).or_default().insert(what);
        }
    }
    quotas.iter().filter_map(|quota| need(quota, &taken)).collect()
}

fn need<'a>(quota: &'static Quota, taken: &Taken<'a>) -> Option<Need<'a>> {
    let keys = [(quota.measure, ""), (quota.measure, quota.code.unwrap_or_default())];
    let keys = &keys[..if quota.code.is_some() { 2 } else { 1 }];
    let lines = keys.iter().filter_map(|key| taken.known.get(key)).flatten();
    let consumers = lines.map(|(line, measure)| Consumer { quota, line, measure: *measure });
    let mut consumers: Vec<_> = consumers.filter(|consumer| consumer.base_units() > 0).collect();
    consumers.sort_by_key(|consumer| (u64::MAX - consumer.base_units(), &consumer.line.component));
    let unknown: Vec<String> =
        keys.iter().filter_map(|key| taken.unknown.get(key)).flatten().cloned().collect();
    let together = |units: fn(&Consumer<'a>) -> u64| match quota.per {
        Per::Region => consumers.iter().map(units).fold(0, u64::saturating_add),
        Per::Each => consumers.iter().map(units).max().unwrap_or(0),
    };
    let whole = |units: u64| unknown.is_empty().then(|| units.div_ceil(quota.base_units));
    let (peak, floor) = (together(Consumer::base_units), together(Consumer::floor_units));
    let (amount, floor) = (whole(peak), whole(floor));
    (peak > 0 || !unknown.is_empty()).then_some(Need { quota, amount, floor, consumers, unknown })
}
