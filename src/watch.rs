//! The alarms of a component: the figures that show that it is in trouble, with thresholds from its own capacity.
//! Alarms, the dashboard, the bill and the runbook all read this list.

use std::fmt;

use rust_decimal::Decimal;

/// A figure that is watched, and the threshold from which on somebody is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// The key that tells the alarm apart from the others of its component. It is a part of the alarm's name.
    pub key: &'static str,
    /// What is measured, for people.
    pub what: &'static str,
    /// The unit of [`Self::threshold`].
    pub unit: Measure,
    /// The side of the threshold that is bad.
    pub beyond: Beyond,
    /// The value from which on the figure is bad.
    pub threshold: Decimal,
    /// The number of minutes in a row for which it must be bad.
    pub minutes: u32,
    /// The number of metrics that the cloud reads for it.
    pub metrics: u64,
    /// What to do when it rings, in one line.
    pub then: &'static str,
    /// The range of the figure: what it may be when nothing is wrong, and what it never reaches, if either is known.
    pub range: (Option<Decimal>, Option<Decimal>),
}

/// The unit of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Percent.
    Percent,
    /// A length of time.
    Seconds,
    /// An amount of storage.
    Bytes,
    /// A number of these.
    Count(&'static str),
}

/// The side of a threshold that is bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// More than the threshold.
    Above,
    /// The threshold or more.
    AtLeast,
    /// Less than the threshold.
    Below,
}

impl Measure {
    /// An amount with its unit.
    #[must_use]
    pub fn say(self, amount: Decimal) -> String {
        let plain = amount.normalize();
        match self {
            Self::Percent => format!("{plain} %"),
            Self::Seconds => format!("{plain} s"),
            Self::Bytes => format!("{} GiB", (amount / Decimal::from(1_u64 << 30)).round_dp(1).normalize()),
            Self::Count(unit) => format!("{plain} {unit}"),
        }
    }
}

impl Watch {
    /// An alarm on one metric that is above a threshold for five minutes.
    #[must_use]
    pub(crate) fn above(
        key: &'static str,
        what: &'static str,
        unit: Measure,
        threshold: impl Into<Decimal>,
    ) -> Self {
        let threshold = threshold.into();
        Self {
            key,
            what,
            unit,
            beyond: Beyond::Above,
            threshold,
            minutes: 5,
            metrics: 1,
            then: "",
            range: (None, None),
        }
    }

    /// The alarm that a group is at its maximum. A group that cannot scale never raises it.
    #[must_use]
    pub fn ceiling(what: &'static str, unit: &'static str, count: &crate::model::capacity::Count) -> Self {
        let fixed = u32::from(count.min >= count.max);
        let threshold = Decimal::from(count.max) + Decimal::from(fixed);
        Self {
            beyond: Beyond::AtLeast,
            minutes: 10,
            ..Self::above("ceiling", what, Measure::Count(unit), threshold)
        }
        .ends_at(u64::from(count.max) + 1)
        .then("look at what is slow behind it; if that holds, raise count.max and check the quota")
    }

    /// Whether the figure can ever be bad, as far as its range is known.
    #[must_use]
    pub(crate) fn can_ring(&self) -> bool {
        match self.beyond {
            Beyond::Above | Beyond::AtLeast => self.range.1.is_none_or(|end| self.threshold < end),
            Beyond::Below => true,
        }
    }

    /// Changes the side of the threshold that is bad.
    #[must_use]
    pub(crate) const fn beyond(self, beyond: Beyond) -> Self {
        Self { beyond, ..self }
    }

    /// Sets the number of minutes in a row.
    #[must_use]
    pub(crate) const fn minutes(self, minutes: u32) -> Self {
        Self { minutes, ..self }
    }

    /// Sets the number of metrics.
    #[must_use]
    pub(crate) const fn metrics(self, metrics: u64) -> Self {
        Self { metrics, ..self }
    }

    /// Sets the largest value that the figure has when nothing is wrong.
    #[must_use]
    pub(crate) fn aims_at(self, least: impl Into<Decimal>) -> Self {
        Self { range: (Some(least.into()), self.range.1), ..self }
    }

    /// Sets the value that the figure never reaches.
    #[must_use]
    pub(crate) fn ends_at(self, most: impl Into<Decimal>) -> Self {
        Self { range: (self.range.0, Some(most.into())), ..self }
    }

    /// Sets what to do when it rings.
    #[must_use]
    pub const fn then(self, then: &'static str) -> Self {
        Self { then, ..self }
    }
}

/// `above 80 % for 5 minutes`.
impl fmt::Display for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let beyond = match self.beyond {
            Beyond::Above => "above",
            Beyond::AtLeast => "at",
            Beyond::Below => "below",
        };
        let unit = if self.minutes == 1 { "minute" } else { "minutes" };
        write!(f, "{beyond} {} for {} {unit}", self.unit.say(self.threshold), self.minutes)
    }
}
