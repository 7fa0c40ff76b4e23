//! Arithmetic.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::call::Call;
use crate::existing::access::{bool_of, elements};
use crate::existing::value::{Data, Value};

pub(super) fn call(call: &Call<'_>) -> Option<Value> {
    let numbers = || call.arguments.iter().map(Value::number).collect::<Option<Vec<Decimal>>>();
    let one = |of: fn(Decimal) -> Decimal| match call.arguments {
        [value] => value.number().map(|number| Data::Number(of(number))),
        _ => None,
    };
    let data = match call.name.as_ref() {
        "min" => numbers().and_then(|numbers| numbers.into_iter().min()).map(Data::Number),
        "max" => numbers().and_then(|numbers| numbers.into_iter().max()).map(Data::Number),
        "floor" => one(|number| number.floor()),
        "ceil" => one(|number| number.ceil()),
        "abs" => one(|number| number.abs()),
        "pow" => numbers().and_then(|numbers| match numbers[..] {
            [base, times] => power(base, times).map(Data::Number),
            _ => None,
        }),
        "parseint" => match call.arguments {
            [text, base] => text.text().zip(base.number()).and_then(|(text, base)| {
                let base = base.to_u32().filter(|base| (2..=36).contains(base))?;
                i64::from_str_radix(text, base).ok().map(|number| Data::Number(number.into()))
            }),
            _ => None,
        },
        "sum" => members(call).and_then(|members| {
            let mut sum = Decimal::ZERO;
            for member in &members {
                sum = sum.checked_add(member.number()?)?;
            }
            if members.is_empty() { None } else { Some(Data::Number(sum)) }
        }),
        "alltrue" => members(call).and_then(|members| decided(&members, false)),
        "anytrue" => members(call).and_then(|members| decided(&members, true)),
        _ => return None,
    };
    Some(call.or_misfit(data))
}

fn members(call: &Call<'_>) -> Option<Vec<Value>> {
    let [list] = call.arguments else { return None };
    Some(elements(list)?.into_iter().map(|(_, value)| value).collect())
}

/// Whether one of them is what decides; none if an unknown one may.
fn decided(members: &[Value], decides: bool) -> Option<Data> {
    if members.iter().any(|member| bool_of(member) == Some(decides)) {
        return Some(Data::Bool(decides));
    }
    members.iter().map(bool_of).collect::<Option<Vec<_>>>().map(|_| Data::Bool(!decides))
}

fn power(base: Decimal, times: Decimal) -> Option<Decimal> {
    let times = if times.fract().is_zero() { times.to_u32()? } else { return None };
    let mut product = Decimal::ONE;
    for _ in 0..times.min(200) {
        product = product.checked_mul(base)?;
    }
    if times > 200 { None } else { Some(product) }
}
