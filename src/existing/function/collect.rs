//! Lists, sets and maps, member by member: members keep their origin.

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::call::Call;
use crate::existing::access::{as_text, element, elements, entry, equal, order, set, text_of, unified};
use crate::existing::origin::Origin;
use crate::existing::unknown::Why;
use crate::existing::value::{Data, Value};
use crate::order::Order as _;

/// How many numbers `range` makes.
const MOST: usize = 10_000;

pub(super) fn call(call: &Call<'_>) -> Option<Value> {
    let first = call.arguments.first();
    Some(match (call.name.as_ref(), call.arguments) {
        ("length", [of]) => call.or_misfit(length(of).map(|length| Data::Number(length.into()))),
        ("keys", [of]) => keys(call, of),
        ("values", [of]) => match (&of.data, members(of)) {
            (Data::Map(map), Some(members)) if map.open.is_none() => list(members, of),
            _ => call.misfit(),
        },
        ("lookup", [map, key, ..]) => lookup(call, map, key),
        ("element", [list, at]) => at_place(call, list, at),
        ("contains", [list, value]) => call.or_misfit(contains(list, value).map(Data::Bool)),
        ("index", [list, value]) => {
            place_of(list, value).map_or_else(|| call.mistake(), |at| call.computed(at))
        }
        ("reverse", [of]) => changed(call, of, |mut members| {
            members.reverse();
            Some(members)
        }),
        ("sort", [of]) => changed(call, of, |members| {
            let mut texts = members.iter().map(as_text).collect::<Option<Vec<Value>>>()?;
            texts.order_by(order);
            Some(texts)
        }),
        ("distinct", [of]) => changed(call, of, |members| distinct(unified(members))),
        ("compact", [of]) => changed(call, of, |members| {
            let known = members.iter().all(|member| member.unknown().is_none());
            let full = |member: &Value| !member.is_null() && member.text() != Some("");
            known.then(|| members.into_iter().filter(full).collect())
        }),
        ("flatten", [of]) => changed(call, of, |members| {
            let mut flat = Vec::new();
            flatten(members, &mut flat)?;
            Some(flat)
        }),
        ("slice", [of, from, to]) => {
            let at = |value: &Value| value.number().and_then(|number| number.to_usize());
            match (at(from), at(to)) {
                (Some(from), Some(to)) => {
                    changed(call, of, |members| members.get(from..to).map(<[Value]>::to_vec))
                }
                _ => call.misfit(),
            }
        }
        ("one", [of]) => match members(of).as_deref() {
            Some([]) => call.computed(Data::Null),
            Some([only]) => call.passed(only),
            _ => call.mistake(),
        },
        ("range", _) => range(call),
        ("setunion", _) => sets(call, |_, all| all > 0),
        ("setintersection", _) => sets(call, |of, all| all == of),
        ("setsubtract", [left, right]) => match (members(left), members(right)) {
            (Some(left), Some(right)) => {
                let kept = left
                    .into_iter()
                    .filter(|item| right.iter().all(|other| equal(item, other) == Some(false)));
                match set(&kept.collect::<Vec<_>>()) {
                    Some(kept) => Value::new(Data::Set(Arc::new(kept)), call.origin()),
                    None => call.misfit(),
                }
            }
            _ => call.misfit(),
        },
        ("length" | "keys" | "values" | "lookup" | "flatten", _) => {
            first.map_or_else(|| call.misfit(), |_| call.misfit())
        }
        _ => return None,
    })
}

pub(super) fn members(of: &Value) -> Option<Vec<Value>> {
    Some(elements(of)?.into_iter().map(|(_, value)| value).collect())
}

fn list(members: Vec<Value>, of: &Value) -> Value {
    Value::of_list(members, Origin::computed(vec![of.origin.clone()]))
}

/// A list that is made of the members of another one.
fn changed(call: &Call<'_>, of: &Value, change: impl FnOnce(Vec<Value>) -> Option<Vec<Value>>) -> Value {
    if matches!(of.data, Data::Map(_)) {
        return call.misfit();
    }
    members(of).and_then(change).map_or_else(|| call.misfit(), |members| list(members, of))
}

fn length(of: &Value) -> Option<usize> {
    match &of.data {
        Data::Text(text) => Some(text.chars().count()),
        Data::List(items) | Data::Set(items) => Some(items.len()),
        Data::Map(map) if map.open.is_none() => Some(map.entries.len()),
        _ => None,
    }
}

fn keys(call: &Call<'_>, of: &Value) -> Value {
    match &of.data {
        Data::Map(map) if map.open.is_none() => {
            list(map.entries.keys().map(|key| Value::of_text(key.clone())).collect(), of)
        }
        _ => call.misfit(),
    }
}

