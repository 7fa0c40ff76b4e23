//! Which attributes of a resource differ.

use serde_json::{Map, Value as Json};

use super::value::Said;
use super::{Differing, Keep};

use crate::order::Order as _;

/// The most attributes that are listed of one resource.
const MOST: usize = 100;

/// The most pairs of blocks that are looked at, to find out which of them stand for each other.
const MOST_PAIRS: usize = 1 << 16;

/// Collects the attributes in which two values differ.
#[derive(Debug)]
pub(super) struct Differences<'a> {
    pub(super) keep: &'a dyn Keep,
    pub(super) kind: &'a str,
    pub(super) list: Vec<Differing>,
    pub(super) more: usize,
}

impl Differences<'_> {
    /// Adds the attributes at a path that differ. What the provider alone sets, and knows later, only follows.
    pub(super) fn compare(
        &mut self,
        path: &str,
        before: Option<&Json>,
        after: Said<'_>,
        written: &Written<'_>,
    ) {
        self.values(path, (before, after), written, false);
    }

    fn values(
        &mut self,
        path: &str,
        (before, after): (Option<&Json>, Said<'_>),
        written: &Written<'_>,
        in_list: bool,
    ) {
        if after.is_unknown() {
            if written.is_set() {
                self.add(path, true);
            }
            return;
        }
        match (before, after.value) {
            // The keys of a map are as little to be shown as its values: only blocks, which stand in lists, are gone into.
            (Some(Json::Object(own)), Some(Json::Object(other))) if in_list => {
                let unknown = after.unknown.and_then(Json::as_object);
                let mut names: Vec<&String> = own
                    .keys()
                    .chain(other.keys())
                    .chain(unknown.into_iter().flat_map(|map| map.keys()))
                    .collect();
                names.order();
                names.dedup();
                for name in names {
                    self.values(
                        &below(path, name),
                        (own.get(name), after.entry(name)),
                        &written.below(name),
                        false,
                    );
                }
            }
            (Some(Json::Array(own)), Some(Json::Array(_)))
                if !own.iter().chain(after.list()).all(is_plain) =>
            {
                self.lists(path, own, after, written);
            }
            // Of what nobody sets, a provider may write `null` before a block is applied anew, and a zero after it.
            (None | Some(Json::Null), Some(value)) if is_zero(value) && !written.is_set() => {}
            (before, value) if same(before, value) => {
                if written.is_set() && after.has_unknown() {
                    self.add(path, true);
                }
            }
            _ => self.add(path, after.has_unknown()),
        }
    }

    /// Lists of blocks: those that are alike stand for each other, wherever they are; the others by what tells them
    /// apart, or else in their order.
    fn lists(&mut self, path: &str, before: &[Json], after: Said<'_>, written: &Written<'_>) {
        let key = self.keep.key(self.kind, path).map(str::to_owned);
        if before.len().saturating_mul(after.list().len()) > MOST_PAIRS {
            return self.add(path, after.has_unknown());
        }
        let all: Vec<Said<'_>> = (0..after.list().len()).map(|at| after.index(at)).collect();
        let mut left: Vec<&Json> = before.iter().collect();
        let mut open = Vec::new();
        for one in all {
            let alike = left.iter().position(|own| one.value == Some(*own)).filter(|_| !one.has_unknown());
            match alike {
                Some(at) => drop(left.remove(at)),
                None => open.push(one),
            }
        }
        for one in open {
            let named = |own: &Json| key.as_deref().and_then(|key| own.get(key)).cloned();
            let own = one.value.and_then(named);
            let at = match &own {
                Some(own) => left.iter().position(|other| named(other).as_ref() == Some(own)),
                None => (!left.is_empty()).then_some(0),
            };
            let before = at.map(|at| left.remove(at));
            match before {
                Some(before) => self.values(path, (Some(before), one), written, true),
                None => self.all(path, one.value),
            }
        }
        for gone in left {
            self.all(path, Some(gone));
        }
    }

    /// All attributes of a block that comes or goes.
    fn all(&mut self, path: &str, block: Option<&Json>) {
        match block {
            Some(Json::Object(own)) => {
                for (name, value) in own.iter().filter(|(_, value)| !is_empty(value)) {
                    match value {
                        Json::Array(list) if !list.iter().all(is_plain) => {
                            let path = below(path, name);
                            for one in list {
                                self.all(&path, Some(one));
                            }
                        }
                        _ => self.add(&below(path, name), false),
                    }
                }
            }
            _ => self.add(path, false),
        }
    }

    /// Adds an attribute.
    pub(super) fn add(&mut self, path: &str, unknown: bool) {
        let known = self.list.iter().position(|own| own.path == path);
        match known {
            Some(at) => self.list[at].unknown |= unknown,
            None if self.list.len() < MOST => self.list.push(Differing { path: path.to_owned(), unknown }),
            None => self.more += 1,
        }
    }
}

