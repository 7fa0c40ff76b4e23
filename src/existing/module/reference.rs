//! References to resources, modules and their outputs.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::call::children;
use super::copies::{Copy, Repeated};
use super::resource::Resource;
use super::state::{Module, World};
use crate::existing::access::text_of;
use crate::existing::evaluate::evaluate;
use crate::existing::instance::{Exists, Key};
use crate::existing::names::{Reference, Scope};
use crate::existing::origin::{HopSort, Origin, Sort};
use crate::existing::syntax::Step;
use crate::existing::unknown::{Unknown, Why};
use crate::existing::value::{Data, Value};
use crate::source::Place;

fn undeclared(what: String, place: Place) -> Value {
    Value::unknowable(Why::Undeclared(what), Some(place), Origin::default())
}

/// Which copy the next step means, and what has chosen it.
enum Which {
    /// This one.
    One(usize, Vec<Origin>),
    /// All of them.
    All,
    /// It cannot be said.
    None(Value),
}

fn which(repeated: &Repeated, step: Option<&Step>, place: Place, scope: &Scope<'_>) -> Which {
    let Some(Step::Index(key)) = step else { return Which::All };
    let written = key.text().is_some();
    let key = evaluate(key, scope);
    if let Data::Unknown(unknown) = &key.data {
        return Which::None(Value::new(Data::Unknown(unknown.clone()), Origin::computed(key.origins())));
    }
    if let Some(at) = repeated.find(&key) {
        Which::One(at, if written { Vec::new() } else { key.origins() })
    } else {
        let name = text_of(&key).map_or_else(|| "this".to_owned(), |key| key.to_string());
        Which::None(Value::unknowable(Why::NoEntry(name), Some(place), Origin::default()))
    }
}

/// What stands for all copies: a list of them where they have numbers, otherwise a map.
fn all(repeated: &Repeated, mut one: impl FnMut(&Copy, usize) -> Value) -> Value {
    let mut open: Option<Unknown> = None;
    let mut list = Vec::new();
    let mut map: BTreeMap<Arc<str>, Value> = BTreeMap::new();
    for (at, copy) in repeated.list.iter().enumerate() {
        match (&copy.key, &copy.exists) {
            (None, Exists::Unknown(unknown)) => open = Some(unknown.clone()),
            (None, _) => {}
            (Some(Key::Index(_)), _) => list.push(one(copy, at)),
            (Some(Key::Text(key)), _) => _ = map.insert(key.clone(), one(copy, at)),
        }
    }
    if !repeated.is_counted() {
        return Value::of_map(map, open, Origin::default());
    }
    match open {
        Some(unknown) => Value::new(Data::Unknown(unknown), Origin::default()),
        None => Value::of_list(list, Origin::default()),
    }
}

/// `kind.name…`: a managed resource.
pub(super) fn resource<'a>(
    world: &World<'a>,
    module: &Module<'a>,
    reference: &Reference<'_>,
    scope: &Scope<'_>,
) -> (Value, usize) {
    let place = reference.place;
    let Some((Step::Attr(name), rest)) = reference.steps.split_first() else {
        return (undeclared(reference.name.to_string(), place), reference.steps.len());
    };
    let found =
        module.definition.resource(reference.name, name).and_then(|at| Resource::new(world, module, at));
    let Some(resource) = found else {
        return (undeclared(format!("{}.{name}", reference.name), place), reference.steps.len());
    };
    let Some(repeated) = resource.repeated() else {
        let what = format!("{}.{name}", reference.name);
        return (Value::unknowable(Why::Cycle(what), Some(place), Origin::default()), reference.steps.len());
    };
    let address = || {
        let any = Copy { key: None, means: None, exists: Exists::Yes };
        Arc::<str>::from(resource.address(&any).to_string())
    };
    let (at, by, taken) = if repeated.by.is_none() {
        (0, Vec::new(), 1)
    } else {
        match which(&repeated, rest.first(), place, scope) {
            Which::One(at, by) => (at, by, 2),
            Which::None(value) => {
                return (value.with(|origin| origin.refers(address())), reference.steps.len());
            }
            Which::All => {
                let value = all(&repeated, |copy, at| resource.whole(copy, at, place));
                return (value.with(|origin| origin.refers(address())), 1);
            }
        }
    };
    let Some(copy) = repeated.list.get(at) else {
        return (undeclared(name.to_string(), place), reference.steps.len());
    };
    match reference.steps.get(taken) {
        Some(Step::Attr(attribute)) => {
            let value = resource.attribute(copy, at, attribute, place);
            (value.with(|origin| origin.chosen(by)), taken + 1)
        }
        _ => (resource.whole(copy, at, place).with(|origin| origin.chosen(by)), taken),
    }
}

