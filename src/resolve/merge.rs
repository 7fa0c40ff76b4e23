//! Merges one layer over another.

use crate::cloud;
use std::collections::BTreeSet;

use crate::diagnostic::Findings;
use crate::load::node::{MapEntry, Node, Value};
use crate::resolve::context::Context;
use crate::resolve::{scale, select};

/// The fields that belong to a profile itself and are not inherited.
const OWN: [&str; 4] = ["profile", "extends", "window", "windows"];

/// Merges `over` on top of `base`; both are whole profiles.
///
/// The entries that the layer mentions under `components`, `external` and `traffic` are added to `mentioned`:
/// `components/api`.
pub(super) fn layer(
    base: &Node,
    over: &Node,
    mentioned: &mut BTreeSet<String>,
    findings: &mut Findings,
) -> Node {
    let text = |field: &str| [over, base].iter().find_map(|root| root.at(field)?.as_str());
    let (region, cloud) = (text("cloud/region"), text("cloud/provider").and_then(cloud::find));
    let mut context = Context { region: region.unwrap_or_default().to_owned(), cloud, findings };
    let mut root = Node::new(Value::Map(Vec::new()), over.place);
    let inherited = base.entries().iter().filter(|entry| !OWN.contains(&entry.key.as_str()));
    root.value = Value::Map(inherited.cloned().collect());
    // Once merged, the result extends nothing.
    for entry in over.entries().iter().filter(|entry| entry.key != "extends") {
        if entry.key == "components" || entry.key == "external" {
            let selected = select::expand(root.get(&entry.key), &entry.node, context.findings);
            mentioned.extend(selected.entries().iter().map(|named| format!("{}/{}", entry.key, named.key)));
            put(&mut root, &entry.key, entry, &selected, &mut context);
        } else {
            if entry.key == "traffic" {
                mentioned.extend(entry.node.entries().iter().map(|named| format!("traffic/{}", named.key)));
            }
            put(&mut root, &entry.key, entry, &entry.node, &mut context);
        }
    }
    root
}

/// Sets one key of a mapping, or merges into the value that exists.
fn put(map: &mut Node, key: &str, entry: &MapEntry, node: &Node, context: &mut Context<'_>) {
    let Value::Map(entries) = &mut map.value else {
        return;
    };
    match entries.binary_search_by(|e| e.key.as_str().cmp(key)) {
        Ok(at) => {
            let below = &mut entries[at];
            merge(&mut below.node, node, context);
            if !matches!(node.value, Value::Map(_)) {
                below.place = entry.place;
            }
        }
        Err(at) => {
            let new = MapEntry { key: key.to_owned(), place: entry.place, node: node.clone() };
            entries.insert(at, new);
        }
    }
}

/// Mappings are merged key by key, a relative value starts from the value below, and anything else replaces it.
pub(super) fn merge(base: &mut Node, over: &Node, context: &mut Context<'_>) {
    if let (Value::Map(_), Value::Map(entries)) = (&base.value, &over.value) {
        merge_entries(base, entries, context);
    } else if !scale::apply(base, over, context) {
        *base = over.clone();
    }
}

/// Merges many keys at once. Both sides are sorted, so one pass is enough.
fn merge_entries(base: &mut Node, over: &[MapEntry], context: &mut Context<'_>) {
    let Value::Map(below) = std::mem::replace(&mut base.value, Value::Null) else {
        return;
    };
    let mut merged = Vec::with_capacity(below.len().max(over.len()));
    let mut below = below.into_iter().peekable();
    for entry in over {
        while let Some(lower) = below.next_if(|lower| lower.key < entry.key) {
            merged.push(lower);
        }
        match below.next_if(|lower| lower.key == entry.key) {
            Some(mut lower) => {
                merge(&mut lower.node, &entry.node, context);
                if !matches!(entry.node.value, Value::Map(_)) {
                    lower.place = entry.place;
                }
                merged.push(lower);
            }
            None => merged.push(entry.clone()),
        }
    }
    merged.extend(below);
    base.value = Value::Map(merged);
}
