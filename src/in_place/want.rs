//! The values that a component wants of the resources that it is made of.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::cloud::existing::Existing;
use crate::cloud::existing::sort::Sort;
use crate::cloud::existing::swallowed::Swallowing;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::existing::edit::change::Literal;
use crate::existing::path::shown;
use crate::in_place::reading::Reading;
use crate::kind::ends::has_ends;
use crate::load::node::Node;
use crate::model::existing::Via;
use crate::model::selector::matches;
use crate::order::Order as _;
use crate::plan::{Component, Plan};
use crate::source::Place;
use crate::survey::OfRoot;
use crate::survey::field::literal;
use crate::survey::gather::{Gathered, gather};
use crate::survey::size::{Is, Sizing};
use crate::tuning::wanted::{self, Wanted};

/// A value that a component wants, and what other profiles want in its place.
#[derive(Debug)]
pub(crate) struct Want {
    /// The component.
    pub(crate) component: String,
    /// The field of it, its segments split by dots.
    pub(crate) field: String,
    /// The value.
    pub(crate) wanted: Wanted,
    /// Where the profile says it.
    pub(crate) place: Place,
    /// The field of the floor, if one number says both it and the ceiling, which `field` is then.
    floor: Option<String>,
    /// Whether it is another one than on a normal day.
    pub(crate) changes: bool,
    /// What the files say, if it is known, and where.
    pub(crate) now: Option<(String, Place)>,
    /// What becomes of a change, beside what was meant.
    pub(crate) swallowed: Vec<Swallowing>,
    /// The value of a normal day.
    everyday: Option<Literal>,
    /// The sort of the value in Terraform, if the attribute is there.
    sort: Option<Sort>,
}

impl Want {
    /// What another text of a profile, with all that it extends, says of it.
    pub(crate) fn said_in(&self, root: &Node) -> Option<Literal> {
        let path = format!("components/{}/{}", self.component, self.field.replace('.', "/"));
        let text = root.at(&path).and_then(scalar)?;
        literal(&text, self.sort?)
    }

    /// Whether it is what the files say, as far as that is known.
    pub(crate) fn stands(&self) -> bool {
        let now = self.now.as_ref().map(|(now, _)| Literal::Text(now.clone()));
        now.is_none_or(|now| now.is_like(&self.wanted.value))
    }

    /// What is wanted on a normal day.
    pub(crate) fn everyday(&self) -> Wanted {
        let value = self.everyday.as_ref().unwrap_or(&self.wanted.value).clone();
        Wanted { value, differs: false, ..self.wanted.clone() }
    }
}

/// Who wants something, and of what.
#[derive(Clone, Copy)]
pub(crate) struct Asking<'a> {
    /// The profile.
    pub(crate) plan: &'a Plan,
    /// The everyday profile.
    pub(crate) baseline: Option<&'a Plan>,
    /// All profiles.
    pub(crate) plans: &'a BTreeMap<String, Plan>,
    /// What the cloud says of Terraform that is there.
    pub(crate) tables: &'static Existing,
    /// What was read of the root.
    pub(crate) reading: &'a Reading,
}

/// A root by its name, what was read of it, and what is wanted of it.
pub(crate) type Asked<'a> = (String, &'a Reading, Wants);

/// What a profile wants of one root.
#[derive(Debug, Default)]
pub(crate) struct Wants {
    /// What the components want that are meant.
    pub(crate) wanted: Vec<Want>,
    /// What the other ones want.
    pub(crate) left: Vec<Want>,
    /// Fields that nothing stands for though it could, by component.
    pub(crate) missing: Vec<(String, Finding)>,
    /// What no attribute stands for anywhere: it is an estimate, or is changed another way.
    pub(crate) remarks: Vec<String>,
}

