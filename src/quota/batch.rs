//! In which order, and how many at once, requests are filed.

use crate::cloud::aws::regions;
use crate::quota::row::{Row, Verdict};

/// How many requests an account may have open at once.
/// `docs.aws.amazon.com/servicequotas/latest/userguide/reference_limits.html`
#[must_use]
pub fn open_limit(region: &str) -> usize {
    if regions::is_opt_in(region) { 2 } else { 20 }
}

/// What is to be asked for, in batches that may each be open at once with `open` others; the first is empty
/// when as many are open already. What goes furthest beyond what is there comes first: AWS grants small
/// raises by itself, and hands large ones to people.
#[must_use]
pub fn batches<'r, 'a>(rows: &'r [Row<'a>], region: &str, open: usize) -> Vec<Vec<&'r Row<'a>>> {
    let mut asks: Vec<&Row<'_>> = rows.iter().filter(|row| row.verdict == Verdict::Ask).collect();
    if asks.is_empty() {
        return Vec::new();
    }
    // total / current, without dividing by zero.
    asks.sort_by(|a, b| {
        let factor =
            |one: &Row<'_>, other: &Row<'_>| u128::from(one.total.unwrap_or(0)) * u128::from(other.current);
        let zero = |row: &Row<'_>| row.current > 0;
        let name = |row: &Row<'_>| (row.need.quota.service, row.need.quota.code);
        let larger = factor(b, a).cmp(&factor(a, b));
        zero(a).cmp(&zero(b)).then(larger).then_with(|| name(a).cmp(&name(b)))
    });
    let limit = open_limit(region);
    let first: Vec<&Row<'_>> = asks.drain(..limit.saturating_sub(open).min(asks.len())).collect();
    std::iter::once(first).chain(asks.chunks(limit).map(<[_]>::to_vec)).collect()
}
