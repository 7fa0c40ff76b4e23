//! What is watched while a profile is live: for each component the figures that say that it is in trouble,
//! with thresholds from its own capacity. Alarms, the dashboard, the bill and the runbook read this one list.

use std::fmt;

use rust_decimal::Decimal;

/// A figure, and from where on somebody is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// What tells it apart from the others of its component; part of the alarm's name.
    pub key: &'static str,
    /// What is measured, for people.
    pub what: &'static str,
    /// In which unit [`Self::threshold`] is.
    pub unit: Measure,
    /// Which side of the threshold is bad.
    pub beyond: Beyond,
    /// From where on it is bad.
    pub threshold: Decimal,
    /// For how many minutes it must be bad in a row.
    pub minutes: u32,
    /// How many metrics the cloud reads for it.
    pub metrics: u64,
    /// What to do about it, in one line.
    pub then: &'static str,
    /// What it may be when nothing is wrong, and what it never reaches, where either is known.
    pub range: (Option<Decimal>, Option<Decimal>),
}

/// The unit of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Of a hundred.
    Percent,
    /// A length of time.
    Seconds,
    /// An amount of storage.
    Bytes,
    /// So many of these.
    Count(&'static str),
}

/// Which side of a threshold is bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// More than it.
    Above,
    /// It or more.
    AtLeast,
    /// Less than it.
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
    /// Five minutes above a threshold, of one metric.
    #[must_use]
    pub fn above(
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

    /// The group is as large as it may get. One that cannot scale never alarms.
    #[must_use]
    pub fn ceiling(what: &'static str, unit: &'static str, count: &crate::model::capacity::Count) -> Self {
        let fixed = u32::from(count.min >= count.max);
        let threshold = Decimal::from(count.max) + Decimal::from(fixed);
        Self {
            beyond: Beyond::AtLeast,
            minutes: 10,
            ..Self::above("ceiling", what, Measure::Count(unit), threshold)
        }
        .then("look at what is slow behind it; if that holds, raise count.max and check the quota")
    }

    /// On the other side of the threshold.
    #[must_use]
    pub const fn beyond(self, beyond: Beyond) -> Self {
        Self { beyond, ..self }
    }

    /// After so many minutes in a row.
    #[must_use]
    pub const fn minutes(self, minutes: u32) -> Self {
        Self { minutes, ..self }
    }

    /// Made of so many metrics.
    #[must_use]
    pub const fn metrics(self, metrics: u64) -> Self {
        Self { metrics, ..self }
    }

    /// Below it nothing is wrong.
    #[must_use]
    pub fn aims_at(self, least: impl Into<Decimal>) -> Self {
        Self { range: (Some(least.into()), self.range.1), ..self }
    }

    /// It never is as much as this.
    #[must_use]
    pub fn ends_at(self, most: impl Into<Decimal>) -> Self {
        Self { range: (self.range.0, Some(most.into())), ..self }
    }

    /// What to do about it.
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
        write!(f, "{beyond} {} for {} minutes", self.unit.say(self.threshold), self.minutes)
    }
}
