//! Which profile is live: the capacity that each profile writes, held against a Terraform state.

pub mod left;
pub mod open;
pub mod price;
pub mod sizes;
pub mod state;
pub mod text;

use left::LeftOn;
use open::{NotRaised, Open};
use state::{Freshness, State};

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;

use crate::check::baseline;
use crate::plan::Plan;
use left::{is_due, left_on};
use open::{not_raised, open};
use sizes::{Sizes, Wanted, measure, same, sizes};

/// What is live.
#[derive(Debug, Serialize)]
pub struct StatusReport {
    /// The profile that all components are in; none while they are not in one.
    pub live: Option<String>,
    /// What that was read from, and so what it is worth.
    pub source: Freshness,
    /// When the cloud was asked, where that is known.
    pub read_at: Option<Timestamp>,
    /// Each component.
    pub components: Vec<ComponentStatus>,
    /// Profiles whose window is over and that something is still on of.
    pub overdue: Vec<String>,
    /// All that is still on once a window is over, whether it is of a profile or of none.
    pub left_on: Vec<LeftOn>,
    /// Windows that are open.
    pub open: Vec<Open>,
    /// Floors and ceilings that are too low for a window that is open.
    pub not_raised: Vec<NotRaised>,
    /// Whether there is nothing at all of the stack although a window is open or over: it may be another state.
    pub absent: bool,
}

impl StatusReport {
    /// Whether somebody has to look.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let instead = self.open.iter().any(|open| open.instead.is_some());
        self.left_on.is_empty() && self.not_raised.is_empty() && !instead && !self.absent
    }
}

/// What is live of a component.
#[derive(Debug, Serialize)]
pub struct ComponentStatus {
    /// Its name.
    pub name: String,
    /// How it stands.
    pub condition: Condition,
    /// The profiles whose sizes it has; several where they agree.
    pub profiles: Vec<String>,
    /// What is as no profile has it, or not as one of them has it all.
    pub differences: Vec<Difference>,
}

/// How a component stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// It has the sizes of a profile.
    Settled,
    /// Each size is that of some profile, and together they are that of none.
    HalfSwitched,
    /// A size is as no profile has it.
    Drifted,
    /// The state does not have it.
    Missing,
}

/// An attribute that does not fit.
#[derive(Debug, Serialize)]
pub struct Difference {
    /// The resource's address.
    pub address: String,
    /// The attribute, segments split by dots.
    pub attribute: String,
    /// What the state says.
    pub live: String,
    /// What each profile says: at this moment, where the cloud was asked, else while its window is open.
    pub profiles: BTreeMap<String, String>,
}

