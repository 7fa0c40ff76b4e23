//! Which of a vendor's ceilings breaks first.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::external::month::Month;
use crate::external::offer::Offer;
use crate::external::rates::Bounds;
use crate::external::usage::Use;
use crate::model::external::{Limit, Period};
use crate::model::ladder::Beyond;

/// Above this share of a ceiling it is called thin: the room that forecasts are usually wrong by.
const THIN: Decimal = Decimal::from_parts(8, 0, 0, false, 1); // 0.8

/// How a ceiling holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Headroom {
    /// At most 80 % of it is used.
    Ok,
    /// More, and not more than it.
    Thin,
    /// A figure is missing.
    Unknown,
    /// More than it, even at the least that is used.
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

    /// Holds usage against a ceiling.
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

/// A ceiling and what is used of it.
#[derive(Clone, Debug)]
pub struct Utilization<'a> {
    /// The vendor's limit; none for what the plan includes.
    pub limit: Option<&'a Limit>,
    /// In each of these.
    pub per: Period,
    /// So much.
    pub most: Decimal,
    /// What is used; none when unknown.
    pub usage: Option<Bounds>,
    /// How it holds.
    pub verdict: Headroom,
    /// What happens beyond it; none when nobody says.
    pub then: Option<Beyond>,
}

/// The vendor's limits, and what the plan includes where more of it is not billed.
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

/// The ceiling that breaks first: of those that do not hold with room the worst, and of alike ones that of which
/// the largest share is used at the least. None where each has room.
#[must_use]
pub fn first_to_break<'a, 'b>(held: &'b [Utilization<'a>]) -> Option<&'b Utilization<'a>> {
    let rank = |held: &&Utilization<'_>| {
        let used = held.usage.map_or(Decimal::ZERO, |usage| usage.least);
        (held.verdict, used.checked_div(held.most).unwrap_or(Decimal::MAX))
    };
    let tight = held.iter().filter(|held| held.verdict != Headroom::Ok);
    // The earlier of two that break together.
    tight.rev().max_by_key(rank)
}
