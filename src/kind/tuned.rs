//! Kinds of what is never built here: components of them stand in Terraform that is there already, or are changed by
//! hand. The table `tuned.csv` says which there are, and their fields; no kind of it has code of its own.

pub(crate) mod table;

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use crate::kind::spec::{Entry, Facets, MACHINE, MACHINE_SAYS, Rules, Spec};
use crate::model::capacity::Count;
use crate::model::size::Size;
use crate::validate::{DecodeError, schema_of};
use table::{Field, Sort, fields_of, sort_of};

/// The entries of all of them, in the order of the table.
pub(crate) fn entries() -> Vec<Entry> {
    table::KINDS
        .iter()
        .map(|(name, summary)| Entry { name, summary, decode, identity, capacity, sized: &[], built: false })
        .collect()
}

/// A component of one of these kinds: the values that its profile states, each under its field with dots between the
/// segments. What is stated as `null` is not there.
#[derive(Debug)]
pub(crate) struct Tuned {
    kind: &'static Entry,
    values: BTreeMap<String, Amount>,
    /// `count`, where the kind has it and both ends are stated.
    count: Option<Count>,
}

/// A value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Amount {
    /// A number.
    Number(Decimal),
    /// Storage or memory.
    Size(Size),
    /// The name of a type of machine, or one of a few words.
    Word(String),
}

impl Tuned {
    /// The value of a field.
    #[must_use]
    pub(crate) fn value(&self, field: &str) -> Option<&Amount> {
        self.values.get(field)
    }

    /// The word of a field, or the name of the type that stands there.
    #[must_use]
    pub(crate) fn word(&self, field: &str) -> Option<&str> {
        match self.values.get(field)? {
            Amount::Word(word) => Some(word),
            Amount::Number(_) | Amount::Size(_) => None,
        }
    }

    /// How many a field says, by the name that stands for its `*`: a number, or the ends of a count.
    #[must_use]
    pub(crate) fn counts(&self, field: &str) -> Vec<Count> {
        let Some((before, behind)) = field.split_once('*') else {
            return self.count_at(field).into_iter().collect();
        };
        let names = self.values.keys().filter_map(|path| {
            let rest = path.strip_prefix(before)?;
            rest.split_once('.').map(|(name, _)| name)
        });
        let mut names: Vec<&str> = names.collect();
        names.dedup();
        names.into_iter().filter_map(|name| self.count_at(&format!("{before}{name}{behind}"))).collect()
    }

    fn count_at(&self, field: &str) -> Option<Count> {
        let at = |end: &str| self.whole(&format!("{field}.{end}"));
        if let Some(fixed) = self.whole(field) {
            return Some(Count { min: fixed, max: fixed, expected: None });
        }
        Some(Count { min: at("min")?, max: at("max")?, expected: at("expected") })
    }

    fn whole(&self, field: &str) -> Option<u32> {
        match self.values.get(field)? {
            Amount::Number(number) => number.to_u32(),
            Amount::Size(_) | Amount::Word(_) => None,
        }
    }
}

impl Spec for Tuned {
    fn kind(&self) -> &'static Entry {
        self.kind
    }

    fn identity(&self) -> String {
        let words = fields_of(self.kind.name)
            .filter(|field| is_identity(field))
            .map(|field| (field.path, self.word(field.path)));
        format!("{:?}", words.collect::<Vec<_>>())
    }

    fn facets(&self) -> Facets<'_> {
        let of_sort = |sort: Sort| {
            let mut fields = fields_of(self.kind.name).filter(move |field| field.sort == sort);
            fields.find(|field| !field.path.contains('.')).map(|field| field.path)
        };
        let named = |field: &'static str| self.word(field).map(|name| (field, name));
        Facets {
            machine: of_sort(Sort::Machine).and_then(|field| self.word(field)),
            node: of_sort(Sort::Node).and_then(named),
            count: self.count.as_ref(),
            ..Facets::default()
        }
    }

    fn check(&self, _: &mut dyn Rules) {}
}

fn decode(
    kind: &'static Entry,
    identity: Map<String, Value>,
    capacity: Map<String, Value>,
) -> Result<Box<dyn Spec>, DecodeError> {
    let mut tuned = Tuned { kind, values: BTreeMap::new(), count: None };
    for (name, value) in identity.into_iter().chain(capacity) {
        tuned.take(&name, value)?;
    }
    tuned.count = tuned.count_at("count");
    Ok(Box::new(tuned))
}

