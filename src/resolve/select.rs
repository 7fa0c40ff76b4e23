//! Resolves selectors: a key with `*` stands for every component whose name matches.

use std::collections::BTreeMap;

use crate::diagnostic::code::Code;
use crate::diagnostic::{Finding, Findings};
use crate::load::node::{MapEntry, Node, Value};
use crate::model::selector::matches;

/// More selectors than these in one profile are refused, because each is compared with each name.
const MAX_SELECTORS: usize = 500;

/// Replaces every selector of `over` with the names that it matches in `base`. A plain name wins over selectors; two
/// selectors must not disagree.
pub(super) fn expand(base: Option<&Node>, over: &Node, findings: &mut Findings) -> Node {
    let (selectors, plain): (Vec<&MapEntry>, Vec<&MapEntry>) =
        over.entries().iter().partition(|entry| entry.key.contains('*'));
    if selectors.is_empty() {
        return over.clone();
    }
    if let Some(entry) = selectors.get(MAX_SELECTORS) {
        let message = format!("more than {MAX_SELECTORS} selectors");
        findings.push(Finding::new(Code::TooLarge, entry.place, message).help("name the components"));
        return over.clone();
    }
    let names: Vec<&str> = base.map_or(&[][..], Node::entries).iter().map(|e| e.key.as_str()).collect();
    let mut used = vec![false; selectors.len()];
    let mut out: BTreeMap<String, MapEntry> = BTreeMap::new();
    for name in names {
        let mut selected: Option<MapEntry> = None;
        for (selector, used) in selectors.iter().zip(&mut used) {
            if !matches(&selector.key, name) {
                continue;
            }
            *used = true;
            match &mut selected {
                None => {
                    let mut entry = MapEntry::clone(selector);
                    name.clone_into(&mut entry.key);
                    selected = Some(entry);
                }
                Some(entry) => join(&mut entry.node, &selector.node, name, findings),
            }
        }
        out.extend(selected.map(|entry| (name.to_owned(), entry)));
    }
    for entry in plain {
        match out.get_mut(&entry.key) {
            Some(selected) => override_with(&mut selected.node, &entry.node, &entry.key, findings),
            None => drop(out.insert(entry.key.clone(), entry.clone())),
        }
    }
    for (selector, used) in selectors.iter().zip(used) {
        if !used {
            let message = format!("`{}` matches no name in the base profile", selector.key);
            findings.push(
                Finding::new(Code::SelectorNoMatch, selector.place, message)
                    .help("`*` stands for any run of characters; the rest must be exact"),
            );
        }
    }
    Node::new(Value::Map(out.into_values().collect()), over.place)
}

/// Adds the values of a second selector. Where both set a value, they must agree.
fn join(into: &mut Node, other: &Node, name: &str, findings: &mut Findings) {
    if into == other {
        return;
    }
    match (&mut into.value, &other.value) {
        (Value::Map(entries), Value::Map(others)) => {
            for entry in others {
                match entries.binary_search_by(|e| e.key.cmp(&entry.key)) {
                    Ok(at) => join(&mut entries[at].node, &entry.node, name, findings),
                    Err(at) => entries.insert(at, entry.clone()),
                }
            }
        }
        _ => findings.push(
            Finding::new(
                Code::SelectorConflict,
                other.place,
                format!("two selectors disagree about `{name}`"),
            )
            .label(into.place, "the other one")
            .help(format!("say what holds for `{name}` under its own name")),
        ),
    }
}

/// The value under the plain name wins.
fn override_with(into: &mut Node, over: &Node, name: &str, findings: &mut Findings) {
    match (&mut into.value, &over.value) {
        (Value::Map(entries), Value::Map(others)) => {
            for entry in others {
                match entries.binary_search_by(|e| e.key.cmp(&entry.key)) {
                    Ok(at) => override_with(&mut entries[at].node, &entry.node, name, findings),
                    Err(at) => entries.insert(at, entry.clone()),
                }
            }
        }
        // With `count: x10` here and `count: {max: …}` there, half of it would be lost silently.
        (Value::String(_), Value::Map(_)) => findings.push(
            Finding::new(
                Code::SelectorConflict,
                over.place,
                format!("a selector says this of `{name}` in another form"),
            )
            .label(into.place, "in one word")
            .help("say all of it here, or all of it part by part there"),
        ),
        _ => *into = over.clone(),
    }
}
