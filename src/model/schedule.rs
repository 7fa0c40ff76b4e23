//! When the counts of a profile change by themselves.

use jiff::Timestamp;

/// When the counts of a profile change by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// When the floors rise.
    pub raise: Timestamp,
    /// When the floors go back.
    pub end: Timestamp,
    /// When the ceilings go back: with the floors, or after the window's tail.
    pub closes: Timestamp,
}

impl Schedule {
    /// Whether the ceilings stay up for longer than the floors.
    #[must_use]
    pub(crate) fn has_tail(&self) -> bool {
        self.end < self.closes
    }
}
