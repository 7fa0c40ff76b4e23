//! Texts with expressions in them.

use crate::existing::access::text_of;
use crate::existing::names::{Evaluate, Scope};
use crate::existing::origin::Origin;
use crate::existing::syntax::{Expr, Kind};
use crate::existing::unknown::Why;
use crate::existing::value::{Data, Value};
use crate::source::Place;

pub(super) fn join(parts: &[Expr], place: Place, scope: &Scope<'_>, evaluate: Evaluate) -> Value {
    let mut text = String::new();
    let mut from = Vec::new();
    let mut unknown = None;
    for part in parts {
        if let Kind::Text(own) = &part.kind {
            text.push_str(own);
            continue;
        }
        let value = evaluate(part, scope);
        from.extend(value.origins());
        match (text_of(&value), value.data) {
            (Some(part), _) => text.push_str(&part),
            (None, Data::Unknown(why)) => unknown = unknown.or(Some(Data::Unknown(why))),
            (None, _) => {
                let what = "a list, a map or `null` is put into a text".to_owned();
                return Value::unknowable(Why::Invalid(what), Some(place), Origin::computed(from));
            }
        }
    }
    let data = unknown.unwrap_or_else(|| Data::Text(text.into()));
    scope.names.meter().bounded(Value::new(data, Origin::computed(from)))
}
