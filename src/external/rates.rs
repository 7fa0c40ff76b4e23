//! How much of a service is used in a length of time, as far as the profile says so.

use rust_decimal::Decimal;

use crate::model::external::{External, Period};
use crate::model::traffic::Traffic;
use crate::plan::Plan;

/// The seconds of the longest month, so that bounds hold in every month.
const LONGEST_MONTH: u32 = 31 * 86_400;

/// The seconds of a day of 24 hours.
pub(super) const DAY: i64 = 86_400;

const HOUR: i64 = 3600;

/// How much is used in a length of time: the least, and the most if that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// At least this much is used.
    pub least: Decimal,
    /// At most this much is used; `None` if nothing limits it.
    pub most: Option<Decimal>,
}

impl Bounds {
    /// Bounds of an amount that is known exactly.
    #[must_use]
    pub const fn exactly(amount: Decimal) -> Self {
        Self { least: amount, most: Some(amount) }
    }

    /// The amount, if it is known exactly.
    #[must_use]
    pub(crate) fn exact(&self) -> Option<Decimal> {
        self.most.filter(|most| *most == self.least)
    }

    /// Adds an amount to both bounds.
    #[must_use]
    pub fn plus(self, amount: Decimal) -> Self {
        let add = |own: Decimal| rounded(own.saturating_add(amount));
        Self { least: add(self.least), most: self.most.map(add) }
    }

    /// The larger of each bound: for several months, the bounds of the one in which most is used.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        let most = self.most.zip(other.most).map(|(own, other)| own.max(other));
        Self { least: self.least.max(other.least), most }
    }
}

/// What one profile uses of a service, for the lengths of time that it gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// The units in the busiest day, hour, minute, …
    given: Vec<(Period, Decimal)>,
}

impl Rates {
    /// The rates that a profile gives for a service: by the `uses` of its traffic, otherwise by `expected`.
    #[must_use]
    pub(crate) fn of(plan: &Plan, external: &External) -> Self {
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

    /// The amount that is given for exactly this length of time.
    #[must_use]
    pub(crate) fn given(&self, period: Period) -> Option<Decimal> {
        self.given.iter().find(|(own, _)| *own == period).map(|(_, amount)| *amount)
    }

    /// The usage in the busiest period of this length. From a longer period that is given follow: at least its
    /// average, at most all of it. From a shorter one follow: at least the busiest one, at most as many of them as
    /// fit.
    #[must_use]
    pub fn peak(&self, period: Period) -> Option<Bounds> {
        if let Some(amount) = self.given(period) {
            return Some(Bounds::exactly(amount));
        }
        let seconds = |period: Period| Decimal::from(period.seconds().unwrap_or(LONGEST_MONTH));
        let least = self.given.iter().map(|(own, amount)| {
            // Divide first: the product could be larger than a decimal can be.
            let share = || rounded(*amount / seconds(*own) * seconds(period));
            if *own > period { share() } else { *amount }
        });
        let most = self.given.iter().map(|(own, amount)| {
            let all = || amount.saturating_mul(seconds(period) / seconds(*own));
            if *own > period { *amount } else { all() }
        });
        Some(Bounds { least: least.max()?, most: most.min() })
    }

    /// The usage in this many seconds without a break; `None` if no day is given. Each whole day has the day's
    /// amount. Use is not assumed to be even in the rest:
    ///
    /// * The most is the day's amount, or that of as many of its busiest hours (minutes, seconds) as begin in the
    ///   rest.
    /// * The least is what the other part of that day cannot hold by the same rule.
    /// * With `peak`, if there is no whole day and the rest contains the busiest time, the least is also the busiest
    ///   hour, or a shorter time's share of it. If no hour is given, the busiest hour has at least a 24th of the day.
    #[must_use]
    pub(crate) fn within(&self, seconds: i64, peak: bool) -> Option<Bounds> {
        let day = self.given(Period::Day)?;
        let (days, rest) = (seconds.max(0) / DAY, seconds.max(0) % DAY);
        let whole = day.saturating_mul(Decimal::from(days));
        if rest == 0 {
            return Some(Bounds::exactly(whole));
        }
        let most = self.most_in(rest)?;
        let elsewhere = self.most_in(DAY - rest)?;
        let busiest = if peak && days == 0 { self.busiest(rest) } else { Decimal::ZERO };
        let least = busiest.max(day.saturating_sub(elsewhere)).min(most);
        Some(Bounds { least, most: Some(most) }.plus(whole))
    }

    /// The most that is used in a part of a day.
    fn most_in(&self, seconds: i64) -> Option<Decimal> {
        let most = self.given.iter().filter_map(|(period, amount)| {
            let period = i64::from(period.seconds()?);
            let begun = seconds.saturating_add(period - 1) / period;
            Some(amount.saturating_mul(Decimal::from(begun)))
        });
        most.min()
    }

    /// The least that is used in a part of a day that contains the busiest time.
    fn busiest(&self, seconds: i64) -> Decimal {
        let share = |amount: Decimal, of: i64| amount / Decimal::from(of) * Decimal::from(of.min(seconds));
        let hour = self.peak(Period::Hour).map(|hour| share(hour.least, HOUR));
        let shorter = self.given.iter().filter(|(period, _)| *period < Period::Hour);
        let shorter = shorter.filter_map(|(period, amount)| Some(share(*amount, period.seconds()?.into())));
        rounded(shorter.chain(hour).max().unwrap_or_default())
    }
}

/// Rounds to a millionth of a unit, because division leaves digits that mean nothing.
pub(super) fn rounded(amount: Decimal) -> Decimal {
    amount.round_dp(6).normalize()
}
