//! Whether the vendor's limits hold, and which of them the vendor is asked to raise.

use serde::Serialize;

use crate::external::ask::{Ask, accepted, asks};
use crate::external::limits::{Headroom, Utilization, first_to_break, utilizations};
use crate::external::offer::Offer;
use crate::external::rates::Bounds;
use crate::external::task::service::Service;
use crate::external::words;
use crate::model::ladder::Beyond;
use crate::money::plain;

/// The limits of a service with the plan in force.
#[derive(Clone, Debug, Serialize)]
pub struct Limits {
    /// The headroom of the limit that has the least.
    pub verdict: Headroom,
    /// Every limit, compared with what is used.
    pub limits: Vec<LimitRow>,
    /// The limits that the vendor is to raise.
    pub asks: Vec<Ask>,
    /// Why a limit is accepted that does not hold, or is not known to hold.
    pub accepted: Option<String>,
    /// The limit that breaks first as more comes, and what users see then; `None` if each has room.
    pub first: Option<String>,
}

impl Limits {
    pub(super) fn of(service: &Service<'_>, metric: &str) -> Self {
        let external = service.external;
        let limits = utilizations(&service.used, &service.offer, &service.billed);
        let verdict = limits.iter().map(|limit| limit.verdict).max();
        let verdict = verdict.unwrap_or_else(|| unlimited(service.need, &service.offer));
        Self {
            verdict,
            first: first_to_break(&limits).map(|limit| words::breaks_first(limit, metric)),
            asks: asks(external, service.before, &limits),
            accepted: accepted(external, verdict).map(str::to_owned),
            limits: limits.iter().map(LimitRow::of).collect(),
        }
    }
}

/// The headroom of a service that has no limit: there is room if all that is used is billed.
fn unlimited(need: Option<Bounds>, offer: &Offer<'_>) -> Headroom {
    match (need, offer.then) {
        (Some(_), Some(Beyond::Bill)) => Headroom::Ok,
        _ => Headroom::Unknown,
    }
}

/// What sets a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LimitSource {
    /// The vendor, for a shorter time.
    Limit,
    /// The plan, by what it includes.
    Plan,
}

/// A limit, compared with what is used.
#[derive(Clone, Debug, Serialize)]
pub struct LimitRow {
    /// What sets the limit.
    pub of: LimitSource,
    /// The length of time that the limit is for: `hour`.
    pub per: &'static str,
    /// The most units in that time.
    pub most: String,
    /// The fewest units that are used; `None` if they are not known.
    pub(crate) used_least: Option<String>,
    /// The most units that are used; `None` if they are not known.
    pub(crate) used_most: Option<String>,
    /// The two in words: a figure, a range, or `unknown`.
    pub usage: String,
    /// Whether the limit holds.
    pub verdict: Headroom,
    /// What users see beyond the limit.
    pub then: String,
    /// How the limit can be raised.
    pub raise: Option<String>,
}

impl LimitRow {
    fn of(limit: &Utilization<'_>) -> Self {
        Self {
            of: if limit.limit.is_some() { LimitSource::Limit } else { LimitSource::Plan },
            per: limit.per.word(),
            most: plain(limit.most),
            used_least: limit.usage.map(|usage| plain(usage.least)),
            used_most: limit.usage.and_then(|usage| usage.most).map(plain),
            usage: words::bounds(limit.usage),
            verdict: limit.verdict,
            then: words::then(limit),
            raise: limit.limit.and_then(|limit| limit.raise.clone()),
        }
    }
}
