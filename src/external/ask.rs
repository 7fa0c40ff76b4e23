//! What a vendor is asked for besides a plan: to take more in a shorter time.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

use crate::diagnostic::code::Code;
use crate::external::limits::{Headroom, Utilization};
use crate::external::offer::Offer;
use crate::external::words;
use crate::model::external::External;

/// A limit that the vendor is to raise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ask {
    /// In each of these.
    pub per: &'static str,
    /// What the vendor takes today.
    pub most: u64,
    /// What is asked for at the least; none when not even the most that may come is known.
    pub amount: Option<u64>,
    /// What is used, in words: a figure, a range, or `unknown`.
    pub usage: String,
    /// Whether it is known that today's limit is too small; else a figure is missing.
    pub known: bool,
    /// What is seen beyond it.
    pub then: String,
    /// How it can be raised.
    pub raise: Option<String>,
}

/// Why another plan than the everyday one is to be in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// The plan stays.
    None,
    /// The everyday profile has no such service.
    New,
    /// The everyday plan does not include all that is used, or is not known to.
    Needed,
    /// The everyday plan includes all that is used.
    Unneeded,
}

/// Whether another plan than the everyday one is to be in force. `before` is the service in the everyday
/// profile; a vendor that is not in it is new.
#[must_use]
pub fn changes(offer: &Offer<'_>, before: Option<&External>) -> bool {
    before.is_none_or(|before| {
        let before = Offer::in_force(before);
        before.name != offer.name || before.included != offer.included
    })
}

/// The reason for which a limit that does not hold, or is not known to, is accepted.
pub(super) fn accepted(external: &External, verdict: Headroom) -> Option<&str> {
    let code = match verdict {
        Headroom::Short => Code::ExternalLimit,
        Headroom::Unknown => Code::ExternalLimitUnknown,
        Headroom::Ok | Headroom::Thin => return None,
    };
    external.allow.get(code.name()).map(String::as_str)
}

/// The limits that do not hold at the most that is used, or hold only because the profile has more than the
/// everyday one on the same plan. What is accepted with a reason is not asked for.
#[must_use]
pub fn asks(external: &External, before: Option<&External>, ceilings: &[Utilization<'_>]) -> Vec<Ask> {
    let kept = before.filter(|before| !changes(&Offer::in_force(external), Some(before)));
    let breaks = |verdict| matches!(verdict, Headroom::Short | Headroom::Unknown);
    let ask = |held: &Utilization<'_>| {
        let limit = held.limit?;
        let everyday = kept.and_then(|before| before.limits.iter().find(|own| own.per == limit.per));
        let today = everyday.map_or(limit.most, |own| own.most.min(limit.most));
        let verdict = Headroom::of(held.usage, Decimal::from(today));
        if !breaks(verdict) || breaks(held.verdict) && accepted(external, held.verdict).is_some() {
            return None;
        }
        let most = held.usage.and_then(|usage| usage.most).and_then(|most| most.ceil().to_u64());
        Some(Ask {
            per: limit.per.word(),
            most: today,
            amount: if breaks(held.verdict) { most } else { Some(limit.most) },
            usage: words::bounds(held.usage),
            known: verdict == Headroom::Short,
            then: words::then(held),
            raise: limit.raise.clone(),
        })
    };
    ceilings.iter().filter_map(ask).collect()
}
