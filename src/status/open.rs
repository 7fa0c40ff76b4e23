//! The sizes that are not up although a window is open: floors and ceilings below those of its profile at that time.

use crate::order::Order as _;
use crate::status::sizes::size;
use jiff::Timestamp;
use serde::Serialize;

use crate::model::capacity::{is_count, is_least};
use crate::plan::Plan;
use crate::status::figure::number;
use crate::status::sizes::Sizes;
use crate::status::state::{Freshness, State};
use crate::switch::schedule::schedules_of;

/// A window that is open.
#[derive(Clone, Debug, Serialize)]
pub struct Open {
    /// The profile with the window.
    pub profile: String,
    /// The time at which its floors rise, in time for the start; the start itself if no count changes.
    pub since: Timestamp,
    /// The time at which its floors fall.
    pub until: Timestamp,
    /// The everyday profile, if that is live as a whole instead.
    pub instead: Option<String>,
}

/// A floor or a ceiling that is too low for a window that is open.
#[derive(Clone, Debug, Serialize)]
pub struct NotRaised {
    /// The profile whose window is open.
    pub profile: String,
    /// The name of the component.
    pub component: String,
    /// The address of the Terraform resource.
    pub address: String,
    /// The attribute, its segments split by dots.
    pub attribute: String,
    /// The field of the profile that sets it: `count.min` or `count.max`, or the same of its readers.
    pub field: &'static str,
    /// The value that is live; `None` if the resource does not exist.
    pub live: Option<String>,
    /// The value that should be live.
    pub wanted: String,
}

/// The window of a profile, if it is open.
pub(super) fn open(plan: &Plan, everyday: Option<&Plan>, now: Timestamp) -> Option<Open> {
    let times: Vec<_> = match schedules_of(plan, everyday) {
        Some(schedules) => schedules.all().iter().map(|schedule| (schedule.raise, schedule.end)).collect(),
        None => plan.windows.iter().map(|own| (own.start.timestamp(), own.end.timestamp())).collect(),
    };
    let (since, until) = times.into_iter().find(|(since, until)| *since <= now && now < *until)?;
    Some(Open { profile: plan.name().to_owned(), since, until, instead: None })
}

/// The counts of a component that are below those of a profile at this time. A state cannot show what schedules have
/// done since the last apply.
pub(super) fn not_raised(plan: &Plan, component: &str, sizes: &Sizes, state: &State) -> Vec<NotRaised> {
    let low = |key: &(String, String)| {
        let field = size(plan, component, key)?.field;
        if !is_count(field) {
            return None;
        }
        let wanted = sizes.get(key)?.now.clone();
        let live = state.value(&key.0, &key.1);
        let enough = live.as_deref().and_then(number).zip(number(&wanted)).is_some_and(|(a, b)| a >= b);
        let (profile, component) = (plan.name().to_owned(), component.to_owned());
        let (address, attribute) = (key.0.clone(), key.1.clone());
        (!enough).then_some(NotRaised { profile, component, address, attribute, field, live, wanted })
    };
    let mut found: Vec<NotRaised> =
        sizes.keys().filter(|_| state.freshness() == Freshness::Refreshed).filter_map(low).collect();
    // The floor comes first.
    found.order_by_key(|one| (one.address.clone(), !is_least(one.field)));
    found
}
