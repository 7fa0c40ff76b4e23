//! Which attributes of a resource differ.

use serde_json::Value as Json;

use super::value::Said;
use super::{Differing, Keep};

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
    /// Adds the attributes at a path that differ. `configured` says whether anything but the provider sets it: what the
    /// provider alone sets, and knows later, only follows.
    pub(super) fn compare(&mut self, path: &str, before: Option<&Json>, after: Said<'_>, configured: bool) {
        self.values(path, (before, after), configured, false);
    }

    fn values(
        &mut self,
        path: &str,
        (before, after): (Option<&Json>, Said<'_>),
        configured: bool,
        in_list: bool,
    ) {
        if after.is_unknown() {
            if configured {
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
                names.sort_unstable();
                names.dedup();
                for name in names {
                    self.values(&below(path, name), (own.get(name), after.entry(name)), configured, false);
                }
            }
            (Some(Json::Array(own)), Some(Json::Array(_)))
                if !own.iter().chain(after.list()).all(is_plain) =>
            {
                self.lists(path, own, after, configured);
            }
            (before, value) if same(before, value) => {
                if configured && after.has_unknown() {
                    self.add(path, true);
                }
            }
            _ => self.add(path, after.has_unknown()),
        }
    }

    /// Lists of blocks: those that are alike stand for each other, wherever they are; the others by what tells them
    /// apart, or else in their order.
    fn lists(&mut self, path: &str, before: &[Json], after: Said<'_>, configured: bool) {
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
                Some(before) => self.values(path, (Some(before), one), configured, true),
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
