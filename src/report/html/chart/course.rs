//! What a window has cost at each hour of it.

use jiff::ToSpan as _;
use rust_decimal::Decimal;

use crate::diff::Diff;
use crate::money::{Amounts, MONTH_HOURS};
use crate::price::Per;

/// A window of more months is drawn without its steps.
const MOST_STEPS: i64 = 36;

/// What is paid when.
pub(super) struct Course {
    /// Hours of the window.
    pub(super) hours: Decimal,
    /// Paid at the start of each month begun.
    pub(super) monthly: Amounts,
    /// When the second and later months begin, in hours.
    pub(super) months: Vec<Decimal>,
    /// Paid evenly until the window's end.
    pub(super) even: Amounts,
}

impl Course {
    pub(super) fn of(diff: &Diff<'_>) -> Option<Self> {
        let (span, window) = (diff.span?, diff.total.window?);
        let hours = span.hours();
        if hours.is_zero() || window.is_zero() {
            return None;
        }
        let lines = diff.parts.iter().flat_map(|part| &part.lines);
        let sold = lines.filter(|line| line.per == Per::Subscription);
        let subscriptions: Amounts = sold.filter_map(|line| line.total?.window).sum();
        let stepped = (1..=MOST_STEPS).contains(&span.months);
        let count = Decimal::from(span.months.max(1));
        let monthly = if stepped { subscriptions.map(|all| all / count) } else { Amounts::default() };
        let months = (1..=span.months.saturating_add(span.months / 2 + 1)).take_while(|_| stepped);
        let begin = |month: i64| match diff.window {
            None => Some(Decimal::from(month.saturating_mul(i64::from(MONTH_HOURS)))),
            Some(window) => {
                let begin = window.start.checked_add(month.months()).ok()?;
                let seconds = begin.timestamp().duration_since(window.start.timestamp()).as_secs();
                Some(Decimal::from(seconds) / Decimal::from(3600))
            }
        };
        Some(Self {
            hours,
            monthly,
            months: months.filter_map(begin).collect(),
            even: window - monthly.map(|month| month.saturating_mul(count)),
        })
    }

    /// When the drawing ends: half a window after it, in hours.
    pub(super) fn last(&self) -> Decimal {
        self.hours * Decimal::new(15, 1)
    }

    /// What has been paid by an hour; a month that begins in it is not begun.
    pub(super) fn at(&self, hour: Decimal) -> Amounts {
        self.paid(hour, self.months.iter().filter(|begin| **begin < hour).count())
    }

    fn paid(&self, hour: Decimal, months: usize) -> Amounts {
        let months = Decimal::from(months.saturating_add(1));
        let even = self.even.map(|all| all.saturating_mul(hour) / self.hours);
        even + self.monthly.map(|month| month.saturating_mul(months))
    }

    /// The corners between two hours.
    pub(super) fn corners(&self, from: Decimal, to: Decimal) -> Vec<(Decimal, Amounts)> {
        let mut out = vec![(from, self.at(from))];
        for (at, begin) in self.months.iter().enumerate() {
            if *begin >= from && *begin < to {
                out.push((*begin, self.at(*begin)));
                out.push((*begin, self.paid(*begin, at + 1)));
            }
        }
        out.push((to, self.at(to)));
        out
    }
}
