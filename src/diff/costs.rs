//! What the two sides of a switch cost, in the window that it is looked at with.

use std::borrow::Cow;

use jiff::{SignedDuration, ToSpan as _};

use crate::bill::BillOfMaterials;
use crate::cost::{self, Cost};
use crate::diff::around::{Around, Pricing, Sides};
use crate::diff::line::Terms;
use crate::diff::pair::{Pair, pairs};
use crate::external::month::When;
use crate::model::span::Span;
use crate::model::window::{Window, month_after};
use crate::plan::Plan;
use crate::price::Prices;
use crate::switch::timeline::Timeline;

/// Which way a switch goes, and for how long.
pub(super) struct Way<'a, 'o> {
    from: &'a Plan,
    to: &'a Plan,
    /// The everyday plan, whose usage savings plans cover.
    baseline: Option<&'o Plan>,
    /// A length of time without dates, if the user gave one.
    given: Option<Span>,
    /// Whether it is the way back to the everyday plan.
    pub(super) back: bool,
    /// The window of the launch, or the one that the user gave in its place.
    pub(super) window: Option<&'o Window>,
    /// The length of the window; `None` if it is not known, and on the way back.
    pub(super) span: Option<Span>,
    /// The profile with the window.
    pub(super) launch: &'a Plan,
    /// The profile whose counts the schedules restore.
    pub(super) everyday: &'o Plan,
}

impl<'a: 'o, 'o> Way<'a, 'o> {
    /// The way from one plan to another. `window` and `given` take the place of the window of `to`.
    pub(super) fn of(
        (from, to): (&'a Plan, &'a Plan),
        baseline: Option<&'o Plan>,
        window: Option<&'o Window>,
        given: Option<Span>,
    ) -> Self {
        let usual = baseline.map(Plan::name);
        let back = to.window.is_none()
            && from.name() != to.name()
            && (usual == Some(to.name()) || (usual != Some(from.name()) && from.window.is_some()));
        let window = window.or(to.window.as_ref()).filter(|_| given.is_none());
        let span = given.or_else(|| window.map(Span::of)).filter(|_| !back);
        let (launch, other) = if back { (from, to) } else { (to, from) };
        // Counts rise from the everyday profile and fall to it, whichever profile is live before.
        let everyday = baseline.filter(|everyday| everyday.name() != launch.name()).unwrap_or(other);
        Self { from, to, baseline, given, back, window, span, launch, everyday }
    }

    /// The length of the window.
    pub(super) fn length(&self) -> SignedDuration {
        SignedDuration::from_secs(self.span.map_or(0, |span| span.seconds))
    }

    /// The length of its tail.
    pub(super) fn tail(&self) -> SignedDuration {
        self.window.map(Window::tail).unwrap_or_default()
    }

    /// What the lines of a part are computed with.
    pub(super) fn terms(&self, timeline: &Timeline<'_>, pair: &Pair<'_>) -> Terms {
        let stay = timeline.stay(pair.name(), self.length(), self.tail());
        Terms { span: self.span, back: self.back, stay }
    }
}

/// What both sides of a switch cost, and what they cost around the window.
pub(super) struct Costs<'a> {
    /// The bill after the switch.
    pub(super) after: Cow<'a, BillOfMaterials>,
    /// The profile before the switch.
    pub(super) from: Cost,
    /// The profile after it.
    pub(super) to: Cost,
    /// Where the way back leads; none where that is to what was before the switch.
    grown: Option<Cost>,
    around: Around,
}

impl<'a> Costs<'a> {
    /// Prices both sides.
    pub(super) fn of(way: &Way<'a, '_>, prices: &Prices) -> Self {
        let &Way { from, to, baseline, back, window, launch, everyday, .. } = way;
        let (bill_from, bill_to) = (from.bill(), to.bill());
        // Storage that has grown stays: after the switch it is at least as large as before.
        let after = bill_to.held_by(bill_from);
        let when = match way.given {
            _ if back => When::Always,
            Some(span) => When::Length(span),
            None => When::of(window),
        };
        // The way back begins on the day after the window, or today if that day has passed.
        let (on, later) = match &launch.window {
            Some(window) if back => {
                let on = window.last_day().saturating_add(1.day()).max(prices.day());
                (on, month_after(on.saturating_sub(1.day())))
            }
            Some(_) => {
                let on = cost::day(launch, prices, when);
                (on, month_after(on))
            }
            None => (prices.day(), prices.day()),
        };
        let price = |plan, bill: &BillOfMaterials| Cost::of_bill(plan, bill, baseline, prices, when, on);
        let (cost_from, cost_to) = (price(from, bill_from), price(to, &after));
        // If nothing has grown, the way back leads to the sizes before the switch.
        let grown = match bill_from.held_by(&after) {
            Cow::Borrowed(_) => None,
            Cow::Owned(back) => Some(price(from, &back)),
        };
        let other = if back { to } else { from };
        let around = Around::of(
            &Sides { launch, everyday, other, held: bill_from, usual: if back { &after } else { bill_from } },
            &Pricing { baseline, prices, when, on, later },
        );
        Self { after, from: cost_from, to: cost_to, grown, around }
    }

    /// The parts of both sides, each with the same one of the other.
    pub(super) fn pairs(&self, back: bool) -> Vec<Pair<'_>> {
        let live = if back { &self.from } else { &self.to };
        pairs(&self.from, &self.to, self.grown.as_ref().unwrap_or(&self.from), &self.around, live)
    }
}
