//! A length of time that costs something, as vendors and clouds count it.

use jiff::ToSpan as _;
use rust_decimal::Decimal;

use crate::model::window::Window;
use crate::money::{MONTH_HOURS, round_amount};

/// More months than the calendar has.
const MOST_MONTHS: i64 = 12 * 10_000;

/// A length of time that costs something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Real seconds, also across a change of the clocks.
    pub seconds: i64,
    /// Months begun, for what is sold by the month.
    pub months: i64,
}

impl Span {
    /// From the start of a window to its end.
    #[must_use]
    pub fn of(window: &Window) -> Self {
        let ends = |months: i64| window.start.checked_add(months.months());
        let months = (1..=MOST_MONTHS)
            .find(|months| ends(*months).map_or(true, |end| end >= window.end))
            .unwrap_or(MOST_MONTHS);
        Self { seconds: window.duration().as_secs(), months }
    }

    /// A length that no date is known for; a month is 730 hours.
    #[must_use]
    pub fn of_seconds(seconds: i64) -> Self {
        let month = i64::from(MONTH_HOURS) * 3600;
        Self { seconds, months: ((seconds.max(1) - 1) / month).saturating_add(1) }
    }

    /// The same length, with more months where something is paid for more; none stay none.
    #[must_use]
    pub(crate) fn paid_for(self, months: Option<i64>) -> Self {
        let months = months.filter(|_| self.months > 0).map_or(self.months, |paid| paid.max(self.months));
        Self { months, ..self }
    }

    /// In hours.
    #[must_use]
    pub fn hours(&self) -> Decimal {
        round_amount(Decimal::from(self.seconds) / Decimal::from(3600))
    }
}
