//! The quotas of which two plans need different amounts.

use std::collections::BTreeMap;

use crate::bill::BillOfMaterials;
use crate::plan::Plan;
use crate::quota::applied::Applied;
use crate::quota::demand::Demand;
use crate::quota::row::{Basis, Outside, Row, Verdict, rows};
use crate::quota::table::Quota;

/// What a switch means for one quota.
#[derive(Clone, Debug)]
pub struct QuotaDiff {
    /// The quota in the table.
    pub quota: &'static Quota,
    /// The amount needed before the switch, in the quota's unit; `None` if a figure is not known.
    pub from: Option<u64>,
    /// The amount needed after the switch.
    pub to: Option<u64>,
    /// The amount that runs in the account beside the profile.
    pub outside: Outside,
    /// The amount needed after the switch, with what is known to run beside the profile.
    pub total: Option<u64>,
    /// The amount that everything in the account uses now.
    pub in_use: Option<u64>,
    /// The value of the quota in the account, or the default if it is not known.
    pub current: u64,
    /// Whether `current` is the account's value or the default.
    pub basis: Basis,
    /// The value that a new account starts with.
    pub default: u64,
    /// `current` without `total`: negative if the quota is too small.
    pub headroom: Option<i64>,
    /// The value that an open request asks for.
    pub(crate) open_request: Option<u64>,
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

/// The quotas whose needed amount differs. `everyday` is the plan that runs now.
pub(crate) fn compare(
    before: &BillOfMaterials,
    after: &BillOfMaterials,
    (from, to): (&Plan, &Plan),
    everyday: Option<&Plan>,
    applied: Option<&Applied>,
) -> Vec<QuotaDiff> {
    let key = |row: &Row<'_>| (row.need.quota.service, row.need.quota.name);
    let [before, after] = [(from, before), (to, after)]
        .map(|(plan, bill)| rows(Demand { bill, ..plan.demand(everyday) }, applied));
    let mut needed: BTreeMap<_, Row<'_>> = before.into_iter().map(|row| (key(&row), row)).collect();
    let mut out: Vec<QuotaDiff> = after
        .iter()
        .map(|row| QuotaDiff::new(row, needed.remove(&key(row)).map_or(Some(0), |before| before.need.amount)))
        .collect();
    // Quotas that nothing needs after the switch.
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
