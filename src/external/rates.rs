//! How much of a service is used in some length of time, as far as the profile says it.

use rust_decimal::Decimal;

use crate::model::external::{External, Period};
use crate::model::traffic::Traffic;
use crate::plan::Plan;

/// Seconds of the longest month, for bounds that hold in every one.
const LONGEST_MONTH: u32 = 31 * 86_400;

/// Seconds of a day of 24 hours.
pub(super) const DAY: i64 = 86_400;

const HOUR: i64 = 3600;

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

    /// So much more of both.
    #[must_use]
    pub fn plus(self, amount: Decimal) -> Self {
        let add = |own: Decimal| rounded(own.saturating_add(amount));
        Self { least: add(self.least), most: self.most.map(add) }
    }

    /// The larger of each end: of several months the one in which most is used.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        let most = self.most.zip(other.most).map(|(own, other)| own.max(other));
        Self { least: self.least.max(other.least), most }
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
            let share = || rounded(*amount / seconds(*own) * seconds(period));
            if *own > period { share() } else { *amount }
        });
        let most = self.given.iter().map(|(own, amount)| {
            let all = || amount.saturating_mul(seconds(period) / seconds(*own));
            if *own > period { *amount } else { all() }
        });
        Some(Bounds { least: least.max()?, most: most.min() })
    }

    /// What comes in so many seconds on end; none when no day is given. Each whole day of them has a day's
    /// amount. Of the rest nothing is taken to come evenly:
    ///
    /// * at the most the day's amount, and that of as many of its busiest hours (minutes, seconds) as begin
    ///   in it;
    /// * at the least what the rest of its day cannot hold by the same reckoning;
    /// * in `peak`, where no whole day is there and the busiest time lies in it: at the least the busiest
    ///   hour, or a shorter time's share of that. Where no hour is given it has a 24th of the day at least.
    #[must_use]
    pub fn within(&self, seconds: i64, peak: bool) -> Option<Bounds> {
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

    /// What comes at the most in a part of a day.
    fn most_in(&self, seconds: i64) -> Option<Decimal> {
        let most = self.given.iter().filter_map(|(period, amount)| {
            let period = i64::from(period.seconds()?);
            let begun = seconds.saturating_add(period - 1) / period;
            Some(amount.saturating_mul(Decimal::from(begun)))
        });
        most.min()
    }

    /// What comes at the least in a time that holds the busiest.
    fn busiest(&self, seconds: i64) -> Decimal {
        let share = |amount: Decimal, of: i64| amount / Decimal::from(of) * Decimal::from(of.min(seconds));
        let hour = self.peak(Period::Hour).map(|hour| share(hour.least, HOUR));
        let shorter = self.given.iter().filter(|(period, _)| *period < Period::Hour);
        let shorter = shorter.filter_map(|(period, amount)| Some(share(*amount, period.seconds()?.into())));
        rounded(shorter.chain(hour).max().unwrap_or_default())
    }
}

/// Without the dust that division leaves: to a millionth of a unit.
pub(super) fn rounded(amount: Decimal) -> Decimal {
    amount.round_dp(6).normalize()
}
