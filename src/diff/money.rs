//! What a switch costs: its lines, and the sums over them.

use std::borrow::Cow;
use std::iter::Sum;
use std::ops::Add;

use rust_decimal::Decimal;

use crate::bill::meter::Per;
use crate::diff::phases::Term;
use crate::money::Amounts;

use crate::price::unit_price::Price;
use crate::switch::stay::Phases;

/// One line of the bill, before and after the switch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineDiff {
    /// What is billed, for people: `machine`.
    pub what: &'static str,
    /// The service in the price list, or the vendor.
    pub service: Cow<'static, str>,
    /// The key in the price list, or the name of the subscription.
    pub key: Cow<'static, str>,
    /// The unit of the quantities: `hour`, `GB`.
    pub unit: &'static str,
    /// The length of time that the price is for.
    pub per: Per,
    /// Whether the line is billed by use, not by the time that something exists.
    pub by_use: bool,
    /// Units before the switch.
    pub from: Amounts,
    /// Units after the switch.
    pub to: Amounts,
    /// Units that stay if nobody switches back. On the way back these are the units before it.
    pub left: Amounts,
    /// How many more units an ordinary month uses beyond the vendor's plan.
    pub ordinary: Amounts,
    /// Units that the whole window uses, before and after the switch, if they do not follow from its length.
    pub in_window: Option<(Amounts, Amounts)>,
    /// The number of months that are paid, if it does not follow from the length of the window.
    pub months: Option<i64>,
    /// The price of one unit, if it is known on both sides.
    pub price: Option<Price>,
    /// The price of one unit before the switch, if it differs: each profile sets its own price of a subscription.
    pub(crate) price_before: Option<Price>,
    /// The units and seconds that the expected cost is computed from, in the order of time.
    pub terms: Vec<Term>,
    /// What the line costs; `None` if a price of the same thing is not known before or after the switch.
    pub total: Option<Totals>,
}

impl LineDiff {
    /// Whether it is paid for by the month, and costs something.
    pub(super) fn is_subscribed(&self) -> bool {
        let cost = self.total.and_then(|total| total.window());
        self.per == Per::Subscription && cost.is_some_and(|cost| !cost.is_zero())
    }

    /// Whether the line costs something and its price is not known.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        let units = self.in_window.map_or([Amounts::default(); 2], |(from, to)| [from, to]);
        self.price.is_none()
            && ![self.from, self.to, self.left, self.ordinary].iter().chain(&units).all(Amounts::is_zero)
    }
}

/// What stays on the bill if nobody switches back, on top of what runs anyway: all sizes that no schedule brings back.
/// What is billed by use counts as on ordinary days, because the launch's use ends with its traffic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOn {
    /// The cost of an hour, without subscriptions of vendors.
    pub hour: Amounts,
    /// The cost of a month of 730 hours, with subscriptions of vendors.
    pub month: Amounts,
}

impl LeftOn {
    /// The cost of a day, without subscriptions of vendors.
    #[must_use]
    pub fn day(&self) -> Amounts {
        self.hour.map(|hour| hour.saturating_mul(Decimal::from(24)))
    }
}

impl Add for LeftOn {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { hour: self.hour + other.hour, month: self.month + other.month }
    }
}

impl Sum for LeftOn {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}

impl LineDiff {
    /// What the line costs on top with the counts of the window but without its traffic; `None` if it is not known.
    #[must_use]
    pub(crate) fn running(&self) -> Option<LeftOn> {
        let total = self.total?;
        if self.by_use {
            return Some(total.left_on);
        }
        let hour = if self.per == Per::Subscription { Amounts::default() } else { total.hour };
        Some(LeftOn { hour, month: total.month() })
    }
}

/// What a line, a part or a whole switch costs, in US dollars. Sums leave out lines whose price is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// The cost of each phase of the switch, on top of what runs anyway; `None` if the length of the window is not
    /// known, and on the way back.
    pub phases: Option<Phases<Amounts>>,
    /// The run-rate before the switch: a month of 730 hours with its traffic.
    pub month_from: Amounts,
    /// The run-rate after the switch: a month of 730 hours with the launch's traffic.
    pub month_to: Amounts,
    /// How much more an hour costs after the switch, with the launch's traffic.
    pub hour: Amounts,
    /// What stays on the bill if nobody switches back. On the way back this is what it saves.
    pub left_on: LeftOn,
    /// What stays on the bill of each month after the way back.
    pub residual: Amounts,
    /// Whether a line is left out of the sums because its price is not known.
    pub incomplete: bool,
}

impl Totals {
    /// The cost of all phases together.
    #[must_use]
    pub fn window(&self) -> Option<Amounts> {
        self.phases.map(|phases| phases.sum())
    }

    /// How much more a month would cost with all of the launch's counts and traffic.
    #[must_use]
    pub fn month(&self) -> Amounts {
        self.month_to - self.month_from
    }

    /// Whether any money changes.
    #[must_use]
    pub(crate) fn is_change(&self) -> bool {
        let phases = self.phases.map_or([Amounts::default(); 4], |phases| phases.all());
        let left_on = !self.left_on.hour.is_zero() || !self.left_on.month.is_zero();
        left_on || !self.month().is_zero() || phases.iter().any(|phase| !phase.is_zero())
    }

    /// The sum over the lines of a part. `timed` says whether the length of the window is known.
    pub(super) fn of(lines: &[LineDiff], residual: Amounts, timed: bool) -> Self {
        let known: Self = lines.iter().filter_map(|line| line.total).sum();
        let incomplete = lines.iter().any(LineDiff::is_unknown);
        let phases = known.phases.or_else(|| timed.then(Phases::default));
        Self { phases, residual, incomplete, ..known }
    }
}

impl Sum for Totals {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        let add = |sum: Self, one: Self| Self {
            phases: sum.phases.zip(one.phases).map(|(sum, one)| sum + one).or(sum.phases).or(one.phases),
            month_from: sum.month_from + one.month_from,
            month_to: sum.month_to + one.month_to,
            hour: sum.hour + one.hour,
            left_on: sum.left_on + one.left_on,
            residual: sum.residual + one.residual,
            incomplete: sum.incomplete || one.incomplete,
        };
        all.fold(Self::default(), add)
    }
}
