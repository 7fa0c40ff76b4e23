//! Compares the sizes that each profile writes with a Terraform state, and says which profile is live.

pub(crate) mod due;
pub(crate) mod extra;
pub mod figure;
pub mod in_files;
pub mod left;
pub mod open;
pub mod overdue;
pub mod price;
pub mod report;
pub mod sizes;
pub mod state;
pub mod text;

use crate::order::Order as _;
use crate::status::report::{ComponentStatus, Condition, Difference, StatusReport};
use crate::status::sizes::size;
use left::LeftOn;
use open::NotRaised;
use state::State;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::plan::Plan;
use crate::plan::baseline::baseline;
use crate::status::figure::same;
use left::left_on;
use open::{not_raised, open};
use sizes::{Sizes, Wanted, sizes};

/// Compares all profiles with a state. `now` is the present instant.
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
    // If two profiles have the same sizes, the everyday one is live.
    let mut live: Vec<&Plan> = all.iter().copied().filter(|plan| fits(plan)).collect();
    live.order_by_key(|plan| plan.window.is_some());
    let live = live.first().filter(|_| !components.is_empty()).map(|plan| plan.name().to_owned());
    let (mut opened, mut low, mut served) = (Vec::new(), Vec::new(), false);
    for (plan, own) in &sizes {
        let everyday = baseline(plan, plans);
        let Some(mut open) = open(plan, everyday, now) else { continue };
        let everyday = everyday.map(Plan::name).filter(|name| live.as_deref() == Some(*name));
        open.instead = everyday.filter(|_| !fits(plan)).map(str::to_owned);
        let own: Vec<NotRaised> =
            own.iter().flat_map(|(name, sizes)| not_raised(plan, name, sizes, state)).collect();
        served |= open.instead.is_none() && own.is_empty();
        opened.push(open);
        low.extend(own);
    }
    // Of several windows that are open at once, one that is up is enough.
    if served {
        low.clear();
        for open in &mut opened {
            open.instead = None;
        }
    }
    let over: Vec<&Plan> =
        all.iter().copied().filter(|plan| plan.windows.first().is_some_and(|own| own.is_past(now))).collect();
    let due: Vec<&Plan> = all.iter().copied().filter(|plan| plan.is_due(now)).collect();
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
    // A component of which only an alarm exists is missing.
    let there = keys.iter().any(|key| {
        sizes.first().is_some_and(|(plan, _)| size(plan, name, key).is_some()) && state.has(&key.0)
    });
    let mut profiles: BTreeSet<&str> = own.iter().map(|(profile, _)| *profile).collect();
    let (mut differences, mut drifted) = (Vec::new(), false);
    for key @ (address, attribute) in keys {
        // How many there are of a part says nothing of what is not there at all.
        let Some(live) = state.value(address, attribute).filter(|_| there || !address.ends_with('*')) else {
            continue;
        };
        let say = |(profile, sizes): &(&str, &Sizes)| Some(((*profile).to_owned(), sizes.get(key)?.clone()));
        let wanted: BTreeMap<String, Wanted> = own.iter().filter_map(say).collect();
        let attribute_of = sizes.first().and_then(|(plan, _)| size(plan, name, key));
        let has_grown = |to: &str| attribute_of.is_some_and(|size| state.has_grown(address, size, to));
        let fits = |wanted: &Wanted| wanted.is(&live, state.freshness()) || has_grown(&wanted.live);
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
