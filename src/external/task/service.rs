//! A service with all that the groups of a task are computed from.

use crate::external::ask::changes;
use crate::external::choose::{Choice, choose};
use crate::external::month::{Month, When, months};
use crate::external::offer::Offer;
use crate::external::rates::Bounds;
use crate::external::usage::Use;
use crate::model::external::External;
use crate::model::window::Window;
use crate::money::{Amounts, plain};
use crate::plan::Plan;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

/// A service with all that the groups of a task are computed from.
pub(super) struct Service<'a> {
    /// The service in the profile.
    pub(super) external: &'a External,
    /// The service in the everyday profile; `None` if it is new.
    pub(super) before: Option<&'a External>,
    pub(super) window: Option<&'a Window>,
    pub(super) used: Use<'a>,
    /// The vendor's months that are billed.
    pub(super) billed: Vec<Month>,
    pub(super) choice: Choice<'a>,
    /// The plan in force.
    pub(super) offer: Offer<'a>,
    /// The plan of the everyday profile.
    pub(super) everyday: Offer<'a>,
    /// How much is used in the time that the plan counts by.
    pub(super) need: Option<Bounds>,
    /// Whether another plan than the everyday one is to be in force.
    pub(super) changes: bool,
}

impl<'a> Service<'a> {
    pub(super) fn new(
        name: &str,
        external: &'a External,
        plan: &'a Plan,
        baseline: Option<&'a Plan>,
    ) -> Self {
        let before = baseline.unwrap_or(plan).header.external.get(name);
        let used = Use::of(name, external, plan, baseline);
        let window = plan.window.as_ref();
        let when = When::of(window);
        let billed = months(external, when);
        let offer = Offer::in_force(external);
        Self {
            choice: choose(&used, before, when, &billed),
            everyday: Offer::in_force(before.unwrap_or(external)),
            need: used.counted(&billed),
            changes: changes(&offer, before),
            external,
            before,
            window,
            used,
            billed,
            offer,
        }
    }

    /// Whether the everyday plan carries what is used; `None` if a figure is missing.
    pub(super) fn is_enough(&self) -> Option<bool> {
        self.need.and_then(|need| self.everyday.carries(need))
    }
}

/// The most that something costs, which is what is expected.
pub(super) fn most(cost: Option<Amounts>) -> Option<String> {
    cost.map(|cost| plain(cost.expected))
}

/// The least that something costs.
pub(super) fn least(cost: Option<Amounts>) -> Option<String> {
    cost.map(|cost| plain(cost.floor))
}

/// Whole units, rounded up.
pub(super) fn whole(amount: Decimal) -> Option<u64> {
    amount.ceil().to_u64()
}
