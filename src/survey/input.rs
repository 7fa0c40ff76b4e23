//! The arguments of modules whose source is not in the repository, by their names.

use std::collections::BTreeSet;

use crate::cloud::existing::Existing;
use crate::cloud::existing::shown::Shown;
use crate::existing::instance::{Call, Content, Exists};
use crate::existing::value::{Data, Value};

use super::size::{Is, Sizing, uncertain};

/// How deep objects in an argument are looked into.
const DEEPEST: usize = 16;

/// The sizes among the arguments of a call, at any depth of an object or list.
pub(super) fn of_call<'a>(call: &'a Call, tables: &'static Existing, into: &mut Vec<Sizing<'a>>) {
    of_content(call, &call.arguments, "", tables, into);
}

fn of_content<'a>(
    call: &'a Call,
    content: &'a Content,
    path: &str,
    tables: &'static Existing,
    into: &mut Vec<Sizing<'a>>,
) {
    for attribute in &content.attributes {
        let path = format!("{path}{}", attribute.name);
        of_value(call, &attribute.value, (&attribute.name, &path), 0, tables, into);
    }
    for block in content.blocks.iter().filter(|block| block.exists != Exists::No) {
        of_content(call, &block.content, &format!("{path}{}.", block.kind), tables, into);
    }
}

fn of_value<'a>(
    call: &'a Call,
    value: &'a Value,
    (name, path): (&str, &str),
    depth: usize,
    tables: &'static Existing,
    into: &mut Vec<Sizing<'a>>,
) {
    let named = tables.input(name);
    match &value.data {
        Data::Map(map) if depth < DEEPEST => {
            for (key, member) in &map.entries {
                let plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
                let dotted =
                    if key.chars().all(plain) { format!("{path}.{key}") } else { format!("{path}[{key:?}]") };
                of_value(call, member, (key, &dotted), depth + 1, tables, into);
            }
            return;
        }
        Data::List(list) if named.is_none() && depth < DEEPEST => {
            for (at, member) in list.iter().enumerate() {
                of_value(call, member, ("", &format!("{path}[{at}]")), depth + 1, tables, into);
            }
            return;
        }
        _ => {}
    }
    let Some((of, sort)) = named else { return };
    // A name alone is a guess: what does not look like a size is none.
    let Some(is) = Is::of(value, sort).filter(|is| *is != Is::NoSize) else { return };
    into.push(Sizing {
        address: call.address.to_string(),
        resource: None,
        attribute: path.to_owned(),
        path: path.to_owned(),
        of,
        key: None,
        sort,
        is,
        says: Shown::of(value, sort),
        uncertain: uncertain(&call.exists),
        origin: &value.origin,
        place: call.place,
        swallowed: Vec::new(),
        unused_in: BTreeSet::new(),
    });
}
