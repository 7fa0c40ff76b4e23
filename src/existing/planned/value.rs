//! Values of a plan as the values of the reader of files.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde_json::Value as Json;

use crate::existing::origin::Origin;
use crate::existing::unknown::{Unknown, Why};
use crate::existing::value::{Data, Map, Value};

/// A value of a plan with what the plan says of it: what is known only later, what is sensitive, and the expression that
/// it is written as.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Said<'a> {
    pub(super) value: Option<&'a Json>,
    pub(super) unknown: Option<&'a Json>,
    pub(super) sensitive: Option<&'a Json>,
    pub(super) expression: Option<&'a Json>,
}

impl<'a> Said<'a> {
    fn map(self, get: impl Fn(&'a Json) -> Option<&'a Json>) -> Self {
        // What is sensitive or unknown as a whole is so in all its parts.
        let part = |whole: Option<&'a Json>| {
            whole.and_then(|own| if own.is_boolean() { Some(own) } else { get(own) })
        };
        Self {
            value: self.value.and_then(&get),
            unknown: part(self.unknown),
            sensitive: part(self.sensitive),
            expression: self.expression.and_then(|own| {
                if own.is_array() || own.get("references").is_none() { get(own) } else { Some(own) }
            }),
        }
    }

    /// A member of a map.
    pub(super) fn entry(self, key: &str) -> Self {
        self.map(|own| own.get(key))
    }

    /// A member of a list.
    pub(super) fn index(self, at: usize) -> Self {
        self.map(|own| own.get(at))
    }

    /// Whether it is not known before the plan is applied.
    pub(super) fn is_unknown(self) -> bool {
        self.unknown == Some(&Json::Bool(true))
    }
}

/// Reads values, and finds what they refer to.
pub(super) trait Refer {
    /// The addresses that an expression or a text refers to.
    fn refers(&self, expression: Option<&Json>, text: Option<&str>) -> Vec<Arc<str>>;
}

/// A value. What is sensitive is as unknown as what is known later.
pub(super) fn value(said: Said<'_>, refer: &dyn Refer) -> Value {
    let unknown = |what: &str| Data::Unknown(Unknown::new(Why::Beyond(what.to_owned()), None));
    let data = if said.sensitive == Some(&Json::Bool(true)) {
        unknown("a sensitive value")
    } else if said.is_unknown() {
        unknown("what is known after the plan is applied")
    } else {
        match said.value {
            None | Some(Json::Null) => match said.unknown {
                Some(Json::Object(_)) => map(said, refer),
                _ => Data::Null,
            },
            Some(Json::Bool(on)) => Data::Bool(*on),
            Some(Json::Number(number)) => {
                let text = number.to_string();
                let exact = text.parse().ok().or_else(|| Decimal::from_scientific(&text).ok());
                exact.map_or_else(|| unknown("a number out of range"), Data::Number)
            }
            Some(Json::String(text)) => {
                written(text, refer).unwrap_or_else(|| Data::Text(Arc::from(text.as_str())))
            }
            Some(Json::Array(list)) => {
                let unknown = said.unknown.and_then(Json::as_array).map_or(0, Vec::len);
                let all = 0..list.len().max(unknown);
                Data::List(Arc::new(all.map(|at| value(said.index(at), refer)).collect()))
            }
            Some(Json::Object(_)) => map(said, refer),
        }
    };
    let text = said.value.and_then(Json::as_str).filter(|_| !matches!(data, Data::Unknown(_)));
    let leaf = text.is_some() || !matches!(data, Data::List(_) | Data::Map(_));
    let refers = if leaf { refer.refers(said.expression, text) } else { Vec::new() };
    let origin = refers.into_iter().fold(Origin::default(), Origin::refers);
    Value { data, origin }
}

/// What a text of JSON is made of, as the reader of files goes into what is written with `jsonencode`.
fn written(text: &str, refer: &dyn Refer) -> Option<Data> {
    let list_or_map = text.trim_start().starts_with(['[', '{']);
    let parsed: Json = list_or_map.then(|| serde_json::from_str(text).ok())??;
    Some(value(Said { value: Some(&parsed), ..Said::default() }, refer).data)
}

fn map(said: Said<'_>, refer: &dyn Refer) -> Data {
    let keys = |own: Option<&Json>| {
        own.and_then(Json::as_object).into_iter().flat_map(|own| own.keys().cloned()).collect::<Vec<_>>()
    };
    let names = keys(said.value).into_iter().chain(keys(said.unknown));
    let entries: BTreeMap<Arc<str>, Value> =
        names.map(|name| (Arc::from(name.as_str()), value(said.entry(&name), refer))).collect();
    Data::Map(Arc::new(Map { entries, open: None }))
}