/// What of a value the configuration sets, so that not the provider alone does.
pub(super) enum Written<'a> {
    /// All of it, or nothing.
    Whole(bool),
    /// What these blocks say, any of which it may be.
    Blocks(Vec<&'a Json>),
}

impl<'a> Written<'a> {
    /// What an expression sets.
    pub(super) fn of(expression: &'a Json) -> Self {
        Self::any(std::iter::once(expression))
    }

    fn any(expressions: impl Iterator<Item = &'a Json>) -> Self {
        let mut blocks = Vec::new();
        for expression in expressions {
            match expression {
                Json::Array(list) => blocks.extend(list),
                Json::Object(own) if !is_expression(own) => blocks.push(expression),
                _ => return Self::Whole(true),
            }
        }
        if blocks.is_empty() { Self::Whole(false) } else { Self::Blocks(blocks) }
    }

    const fn is_set(&self) -> bool {
        !matches!(self, Self::Whole(false))
    }

    /// The same of what is called so in it.
    fn below(&self, name: &str) -> Self {
        match self {
            Self::Whole(set) => Self::Whole(*set),
            Self::Blocks(blocks) => Self::any(blocks.iter().filter_map(|block| block.get(name))),
        }
    }
}

/// Whether it says what an expression refers to, or its constant; blocks have such members by their names.
fn is_expression(own: &Map<String, Json>) -> bool {
    own.is_empty() || own.contains_key("constant_value") || own.get("references").is_some_and(Json::is_array)
}

impl<'a> Said<'a> {
    fn list(self) -> &'a [Json] {
        self.value.and_then(Json::as_array).map_or(&[], Vec::as_slice)
    }

    /// Whether any part of it is known only later.
    fn has_unknown(self) -> bool {
        fn any(of: &Json) -> bool {
            match of {
                Json::Bool(unknown) => *unknown,
                Json::Array(list) => list.iter().any(any),
                Json::Object(map) => map.values().any(any),
                _ => false,
            }
        }
        self.unknown.is_some_and(any)
    }
}

fn below(path: &str, name: &str) -> String {
    format!("{path}.{name}")
}

const fn is_plain(value: &Json) -> bool {
    !matches!(value, Json::Object(_) | Json::Array(_))
}

/// Whether it is what a provider writes for what is not set.
fn is_zero(value: &Json) -> bool {
    is_empty(value) || *value == Json::Bool(false) || value.as_f64().is_some_and(|own| own.abs() <= 0.0)
}

/// Whether a value says nothing: providers write what is not set in several ways.
fn is_empty(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(list) => list.is_empty(),
        Json::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// Whether two values are the same. What is not set is so however it is written: before the first apply of an attribute a
/// provider may write `null`, and an empty text after it.
fn same(before: Option<&Json>, after: Option<&Json>) -> bool {
    let null = Json::Null;
    let (before, after) = (before.unwrap_or(&null), after.unwrap_or(&null));
    before == after || is_empty(before) && is_empty(after)
}
