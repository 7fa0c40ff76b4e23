//! What changes along with components in Terraform of the team's own, by the trial of each profile: it is added to the plans of
//! all profiles, so that each figure and each word of a switch has it. And what changes wait for where they stand.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::cloud::existing::swallowed::{Swallowed, Swallowing};
use crate::in_place::reading::{Reading, Readings};
use crate::in_place::trial::{Trials, Tried};
use crate::in_place::want::{Asked, Want};
use crate::plan::Plan;
use crate::plan::along::Waits;
use crate::survey::seen::{Seen, seen};

/// The most characters of an address that are a name.
const LONGEST: usize = 160;

/// The components of a root at a time, by the addresses of their main resources.
type AllSeen = BTreeMap<String, Seen>;

/// What changes along in one root in any profile.
struct OfRoot<'a> {
    reading: &'a Reading,
    /// The name of the root.
    name: String,
    /// The addresses, each with the component that it changes with.
    leads: BTreeMap<String, String>,
}

/// Adds to the plans what changes along with their components, and says what changes wait for.
pub(crate) fn add(plans: &mut BTreeMap<String, Plan>, readings: Option<&Readings<'_>>, trials: &Trials<'_>) {
    let Some(readings) = readings else { return };
    for (name, tried) in &trials.0 {
        if let Some(plan) = plans.get_mut(name) {
            set_waits(plan, tried);
            if tried.joint.is_refused() && has_changes(tried) {
                plan.untold.push(
                    "what changes along in your Terraform, because a build would be refused: `scaleprof check` says why"
                        .to_owned(),
                );
            }
        }
    }
    let mut taken = BTreeSet::new();
    for of in roots(trials) {
        add_of_root(plans, readings, trials, &of, &mut taken);
    }
}

/// Whether a profile wants another value than on a normal day.
fn has_changes(tried: &Tried<'_>) -> bool {
    tried.asked.iter().any(|(.., wants)| wants.wanted.iter().any(|want| want.changes))
}

/// Says of each component which of its changes wait for something.
fn set_waits(plan: &mut Plan, tried: &Tried<'_>) {
    let mut all: BTreeMap<&str, Waits> = BTreeMap::new();
    for (_, reading, wants) in &tried.asked {
        for want in &wants.wanted {
            if let Some(waits) = pending(&want.swallowed, reading) {
                all.entry(&want.component).or_default().insert(want.field.clone(), waits);
            }
        }
    }
    for component in &mut plan.components {
        if let Some(waits) = all.remove(component.name.as_str()) {
            component.set_waits(waits);
        }
    }
}

/// What a change waits for, if it does, with its place as findings have it.
fn pending(swallowed: &[Swallowing], reading: &Reading) -> Option<Swallowing> {
    let own = swallowed.iter().find(|own| own.effect == Swallowed::Pending)?;
    Some(Swallowing { place: reading.place(own.place), ..own.clone() })
}

/// The roots in which something changes along.
fn roots<'a>(trials: &Trials<'a>) -> Vec<OfRoot<'a>> {
    let mut all: Vec<OfRoot<'a>> = Vec::new();
    for tried in trials.0.values() {
        for (planned, (name, reading, wants)) in tried.joint.parts.iter().zip(&tried.asked) {
            for along in &planned.along {
                let by = along.wanted.and_then(|at| wants.wanted.get(at));
                let Some(lead) = by.or_else(|| wants.wanted.iter().find(|want| want.changes)) else {
                    continue;
                };
                let at = all.iter().position(|own| std::ptr::eq(own.reading, *reading));
                let at = at.unwrap_or_else(|| {
                    all.push(OfRoot { reading, name: name.clone(), leads: BTreeMap::new() });
                    all.len() - 1
                });
                all[at].leads.entry(along.address.clone()).or_insert_with(|| lead.component.clone());
            }
        }
    }
    all
}

