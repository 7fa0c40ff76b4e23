//! What a plan is like around its window: its sizes are there, its traffic is not.

use jiff::civil::Date;

use crate::bill::{BillOfMaterials, Item, bill_with};
use crate::cost::{Cost, Part};
use crate::external::month::When;
use crate::model::capacity::Count;
use crate::plan::{Component, Plan};
use crate::price::Prices;
use crate::price::meter::meters;
use crate::schedule;

/// The cloud's part of a plan's bill at the three times around its window.
pub(super) struct Around {
    /// Before the floors rise: its sizes, with everyday counts.
    pub(super) resized: Vec<Part>,
    /// With the floors up and everyday traffic: no fewer than the floor.
    pub(super) raised: Vec<Part>,
    /// What stays if nobody switches back: all that no schedule brings back.
    pub(super) left: Vec<Part>,
    /// In the month after the window, where it is billed otherwise than the window: what runs anyway, and what stays.
    pub(super) month_after: Option<[Vec<Part>; 2]>,
}

/// What a switch is between.
pub(super) struct Sides<'a> {
    /// The profile with the window.
    pub(super) launch: &'a Plan,
    /// The profile that schedules bring counts back to.
    pub(super) everyday: &'a Plan,
    /// The other profile of the switch.
    pub(super) other: &'a Plan,
    /// What is there before: nothing that is kept is smaller.
    pub(super) held: &'a BillOfMaterials,
    /// What the other profile has.
    pub(super) usual: &'a BillOfMaterials,
}

/// What bills are priced by.
pub(super) struct Reckoning<'a> {
    /// What savings plans cover.
    pub(super) baseline: Option<&'a Plan>,
    /// The prices.
    pub(super) prices: &'a Prices,
    /// The stay.
    pub(super) when: When<'a>,
    /// The day whose rates hold for the switch.
    pub(super) on: Date,
    /// The last day of the month after it.
    pub(super) later: Date,
}

impl Reckoning<'_> {
    fn price(&self, plan: &Plan, bill: &BillOfMaterials, on: Date) -> Vec<Part> {
        Cost::of_cloud(plan, bill, self.baseline, self.prices, self.when, on)
    }

    /// Whether something is billed otherwise in the month after.
    fn moves(&self, bill: &BillOfMaterials) -> bool {
        let moves = |item: &Item| meters(item, self.on) != meters(item, self.later);
        self.on != self.later && bill.lines.iter().any(|line| moves(&line.item))
    }
}

impl Around {
    /// That of a switch.
    pub(super) fn of(sides: &Sides<'_>, by: &Reckoning<'_>) -> Self {
        let plan = sides.launch;
        let bill = |choose: fn(&Counts) -> Count| {
            bill_with(plan, |component| {
                let counts = Counts::of(component, plan, sides.everyday)?;
                plan.with_count(component, choose(&counts))
            })
        };
        let held = |bill: &BillOfMaterials, on| by.price(plan, &bill.held_by(sides.held), on);
        let left = bill(|counts| counts.left);
        let moves = by.moves(&left) || by.moves(sides.usual);
        Self {
            resized: held(&bill(|counts| counts.resized), by.on),
            raised: held(&bill(|counts| counts.raised), by.on),
            left: held(&left, by.on),
            month_after: moves.then(|| [by.price(sides.other, sides.usual, by.later), held(&left, by.later)]),
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
