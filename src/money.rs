//! Amounts of money: exact decimals in US dollars, each rounded once.

use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use rust_decimal::{Decimal, RoundingStrategy};
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

use crate::order::Order as _;

/// The hours of a month without dates: 365 x 24 / 12, as in the price lists of clouds.
pub(crate) const MONTH_HOURS: u32 = 730;

/// The decimal places of an amount: a millionth of a dollar. Each line is rounded to it once, and every total is the
/// sum of such lines, so that totals are exact in each report.
const PLACES: u32 = 6;

/// More than anything costs. A larger amount is cut to it, so that no sum of lines can overflow.
const MOST: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0); // 10^15

/// Rounds the amount of a line. Halves go to the even neighbour, so that costs and savings are rounded alike.
#[must_use]
pub fn round_amount(amount: Decimal) -> Decimal {
    let amount = amount.clamp(-MOST, MOST);
    amount.round_dp_with_strategy(PLACES, RoundingStrategy::MidpointNearestEven).normalize()
}

/// An amount at three sizes: at the floor, as expected, and at the ceiling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// Everything at `min`.
    pub floor: Decimal,
    /// Everything at `expected`.
    pub expected: Decimal,
    /// Everything at `max`.
    pub ceiling: Decimal,
}

impl Amounts {
    /// The same amount at all three sizes.
    #[must_use]
    pub const fn all(amount: Decimal) -> Self {
        Self { floor: amount, expected: amount, ceiling: amount }
    }

    /// Applies `f` to each of the three amounts.
    #[must_use]
    pub fn map(self, f: impl Fn(Decimal) -> Decimal) -> Self {
        Self { floor: f(self.floor), expected: f(self.expected), ceiling: f(self.ceiling) }
    }

    /// Combines each of the three amounts with its counterpart.
    #[must_use]
    pub fn zip(self, other: Self, f: impl Fn(Decimal, Decimal) -> Decimal) -> Self {
        Self {
            floor: f(self.floor, other.floor),
            expected: f(self.expected, other.expected),
            ceiling: f(self.ceiling, other.ceiling),
        }
    }

    /// Whether all three amounts are zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        [self.floor, self.expected, self.ceiling].iter().all(Decimal::is_zero)
    }
}

impl Add for Amounts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.zip(other, Decimal::saturating_add)
    }
}

impl Sub for Amounts {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.zip(other, Decimal::saturating_sub)
    }
}

impl Neg for Amounts {
    type Output = Self;

    fn neg(self) -> Self {
        self.map(Neg::neg)
    }
}

impl Sum for Amounts {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}

/// Written as decimal strings, so that no reader turns them into floats.
impl Serialize for Amounts {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut out = to.serialize_struct("Amounts", 3)?;
        out.serialize_field("floor", &plain(self.floor))?;
        out.serialize_field("expected", &plain(self.expected))?;
        out.serialize_field("ceiling", &plain(self.ceiling))?;
        out.end()
    }
}

/// A decimal without trailing zeros and without an exponent.
#[must_use]
pub fn plain(amount: Decimal) -> String {
    // The library writes a negative zero as `-0`.
    if amount.is_zero() { "0".to_owned() } else { amount.normalize().to_string() }
}

/// The digits after the point of an amount in cents.
pub(crate) const CENTS: u32 = 2;

/// Rounds to this many digits after the point, halves to the even neighbour.
fn rounded(amount: Decimal, places: u32) -> Decimal {
    amount.round_dp_with_strategy(places, RoundingStrategy::MidpointNearestEven)
}

