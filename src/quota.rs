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

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use serde::Serialize;
use serde::ser::SerializeStruct as _;

use crate::bill::measure::{Measure, Share, Unmeasured};
use crate::bill::{BillOfMaterials, Deployment, Line, Quantity};
use crate::order::Order as _;

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
        units(&self.line.quantity, &self.measure)[0]
    }

    /// How it comes about, e.g. `300 (+30 while X moves or replaces) x t4g.nano x 2 vCPU` on a cloud X, or
    /// `80 (+80 during a deployment) x 1 vCPU`.
    #[must_use]
    pub(crate) fn formula(&self) -> String {
        let quantity = &self.line.quantity;
        let mut count = quantity.ceiling.to_string();
        if self.measure.surges && quantity.surge > 0 {
            count = format!("{count} (+{} while {} moves or replaces)", quantity.surge, self.quota.cloud);
        }
        match quantity.deployment {
            Deployment::Adds(more) if self.measure.surges && more > 0 => {
                count = format!("{count} (+{more} during a deployment)");
            }
            Deployment::Frozen(more) if self.measure.surges && more > 0 => {
                count = format!("{count} (not +{more}: nobody deploys)");
            }
            _ => {}
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

/// What so many items take of a measure, at the peak and at the floor, in base units.
const fn units(quantity: &Quantity, measure: &Measure<'_>) -> [u64; 2] {
    let peak = if measure.surges { quantity.peak() } else { quantity.ceiling };
    [peak.saturating_mul(measure.each), quantity.floor.saturating_mul(measure.each)]
}

/// What a plan needs of one quota at its peak.
#[derive(Clone, Debug)]
pub struct Need<'a> {
    /// The quota.
    pub quota: &'static Quota,
    /// How much, rounded up to whole units; none when a figure it rests on is not known.
    pub amount: Option<u64>,
    /// The part of it that is known, in whole units: all of it where nothing is unknown.
    pub at_least: u64,
    /// How much of it is there at the floor: what a switch itself needs.
    pub floor: Option<u64>,
    /// What is not known, in words.
    pub unknown: Vec<String>,
    /// Where those are who take it.
    takers: Arc<Takers<'a>>,
}

/// Who takes of which measure, for all needs of one bill.
#[derive(Debug)]
struct Takers<'a> {
    bill: &'a BillOfMaterials,
    /// The lines that take of each measure, by their numbers: looked up when somebody asks for the first of them, for
    /// most needs are only held against an account.
    lines: OnceLock<HashMap<&'static str, Vec<usize>>>,
}

impl<'a> Takers<'a> {
    /// The lines that take of a measure.
    fn of(&self, measure: &str) -> impl Iterator<Item = &'a Line> {
        let bill = self.bill;
        let lines = self.lines.get_or_init(|| {
            let mut lines: HashMap<&str, Vec<usize>> = HashMap::new();
            for (at, line) in bill.lines.iter().enumerate() {
                // What is not known of a line is in `Need::unknown`.
                drop(line.item.measures(&mut |measure| {
                    let own = lines.entry(measure.name).or_default();
                    if own.last() != Some(&at) {
                        own.push(at);
                    }
                }));
            }
            lines
        });
        lines.get(measure).into_iter().flatten().filter_map(|at| bill.lines.get(*at))
    }
}

impl<'a> Need<'a> {
    /// Who takes it, the largest first.
    #[must_use]
    pub(crate) fn consumers(&self) -> Vec<Consumer<'a>> {
        let quota = self.quota;
        let mut consumers = Vec::new();
        for line in self.takers.of(quota.measure) {
            // What is not known of a line is in `unknown`.
            drop(line.item.measures(&mut |measure| {
                let consumer = Consumer { quota, line, measure };
                if quota.counts(measure.name, measure.code) && consumer.base_units() > 0 {
                    consumers.push(consumer);
                }
            }));
        }
        consumers.order_by_key(|one| {
            (u64::MAX - one.base_units(), &one.line.component, !one.measure.code.is_empty())
        });
        consumers
    }
}

