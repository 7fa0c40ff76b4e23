//! Holds a plan against what a switch between two profiles promises: what it does more, and what it does not do.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::cloud::existing::Existing;
use crate::cloud::existing::shown::Shown;
use crate::cloud::existing::swallowed::Swallowed;
use crate::diagnostic::code::Code;
use crate::diff::Diff;
use crate::existing::planned::{Action, Changed, Planned};
use crate::kind::ends::has_ends;
use crate::plan::{Component, Plan};
use crate::source::Place;
use crate::survey::field::literal;
use crate::survey::size::field_of;
use crate::switch::change::{Change, changes};

use super::parts::Parts;
use super::promise::{Attribute, CREATE, DELETE, Promise, UPDATE};
use super::say::name;

/// Something that a plan does more than is promised, does not do, or does in another way.
#[derive(Debug)]
pub struct Breach {
    /// The rule.
    pub code: Code,
    /// What is wrong, in one line.
    pub message: String,
    /// How to put it right, in one line.
    pub help: String,
    /// Where a profile says what is promised; none for what no profile speaks of.
    pub place: Option<Place>,
}

/// A plan held against a promise.
#[derive(Debug, Default)]
pub struct Held {
    /// What is broken.
    pub breaches: Vec<Breach>,
    /// The components that change and of which this plan has nothing: they stand in another root.
    pub elsewhere: Vec<String>,
    /// How many changes are as promised.
    pub kept: usize,
}

