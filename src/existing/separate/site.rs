//! Where a value passes on its way in: the attribute, and the arguments of the calls of modules that hand it on.

use std::ops::Range;

use crate::existing::edit::change::Syntax;
use crate::existing::edit::literal_at;
use crate::existing::separate::way::{File, Folder, Level, Way};
use crate::existing::steps::{Part, parts};
use crate::existing::syntax::{Block, Body, Expr, Kind};
use crate::source::Place;

/// An expression that the value passes through unchanged.
#[derive(Clone, Debug)]
pub(super) struct Site {
    /// The level whose block it stands in.
    pub(super) level: usize,
    /// The attribute or argument, without what it is in.
    pub(super) name: String,
    /// The bytes of the expression in the file of the block; none where the argument is not written, and the default of
    /// the variable stands for it.
    pub(super) bytes: Option<Range<usize>>,
    /// The expression, or the default, as it is written.
    pub(super) text: String,
    /// Whether that is a plain literal.
    pub(super) is_literal: bool,
    /// The local map in which the expression looks up the copy already.
    pub(super) looked_up: Option<String>,
}

/// All places that the value passes, the outermost first.
pub(super) fn sites(way: &Way) -> Result<Vec<Site>, &'static str> {
    let mut level = way.levels.len() - 1;
    let own = &way.levels[level];
    let parts = parts(&way.path);
    let found = find(&own.block.body, &parts);
    let mut at = found.ok_or("it stands in a `dynamic` block, or in an object that is written elsewhere")?;
    let name = parts.iter().rev().find_map(|part| match part {
        Part::Name(name) => Some(name.clone()),
        Part::Index(_) => None,
    });
    let mut sites = vec![site(level, name.unwrap_or_default(), own, at)];
    while let Some(name) = variable(at).filter(|_| level > 0) {
        let inner = &way.levels[level].folder;
        level -= 1;
        let outer = &way.levels[level];
        if let Some(argument) = outer.block.body.get(name) {
            at = &argument.value;
            sites.push(site(level, name.to_owned(), outer, at));
            continue;
        }
        let default = inner.variable(name).and_then(|block| block.body.get("default"));
        let text = default.and_then(|default| written(inner, default.value.place));
        sites.extend(text.map(|text| Site {
            level,
            name: name.to_owned(),
            bytes: None,
            is_literal: is_literal(text),
            text: text.to_owned(),
            looked_up: None,
        }));
        break;
    }
    sites.reverse();
    // What spans lines may hold a comment or a text of lines, which cannot stand between brackets.
    sites.retain(|site| !site.text.contains('\n'));
    if sites.is_empty() { Err("it is said in more than one line") } else { Ok(sites) }
}

fn site(level: usize, name: String, of: &Level, expr: &Expr) -> Site {
    let text = text(of.file(), expr.place);
    Site {
        level,
        name,
        bytes: Some(bytes(expr.place)),
        text: text.to_owned(),
        is_literal: is_literal(text),
        looked_up: of.each().and_then(|(index, _)| looked_up(expr, index)),
    }
}

/// The bytes of a place.
pub(super) const fn bytes(place: Place) -> Range<usize> {
    place.start as usize..place.end as usize
}

fn text(file: &File, place: Place) -> &str {
    file.text.get(bytes(place)).unwrap_or_default()
}

fn written(folder: &Folder, place: Place) -> Option<&str> {
    folder.files.iter().find(|file| file.id == place.source).map(|file| text(file, place))
}

fn is_literal(text: &str) -> bool {
    literal_at(text, Syntax::Hcl, &(0..text.len())).is_some()
}

/// `var.name`, and nothing behind it.
fn variable(expr: &Expr) -> Option<&str> {
    match (&expr.kind, expr.reference()?.as_slice()) {
        (Kind::Access(_, steps), ["var", name]) if steps.len() == 1 => Some(name),
        _ => None,
    }
}

/// The local map of `lookup(local.name, each.key, …)`.
fn looked_up(expr: &Expr, index: &str) -> Option<String> {
    let Kind::Call(function, arguments, false) = &expr.kind else { return None };
    let [map, key, _] = arguments.as_slice() else { return None };
    let is_index = key.reference().is_some_and(|key| key.join(".") == index);
    match map.reference()?.as_slice() {
        ["local", name] if &**function == "lookup" && is_index => Some((*name).to_owned()),
        _ => None,
    }
}

/// The expression at a path, through the blocks, objects and lists that are written where they are used.
fn find<'a>(body: &'a Body, parts: &[Part]) -> Option<&'a Expr> {
    let (Part::Name(name), rest) = parts.split_first()? else { return None };
    if let Some(attr) = body.get(name) {
        return within(&attr.value, rest);
    }
    let (index, rest) = match rest.split_first() {
        Some((Part::Index(index), rest)) => (*index, rest),
        _ => (0, rest),
    };
    let is_made = |block: &Block| {
        *block.kind == *"dynamic" && block.labels.first().is_some_and(|kind| **kind == **name)
    };
    let of_kind = |block: &&Block| *block.kind == **name;
    let block = body.blocks.iter().filter(of_kind).nth(index)?;
    if body.blocks.iter().any(is_made) {
        return None;
    }
    find(&block.body, rest)
}

fn within<'a>(expr: &'a Expr, parts: &[Part]) -> Option<&'a Expr> {
    let Some((first, rest)) = parts.split_first() else { return Some(expr) };
    match (&expr.kind, first) {
        (Kind::Object(entries), Part::Name(name)) => {
            let entry = entries.iter().find(|(key, _)| key.text().is_some_and(|key| **key == **name));
            within(&entry?.1, rest)
        }
        (Kind::List(items), Part::Index(index)) => within(items.get(*index)?, rest),
        _ => None,
    }
}
