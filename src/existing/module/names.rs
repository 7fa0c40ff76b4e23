//! What the names in a module mean.

use std::sync::Arc;

use super::files;
use super::reference;
use super::state::{Module, World};
use super::variable::variable;
use crate::existing::evaluate::evaluate;
use crate::existing::meter::Meter;
use crate::existing::names::{Copies, Names, Reference, Scope};
use crate::existing::origin::{HopSort, Origin, Sort};
use crate::existing::syntax::Step;
use crate::existing::unknown::Why;
use crate::existing::value::Value;
use crate::source::Place;

impl Names for World<'_> {
    fn resolve(&self, reference: &Reference<'_>, scope: &Scope<'_>) -> (Value, usize) {
        let module = self.module(scope.module);
        let (place, steps) = (reference.place, reference.steps);
        let Some(Step::Attr(first)) = steps.first() else {
            let what = reference.name.to_string();
            return (Value::unknowable(Why::Undeclared(what), Some(place), Origin::default()), steps.len());
        };
        let unknown = |why: Why| Value::unknowable(why, Some(place), Origin::default());
        let value = match reference.name.as_ref() {
            "var" => variable(self, &module, first, place),
            "local" => self.local(&module, first, place),
            "each" | "count" => copy(scope.copy, reference.name, first, place),
            "path" => match first.as_ref() {
                "module" => Value::of_text(format!("/{}", module.folder)),
                _ => Value::of_text(format!("/{}", self.module(0).folder)),
            },
            "terraform" | "tofu" => match (first.as_ref(), &self.given.workspace) {
                ("workspace", Some(workspace)) => Value::of_text(workspace.clone()),
                ("workspace", None) => unknown(Why::NoWorkspace),
                _ => unknown(Why::Undeclared(format!("terraform.{first}"))),
            },
            "data" => {
                let second = steps.iter().skip(1).find_map(|step| match step {
                    Step::Attr(name) => Some(name.as_ref()),
                    Step::Index(_) | Step::Splat => None,
                });
                let address = format!("data.{first}.{}", second.unwrap_or_default());
                return (unknown(Why::DataSource(address)), steps.len());
            }
            "module" => return reference::module(self, &module, reference, scope),
            "self" => return (unknown(Why::Undeclared("self".to_owned())), steps.len()),
            "resource" => {
                let inner = Reference { name: first, steps: &steps[1..], place };
                let (value, taken) = reference::resource(self, &module, &inner, scope);
                return (value, taken + 1);
            }
            _ => return reference::resource(self, &module, reference, scope),
        };
        (value, 1)
    }

    fn call(&self, name: &str, arguments: &[Value], place: Place, _scope: &Scope<'_>) -> Option<Value> {
        files::call(self.library, &self.module(0).folder, name, arguments, place, self)
    }

    fn meter(&self) -> &Meter {
        &self.meter
    }
}

impl<'a> World<'a> {
    fn local(&self, module: &Module<'a>, name: &Arc<str>, place: Place) -> Value {
        let Some((own, attr)) = module.definition.locals.get_key_value(name.as_ref()) else {
            let what = format!("local.{name}");
            return Value::unknowable(Why::Undeclared(what), Some(place), Origin::default());
        };
        let value = self.once(&module.locals, *own, name, Some(attr), module.definition, || {
            evaluate(&attr.value, &self.scope(module.id, None, Sort::Local))
        });
        value.with(|origin| origin.hop(HopSort::Local(name.clone()), Some(attr.place)))
    }
}

/// `each.key`, `each.value` and `count.index`.
fn copy(copy: Option<&Copies>, name: &Arc<str>, member: &str, place: Place) -> Value {
    let value = match (copy, name.as_ref(), member) {
        (Some(Copies::Count(index)), "count", "index") => index.clone(),
        (Some(Copies::Each(key, _)), "each", "key") => key.clone(),
        (Some(Copies::Each(_, value)), "each", "value") => value.clone(),
        _ => {
            let what = format!("{name}.{member}");
            return Value::unknowable(Why::Undeclared(what), Some(place), Origin::default());
        }
    };
    let hop = HopSort::Iterator(format!("{name}.{member}").into());
    value.with(|origin| origin.hop(hop, Some(place)))
}
