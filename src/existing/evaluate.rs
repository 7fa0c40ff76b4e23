//! Evaluates expressions as far as they can be known.

mod operate;
mod repeat;
mod template;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::source::Place;

use super::access::{bool_of, element, entry, equal, index, text_of};
use super::function::{self, call::passed};
use super::names::{Reference, Scope};
use super::origin::{Constant, HopSort, Origin};
use super::syntax::{Expr, Kind, Step};
use super::unknown::{Unknown, Why};
use super::value::{Data, Value};

/// The value of an expression.
pub(super) fn evaluate(expr: &Expr, scope: &Scope<'_>) -> Value {
    scope.names.meter().deeper(|| at_depth(expr, scope))
}

fn at_depth(expr: &Expr, scope: &Scope<'_>) -> Value {
    let place = expr.place;
    let constant = |data| Value::new(data, Origin::constant_at(Constant { place, sort: scope.sort }));
    match &expr.kind {
        Kind::Null => constant(Data::Null),
        Kind::Bool(bool) => constant(Data::Bool(*bool)),
        Kind::Number(number) => constant(Data::Number(*number)),
        Kind::Text(text) => constant(Data::Text(text.clone())),
        Kind::Template(parts) => template::join(parts, place, scope, evaluate),
        Kind::List(items) => {
            let items = items.iter().map(|item| evaluate(item, scope)).collect();
            scope.names.meter().bounded(constant(Data::List(Arc::new(items))))
        }
        Kind::Object(entries) => scope.names.meter().bounded(object(entries, place, scope)),
        Kind::Name(name) => access(name, &[], place, scope),
        Kind::Access(base, steps) => match &base.kind {
            Kind::Name(name) => access(name, steps, place, scope),
            _ => walk(evaluate(base, scope), steps, place, scope),
        },
        Kind::Conditional(parts) => conditional(parts, place, scope),
        Kind::Call(name, arguments, spread) => {
            scope.names.meter().bounded(call(name, arguments, *spread, place, scope))
        }
        Kind::Not(of) => operate::not(&evaluate(of, scope), place),
        Kind::Negate(of) => operate::negate(&evaluate(of, scope), place),
        Kind::Binary(operator, sides) => {
            let (left, right) = (evaluate(&sides[0], scope), evaluate(&sides[1], scope));
            operate::binary(*operator, &left, &right, place)
        }
        Kind::For(of) => scope.names.meter().bounded(repeat::repeat(of, place, scope, evaluate)),
        Kind::Beyond(what) => {
            Value::unknowable(Why::Beyond((*what).to_owned()), Some(place), Origin::default())
        }
    }
}

fn object(entries: &[(Expr, Expr)], place: Place, scope: &Scope<'_>) -> Value {
    let mut made = BTreeMap::new();
    let mut open = None;
    for (key, value) in entries {
        let key = evaluate(key, scope);
        match (text_of(&key), &key.data) {
            (Some(name), _) => {
                made.insert(name, evaluate(value, scope));
            }
            (None, Data::Unknown(unknown)) => {
                // It may take the place of an entry before it.
                for value in made.values_mut() {
                    value.data = Data::Unknown(unknown.clone());
                }
                open = open.or_else(|| Some(unknown.clone()));
            }
            (None, _) => {
                let what = "a key is no text".to_owned();
                return Value::unknowable(Why::Invalid(what), Some(place), key.origin);
            }
        }
    }
    Value::of_map(made, open, Origin::constant_at(Constant { place, sort: scope.sort }))
}

/// A name with the steps behind it.
fn access(name: &Arc<str>, steps: &[Step], place: Place, scope: &Scope<'_>) -> Value {
    if let Some(own) = scope.own(name) {
        return walk(
            own.clone().with(|origin| origin.hop(HopSort::Iterator(name.clone()), Some(place))),
            steps,
            place,
            scope,
        );
    }
    let (value, taken) = scope.names.resolve(&Reference { name, steps, place }, scope);
    walk(value, steps.get(taken..).unwrap_or_default(), place, scope)
}

/// Goes into a value.
pub(super) fn walk(mut value: Value, steps: &[Step], place: Place, scope: &Scope<'_>) -> Value {
    for (at, step) in steps.iter().enumerate() {
        value = match step {
            Step::Attr(name) => match (&value.data, name.parse::<usize>()) {
                (Data::List(_), Ok(number)) => element(&value, number, Some(place)),
                _ => entry(&value, name, Some(place)),
            },
            Step::Index(key) => match key.text() {
                // A key that is written there chooses nothing that could be another one.
                Some(name) => entry(&value, name, Some(place)),
                None => index(&value, &evaluate(key, scope), Some(place)),
            },
            Step::Splat => return splat(&value, &steps[at + 1..], place, scope),
        };
    }
    value
}