/// Holds a plan against the switch `diff`. `built` is what differs in the Terraform that is generated, `beside` what differs
/// in files of our own beside roots of the team's, with the names of the roots.
#[must_use]
pub fn hold(
    planned: &Planned,
    diff: &Diff<'_>,
    built: Promise,
    beside: Vec<(&BTreeSet<String>, Promise)>,
) -> Held {
    let mut held = Held::default();
    let Some(tables) = diff.to.cloud.existing() else { return held };
    let parts = Parts::of(planned, diff.to.cloud, tables, None);
    let there = |address: &str| parts.instance(address).is_some();
    let is_generated = built.known.iter().any(|address| there(address))
        || planned.changes.iter().any(|own| built.known.contains(&own.address));
    let mut promise = if is_generated { built } else { Promise::default() };
    let mut places: BTreeMap<String, Place> = BTreeMap::new();
    let mut found = is_generated;
    for (roots, own) in beside {
        let stands = |component: &Component| {
            let root = diff.to.root_of(component).is_some_and(|root| roots.contains(root));
            root && component.common.terraform.as_ref().is_some_and(|tuned| there(&tuned.address))
        };
        if diff.to.components.iter().any(stands) {
            found |= !own.resources.is_empty();
            promise.known.extend(own.known);
            promise.resources.extend(own.resources);
        }
    }
    for component in diff.to.all() {
        let Some(before) = diff.from.component(&component.name) else { continue };
        let own = changes("components", &component.name, diff.from, diff.to);
        if own.is_empty() {
            continue;
        }
        let Some(tuned) = &component.common.terraform else {
            let elsewhere = component.is_built() && !is_generated || component.common.resource.is_some();
            held.elsewhere.extend(elsewhere.then(|| component.name.clone()));
            continue;
        };
        if !there(&tuned.address) {
            held.elsewhere.push(component.name.clone());
            continue;
        }
        found = true;
        let sides = (before, component);
        tune(&parts, (diff.to, sides), (&tuned.address, &own), tables, &mut promise, &mut places, &mut held);
    }
    if !found && planned.changes.is_empty() && diff.changed().next().is_none() {
        return held;
    }
    if !found {
        held.breaches.push(Breach {
            code: Code::PlanMissing,
            message: "nothing in this plan is of these profiles".to_owned(),
            help: "make the plan in generated/PROFILE, or in the root that `terraform` of the profile names"
                .to_owned(),
            place: None,
        });
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for change in planned.changes.iter().filter(|own| !is_read(own)) {
        seen.insert(&change.address);
        let before = held.breaches.len();
        one(change, &promise, &parts, tables, &places, &mut held);
        held.kept += usize::from(held.breaches.len() == before);
    }
    for (address, promised) in promise.resources.iter().filter(|(_, own)| own.must) {
        if !seen.contains(address.as_str()) {
            let paths = promised.attributes.iter().filter(|(_, own)| own.must).map(|own| own.0.as_str());
            let what = super::say::names(paths);
            let what = if what.is_empty() { String::new() } else { format!(" in {what}") };
            held.breaches.push(missing(address, &what, &places));
        }
    }
    held
}

/// Whether nothing happens to the resource: a data source that is read.
fn is_read(change: &Changed) -> bool {
    change.is_data
        || change.actions == [Action::Read]
        || (change.actions.iter().all(|own| *own == Action::NoOp)
            && change.moved_from.is_none()
            && !change.importing)
}

/// Adds what is promised of a component in Terraform of the team's own.
fn tune(
    parts: &Parts<'_>,
    (to, sides): (&Plan, (&Component, &Component)),
    (head, changes): (&str, &[Change]),
    tables: &'static Existing,
    promise: &mut Promise,
    places: &mut BTreeMap<String, Place>,
    held: &mut Held,
) {
    let Some(part) = parts.part(head) else { return };
    let kind = sides.1.spec.kind().name;
    for change in changes {
        // What has grown stays: nothing is promised.
        if change.effect.is_some_and(super::super::effect::Rule::keeps) {
            continue;
        }
        let text = |side: &Option<(serde_json::Value, Place)>| side.as_ref().and_then(|own| plain(&own.0));
        let (from, wanted) = (text(&change.from), text(&change.to));
        let place = change.to.as_ref().or(change.from.as_ref()).map(|own| own.1);
        let mut stated = 0;
        let mut stands = false;
        for member in parts.members(part) {
            let address = member.address.to_string();
            promise.known.insert(address.clone());
            // A schedule of the team's own that sets the same number may follow.
            for row in tables.schedules.iter().filter(|row| row.resource == &*member.address.kind) {
                let ends = [("count.min", &row.min), ("count.max", &row.max)];
                for (_, path) in ends.into_iter().filter(|(field, _)| *field == change.field) {
                    let own = promise.resources.entry(address.clone()).or_default();
                    own.may[UPDATE] = true;
                    let to = wanted.clone();
                    own.attributes.insert(path.plain().to_owned(), Attribute { must: false, to });
                }
            }
            for rows in tables.attributes(&member.address.kind) {
                let row = rows.first;
                let of = rows.of(&member.content);
                // With a key in the field, it is the block with that key.
                let keys: Vec<Option<String>> = match row.path.find(&member.content) {
                    found if found.is_empty() => vec![None],
                    found => found.iter().map(|own| row.path.key(&member.content, own)).collect(),
                };
                let is_field = |key: &Option<String>| {
                    let own = field_of(&of, key.as_deref(), kind);
                    own.is_some_and(|own| {
                        own == change.field || has_ends(kind, &own) && change.field == format!("{own}.max")
                    })
                };
                if !keys.iter().any(is_field) {
                    continue;
                }
                stated += 1;
                let says = |value: &Option<String>| {
                    value.as_deref().and_then(|own| literal(own, row.sort)).map(|own| own.to_string())
                };
                let (is, becomes) = (says(&from), says(&wanted));
                let [before, after] = parts.contents(&address);
                // What it says neither before nor after is said elsewhere.
                if [before, after].into_iter().flatten().all(|own| row.path.find(own).is_empty()) {
                    continue;
                }
                let values: Vec<Option<String>> = before.map_or_else(Vec::new, |content| {
                    let shown = |own: &crate::existing::instance::Found<'_>| {
                        Shown::of(own.value, row.sort).map(|own| own.to_string())
                    };
                    row.path.find(content).iter().map(shown).collect()
                });
                // Of several resources with the field those are meant that say what the profile says.
                let meant = values.is_empty()
                    || values.iter().any(|own| is.is_none() || alike(own.as_deref(), is.as_deref()));
                if !meant {
                    continue;
                }
                stands = true;
                let own = promise.resources.entry(address.clone()).or_default();
                own.may[UPDATE] = true;
                own.must = true;
                own.attributes.insert(row.path.plain().to_owned(), Attribute { must: true, to: becomes });
                places.extend(place.map(|place| (address.clone(), place)));
            }
        }
        if stated > 0 && !stands {
            held.breaches.push(Breach {
                code: Code::PlanMissing,
                message: format!(
                    "`{}` of `{}` is {} in no resource of `{}`",
                    change.field,
                    sides.1.name,
                    from.as_deref().unwrap_or("not set"),
                    name(head)
                ),
                help: "plan from the sizes that the profile before the switch states; `scaleprof status` and `init --from` show what is there".to_owned(),
                place: place.or(Some(to.root.place)),
            });
        }
    }
}

