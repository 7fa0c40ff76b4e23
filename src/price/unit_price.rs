//! What one unit of something costs.

use std::borrow::Cow;

use rust_decimal::Decimal;

/// What one unit of something costs in one region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// In US dollars.
    pub usd: Decimal,
    /// What it is for, as the price list words it: `Hrs`, `GB-Mo`, `Requests`.
    pub unit: Cow<'static, str>,
    /// When it was read or published: a date, or as much of one as is known.
    pub date: Cow<'static, str>,
    /// Where it was read.
    pub source: Cow<'static, str>,
}