fn add_of_root(
    plans: &mut BTreeMap<String, Plan>,
    readings: &Readings<'_>,
    trials: &Trials<'_>,
    of: &OfRoot<'_>,
    taken: &mut BTreeSet<String>,
) {
    let Some(tables) = plans.values().find_map(|plan| plan.cloud.existing()) else { return };
    // What is there with each profile.
    let mut then: BTreeMap<&str, AllSeen> = BTreeMap::new();
    let mut claimed: BTreeSet<String> = BTreeSet::new();
    for (name, tried) in &trials.0 {
        let own = |asked: &&Asked<'_>| std::ptr::eq(asked.1, of.reading);
        let Some((.., wants)) = tried.asked.iter().find(own) else { continue };
        let after =
            (!tried.joint.rewrites.is_empty()).then(|| tried.joint.after(readings.tree, &of.reading.ask));
        let estate = after.as_ref().unwrap_or(&of.reading.estate);
        let root = estate.roots.iter().find(|root| root.dir == of.reading.dir());
        let Some(root) = root else { continue };
        then.insert(name, seen(root, tables));
        claimed.extend(wants.wanted.iter().map(|want: &Want| want.wanted.address.clone()));
        let addresses = plans.get(name).into_iter().flat_map(|plan| plan.components.iter());
        claimed.extend(addresses.filter_map(|own| Some(own.common.terraform.as_ref()?.address.clone())));
    }
    let Some(first) = then.values().next() else { return };
    // A component is that of a profile if it is named there, or if all of it is.
    let is_claimed = |head: &str, own: &Seen| {
        claimed.contains(head) || own.members.iter().all(|one| claimed.contains(one))
    };
    let mut told: BTreeSet<&String> = BTreeSet::new();
    let mut heads: BTreeMap<&String, &String> = BTreeMap::new();
    for (head, own) in first {
        for (address, lead) in &of.leads {
            if head == address || own.members.contains(address) {
                told.insert(address);
                if !is_claimed(head, own) {
                    heads.entry(head).or_insert(lead);
                }
            }
        }
    }
    let mut unknown: BTreeSet<String> = of.leads.keys().filter(|own| !told.contains(own)).cloned().collect();
    for (head, lead) in heads {
        let all: BTreeMap<&str, &Seen> =
            then.iter().filter_map(|(name, seen)| Some((*name, seen.get(head)?))).collect();
        let differs = all.values().any(|own| all.values().any(|other| own.fields != other.fields));
        if all.len() < then.len() || !differs {
            unknown.insert(head.clone());
            continue;
        }
        let name = named(head, &of.name, taken);
        for (profile, own) in all {
            let Some(plan) = plans.get_mut(profile) else { continue };
            let mut entry = own.entry();
            entry.insert("kind".to_owned(), own.kind.into());
            entry.insert("what".to_owned(), format!("changes along with {lead}").into());
            entry.insert("terraform".to_owned(), address(head, &of.name, plan));
            let waits = own
                .swallowed
                .iter()
                .filter_map(|(field, all)| Some((field.clone(), pending(all, of.reading)?)));
            if !plan.add_along(&name, lead, entry, waits.collect()) {
                plan.untold.push(format!("what {name} costs, which changes along with {lead}"));
            }
        }
    }
    for (profile, _) in then {
        if let Some(plan) = plans.get_mut(profile) {
            let own = unknown.iter().map(|address| {
                let lead = of.leads.get(address).map_or("a component", String::as_str);
                format!("what {} costs, which changes along with {lead}", plain(address))
            });
            plan.untold.extend(own);
        }
    }
}

/// Where something stands.
fn address(head: &str, root: &str, plan: &Plan) -> Value {
    if plan.header.terraform.contains_key(root) {
        json!({"address": head, "root": root})
    } else {
        json!({"address": head})
    }
}

/// The name that stands for an address: no other component has it.
fn named(head: &str, root: &str, taken: &mut BTreeSet<String>) -> String {
    let name = plain(head);
    let alone = taken.insert(name.clone());
    if alone { name } else { plain(&format!("{name} in {root}")) }
}

/// An address as it is shown: what is no letter, digit or sign of an address is not.
fn plain(address: &str) -> String {
    let shown = |c: char| if c.is_ascii_alphanumeric() || "_-.[]\"/:".contains(c) { c } else { '_' };
    address.chars().take(LONGEST).map(shown).collect()
}
