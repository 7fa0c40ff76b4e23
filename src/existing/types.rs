//! Type constraints of variables: what Terraform converts a value to, and the defaults of absent attributes.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::source::Place;

use super::access::{bool_of, set, text_of, unified};
use super::origin::{HopSort, Insertion, Sort};
use super::syntax::{Expr, Kind};
use super::unknown::Why;
use super::value::{Data, Map, Value};

/// A type constraint.
#[derive(Debug)]
pub(super) enum Type<'e> {
    Any,
    Bool,
    Number,
    Text,
    List(Box<Self>),
    Set(Box<Self>),
    Map(Box<Self>),
    Tuple(Vec<Self>),
    Object(Vec<Field<'e>>),
}

/// An attribute of an object.
#[derive(Debug)]
pub(super) struct Field<'e> {
    name: Arc<str>,
    of: Type<'e>,
    optional: bool,
    default: Option<&'e Expr>,
}

impl<'e> Type<'e> {
    /// The type that an expression says; what it does not say converts nothing.
    pub(super) fn of(expr: &'e Expr) -> Self {
        let inner = |arguments: &'e [Expr]| Box::new(arguments.first().map_or(Self::Any, Self::of));
        match &expr.kind {
            Kind::Name(name) | Kind::Text(name) => match name.as_ref() {
                "string" => Self::Text,
                "number" => Self::Number,
                "bool" => Self::Bool,
                _ => Self::Any,
            },
            Kind::Call(name, arguments, _) => match (name.as_ref(), arguments.as_slice()) {
                ("list", _) => Self::List(inner(arguments)),
                ("set", _) => Self::Set(inner(arguments)),
                ("map", _) => Self::Map(inner(arguments)),
                ("optional", [of, ..]) => Self::of(of),
                ("tuple", [Expr { kind: Kind::List(types), .. }]) => {
                    Self::Tuple(types.iter().map(Self::of).collect())
                }
                ("object", [Expr { kind: Kind::Object(fields), .. }]) => {
                    Self::Object(fields.iter().filter_map(|(name, of)| Field::of(name, of)).collect())
                }
                _ => Self::Any,
            },
            _ => Self::Any,
        }
    }

    /// A value as this type; defaults are evaluated by `default`.
    pub(super) fn convert(&self, value: Value, default: &dyn Fn(&Expr) -> Value) -> Value {
        if matches!(value.data, Data::Unknown(_) | Data::Null) {
            return value;
        }
        let all = |of: &Self, items: &[Value]| -> Vec<Value> {
            let items = items.iter().map(|item| of.convert(item.clone(), default)).collect();
            if matches!(of, Self::Any) { unified(items) } else { items }
        };
        let data = match (self, &value.data) {
            (Self::Any, data) => Some(data.clone()),
            (Self::Bool, _) => bool_of(&value).map(Data::Bool),
            (Self::Number, _) => value.number().map(Data::Number),
            (Self::Text, _) => text_of(&value).map(Data::Text),
            (Self::List(of), Data::List(items) | Data::Set(items)) => {
                Some(Data::List(Arc::new(all(of, items))))
            }
            (Self::Set(of), Data::List(items) | Data::Set(items)) => match set(&all(of, items)) {
                Some(items) => Some(Data::Set(Arc::new(items))),
                None => items.iter().find_map(Value::unknown).cloned().map(Data::Unknown),
            },
            (Self::Map(of), Data::Map(map)) => {
                let convert =
                    |(key, value): (&Arc<str>, &Value)| (key.clone(), of.convert(value.clone(), default));
                let entries = map.entries.iter().map(convert).collect();
                Some(Data::Map(Arc::new(Map { entries, open: map.open.clone() })))
            }
            (Self::Tuple(types), Data::List(items)) if types.len() == items.len() => {
                Some(Data::List(Arc::new(
                    types
                        .iter()
                        .zip(items.iter())
                        .map(|(of, item)| of.convert(item.clone(), default))
                        .collect(),
                )))
            }
            (Self::Object(fields), Data::Map(map)) => Some(object(fields, &value, map, default)),
            _ => None,
        };
        if let Some(data) = data {
            Value::new(data, value.origin)
        } else {
            let what = "a value does not fit the type of its variable".to_owned();
            Value::unknowable(
                Why::Invalid(what),
                value.origin.constant().map(|constant| constant.place),
                value.origin,
            )
        }
    }
}

impl<'e> Field<'e> {
    fn of(name: &Expr, of: &'e Expr) -> Option<Self> {
        let (optional, default) = match &of.kind {
            Kind::Call(function, arguments, _) if function.as_ref() == "optional" => (true, arguments.get(1)),
            _ => (false, None),
        };
        Some(Self { name: name.text()?.clone(), of: Type::of(of), optional, default })
    }

    /// What the attribute is where it is absent or `null`.
    fn absent(&self, object: &Value, default: &dyn Fn(&Expr) -> Value) -> Value {
        let value = self.default.map_or_else(Value::null, |expr| self.of.convert(default(expr), default));
        let written = object.origin.constant().filter(|constant| constant.sort != Sort::OptionalDefault);
        let insertion = written.map(|constant| Insertion { place: constant.place, key: self.name.clone() });
        let hop = HopSort::Optional { insertion, key: self.name.clone() };
        let place: Option<Place> = self.default.map(|expr| expr.place);
        value.with(|origin| origin.hop(hop, place))
    }
}

fn object(fields: &[Field<'_>], value: &Value, map: &Map, default: &dyn Fn(&Expr) -> Value) -> Data {
    let mut entries = BTreeMap::new();
    for field in fields {
        let made = match (map.entries.get(&field.name), &map.open) {
            (Some(own), _) if own.is_null() && field.default.is_some() => field.absent(value, default),
            (Some(own), _) => field.of.convert(own.clone(), default),
            (None, Some(open)) => Value::new(Data::Unknown(open.clone()), value.origin.clone()),
            (None, None) if field.optional => field.absent(value, default),
            (None, None) => {
                let what = format!("the attribute `{}` is required", field.name);
                Value::unknowable(Why::Invalid(what), None, value.origin.clone())
            }
        };
        entries.insert(field.name.clone(), made);
    }
    Data::Map(Arc::new(Map { entries, open: None }))
}
