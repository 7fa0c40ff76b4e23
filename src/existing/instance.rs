//! Resources and calls of modules, as they are when all counts are expanded.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::order::Order as _;
use crate::source::Place;

use super::steps::{Part, covers, parts, push_name};
use super::unknown::Unknown;
use super::value::{Data, Value};

/// The key of one of several instances.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// Of `count`.
    Index(u64),
    /// Of `for_each`.
    Text(Arc<str>),
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index(index) => write!(f, "[{index}]"),
            Self::Text(text) => write!(f, "[\"{}\"]", text.replace('\\', "\\\\").replace('"', "\\\"")),
        }
    }
}

/// The address of a resource instance in its root, as `terraform state list` prints it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The address of the module with its instance keys, such as `module.api["video"]`; empty for the root's own.
    pub module: Arc<str>,
    /// The type of the resource, such as `cloud_database`.
    pub kind: Arc<str>,
    /// The name of the resource.
    pub name: Arc<str>,
    /// The instance key, where the resource has `count` or `for_each`. None also where the number of instances is not
    /// known, or is zero.
    pub key: Option<Key>,
}

impl Address {
    /// The address without the instance key of the resource itself.
    #[must_use]
    pub fn resource(&self) -> String {
        let dot = if self.module.is_empty() { "" } else { "." };
        format!("{}{dot}{}.{}", self.module, self.kind, self.name)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.resource())?;
        self.key.as_ref().map_or(Ok(()), |key| key.fmt(f))
    }
}

/// Whether something is there at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exists {
    /// It is.
    Yes,
    /// It is not: its `count` is 0 or its `for_each` empty, or that of a module around it.
    No,
    /// Its `count` or `for_each`, or that of a module around it, is not known.
    Unknown(Unknown),
}

/// One instance of a managed resource.
#[derive(Clone, Debug)]
pub struct Instance {
    /// Its address in the root.
    pub address: Address,
    /// Whether it is there.
    pub exists: Exists,
    /// The block's header, such as `resource "cloud_database" "shop"`.
    pub place: Place,
    /// `count` or `for_each`, if it has one, with its value.
    pub repeat: Option<Attribute>,
    /// Its attributes and nested blocks, without `count`, `for_each`, `lifecycle`, `provider`, `depends_on`,
    /// `connection` and `provisioner`.
    pub content: Content,
    /// What `lifecycle { ignore_changes }` covers.
    pub ignored: Ignored,
    /// The configuration of its provider as the root names it, such as `cloud` or `cloud.west`; none where that is not
    /// known, as in a module that configures one by itself.
    pub provider: Option<Arc<str>>,
}

impl Instance {
    /// Whether a change of the attribute at a path is ignored.
    #[must_use]
    pub fn ignores(&self, path: &str) -> bool {
        self.ignored.covers(path)
    }

    /// The values at a path, as [`Content::find`] answers them.
    #[must_use]
    pub fn find(&self, path: &str) -> Vec<Found<'_>> {
        self.content.find(path)
    }

    /// The addresses of the resources that any of its values refers to, once each and sorted.
    #[must_use]
    pub fn references(&self) -> Vec<Arc<str>> {
        let mut all = Vec::new();
        self.content.each("", &mut |_, value| all.extend(value.origin.references()));
        all.order();
        all.dedup();
        all
    }
}

/// What `lifecycle { ignore_changes }` covers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ignored {
    /// Whether it is `all`.
    pub all: bool,
    /// The paths that it names, such as `desired_capacity` or `tags["x"]`.
    pub paths: Vec<String>,
    /// The `ignore_changes` argument.
    pub place: Option<Place>,
}

impl Ignored {
    /// Whether it covers the attribute at a path such as `scaling_config.desired_size` or `scaling_config[0].max_size`.
    #[must_use]
    pub fn covers(&self, path: &str) -> bool {
        let path = parts(path);
        self.all || self.paths.iter().any(|ignored| covers(&parts(ignored), &path))
    }
}

/// Attributes and blocks, in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// The attributes.
    pub attributes: Vec<Attribute>,
    /// The nested blocks, those of `dynamic` blocks too.
    pub blocks: Vec<Block>,
}

/// One attribute.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its name.
    pub name: Arc<str>,
    /// The name where it is set.
    pub place: Place,
    /// Its value.
    pub value: Value,
}

impl Attribute {
    /// The name with the constant behind it, where the attribute itself says it; the name, where it does not.
    #[must_use]
    pub fn whole(&self) -> Place {
        let constant = self.value.origin.constant().map(|constant| constant.place);
        let own = constant.filter(|own| own.source == self.place.source && own.start >= self.place.end);
        let own = own.filter(|_| self.value.origin.chain().is_empty());
        Place { end: own.map_or(self.place.end, |own| own.end), ..self.place }
    }
}

/// A nested block.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its type, such as `ebs`.
    pub kind: Arc<str>,
    /// The block's type where it is written.
    pub place: Place,
    /// Whether it is there: a `dynamic` block may not be.
    pub exists: Exists,
    /// What it holds.
    pub content: Content,
}

/// A value that was asked for by its path.
#[derive(Clone, Debug)]
pub struct Found<'a> {
    /// The path with the index of each block, such as `block_device_mappings[0].ebs[0].volume_size`.
    pub path: String,
    /// The value.
    pub value: &'a Value,
    /// Whether the innermost block around it that may be absent is there.
    pub exists: Exists,
    /// The innermost content around it, such as the block whose `name` tells which one it is.
    pub within: Option<&'a Content>,
}

