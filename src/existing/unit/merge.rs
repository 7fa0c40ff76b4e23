//! Merges the inputs of an included file with those of the unit.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::existing::access::{element, entry};
use crate::existing::origin::Origin;
use crate::existing::value::{Data, Value};

/// Both maps as one; the second one wins. With `deep`, maps in them are merged and lists put together too.
pub(super) fn merge(base: Value, over: Value, deep: bool) -> Value {
    match (&base.data, &over.data) {
        (_, Data::Null) => base,
        (Data::Map(own), Data::Map(other)) => {
            let mut entries: BTreeMap<Arc<str>, Value> =
                own.entries.keys().map(|key| (key.clone(), entry(&base, key, None))).collect();
            // What is not known may take the place of what is.
            if let Some(unknown) = &other.open {
                for value in entries.values_mut() {
                    value.data = Data::Unknown(unknown.clone());
                }
            }
            for key in other.entries.keys() {
                let new = entry(&over, key, None);
                let merged = match entries.remove(key) {
                    Some(old) if deep => merge(old, new, deep),
                    _ => new,
                };
                entries.insert(key.clone(), merged);
            }
            let open = other.open.clone().or_else(|| own.open.clone());
            Value::of_map(entries, open, Origin::computed(vec![base.origin.clone(), over.origin.clone()]))
        }
        (Data::List(own), Data::List(other)) if deep => {
            let first = (0..own.len()).map(|at| element(&base, at, None));
            let items = first.chain((0..other.len()).map(|at| element(&over, at, None))).collect();
            Value::of_list(items, Origin::computed(vec![base.origin.clone(), over.origin.clone()]))
        }
        // An included file whose inputs are not known may set what the unit does not.
        (Data::Unknown(unknown), Data::Map(other)) => {
            let entries = other.entries.keys().map(|key| (key.clone(), entry(&over, key, None))).collect();
            Value::of_map(entries, Some(unknown.clone()), over.origin.clone())
        }
        _ => over,
    }
}
