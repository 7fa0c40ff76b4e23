//! Which folders are roots, and where modules are that Terraform has fetched.

use std::collections::{BTreeMap, BTreeSet};

use super::library::Library;
use super::module::state::Definitions;
use super::path;
use super::syntax::{Expr, Kind};

/// Where Terraform keeps what it has fetched.
const FETCHED: &str = ".terraform";

/// The folders of roots, sorted: those that create something and that no other one calls, and those that are said to
/// be roots.
pub(super) fn folders<'s>(
    definitions: &Definitions<'_>,
    stated: impl Iterator<Item = &'s str>,
) -> BTreeSet<String> {
    let called = called(definitions);
    let is_fetched = |folder: &str| folder.split('/').any(|part| part == FETCHED);
    let own = definitions.iter().filter(|(folder, definition)| {
        definition.creates() && !called.contains(**folder) && !is_fetched(folder)
    });
    let stated = stated.filter(|dir| definitions.contains_key(dir));
    own.map(|(folder, _)| (*folder).to_owned()).chain(stated.map(str::to_owned)).collect()
}

/// The folders that others call.
fn called(definitions: &Definitions<'_>) -> BTreeSet<String> {
    let mut called = BTreeSet::new();
    for (folder, definition) in definitions {
        for block in definition.calls.values() {
            let source = block.body.get("source").and_then(|attr| attr.value.text());
            let local = source.filter(|source| source.starts_with('.'));
            called.extend(
                local.and_then(|source| path::join(folder, source)).filter(|target| target != folder),
            );
        }
    }
    called
}

/// The folders of the modules that `terraform init` has fetched for a root, by the names of their calls.
pub(super) fn fetched(library: &Library<'_>, root: &str) -> BTreeMap<String, String> {
    let list = path::join(root, ".terraform/modules/modules.json").unwrap_or_default();
    if !library.has(&list) {
        return BTreeMap::new();
    }
    let Some(Ok(list)) = library.text(&list).ok().map(|text| library.decoded(&text, true, None)) else {
        return BTreeMap::new();
    };
    let modules = get(&list, "Modules").map(|modules| match &modules.kind {
        Kind::List(items) => items.as_slice(),
        _ => &[],
    });
    let text = |of: &Expr, key: &str| {
        get(of, key).and_then(|value| value.text()).map(std::string::ToString::to_string)
    };
    let module = |of: &Expr| Some((text(of, "Key")?, path::join(root, &text(of, "Dir")?)?));
    modules.unwrap_or_default().iter().filter_map(module).collect()
}

fn get<'e>(of: &'e Expr, key: &str) -> Option<&'e Expr> {
    match &of.kind {
        Kind::Object(entries) => entries
            .iter()
            .find(|(name, _)| name.text().is_some_and(|name| name.as_ref() == key))
            .map(|(_, value)| value),
        _ => None,
    }
}