/// Goes into each element of a list; what is no list is one element, and `null` none.
fn splat(value: &Value, steps: &[Step], place: Place, scope: &Scope<'_>) -> Value {
    // A second splat begins anew with what the first has made.
    let end = steps.iter().position(|step| matches!(step, Step::Splat)).unwrap_or(steps.len());
    let into = |item: Value| walk(item, &steps[..end], place, scope);
    let made = match &value.data {
        Data::Unknown(_) => return value.clone(),
        Data::Null => Vec::new(),
        Data::List(items) | Data::Set(items) => {
            (0..items.len()).map(|at| into(element(value, at, Some(place)))).collect()
        }
        _ => vec![into(value.clone())],
    };
    let made = scope.names.meter().bounded(Value::of_list(made, value.origin.clone()));
    walk(made, &steps[end..], place, scope)
}

fn conditional(parts: &[Expr; 3], place: Place, scope: &Scope<'_>) -> Value {
    let condition = evaluate(&parts[0], scope);
    match (bool_of(&condition), &condition.data) {
        (Some(holds), _) => {
            let branch = evaluate(&parts[if holds { 1 } else { 2 }], scope);
            let other = &parts[if holds { 2 } else { 1 }];
            let branch = as_text_beside(branch, other);
            branch.with(|origin| origin.hop(HopSort::Branch(holds), Some(place)).chosen(condition.origins()))
        }
        (None, Data::Unknown(unknown)) => {
            let (yes, no) = (evaluate(&parts[1], scope), evaluate(&parts[2], scope));
            let data = if equal(&yes, &no) == Some(true) {
                yes.data.clone()
            } else {
                Data::Unknown(unknown.clone())
            };
            let from = [yes, no].iter().flat_map(Value::origins).collect();
            Value::new(data, Origin::computed(from).chosen(condition.origins()))
        }
        (None, _) => {
            let what = "the condition is neither true nor false".to_owned();
            Value::unknowable(Why::Invalid(what), Some(place), Origin::computed(condition.origins()))
        }
    }
}

/// A branch in the type of both: a number beside a text becomes a text. The other branch is only looked at where it is
/// written as a constant, as it need not have a value.
fn as_text_beside(branch: Value, other: &Expr) -> Value {
    let is_text = matches!(other.kind, Kind::Text(_) | Kind::Template(_));
    match &branch.data {
        Data::Number(_) | Data::Bool(_) if is_text => match text_of(&branch) {
            Some(text) => Value::new(Data::Text(text), branch.origin),
            None => branch,
        },
        _ => branch,
    }
}

/// Whether Terraform would stop at an unknown value: it is a mistake rather than a gap in what is known here.
fn is_mistake(unknown: &Unknown) -> bool {
    matches!(unknown.why(), Why::NoEntry(_) | Why::Invalid(_))
}

fn call(name: &Arc<str>, arguments: &[Expr], spread: bool, place: Place, scope: &Scope<'_>) -> Value {
    match name.as_ref() {
        "try" => {
            let mut tried = Vec::new();
            for argument in arguments {
                let value = evaluate(argument, scope);
                match value.unknown() {
                    Some(unknown) if is_mistake(unknown) => tried.extend(value.origins()),
                    _ => return passed(value, name, place).with(|origin| origin.chosen(tried)),
                }
            }
            let what = "nothing of what is tried has a value".to_owned();
            return Value::unknowable(Why::Invalid(what), Some(place), Origin::computed(tried));
        }
        "can" => {
            let values: Vec<Value> = arguments.iter().map(|argument| evaluate(argument, scope)).collect();
            let Some(value) = values.first() else {
                return Value::unknowable(Why::Function(name.to_string()), Some(place), Origin::default());
            };
            let data = match value.unknown() {
                Some(unknown) if is_mistake(unknown) => Data::Bool(false),
                Some(unknown) => Data::Unknown(unknown.clone()),
                None => Data::Bool(true),
            };
            return Value::new(data, Origin::computed(value.origins()));
        }
        _ => {}
    }
    let mut values: Vec<Value> = arguments.iter().map(|argument| evaluate(argument, scope)).collect();
    if spread && let Some(last) = values.pop() {
        if let Some(elements) = super::access::elements(&last) {
            values.extend(elements.into_iter().map(|(_, value)| value));
        } else {
            let from = values.iter().chain([&last]).flat_map(Value::origins).collect();
            let why = last.unknown().map_or_else(
                || Why::Invalid("what is no list is given as arguments".to_owned()),
                |unknown| unknown.why().clone(),
            );
            return Value::unknowable(why, Some(place), Origin::computed(from));
        }
    }
    let total = values.len();
    if let Err(why) = scope.names.meter().spend(total) {
        return Value::unknowable(why, Some(place), Origin::default());
    }
    scope
        .names
        .call(name, &values, place, scope)
        .unwrap_or_else(|| function::call(name, &values, place, scope.names.meter()))
}
