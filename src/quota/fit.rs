//! The largest launch that fits what the account has today.

use serde::Serialize;

use super::{Applied, Quota, Verdict, rows};
use crate::bill::bill_with;
use crate::plan::{Component, Count, Plan};

/// The largest launch that fits: each count so far on its way from the everyday one to the launch's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fit {
    /// How far, in thousandths: 1000 is the whole launch.
    pub permille: u16,
    /// Whether that fits; else not even everyday counts do, with the launch's machines and classes.
    pub fits: bool,
    /// The quotas that stop it there; none when the whole launch fits.
    pub binding: Vec<&'static Quota>,
    /// Quotas of which a figure is not known: nobody can say whether they hold.
    pub unknown: Vec<&'static Quota>,
    /// The counts that fit: component, field (`count.min` or `count.max`), value.
    pub counts: Vec<(String, &'static str, u32)>,
}

/// Scales all counts of a launch together, from those of the everyday plan up, to the most that fits what
/// the account has, or starts with where that is not known. Machines, classes and storage are the launch's.
#[must_use]
pub fn largest_fit(plan: &Plan, everyday: &Plan, applied: Option<&Applied>) -> Fit {
    let scaled = |permille| Scaled { plan, everyday, permille };
    let (mut binding, unknown) = scaled(1000).held(applied);
    let (mut fits, mut permille) = (true, 1000);
    if !binding.is_empty() {
        let at_zero = scaled(0).held(applied).0;
        fits = at_zero.is_empty();
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
        Some([field("count.min", min), field("count.max", max)])
    });
    Fit { permille, fits, binding, unknown, counts: counts.flatten().collect() }
}

/// A launch whose counts are on their way.
struct Scaled<'a> {
    plan: &'a Plan,
    everyday: &'a Plan,
    permille: u16,
}

impl Scaled<'_> {
    /// The floor and the ceiling of a component that scales out.
    fn counts(&self, component: &Component) -> Option<(u32, u32)> {
        let to = component.spec.facets().count?;
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
        let bill = bill_with(self.plan, |component| {
            let (min, max) = self.counts(component)?;
            self.plan.with_count(component, Count { min, max, expected: None })
        });
        let rows = rows(&bill, self.plan, Some(self.everyday), applied);
        let (unknown, known): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.verdict == Verdict::Unknown);
        let binding = known.into_iter().filter(|row| !row.verdict.fits());
        let quotas = |row: &super::Row<'_>| row.need.quota;
        (binding.map(quotas).collect(), unknown.into_iter().map(quotas).collect())
    }
}
