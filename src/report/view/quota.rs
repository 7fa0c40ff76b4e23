//! A quota before and after a switch, in words.

use std::borrow::Cow;

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
    /// How it stands: `enough`, `thin`, `ask`, `requested`, `too little requested`, more than the cloud gives, or
    /// `unknown`.
    pub verdict: Cow<'static, str>,
    /// Whether the quota is large enough, with room to spare.
    #[serde(skip)]
    pub(crate) ample: bool,
    /// What is to be done.
    pub todo: &'static str,
    /// Whether the quota is large enough.
    pub fits: bool,
}

impl QuotaView {
    /// Puts a quota of a cloud, by the name that people call it, into words.
    #[must_use]
    pub(crate) fn new(diff: &QuotaDiff, cloud: &str) -> Self {
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
                Verdict::Enough => "enough".into(),
                Verdict::Thin => "thin".into(),
                Verdict::Ask => "ask".into(),
                Verdict::Pending => "requested".into(),
                Verdict::PendingTooSmall => "too little requested".into(),
                Verdict::CannotBeRaised => format!("more than {cloud} gives").into(),
                Verdict::Unknown => "unknown".into(),
            },
            ample: diff.verdict == Verdict::Enough,
            todo: match diff.verdict {
                Verdict::Enough => "nothing",
                Verdict::Thin => "nothing now: more than 80 % is needed",
                Verdict::Ask => "ask for it",
                Verdict::Pending => "wait: it is requested",
                Verdict::PendingTooSmall => "too little is requested: reply in the support case",
                Verdict::CannotBeRaised => "need less: it cannot be raised so far",
                Verdict::Unknown => "find out",
            },
            fits: diff.verdict.fits(),
        }
    }
}
