//! Which profile is live: the capacity that each profile writes, held against a Terraform state.

mod state;
mod text;

pub use state::{Source, State, StateError};
pub use text::say;

use std::collections::{BTreeMap, BTreeSet};

use hcl::{Body, Expression};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::check::baseline;
use crate::cloud::aws::timed::Moment;
use crate::emit;
use crate::plan::Plan;

/// What is live.
#[derive(Debug, Serialize)]
pub struct Status {
    /// The profile that all components are in; none while they are not in one.
    pub live: Option<String>,
    /// What that was read from, and so what it is worth.
    pub source: Source,
    /// Each component.
    pub components: Vec<ComponentStatus>,
    /// Profiles that something is still in although their window is over.
    pub overdue: Vec<String>,
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

impl ComponentStatus {
    /// Whether some size of it is a profile's, and no everyday one's: what fits both is back already.
    fn is_still(&self, profile: &str, everyday: &BTreeSet<&str>) -> bool {
        let whole = self.profiles.iter().any(|own| own == profile)
            && !self.profiles.iter().any(|own| everyday.contains(own.as_str()));
        let part = |difference: &Difference| {
            let fits = |name: &str| {
                difference.profiles.get(name).is_some_and(|wanted| same(wanted, &difference.live))
            };
            fits(profile) && !everyday.iter().any(|name| fits(name))
        };
        whole || self.differences.iter().any(part)
    }
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
    /// What each profile says.
    pub profiles: BTreeMap<String, String>,
}

/// The sizes that a profile writes for a component: by address and attribute.
type Sizes = BTreeMap<(String, String), Wanted>;

/// What a profile wants of an attribute.
#[derive(Clone, Debug)]
struct Wanted {
    /// While it is live.
    live: String,
    /// Outside its window, where that differs.
    outside: Option<String>,
}

impl Wanted {
    fn fits(&self, found: &str) -> bool {
        same(&self.live, found) || self.outside.as_deref().is_some_and(|outside| same(outside, found))
    }
}

/// Holds all profiles against a state. `now` is the present instant.
#[must_use]
pub fn status(plans: &BTreeMap<String, Plan>, state: &State, now: Timestamp) -> Status {
    let all: Vec<&Plan> = plans.values().collect();
    let sizes: Vec<(&Plan, BTreeMap<String, Sizes>)> =
        all.iter().map(|plan| (*plan, sizes(plan, baseline(plan, plans), &all))).collect();
    let plans = &all;
    let names: BTreeSet<&String> = sizes.iter().flat_map(|(_, sizes)| sizes.keys()).collect();
    let components: Vec<ComponentStatus> =
        names.into_iter().map(|name| component(name, &sizes, state)).collect();
    let fits = |plan: &&&Plan| {
        components.iter().all(|component| component.profiles.iter().any(|name| name == plan.name()))
    };
    // Where two profiles agree in everything, the everyday one is live.
    let mut live: Vec<&&Plan> = plans.iter().filter(fits).collect();
    live.sort_by_key(|plan| plan.window.is_some());
    let over = |plan: &&&Plan| plan.window.as_ref().is_some_and(|window| window.is_past(now));
    // What fits a profile whose time it is may stay.
    let due = |plan: &&&Plan| plan.window.as_ref().is_none_or(|window| !window.is_past(now));
    let everyday: BTreeSet<&str> = plans.iter().filter(due).map(|plan| plan.name()).collect();
    let still = |plan: &&&Plan| components.iter().any(|component| component.is_still(plan.name(), &everyday));
    let overdue = plans.iter().filter(over).filter(still).map(|plan| plan.name().to_owned()).collect();
    let live = live.first().filter(|_| !components.is_empty()).map(|plan| plan.name().to_owned());
    Status { live, source: state.source(), components, overdue }
}

/// What a profile writes for each component, as far as it is known before Terraform runs.
fn sizes(plan: &Plan, baseline: Option<&Plan>, all: &[&Plan]) -> BTreeMap<String, Sizes> {
    let lowered = emit::lower(plan, baseline, all);
    let of = |(name, output): (String, crate::cloud::aws::Output)| {
        let mut sizes = Sizes::new();
        for capacity in &output.capacities {
            flatten(&capacity.body, "", &capacity.ignored, &capacity.address, &mut sizes);
        }
        (name, sizes)
    };
    lowered.into_iter().map(of).collect()
}

fn flatten(body: &Body, path: &str, ignored: &[&str], address: &str, out: &mut Sizes) {
    for attribute in body.attributes() {
        let name = format!("{path}{}", attribute.key());
        if ignored.contains(&name.as_str()) {
            continue;
        }
        let value = attribute.expr();
        // The window decides between the two when Terraform runs; a ceiling goes back at the end.
        let [live, before, ended] =
            [Moment::Raised, Moment::Before, Moment::Ended].map(|moment| plain(moment.choose(value)));
        let outside = [before, ended].into_iter().find(|other| *other != live).flatten();
        // What Terraform works out is not known before.
        if let Some(live) = live {
            out.insert((address.to_owned(), name), Wanted { live, outside });
        }
    }
    for block in body.blocks() {
        // Of several blocks of a name the provider may change the order.
        let alone = body.blocks().filter(|other| other.identifier() == block.identifier()).count() == 1;
        if alone {
            let path = format!("{path}{}.0.", block.identifier());
            flatten(block.body(), &path, ignored, address, out);
        }
    }
}

fn plain(value: &Expression) -> Option<String> {
    match value {
        Expression::Bool(value) => Some(value.to_string()),
        Expression::Number(value) => Some(value.to_string()),
        Expression::String(value) => Some(value.clone()),
        _ => None,
    }
}

fn component(name: &str, sizes: &[(&Plan, BTreeMap<String, Sizes>)], state: &State) -> ComponentStatus {
    let own: Vec<(&str, &Sizes)> =
        sizes.iter().filter_map(|(plan, all)| Some((plan.name(), all.get(name)?))).collect();
    let keys: BTreeSet<&(String, String)> = own.iter().flat_map(|(_, sizes)| sizes.keys()).collect();
    let there = keys.iter().any(|(address, _)| state.has(address));
    let mut profiles: BTreeSet<&str> = own.iter().map(|(profile, _)| *profile).collect();
    let (mut differences, mut drifted) = (Vec::new(), false);
    for key @ (address, attribute) in keys {
        let Some(live) = state.value(address, attribute) else {
            continue;
        };
        let say = |(profile, sizes): &(&str, &Sizes)| Some(((*profile).to_owned(), sizes.get(key)?.clone()));
        let wanted: BTreeMap<String, Wanted> = own.iter().filter_map(say).collect();
        let fits = |wanted: &Wanted| wanted.fits(&live);
        profiles.retain(|profile| wanted.get(*profile).is_none_or(fits));
        drifted |= !wanted.values().any(fits);
        if !wanted.values().all(fits) {
            let (address, attribute) = (address.clone(), attribute.clone());
            let profiles = wanted.into_iter().map(|(profile, wanted)| (profile, wanted.live)).collect();
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

/// Whether two values are one: `60` is `60.0`.
fn same(a: &str, b: &str) -> bool {
    let number = |text: &str| text.parse::<Decimal>().ok();
    a == b || number(a).zip(number(b)).is_some_and(|(a, b)| a == b)
}
