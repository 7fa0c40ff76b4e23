//! The largest launch that fits what the account has today.

use crate::quota::row::Row;
use std::collections::BTreeSet;

use serde::Serialize;

use crate::model::capacity::Count;
use crate::plan::{Component, Plan};
use crate::quota::applied::Applied;
use crate::quota::demand::Demand;
use crate::quota::row::{Verdict, rows};
use crate::quota::table::Quota;

/// The largest launch that fits. Where its floors fit, they are kept, and so are the ceilings of what takes nothing of
/// a quota that is short; else each count is so far on its way from the everyday one to the launch's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fit {
    /// How far, in thousandths: 1000 is the whole launch. Where `floors` are kept, so much of the growth above them.
    pub permille: u16,
    /// Whether every floor of the launch is kept.
    pub floors: bool,
    /// Whether that fits; else not even everyday counts do, with the launch's machines and classes.
    pub fits: bool,
    /// The quotas that stop it there; none when the whole launch fits.
    pub binding: Vec<&'static Quota>,
    /// Quotas of which a figure is not known: nobody can say whether they hold.
    pub unknown: Vec<&'static Quota>,
    /// The counts that fit: component, field (`count.min`, `count.max`, or the same of its readers), value.
    pub counts: Vec<(String, &'static str, u32)>,
}

/// Scales the counts of a launch together to the most that fits what the account has, or starts with where that is
/// not known: the ceilings of what is short from its floors up, or, where not even the floors fit, all counts from
/// those of the everyday plan up. Machines, classes and storage are the launch's.
#[must_use]
pub fn largest_fit(plan: &Plan, everyday: &Plan, applied: Option<&Applied>) -> Fit {
    let growing = growing(plan, everyday, applied);
    let floors = growing.is_some();
    let scaled = |permille| Scaled { plan, everyday, growing: growing.as_ref(), permille };
    let (mut binding, unknown) = scaled(1000).held(applied);
    let (mut fits, mut permille) = (true, 1000);
    if !binding.is_empty() {
        let at_zero = scaled(0).held(applied).0;
        // What the cloud adds for a moment while it replaces something is growth too.
        fits = floors || at_zero.is_empty();
        let (mut least, mut most) = (0, if fits { 1000 } else { 0 });
        // `least` fits, `most` does not, and `binding` says why.
        while most > least + 1 {
            let middle = u16::midpoint(least, most);
            let stops = scaled(middle).held(applied).0;
            if stops.is_empty() {
                least = middle;
            } else {
                (binding, most) = (stops, middle);
            }
        }
        permille = least;
        if !fits {
            binding = at_zero;
        }
    }
    let counts = plan.components.iter().filter_map(|component| {
        let (min, max) = scaled(permille).counts(component)?;
        let field = |field, value| (component.name.clone(), field, value);
        let counted = component.spec.facets().counted;
        Some([field(counted.least(), min), field(counted.most(), max)])
    });
    Fit { permille, floors, fits, binding, unknown, counts: counts.flatten().collect() }
}

/// The components that take of a quota which is short at the launch's ceilings; none where one is short at its floors.
fn growing(plan: &Plan, everyday: &Plan, applied: Option<&Applied>) -> Option<BTreeSet<String>> {
    let mut out = BTreeSet::new();
    for row in rows(plan.demand(Some(everyday)), applied) {
        if row.verdict == Verdict::Unknown || row.verdict.fits() {
            continue;
        }
        row.begins_at.filter(|least| *least <= row.current)?;
        out.extend(row.need.consumers().into_iter().map(|consumer| consumer.line.component.clone()));
    }
    Some(out)
}

/// A launch whose counts are on their way.
struct Scaled<'a> {
    plan: &'a Plan,
    everyday: &'a Plan,
    /// Whose ceilings are on their way from their floors, and nothing else.
    growing: Option<&'a BTreeSet<String>>,
    permille: u16,
}

impl Scaled<'_> {
    /// The floor and the ceiling of a component that scales out.
    fn counts(&self, component: &Component) -> Option<(u32, u32)> {
        let to = component.spec.facets().count?;
        if let Some(growing) = self.growing {
            let grows = growing.contains(&component.name);
            return Some((to.min, if grows { self.between(to.min, to.max) } else { to.max }));
        }
        let everyday = self.everyday.component(&component.name)?;
        let from = everyday.spec.facets().count?;
        Some((self.between(from.min, to.min), self.between(from.max, to.max)))
    }

    /// Rounded down, so that a floor stays below its ceiling.
    fn between(&self, from: u32, to: u32) -> u32 {
        let way = u64::from(self.permille);
        let mixed = (u64::from(from) * (1000 - way) + u64::from(to) * way) / 1000;
        u32::try_from(mixed).unwrap_or(u32::MAX)
    }

    /// The quotas that it does not fit, and those that nobody knows about.
    fn held(&self, applied: Option<&Applied>) -> (Vec<&'static Quota>, Vec<&'static Quota>) {
        let bill = self.plan.bill_with(|component| {
            let (min, max) = self.counts(component)?;
            self.plan.with_count(component, Count { min, max, expected: None })
        });
        let rows = rows(Demand { bill: &bill, ..self.plan.demand(Some(self.everyday)) }, applied);
        let (unknown, known): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.verdict == Verdict::Unknown);
        let binding = known.into_iter().filter(|row| !row.verdict.fits());
        let quotas = |row: &Row<'_>| row.need.quota;
        (binding.map(quotas).collect(), unknown.into_iter().map(quotas).collect())
    }
}
