//! The bill of a plan around its window, when its sizes are up but its traffic has not come or has gone.

use jiff::civil::Date;

use crate::bill::{BillOfMaterials, Item};
use crate::cost::Cost;
use crate::external::month::When;
use crate::model::capacity::Count;
use crate::plan::{Component, Plan};
use crate::price::Prices;
use crate::priced::Part;
use crate::switch::schedule;

/// The cloud's part of a plan's bill at three times around its window.
pub(super) struct Around {
    /// Before the floors rise: the sizes of the launch with everyday counts.
    pub(super) resized: Vec<Part>,
    /// When the floors are up and traffic is still that of every day.
    pub(super) raised: Vec<Part>,
    /// If nobody switches back: all sizes that no schedule brings back.
    pub(super) left: Vec<Part>,
    /// The month after the window, if other prices hold then: what runs anyway, and what stays if nobody switches back.
    pub(super) month_after: Option<[Vec<Part>; 2]>,
}

/// The plans and bills that a switch leads from and to.
pub(super) struct Sides<'a> {
    /// The profile with the window.
    pub(super) launch: &'a Plan,
    /// The profile whose counts the schedules restore.
    pub(super) everyday: &'a Plan,
    /// The other profile of the switch.
    pub(super) other: &'a Plan,
    /// The bill before the switch. Storage that is kept is never smaller than in it.
    pub(super) held: &'a BillOfMaterials,
    /// The bill of the other profile.
    pub(super) usual: &'a BillOfMaterials,
}

/// The prices that the bills are priced with.
pub(super) struct Pricing<'a> {
    /// The plan whose usage savings plans cover.
    pub(super) baseline: Option<&'a Plan>,
    /// The price lists.
    pub(super) prices: &'a Prices,
    /// The length of time that the bill is for.
    pub(super) when: When<'a>,
    /// The day whose prices hold for the switch.
    pub(super) on: Date,
    /// The last day of the month after the switch.
    pub(super) later: Date,
}

impl Pricing<'_> {
    fn price(&self, plan: &Plan, bill: &BillOfMaterials, on: Date) -> Vec<Part> {
        Cost::of_cloud(plan, bill, self.baseline, self.prices, self.when, on)
    }

    /// Whether other meters bill a bill in the month after the switch.
    fn moves(&self, bill: &BillOfMaterials) -> bool {
        let moves = |item: &dyn Item| item.meters(self.on) != item.meters(self.later);
        self.on != self.later && bill.lines.iter().any(|line| moves(&*line.item))
    }
}

impl Around {
    /// The bills around the window of a switch.
    pub(super) fn of(sides: &Sides<'_>, by: &Pricing<'_>) -> Self {
        let plan = sides.launch;
        let bill = |choose: fn(&Counts) -> Count| {
            plan.bill_with(|component| {
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
    /// The counts of a component; `None` if it does not scale out.
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
        // A component that holds data comes down only after a person has drained it.
        let falls = scheduled.filter(|_| !facets.stateful);
        Some(Self { resized: scheduled.unwrap_or(raised), raised, left: falls.unwrap_or(own) })
    }
}