impl Serialize for Need<'_> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut out = to.serialize_struct("Need", 6)?;
        out.serialize_field("quota", self.quota)?;
        out.serialize_field("amount", &self.amount)?;
        out.serialize_field("at_least", &self.at_least)?;
        out.serialize_field("floor", &self.floor)?;
        out.serialize_field("consumers", &self.consumers())?;
        out.serialize_field("unknown", &self.unknown)?;
        out.end()
    }
}

/// What is taken of a measure at the peak and at the floor, in base units, and what is not known about it.
#[derive(Default)]
struct Taken<'a> {
    /// By all together.
    sum: [u64; 2],
    /// By the largest.
    most: [u64; 2],
    /// By all that share something, by whose it is.
    pools: BTreeMap<&'a str, [u64; 2]>,
    unknown: BTreeSet<String>,
}

/// What is taken of each measure, by the measure and the code of one of the quotas that limit it: empty where there is
/// only one. There are a few, and each line of a bill asks for some of them.
#[derive(Default)]
struct Tally<'a>(Vec<((&'static str, &'static str), Taken<'a>)>);

impl<'a> Tally<'a> {
    /// What is taken by all lines of a bill, sorted.
    fn of(bill: &'a BillOfMaterials) -> Self {
        let mut tally = Self::default();
        for line in &bill.lines {
            let counted = line.item.measures(&mut |measure| {
                let units = units(&line.quantity, &measure);
                if units[0] == 0 {
                    return;
                }
                let taken = tally.entry((measure.name, measure.code));
                let mut pool = measure.pooled.then(|| taken.pools.entry(line.pool()).or_default());
                for (at, units) in units.into_iter().enumerate() {
                    taken.sum[at] = taken.sum[at].saturating_add(units);
                    let together = pool.as_deref_mut().map_or(units, |pool| {
                        pool[at] = pool[at].saturating_add(units);
                        pool[at]
                    });
                    taken.most[at] = taken.most[at].max(together);
                }
            });
            if let Err(Unmeasured { name, code, what }) = counted {
                tally.entry((name, code)).unknown.insert(what);
            }
        }
        tally.0.order_by_key(|(key, _)| *key);
        tally
    }

    fn entry(&mut self, key: (&'static str, &'static str)) -> &mut Taken<'a> {
        let at = self.0.iter().position(|(own, _)| *own == key).unwrap_or(self.0.len());
        if at == self.0.len() {
            self.0.push((key, Taken::default()));
        }
        &mut self.0[at].1
    }

    /// What counts against a quota.
    fn against(&self, quota: &Quota) -> Vec<&Taken<'a>> {
        let from = self.0.partition_point(|((name, _), _)| *name < quota.measure);
        let of_measure = self.0[from..].iter().take_while(|((name, _), _)| *name == quota.measure);
        of_measure.filter(|((name, code), _)| quota.counts(name, code)).map(|(_, taken)| taken).collect()
    }
}

/// What each of these quotas must hold for this bill, for those that it touches, in their order.
#[must_use]
pub fn needs<'a>(bill: &'a BillOfMaterials, quotas: &'static [Quota]) -> Vec<Need<'a>> {
    let tally = Tally::of(bill);
    let takers = Arc::new(Takers { bill, lines: OnceLock::new() });
    let need = |quota: &'static Quota| {
        let own = tally.against(quota);
        let units = |at: usize| match quota.per {
            Per::Region => own.iter().map(|taken| taken.sum[at]).fold(0, u64::saturating_add),
            Per::Each => own.iter().map(|taken| taken.most[at]).max().unwrap_or(0),
        };
        let unknown: Vec<String> = own.iter().flat_map(|taken| &taken.unknown).cloned().collect();
        let whole = |units: u64| unknown.is_empty().then(|| units.div_ceil(quota.base_units));
        let (amount, floor) = (whole(units(0)), whole(units(1)));
        let at_least = units(0).div_ceil(quota.base_units);
        let takers = Arc::clone(&takers);
        (units(0) > 0 || !unknown.is_empty()).then_some(Need {
            quota,
            amount,
            at_least,
            floor,
            unknown,
            takers,
        })
    };
    quotas.iter().filter_map(need).collect()
}
