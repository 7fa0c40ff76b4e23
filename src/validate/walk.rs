//! A value held against a schema as it stands, keyword by keyword. One walk gives both answers: whether it is valid,
//! which ends at the first broken keyword, and all that is broken, each with its place.

use std::ops::ControlFlow;

use serde_json::{Map, Value as Json, json};

use crate::load::node::{MapEntry, Node, Value};
use crate::parallel;
use crate::validate::broken::{Broken, Violation};
use crate::validate::keyword::holds;

/// What becomes of the broken keywords that a walk finds.
pub(super) trait Found<'a>: Default + Send + Sync {
    /// Takes one; whether the walk goes on.
    fn add(&mut self, violation: impl FnOnce() -> Violation<'a>) -> ControlFlow<()>;

    /// Whether a walk that ended so has found nothing.
    fn is_empty(&self, ended: ControlFlow<()>) -> bool;

    /// Takes what another walk has found.
    fn join(&mut self, other: Self);

    /// All that was kept.
    fn kept(self) -> Vec<Violation<'a>>;
}

/// Ends at the first one, and keeps none.
#[derive(Default)]
pub(super) struct First;

impl<'a> Found<'a> for First {
    fn add(&mut self, _: impl FnOnce() -> Violation<'a>) -> ControlFlow<()> {
        ControlFlow::Break(())
    }

    fn is_empty(&self, ended: ControlFlow<()>) -> bool {
        ended.is_continue()
    }

    fn join(&mut self, _: Self) {}

    fn kept(self) -> Vec<Violation<'a>> {
        Vec::new()
    }
}

impl<'a> Found<'a> for Vec<Violation<'a>> {
    fn add(&mut self, violation: impl FnOnce() -> Violation<'a>) -> ControlFlow<()> {
        self.push(violation());
        ControlFlow::Continue(())
    }

    fn is_empty(&self, _: ControlFlow<()>) -> bool {
        Vec::is_empty(self)
    }

    fn join(&mut self, other: Self) {
        self.extend(other);
    }

    fn kept(self) -> Self {
        self
    }
}

/// Where a value stands: the steps from the root, the last one first.
#[derive(Clone, Copy)]
pub(super) enum At<'p> {
    /// At the root.
    Root,
    /// Under a key of a mapping.
    Key(&'p At<'p>, &'p str),
    /// At a position of a list.
    Item(&'p At<'p>, usize),
}

impl At<'_> {
    fn path(self) -> Vec<String> {
        let (above, own) = match self {
            Self::Root => return Vec::new(),
            Self::Key(above, key) => (above, key.to_owned()),
            Self::Item(above, position) => (above, position.to_string()),
        };
        let mut path = above.path();
        path.push(own);
        path
    }
}

/// Schemas by their names.
pub(crate) trait Definitions: Sync {
    /// The schema with a name.
    fn named(&self, name: &str) -> Option<&Json>;
}

impl Definitions for Json {
    fn named(&self, name: &str) -> Option<&Json> {
        self.get(name)
    }
}

/// A walk along a value and its schema.
pub(super) struct Walk<'a, F> {
    /// What a `$ref` leads to.
    pub(super) definitions: &'a dyn Definitions,
    /// What is broken, so far.
    pub(super) found: F,
}