/// What a profile wants of the root that it calls `name`: all its components or, if some are named, `only` those.
pub(crate) fn wants(asking: &Asking<'_>, name: &str, only: &[String]) -> Wants {
    let Asking { plan, baseline, tables, reading, .. } = *asking;
    let found = reading.survey(tables);
    let of_root = found.roots.iter().find(|own| own.root.dir == reading.dir());
    let groups = of_root.map(|of| gather(of.root, tables)).unwrap_or_default();
    let mut all = Wants::default();
    for component in plan.components.iter().filter(|own| plan.root_of(own) == Some(name)) {
        let own = of_component(asking, component, of_root, &groups);
        if !only.is_empty() && !only.contains(&component.name) {
            all.left.extend(own);
            continue;
        }
        let unknown = unknown_along(asking, component, of_root).into_iter();
        all.missing.extend(unknown.map(|finding| (component.name.clone(), finding)));
        // Of what is not there at all, nothing is missing.
        let there = !own.iter().any(|want| want.wanted.path.is_empty());
        let forgotten = there.then(|| forgotten(plan, baseline, component, &own));
        for (field, place) in forgotten.unwrap_or_default() {
            if own.iter().any(|want| want.floor.as_ref() == Some(&field)) {
                continue;
            }
            let dir = shown(reading.dir());
            let message = format!("nothing in `{dir}` stands for `{field}` of `{}`", component.name);
            if !tables.sizes.iter().any(|size| size.of.field.is_some_and(|own| matches(own, &field))) {
                all.remarks.push(message);
                continue;
            }
            let finding = Finding::new(Code::TfNoKey, place, message)
                .help("leave it out, or write the attribute into the Terraform first");
            all.missing.push((component.name.clone(), finding));
        }
        let uneven = own.iter().filter_map(|want| uneven(plan, want));
        all.missing.extend(uneven.map(|finding| (component.name.clone(), finding)));
        all.wanted.extend(own);
    }
    all
}

/// A floor that is not its ceiling, though one number says both.
fn uneven(plan: &Plan, want: &Want) -> Option<Finding> {
    let Want { component, field, place, floor: Some(floor), changes: true, .. } = want else { return None };
    let entry = plan.entry(component)?;
    let at = |field: &str| entry.node.at(&field.replace('.', "/")).and_then(scalar);
    let (low, high) = (at(floor)?, at(field)?);
    let message = format!("one number in the Terraform says both `{floor}` and `{field}` of `{component}`");
    let finding = Finding::new(Code::TfNoKey, *place, message)
        .label(plan.place(component, &floor.replace('.', "/")), "and this is another one")
        .help("write the same number into both; or let an autoscaler move between the two first");
    Some(finding).filter(|_| low != high)
}