/// Rounds `parts` to this many digits so that they add up to the rounded `total`. Each differs from its exact amount
/// by less than one of the last digit. What is left over goes to the parts that lose most by rounding, the earlier
/// ones first. A part that is exactly the same in `like` is shown the same if possible.
#[must_use]
pub(crate) fn apportion(
    total: Decimal,
    parts: &[Decimal],
    places: u32,
    like: Option<(&[Decimal], &[Decimal])>,
) -> Vec<Decimal> {
    let least = Decimal::new(1, places);
    let down = |part: &Decimal| part.round_dp_with_strategy(places, RoundingStrategy::ToNegativeInfinity);
    let mut shares: Vec<Decimal> = parts.iter().map(down).collect();
    let left = rounded(total, places) - shares.iter().copied().fold(Decimal::ZERO, Decimal::saturating_add);
    let turn = |at: usize| {
        let loss = shares[at] - parts[at];
        let class = match like {
            _ if loss.is_zero() => 3,
            Some((exact, shown)) if exact[at] == parts[at] => {
                if shown[at] > shares[at] {
                    0
                } else {
                    2
                }
            }
            _ => 1,
        };
        (class, loss, at)
    };
    let mut turns: Vec<_> = (0..parts.len()).map(turn).collect();
    turns.order();
    let whole = usize::try_from((left / least).round().mantissa().max(0)).unwrap_or(0);
    for (_, _, at) in turns.into_iter().take(whole) {
        shares[at] += least;
    }
    shares
}

/// The same for each of the three sizes; a part that is not known has no share.
#[must_use]
pub(crate) fn apportion_all(total: Amounts, parts: &[Option<Amounts>], places: u32) -> Vec<Option<Amounts>> {
    let exact = |of: fn(&Amounts) -> Decimal| -> Vec<Decimal> { parts.iter().flatten().map(of).collect() };
    let [low, middle, high] = [exact(|a| a.floor), exact(|a| a.expected), exact(|a| a.ceiling)];
    let expected = apportion(total.expected, &middle, places, None);
    let floor = apportion(total.floor, &low, places, Some((&middle, &expected)));
    let ceiling = apportion(total.ceiling, &high, places, Some((&middle, &expected)));
    let mut columns = floor.into_iter().zip(expected).zip(ceiling);
    let mut next = || columns.next().map(|((floor, expected), ceiling)| Amounts { floor, expected, ceiling });
    parts.iter().map(|part| part.and_then(|_| next())).collect()
}

/// `$1,234.50`; `-$3.00` with the sign before the symbol.
#[must_use]
pub(crate) fn dollars(amount: Decimal) -> String {
    dollars_to(amount, CENTS)
}

/// An amount in dollars, with this many digits after the point.
#[must_use]
pub(crate) fn dollars_to(amount: Decimal, places: u32) -> String {
    let amount = rounded(amount, places);
    let sign = if amount < Decimal::ZERO { "-" } else { "" };
    format!("{sign}${}", grouped(&format!("{:.*}", places as usize, amount.abs())))
}

/// An amount in dollars, with a plus if it is a cost.
#[must_use]
pub fn signed_dollars(amount: Decimal) -> String {
    let sign = if rounded(amount, CENTS) > Decimal::ZERO { "+" } else { "" };
    format!("{sign}{}", dollars(amount))
}

/// The price of one unit, with all its digits and at least two of them after the point: `$0.0046`.
#[must_use]
pub(crate) fn unit_price(amount: Decimal) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    let sign = if amount.is_sign_negative() { "-" } else { "" };
    format!("{sign}${}", grouped(&amount.abs().to_string()))
}

/// `part` in percent of `whole`, with four digits after the point; `None` if `whole` is zero.
#[must_use]
pub fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    Some(rounded(part.checked_div(whole)?.checked_mul(Decimal::ONE_HUNDRED)?, 4))
}

/// A percentage as it is shown: one digit after the point.
#[must_use]
pub(crate) fn short_percent(share: Decimal) -> Decimal {
    rounded(share, 1)
}

/// `+26.4 %`, with one digit after the point.
#[must_use]
pub(crate) fn signed_percent(share: Decimal) -> String {
    let sign = if share > Decimal::ZERO { "+" } else { "" };
    format!("{sign}{:.1} %", short_percent(share))
}

/// A whole number with a comma every three digits.
#[must_use]
pub fn number(value: u64) -> String {
    grouped(&value.to_string())
}

/// Any figure with a comma every three digits: `1,234.5`.
#[must_use]
pub fn figure(amount: Decimal) -> String {
    grouped(&plain(amount))
}

fn grouped(digits: &str) -> String {
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}
