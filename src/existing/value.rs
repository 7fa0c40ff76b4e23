//! Values that may be known in part.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::source::Place;

use super::origin::{Members, Origin};
use super::unknown::{Unknown, Why};

/// A value, and where it comes from.
#[derive(Clone, Debug)]
pub struct Value {
    /// What it is.
    pub data: Data,
    /// Where it comes from.
    pub origin: Origin,
}

/// What a value is. Members of lists and maps may be unknown while others are known.
#[derive(Clone, Debug)]
pub enum Data {
    /// It cannot be known from the files.
    Unknown(Unknown),
    /// `null`: as if it were not set.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number. How it is written is seen at its constant's place.
    Number(Decimal),
    /// A text.
    Text(Arc<str>),
    /// A list or tuple.
    List(Arc<Vec<Value>>),
    /// A set: sorted, without duplicates.
    Set(Arc<Vec<Value>>),
    /// A map or object.
    Map(Arc<Map>),
}

/// A map or object.
#[derive(Clone, Debug, Default)]
pub struct Map {
    /// The entries that are known to exist; their values may be unknown.
    pub entries: BTreeMap<Arc<str>, Value>,
    /// If there may be further entries: why they are not known.
    pub open: Option<Unknown>,
}

impl Value {
    /// A value with its origin.
    pub(super) const fn new(data: Data, origin: Origin) -> Self {
        Self { data, origin }
    }

    /// A value that cannot be known.
    pub(super) fn unknowable(why: Why, place: Option<Place>, origin: Origin) -> Self {
        Self { data: Data::Unknown(Unknown::new(why, place)), origin }
    }

    /// `null` that stands in no file.
    pub(super) fn null() -> Self {
        Self { data: Data::Null, origin: Origin::default() }
    }

    /// A text that stands in no file.
    pub(super) fn of_text(text: impl Into<Arc<str>>) -> Self {
        Self { data: Data::Text(text.into()), origin: Origin::default() }
    }

    /// A number that stands in no file.
    pub(super) fn of_number(number: impl Into<Decimal>) -> Self {
        Self { data: Data::Number(number.into()), origin: Origin::default() }
    }

    /// A map of these entries.
    pub(super) fn of_map(entries: BTreeMap<Arc<str>, Self>, open: Option<Unknown>, origin: Origin) -> Self {
        Self { data: Data::Map(Arc::new(Map { entries, open })), origin }
    }

    /// A list of these elements.
    pub(super) fn of_list(items: Vec<Self>, origin: Origin) -> Self {
        Self { data: Data::List(Arc::new(items)), origin }
    }

    /// The same data with another origin.
    pub(super) fn with(self, origin: impl FnOnce(Origin) -> Origin) -> Self {
        Self { data: self.data, origin: origin(self.origin) }
    }

    /// The origins of the value and of all that it holds.
    pub(super) fn origins(&self) -> Vec<Origin> {
        match &self.data {
            Data::List(items) | Data::Set(items) if !items.is_empty() => {
                vec![self.origin.around(), Origin::members(items.clone())]
            }
            Data::Map(map) if !map.entries.is_empty() => {
                vec![self.origin.around(), Origin::members(map.clone())]
            }
            _ => vec![self.origin.clone()],
        }
    }

    /// What it holds, if it holds anything.
    fn inner(&self) -> Option<&dyn Members> {
        match &self.data {
            Data::List(items) | Data::Set(items) if !items.is_empty() => Some(items.as_ref()),
            Data::Map(map) if !map.entries.is_empty() => Some(map.as_ref()),
            _ => None,
        }
    }

    /// The number, if it is one or a text that Terraform converts to one.
    #[must_use]
    pub fn number(&self) -> Option<Decimal> {
        match &self.data {
            Data::Number(number) => Some(*number),
            Data::Text(text) => decimal(text),
            _ => None,
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Why it is not known, if it is not.
    #[must_use]
    pub const fn unknown(&self) -> Option<&Unknown> {
        match &self.data {
            Data::Unknown(unknown) => Some(unknown),
            _ => None,
        }
    }

    /// Whether it is `null`.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// The entry of a map or object.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        match &self.data {
            Data::Map(map) => map.entries.get(key),
            _ => None,
        }
    }
}

impl Members for Vec<Value> {
    fn each<'m>(&'m self, see: &mut dyn FnMut(&'m Origin, bool)) {
        for value in self {
            value.each(see);
        }
    }
}

impl Members for Map {
    fn each<'m>(&'m self, see: &mut dyn FnMut(&'m Origin, bool)) {
        for value in self.entries.values() {
            value.each(see);
        }
    }
}

impl Value {
    fn each<'m>(&'m self, see: &mut dyn FnMut(&'m Origin, bool)) {
        let inner = self.inner();
        see(&self.origin, inner.is_some());
        if let Some(inner) = inner {
            inner.each(see);
        }
    }
}

/// The number that a text is converted to.
fn decimal(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_one =
        digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'));
    let starts = digits.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    if !(is_one && starts) {
        return None;
    }
    text.parse().ok().or_else(|| Decimal::from_scientific(text).ok())
}
