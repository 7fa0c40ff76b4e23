//! Amounts of money: exact decimals in US dollars, rounded once.

use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use rust_decimal::{Decimal, RoundingStrategy};
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

/// Hours of a month where no date says otherwise: 365 x 24 / 12, as cloud price lists have it.
pub const MONTH_HOURS: u32 = 730;

/// Decimal places that an amount keeps: a millionth of a dollar. A line is rounded to it once, and every
/// total is the sum of such lines, so that totals are exact in each rendering.
const PLACES: u32 = 6;

/// More than anything costs. A line beyond it stands at it, and no sum of lines can overflow.
const MOST: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0); // 10^15

/// Rounds a line's amount, halves to the even neighbour: the same up and down.
#[must_use]
pub fn round_amount(amount: Decimal) -> Decimal {
    let amount = amount.clamp(-MOST, MOST);
    amount.round_dp_with_strategy(PLACES, RoundingStrategy::MidpointNearestEven).normalize()
}

/// Three figures of one thing: at the floor, as expected, at the ceiling.
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
    /// The same at all three.
    #[must_use]
    pub const fn all(amount: Decimal) -> Self {
        Self { floor: amount, expected: amount, ceiling: amount }
    }

    /// Each of the three through `f`.
    #[must_use]
    pub fn map(self, f: impl Fn(Decimal) -> Decimal) -> Self {
        Self { floor: f(self.floor), expected: f(self.expected), ceiling: f(self.ceiling) }
    }

    /// Each of the three with its counterpart.
    #[must_use]
    pub fn zip(self, other: Self, f: impl Fn(Decimal, Decimal) -> Decimal) -> Self {
        Self {
            floor: f(self.floor, other.floor),
            expected: f(self.expected, other.expected),
            ceiling: f(self.ceiling, other.ceiling),
        }
    }

    /// Whether all three are nothing.
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

/// Decimal strings, so that no reader passes them through a float.
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
    // `-0` is a value of its own to the library.
    if amount.is_zero() { "0".to_owned() } else { amount.normalize().to_string() }
}

/// Digits behind the point in cents.
pub const CENTS: u32 = 2;

/// To so many digits behind the point, halves to the even neighbour.
fn rounded(amount: Decimal, places: u32) -> Decimal {
    amount.round_dp_with_strategy(places, RoundingStrategy::MidpointNearestEven)
}

/// `parts` to so many digits behind the point, so that they add up to `total` to as many: each is less
/// than one of the last digit away from its exact amount. What is left over goes to those that lose most
/// by it, the earlier ones first; what is the same in `like`, exactly, is shown the same where that can be.
#[must_use]
pub fn apportion(
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
    turns.sort_unstable();
    let whole = usize::try_from((left / least).round().mantissa().max(0)).unwrap_or(0);
    for (_, _, at) in turns.into_iter().take(whole) {
        shares[at] += least;
    }
    shares
}

/// The same for each of the three sizes; what is not known has no share.
#[must_use]
pub fn apportion_all(total: Amounts, parts: &[Option<Amounts>], places: u32) -> Vec<Option<Amounts>> {
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
pub fn dollars(amount: Decimal) -> String {
    dollars_to(amount, CENTS)
}

/// The same with so many digits behind the point.
#[must_use]
pub fn dollars_to(amount: Decimal, places: u32) -> String {
    let amount = rounded(amount, places);
    let sign = if amount < Decimal::ZERO { "-" } else { "" };
    format!("{sign}${}", grouped(&format!("{:.*}", places as usize, amount.abs())))
}

/// The same with a plus where it costs more.
#[must_use]
pub fn signed_dollars(amount: Decimal) -> String {
    let sign = if rounded(amount, CENTS) > Decimal::ZERO { "+" } else { "" };
    format!("{sign}{}", dollars(amount))
}

/// A price of one unit, all its digits shown and at least two behind the point: `$0.0046`.
#[must_use]
pub fn unit_price(amount: Decimal) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    let sign = if amount.is_sign_negative() { "-" } else { "" };
    format!("{sign}${}", grouped(&amount.abs().to_string()))
}

/// `part` of `whole` in percent, four digits behind the point; none of nothing.
#[must_use]
pub fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    Some(rounded(part.checked_div(whole)?.checked_mul(Decimal::ONE_HUNDRED)?, 4))
}

/// A percentage as it is shown: one digit behind the point.
#[must_use]
pub fn short_percent(share: Decimal) -> Decimal {
    rounded(share, 1)
}

/// `+26.4 %`, one digit behind the point.
#[must_use]
pub fn signed_percent(share: Decimal) -> String {
    let sign = if share > Decimal::ZERO { "+" } else { "" };
    format!("{sign}{:.1} %", short_percent(share))
}

/// A whole number with its thousands apart.
#[must_use]
pub fn number(value: u64) -> String {
    grouped(&value.to_string())
}

/// The same for any figure: `1,234.5`.
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
