//! A value with the place of each of its parts: all stages before the plan work on it.

use serde_json::{Map, Number};

use crate::order::Order as _;
use crate::source::Place;

/// A value and its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value itself.
    pub value: Value,
    /// The place of the value; for a collection, the start of its first line.
    pub place: Place,
    /// If a relative value (`x10`) was resolved here: the value that it started from.
    pub base: Option<Base>,
}

/// What a relative value started from.
#[derive(Clone, Copy, Debug)]
pub struct Base {
    /// The place of the value in the base profile.
    pub place: Place,
    /// Whether it was multiplied (`x10`), and not added to or taken to another size.
    pub multiplied: bool,
}

/// The shapes a value can have.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing, or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer or a finite decimal.
    Number(Number),
    /// A text.
    String(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, sorted by key so that the order in the file changes nothing.
    Map(Vec<MapEntry>),
}

/// One key of a mapping.
#[derive(Clone, Debug)]
pub struct MapEntry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub place: Place,
    /// Its value.
    pub node: Node,
}

/// Two entries are equal when they say the same, wherever they stand.
impl PartialEq for MapEntry {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.node == other.node
    }
}

/// Two nodes are equal when they say the same, wherever they stand.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Node {
    /// A value that stands at `place`.
    #[must_use]
    pub const fn new(value: Value, place: Place) -> Self {
        Self { value, place, base: None }
    }

    /// A value whose parts all stand at one place.
    #[must_use]
    pub(crate) fn of_json(value: &serde_json::Value, place: Place) -> Self {
        use serde_json::Value as Json;
        let value = match value {
            Json::Null => Value::Null,
            Json::Bool(on) => Value::Bool(*on),
            Json::Number(number) => Value::Number(number.clone()),
            Json::String(text) => Value::String(text.clone()),
            Json::Array(list) => Value::List(list.iter().map(|own| Self::of_json(own, place)).collect()),
            Json::Object(map) => {
                let entry = |(key, own): (&String, &Json)| MapEntry {
                    key: key.clone(),
                    place,
                    node: Self::of_json(own, place),
                };
                let mut entries: Vec<MapEntry> = map.iter().map(entry).collect();
                entries.order_by(|a, b| a.key.cmp(&b.key));
                Value::Map(entries)
            }
        };
        Self::new(value, place)
    }

    /// The entries of a mapping; empty for any other value.
    #[must_use]
    pub fn entries(&self) -> &[MapEntry] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The entry of a mapping under `key`.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&MapEntry> {
        let entries = self.entries();
        let at = entries.binary_search_by(|e| e.key.as_str().cmp(key)).ok()?;
        entries.get(at)
    }

    /// The value of a mapping under `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The text, if the value is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The place of the node that a JSON Pointer's segments lead to, or of the nearest node above it that exists.
    #[must_use]
    pub(crate) fn nearest<'a>(&self, path: impl IntoIterator<Item = &'a str>) -> Place {
        let (mut node, mut place) = (self, self.place);
        for segment in path {
            let Some(below) = node.step(segment) else {
                return place;
            };
            place = node.entry(segment).map_or(below.place, MapEntry::best_place);
            node = below;
        }
        place
    }

    /// The place of the field `path` (segments split by `/`), or of the nearest one above it.
    #[must_use]
    pub(crate) fn place_of(&self, path: &str) -> Place {
        self.nearest(path.split('/').filter(|segment| !segment.is_empty()))
    }

    /// The node at `path` (segments split by `/`).
    #[must_use]
    pub fn at(&self, path: &str) -> Option<&Self> {
        path.split('/').try_fold(self, |node, segment| node.step(segment))
    }

    /// The value under a key of a mapping, or at an index of a sequence.
    #[must_use]
    pub fn step(&self, segment: &str) -> Option<&Self> {
        match &self.value {
            Value::List(items) => items.get(segment.parse::<usize>().ok()?),
            _ => self.get(segment),
        }
    }

    /// The same value without places.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(b) => (*b).into(),
            Value::Number(n) => n.clone().into(),
            Value::String(s) => s.as_str().into(),
            Value::List(items) => items.iter().map(Self::to_json).collect(),
            Value::Map(entries) => serde_json::Value::Object(Self::object(entries)),
        }
    }

    /// Entries as a JSON object.
    pub(crate) fn object<'a>(
        entries: impl IntoIterator<Item = &'a MapEntry>,
    ) -> Map<String, serde_json::Value> {
        entries.into_iter().map(|e| (e.key.clone(), e.node.to_json())).collect()
    }
}

impl MapEntry {
    /// The place of the key for a collection, whose own place runs on to the next token; the place of the value
    /// otherwise.
    #[must_use]
    pub(crate) fn best_place(&self) -> Place {
        match self.node.value {
            Value::List(_) | Value::Map(_) | Value::Null => self.place,
            _ => self.node.place,
        }
    }
}
