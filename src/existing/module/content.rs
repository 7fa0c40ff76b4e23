//! Attributes and nested blocks, dynamic ones too.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::existing::access::elements;
use crate::existing::evaluate::evaluate;
use crate::existing::instance::{Attribute, Block, Content, Exists};
use crate::existing::names::{Frame, Scope};
use crate::existing::origin::Origin;
use crate::existing::syntax::{self, Body, Kind};
use crate::existing::unknown::{Unknown, Why};
use crate::existing::value::{Data, Value};

/// Arguments of a resource that mean something to Terraform itself.
const META: [&str; 5] = ["count", "for_each", "provider", "depends_on", "lifecycle"];
/// Blocks of a resource that mean something to Terraform itself.
const META_BLOCKS: [&str; 4] = ["lifecycle", "provisioner", "connection", "timeouts"];

/// Whether an argument of a resource means something to Terraform itself.
pub(super) fn is_meta(name: &str) -> bool {
    META.contains(&name)
}

/// The nested blocks of a body, all of them or those of one type; with `top` without those that mean something to
/// Terraform itself.
pub(super) fn blocks(body: &Body, only: Option<&str>, top: bool, scope: &Scope<'_>) -> Vec<Block> {
    let mut made = Vec::new();
    for block in &body.blocks {
        let dynamic = if block.kind.as_ref() == "dynamic" { block.labels.first() } else { None };
        let kind = dynamic.unwrap_or(&block.kind);
        let is_meta = top && META_BLOCKS.contains(&kind.as_ref());
        if is_meta || only.is_some_and(|only| only != kind.as_ref()) {
            continue;
        }
        match dynamic {
            Some(kind) => expand(block, kind, scope, &mut made),
            None => made.push(Block {
                kind: kind.clone(),
                place: block.header,
                exists: Exists::Yes,
                content: content(&block.body, scope),
            }),
        }
    }
    made
}

/// All of a nested body.
pub(super) fn content(body: &Body, scope: &Scope<'_>) -> Content {
    let attributes = body.attributes.iter().map(|attr| attribute(attr, scope)).collect();
    Content { attributes, blocks: blocks(body, None, false, scope) }
}

/// One attribute. Of a text that is written with `jsonencode` it is what the text is made of, so that each value in it is
/// known to be used.
pub(super) fn attribute(attr: &syntax::Attr, scope: &Scope<'_>) -> Attribute {
    let value = match &attr.value.kind {
        Kind::Call(name, arguments, false) if &**name == "jsonencode" => match arguments.as_slice() {
            [only] => only,
            _ => &attr.value,
        },
        _ => &attr.value,
    };
    Attribute { name: attr.name.clone(), place: attr.place, value: evaluate(value, scope) }
}

/// The blocks that a dynamic one makes.
fn expand(block: &syntax::Block, kind: &Arc<str>, scope: &Scope<'_>, made: &mut Vec<Block>) {
    let iterator = match block.body.get("iterator").map(|attr| &attr.value.kind) {
        Some(Kind::Name(name) | Kind::Text(name)) => name,
        _ => kind,
    };
    let Some(inner) = block.body.blocks("content").next() else { return };
    let mut add = |key: Value, value: Value, exists: Exists| {
        let entries = [("key", key), ("value", value)].map(|(name, value)| (name.into(), value));
        let value = Value::of_map(BTreeMap::from(entries), None, Origin::default());
        let frame = Frame { name: iterator, value, outer: scope.frame };
        let content = content(&inner.body, &scope.within(&frame));
        made.push(Block { kind: kind.clone(), place: inner.header, exists, content });
    };
    let over = block.body.get("for_each").map(|attr| evaluate(&attr.value, scope));
    let unknown = match &over {
        None => Some(Unknown::new(
            Why::Invalid("a dynamic block has no `for_each`".to_owned()),
            Some(block.header),
        )),
        Some(over) => match (elements(over), &over.data) {
            (Some(members), data) => {
                for (key, value) in members {
                    add(key, value, Exists::Yes);
                }
                match data {
                    Data::Map(map) => map.open.clone(),
                    _ => None,
                }
            }
            (None, Data::Unknown(unknown)) => Some(unknown.clone()),
            (None, _) => Some(Unknown::new(
                Why::Invalid("`for_each` is no list or map".to_owned()),
                Some(block.header),
            )),
        },
    };
    if let Some(unknown) = unknown {
        let origin = over.map_or_else(Origin::default, |over| Origin::computed(over.origins()));
        let not_known = || Value::unknowable(Why::Repeated, Some(block.header), origin.clone());
        add(not_known(), not_known(), Exists::Unknown(unknown));
    }
}

/// A body as the value that a reference to it has.
pub(super) fn as_value(attributes: Vec<Attribute>, blocks: Vec<Block>, open: Unknown) -> Value {
    let mut entries: BTreeMap<Arc<str>, Value> = BTreeMap::new();
    let mut lists: BTreeMap<Arc<str>, Vec<Value>> = BTreeMap::new();
    for block in blocks {
        let value = match block.exists {
            Exists::No => continue,
            Exists::Yes => as_value(block.content.attributes, block.content.blocks, open.clone()),
            Exists::Unknown(unknown) => Value::new(Data::Unknown(unknown), Origin::default()),
        };
        lists.entry(block.kind).or_default().push(value);
    }
    entries.extend(attributes.into_iter().map(|attribute| (attribute.name, attribute.value)));
    for (kind, list) in lists {
        // How many there are is not known, where it is not known of one whether it is there.
        let unknown = list.iter().find_map(Value::unknown).cloned();
        let value = match unknown {
            Some(unknown) => Value::new(Data::Unknown(unknown), Origin::default()),
            None => Value::of_list(list, Origin::default()),
        };
        entries.insert(kind, value);
    }
    Value::of_map(entries, Some(open), Origin::default())
}
