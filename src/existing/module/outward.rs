//! What the root of a configuration sees of the resources in its modules: what outputs pass on of them, and which of its
//! providers they use.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::call::children;
use super::reference::output;
use super::state::{Module, World};
use super::variable::variable;
use super::written::written;
use crate::existing::environment::is_word;
use crate::existing::estate::Passed;
use crate::existing::instance::Exists;
use crate::existing::syntax::{Block, Kind};

/// The attributes of resources that the outputs of the root's own calls pass on.
pub(in crate::existing) fn passed(world: &World<'_>) -> Vec<Passed> {
    let root = world.module(0);
    let mut all = Vec::new();
    for (call, block) in &root.definition.calls {
        let Some(children) = children(world, &root, call) else { continue };
        let Ok(ids) = &children.modules else { continue };
        let there = children.repeated.list.iter().zip(ids).filter(|(copy, _)| copy.exists == Exists::Yes);
        for (copy, id) in there {
            let child = world.module(*id);
            for name in child.definition.outputs.keys() {
                let value = output(world, &child, name, block.header);
                let Some((address, attribute)) = value.origin.passes_on() else { continue };
                all.push(Passed {
                    call: Arc::from(*call),
                    key: copy.key.clone(),
                    output: Arc::from(*name),
                    address: address.into(),
                    attribute: attribute.into(),
                });
            }
        }
    }
    all
}

/// The variables of the root whose value names an environment, or is a name on the way to one of its variable files. Nothing
/// else of their values comes through, and none of what is sensitive.
pub(in crate::existing) fn words(world: &World<'_>, var_files: &[String]) -> BTreeMap<Arc<str>, String> {
    let root = world.module(0);
    let is_hidden =
        |block: &Block| ["sensitive", "ephemeral"].iter().any(|name| block.body.get(name).is_some());
    let open = root.definition.variables.iter().filter(|(_, block)| !is_hidden(block));
    let word = |(name, block): (&&str, &Cow<'_, Block>)| {
        let value = variable(world, &root, name, block.header);
        let text = value.text().filter(|text| is_named(text, var_files))?;
        Some((Arc::from(*name), text.to_owned()))
    };
    open.filter_map(word).collect()
}

/// Whether a text is a word for an environment, or a folder or the name of a variable file.
fn is_named(text: &str, var_files: &[String]) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let named = |path: &String| path.split('/').any(|part| part.split('.').next() == Some(text));
    !text.is_empty() && text.chars().all(plain) && (is_word(text) || var_files.iter().any(named))
}

/// The configuration of a resource's provider as the root names it; none where a module has one of its own, or is not
/// handed the one that it names.
pub(super) fn provider(world: &World<'_>, module: &Module<'_>, block: &Block) -> Option<Arc<str>> {
    let kind = block.labels.first()?;
    let usual = || kind.split('_').next().unwrap_or(kind).to_owned();
    let mut name = match block.body.get("provider") {
        Some(attr) => written(&attr.value)?,
        None => usual(),
    };
    let mut at = world.module(module.id);
    while let Some(caller) = &at.caller {
        let local = name.split('.').next().unwrap_or_default();
        if at.definition.providers.iter().any(|own| own.labels.first().is_some_and(|own| **own == *local)) {
            return None;
        }
        let handed = caller.block.body.get("providers").map(|attr| &attr.value.kind);
        let entry = match handed {
            Some(Kind::Object(entries)) => {
                let mut own = entries.iter().filter(|(key, _)| written(key).as_ref() == Some(&name));
                own.next().map(|(_, value)| written(value))
            }
            Some(_) => return None,
            None => None,
        };
        name = match entry {
            Some(handed) => handed?,
            // Only the one without an alias comes by itself.
            None if name.contains('.') => return None,
            None => name,
        };
        let next = world.module(caller.module);
        at = next;
    }
    Some(name.into())
}