impl Content {
    /// The attribute of this name, of this content itself.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name.as_ref() == name)
    }

    /// The nested blocks of a type, in order.
    pub fn blocks<'a, 'k>(&'a self, kind: &'k str) -> impl Iterator<Item = &'a Block> + use<'a, 'k> {
        self.blocks.iter().filter(move |block| block.kind.as_ref() == kind)
    }

    /// The values at a path of names such as `block_device_mappings.ebs.volume_size`: one for each block that is on the
    /// way, in order. A name with an index (`ebs[1]`) takes only that one. Lists and maps are gone into like blocks,
    /// because JSON does not tell them apart; a map's key may be quoted in brackets (`schedules["evening"].min_size`).
    #[must_use]
    pub fn find(&self, path: &str) -> Vec<Found<'_>> {
        let mut found = Vec::new();
        find(self, &parts(path), "", &Exists::Yes, &mut found);
        found
    }

    /// Calls `see` with every value that is no list or map, or an empty one, and its path.
    pub(crate) fn each<'a>(&'a self, path: &str, see: &mut impl FnMut(&str, &'a Value)) {
        for attribute in &self.attributes {
            let mut own = path.to_owned();
            push_name(&mut own, &attribute.name);
            members(&attribute.value, &own, see);
        }
        let mut count: HashMap<&str, usize> = HashMap::new();
        for block in &self.blocks {
            let index = count.entry(&block.kind).or_default();
            let own = numbered(path, &block.kind, *index);
            *index += 1;
            block.content.each(&own, see);
        }
    }
}

fn numbered(path: &str, name: &str, index: usize) -> String {
    let mut path = path.to_owned();
    push_name(&mut path, name);
    format!("{path}[{index}]")
}

/// What a value holds, member by member.
fn members<'a>(value: &'a Value, path: &str, see: &mut impl FnMut(&str, &'a Value)) {
    match &value.data {
        Data::List(items) | Data::Set(items) if !items.is_empty() => {
            for (at, item) in items.iter().enumerate() {
                members(item, &format!("{path}[{at}]"), see);
            }
        }
        Data::Map(map) if !map.entries.is_empty() => {
            for (key, item) in &map.entries {
                let mut own = path.to_owned();
                push_name(&mut own, key);
                members(item, &own, see);
            }
        }
        _ => see(path, value),
    }
}

fn find<'a>(within: &'a Content, parts: &[Part], path: &str, exists: &Exists, found: &mut Vec<Found<'a>>) {
    let Some((Part::Name(name), rest)) = parts.split_first() else { return };
    if let Some(attribute) = within.attribute(name) {
        let mut path = path.to_owned();
        push_name(&mut path, name);
        into(&attribute.value, rest, path, exists, within, found);
    }
    let (only, rest) = match rest.split_first() {
        Some((Part::Index(index), rest)) => (Some(*index), rest),
        _ => (None, rest),
    };
    for (index, block) in within.blocks(name).enumerate() {
        if only.is_none_or(|only| only == index) {
            let exists = if block.exists == Exists::Yes { exists } else { &block.exists };
            find(&block.content, rest, &numbered(path, name, index), exists, found);
        }
    }
}

/// Goes into a value as into blocks.
fn into<'a>(
    value: &'a Value,
    parts: &[Part],
    path: String,
    exists: &Exists,
    within: &'a Content,
    found: &mut Vec<Found<'a>>,
) {
    let Some((first, rest)) = parts.split_first() else {
        found.push(Found { path, value, exists: exists.clone(), within: Some(within) });
        return;
    };
    match (&value.data, first) {
        (Data::List(items) | Data::Set(items), Part::Index(index)) => {
            if let Some(item) = items.get(*index) {
                into(item, rest, format!("{path}[{index}]"), exists, within, found);
            }
        }
        (Data::List(items) | Data::Set(items), Part::Name(_)) => {
            for (index, item) in items.iter().enumerate() {
                into(item, parts, format!("{path}[{index}]"), exists, within, found);
            }
        }
        (Data::Map(map), Part::Name(name)) => {
            if let Some(item) = map.entries.get(name.as_str()) {
                let mut path = path;
                push_name(&mut path, name);
                into(item, rest, path, exists, within, found);
            }
        }
        // What is asked for may be in it.
        (Data::Unknown(_), _) => {
            found.push(Found { path, value, exists: exists.clone(), within: Some(within) });
        }
        // One block where an index is asked for.
        (Data::Map(_), Part::Index(0)) => into(value, rest, path, exists, within, found),
        _ => {}
    }
}

/// The call of a module whose source is not in the repository: only its arguments are known.
#[derive(Clone, Debug)]
pub struct Call {
    /// Its address with instance keys, such as `module.api["video"]`.
    pub address: Arc<str>,
    /// The source, as written.
    pub source: Arc<str>,
    /// The version, if it is written.
    pub version: Option<Arc<str>>,
    /// Whether it is there.
    pub exists: Exists,
    /// The block's header, such as `module "db"`.
    pub place: Place,
    /// `count` or `for_each`, if it has one, with its value.
    pub repeat: Option<Attribute>,
    /// Its arguments, without `source`, `version`, `count`, `for_each`, `providers` and `depends_on`.
    pub arguments: Content,
}

/// A provider that a root configures.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Its name, such as `cloud`.
    pub name: Arc<str>,
    /// Its arguments; one with an `alias` is not the one that resources use by themselves.
    pub content: Content,
}