/// Holds all profiles against a state. `now` is the present instant.
#[must_use]
pub fn status(plans: &BTreeMap<String, Plan>, state: &State, now: Timestamp) -> StatusReport {
    let all: Vec<&Plan> = plans.values().collect();
    let sizes: Vec<(&Plan, BTreeMap<String, Sizes>)> =
        all.iter().map(|plan| (*plan, sizes(plan, baseline(plan, plans), &all, now))).collect();
    let names: BTreeSet<&String> = sizes.iter().flat_map(|(_, sizes)| sizes.keys()).collect();
    let components: Vec<ComponentStatus> =
        names.into_iter().map(|name| component(name, &sizes, state)).collect();
    let fits = |plan: &Plan| {
        components.iter().all(|component| component.profiles.iter().any(|name| name == plan.name()))
    };
    // Where two profiles agree in everything, the everyday one is live.
    let mut live: Vec<&Plan> = all.iter().copied().filter(|plan| fits(plan)).collect();
    live.sort_by_key(|plan| plan.window.is_some());
    let live = live.first().filter(|_| !components.is_empty()).map(|plan| plan.name().to_owned());
    let (mut opened, mut low, mut served) = (Vec::new(), Vec::new(), false);
    for (plan, own) in &sizes {
        let everyday = baseline(plan, plans);
        let Some(mut open) = open(plan, everyday, now) else { continue };
        let everyday = everyday.map(Plan::name).filter(|name| live.as_deref() == Some(*name));
        open.instead = everyday.filter(|_| !fits(plan)).map(str::to_owned);
        let own: Vec<NotRaised> =
            own.iter().flat_map(|(name, sizes)| not_raised(plan.name(), name, sizes, state)).collect();
        served |= open.instead.is_none() && own.is_empty();
        opened.push(open);
        low.extend(own);
    }
    // Of several that are open at once one is enough.
    if served {
        low.clear();
        for open in &mut opened {
            open.instead = None;
        }
    }
    let over: Vec<&Plan> =
        all.iter().copied().filter(|plan| plan.window.as_ref().is_some_and(|own| own.is_past(now))).collect();
    let due: Vec<&Plan> = all.iter().copied().filter(|plan| is_due(plan, now)).collect();
    let mut left = Vec::new();
    for component in components.iter().filter(|_| !over.is_empty()) {
        let own: Vec<(&Plan, &Sizes)> =
            sizes.iter().filter_map(|(plan, all)| Some((*plan, all.get(&component.name)?))).collect();
        left.extend(left_on(&component.name, &own, &due, state));
    }
    let has = |plan: &Plan, one: &LeftOn| {
        let own = sizes.iter().find(|(other, _)| other.name() == plan.name());
        let key = (one.address.clone(), one.attribute.clone());
        own.and_then(|(_, sizes)| sizes.get(&one.component)?.get(&key))
            .is_some_and(|wanted| same(&wanted.live, &one.live))
    };
    let still = |plan: &&&Plan| left.iter().any(|one| has(plan, one));
    let overdue = over.iter().filter(still).map(|plan| plan.name().to_owned()).collect();
    let missing = |one: &ComponentStatus| one.condition == Condition::Missing;
    let absent =
        (!over.is_empty() || !opened.is_empty()) && !components.is_empty() && components.iter().all(missing);
    StatusReport {
        live,
        source: state.freshness(),
        read_at: state.read_at(),
        components,
        overdue,
        left_on: left,
        open: opened,
        not_raised: low,
        absent,
    }
}

fn component(name: &str, sizes: &[(&Plan, BTreeMap<String, Sizes>)], state: &State) -> ComponentStatus {
    let own: Vec<(&str, &Sizes)> =
        sizes.iter().filter_map(|(plan, all)| Some((plan.name(), all.get(name)?))).collect();
    let keys: BTreeSet<&(String, String)> = own.iter().flat_map(|(_, sizes)| sizes.keys()).collect();
    // An alarm alone is nothing that is there.
    let there = keys.iter().any(|key| measure(key).is_some() && state.has(&key.0));
    let mut profiles: BTreeSet<&str> = own.iter().map(|(profile, _)| *profile).collect();
    let (mut differences, mut drifted) = (Vec::new(), false);
    for key @ (address, attribute) in keys {
        let Some(live) = state.value(address, attribute) else {
            continue;
        };
        let say = |(profile, sizes): &(&str, &Sizes)| Some(((*profile).to_owned(), sizes.get(key)?.clone()));
        let wanted: BTreeMap<String, Wanted> = own.iter().filter_map(say).collect();
        let fits =
            |wanted: &Wanted| wanted.is(&live, state.freshness()) || state.has_grown(key, &wanted.live);
        profiles.retain(|profile| wanted.get(*profile).is_none_or(fits));
        drifted |= !wanted.values().any(fits);
        if !wanted.values().all(fits) {
            let (address, attribute) = (address.clone(), attribute.clone());
            let told = |(profile, wanted): (String, Wanted)| (profile, wanted.told(state.freshness()));
            let profiles = wanted.into_iter().map(told).collect();
            differences.push(Difference { address, attribute, live, profiles });
        }
    }
    let condition = match (there, drifted, profiles.is_empty()) {
        (false, ..) => Condition::Missing,
        (_, true, _) => Condition::Drifted,
        (_, _, true) => Condition::HalfSwitched,
        _ => Condition::Settled,
    };
    if condition == Condition::Settled {
        differences.clear();
    }
    if condition == Condition::Missing || condition == Condition::Drifted {
        profiles.clear();
    }
    ComponentStatus {
        name: name.to_owned(),
        condition,
        profiles: profiles.into_iter().map(str::to_owned).collect(),
        differences,
    }
}
