//! Which quotas are needed differently.

use std::collections::BTreeMap;

use crate::bill::BillOfMaterials;
use crate::plan::Plan;
use crate::quota;
use crate::quota::applied::Applied;
use crate::quota::row::{Basis, Outside, Row, Verdict};
use crate::quota::table::Quota;

/// What a switch means for one quota.
#[derive(Clone, Debug)]
pub struct QuotaDiff {
    /// The quota.
    pub quota: &'static Quota,
    /// Needed before, in the quota's unit; none when a figure is not known.
    pub from: Option<u64>,
    /// Needed afterwards.
    pub to: Option<u64>,
    /// What runs in the account beside the profile.
    pub outside: Outside,
    /// Needed afterwards, with what is known to run outside the profile.
    pub total: Option<u64>,
    /// What is in use now, by everything.
    pub in_use: Option<u64>,
    /// What the account has, as far as is known.
    pub current: u64,
    /// How that is known.
    pub basis: Basis,
    /// What a new account starts with.
    pub default: u64,
    /// What is left of `current`, or lacks (below zero), once `total` runs.
    pub headroom: Option<i64>,
    /// What an open request asks for.
    pub open_request: Option<u64>,
    /// What is to be done.
    pub verdict: Verdict,
}

impl QuotaDiff {
    fn new(row: &Row<'_>, from: Option<u64>) -> Self {
        Self {
            quota: row.need.quota,
            from,
            to: row.need.amount,
            outside: row.outside,
            total: row.total,
            in_use: row.in_use,
            current: row.current,
            basis: row.basis,
            default: row.default,
            headroom: row.headroom,
            open_request: row.open_request,
            verdict: row.verdict,
        }
    }
}

/// The quotas whose need differs. `everyday` is what runs now.
pub(super) fn compare(
    before: &BillOfMaterials,
    after: &BillOfMaterials,
    (from, to): (&Plan, &Plan),
    everyday: Option<&Plan>,
    applied: Option<&Applied>,
) -> Vec<QuotaDiff> {
    let key = |row: &Row<'_>| (row.need.quota.service, row.need.quota.name);
    let rows = quota::row::rows(before, from, everyday, applied);
    let mut needed: BTreeMap<_, Row<'_>> = rows.into_iter().map(|row| (key(&row), row)).collect();
    let rows = quota::row::rows(after, to, everyday, applied);
    let mut out: Vec<QuotaDiff> = rows
        .iter()
        .map(|row| QuotaDiff::new(row, needed.remove(&key(row)).map_or(Some(0), |before| before.need.amount)))
        .collect();
    // What nothing needs any more.
    out.extend(needed.into_values().map(|row| QuotaDiff {
        to: Some(0),
        total: row.outside.amount.or(Some(0)),
        headroom: row.headroom.zip(row.need.amount).map(|(left, own)| left.saturating_add_unsigned(own)),
        verdict: Verdict::Enough,
        ..QuotaDiff::new(&row, row.need.amount)
    }));
    out.retain(|diff| diff.from != diff.to);
    out
}
