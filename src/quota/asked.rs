//! What all profiles of a stack ask for together.

use std::collections::BTreeMap;

use crate::quota::applied::Applied;
use crate::quota::demand::Demand;
use crate::quota::row::{Verdict, rows};
use crate::quota::table::Quota;

/// What is asked for: the quota and its value, the largest over all profiles, by [`Quota::id`].
pub type Asked = BTreeMap<(&'static str, &'static str), (&'static Quota, u64)>;

/// What is to be asked for, for all profiles together: each quota once. What is known to be asked for already,
/// or to be there, is left out.
#[must_use]
pub fn asked<'a>(demands: impl Iterator<Item = Demand<'a>>, applied: Option<&Applied>) -> Asked {
    let mut largest = Asked::new();
    for row in demands.flat_map(|demand| rows(demand, applied)) {
        let quota = row.need.quota;
        if let (Verdict::Ask, Some(total)) = (row.verdict, row.total) {
            let (_, value) = largest.entry(quota.id()).or_insert((quota, total));
            *value = total.max(*value);
        }
    }
    largest
}
