//! Values that may be known in part.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::origin::Origin;
use super::unknown::Unknown;

/// A value, and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// What it is.
    pub data: Data,
    /// Where it comes from.
    pub origin: Origin,
}

/// What a value is. Members of lists and maps may be unknown while others are known.
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    /// The entries that are known to exist; their values may be unknown.
    pub entries: BTreeMap<Arc<str>, Value>,
    /// If there may be further entries: why they are not known.
    pub open: Option<Unknown>,
}

impl Value {
    /// The number, if it is one or a text that Terraform converts to one.
    #[must_use]
    pub fn number(&self) -> Option<Decimal> {
        match &self.data {
            Data::Number(number) => Some(*number),
            Data::Text(text) => text.parse().ok(),
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
