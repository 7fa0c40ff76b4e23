//! Functions of Terraform that depend on their arguments only.

pub(super) mod call;
mod collect;
mod combine;
mod convert;
mod format;
mod number;
mod text;

use std::sync::Arc;

use crate::source::Place;

use call::Call;

use super::meter::Meter;
use super::unknown::Why;
use super::value::Value;

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
