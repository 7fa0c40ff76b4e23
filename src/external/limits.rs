//! Compares the usage with the vendor's limits, and says which of them breaks first.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::external::month::Month;
use crate::external::offer::Offer;
use crate::external::rates::Bounds;
use crate::external::usage::Use;
use crate::model::external::{Limit, Period};
use crate::model::ladder::Beyond;

/// Above this share of a limit its headroom is called thin, because forecasts are usually wrong by that much.
const THIN: Decimal = Decimal::from_parts(8, 0, 0, false, 1); // 0.8

/// The headroom of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Headroom {
    /// At most 80 % of the limit is used.
    Ok,
    /// More than 80 % of the limit is used, and not more than all of it.
    Thin,
    /// A figure is missing.
    Unknown,
    /// More than the limit is used, even at the least usage.
    Short,
}

impl Headroom {
    /// `ok`, `thin`, `unknown` or `short`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Thin => "thin",
            Self::Unknown => "unknown",
            Self::Short => "short",
        }
    }

    /// The headroom that `usage` leaves of `most`.
    #[must_use]
    pub fn of(usage: Option<Bounds>, most: Decimal) -> Self {
        let Some(usage) = usage else { return Self::Unknown };
        if usage.least > most {
            return Self::Short;
        }
        match usage.most {
            Some(used) if used <= most.saturating_mul(THIN) => Self::Ok,
            Some(used) if used <= most => Self::Thin,
            _ => Self::Unknown,
        }
    }
}

/// A limit, and how much of it is used.
#[derive(Clone, Debug)]
pub struct Utilization<'a> {
    /// The vendor's limit; `None` if the limit is what the plan includes.
    pub limit: Option<&'a Limit>,
    /// The length of time that the limit is for.
    pub per: Period,
    /// The limit, in units.
    pub most: Decimal,
    /// The usage in that time; `None` if it is not known.
    pub usage: Option<Bounds>,
    /// The headroom that the usage leaves.
    pub verdict: Headroom,
    /// What happens beyond the limit; `None` if the profile does not say.
    pub then: Option<Beyond>,
}

/// The vendor's limits, and what the plan includes if usage beyond it is not billed.
#[must_use]
pub fn utilizations<'a>(used: &Use<'a>, offer: &Offer<'_>, months: &[Month]) -> Vec<Utilization<'a>> {
    let limits = used.external.limits.iter().map(|limit| {
        let (usage, most) = (used.busiest(limit.per, months), Decimal::from(limit.most));
        let verdict = Headroom::of(usage, most);
        Utilization { limit: Some(limit), per: limit.per, most, usage, verdict, then: limit.then }
    });
    let included = offer.included.filter(|_| !offer.then.is_some_and(Beyond::serves)).map(|included| {
        let (usage, most) = (used.counted(months), Decimal::from(included));
        let per = used.external.per.unwrap_or(Period::Month);
        Utilization { limit: None, per, most, usage, verdict: Headroom::of(usage, most), then: offer.then }
    });
    limits.chain(included).collect()
}

/// The limit that breaks first: the one with the least headroom and, of equal ones, the one of which the largest
/// share is used. `None` if each has room.
#[must_use]
pub fn first_to_break<'a, 'b>(held: &'b [Utilization<'a>]) -> Option<&'b Utilization<'a>> {
    let rank = |held: &&Utilization<'_>| {
        let used = held.usage.map_or(Decimal::ZERO, |usage| usage.least);
        (held.verdict, used.checked_div(held.most).unwrap_or(Decimal::MAX))
    };
    let tight = held.iter().filter(|held| held.verdict != Headroom::Ok);
    // Of two limits that break together, take the first one.
    tight.rev().max_by_key(rank)
}
