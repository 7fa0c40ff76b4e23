//! Operators.

use rust_decimal::Decimal;

use crate::existing::access::{bool_of, equal};
use crate::existing::origin::Origin;
use crate::existing::syntax::Operator;
use crate::existing::unknown::Why;
use crate::existing::value::{Data, Value};
use crate::source::Place;

pub(super) fn not(of: &Value, place: Place) -> Value {
    let data = match (bool_of(of), &of.data) {
        (Some(bool), _) => Data::Bool(!bool),
        (None, Data::Unknown(unknown)) => Data::Unknown(unknown.clone()),
        (None, _) => return invalid(&[of], "`!` is applied to no truth value", place),
    };
    Value::new(data, Origin::computed(of.origins()))
}

pub(super) fn negate(of: &Value, place: Place) -> Value {
    let data = match (of.number(), &of.data) {
        (Some(number), _) => Data::Number(-number),
        (None, Data::Unknown(unknown)) => Data::Unknown(unknown.clone()),
        (None, _) => return invalid(&[of], "`-` is applied to no number", place),
    };
    Value::new(data, Origin::computed(of.origins()))
}

fn invalid(of: &[&Value], what: &str, place: Place) -> Value {
    let from = of.iter().flat_map(|value| value.origins()).collect();
    Value::unknowable(Why::Invalid(what.to_owned()), Some(place), Origin::computed(from))
}

pub(super) fn binary(operator: Operator, left: &Value, right: &Value, place: Place) -> Value {
    let unknown = || [left, right].into_iter().find_map(Value::unknown).cloned().map(Data::Unknown);
    let data = match operator {
        Operator::And | Operator::Or => {
            // One side decides, whatever the other is.
            let decides = operator == Operator::Or;
            match (bool_of(left), bool_of(right)) {
                (Some(side), _) | (_, Some(side)) if side == decides => Some(Data::Bool(decides)),
                (Some(_), Some(_)) => Some(Data::Bool(!decides)),
                _ => unknown(),
            }
        }
        Operator::Equal => {
            equal(left, right).map(Data::Bool).or_else(|| unknown().or_else(|| nested(left, right)))
        }
        Operator::NotEqual => equal(left, right)
            .map(|equal| Data::Bool(!equal))
            .or_else(|| unknown().or_else(|| nested(left, right))),
        _ => match (left.number(), right.number()) {
            (Some(left), Some(right)) => of_numbers(operator, left, right),
            _ => unknown(),
        },
    };
    let is_number = |value: &Value| value.number().is_some();
    let arithmetic = !matches!(operator, Operator::And | Operator::Or | Operator::Equal | Operator::NotEqual);
    let by_zero = matches!(operator, Operator::Divide | Operator::Modulo)
        && right.number().is_some_and(|number| number.is_zero());
    let Some(data) = data else {
        let from = [left, right].into_iter().flat_map(Value::origins).collect();
        if arithmetic && is_number(left) && is_number(right) && !by_zero {
            let why = Why::Beyond("a number that is too large or too precise".to_owned());
            return Value::unknowable(why, Some(place), Origin::computed(from));
        }
        if !arithmetic && !matches!(operator, Operator::And | Operator::Or) {
            let why = Why::Beyond("a comparison of a text and a number".to_owned());
            return Value::unknowable(why, Some(place), Origin::computed(from));
        }
        return invalid(&[left, right], "an operator is applied to values that it is not for", place);
    };
    let from = [left, right].into_iter().flat_map(Value::origins).collect();
    Value::new(data, Origin::computed(from))
}

/// The unknown that keeps two lists or maps from being compared.
fn nested(left: &Value, right: &Value) -> Option<Data> {
    let mut open = vec![left, right];
    while let Some(value) = open.pop() {
        match &value.data {
            Data::Unknown(unknown) => return Some(Data::Unknown(unknown.clone())),
            Data::List(items) | Data::Set(items) => open.extend(items.iter()),
            Data::Map(map) => {
                if let Some(unknown) = &map.open {
                    return Some(Data::Unknown(unknown.clone()));
                }
                open.extend(map.entries.values());
            }
            _ => {}
        }
    }
    None
}

/// None where it is no number, or one that is too large.
fn of_numbers(operator: Operator, left: Decimal, right: Decimal) -> Option<Data> {
    Some(match operator {
        Operator::Add => Data::Number(left.checked_add(right)?),
        Operator::Subtract => Data::Number(left.checked_sub(right)?),
        Operator::Multiply => Data::Number(left.checked_mul(right)?),
        Operator::Divide => Data::Number(left.checked_div(right)?),
        Operator::Modulo => Data::Number(left.checked_rem(right)?),
        Operator::Less => Data::Bool(left < right),
        Operator::LessEqual => Data::Bool(left <= right),
        Operator::Greater => Data::Bool(left > right),
        Operator::GreaterEqual => Data::Bool(left >= right),
        Operator::Equal | Operator::NotEqual | Operator::And | Operator::Or => return None,
    })
}
