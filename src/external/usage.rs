//! How much of a service is used: what the profile says, and the bounds of what it leaves open.

use rust_decimal::Decimal;

use super::month::Month;
use crate::money::MONTH_HOURS;
use crate::plan::{External, Period, Plan, Traffic};

/// Seconds of the longest month, for bounds that hold in every one.
const LONGEST_MONTH: u32 = 31 * 86_400;

/// How much is used in some length of time: at the least, and at the most where that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// No less than this.
    pub least: Decimal,
    /// No more than this; none when nothing says so.
    pub most: Option<Decimal>,
}

impl Bounds {
    /// So much, exactly.
    #[must_use]
    pub const fn exactly(amount: Decimal) -> Self {
        Self { least: amount, most: Some(amount) }
    }

    /// The amount, where the two are one.
    #[must_use]
    pub fn exact(&self) -> Option<Decimal> {
        self.most.filter(|most| *most == self.least)
    }
}

/// What one profile uses of a service, in the times that it gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// Units of the metric in the busiest of each.
    given: Vec<(Period, Decimal)>,
}

impl Rates {
    /// What a profile says of a service: `uses` of its traffic, else `expected`.
    #[must_use]
    pub fn of(plan: &Plan, external: &External) -> Self {
        let Some(uses) = &external.uses else {
            let expected = external.expected.map(Decimal::from);
            let given = expected.map(|amount| (external.per.unwrap_or(Period::Month), amount));
            return Self { given: given.into_iter().collect() };
        };
        let each = uses.each.unwrap_or(Decimal::ONE);
        let traffic = plan.header.traffic.get(&uses.traffic);
        let given = traffic.into_iter().flat_map(Traffic::given);
        let given = given.map(|(period, amount)| (period, amount.saturating_mul(each))).collect();
        Self { given }
    }

    /// What is given for exactly this time.
    #[must_use]
    pub fn given(&self, period: Period) -> Option<Decimal> {
        self.given.iter().find(|(own, _)| *own == period).map(|(_, amount)| *amount)
    }

    /// In the busiest of such times. Within a longer time it is at the least the average and at the most all
    /// of it; of shorter ones it holds the busiest, and as many of them as fit at the most.
    #[must_use]
    pub fn peak(&self, period: Period) -> Option<Bounds> {
        if let Some(amount) = self.given(period) {
            return Some(Bounds::exactly(amount));
        }
        let seconds = |period: Period| Decimal::from(period.seconds().unwrap_or(LONGEST_MONTH));
        let least = self.given.iter().map(|(own, amount)| {
            // Divided first: the product could leave what a decimal holds.
            let share = || settled(*amount / seconds(*own) * seconds(period));
            if *own > period { share() } else { *amount }
        });
        let most = self.given.iter().map(|(own, amount)| {
            let all = || amount.saturating_mul(seconds(period) / seconds(*own));
            if *own > period { *amount } else { all() }
        });
        Some(Bounds { least: least.max()?, most: most.min() })
    }
}

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

    /// How much one of the vendor's months takes. `expected` says it by itself.
    #[must_use]
    pub fn in_month(&self, month: &Month) -> Option<Decimal> {
        if self.external.uses.is_none() {
            return self.here.given(Period::Month);
        }
        let (here, outside) = self.days()?;
        let day = Decimal::from(86_400);
        let part = |rate: Decimal, seconds: i64| rate / day * Decimal::from(seconds);
        let read = month.used.map_or(Decimal::ZERO, Decimal::from);
        Some(settled(read + part(here, month.inside) + part(outside, month.outside)))
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

    /// What overage is counted from in one of the vendor's months: nothing where the plan counts by another
    /// time.
    #[must_use]
    pub fn billed(&self, month: &Month) -> Option<Decimal> {
        if self.by_month() { self.in_month(month) } else { Some(Decimal::ZERO) }
    }

    /// The same for a month of 730 hours of one profile or the other.
    #[must_use]
    pub fn billed_usual(&self) -> Option<Decimal> {
        if self.by_month() { self.usual() } else { Some(Decimal::ZERO) }
    }

    /// Whether the plan counts by the month.
    #[must_use]
    pub fn by_month(&self) -> bool {
        self.external.per.unwrap_or(Period::Month) == Period::Month
    }

    /// How much is used in the time that the plan counts by: the largest of the vendor's months, or the
    /// busiest day, hour, minute or second.
    #[must_use]
    pub fn counted(&self, months: &[Month]) -> Option<Bounds> {
        match self.external.per.unwrap_or(Period::Month) {
            Period::Month => {
                let all: Option<Vec<Decimal>> = months.iter().map(|month| self.in_month(month)).collect();
                all?.into_iter().max().map(Bounds::exactly)
            }
            period => self.here.peak(period),
        }
    }
}

fn month_of(day: Decimal) -> Decimal {
    settled(day / Decimal::from(24) * Decimal::from(MONTH_HOURS))
}

/// Without the dust that division leaves: to a millionth of a unit.
fn settled(amount: Decimal) -> Decimal {
    amount.round_dp(6).normalize()
}
