//! When to ask a vendor, by when the plan must be in force, and when to go back.

use jiff::ZonedDateTime;
use serde::{Serialize, Serializer};

use crate::external::month::{Month, cycle_of};
use crate::external::task::service::Service;

/// The dates of a service around the window. They are in the profile's own zone: `2027-02-03 08:20 +02:00`.
#[derive(Clone, Debug, Serialize)]
pub struct Dates {
    /// How long the vendor takes to change the plan, as the profile says it.
    pub lead_time: Option<String>,
    /// The latest time to ask the vendor.
    #[serde(rename = "ask_by", serialize_with = "stamped")]
    pub deadline: Option<ZonedDateTime>,
    /// The earliest time to buy: what is paid before it expires with the vendor's month.
    #[serde(serialize_with = "stamped")]
    pub(crate) not_before: Option<ZonedDateTime>,
    /// The time at which the plan must be in force.
    #[serde(serialize_with = "stamped")]
    pub(crate) needed_by: Option<ZonedDateTime>,
    /// The end of the window with its tail.
    #[serde(serialize_with = "stamped")]
    pub until: Option<ZonedDateTime>,
    /// The time to go back to the everyday plan; `None` if nothing changes or no date is known.
    #[serde(serialize_with = "stamped")]
    pub step_back: Option<ZonedDateTime>,
    /// The ends of the vendor's months within the window.
    pub straddles: Vec<String>,
}

impl Dates {
    pub(super) fn of(service: &Service<'_>) -> Self {
        let Service { offer, window, .. } = service;
        let first = service.billed.first().filter(|_| offer.expires && service.changes);
        Self {
            lead_time: offer.lead_time.map(str::to_owned),
            deadline: window.zip(offer.lead()).and_then(|(window, lead)| window.ready.checked_sub(lead).ok()),
            not_before: first.and_then(|month| month.dates.clone()).map(|(from, _)| from),
            needed_by: window.map(|window| window.ready.clone()),
            until: window.map(|window| window.closes.clone()),
            step_back: step_back(service),
            straddles: straddles(&service.billed),
        }
    }
}

/// When to go back to the everyday plan.
fn step_back(service: &Service<'_>) -> Option<ZonedDateTime> {
    let own = service.choice.candidates.iter().find(|own| own.offer.name == service.offer.name);
    let back = own.filter(|_| service.changes)?.step_back.clone()?;
    // The everyday plan may not carry what this month has used by then: going back waits for the vendor's next month.
    let too_small = service.is_enough() == Some(false);
    let began_before_end =
        |start: &ZonedDateTime| service.window.is_some_and(|window| *start < window.closes);
    let month = cycle_of(&back, service.external.cycle.unwrap_or(1));
    let next = month.filter(|(start, _)| too_small && *start != back && began_before_end(start));
    Some(next.map_or(back, |(_, next)| next))
}

/// The boundaries between the vendor's months that are billed.
fn straddles(billed: &[Month]) -> Vec<String> {
    let ends = billed.iter().rev().skip(1).rev().filter_map(|month| month.dates.as_ref());
    ends.map(|(_, end)| end.date().to_string()).collect()
}

/// Writes `2027-02-03 08:20 +02:00`.
#[allow(clippy::ref_option, reason = "serde hands it over so")]
fn stamped<S: Serializer>(at: &Option<ZonedDateTime>, to: S) -> Result<S::Ok, S::Error> {
    at.as_ref().map(|at| at.strftime("%Y-%m-%d %H:%M %:z").to_string()).serialize(to)
}
