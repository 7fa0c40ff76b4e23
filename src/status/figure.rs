//! Values as a state or a profile writes them.

use rust_decimal::Decimal;

/// Whether two values are equal: `60` equals `60.0`.
pub(super) fn same(a: &str, b: &str) -> bool {
    a == b || number(a).zip(number(b)).is_some_and(|(a, b)| a == b)
}

/// Reads a number as a state or a profile writes it.
pub(super) fn number(text: &str) -> Option<Decimal> {
    text.parse().ok()
}