impl Tuned {
    /// Takes what stands under a field.
    fn take(&mut self, path: &str, value: Value) -> Result<(), DecodeError> {
        let amount = match value {
            Value::Null => return Ok(()),
            Value::Object(below) => {
                return below
                    .into_iter()
                    .try_for_each(|(name, value)| self.take(&format!("{path}.{name}"), value));
            }
            Value::Number(number) => number.to_string().parse().ok().map(Amount::Number),
            Value::String(text) if sort_of(self.kind.name, path) == Some(Sort::Size) => {
                text.parse().ok().map(Amount::Size)
            }
            Value::String(text) => Some(Amount::Word(text)),
            Value::Bool(_) | Value::Array(_) => None,
        };
        let wrong = || DecodeError { path: path.to_owned(), message: "it is no size".to_owned() };
        self.values.insert(path.to_owned(), amount.ok_or_else(wrong)?);
        Ok(())
    }
}

/// The largest number of a field: more than any quota of a cloud.
const MOST: u64 = 10_000_000;

/// Whether a field says what a component is: words do, amounts say how big it is.
fn is_identity(field: &Field) -> bool {
    matches!(field.sort, Sort::Words(_))
}

/// The schema of the identity of a kind.
fn identity(kind: &Entry, generator: &mut SchemaGenerator) -> Value {
    schema(fields_of(kind.name).filter(|field| is_identity(field)), generator)
}

/// The schema of the capacity of a kind.
fn capacity(kind: &Entry, generator: &mut SchemaGenerator) -> Value {
    schema(fields_of(kind.name).filter(|field| !is_identity(field)), generator)
}

fn schema<'a>(fields: impl Iterator<Item = &'a Field>, generator: &mut SchemaGenerator) -> Value {
    let mut all = json!({"type": "object", "properties": {}, "additionalProperties": false});
    for field in fields {
        let mut own = of_sort(field.sort, generator);
        own["description"] = field.about.into();
        put(&mut all, field.path, own);
    }
    all
}

/// Puts the schema of a field at its path, and makes the objects around it.
fn put(into: &mut Value, path: &str, own: Value) {
    let Some((name, below)) = path.split_once('.') else {
        into["properties"][path] = own;
        return;
    };
    if let Some(rest) = below.strip_prefix("*.") {
        let all = &mut into["properties"][name];
        if all.is_null() {
            *all = json!({"type": "object", "description": "By their names.", "additionalProperties": {"type": "object", "properties": {}, "additionalProperties": false}});
        }
        return put(&mut all["additionalProperties"], rest, own);
    }
    let object = &mut into["properties"][name];
    if object.is_null() {
        *object = json!({"anyOf": [{"type": "object", "properties": {}, "additionalProperties": false}, {"type": "null"}]});
    }
    put(&mut object["anyOf"][0], below, own);
}

fn of_sort(sort: Sort, generator: &mut SchemaGenerator) -> Value {
    match sort {
        Sort::Count => {
            let mut count = schema_of::<Count>(generator);
            for end in count["properties"].as_object_mut().into_iter().flat_map(Map::values_mut) {
                end["maximum"] = MOST.into();
            }
            json!({"anyOf": [count, {"type": "null"}]})
        }
        Sort::Span => {
            let end =
                |about: &str| json!({"type": "number", "minimum": 0, "maximum": MOST, "description": about});
            let ends = json!({"min": end("The floor."), "max": end("The ceiling.")});
            json!({"anyOf": [{"type": "object", "properties": ends, "additionalProperties": false}, {"type": "null"}]})
        }
        Sort::Number => json!({"type": ["integer", "null"], "minimum": 0, "maximum": MOST}),
        Sort::Size => schema_of::<Option<Size>>(generator),
        Sort::Machine | Sort::Node => json!({
            "type": ["string", "null"], "pattern": MACHINE, "patternErrorMessage": MACHINE_SAYS, "format": "machine",
        }),
        Sort::Words(words) => json!({"enum": words.split('|').collect::<Vec<_>>()}),
    }
}
