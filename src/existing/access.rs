//! Members of lists and maps, what is known of them, and whether two values are equal.

use std::cmp::Ordering;
use std::sync::Arc;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use crate::order::Order as _;
use crate::source::Place;

use super::origin::HopSort;
use super::unknown::Why;
use super::value::{Data, Value};

/// The entry of a map or object, as `value.name` answers it.
pub(super) fn entry(value: &Value, name: &str, place: Option<Place>) -> Value {
    match &value.data {
        Data::Map(map) => match (map.entries.get(name), &map.open) {
            (Some(member), _) => {
                let step = HopSort::Key(name.into());
                Value::new(member.data.clone(), value.origin.member(member.origin.clone(), step, place))
            }
            (None, Some(open)) => Value::new(Data::Unknown(open.clone()), value.origin.clone()),
            (None, None) => Value::unknowable(Why::NoEntry(name.to_owned()), place, value.origin.clone()),
        },
        Data::Unknown(_) => value.clone(),
        _ => {
            let what = format!("a value that is no map has no entry `{name}`");
            Value::unknowable(Why::Invalid(what), place, value.origin.clone())
        }
    }
}

/// The element of a list.
pub(super) fn element(value: &Value, index: usize, place: Option<Place>) -> Value {
    match &value.data {
        Data::List(items) | Data::Set(items) => match items.get(index) {
            Some(member) => {
                let origin = value.origin.member(member.origin.clone(), HopSort::Index(index), place);
                Value::new(member.data.clone(), origin)
            }
            None => Value::unknowable(Why::NoEntry(index.to_string()), place, value.origin.clone()),
        },
        Data::Unknown(_) => value.clone(),
        _ => {
            let what = "a value that is no list has no elements".to_owned();
            Value::unknowable(Why::Invalid(what), place, value.origin.clone())
        }
    }
}

/// `value[key]`.
pub(super) fn index(value: &Value, key: &Value, place: Option<Place>) -> Value {
    let by = || key.origins();
    if let Data::Unknown(unknown) = &key.data {
        let mut from = value.origins();
        from.extend(by());
        return Value::new(Data::Unknown(unknown.clone()), super::origin::Origin::computed(from));
    }
    let found = match &value.data {
        Data::List(_) => {
            if let Some(at) = key
                .number()
                .and_then(|number| if number.fract().is_zero() { number.to_usize() } else { None })
            {
                element(value, at, place)
            } else {
                let what = "an element of a list is asked for by something that is no number".to_owned();
                Value::unknowable(Why::Invalid(what), place, value.origin.clone())
            }
        }
        _ => {
            if let Some(name) = text_of(key) {
                entry(value, &name, place)
            } else {
                let what = "an entry of a map is asked for by something that is no text".to_owned();
                Value::unknowable(Why::Invalid(what), place, value.origin.clone())
            }
        }
    };
    found.with(|origin| origin.chosen(by()))
}

/// The key and the value of each element, in Terraform's order: keys of a list are numbers, those of a set its
/// elements. None if it is none of them, or if it is unknown.
pub(super) fn elements(value: &Value) -> Option<Vec<(Value, Value)>> {
    match &value.data {
        Data::List(items) => {
            Some((0..items.len()).map(|at| (Value::of_number(at), element(value, at, None))).collect())
        }
        Data::Set(items) => Some(
            (0..items.len())
                .map(|at| {
                    let member = element(value, at, None);
                    (member.clone(), member)
                })
                .collect(),
        ),
        Data::Map(map) => Some(
            map.entries.keys().map(|key| (Value::of_text(key.clone()), entry(value, key, None))).collect(),
        ),
        _ => None,
    }
}

/// The text that Terraform converts a value to.
pub(super) fn text_of(value: &Value) -> Option<Arc<str>> {
    match &value.data {
        Data::Text(text) => Some(text.clone()),
        Data::Number(number) => Some(written(*number).into()),
        Data::Bool(bool) => Some(if *bool { "true" } else { "false" }.into()),
        _ => None,
    }
}

/// The value as the text that Terraform converts it to.
pub(super) fn as_text(value: &Value) -> Option<Value> {
    text_of(value).map(|text| Value::new(Data::Text(text), value.origin.clone()))
}

