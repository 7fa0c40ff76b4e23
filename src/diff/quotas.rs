//! Which quotas are needed differently.

use std::collections::BTreeMap;

use crate::bill::BillOfMaterials;
use crate::plan::Plan;
use crate::quota::{self, Applied, Basis, Quota, Row, Verdict};

/// What a switch means for one quota.
#[derive(Clone, Debug)]
pub struct QuotaDiff {
    /// The quota.
    pub quota: &'static Quota,
    /// Needed before, in the quota's unit; none when a figure is not known.
    pub from: Option<u64>,
    /// Needed afterwards.
    pub to: Option<u64>,
    /// What the account has, as far as is known.
    pub current: u64,
    /// How that is known.
    pub basis: Basis,
    /// What is to be done.
    pub verdict: Verdict,
}

/// The quotas whose need differs.
pub(super) fn compare(
    before: &BillOfMaterials,
    after: &BillOfMaterials,
    from: &Plan,
    to: &Plan,
    applied: Option<&Applied>,
) -> Vec<QuotaDiff> {
    let key = |quota: &Quota| (quota.service, quota.name);
    let region = &from.header.cloud.region;
    let rows = quota::compare(quota::needs(before), region, applied);
    let mut needed: BTreeMap<_, Row<'_>> = rows.into_iter().map(|row| (key(row.need.quota), row)).collect();
    let rows = quota::compare(quota::needs(after), &to.header.cloud.region, applied);
    let mut out: Vec<QuotaDiff> = rows
        .into_iter()
        .map(|row| QuotaDiff {
            quota: row.need.quota,
            from: needed.remove(&key(row.need.quota)).map_or(Some(0), |before| before.need.amount),
            to: row.need.amount,
            current: row.current,
            basis: row.basis,
            verdict: row.verdict,
        })
        .collect();
    // What nothing needs any more.
    out.extend(needed.into_values().map(|row| QuotaDiff {
        quota: row.need.quota,
        from: row.need.amount,
        to: Some(0),
        current: row.current,
        basis: row.basis,
        verdict: Verdict::Enough,
    }));
    out.retain(|diff| diff.from != diff.to);
    out
}
