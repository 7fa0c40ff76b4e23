//! Which constants differ between two texts of a file.

use std::collections::BTreeMap;

use crate::existing::constant::hcl::of_hcl;
use crate::existing::constant::json::of_json;
use crate::existing::constant::{Constant, Stands, written};
use crate::existing::edit::change::{Literal, Syntax};
use crate::order::Order as _;
use crate::tuning::rewrite::Changed;

/// The values of the constants of a text, by the way to each, with the line and the last key.
type Values = BTreeMap<String, (usize, String, Literal)>;

/// The numbers and texts that differ, in the order of their lines. None of a file of YAML, whose constants are not gone
/// through.
pub(super) fn between(path: &str, before: &str, after: &str) -> Vec<Changed> {
    let Some(syntax) = Syntax::of(path) else { return Vec::new() };
    let (old, new) = (values(before, syntax), values(after, syntax));
    let mut changed = Vec::new();
    for (way, (line, key, value)) in &new {
        match old.get(way) {
            Some((.., was)) if was.is_like(value) => {}
            Some((.., was)) => changed.push(Changed {
                line: *line,
                key: None,
                old: Some(was.clone()),
                new: Some(value.clone()),
            }),
            None => changed.push(Changed {
                line: *line,
                key: Some(key.clone()),
                old: None,
                new: Some(value.clone()),
            }),
        }
    }
    for (line, key, value) in old.iter().filter(|(way, _)| !new.contains_key(*way)).map(|(_, own)| own) {
        changed.push(Changed { line: *line, key: Some(key.clone()), old: Some(value.clone()), new: None });
    }
    changed.order_by_key(|own| own.line);
    changed
}

fn values(text: &str, syntax: Syntax) -> Values {
    let mut values = Values::new();
    let mut take = |own: &Constant<'_, '_>| {
        let value = match own.stands {
            Stands::Number(number) => Literal::Number(number),
            Stands::Text(text) => Literal::Text(text.to_owned()),
            Stands::Computed => return,
        };
        let key = own.way.last().map_or("", |step| step.name).to_owned();
        values.entry(written(own.way)).or_insert((own.line, key, value));
    };
    match syntax {
        Syntax::Hcl => of_hcl(text, &mut take),
        Syntax::Json => of_json(text, &mut take),
        Syntax::Yaml => false,
    };
    values
}
