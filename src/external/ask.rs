//! The limits that a vendor is asked to raise, and the reasons to change a plan.

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
    /// The length of time that the limit is for: `hour`.
    pub per: &'static str,
    /// The limit today, in units.
    pub most: u64,
    /// The limit to ask for, in units; `None` if not even the largest possible usage is known.
    pub amount: Option<u64>,
    /// The usage in words: a figure, a range, or `unknown`.
    pub usage: String,
    /// Whether today's limit is known to be too small; otherwise a figure is missing.
    pub known: bool,
    /// What users see beyond the limit.
    pub then: String,
    /// How the limit can be raised, as the profile says it.
    pub raise: Option<String>,
}

/// The reason why another plan than the everyday one is to be in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// No reason: the plan stays.
    None,
    /// The everyday profile does not have the service.
    New,
    /// The everyday plan does not include all of the usage, or is not known to.
    Needed,
    /// The everyday plan includes all of the usage, so the change is not needed.
    Unneeded,
}

/// Whether another plan than the everyday one is to be in force. `before` is the service in the everyday profile;
/// `None` means that it is new.
#[must_use]
pub fn changes(offer: &Offer<'_>, before: Option<&External>) -> bool {
    before.is_none_or(|before| {
        let before = Offer::in_force(before);
        before.name != offer.name || before.included != offer.included
    })
}

/// The reason in `allow` for which a limit is accepted that is too low or not known to hold.
pub(super) fn accepted(external: &External, verdict: Headroom) -> Option<&str> {
    let code = match verdict {
        Headroom::Short => Code::ExternalLimit,
        Headroom::Unknown => Code::ExternalLimitUnknown,
        Headroom::Ok | Headroom::Thin => return None,
    };
    external.allow.get(code.name()).map(String::as_str)
}

/// The limits to ask for: those that are too low for the largest usage, and those that hold only because the profile
/// states a higher limit than the everyday one on the same plan. A limit that is accepted with a reason is left out.
#[must_use]
pub(crate) fn asks(external: &External, before: Option<&External>, ceilings: &[Utilization<'_>]) -> Vec<Ask> {
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
