//! Variables, in the order in which Terraform lets one value win over another.

use std::sync::Arc;

use super::state::{Module, World, doubted};
use crate::existing::access::{bool_of, entry};
use crate::existing::evaluate::evaluate;
use crate::existing::origin::{HopSort, Insertion, Origin, Sort};
use crate::existing::syntax::Block;
use crate::existing::types::Type;
use crate::existing::unknown::Why;
use crate::existing::value::{Data, Value};
use crate::source::Place;

/// The value of a variable.
pub(super) fn variable<'a>(world: &World<'a>, module: &Module<'a>, name: &str, place: Place) -> Value {
    let Some((name, block)) = module.definition.variables.get_key_value(name) else {
        // A unit may generate the file that declares what it passes on.
        if module.caller.is_none()
            && world.given.inputs.is_some()
            && let Some(value) = given(world, module, name)
        {
            let hop = HopSort::Variable { name: name.into(), module: module.address.clone() };
            return value.with(|origin| origin.hop(hop, Some(place)));
        }
        let what = format!("var.{name}");
        return Value::unknowable(Why::Undeclared(what), Some(place), Origin::default());
    };
    let attr = block.body.get("default");
    world.once(&module.variables, name, name, attr, module.definition, || bind(world, module, name, block))
}

fn bind<'a>(world: &World<'a>, module: &Module<'a>, name: &str, block: &Block) -> Value {
    let of = block.body.get("type").map_or(Type::Any, |attr| Type::of(&attr.value));
    let in_type = world.scope(module.id, None, Sort::OptionalDefault);
    let convert = |value: Value| of.convert(value, &|expr| evaluate(expr, &in_type));
    let named: Arc<str> = name.into();
    let nullable =
        block.body.get("nullable").and_then(|attr| bool_of(&evaluate(&attr.value, &in_type))).unwrap_or(true);
    if let Some(value) = given(world, module, name).filter(|value| nullable || !value.is_null()) {
        let hop = HopSort::Variable { name: named, module: module.address.clone() };
        return convert(value).with(|origin| origin.hop(hop, Some(block.header)));
    }
    if let Some(default) = block.body.get("default") {
        let value = evaluate(&default.value, &world.scope(module.id, None, Sort::VariableDefault));
        let insertion =
            module.caller.as_ref().map(|caller| Insertion { place: caller.block.whole, key: named.clone() });
        let hop = HopSort::Default { name: named, module: module.address.clone(), insertion };
        return convert(value).with(|origin| origin.hop(hop, Some(default.place)));
    }
    let why = if module.caller.is_some() {
        Why::NoArgument(name.to_owned())
    } else {
        Why::NoValue(name.to_owned())
    };
    Value::unknowable(why, Some(block.header), Origin::default())
}

/// What a variable is given, if it is given anything.
fn given(world: &World<'_>, module: &Module<'_>, name: &str) -> Option<Value> {
    if let Some(caller) = &module.caller {
        let argument = caller.block.body.get(name)?;
        let value =
            evaluate(&argument.value, &world.scope(caller.module, caller.copy.as_ref(), Sort::Argument));
        return Some(doubted(world.module(caller.module).definition, value));
    }
    if let Some(set) = world.given.set.get(name) {
        return Some(Value::of_text(set.as_str()));
    }
    for file in &world.given.var_files {
        let Some(body) = file.body else {
            let why = Why::File(file.path.clone(), "it may set the variable".to_owned());
            return Some(Value::unknowable(why, None, Origin::default()));
        };
        if let Some(attr) = body.get(name) {
            return Some(evaluate(&attr.value, &world.scope(module.id, None, file.sort)));
        }
    }
    let inputs = world.given.inputs.as_ref()?;
    match &inputs.data {
        Data::Map(map) if !map.entries.contains_key(name) && map.open.is_none() => None,
        // What is `null` is not passed on.
        _ => Some(entry(inputs, name, None)).filter(|value| !value.is_null()),
    }
}
