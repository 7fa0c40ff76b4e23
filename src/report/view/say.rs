//! Values, numbers of things and lists of names in words, each written one way wherever a switch is told.

use std::fmt::Write as _;

use rust_decimal::Decimal;
use serde_json::Value as Json;

use crate::money::figure;
use crate::shown::{clipped, visible};

/// The characters of a profile's own text that stand in a sentence or in a cell.
const LONGEST: usize = 80;
/// So many names are all listed; of more, the first three.
const ALL: usize = 6;
const FIRST: usize = 3;

/// A text of a profile, cut to what fits into a sentence.
#[must_use]
pub(crate) fn text(text: &str) -> String {
    clipped(&visible(text), LONGEST)
}

/// A value of a profile in words: `3,000`, `200 GiB`, `yes`; lists and mappings without their brackets.
#[must_use]
pub(crate) fn value(value: &Json) -> String {
    match value {
        Json::Null => "-".to_owned(),
        Json::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Json::Number(number) => {
            number.to_string().parse::<Decimal>().map_or_else(|_| number.to_string(), figure)
        }
        Json::String(text) => size(text).unwrap_or_else(|| visible(text)),
        Json::Array(items) => list(items),
        Json::Object(fields) => {
            let field = |(key, below): (&String, &Json)| match below {
                Json::Array(_) | Json::Object(_) => format!("{} ({})", visible(key), self::value(below)),
                _ => format!("{} {}", visible(key), self::value(below)),
            };
            fields.iter().map(field).collect::<Vec<_>>().join(", ")
        }
    }
}

/// The items of a list. One with a name is called by it: `small (price 20, included 25,000); large (price 40)`.
fn list(items: &[Json]) -> String {
    let item = |item: &Json| match item {
        Json::Object(fields) => {
            let name = fields.get("name").and_then(Json::as_str);
            let rest: serde_json::Map<String, Json> =
                fields.iter().filter(|(key, _)| name.is_none() || *key != "name").map(clone).collect();
            let rest = value(&Json::Object(rest));
            match name {
                Some(name) if rest.is_empty() => visible(name),
                Some(name) => format!("{} ({rest})", visible(name)),
                None => rest,
            }
        }
        other => value(other),
    };
    let nested = items.iter().any(Json::is_object);
    items.iter().map(item).collect::<Vec<_>>().join(if nested { "; " } else { ", " })
}

fn clone((key, value): (&String, &Json)) -> (String, Json) {
    (key.clone(), value.clone())
}

/// `200GiB` as `200 GiB`; `None` for what is no size.
fn size(text: &str) -> Option<String> {
    let at = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = text.split_at(at);
    let unit = unit.trim_start();
    let is_unit =
        ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "kB", "KB", "MB", "GB", "TB", "PB"].contains(&unit);
    let number = number.parse::<Decimal>().ok().filter(|_| is_unit)?;
    Some(format!("{} {unit}", figure(number)))
}

/// `1 component`, `1,200 components`.
#[must_use]
pub(crate) fn count(number: usize, what: &str) -> String {
    let s = if number == 1 || what.ends_with('s') { "" } else { "s" };
    format!("{} {what}{s}", figure(number.into()))
}

/// `a`, `a and b`, `a, b and c`.
#[must_use]
pub(crate) fn all(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// All names up to six; of more the first three, and how many more there are.
#[must_use]
pub(crate) fn names<T: AsRef<str>>(names: &[T]) -> String {
    let few = |names: &[T]| names.iter().map(|name| text(name.as_ref())).collect::<Vec<_>>().join(", ");
    match names.len() {
        0..=ALL => few(names),
        more => {
            let mut out = few(&names[..FIRST]);
            let _ = write!(out, " and {} more", figure((more - FIRST).into()));
            out
        }
    }
}

/// That a profile accepts something (`allow`), with its reason.
pub(crate) fn accepted(reason: &str) -> String {
    format!("the profile accepts this, with the reason “{}”", text(reason))
}
