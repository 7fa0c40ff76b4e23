//! Functions of Terraform that depend on their arguments only.

mod collect;
mod combine;
mod convert;
mod format;
mod number;
mod text;

use std::sync::Arc;

use crate::source::Place;

use super::meter::Meter;
use super::origin::{HopSort, Origin};
use super::unknown::Why;
use super::value::{Data, Value};

/// A call of a function.
struct Call<'c> {
    name: &'c Arc<str>,
    arguments: &'c [Value],
    place: Place,
    meter: &'c Meter,
}

/// What a function answers.
pub(super) fn call(name: &Arc<str>, arguments: &[Value], place: Place, meter: &Meter) -> Value {
    let call = Call { name, arguments, place, meter };
    collect::call(&call)
        .or_else(|| combine::call(&call))
        .or_else(|| convert::call(&call))
        .or_else(|| number::call(&call))
        .or_else(|| text::call(&call))
        .unwrap_or_else(|| call.unknown(Why::Function(name.to_string())))
}

/// A value that a function has answered unchanged.
pub(super) fn passed(value: Value, name: &Arc<str>, place: Place) -> Value {
    value.with(|origin| origin.hop(HopSort::Function(name.clone()), Some(place)))
}

impl Call<'_> {
    /// The origin of what is computed from all arguments.
    fn origin(&self) -> Origin {
        Origin::computed(self.arguments.iter().flat_map(Value::origins).collect())
    }

    fn unknown(&self, why: Why) -> Value {
        Value::unknowable(why, Some(self.place), self.origin())
    }

    /// What is computed from all arguments.
    fn computed(&self, data: Data) -> Value {
        Value::new(data, self.origin())
    }

    /// An argument as it is.
    fn passed(&self, value: &Value) -> Value {
        passed(value.clone(), self.name, self.place)
    }

    /// The answer to arguments that do not fit: that of the first unknown one, otherwise a mistake.
    fn misfit(&self) -> Value {
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
        self.unknown(Why::Invalid(format!("the arguments of `{}` do not fit", self.name)))
    }

    /// The answer, or that the arguments do not fit.
    fn or_misfit(&self, data: Option<Data>) -> Value {
        data.map_or_else(|| self.misfit(), |data| self.computed(data))
    }
}
