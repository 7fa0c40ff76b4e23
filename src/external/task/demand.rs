//! How much of a service is used, by the vendor's months.

use jiff::ZonedDateTime;
use serde::Serialize;

use crate::external::month::Month;
use crate::external::task::service::{Service, whole};
use crate::external::usage::Use;
use crate::external::words;

/// How much of a service is used.
#[derive(Clone, Debug, Serialize)]
pub struct Demand {
    /// The most units that will be used in the time that the plan counts by, rounded up.
    pub needed: Option<u64>,
    /// The same in words: a figure, a range, or `unknown`.
    pub need: String,
    /// Each of the vendor's months that the window touches, with its arithmetic.
    pub usage: Vec<MonthUse>,
}

impl Demand {
    pub(super) fn of(service: &Service<'_>) -> Self {
        let by_month = service.used.by_month() || service.external.uses.is_some();
        let months = service.billed.iter().filter(|_| by_month);
        Self {
            needed: service.need.and_then(|need| need.most).and_then(whole),
            need: words::bounds(service.need),
            usage: months.map(|month| MonthUse::of(&service.used, month)).collect(),
        }
    }
}

/// How much is used in one of the vendor's months.
#[derive(Clone, Debug, Serialize)]
pub struct MonthUse {
    /// The first day of the month; `None` if no dates are known.
    pub from: Option<String>,
    /// The first day of the next month.
    pub to: Option<String>,
    /// The most units, rounded up; `None` if they are not known.
    pub usage: Option<u64>,
    /// The fewest units, rounded up.
    pub(crate) usage_least: Option<u64>,
    /// The two in words: a figure, a range, or `unknown`.
    pub amount: String,
    /// The arithmetic of the figures.
    pub(crate) formula: String,
}

impl MonthUse {
    fn of(used: &Use<'_>, month: &Month) -> Self {
        let date = |at: &ZonedDateTime| at.date().to_string();
        let usage = used.in_month(month);
        Self {
            from: month.dates.as_ref().map(|(from, _)| date(from)),
            to: month.dates.as_ref().map(|(_, to)| date(to)),
            usage: usage.and_then(|usage| usage.most).and_then(whole),
            usage_least: usage.map(|usage| usage.least).and_then(whole),
            amount: words::bounds(usage),
            formula: words::formula(used, month),
        }
    }
}
