//! Brings a profile that describes existing Terraform up to date: the numbers that have changed and the remarks behind
//! them, and no other byte.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::load::Document;
use crate::load::node::{MapEntry, Node, Value};
use crate::order::Order as _;
use crate::source::{Place, Sources};
use crate::survey::component::{Component, Field};
use crate::survey::profile::{Described, NOT_SET, Named, remark};

/// A profile that has been brought up to date.
#[derive(Debug)]
pub struct Refreshed {
    /// Its text.
    pub text: String,
    /// The lines that have changed.
    pub changes: Vec<Changed>,
    /// The components of the profile that were not found.
    pub gone: Vec<String>,
    /// The addresses of the components that were found and that the profile lacks.
    pub new: Vec<String>,
}

impl Refreshed {
    /// Whether a value is another one, and not only where it stands.
    #[must_use]
    pub fn takes_values(&self) -> bool {
        self.changes.iter().any(|change| change.from != change.to)
    }
}

/// A line that has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The line, from 1.
    pub line: usize,
    /// The component.
    pub component: String,
    /// The field, its segments split by dots.
    pub field: String,
    /// The value before.
    pub from: String,
    /// The value now, which is the same where only the remark has changed.
    pub to: String,
    /// Where it stands.
    pub at: String,
}

/// Brings the profile `document`, whose text is one of `texts`, up to date with what was found; `sources` are its files.
#[must_use]
pub fn refresh(
    document: &Document,
    texts: &Sources,
    described: &Described<'_>,
    sources: &Sources,
) -> Refreshed {
    let text = &texts.get(document.source).text;
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut refreshed =
        Refreshed { text: String::new(), changes: Vec::new(), gone: Vec::new(), new: Vec::new() };
    let mut seen: BTreeSet<*const Component<'_>> = BTreeSet::new();
    let components = document.root.get("components").map(Node::entries).unwrap_or_default();
    for entry in components {
        let Some(address) = entry.node.at("terraform/address").and_then(Node::as_str) else { continue };
        let root = entry.node.at("terraform/root").and_then(Node::as_str);
        let Some(component) = of(described, root, address) else {
            refreshed.gone.push(entry.key.clone());
            continue;
        };
        seen.insert(std::ptr::from_ref(component));
        for field in &component.fields {
            let Some(node) = entry.node.at(&field.name.replace('.', "/")) else { continue };
            if let Some(changed) = change(entry, field, node.place, text, sources, &mut edits) {
                let line = texts.get(document.source).line_column(node.place.start).line;
                refreshed.changes.push(Changed { line, ..changed });
            }
        }
    }
    let found = described.roots.iter().flat_map(|root| &root.made.components);
    let new = found.filter(|one| !seen.contains(&std::ptr::from_ref(*one)));
    refreshed.new = new.map(|one| one.address.clone()).collect();
    refreshed.changes.order_by_key(|change| change.line);
    edits.order_by_key(|(range, _)| range.start);
    let mut at = 0;
    for (range, with) in edits.into_iter().filter(|(range, _)| range.end <= text.len()) {
        if range.start < at {
            continue;
        }
        refreshed.text.push_str(&text[at..range.start]);
        refreshed.text.push_str(&with);
        at = range.end;
    }
    refreshed.text.push_str(&text[at..]);
    refreshed
}

/// The component at an address, in the root of this name or, where none is named or known, in the only one that has it.
fn of<'a>(described: &'a Described<'a>, root: Option<&str>, address: &str) -> Option<&'a Component<'a>> {
    let has = |named: &'a Named<'a>| named.made.components.iter().find(|one| one.address == address);
    let own = described.roots.iter().filter(|named| Some(&*named.name) == root).find_map(has);
    let mut all = described.roots.iter().filter_map(has);
    own.or_else(|| all.next().filter(|_| all.next().is_none()))
}

/// The edits for one field: its value where that is another one, and a remark of ours behind it.
fn change(
    entry: &MapEntry,
    field: &Field<'_>,
    place: Place,
    text: &str,
    sources: &Sources,
    edits: &mut Vec<(Range<usize>, String)>,
) -> Option<Changed> {
    let range = place.start as usize..place.end as usize;
    let written = text.get(range.clone())?;
    let value = written.trim_matches(['"', '\'']);
    let at = remark(field, sources);
    let (differs, mut noted) = (value != field.value, false);
    if differs {
        edits.push((range.clone(), field.written()));
    }
    let rest = &text[range.end..];
    let rest = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
    if let Some(own) = rest.strip_prefix(" # ").filter(|own| is_ours(own) && *own != at) {
        edits.push((range.end + 3..range.end + 3 + own.len(), at.clone()));
        noted = true;
    }
    (differs || noted).then(|| Changed {
        line: 0,
        component: entry.key.clone(),
        field: field.name.to_string(),
        from: value.to_owned(),
        to: field.value.clone(),
        at,
    })
}

/// Whether a remark is one that says where a size stands, and nothing that somebody has written.
fn is_ours(remark: &str) -> bool {
    let line = remark.rsplit_once(':').is_some_and(|(path, line)| {
        !path.is_empty()
            && !path.contains(' ')
            && !line.is_empty()
            && line.bytes().all(|byte| byte.is_ascii_digit())
    });
    line || remark.starts_with("computed, from ") || [NOT_SET, "not written in the files"].contains(&remark)
}

/// What the profile says of its roots, as the reader asks: name, folder, workspace, variable files and variables.
#[must_use]
pub fn stated(document: &Document) -> Vec<StatedRoot> {
    let text = |node: &Node| match &node.value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(on) => Some(on.to_string()),
        _ => None,
    };
    let roots = document.root.get("terraform").map(Node::entries).unwrap_or_default();
    let root = |entry: &MapEntry| {
        let files = entry.node.get("var_files").map(|node| match &node.value {
            Value::List(items) => items.iter().filter_map(text).collect(),
            _ => Vec::new(),
        });
        let set = entry.node.get("set").map(Node::entries).unwrap_or_default();
        Some(StatedRoot {
            name: entry.key.clone(),
            dir: entry.node.get("dir").and_then(text)?,
            workspace: entry.node.get("workspace").and_then(text),
            var_files: files.unwrap_or_default(),
            set: set.iter().filter_map(|own| Some((own.key.clone(), text(&own.node)?))).collect(),
        })
    };
    roots.iter().filter_map(root).collect()
}

/// A root as a profile states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedRoot {
    /// Its name.
    pub name: String,
    /// Its folder, as seen from the project.
    pub dir: String,
    /// Its workspace.
    pub workspace: Option<String>,
    /// Its variable files, as seen from its folder.
    pub var_files: Vec<String>,
    /// Variables that are set outside of the files.
    pub set: Vec<(String, String)>,
}
