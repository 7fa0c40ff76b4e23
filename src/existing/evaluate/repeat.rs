//! `for` expressions.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::existing::access::{bool_of, elements, text_of};
use crate::existing::names::{Evaluate, Frame, Scope};
use crate::existing::origin::Origin;
use crate::existing::syntax::For;
use crate::existing::unknown::{Unknown, Why};
use crate::existing::value::{Data, Value};
use crate::source::Place;

pub(super) fn repeat(of: &For, place: Place, scope: &Scope<'_>, evaluate: Evaluate) -> Value {
    let over = evaluate(&of.over, scope);
    let Some(members) = elements(&over) else {
        let why = over.unknown().map_or_else(
            || Why::Invalid("a `for` goes through what is no list or map".to_owned()),
            |unknown| unknown.why().clone(),
        );
        return Value::unknowable(why, Some(place), Origin::computed(over.origins()));
    };
    let open = match &over.data {
        Data::Map(map) => map.open.clone(),
        _ => None,
    };
    let mut made = Made { list: Vec::new(), map: BTreeMap::new(), open };
    let mut conditions = Vec::new();
    for (key, value) in members {
        if let Err(why) = scope.names.meter().spend(1) {
            return Value::unknowable(why, Some(place), Origin::default());
        }
        let outer = of.key_name.as_deref().map(|name| Frame { name, value: key, outer: scope.frame });
        let frame = Frame { name: &of.value_name, value, outer: outer.as_ref().or(scope.frame) };
        let inner = scope.within(&frame);
        let condition = of.condition.as_ref().map(|condition| evaluate(condition, &inner));
        let holds = match &condition {
            None => true,
            Some(condition) => {
                conditions.extend(condition.origins());
                match (bool_of(condition), condition.unknown()) {
                    (Some(holds), _) => holds,
                    (None, unknown) => {
                        let what = || {
                            Unknown::new(
                                Why::Invalid("a condition is no truth value".to_owned()),
                                Some(place),
                            )
                        };
                        made.open = Some(unknown.cloned().unwrap_or_else(what));
                        false
                    }
                }
            }
        };
        if holds {
            made.add(of, &inner, evaluate);
        }
    }
    made.finish(of, over.origin, conditions)
}

/// What a `for` has made so far.
struct Made {
    list: Vec<Value>,
    map: BTreeMap<Arc<str>, Value>,
    open: Option<Unknown>,
}

impl Made {
    fn add(&mut self, of: &For, scope: &Scope<'_>, evaluate: Evaluate) {
        let Some(key) = &of.key else {
            self.list.push(evaluate(&of.value, scope));
            return;
        };
        let key = evaluate(key, scope);
        let Some(name) = text_of(&key) else {
            let why = || Unknown::new(Why::Invalid("a key is no text".to_owned()), None);
            self.open = Some(key.unknown().cloned().unwrap_or_else(why));
            return;
        };
        let value = evaluate(&of.value, scope);
        if !of.grouping {
            self.map.insert(name, value);
        } else if let Some(Data::List(items)) = self.map.get_mut(&name).map(|group| &mut group.data) {
            Arc::make_mut(items).push(value);
        } else {
            self.map.insert(name, Value::of_list(vec![value], Origin::default()));
        }
    }

    fn finish(mut self, of: &For, over: Origin, conditions: Vec<Origin>) -> Value {
        let origin = Origin::computed(vec![over]).chosen(conditions);
        if of.key.is_some() {
            // An entry that is not known may take the place of another one.
            if let (Some(unknown), true) = (&self.open, of.grouping) {
                self.map.values_mut().for_each(|value| value.data = Data::Unknown(unknown.clone()));
            }
            return Value::of_map(self.map, self.open, origin);
        }
        match self.open {
            Some(unknown) => Value::new(Data::Unknown(unknown), origin),
            None => Value::of_list(self.list, origin),
        }
    }
}
