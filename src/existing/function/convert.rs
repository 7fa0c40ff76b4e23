//! Conversions: the value stays what it is.

use std::sync::Arc;

use super::call::Call;
use crate::existing::access::{bool_of, set, text_of, unified};
use crate::existing::value::{Data, Map, Value};

pub(super) fn call(call: &Call<'_>) -> Option<Value> {
    let [value] = call.arguments else { return None };
    let to = |data: Option<Data>| match (&value.data, data) {
        (Data::Unknown(_) | Data::Null, _) => call.passed(value),
        (_, Some(data)) => call.passed(&Value::new(data, value.origin.clone())),
        (_, None) => call.mistake(),
    };
    Some(match call.name.as_ref() {
        "nonsensitive" | "sensitive" | "ephemeralasnull" => call.passed(value),
        "tostring" => to(text_of(value).map(Data::Text)),
        "tonumber" => to(value.number().map(Data::Number)),
        "tobool" => to(bool_of(value).map(Data::Bool)),
        "tolist" => to(match &value.data {
            Data::List(items) | Data::Set(items) => Some(Data::List(Arc::new(unified(items.to_vec())))),
            _ => None,
        }),
        "toset" => match &value.data {
            Data::Set(_) => call.passed(value),
            Data::List(items) => match set(items) {
                Some(items) => to(Some(Data::Set(Arc::new(items)))),
                None => call.misfit(),
            },
            _ => to(None),
        },
        "tomap" => to(match &value.data {
            Data::Map(map) => {
                let values = unified(map.entries.values().cloned().collect());
                let entries = map.entries.keys().cloned().zip(values).collect();
                Some(Data::Map(Arc::new(Map { entries, open: map.open.clone() })))
            }
            _ => None,
        }),
        _ => return None,
    })
}
