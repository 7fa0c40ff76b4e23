//! What an item is billed by: a service and a key of the price list, and how many units one item takes.

use std::borrow::Cow;

use rust_decimal::Decimal;

/// The end of the key of a meter whose price hangs on what a profile does not state. No price list has such a key.
pub(crate) const NOT_STATED: &str = " not stated";

/// What a price is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// One unit for one hour.
    Hour,
    /// One unit for a month of 730 hours, billed by the hour.
    Month,
    /// One unit of a subscription: a whole month, however short the window.
    Subscription,
    /// One unit that is used; quantities are those of a month of 730 hours.
    Usage,
}

impl Per {
    /// The word for programs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Month => "month",
            Self::Subscription => "subscription",
            Self::Usage => "usage",
        }
    }
}

/// How the time that something was there is rounded before it is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounding {
    /// The shortest time that is billed, in seconds.
    pub least: i64,
    /// The step that longer times are rounded up to, in seconds.
    pub step: i64,
}

impl Rounding {
    /// Billed by the time that it is there.
    pub const NONE: Self = Self { least: 0, step: 1 };

    /// The seconds that are billed for something that was there for `seconds`.
    #[must_use]
    pub(crate) fn billed(self, seconds: i64) -> i64 {
        if seconds <= 0 {
            return seconds;
        }
        seconds.max(self.least).saturating_add(self.step - 1) / self.step * self.step
    }
}

/// Something that is billed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meter {
    /// What it is, for people.
    pub what: &'static str,
    /// The price list's service.
    pub service: &'static str,
    /// The price list's key.
    pub key: Cow<'static, str>,
    /// The unit that the price must be for.
    pub unit: &'static str,
    /// Units that one item takes; for what is billed by use, in an hour.
    pub each: Decimal,
    /// What the price is for.
    pub per: Per,
    /// How the time that it was there is rounded.
    pub rounding: Rounding,
}
