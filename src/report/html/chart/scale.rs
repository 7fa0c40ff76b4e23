//! Converts hours and dollars into positions in the picture of the money.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::money::{Amounts, dollars, plain};

/// The width of the drawing in points of its view box, which is stretched to the width of the page.
pub(super) const WIDTH: u32 = 1000;
/// The height of the drawing in pixels.
pub(super) const HEIGHT: u32 = 220;

/// A mark of the axis of dollars.
#[derive(Serialize)]
pub(super) struct Tick {
    at: String,
    label: String,
}

/// Chooses one of the three amounts.
pub(super) type Size = fn(&Amounts) -> Decimal;

/// The two axes. Across, positions are thousandths of the width; down, they are pixels.
pub(super) struct Scale {
    first: Decimal,
    last: Decimal,
    low: Decimal,
    high: Decimal,
    step: Decimal,
}

impl Scale {
    /// Axes that hold two hours and all of these amounts.
    pub(super) fn of((first, last): (Decimal, Decimal), amounts: impl Iterator<Item = Decimal>) -> Self {
        let (mut low, mut high) = (Decimal::ZERO, Decimal::ZERO);
        for amount in amounts {
            (low, high) = (low.min(amount), high.max(amount));
        }
        let range = high.saturating_sub(low);
        // Try 1, 2, 5, 10, … cents, until five steps span the whole axis.
        let mut step = Decimal::new(1, 2);
        for factor in [Decimal::TWO, Decimal::new(25, 1), Decimal::TWO].into_iter().cycle().take(90) {
            if step.saturating_mul(Decimal::from(5)) >= range {
                break;
            }
            step = step.saturating_mul(factor);
        }
        let whole = |amount: Decimal| (amount / step).trunc().saturating_mul(step);
        let beyond = |amount: Decimal| match whole(amount) {
            reached if reached == amount => amount,
            reached if amount.is_sign_negative() => reached.saturating_sub(step),
            reached => reached.saturating_add(step),
        };
        Self { first, last, low: beyond(low), high: beyond(high), step }
    }

    /// The position of an hour, in thousandths of the width.
    pub(super) fn x(&self, hour: Decimal) -> Decimal {
        let hour = hour.clamp(self.first, self.last);
        share(hour.saturating_sub(self.first), self.last.saturating_sub(self.first), WIDTH)
    }

    /// The height of an amount, in pixels from the top.
    pub(super) fn y(&self, amount: Decimal) -> Decimal {
        let above = amount.saturating_sub(self.low);
        Decimal::from(HEIGHT) - share(above, self.high.saturating_sub(self.low), HEIGHT)
    }

    /// The points of a curve.
    pub(super) fn points(&self, corners: &[(Decimal, Amounts)], of: Size) -> Vec<String> {
        let point = |(hour, amounts): &(Decimal, Amounts)| {
            format!("{},{}", short(self.x(*hour)), short(self.y(of(amounts))))
        };
        corners.iter().map(point).collect()
    }

    /// The outline from the floor to the ceiling and back.
    pub(super) fn outline(&self, corners: &[(Decimal, Amounts)]) -> String {
        let mut out = self.points(corners, |a| a.ceiling);
        out.extend(self.points(corners, |a| a.floor).into_iter().rev());
        out.join(" ")
    }

    /// The marks of the axis of dollars.
    pub(super) fn dollars(&self) -> Vec<Tick> {
        let mut out = Vec::new();
        let mut amount = self.low;
        while amount <= self.high && out.len() < 12 {
            out.push(Tick { at: short(self.y(amount)), label: self.label(amount) });
            amount = amount.saturating_add(self.step);
        }
        out
    }

    /// `$500`, `$0.25`, `-$1.5M`: short enough to stand beside the axis.
    fn label(&self, amount: Decimal) -> String {
        let units = [(1_000_000_000_000_i64, "T"), (1_000_000_000, "B"), (1_000_000, "M"), (10_000, "k")];
        let most = self.high.max(-self.low);
        let unit = units.into_iter().map(|(size, word)| (Decimal::from(size), word));
        let unit = unit.into_iter().find(|(size, _)| most >= size.saturating_mul(Decimal::from(2)));
        let (size, word) = match unit {
            Some((_, "k")) => (Decimal::from(1000), "k"),
            Some(unit) => unit,
            None => (Decimal::ONE, ""),
        };
        let sign = if amount.is_sign_negative() && !amount.is_zero() { "-" } else { "" };
        let amount = (amount.abs() / size).normalize();
        if amount.is_zero() {
            "$0".to_owned()
        } else if !word.is_empty() {
            format!("{sign}${amount}{word}")
        } else if self.step < Decimal::ONE {
            format!("{sign}{}", dollars(amount))
        } else {
            format!("{sign}{}", dollars(amount).trim_end_matches(".00"))
        }
    }
}

/// A part of a whole as a part of a length.
fn share(part: Decimal, whole: Decimal, length: u32) -> Decimal {
    part.checked_div(whole).unwrap_or_default().saturating_mul(Decimal::from(length))
}

/// A coordinate, rounded to a tenth.
pub(super) fn short(at: Decimal) -> String {
    plain(at.round_dp(1))
}

/// A position across in percent, from thousandths of the width.
pub(super) fn across(x: Decimal) -> String {
    plain((x / Decimal::TEN).round_dp(2))
}
