//! In which order, and how many at once, requests are filed.

use crate::order::Order as _;
use crate::quota::row::{Row, Verdict};

/// What is to be asked for, in batches of at most `limit` requests that may be open at once; of the first, `open` are
/// open already, so that it may be empty. What goes furthest beyond what is there comes first: small raises are granted
/// at once, and large ones go to people.
#[must_use]
pub fn batches<'r, 'a>(rows: &'r [Row<'a>], limit: usize, open: usize) -> Vec<Vec<&'r Row<'a>>> {
    let mut asks: Vec<&Row<'_>> = rows.iter().filter(|row| row.verdict == Verdict::Ask).collect();
    if asks.is_empty() {
        return Vec::new();
    }
    // total / current, without dividing by zero.
    asks.order_by(|a, b| {
        let factor =
            |one: &Row<'_>, other: &Row<'_>| u128::from(one.total.unwrap_or(0)) * u128::from(other.current);
        let zero = |row: &Row<'_>| row.current > 0;
        let name = |row: &Row<'_>| (row.need.quota.service, row.need.quota.code);
        let larger = factor(b, a).cmp(&factor(a, b));
        zero(a).cmp(&zero(b)).then(larger).then_with(|| name(a).cmp(&name(b)))
    });
    let limit = limit.max(1);
    let first: Vec<&Row<'_>> = asks.drain(..limit.saturating_sub(open).min(asks.len())).collect();
    std::iter::once(first).chain(asks.chunks(limit).map(<[_]>::to_vec)).collect()
}