/// Elements of one type: numbers and truth values become texts, where there is a text among them.
pub(super) fn unified(items: Vec<Value>) -> Vec<Value> {
    let texts = items.iter().any(|item| matches!(item.data, Data::Text(_)));
    let others = items.iter().any(|item| matches!(item.data, Data::Number(_) | Data::Bool(_)));
    if !(texts && others) {
        return items;
    }
    items.into_iter().map(|item| as_text(&item).unwrap_or(item)).collect()
}

/// The truth value that Terraform converts a value to.
pub(super) fn bool_of(value: &Value) -> Option<bool> {
    match &value.data {
        Data::Bool(bool) => Some(*bool),
        Data::Text(text) => match text.as_ref() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// A number as Terraform writes it into a text.
pub(super) fn written(number: Decimal) -> String {
    number.normalize().to_string()
}

/// Whether two values are equal; none if what is unknown of them decides.
pub(super) fn equal(left: &Value, right: &Value) -> Option<bool> {
    let all = |pairs: &mut dyn Iterator<Item = Option<bool>>| {
        let mut sure = Some(true);
        for pair in pairs {
            match pair {
                Some(false) => return Some(false),
                None => sure = None,
                Some(true) => {}
            }
        }
        sure
    };
    match (&left.data, &right.data) {
        (Data::Unknown(_), _) | (_, Data::Unknown(_)) => None,
        (Data::Null, Data::Null) => Some(true),
        (Data::Bool(left), Data::Bool(right)) => Some(left == right),
        (Data::Number(left), Data::Number(right)) => Some(left == right),
        (Data::Text(left), Data::Text(right)) => Some(left == right),
        // What is written as a text may have become a number by the time that it is compared.
        (Data::Text(_), Data::Number(_) | Data::Bool(_))
        | (Data::Number(_) | Data::Bool(_), Data::Text(_)) => {
            if text_of(left) == text_of(right) {
                None
            } else {
                Some(false)
            }
        }
        (Data::List(left), Data::List(right)) | (Data::Set(left), Data::Set(right)) => {
            if left.len() != right.len() {
                return Some(false);
            }
            all(&mut left.iter().zip(right.iter()).map(|(left, right)| equal(left, right)))
        }
        (Data::Map(left), Data::Map(right)) => {
            if left.open.is_some() || right.open.is_some() {
                return None;
            }
            if !left.entries.keys().eq(right.entries.keys()) {
                return Some(false);
            }
            all(&mut left
                .entries
                .values()
                .zip(right.entries.values())
                .map(|(left, right)| equal(left, right)))
        }
        _ => Some(false),
    }
}

/// The order of two texts, numbers or truth values in a set.
pub(super) fn order(left: &Value, right: &Value) -> Ordering {
    match (&left.data, &right.data) {
        (Data::Number(left), Data::Number(right)) => left.cmp(right),
        (Data::Bool(left), Data::Bool(right)) => left.cmp(right),
        (Data::Text(left), Data::Text(right)) => left.cmp(right),
        (left, right) => rank(left).cmp(&rank(right)),
    }
}

const fn rank(data: &Data) -> u8 {
    match data {
        Data::Bool(_) => 0,
        Data::Number(_) => 1,
        Data::Text(_) => 2,
        _ => 3,
    }
}

/// A set of these elements: sorted, without duplicates. None if an unknown one decides how many there are.
pub(super) fn set(items: &[Value]) -> Option<Vec<Value>> {
    let items = unified(items.to_vec());
    let mut sorted: Vec<Value> = Vec::with_capacity(items.len());
    let simple = items.iter().all(|item| rank(&item.data) < 3);
    if simple {
        sorted.extend(items);
        sorted.order_by(order);
        sorted.dedup_by(|right, left| equal(left, right) == Some(true));
        return Some(sorted);
    }
    for item in &items {
        let mut new = true;
        for other in &sorted {
            new &= !equal(item, other)?;
        }
        if new {
            sorted.push(item.clone());
        }
    }
    if items.iter().any(|item| matches!(item.data, Data::Unknown(_))) && items.len() > 1 {
        None
    } else {
        Some(sorted)
    }
}
