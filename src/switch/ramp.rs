//! How long a cloud takes to start what a profile's floor adds, by its launch rates.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::Serialize;

use crate::bill::Role;
use crate::plan::Plan;
use crate::quota::applied::Applied;

/// What one component's floor adds, and how long the cloud takes to start it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ramp {
    /// Whose.
    pub component: String,
    /// `tasks` or `machines`.
    pub what: &'static str,
    /// The floor on a normal day.
    pub from: u64,
    /// The floor in this profile.
    pub to: u64,
    /// The shortest time that the cloud's launch rates leave; none where it documents no rate.
    pub takes: Option<SignedDuration>,
    /// Where the rate was read, or where one would stand; none where that is not known.
    pub source: Option<&'static str>,
}

/// What the floor of a plan adds to that of the everyday plan, and how long the cloud takes to start it; nothing
/// for an everyday plan itself.
#[must_use]
pub fn ramp(plan: &Plan, everyday: Option<&Plan>, applied: Option<&Applied>) -> Vec<Ramp> {
    let Some(everyday) = everyday else { return Vec::new() };
    let before = floors(everyday);
    let added = |of: &Of<'_>, to: u64| to.saturating_sub(before.get(of).map_or(0, |(_, from)| *from));
    let floors = floors(plan);
    let mut together: BTreeMap<&str, u64> = BTreeMap::new();
    for (of, (_, to)) in &floors {
        let sum = together.entry(of.1).or_default();
        *sum = sum.saturating_add(added(of, *to));
    }
    let ramps = floors.iter().filter(|(of, (_, to))| added(of, *to) > 0).map(|(of, (role, to))| {
        let added = added(of, *to);
        let rates = || plan.cloud.launch_rates().iter().filter(|rate| rate.role == *role);
        let seconds = rates().filter_map(|rate| {
            let bucket = rate.bucket.as_ref()?;
            let starts = if bucket.shared { together[of.1] } else { added };
            Some((bucket.seconds_for(starts, &plan.header.cloud.region, applied), rate.source))
        });
        let slowest = seconds.max();
        let secs = |seconds| SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
        Ramp {
            component: of.0.to_owned(),
            what: of.1,
            from: to - added,
            to: *to,
            takes: slowest.map(|(seconds, _)| secs(seconds)),
            source: slowest.map(|(_, source)| source).or_else(|| rates().map(|rate| rate.source).next()),
        }
    });
    ramps.collect()
}

/// Of which component, and a word for what of it.
type Of<'a> = (&'a str, &'static str);

/// How many tasks and machines of each component that scales out are there at the floor.
fn floors(plan: &Plan) -> BTreeMap<Of<'_>, (Role, u64)> {
    let mut floors = BTreeMap::new();
    for line in &plan.bill().lines {
        let role = line.item.role();
        let what = match role {
            Role::Task => "tasks",
            Role::Machine => "machines",
            Role::Service
            | Role::Balancer { .. }
            | Role::Gateway
            | Role::DataOut(_)
            | Role::Use
            | Role::Other => continue,
        };
        if plan.component(&line.component).is_some_and(|one| one.spec.facets().count.is_some()) {
            floors.entry((line.component.as_str(), what)).or_insert((role, 0)).1 += line.quantity.floor;
        }
    }
    floors
}
