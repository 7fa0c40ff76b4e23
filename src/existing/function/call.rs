//! A call of a function, and what most functions answer in the same way.

use std::sync::Arc;

use crate::existing::meter::Meter;
use crate::existing::origin::{HopSort, Origin};
use crate::existing::unknown::{Unknown, Why};
use crate::existing::value::{Data, Value};
use crate::source::Place;

/// A call of a function.
pub(super) struct Call<'c> {
    pub name: &'c Arc<str>,
    pub arguments: &'c [Value],
    pub place: Place,
    pub meter: &'c Meter,
}

/// A value that a function has answered unchanged.
pub(in crate::existing) fn passed(value: Value, name: &Arc<str>, place: Place) -> Value {
    value.with(|origin| origin.hop(HopSort::Function(name.clone()), Some(place)))
}

impl Call<'_> {
    /// The origin of what is computed from all arguments.
    pub(super) fn origin(&self) -> Origin {
        Origin::computed(self.arguments.iter().flat_map(Value::origins).collect())
    }

    pub(super) fn unknown(&self, why: Why) -> Value {
        Value::unknowable(why, Some(self.place), self.origin())
    }

    /// What is computed from all arguments.
    pub(super) fn computed(&self, data: Data) -> Value {
        Value::new(data, self.origin())
    }

    /// An argument as it is.
    pub(super) fn passed(&self, value: &Value) -> Value {
        passed(value.clone(), self.name, self.place)
    }

    /// The answer to arguments that are wrong: that of the first unknown one, otherwise that Terraform stops too.
    pub(super) fn mistake(&self) -> Value {
        let answer = self.misfit();
        match answer.unknown().map(Unknown::why) {
            Some(Why::Beyond(_)) => {
                self.unknown(Why::Invalid(format!("the arguments of `{}` do not fit", self.name)))
            }
            _ => answer,
        }
    }

    /// The answer to arguments that are not for this reader: that of the first unknown one, otherwise that this is not
    /// evaluated.
    pub(super) fn misfit(&self) -> Value {
        let mut open: Vec<&Value> = self.arguments.iter().rev().collect();
        while let Some(value) = open.pop() {
            match &value.data {
                Data::Unknown(unknown) => return Value::new(Data::Unknown(unknown.clone()), self.origin()),
                Data::List(items) | Data::Set(items) => open.extend(items.iter().take(1000)),
                Data::Map(map) => {
                    if let Some(unknown) = &map.open {
                        return Value::new(Data::Unknown(unknown.clone()), self.origin());
                    }
                    open.extend(map.entries.values().take(1000));
                }
                _ => {}
            }
        }
        self.unknown(Why::Beyond(format!("`{}` of these arguments", self.name)))
    }

    /// The answer, or that the arguments do not fit.
    pub(super) fn or_misfit(&self, data: Option<Data>) -> Value {
        data.map_or_else(|| self.misfit(), |data| self.computed(data))
    }
}
