//! A quota before and after a switch.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diff::quotas::QuotaDiff;
use crate::quota::row::{Basis, Source};

/// A quota before and after.
#[derive(Debug, Serialize, JsonSchema)]
pub struct QuotaReport {
    /// The service's code.
    pub service: &'static str,
    /// The quota's code; null for one that Service Quotas does not know.
    pub code: Option<&'static str>,
    /// The cloud's name for it.
    pub name: &'static str,
    /// The unit that is counted.
    pub unit: &'static str,
    /// The amount needed before the switch; null if a figure is not known.
    pub from: Option<u64>,
    /// The amount needed after the switch; null if a figure is not known.
    pub to: Option<u64>,
    /// What runs in the account outside the profile; null if it is not known.
    pub outside: Option<u64>,
    /// How `outside` is known: `stated`, `measured` or `unknown`.
    pub(crate) outside_basis: &'static str,
    /// The amount needed after the switch, with what runs outside.
    pub total: Option<u64>,
    /// What everything in the account uses now; null if it is not known.
    pub in_use: Option<u64>,
    /// What the account has, as far as is known.
    pub current: u64,
    /// How `current` is known: `applied` or `default`.
    pub basis: &'static str,
    /// What a new account starts with.
    pub default: u64,
    /// What is left of `current`, or lacks (below zero), once `total` runs.
    pub headroom: Option<i64>,
    /// What an open request asks for.
    pub(crate) open_request: Option<u64>,
    /// `enough`, `thin` (more than 80 % is needed), `ask`, `pending`, `pending-too-small`,
    /// `cannot-be-raised` or `unknown`.
    pub verdict: &'static str,
}

impl From<&QuotaDiff> for QuotaReport {
    fn from(diff: &QuotaDiff) -> Self {
        Self {
            service: diff.quota.service,
            code: diff.quota.code,
            name: diff.quota.name,
            unit: diff.quota.unit,
            from: diff.from,
            to: diff.to,
            outside: diff.outside.amount,
            outside_basis: match diff.outside.basis {
                Source::Stated => "stated",
                Source::Measured => "measured",
                Source::Unknown => "unknown",
            },
            total: diff.total,
            in_use: diff.in_use,
            current: diff.current,
            basis: match diff.basis {
                Basis::Applied => "applied",
                Basis::Default => "default",
            },
            default: diff.default,
            headroom: diff.headroom,
            open_request: diff.open_request,
            verdict: diff.verdict.name(),
        }
    }
}