/// `module.name…`: what modules answer.
pub(super) fn module<'a>(
    world: &World<'a>,
    module: &Module<'a>,
    reference: &Reference<'_>,
    scope: &Scope<'_>,
) -> (Value, usize) {
    let place = reference.place;
    let end = reference.steps.len();
    let Some((Step::Attr(name), rest)) = reference.steps.split_first() else {
        return (undeclared("module".to_owned(), place), end);
    };
    if !module.definition.calls.contains_key(name.as_ref()) {
        return (undeclared(format!("module.{name}"), place), end);
    }
    let Some(children) = children(world, module, name) else {
        return (
            Value::unknowable(Why::Cycle(format!("module.{name}")), Some(place), Origin::default()),
            end,
        );
    };
    let ids = match &children.modules {
        Ok(ids) => ids,
        Err(why) => return (Value::unknowable(why.clone(), Some(place), Origin::default()), end),
    };
    let child = |at: usize| ids.get(at).map(|id| world.module(*id));
    let (at, by, taken) = if children.repeated.by.is_none() {
        (0, Vec::new(), 1)
    } else {
        match which(&children.repeated, rest.first(), place, scope) {
            Which::One(at, by) => (at, by, 2),
            Which::None(value) => return (value, end),
            Which::All => {
                let of = |_: &Copy, at: usize| {
                    child(at).map_or_else(Value::null, |child| outputs(world, &child, place))
                };
                return (all(&children.repeated, of), 1);
            }
        }
    };
    let Some(child) = child(at) else { return (undeclared(format!("module.{name}"), place), end) };
    match reference.steps.get(taken) {
        Some(Step::Attr(name)) => {
            let value = output(world, &child, name, place).with(|origin| origin.chosen(by));
            let value = match (&children.repeated.list[at].key, &children.repeated.list[at].exists) {
                (None, Exists::Unknown(unknown)) => Value::new(Data::Unknown(unknown.clone()), value.origin),
                _ => value,
            };
            (value, taken + 1)
        }
        _ => (outputs(world, &child, place).with(|origin| origin.chosen(by)), taken),
    }
}

pub(super) fn output<'a>(world: &World<'a>, module: &Module<'a>, name: &str, place: Place) -> Value {
    let found = module.definition.outputs.get_key_value(name);
    let Some((name, attr)) = found.and_then(|(name, block)| Some((*name, block.body.get("value")?))) else {
        return undeclared(format!("{}.{name}", module.address), place);
    };
    let value = world.once(&module.outputs, name, name, Some(attr), module.definition, || {
        evaluate(&attr.value, &world.scope(module.id, None, Sort::Output))
    });
    let hop = HopSort::Output(module.address.clone(), name.into());
    let value = match module.exists {
        Exists::No => Value::new(Data::Null, value.origin),
        _ => value,
    };
    value.with(|origin| origin.hop(hop, Some(place)))
}

fn outputs<'a>(world: &World<'a>, module: &Module<'a>, place: Place) -> Value {
    let one = |name: &&'a str| (Arc::from(*name), output(world, module, name, place));
    Value::of_map(module.definition.outputs.keys().map(one).collect(), None, Origin::default())
}
