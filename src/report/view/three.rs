//! Amounts in words.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::money::{Amounts, CENTS, apportion_all};

/// An amount in words: at the floor, as expected, at the ceiling.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Three {
    /// Everything at `min`.
    pub floor: String,
    /// Everything at `expected`.
    pub expected: String,
    /// Everything at `max`.
    pub ceiling: String,
}

impl Three {
    pub(crate) fn of(amounts: Amounts, say: impl Fn(Decimal) -> String) -> Self {
        Self { floor: say(amounts.floor), expected: say(amounts.expected), ceiling: say(amounts.ceiling) }
    }
}

/// Cents for each of `items`, so that they add up to `total`.
pub(super) fn shares<T>(
    total: Option<Amounts>,
    items: &[T],
    amounts: impl Fn(&T) -> Option<Amounts>,
) -> Vec<Option<Amounts>> {
    match total {
        None => items.iter().map(|_| None).collect(),
        Some(total) => apportion_all(total, &items.iter().map(amounts).collect::<Vec<_>>(), CENTS),
    }
}
