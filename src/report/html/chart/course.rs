//! The course of the cost: what a switch has cost at each hour of it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, ToSpan as _};
use rust_decimal::Decimal;

use crate::bill::meter::Per;
use crate::diff::Diff;
use crate::money::{Amounts, MONTH_HOURS};
use crate::order::Order as _;

/// The largest number of months for which monthly steps are drawn.
const MOST_STEPS: i64 = 36;

/// What is paid when. Hours count from the start of the window.
pub(super) struct Course {
    /// The latest safe start of the first step: before the start of the window, so negative.
    pub(super) begins: Decimal,
    /// The end of the window.
    pub(super) hours: Decimal,
    /// The hour of the earliest way back.
    pub(super) returns: Decimal,
    /// Paid at the start of each month that begins.
    pub(super) monthly: Amounts,
    /// The hours at which the second and later months begin.
    months: Vec<Decimal>,
    /// Amounts that are paid evenly from one hour to another.
    even: BTreeMap<(Decimal, Decimal), Amounts>,
    /// Paid for each hour after the earliest way back, if nobody switches back.
    left_on: Amounts,
}

impl Course {
    pub(super) fn of(diff: &Diff<'_>) -> Option<Self> {
        let (span, cost) = (diff.span?, diff.total.window()?);
        let end = span.hours();
        if end.is_zero() || cost.is_zero() {
            return None;
        }
        let hours = |length: SignedDuration| Decimal::from(length.as_secs()) / Decimal::from(3600);
        let closes = end + hours(diff.phases.tail);
        let returns = closes + hours(diff.phases.after);
        let mut even: BTreeMap<(Decimal, Decimal), Amounts> = BTreeMap::new();
        let mut add = |from, to, cost: Amounts| {
            if !cost.is_zero() {
                let sum = even.entry((from, to)).or_default();
                *sum = *sum + cost;
            }
        };
        let lines = diff.parts.iter().flat_map(|part| &part.lines);
        let plans = lines.filter(|line| line.per == Per::Subscription);
        let paid = plans.filter_map(|line| line.months).max().unwrap_or(span.months);
        let stepped = (1..=MOST_STEPS).contains(&paid);
        let mut sold = Amounts::default();
        for part in &diff.parts {
            let Some(phases) = part.total.phases else { continue };
            let lines = part.lines.iter().filter(|line| line.per == Per::Subscription && stepped);
            let monthly: Amounts = lines.filter_map(|line| line.total?.window()).sum();
            sold = sold + monthly;
            let begins = -hours(part.stay.resized.saturating_add(part.stay.raised));
            add(begins, Decimal::ZERO, phases.before);
            add(Decimal::ZERO, end, phases.window - monthly);
            add(end, closes, phases.tail);
            add(closes, returns, phases.after);
        }
        let count = Decimal::from(paid.max(1));
        let months = (1..=paid.saturating_mul(2).saturating_add(1)).take_while(|_| stepped);
        // A vendor's months begin on the first of the month, unless the profile gives a cycle.
        let first =
            diff.window.as_ref().and_then(|window| window.start.first_of_month().ok()?.start_of_day().ok());
        let begin = |month: i64| match &diff.window {
            None => Some(Decimal::from(month.saturating_mul(i64::from(MONTH_HOURS)))),
            Some(window) => {
                let begin = first.as_ref()?.checked_add(month.months()).ok()?;
                Some(hours(begin.timestamp().duration_since(window.start.timestamp())))
            }
        };
        Some(Self {
            begins: even.keys().map(|(from, _)| *from).min().unwrap_or_default().min(Decimal::ZERO),
            hours: end,
            returns,
            monthly: sold.map(|all| all / count),
            months: months.filter_map(begin).collect(),
            even,
            left_on: diff.total.left_on.hour,
        })
    }

    /// The end of the drawing: as long after the earliest way back as the window is.
    pub(super) fn last(&self) -> Decimal {
        self.returns.saturating_add(self.hours)
    }

    /// What has been paid up to an hour. A month that begins at this hour does not count yet.
    pub(super) fn at(&self, hour: Decimal) -> Amounts {
        self.paid(hour, self.months.iter().filter(|begin| **begin < hour).count())
    }

    fn paid(&self, hour: Decimal, months: usize) -> Amounts {
        let begun = if hour.is_sign_negative() && !hour.is_zero() { 0 } else { months.saturating_add(1) };
        let share = |((from, to), cost): (&(Decimal, Decimal), &Amounts)| {
            let passed = hour.clamp(*from, *to).saturating_sub(*from);
            cost.map(|all| all.saturating_mul(passed.checked_div(*to - *from).unwrap_or(Decimal::ONE)))
        };
        let even: Amounts = self.even.iter().map(share).sum();
        let late = hour.saturating_sub(self.returns).max(Decimal::ZERO);
        let late = self.left_on.map(|an_hour| an_hour.saturating_mul(late));
        even + late + self.monthly.map(|month| month.saturating_mul(Decimal::from(begun)))
    }

    /// The corners of the curve between two hours.
    pub(super) fn corners(&self, from: Decimal, to: Decimal) -> Vec<(Decimal, Amounts)> {
        let within = |hour: &Decimal| *hour > from && *hour < to;
        let mut turns: Vec<Decimal> = self.even.keys().flat_map(|(from, to)| [*from, *to]).collect();
        turns.push(Decimal::ZERO);
        turns.retain(within);
        turns.order();
        turns.dedup();
        let mut out = vec![(from, self.at(from))];
        for hour in turns {
            // Subscriptions are paid at the start.
            if hour.is_zero() {
                let evenly = self.at(hour) - self.monthly;
                out.push((hour, evenly));
            }
            out.push((hour, self.at(hour)));
        }
        for (at, begin) in self.months.iter().enumerate() {
            if within(begin) {
                out.push((*begin, self.at(*begin)));
                out.push((*begin, self.paid(*begin, at + 1)));
            }
        }
        // The sort is stable: points of the same hour keep their order.
        out.order_by_key(|(hour, _)| *hour);
        out.push((to, self.at(to)));
        out
    }
}
