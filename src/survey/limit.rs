//! What limits the traffic that comes in.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use crate::cloud::existing::Existing;
use crate::cloud::existing::limit::{Each, Limited, PartOf};
use crate::cloud::existing::shown::Shown;
use crate::existing::instance::{Found, Instance};
use crate::existing::origin::Origin;
use crate::existing::value::Value;
use crate::source::Place;

/// A limit on what comes in.
#[derive(Debug)]
pub struct Limiting<'a> {
    /// The address of the resource instance.
    pub address: String,
    /// The attribute; none where the service has a limit of its own that the resource does not say.
    pub attribute: Option<String>,
    /// What is limited.
    pub what: Limited,
    /// For whom it holds: each `address`, `key`, `method` or `route`, or `all` requests together.
    pub each: &'static str,
    /// Whether it is one for all requests that come this way, and refuses those beyond.
    pub whole: bool,
    /// The limit, where it is known: that of the service is what it is usually.
    pub most: Option<Decimal>,
    /// Where it comes from, where an attribute says it.
    pub origin: Option<&'a Origin>,
    /// Where the resource starts.
    pub place: Place,
}

/// The limits of a resource.
pub(super) fn of_instance<'a>(
    instance: &'a Instance,
    tables: &'static Existing,
    into: &mut Vec<Limiting<'a>>,
) {
    for row in tables.limits.iter().filter(|row| row.resource == &*instance.address.kind) {
        let limiting = || Limiting {
            address: instance.address.to_string(),
            attribute: None,
            what: row.what,
            each: each(&row.each, None),
            whole: true,
            most: row.usual.map(Decimal::from),
            origin: None,
            place: instance.place,
        };
        let Some(path) = &row.path else {
            into.push(limiting());
            continue;
        };
        for found in path.find(&instance.content) {
            if found.value.is_null() {
                continue;
            }
            let beside = |name: &str| found.within.and_then(|own| own.attribute(name)).map(|own| &own.value);
            // A time that is not known is none.
            let (mut what, mut known) = (row.what, true);
            if let Some(value) = row.window.and_then(beside).filter(|value| !value.is_null()) {
                let seconds = value.number().and_then(|own| own.to_u32());
                known = seconds.is_some();
                what = seconds.map_or(what, Limited::Requests);
            }
            into.push(Limiting {
                attribute: Some(path.label(&instance.content, &found)),
                what,
                each: each(&row.each, Some(&beside)),
                whole: known && !row.part.iter().any(|part| is_part(*part, instance, &found)),
                most: found.value.number(),
                origin: Some(&found.value.origin),
                ..limiting()
            });
        }
    }
}

/// Looks up an attribute beside a limit.
type Beside<'a, 'v> = &'a dyn Fn(&str) -> Option<&'v Value>;

/// For whom a limit holds; `unknown` where an attribute says it and is not known.
fn each(row: &Each, beside: Option<Beside<'_, '_>>) -> &'static str {
    match row {
        Each::One(word) => word,
        Each::By(name, words) => {
            let value = beside.and_then(|beside| beside(name)).filter(|value| !value.is_null());
            let said = |value: &Value| {
                let text = value.text()?;
                words.iter().find(|(own, _)| *own == text).map(|(_, word)| *word)
            };
            let usual = || words.first().map(|(_, word)| *word);
            value.map_or_else(usual, said).unwrap_or("unknown")
        }
    }
}

/// Whether something makes a limit one for a part of the requests. What is not known may.
fn is_part(part: PartOf, instance: &Instance, found: &Found<'_>) -> bool {
    match part {
        PartOf::Always => true,
        PartOf::Beside(name) => {
            let within = found.within;
            within.is_none_or(|own| own.attribute(name).is_some() || own.blocks(name).next().is_some())
        }
        PartOf::Around(path) => {
            let outermost = found.path.split('.').next().unwrap_or_default();
            let (name, index) = outermost.split_once('[').unwrap_or((outermost, "0"));
            let index = index.trim_end_matches(']').parse().unwrap_or(0);
            let mut blocks: Vec<_> = instance.content.blocks(name).skip(index).take(1).collect();
            for name in path.split('.') {
                blocks = blocks.iter().flat_map(|block| block.content.blocks(name)).collect();
            }
            !blocks.is_empty()
        }
        PartOf::Not(name, is) => {
            let value = instance.content.attribute(name).map(|own| &own.value);
            value.and_then(Shown::plain).is_none_or(|own| own != is)
        }
    }
}