fn lookup(call: &Call<'_>, map: &Value, key: &Value) -> Value {
    let Some(name) = text_of(key) else { return call.misfit() };
    let found = entry(map, &name, Some(call.place));
    let chosen = |value: &Value| call.passed(value).with(|origin| origin.chosen(key.origins()));
    match (found.unknown().map(super::super::unknown::Unknown::why), call.arguments.get(2)) {
        (Some(Why::NoEntry(_)), Some(default)) if matches!(map.data, Data::Map(_)) => chosen(default),
        _ => chosen(&found),
    }
}

fn at_place(call: &Call<'_>, list: &Value, at: &Value) -> Value {
    let (Data::List(items) | Data::Set(items)) = &list.data else { return call.misfit() };
    let Some(at) = at.number().and_then(|at| at.to_usize()).filter(|_| !items.is_empty()) else {
        return call.mistake();
    };
    let found = element(list, at % items.len(), Some(call.place));
    call.passed(&found).with(|origin| origin.chosen(call.arguments[1].origins()))
}

fn contains(list: &Value, value: &Value) -> Option<bool> {
    let found: Vec<Option<bool>> = members(list)?.iter().map(|member| equal(member, value)).collect();
    if found.contains(&Some(true)) {
        return Some(true);
    }
    if found.contains(&None) { None } else { Some(false) }
}

fn place_of(list: &Value, value: &Value) -> Option<Data> {
    for (at, member) in members(list)?.into_iter().enumerate() {
        if equal(&member, value)? {
            return Some(Data::Number(Decimal::from(at)));
        }
    }
    None
}

fn distinct(members: Vec<Value>) -> Option<Vec<Value>> {
    let mut seen: BTreeSet<Arc<str>> = BTreeSet::new();
    if members.iter().all(|member| matches!(member.data, Data::Text(_))) {
        let new = |member: &Value| text_of(member).is_some_and(|text| seen.insert(text));
        return Some(members.into_iter().filter(new).collect());
    }
    let mut kept: Vec<Value> = Vec::new();
    for member in members {
        let mut new = true;
        for other in &kept {
            new &= !equal(other, &member)?;
        }
        if new {
            kept.push(member);
        }
    }
    Some(kept)
}

/// None where it is not known how many elements there are.
fn flatten(members: Vec<Value>, into: &mut Vec<Value>) -> Option<()> {
    for member in members {
        match &member.data {
            Data::List(_) | Data::Set(_) => flatten(self::members(&member)?, into)?,
            // It may be a list.
            Data::Unknown(_) => return None,
            _ => into.push(member),
        }
    }
    Some(())
}

fn range(call: &Call<'_>) -> Value {
    let numbers: Option<Vec<Decimal>> = call.arguments.iter().map(Value::number).collect();
    let (start, end, step) = match numbers.as_deref() {
        Some([end]) => (Decimal::ZERO, *end, Decimal::ONE),
        Some([start, end]) => (*start, *end, if start <= end { Decimal::ONE } else { -Decimal::ONE }),
        Some([start, end, step]) if !step.is_zero() => (*start, *end, *step),
        _ => return call.misfit(),
    };
    let mut made = Vec::new();
    let mut at = start;
    while if step.is_sign_positive() { at < end } else { at > end } {
        if made.len() == MOST {
            return call.unknown(Why::Budget("members of one value"));
        }
        made.push(call.computed(Data::Number(at)));
        let Some(next) = at.checked_add(step) else { break };
        at = next;
    }
    call.computed(Data::List(Arc::new(made)))
}

/// The set of the elements for which it is right that so many of the sets hold it.
fn sets(call: &Call<'_>, keep: impl Fn(usize, usize) -> bool) -> Value {
    let sets: Option<Vec<Vec<Value>>> = call.arguments.iter().map(members).collect();
    let Some(sets) = sets else { return call.misfit() };
    let all: Vec<Value> = unified(sets.iter().flatten().cloned().collect());
    let sets: Vec<Vec<Value>> = sets.into_iter().map(|set| unified_with(set, &all)).collect();
    if let Err(why) = call.meter.spend(all.len().saturating_mul(all.len())) {
        return call.unknown(why);
    }
    let held = |item: &Value| {
        sets.iter().filter(|set| set.iter().any(|other| equal(item, other) == Some(true))).count()
    };
    let kept: Vec<Value> = all.iter().filter(|item| keep(sets.len(), held(item))).cloned().collect();
    if all.iter().any(|item| item.unknown().is_some()) {
        return call.misfit();
    }
    set(&kept).map_or_else(|| call.misfit(), |kept| Value::new(Data::Set(Arc::new(kept)), call.origin()))
}

/// Members in the type of all of them.
fn unified_with(members: Vec<Value>, all: &[Value]) -> Vec<Value> {
    let texts = all.iter().any(|value| matches!(value.data, Data::Text(_)));
    if texts {
        members.iter().map(|member| as_text(member).unwrap_or_else(|| member.clone())).collect()
    } else {
        members
    }
}