/// What a component wants; `groups` are the resources of the root, by the component that they make.
fn of_component(
    asking: &Asking<'_>,
    component: &Component,
    root: Option<&OfRoot<'_>>,
    groups: &[Gathered<'_>],
) -> Vec<Want> {
    let (plan, dir) = (asking.plan, asking.reading.dir());
    let Some(tuned) = &component.common.terraform else { return Vec::new() };
    let address = tuned.address.as_str();
    let is = |own: &str| own == address;
    let group = groups.iter().find(|group| group.members.iter().any(|one| is(&one.address.to_string())));
    let members = group.map_or(&[][..], |group| &group.members);
    let beside: BTreeSet<String> =
        members.iter().flat_map(|one| [one.address.to_string(), one.address.resource()]).collect();
    let along = along(&tuned.also, root, &beside);
    let kind = plan.entry(&component.name).and_then(|entry| entry.node.get("kind")?.as_str());
    let sizes: Vec<&Sizing<'_>> = root.map_or_else(Vec::new, |of| {
        let own = |size: &&Sizing<'_>| size.address == address || beside.contains(&size.address);
        of.sizes
            .iter()
            .filter(own)
            .filter(|size| {
                let is_of =
                    |kind| size.of.iter().any(|of| of.kind == Some(kind)) || size.field_of(kind).is_some();
                kind.is_some_and(is_of)
            })
            .collect()
    });
    let field_of = |size: &Sizing<'_>| kind.and_then(|kind| size.field_of(kind));
    let mut fields: Vec<Cow<'static, str>> = sizes.iter().filter_map(|size| field_of(size)).collect();
    fields.order();
    fields.dedup();
    let mut all = Vec::new();
    for field in &fields {
        let of_field = || sizes.iter().filter(|size| field_of(size).as_ref() == Some(field)).copied();
        // What is not offered is asked for all the same, if the profile wants it: the answer is why not.
        let Some(first) = of_field().find(|size| size.is_offered()).or_else(|| of_field().next()) else {
            continue;
        };
        let alike =
            |size: &&Sizing<'_>| std::ptr::eq(*size, first) || size.is_offered() && size.is == first.is;
        // One number that says both the floor and the ceiling, where no autoscaler moves it.
        let ends = kind.is_some_and(|kind| has_ends(kind, field));
        let split =
            || fields.iter().any(|own| own.strip_prefix(&**field).is_some_and(|own| own.starts_with('.')));
        let both = ends && !split();
        let path = field.replace('.', "/") + if both { "/max" } else { "" };
        for size in of_field().filter(alike) {
            let floor = both.then(|| format!("{field}.min"));
            let shared = group.and_then(|group| group.shared.get(&size.address)).cloned().unwrap_or_default();
            let own = want(asking, component, size, &path, (&along, shared));
            all.extend(own.map(|want| Want { floor, ..want }));
        }
    }
    if all.is_empty() {
        // Nothing is found: the answer is what is there.
        let wanted = Wanted {
            root: dir.to_owned(),
            address: address.to_owned(),
            path: String::new(),
            value: Literal::Bool(true),
            known: Vec::new(),
            via: None,
            differs: false,
            beside: along,
            shared: BTreeSet::new(),
        };
        let known = sizes.is_empty() && !root.is_some_and(|of| has(of, address));
        let place = plan.place(&component.name, "terraform/address");
        let want = Want {
            component: component.name.clone(),
            field: "terraform.address".to_owned(),
            wanted,
            place,
            floor: None,
            everyday: None,
            sort: None,
            changes: false,
            now: None,
            swallowed: Vec::new(),
        };
        all.extend(Some(want).filter(|_| known));
    }
    all
}

/// The resources that may change with a component: those that it is made of, and those that the profile accepts, with all
/// copies of what is named without a key.
fn along(also: &[String], root: Option<&OfRoot<'_>>, beside: &BTreeSet<String>) -> BTreeSet<String> {
    let instances = root.into_iter().flat_map(|of| &of.root.instances);
    let copies = instances.filter(|one| also.contains(&one.address.resource()));
    let copies = copies.map(|one| one.address.to_string());
    beside.iter().chain(also).cloned().chain(copies).collect()
}

/// A finding for each resource that is accepted along and is not there.
fn unknown_along(asking: &Asking<'_>, component: &Component, root: Option<&OfRoot<'_>>) -> Vec<Finding> {
    let also = component.common.terraform.iter().flat_map(|tuned| &tuned.also);
    let unknown = also.filter(|address| root.is_some_and(|of| !has(of, address)));
    let finding = |address: &String| {
        let dir = shown(asking.reading.dir());
        let place = asking.plan.place(&component.name, "terraform/also");
        let finding = Finding::new(Code::TfAbsent, place, format!("there is no `{address}` in `{dir}`"));
        finding.help("copy the address from `terraform state list`, or take it out")
    };
    unknown.map(finding).collect()
}

