//! Calls of modules.

use std::rc::Rc;
use std::sync::Arc;

use super::copies::{Copy, Repeated};
use super::state::{Caller, Children, MOST_MODULES, Module, World};
use crate::existing::instance::Exists;
use crate::existing::origin::Sort;
use crate::existing::path;
use crate::existing::problem::ProblemSort;
use crate::existing::syntax::Block;
use crate::existing::unknown::Why;

/// How many modules may be called in one another.
const DEEPEST: usize = 24;

/// Whether something is there, in something else that may not be.
pub(super) fn both(outer: &Exists, inner: &Exists) -> Exists {
    match (outer, inner) {
        (Exists::No, _) | (_, Exists::No) => Exists::No,
        (Exists::Yes, inner) => inner.clone(),
        (unknown, _) => unknown.clone(),
    }
}

/// The address of a call's copy.
pub(super) fn address(module: &Module<'_>, name: &str, copy: &Copy) -> Arc<str> {
    let key = copy.key.as_ref().map(ToString::to_string).unwrap_or_default();
    let dot = if module.address.is_empty() { "" } else { "." };
    format!("{}{dot}module.{name}{key}", module.address).into()
}

/// The modules that a call makes; none while they are being made, or if there is no such call.
pub(super) fn children<'a>(world: &World<'a>, module: &Module<'a>, name: &str) -> Option<Rc<Children>> {
    let (name, block) = module.definition.calls.get_key_value(name)?;
    if let Some(known) = module.children.borrow().get(name) {
        return known.clone();
    }
    module.children.borrow_mut().insert(name, None);
    let repeated = Repeated::of(&block.body, &world.scope(module.id, None, Sort::Argument));
    let modules = make(world, module, name, block, &repeated);
    let made = Rc::new(Children { repeated, modules });
    module.children.borrow_mut().insert(name, Some(made.clone()));
    Some(made)
}

fn make<'a>(
    world: &World<'a>,
    module: &Module<'a>,
    name: &str,
    block: &'a Block,
    repeated: &Repeated,
) -> Result<Vec<usize>, Why> {
    let dot = if module.names.is_empty() { "" } else { "." };
    let names = format!("{}{dot}{name}", module.names);
    let shown = if module.address.is_empty() { String::new() } else { format!("{}.", module.address) };
    let source = block.body.get("source").and_then(|attr| attr.value.text());
    let local = source.filter(|source| source.starts_with("./") || source.starts_with("../"));
    let folder = match local {
        Some(local) => path::join(&module.folder, local),
        None => world.given.fetched.get(&names).cloned(),
    };
    let folder = folder.filter(|folder| world.definitions.contains_key(folder.as_str()));
    let folder = folder.ok_or_else(|| Why::NoSource(format!("{shown}module.{name}")))?;
    let mut above = Some(module);
    let mut held;
    let mut depth = 0;
    while let Some(at) = above {
        if at.folder == folder {
            let circle = ProblemSort::Circle(folder.clone());
            world.library.tell(circle, world.library.path_of(block.header.source), Some(block.header));
            return Err(Why::Cycle(format!("{shown}module.{name}")));
        }
        depth += 1;
        above = match &at.caller {
            Some(caller) => {
                held = world.module(caller.module);
                Some(&held)
            }
            None => None,
        };
    }
    let budget = |what: &'static str| {
        let path = world.library.path_of(block.header.source);
        world.library.tell(ProblemSort::Budget(what), path, Some(block.header));
        Why::Budget(what)
    };
    if depth >= DEEPEST {
        return Err(budget("modules in modules"));
    }
    let add = |copy: &Copy| {
        let caller = Caller { module: module.id, block, copy: copy.means.clone() };
        let exists = both(&module.exists, &copy.exists);
        world.add(&folder, address(module, name, copy), names.clone(), Some(caller), exists)
    };
    let ids: Option<Vec<usize>> = repeated.list.iter().map(add).collect();
    ids.filter(|ids| ids.len() < MOST_MODULES).ok_or_else(|| budget("modules"))
}
