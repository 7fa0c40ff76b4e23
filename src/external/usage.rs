//! How much of a service is used in a window and around it, by the vendor's months.

use rust_decimal::Decimal;

use crate::external::month::Month;
use crate::external::rates::{Bounds, DAY, Rates, rounded};
use crate::model::external::{External, Period};
use crate::money::MONTH_HOURS;
use crate::plan::Plan;

/// What is used of a service in a window and around it.
#[derive(Clone, Debug)]
pub struct Use<'a> {
    /// The service, as the profile has it.
    pub external: &'a External,
    /// In the window.
    pub here: Rates,
    /// Outside it: what the everyday profile says; nothing where it has no such service.
    pub everyday: Rates,
    /// Whether the everyday profile has the service.
    pub is_everyday: bool,
}

impl<'a> Use<'a> {
    /// What `plan` uses of a service of its own, on top of the everyday plan.
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

    /// How much a day takes, in the window and outside it; none when that is not said.
    #[must_use]
    pub fn days(&self) -> Option<(Decimal, Decimal)> {
        let outside = if self.is_everyday { self.everyday.given(Period::Day)? } else { Decimal::ZERO };
        Some((self.here.given(Period::Day)?, outside))
    }

    /// How much so many seconds of the window take; in `peak` the busiest hour lies in them. A window that
    /// changes nothing takes an ordinary day's share, and one of a larger day takes no less than that.
    #[must_use]
    pub fn inside(&self, seconds: i64, peak: bool) -> Option<Bounds> {
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

    /// How much one of the vendor's months takes. `expected` says it by itself.
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

    /// How much several of the vendor's months with dates take together: what the window brings in all is
    /// known better than what each of them has of it.
    #[must_use]
    pub fn together(&self, months: &[Month]) -> Option<Bounds> {
        let (_, outside) = self.days()?;
        let inside: i64 = months.iter().map(|month| month.inside).sum();
        let around: i64 = months.iter().map(|month| month.outside).sum();
        let read: Decimal = months.iter().filter_map(|month| month.used).map(Decimal::from).sum();
        let entire = months.iter().all(|month| month.stay == inside);
        Some(self.inside(inside, entire)?.plus(share(outside, around)).plus(read))
    }

    /// How much the largest of the vendor's months takes: no less than the average of all.
    #[must_use]
    pub fn largest(&self, months: &[Month]) -> Option<Bounds> {
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

    /// How much a month of 730 hours takes if the profile is left on.
    #[must_use]
    pub fn left_on(&self) -> Option<Decimal> {
        if self.external.uses.is_none() {
            return self.here.given(Period::Month);
        }
        self.here.given(Period::Day).map(month_of)
    }

    /// How much a month of 730 hours takes on ordinary days.
    #[must_use]
    pub fn usual(&self) -> Option<Decimal> {
        if !self.is_everyday {
            return Some(Decimal::ZERO);
        }
        self.everyday.given(Period::Month).or_else(|| self.everyday.given(Period::Day).map(month_of))
    }

    /// What overage is counted from in a month of 730 hours of ordinary days: nothing where the plan counts
    /// by another time.
    #[must_use]
    pub fn billed_usual(&self) -> Option<Decimal> {
        if self.by_month() { self.usual() } else { Some(Decimal::ZERO) }
    }

    /// Whether the plan counts by the month.
    #[must_use]
    pub fn by_month(&self) -> bool {
        self.external.per.unwrap_or(Period::Month) == Period::Month
    }

    /// How much is used in the time that the plan counts by.
    #[must_use]
    pub fn counted(&self, months: &[Month]) -> Option<Bounds> {
        self.busiest(self.external.per.unwrap_or(Period::Month), months)
    }

    /// How much is used in the largest of the vendor's months, or in the busiest day, hour, minute or second.
    #[must_use]
    pub fn busiest(&self, period: Period, months: &[Month]) -> Option<Bounds> {
        match period {
            Period::Month => self.largest(months),
            Period::Day => self.short_day(months).or_else(|| self.here.peak(period)),
            period => self.here.peak(period),
        }
    }

    /// How much the day that holds a window shorter than itself takes: the window's share of its busy day, and
    /// everyday use for the rest.
    fn short_day(&self, months: &[Month]) -> Option<Bounds> {
        let stay = months.first().map(|month| month.stay).filter(|stay| *stay < DAY)?;
        self.external.uses.as_ref()?;
        let (_, outside) = self.days()?;
        Some(self.inside(stay, true)?.plus(share(outside, DAY - stay)))
    }
}

/// A day's share for so many seconds.
fn share(day: Decimal, seconds: i64) -> Decimal {
    // Divided first: the product could leave what a decimal holds.
    rounded(day / Decimal::from(DAY) * Decimal::from(seconds))
}

fn month_of(day: Decimal) -> Decimal {
    rounded(day / Decimal::from(24) * Decimal::from(MONTH_HOURS))
}
