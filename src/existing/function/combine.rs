//! Several lists or maps become one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::call::Call;
use super::collect::members;
use crate::existing::access::{elements, entry, text_of, unified};
use crate::existing::origin::Origin;
use crate::existing::unknown::{Unknown, Why};
use crate::existing::value::{Data, Value};

/// How many elements a product has.
const MOST: usize = 10_000;

pub(super) fn call(call: &Call<'_>) -> Option<Value> {
    Some(match call.name.as_ref() {
        "merge" => merge(call),
        "concat" => concat(call),
        "coalesce" => coalesce(call, |value| value.is_null() || value.text() == Some("")),
        "coalescelist" => coalesce(call, |value| members(value).is_some_and(|members| members.is_empty())),
        "zipmap" => zipmap(call),
        "setproduct" => product(call),
        _ => return None,
    })
}

/// The origin of a list or map whose members have origins of their own.
fn made(call: &Call<'_>) -> Origin {
    Origin::computed(call.arguments.iter().map(|argument| argument.origin.clone()).collect())
}

fn merge(call: &Call<'_>) -> Value {
    let mut entries: BTreeMap<Arc<str>, Value> = BTreeMap::new();
    let mut open: Option<Unknown> = None;
    for map in call.arguments {
        let unknown = match &map.data {
            Data::Map(own) => {
                // What is not known of this map may take the place of what the maps before it say.
                if let Some(unknown) = &own.open {
                    hide(&mut entries, unknown);
                }
                for key in own.entries.keys() {
                    entries.insert(key.clone(), entry(map, key, Some(call.place)));
                }
                own.open.clone()
            }
            Data::Null => None,
            Data::Unknown(unknown) => {
                hide(&mut entries, unknown);
                Some(unknown.clone())
            }
            _ => return call.misfit(),
        };
        open = open.or(unknown);
    }
    Value::of_map(entries, open, made(call))
}

fn hide(entries: &mut BTreeMap<Arc<str>, Value>, unknown: &Unknown) {
    for value in entries.values_mut() {
        value.data = Data::Unknown(unknown.clone());
    }
}

fn concat(call: &Call<'_>) -> Value {
    let mut all = Vec::new();
    for list in call.arguments {
        match (&list.data, members(list)) {
            (Data::List(_) | Data::Set(_), Some(members)) => all.extend(members),
            _ => return call.misfit(),
        }
    }
    Value::of_list(all, made(call))
}

fn coalesce(call: &Call<'_>, empty: impl Fn(&Value) -> bool) -> Value {
    let mut before = Vec::new();
    for (at, value) in call.arguments.iter().enumerate() {
        if value.unknown().is_some() {
            let mut from = before;
            from.extend(call.arguments.iter().flat_map(Value::origins));
            return Value::new(value.data.clone(), Origin::computed(from));
        }
        if !empty(value) {
            let one = unified(call.arguments.to_vec()).swap_remove(at);
            return call.passed(&one).with(|origin| origin.chosen(before));
        }
        before.extend(value.origins());
    }
    call.unknown(Why::Invalid(format!("`{}` has no value to answer", call.name)))
}

fn zipmap(call: &Call<'_>) -> Value {
    let [keys, values] = call.arguments else { return call.misfit() };
    let (Some(keys), Some(values)) = (members(keys), members(values)) else { return call.misfit() };
    let keys: Option<Vec<Arc<str>>> = keys.iter().map(text_of).collect();
    match keys {
        Some(keys) if keys.len() == values.len() => {
            Value::of_map(keys.into_iter().zip(values).collect(), None, made(call))
        }
        _ => call.misfit(),
    }
}

fn product(call: &Call<'_>) -> Value {
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    for list in call.arguments {
        let Some(members) = elements(list) else { return call.misfit() };
        if rows.len().saturating_mul(members.len()) > MOST {
            return call.unknown(Why::Budget("members of one value"));
        }
        rows = rows
            .iter()
            .flat_map(|row| {
                members.iter().map(move |(_, member)| row.iter().cloned().chain([member.clone()]).collect())
            })
            .collect();
    }
    let origin = made(call);
    let rows = rows.into_iter().map(|row| Value::of_list(row, origin.clone())).collect();
    Value::of_list(rows, origin)
}
