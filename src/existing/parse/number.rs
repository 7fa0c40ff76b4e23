//! Numbers as HCL, JSON and YAML write them.

use rust_decimal::Decimal;

/// The number that these characters without a sign are, if it is exact.
pub(super) fn decimal(digits: &str) -> Option<Decimal> {
    let exact = || Decimal::from_str_exact(digits).ok();
    let scientific = || Decimal::from_scientific(&digits.replace('E', "e").replace("e+", "e")).ok();
    let is_one = digits.starts_with(|first: char| first.is_ascii_digit()) && !digits.contains('_');
    if is_one { exact().or_else(scientific) } else { None }
}