/// The fields that a profile changes of a component and that nothing stands for in Terraform.
fn forgotten(
    plan: &Plan,
    normal: Option<&Plan>,
    component: &Component,
    wants: &[Want],
) -> Vec<(String, Place)> {
    let entry = |plan: &Plan| plan.entry(&component.name).map(|entry| leaves(&entry.node));
    let Some((own, normal)) = entry(plan).zip(normal.and_then(entry)) else { return Vec::new() };
    let (mut own, normal): (Vec<_>, BTreeMap<String, String>) = (own, normal.into_iter().collect());
    own.retain(|(path, value)| normal.get(path) != Some(value));
    let found = |path: &str| wants.iter().any(|want| want.place == plan.place(&component.name, path));
    let missing = own.into_iter().map(|(path, _)| path).filter(|path| !found(path));
    missing.map(|path| (path.replace('/', "."), plan.place(&component.name, &path))).collect()
}

/// What every component may say beside its sizes.
const BESIDE: [&str; 8] = ["kind", "terraform", "resource", "owner", "test", "what", "allow", "connects_to"];

/// The values of a component's sizes, each with its path.
fn leaves(node: &Node) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), node)];
    while let Some((path, node)) = open.pop() {
        if let Some(value) = scalar(node) {
            found.push((path.clone(), value));
        }
        let sizes =
            node.entries().iter().filter(|entry| !path.is_empty() || !BESIDE.contains(&entry.key.as_str()));
        for entry in sizes {
            let slash = if path.is_empty() { "" } else { "/" };
            open.push((format!("{path}{slash}{}", entry.key), &entry.node));
        }
    }
    found.order();
    found
}

/// Whether a root has something at an address.
fn has(of: &OfRoot<'_>, address: &str) -> bool {
    let there = |own: String| own == address;
    of.root.instances.iter().any(|one| there(one.address.to_string()) || there(one.address.resource()))
        || of.root.calls.iter().any(|call| &*call.address == address)
}

/// One value, if the profile states it.
fn want(
    asking: &Asking<'_>,
    component: &Component,
    size: &Sizing<'_>,
    path: &str,
    (beside, shared): (&BTreeSet<String>, BTreeSet<String>),
) -> Option<Want> {
    let Asking { plan, plans, baseline, reading, .. } = *asking;
    let stated = |plan: &Plan| {
        let other = plan.component(&component.name)?;
        let same = other.common.terraform.as_ref().map(|tuned| &tuned.address);
        let here = component.common.terraform.as_ref().map(|tuned| &tuned.address);
        let node = plan.entry(&component.name)?.node.at(path).filter(|_| same == here)?;
        let text = scalar(node)?;
        Some(literal(&text, size.sort).unwrap_or(Literal::Text(text)))
    };
    let value = stated(plan)?;
    let values: BTreeMap<String, Literal> =
        plans.iter().filter_map(|(name, plan)| Some((name.clone(), stated(plan)?))).collect();
    let everyday = values.get(baseline.unwrap_or(plan).name()).cloned();
    let changes = everyday.as_ref().is_some_and(|everyday| !everyday.is_like(&value));
    let wanted = Wanted {
        root: reading.dir().to_owned(),
        address: size.address.clone(),
        path: size.path.clone(),
        value: value.clone(),
        known: values.values().cloned().collect(),
        via: component.common.terraform.as_ref().and_then(|tuned| tuned.via).map(|via| match via {
            Via::Override => wanted::Via::Override,
            Via::Tfvars => wanted::Via::Tfvars,
        }),
        differs: changes,
        beside: beside.clone(),
        shared,
    };
    let now = match &size.is {
        Is::Known(shown) => {
            let place = size.origin.constant().map_or(size.place, |constant| constant.place);
            Some((shown.to_string(), reading.place(place)))
        }
        _ => None,
    };
    Some(Want {
        component: component.name.clone(),
        field: path.replace('/', "."),
        wanted,
        place: plan.place(&component.name, path),
        floor: None,
        everyday,
        sort: Some(size.sort),
        changes,
        now,
        swallowed: size.swallowed.clone(),
    })
}

/// A number, text or switch of a profile as a text.
pub(super) fn scalar(node: &Node) -> Option<String> {
    match node.to_json() {
        serde_json::Value::String(text) => Some(text),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Bool(on) => Some(on.to_string()),
        _ => None,
    }
}