/// Holds one change against what is promised of its resource.
fn one(
    change: &Changed,
    promise: &Promise,
    parts: &Parts<'_>,
    tables: &'static Existing,
    places: &BTreeMap<String, Place>,
    held: &mut Held,
) {
    let promised = promise.resources.get(&change.address).filter(|_| change.deposed.is_none());
    let address = name(&change.address);
    let place = places.get(&change.address).copied();
    let does = |action| change.actions.contains(&action);
    let (creates, deletes, updates) = (does(Action::Create), does(Action::Delete), does(Action::Update));
    let says = super::say::actions(change);
    let may = |at: usize| promised.is_some_and(|own| own.may[at]);
    let mut breach = |code, message: String, help: &str| {
        held.breaches.push(Breach { code, message, help: help.to_owned(), place });
    };
    let replaced = creates && deletes;
    let fits = match (creates, deletes) {
        (true, true) => may(UPDATE) && is_known_to_be_replaced(change, parts, tables),
        (true, false) => may(CREATE),
        (false, true) => may(DELETE) && change.deposed.is_none(),
        (false, false) => updates,
    };
    if !fits || change.importing || change.moved_from.is_some() {
        let message = format!("`{address}`: {says}, which neither profile says");
        return breach(
            Code::PlanAction,
            message,
            "look at what makes Terraform do that, and leave it out of the switch",
        );
    }
    if !(updates || replaced) {
        return;
    }
    let none = BTreeMap::new();
    let attributes = promised.map_or(&none, |own| &own.attributes);
    let covers = |path: &str| {
        attributes.keys().any(|own| {
            own == path
                || path.strip_prefix(own.as_str()).is_some_and(|rest| rest.starts_with('.'))
                || own.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'))
        })
    };
    // What is known only later follows another change, which is held against the promise itself.
    let is_said = |path: &str| covers(path) || follows(change, path, parts, promise);
    for differing in change.differing.iter().filter(|own| !own.unknown && !is_said(&own.path)) {
        let message = format!("`{address}`: `{}` changes, which neither profile says", name(&differing.path));
        breach(
            Code::PlanExtra,
            message,
            "leave it out of the switch, or apply it before in a change of its own",
        );
    }
    if change.more > 0 {
        let message = format!("`{address}`: {} more attributes change", change.more);
        breach(Code::PlanExtra, message, "leave them out of the switch");
    }
    for (path, own) in attributes {
        let differs = change.differing.iter().any(|differing| {
            differing.path == *path
                || path.strip_prefix(differing.path.as_str()).is_some_and(|rest| rest.starts_with('.'))
        });
        if !differs {
            if own.must {
                let message = format!(
                    "`{address}`: `{}` does not change, and the profiles say that it does",
                    name(path)
                );
                breach(Code::PlanMissing, message, "build the profile again, and plan what it has written");
            }
            continue;
        }
        let [_, after] = parts.contents(&change.address);
        let found = after.map(|content| content.find(path)).unwrap_or_default();
        let values: Vec<String> = found
            .iter()
            .filter_map(|own| {
                let value = own.value;
                value
                    .number()
                    .map(|own| own.normalize().to_string())
                    .or_else(|| value.text().map(str::to_owned))
            })
            .collect();
        if let (Some(to), false) = (&own.to, values.is_empty())
            && !values.iter().any(|own| alike(Some(own), Some(to)))
        {
            // Only a size is shown, and what the profile says is one.
            let message = format!("`{address}`: `{}` becomes another value than {}", name(path), name(to));
            breach(Code::PlanValue, message, "build the profile again, and plan what it has written");
        }
    }
}

/// Whether an attribute is written as the same attribute of a resource that is promised to become what it becomes: a replica
/// that has the class of its database changes along.
fn follows(change: &Changed, path: &str, parts: &Parts<'_>, promise: &Promise) -> bool {
    let [_, Some(after)] = parts.contents(&change.address) else { return false };
    let promised = |address: &str, becomes: Option<&str>| {
        let own = promise.resources.get(address).and_then(|own| own.attributes.get(path));
        own.is_some_and(|own| own.to.is_some() && alike(own.to.as_deref(), becomes))
    };
    after.find(path).iter().any(|own| {
        let becomes = Shown::plain(own.value);
        own.value.origin.references().iter().any(|address| promised(address, becomes.as_deref()))
    })
}

fn missing(address: &str, what: &str, places: &BTreeMap<String, Place>) -> Breach {
    Breach {
        code: Code::PlanMissing,
        message: format!("`{}` does not change{what}, and the profiles say that it does", name(address)),
        help: "build the profile again, and plan what it has written".to_owned(),
        place: places.get(address).copied(),
    }
}

/// Whether the tables say beforehand that such a change replaces the resource.
fn is_known_to_be_replaced(change: &Changed, parts: &Parts<'_>, tables: &'static Existing) -> bool {
    let Some(instance) = parts.instance(&change.address) else { return false };
    let beside = parts.part(&change.address).map(|part| parts.members(part)).unwrap_or_default();
    let replaced = |path: &str| {
        let all = tables.swallowed(instance, path, &beside);
        all.iter().any(|own| matches!(own.effect, Swallowed::Replaced | Swallowed::Renewed))
    };
    !change.replace_paths.is_empty() && change.replace_paths.iter().all(|path| replaced(path))
}

/// A value of a profile as it is written there.
fn plain(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Bool(on) => Some(on.to_string()),
        _ => None,
    }
}

/// Whether two values are the same; numbers by what they are worth.
fn alike(own: Option<&str>, other: Option<&str>) -> bool {
    let number = |text: &str| text.parse::<Decimal>().ok();
    match (own, other) {
        (Some(own), Some(other)) => {
            own == other || number(own).zip(number(other)).is_some_and(|(own, other)| own == other)
        }
        (own, other) => own == other,
    }
}