impl<'a, F: Found<'a>> Walk<'a, F> {
    /// Holds a value against all keywords of a schema.
    pub(super) fn schema(&mut self, schema: &'a Json, node: &Node, at: At<'_>) -> ControlFlow<()> {
        let schema = match schema {
            Json::Object(own) => own,
            // The short form of a `$ref`. What is not known passes nothing.
            Json::String(name) => {
                let named = self.definitions.named(name);
                return named.map_or(ControlFlow::Break(()), |own| self.schema(own, node, at));
            }
            // `true` takes anything; `false` stands only in `additionalProperties`, which is asked for it below.
            _ => return ControlFlow::Continue(()),
        };
        schema.iter().try_for_each(|(keyword, wanted)| self.keyword((keyword, wanted), schema, node, at))
    }

    fn keyword(
        &mut self,
        (keyword, wanted): (&'a str, &'a Json),
        schema: &'a Map<String, Json>,
        node: &Node,
        at: At<'_>,
    ) -> ControlFlow<()> {
        match (keyword, &node.value) {
            ("$ref", _) => {
                let name = wanted.as_str().and_then(|target| target.strip_prefix("#/$defs/"));
                match name.and_then(|name| self.definitions.named(name)) {
                    Some(schema) => return self.schema(schema, node, at),
                    None => self.add(schema, node, at, || Broken::Keyword(keyword, wanted))?,
                }
            }
            ("allOf", _) => return list(wanted).try_for_each(|one| self.schema(one, node, at)),
            ("anyOf", _) => {
                let mut each = Vec::new();
                for one in list(wanted) {
                    let (found, ended) = self.apart(one, node, at);
                    if found.is_empty(ended) {
                        return ControlFlow::Continue(());
                    }
                    each.push(found);
                }
                self.add(schema, node, at, || Broken::AnyOf(each.into_iter().map(Found::kept).collect()))?;
            }
            ("if", _) => {
                let mut walk = Walk { definitions: self.definitions, found: First };
                let branch = if walk.schema(wanted, node, at).is_continue() { "then" } else { "else" };
                return schema
                    .get(branch)
                    .map_or(ControlFlow::Continue(()), |own| self.schema(own, node, at));
            }
            ("items", Value::List(items)) => {
                for (position, item) in items.iter().enumerate() {
                    self.schema(wanted, item, At::Item(&at, position))?;
                }
            }
            ("required", Value::Map(_)) => {
                let names = list(wanted).filter_map(Json::as_str);
                for name in names.filter(|name| node.entry(name).is_none()) {
                    self.add(schema, node, at, || Broken::Missing(name))?;
                }
            }
            // A question about one key of many, such as the kind of a component.
            ("properties", Value::Map(entries))
                if wanted.as_object().is_some_and(|all| all.len() < entries.len()) =>
            {
                for (name, schema) in wanted.as_object().into_iter().flatten() {
                    if let Some(entry) = node.entry(name) {
                        self.schema(schema, &entry.node, At::Key(&at, &entry.key))?;
                    }
                }
            }
            ("properties", Value::Map(entries)) => {
                for entry in entries {
                    if let Some(schema) = wanted.get(&entry.key) {
                        self.schema(schema, &entry.node, At::Key(&at, &entry.key))?;
                    }
                }
            }
            ("additionalProperties", Value::Map(entries)) => {
                let named = schema.get("properties");
                let is_named = |entry: &&MapEntry| named.is_some_and(|named| named.get(&entry.key).is_some());
                let others: Vec<&MapEntry> = entries.iter().filter(|entry| !is_named(entry)).collect();
                if wanted != &Json::Bool(false) {
                    // The components of a large stack.
                    let each = |own: &&MapEntry| self.apart(wanted, &own.node, At::Key(&at, &own.key));
                    return parallel::map(&others, each).into_iter().try_for_each(|(found, ended)| {
                        self.found.join(found);
                        ended
                    });
                }
                if !others.is_empty() {
                    let keys = others.into_iter().map(|entry| entry.key.clone());
                    self.add(schema, node, at, || Broken::Unexpected(keys.collect()))?;
                }
            }
            ("propertyNames", Value::Map(entries)) => {
                for entry in entries {
                    let key = Node::new(Value::String(entry.key.clone()), entry.place);
                    let (found, ended) = self.apart(wanted, &key, at);
                    if !found.is_empty(ended) {
                        ended?;
                        for inner in found.kept() {
                            self.add(schema, node, at, || Broken::Key(Box::new(inner)))?;
                        }
                    }
                }
            }
            (_, value) if !holds(keyword, wanted, value) => {
                self.add(schema, node, at, || Broken::Keyword(keyword, wanted))?;
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }

    /// What a value breaks of another schema, apart from what is found already.
    fn apart(&self, schema: &'a Json, node: &Node, at: At<'_>) -> (F, ControlFlow<()>) {
        let mut walk = Walk { definitions: self.definitions, found: F::default() };
        let ended = walk.schema(schema, node, at);
        (walk.found, ended)
    }

    fn add(
        &mut self,
        schema: &'a Map<String, Json>,
        node: &Node,
        at: At<'_>,
        broken: impl FnOnce() -> Broken<'a>,
    ) -> ControlFlow<()> {
        self.found.add(|| {
            let value = match &node.value {
                Value::List(_) => json!([]),
                Value::Map(_) => json!({}),
                _ => node.to_json(),
            };
            Violation { path: at.path(), value, schema, broken: broken() }
        })
    }
}

fn list(wanted: &Json) -> impl Iterator<Item = &Json> {
    wanted.as_array().into_iter().flatten()
}
