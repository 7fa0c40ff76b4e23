//! What is still said of a profile of which the schema refuses some components: errors of the others. Without it they
//! would be found only once the first ones are mended.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::check_alone;
use crate::check::probe::Known;
use crate::diagnostic::Findings;
use crate::load::node::{MapEntry, Node, Value};
use crate::plan::{Plan, plan};
use crate::resolve::Layered;
use crate::schema::wrong_in;

/// The profiles that are not valid, as far as they are.
#[derive(Default)]
pub(super) struct Rest {
    plans: BTreeMap<String, Plan>,
    /// What was left out of each of them.
    without: BTreeMap<String, BTreeSet<Entry>>,
}

/// A component or an outside service: the key that it stands under, and its name.
type Entry = (String, String);

impl Rest {
    /// Takes a profile of which the schema refuses components and services, and nothing else. `base` is the profile that
    /// it extends, if that one is not valid either.
    pub(super) fn add(&mut self, name: &str, layered: Layered, base: Option<&str>) {
        let mut without = match base.map(|base| self.without.get(base)) {
            Some(None) => return,
            Some(Some(without)) => without.clone(),
            None => BTreeSet::new(),
        };
        for path in wrong_in(&layered.root) {
            let mut path = path.into_iter();
            match (path.next(), path.next()) {
                (Some(part), Some(name)) if PARTS.contains(&&*part) => without.insert((part, name)),
                _ => return,
            };
        }
        let root = rest_of(&layered.root, &without);
        if root.get("components").is_none_or(|left| left.entries().is_empty()) || !wrong_in(&root).is_empty()
        {
            return;
        }
        let mut unread = Findings::default();
        if let Some(plan) = plan(Layered { root, ..layered }, &mut unread).filter(|_| unread.is_empty()) {
            self.plans.insert(name.to_owned(), plan);
            self.without.insert(name.to_owned(), without);
        }
    }

    /// What is wrong with their other components, by the name of the profile. `plans` are those that are whole: one of them
    /// may be the everyday profile of another.
    pub(super) fn findings(
        self,
        plans: &mut BTreeMap<String, Plan>,
        known: Known<'_>,
    ) -> Vec<(String, Findings)> {
        let names: Vec<String> = self.plans.keys().cloned().collect();
        plans.extend(self.plans);
        let found =
            names.iter().map(|name| (name.clone(), check_alone(&plans[name], plans, known))).collect();
        plans.retain(|name, _| !names.contains(name));
        found
    }
}

/// The keys of a profile below which each name stands for something by itself.
const PARTS: [&str; 2] = ["components", "external"];

/// A profile without some of what it has.
fn rest_of(root: &Node, without: &BTreeSet<Entry>) -> Node {
    let mut root = root.clone();
    let Value::Map(entries) = &mut root.value else { return root };
    for MapEntry { key, node, .. } in entries {
        if let (true, Value::Map(named)) = (PARTS.contains(&&**key), &mut node.value) {
            named.retain(|own| !without.contains(&(key.clone(), own.key.clone())));
        }
    }
    root
}
