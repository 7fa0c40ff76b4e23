//! Resolves relative values: `x10` multiplies, `+2` adds or goes up in size, `largest` goes to the top.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Number;

use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::load::node::{Base, Node, Value};
use crate::model::size::Size;
use crate::resolve::context::Context;
use crate::source::Place;

/// A value that is relative to the base profile's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relative {
    Times(Decimal),
    Plus(u32),
    Largest,
}

impl Relative {
    /// The value at a place as the one that this starts from.
    const fn from(self, place: Place) -> Base {
        Base { place, multiplied: matches!(self, Self::Times(_)) }
    }
}

/// Reads a relative value; `Err` if it looks like one and cannot be used.
fn read(text: &str) -> Option<Result<Relative, String>> {
    if text == "largest" {
        return Some(Ok(Relative::Largest));
    }
    let numeric = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !text.is_empty();
    if let Some(factor) = text.strip_prefix('x').filter(|rest| numeric(rest)) {
        let wrong = format!("`{text}` is no factor: write `x10` or `x2.5`");
        return Some(match factor.parse::<Decimal>() {
            Ok(factor) if factor > Decimal::ZERO => Ok(Relative::Times(factor)),
            _ => Err(wrong),
        });
    }
    let step = text.strip_prefix('+').filter(|rest| numeric(rest))?;
    Some(step.parse().map(Relative::Plus).map_err(|_| format!("`{text}` is no step: write `+1` or `+2`")))
}

/// Applies `over` to `base` if it is a relative value for that kind of value. Otherwise false, and it simply replaces
/// `base`.
pub(super) fn apply(base: &mut Node, over: &Node, context: &mut Context<'_>) -> bool {
    let Some(text) = over.as_str() else {
        return false;
    };
    let Some(relative) = read(text) else {
        return false;
    };
    let report = |context: &mut Context<'_>, code, message: String, base: &Node| {
        let help = match code {
            Code::NoLargerSize => "or name a type of another family",
            _ => "or write the value itself",
        };
        let finding = Finding::new(code, over.place, message).label(base.place, "from here");
        context.findings.push(finding.help(help));
    };
    let relative = match relative {
        Ok(relative) if is_scalable(base) => relative,
        Ok(_) => return false,
        Err(message) => {
            report(context, Code::BadFactor, message, base);
            return true;
        }
    };
    match scaled(base, relative, context) {
        Ok(value) => {
            if let Value::Map(_) = value {
                base.value = value;
                mark(base, over, relative);
            } else {
                let from = Some(relative.from(base.place));
                *base = Node { value, place: over.place, base: from };
            }
        }
        Err((code, message)) => report(context, code, message, base),
    }
    true
}

/// Whether the value can be scaled: a number, a size, a machine, or a mapping of these.
fn is_scalable(base: &Node) -> bool {
    match &base.value {
        Value::Number(_) => true,
        Value::String(text) => Size::split(text).is_some() || is_machine(text),
        Value::Map(entries) => {
            !entries.is_empty() && entries.iter().all(|e| matches!(e.node.value, Value::Number(_)))
        }
        _ => false,
    }
}

/// Whether a text looks like an instance type or class: `m6g.large`, `db.m6g.large`.
fn is_machine(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let word = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    (2..=3).contains(&parts.len())
        && parts.iter().all(word)
        && parts.iter().any(|part| part.starts_with(|c: char| c.is_ascii_alphabetic()))
}

fn scaled(base: &Node, relative: Relative, context: &Context<'_>) -> Result<Value, (Code, String)> {
    match &base.value {
        Value::Number(number) => scaled_number(number, relative).map(Value::Number),
        Value::Map(entries) => {
            let mut entries = entries.clone();
            for entry in &mut entries {
                entry.node.value = scaled(&entry.node, relative, context)?;
            }
            Ok(Value::Map(entries))
        }
        Value::String(text) => match Size::split(text) {
            Some((number, unit)) => {
                let number = scaled_number(&number.into(), relative)?;
                Ok(Value::String(format!("{number}{unit}")))
            }
            None => climbed(text, relative, context).map(Value::String),
        },
        _ => Err((Code::BadFactor, "there is nothing here to scale".to_owned())),
    }
}

/// Every number of a mapping then has both places.
fn mark(map: &mut Node, over: &Node, relative: Relative) {
    if let Value::Map(entries) = &mut map.value {
        for entry in entries {
            entry.node.base = Some(relative.from(entry.node.place));
            entry.node.place = over.place;
        }
    }
}

/// Multiplies a number and rounds up: half a machine is a machine.
fn scaled_number(number: &Number, relative: Relative) -> Result<Number, (Code, String)> {
    let too_large = || (Code::BadFactor, "the result is too large".to_owned());
    let base: Decimal = number.to_string().parse().map_err(|_| too_large())?;
    let result = match relative {
        Relative::Times(factor) => base.checked_mul(factor).ok_or_else(too_large)?,
        Relative::Plus(step) => base.checked_add(step.into()).ok_or_else(too_large)?,
        Relative::Largest => {
            return Err((Code::BadFactor, "`largest` is for machines and classes".to_owned()));
        }
    };
    if number.is_f64() {
        let exact = result.to_f64().and_then(Number::from_f64);
        return exact.ok_or_else(too_large);
    }
    result.ceil().to_i64().map(Number::from).ok_or_else(too_large)
}

/// A machine this many sizes up in its family, or the largest one.
fn climbed(name: &str, relative: Relative, context: &Context<'_>) -> Result<String, (Code, String)> {
    let region = &context.region;
    let at = context.cloud.map_or_else(|| region.clone(), |cloud| format!("{region} of {}", cloud.short()));
    let unknown = || (Code::NoLargerSize, format!("the sizes above `{name}` in {at} are not known"));
    let family = context.cloud.and_then(|cloud| cloud.family(name, region));
    let rungs = family.ok_or_else(unknown)?;
    let at = rungs.iter().position(|rung| *rung == name).ok_or_else(unknown)?;
    let top = *rungs.last().ok_or_else(unknown)?;
    match relative {
        Relative::Largest => Ok(top.to_owned()),
        Relative::Plus(step) => {
            let up = rungs.get(at.saturating_add(step as usize));
            up.map(|rung| (*rung).to_owned()).ok_or_else(|| {
                let above = rungs.len() - 1 - at;
                if above == 0 {
                    return (
                        Code::NoLargerSize,
                        format!("`{name}` is the largest of its family in {region}"),
                    );
                }
                (
                    Code::NoLargerSize,
                    format!("`{name}` can go up to `{top}` in {region}: write `+{above}` or `largest`"),
                )
            })
        }
        Relative::Times(_) => {
            Err((Code::BadFactor, format!("`{name}` cannot be multiplied: write `+1` or `largest`")))
        }
    }
}
