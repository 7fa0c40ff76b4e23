//! `count` and `for_each`.

use rust_decimal::prelude::ToPrimitive as _;

use crate::existing::access::{element, entry, text_of};
use crate::existing::evaluate::evaluate;
use crate::existing::instance::{Attribute, Exists, Key};
use crate::existing::names::{Copies, Scope};
use crate::existing::origin::Origin;
use crate::existing::syntax::Body;
use crate::existing::unknown::{Unknown, Why};
use crate::existing::value::{Data, Value};
use crate::order::Order as _;

/// How many copies of one block are made.
const MOST: u64 = 1000;

/// One of the copies of a resource or module.
#[derive(Clone, Debug)]
pub(in crate::existing) struct Copy {
    /// Its key.
    pub key: Option<Key>,
    /// What `count` or `each` mean in it.
    pub means: Option<Copies>,
    /// Whether it is there.
    pub exists: Exists,
}

/// All copies. There is always one, which may not exist.
#[derive(Clone, Debug)]
pub(in crate::existing) struct Repeated {
    /// The copies in order.
    pub list: Vec<Copy>,
    /// `count` or `for_each`, if there is one.
    pub by: Option<Attribute>,
}

impl Repeated {
    /// How often a block is repeated that stands in this scope.
    pub(super) fn of(body: &Body, scope: &Scope<'_>) -> Self {
        let by = |name: &str| {
            let attr = body.get(name)?;
            Some(Attribute {
                name: attr.name.clone(),
                place: attr.place,
                value: evaluate(&attr.value, scope),
            })
        };
        if let Some(count) = by("count") {
            return Self { list: counted(&count.value), by: Some(count) };
        }
        if let Some(each) = by("for_each") {
            return Self { list: each_of(&each.value), by: Some(each) };
        }
        Self { list: vec![Copy { key: None, means: None, exists: Exists::Yes }], by: None }
    }

    /// Whether the copies have numbers.
    pub(super) fn is_counted(&self) -> bool {
        self.by.as_ref().is_some_and(|by| by.name.as_ref() == "count")
    }

    /// The copy of a key, or the one that stands for all.
    pub(super) fn find(&self, key: &Value) -> Option<usize> {
        let is = |copy: &Copy| match &copy.key {
            Some(Key::Index(index)) => key.number().and_then(|number| number.to_u64()) == Some(*index),
            Some(Key::Text(text)) => text_of(key).is_some_and(|key| key == *text),
            None => false,
        };
        let unknown = |copy: &Copy| matches!(copy.exists, Exists::Unknown(_)) && copy.key.is_none();
        self.list.iter().position(is).or_else(|| self.list.iter().position(unknown))
    }
}

/// The copy that stands for those that are not known, or for none.
fn stand_in(counted: bool, exists: Exists) -> Copy {
    let not_known = || Value::unknowable(Why::Repeated, None, Origin::default());
    let means = if counted { Copies::Count(not_known()) } else { Copies::Each(not_known(), not_known()) };
    Copy { key: None, means: Some(means), exists }
}

fn counted(count: &Value) -> Vec<Copy> {
    let exists = match (count.number().filter(|number| number.fract().is_zero()), &count.data) {
        (Some(number), _) => match number.to_u64() {
            Some(0) => Exists::No,
            Some(number) if number <= MOST => {
                let copy = |index: u64| Copy {
                    key: Some(Key::Index(index)),
                    means: Some(Copies::Count(Value::of_number(index))),
                    exists: Exists::Yes,
                };
                return (0..number).map(copy).collect();
            }
            _ => Exists::Unknown(Unknown::new(Why::Budget("copies of one block"), None)),
        },
        (None, Data::Unknown(unknown)) => Exists::Unknown(unknown.clone()),
        (None, _) => Exists::Unknown(Unknown::new(Why::Invalid("`count` is no number".to_owned()), None)),
    };
    vec![stand_in(true, exists)]
}

fn each_of(over: &Value) -> Vec<Copy> {
    let copy = |key: std::sync::Arc<str>, value: Value| Copy {
        key: Some(Key::Text(key.clone())),
        means: Some(Copies::Each(Value::of_text(key), value)),
        exists: Exists::Yes,
    };
    let mut list = Vec::new();
    let mut unknown = None;
    match &over.data {
        Data::Map(map) => {
            list.extend(map.entries.keys().map(|key| copy(key.clone(), entry(over, key, None))));
            unknown.clone_from(&map.open);
        }
        // A list is what a conditional with a set in its other branch has left.
        Data::Set(items) | Data::List(items) => {
            for at in 0..items.len() {
                let item = element(over, at, None);
                match text_of(&item) {
                    Some(key) => list.push(Copy {
                        means: Some(Copies::Each(item.clone(), item)),
                        ..copy(key, Value::null())
                    }),
                    None => unknown = item.unknown().cloned().or(unknown),
                }
            }
            list.order_by(|left, right| left.key.cmp(&right.key));
            list.dedup_by(|left, right| left.key == right.key);
        }
        Data::Unknown(why) => unknown = Some(why.clone()),
        _ => {
            let what = "`for_each` is neither a map nor a set".to_owned();
            unknown = Some(Unknown::new(Why::Invalid(what), None));
        }
    }
    if list.len() as u64 > MOST {
        list.clear();
        unknown = Some(Unknown::new(Why::Budget("copies of one block"), None));
    }
    if let Some(unknown) = unknown {
        list.push(stand_in(false, Exists::Unknown(unknown)));
    } else if list.is_empty() {
        list.push(stand_in(false, Exists::No));
    }
    list
}
