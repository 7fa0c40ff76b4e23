//! What a plan is like around its window: its sizes are there, its traffic is not.

use crate::bill::{BillOfMaterials, bill_with};
use crate::cost::{Cost, Part};
use crate::external::When;
use crate::plan::{Component, Count, Plan};
use crate::price::Prices;
use crate::schedule;

/// The cloud's part of a plan's bill at the three times around its window.
pub(super) struct Around {
    /// Before the floors rise: its sizes, with everyday counts.
    pub(super) resized: Vec<Part>,
    /// With the floors up and everyday traffic: no fewer than the floor.
    pub(super) raised: Vec<Part>,
    /// What stays if nobody switches back: all that no schedule brings back.
    pub(super) left: Vec<Part>,
}

impl Around {
    /// That of a plan. Nothing that is kept is smaller than in `held`; savings plans cover `baseline`.
    pub(super) fn of(
        plan: &Plan,
        everyday: &Plan,
        held: &BillOfMaterials,
        baseline: Option<&Plan>,
        prices: &Prices,
        when: When<'_>,
    ) -> Self {
        let parts = |choose: fn(&Counts) -> Count| {
            let bill = bill_with(plan, |component| {
                let counts = Counts::of(component, plan, everyday)?;
                plan.with_count(component, choose(&counts))
            });
            Cost::of_cloud(plan, &bill.held_by(held), baseline, prices, when)
        };
        Self {
            resized: parts(|counts| counts.resized),
            raised: parts(|counts| counts.raised),
            left: parts(|counts| counts.left),
        }
    }
}

/// The counts of a component at the three times.
struct Counts {
    resized: Count,
    raised: Count,
    left: Count,
}

impl Counts {
    /// None for what does not scale out.
    fn of(component: &Component, plan: &Plan, everyday: &Plan) -> Option<Self> {
        let facets = component.spec.facets();
        let own = *facets.count?;
        let usual = everyday.component(&component.name).and_then(|usual| usual.spec.facets().count.copied());
        let within = |count: u32| count.max(own.min).min(own.max);
        let raised = Count {
            min: own.min,
            expected: Some(usual.map_or(own.min, |usual| within(usual.expected.unwrap_or(usual.min)))),
            max: usual.map_or(own.min, |usual| within(usual.max)),
        };
        // Without a window nothing is scheduled: counts rise with the apply, and stay.
        let scheduled = plan.window.as_ref().and_then(|_| schedule::timed(component, everyday));
        // What holds data comes down only when a person has drained it.
        let falls = scheduled.filter(|_| !facets.stateful);
        Some(Self { resized: scheduled.unwrap_or(raised), raised, left: falls.unwrap_or(own) })
    }
}
