//! A quota before and after a switch, in words.

use serde::Serialize;

use crate::diff::quotas::QuotaDiff;
use crate::quota::row::{Basis, Verdict};

/// A quota before and after.
#[derive(Debug, Serialize)]
pub struct QuotaView {
    /// The cloud's name for it.
    pub name: String,
    /// The code of the quota.
    pub code: String,
    /// The amount needed before the switch.
    pub from: String,
    /// The amount needed after it.
    pub to: String,
    /// The amount that runs in the account beside the profile, if it is known.
    pub outside: Option<String>,
    /// The value in the account.
    pub current: String,
    /// Whether `current` is only the default of a new account.
    pub default: bool,
    /// What is to be done: `enough`, `thin`, `ask`, `requested`, `too little requested`, `more than AWS gives`,
    /// `unknown`.
    pub verdict: &'static str,
    /// Whether the quota is large enough.
    pub fits: bool,
}

impl From<&QuotaDiff> for QuotaView {
    fn from(diff: &QuotaDiff) -> Self {
        let unit = if diff.quota.unit == "count" { String::new() } else { format!(" {}", diff.quota.unit) };
        let amount = |amount: Option<u64>| match amount {
            Some(amount) => format!("{}{unit}", crate::money::number(amount)),
            None => "unknown".to_owned(),
        };
        Self {
            name: diff.quota.name.to_owned(),
            code: diff.quota.code.unwrap_or("-").to_owned(),
            from: amount(diff.from),
            to: amount(diff.to),
            outside: diff.outside.amount.map(|outside| amount(Some(outside))),
            current: amount(Some(diff.current)),
            default: diff.basis == Basis::Default,
            verdict: match diff.verdict {
                Verdict::Enough => "enough",
                Verdict::Thin => "thin",
                Verdict::Ask => "ask",
                Verdict::Pending => "requested",
                Verdict::PendingTooSmall => "too little requested",
                Verdict::CannotBeRaised => "more than AWS gives",
                Verdict::Unknown => "unknown",
            },
            fits: diff.verdict.fits(),
        }
    }
}
