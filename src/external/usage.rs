//! How much of a service is used in a window and around it, by the vendor's months.

use rust_decimal::Decimal;

use crate::external::month::Month;
use crate::external::rates::{Bounds, DAY, Rates, rounded};
use crate::model::external::{External, Period};
use crate::money::MONTH_HOURS;
use crate::plan::Plan;

/// The rates of a service in a window and around it.
#[derive(Clone, Debug)]
pub struct Use<'a> {
    /// The service in the profile.
    pub external: &'a External,
    /// The rates in the window.
    pub here: Rates,
    /// The rates outside the window: those of the everyday profile, or nothing if it does not have the service.
    pub everyday: Rates,
    /// Whether the everyday profile has the service.
    pub(crate) is_everyday: bool,
}

impl<'a> Use<'a> {
    /// The rates of a service in `plan`, and in the everyday plan around it.
    #[must_use]
    pub fn of(name: &str, external: &'a External, plan: &Plan, everyday: Option<&Plan>) -> Self {
        let everyday = everyday.unwrap_or(plan);
        let before = everyday.header.external.get(name);
        Self {
            external,
            here: Rates::of(plan, external),
            everyday: before.map(|before| Rates::of(everyday, before)).unwrap_or_default(),
            is_everyday: before.is_some(),
        }
    }

    /// The units a day in the window and outside it; `None` if one of them is not given.
    #[must_use]
    pub(crate) fn days(&self) -> Option<(Decimal, Decimal)> {
        let outside = if self.is_everyday { self.everyday.given(Period::Day)? } else { Decimal::ZERO };
        Some((self.here.given(Period::Day)?, outside))
    }

    /// The usage of this many seconds of the window; with `peak` they contain the busiest hour. A window that changes
    /// nothing has an ordinary day's share, and one of a larger day has at least that.
    #[must_use]
    pub(crate) fn inside(&self, seconds: i64, peak: bool) -> Option<Bounds> {
        let (here, outside) = self.days()?;
        let usual = share(outside, seconds);
        if self.is_everyday && self.here == self.everyday {
            return Some(Bounds::exactly(usual));
        }
        let bounds = self.here.within(seconds, peak)?;
        if here < outside {
            return Some(bounds);
        }
        let least = bounds.least.max(usual);
        Some(Bounds { least, most: bounds.most.map(|most| most.max(least)) })
    }

    /// The usage of one of the vendor's months. Without `uses`, `expected` states it.
    #[must_use]
    pub fn in_month(&self, month: &Month) -> Option<Bounds> {
        if self.external.uses.is_none() {
            return self.here.given(Period::Month).map(Bounds::exactly);
        }
        let (here, outside) = self.days()?;
        let inside = if month.is_average() {
            Bounds::exactly(share(here, month.inside))
        } else {
            self.inside(month.inside, month.is_entire())?
        };
        Some(inside.plus(share(outside, month.outside)).plus(month.used.map_or(Decimal::ZERO, Decimal::from)))
    }

    /// The usage of several of the vendor's months with dates together. The usage of the whole window is known better
    /// than that of each month.
    #[must_use]
    pub(crate) fn together(&self, months: &[Month]) -> Option<Bounds> {
        let (_, outside) = self.days()?;
        let inside: i64 = months.iter().map(|month| month.inside).sum();
        let around: i64 = months.iter().map(|month| month.outside).sum();
        let read: Decimal = months.iter().filter_map(|month| month.used).map(Decimal::from).sum();
        let entire = months.iter().all(|month| month.period == inside);
        Some(self.inside(inside, entire)?.plus(share(outside, around)).plus(read))
    }

    /// The usage of the largest of the vendor's months: at least the average of all.
    #[must_use]
    pub(crate) fn largest(&self, months: &[Month]) -> Option<Bounds> {
        let all: Option<Vec<Bounds>> = months.iter().map(|month| self.in_month(month)).collect();
        let largest = all?.into_iter().reduce(Bounds::max)?;
        if self.external.uses.is_none()
            || months.len() < 2
            || months.iter().any(|month| month.dates.is_none())
        {
            return Some(largest);
        }
        let average = self.together(months)?.least / Decimal::from(months.len());
        let least = largest.least.max(rounded(average));
        Some(Bounds { least, most: largest.most.map(|most| most.max(least)) })
    }

    /// The usage of a month of 730 hours, if the profile is left on.
    #[must_use]
    pub(crate) fn left_on(&self) -> Option<Decimal> {
        if self.external.uses.is_none() {
            return self.here.given(Period::Month);
        }
        self.here.given(Period::Day).map(month_of)
    }

    /// The usage of a month of 730 hours of ordinary days.
    #[must_use]
    pub(crate) fn usual(&self) -> Option<Decimal> {
        if !self.is_everyday {
            return Some(Decimal::ZERO);
        }
        self.everyday.given(Period::Month).or_else(|| self.everyday.given(Period::Day).map(month_of))
    }

    /// The usage that overage is counted from in a month of 730 hours of ordinary days: nothing if the plan does not
    /// count by the month.
    #[must_use]
    pub(crate) fn billed_usual(&self) -> Option<Decimal> {
        if self.by_month() { self.usual() } else { Some(Decimal::ZERO) }
    }

    /// Whether the plan counts by the month.
    #[must_use]
    pub(crate) fn by_month(&self) -> bool {
        self.external.per.unwrap_or(Period::Month) == Period::Month
    }

    /// The usage in the time that the plan counts by.
    #[must_use]
    pub fn counted(&self, months: &[Month]) -> Option<Bounds> {
        self.busiest(self.external.per.unwrap_or(Period::Month), months)
    }

    /// The usage in the largest of the vendor's months, or in the busiest day, hour, minute or second.
    #[must_use]
    pub(crate) fn busiest(&self, period: Period, months: &[Month]) -> Option<Bounds> {
        match period {
            Period::Month => self.largest(months),
            Period::Day => self.short_day(months).or_else(|| self.here.peak(period)),
            period => self.here.peak(period),
        }
    }

    /// The usage of the day that contains a window shorter than a day: the window's share of its busy day, and
    /// everyday use for the rest.
    fn short_day(&self, months: &[Month]) -> Option<Bounds> {
        let period = months.first().map(|month| month.period).filter(|period| *period < DAY)?;
        self.external.uses.as_ref()?;
        let (_, outside) = self.days()?;
        Some(self.inside(period, true)?.plus(share(outside, DAY - period)))
    }
}

/// The share of a day's amount for this many seconds.
fn share(day: Decimal, seconds: i64) -> Decimal {
    // Divide first: the product could be larger than a decimal can be.
    rounded(day / Decimal::from(DAY) * Decimal::from(seconds))
}

fn month_of(day: Decimal) -> Decimal {
    rounded(day / Decimal::from(24) * Decimal::from(MONTH_HOURS))
}
