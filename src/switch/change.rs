//! The fields in which two profiles differ, and what a change from one to the other does to live users.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::effect::{self, Rule};
use crate::kind;
use crate::load::node::{MapEntry, Node, Value};
use crate::plan::Plan;
use crate::source::Place;

/// A field that differs.
#[derive(Clone, Debug)]
pub struct Change {
    /// The field, segments split by dots: `count.min`.
    pub field: String,
    /// The value before, with its place; `None` if the field is left out.
    pub from: Option<(Json, Place)>,
    /// The value after, with its place.
    pub to: Option<(Json, Place)>,
    /// What the change does to live users; `None` if the field is not of a component.
    pub effect: Option<&'static Rule>,
}

/// The fields that differ in one entry of a section of two plans.
#[must_use]
pub fn changes(section: &str, name: &str, from: &Plan, to: &Plan) -> Vec<Change> {
    let (before, after) = leaves(section, name, from, to);
    let mut fields: Vec<&String> = before.keys().chain(after.keys()).collect();
    fields.sort_unstable();
    fields.dedup();
    let components =
        (section == "components").then(|| from.component(name).zip(to.component(name))).flatten();
    let change = |field: &String| {
        let side = |leaves: &Leaves<'_>| leaves.get(field).map(|(node, place)| (node.to_json(), *place));
        let (from, to) = (side(&before), side(&after));
        let value = |side: &Option<(Json, Place)>| side.as_ref().map(|(value, _)| value.clone());
        let effect = components.and_then(|(before, after)| {
            effect::find(field, value(&from).as_ref(), value(&to).as_ref(), before, after)
        });
        Change { field: field.clone(), from, to, effect }
    };
    let value = |side: &Option<(Json, Place)>| side.as_ref().map(|(value, _)| value.clone());
    fields.into_iter().map(change).filter(|change| value(&change.from) != value(&change.to)).collect()
}

type Leaves<'a> = BTreeMap<String, (&'a Node, Place)>;

/// Fields that say what to do, not what exists.
const SILENT: [&str; 5] = ["kind", "allow", "how", "lead_time", "test"];

/// The fields of an entry that a profile may set and that differ, down to single values, before and after. The
/// identity of a component never differs, and `allow` changes nothing.
fn leaves<'a>(section: &str, name: &str, from: &'a Plan, to: &'a Plan) -> (Leaves<'a>, Leaves<'a>) {
    let node = |plan: &'a Plan| Some(&plan.root.get(section)?.entry(name)?.node);
    let (before, after) = (node(from), node(to));
    let differing = |node: Option<&'a Node>, other: Option<&'a Node>| {
        let mut out = Leaves::new();
        let kind = node.and_then(|node| node.get("kind")).and_then(Node::as_str).and_then(kind::find);
        for field in node.map_or(&[][..], Node::entries) {
            let same =
                other.and_then(|other| other.get(&field.key)).is_some_and(|other| *other == field.node);
            if !same
                && !SILENT.contains(&field.key.as_str())
                && !kind.is_some_and(|kind| kind::is_identity(kind, &field.key))
            {
                walk(field, &field.key, &mut out);
            }
        }
        out
    };
    let (mut from_leaves, mut to_leaves) = (differing(before, after), differing(after, before));
    walk_traffic(before, from, &mut from_leaves);
    walk_traffic(after, to, &mut to_leaves);
    (from_leaves, to_leaves)
}

/// The traffic that an outside service is used for changes its bill, so it counts like its own fields.
fn walk_traffic<'a>(service: Option<&'a Node>, plan: &'a Plan, out: &mut Leaves<'a>) {
    let used = service.and_then(|service| service.at("uses/traffic")).and_then(Node::as_str);
    let traffic = used.and_then(|name| plan.root.get("traffic")?.entry(name));
    if let Some(entry) = traffic {
        walk(entry, &format!("traffic.{}", entry.key), out);
    }
}

fn walk<'a>(entry: &'a MapEntry, path: &str, out: &mut Leaves<'a>) {
    match &entry.node.value {
        Value::Map(entries) if !entries.is_empty() => {
            for below in entries {
                walk(below, &format!("{path}.{}", below.key), out);
            }
        }
        _ => drop(out.insert(path.to_owned(), (&entry.node, entry.best_place()))),
    }
}
