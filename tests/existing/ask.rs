//! Reads a tree in memory, and says what it found in one line.

use scaleprof::existing::estate::{Ask, Estate, Root};
use scaleprof::existing::instance::{Exists, Instance};
use scaleprof::existing::read::read;
use scaleprof::existing::tree::Memory;
use scaleprof::existing::value::{Data, Value};

/// The estate of some files.
pub(crate) fn estate(files: &[(&str, &str)]) -> Estate {
    asked(files, &Ask::default())
}

/// The estate of some files, asked for in a certain way.
pub(crate) fn asked(files: &[(&str, &str)], ask: &Ask) -> Estate {
    read(&Memory::new(files.iter().copied()), ask)
}

/// The root in a folder.
pub(crate) fn root<'e>(estate: &'e Estate, dir: &str) -> &'e Root {
    estate
        .roots
        .iter()
        .find(|root| root.dir == dir)
        .unwrap_or_else(|| panic!("no root in {dir:?}: {:?}", dirs(estate)))
}

/// The folders of all roots.
pub(crate) fn dirs(estate: &Estate) -> Vec<&str> {
    estate.roots.iter().map(|root| root.dir.as_str()).collect()
}

/// The addresses of a root's instances that are there, and of the others with a mark.
pub(crate) fn addresses(root: &Root) -> Vec<String> {
    let marked = |instance: &Instance| match &instance.exists {
        Exists::Yes => instance.address.to_string(),
        Exists::No => format!("{} absent", instance.address),
        Exists::Unknown(unknown) => format!("{} unknown: {unknown}", instance.address),
    };
    root.instances.iter().map(marked).collect()
}

/// An instance of the only root, or the one in the border itself.
pub(crate) fn instance<'e>(estate: &'e Estate, address: &str) -> &'e Instance {
    let found =
        estate.roots.iter().flat_map(|root| &root.instances).find(|of| of.address.to_string() == address);
    found.unwrap_or_else(|| {
        panic!("no {address}: {:?}", estate.roots.iter().map(addresses).collect::<Vec<_>>())
    })
}

/// A value as text.
pub(crate) fn shown(value: &Value) -> String {
    let list = |items: &[Value]| items.iter().map(shown).collect::<Vec<_>>().join(", ");
    match &value.data {
        Data::Unknown(unknown) => format!("unknown: {unknown}"),
        Data::Null => "null".to_owned(),
        Data::Bool(bool) => bool.to_string(),
        Data::Number(number) => number.to_string(),
        Data::Text(text) => format!("{text:?}"),
        Data::List(items) => format!("[{}]", list(items)),
        Data::Set(items) => format!("set[{}]", list(items)),
        Data::Map(map) => {
            let entries = map.entries.iter().map(|(key, value)| format!("{key} = {}", shown(value)));
            let open = map.open.iter().map(|_| "...".to_owned());
            format!("{{{}}}", entries.chain(open).collect::<Vec<_>>().join(", "))
        }
    }
}

/// The constant of a value as `file:line:column text`, otherwise its leaves in brackets.
pub(crate) fn placed(estate: &Estate, value: &Value) -> String {
    let at = |place| format!("{} {}", estate.sources.describe(place), estate.sources.snippet(place));
    if let Some(constant) = value.origin.constant() {
        return format!("{} {:?}", at(constant.place), constant.sort);
    }
    let leaves = value.origin.leaves();
    format!("[{}]", leaves.iter().map(|leaf| at(leaf.place)).collect::<Vec<_>>().join(", "))
}

/// The only value at a path of an instance.
pub(crate) fn value<'e>(estate: &'e Estate, address: &str, path: &str) -> &'e Value {
    let found = instance(estate, address).find(path);
    assert_eq!(
        found.len(),
        1,
        "{address} {path}: {:?}",
        found.iter().map(|found| &found.path).collect::<Vec<_>>()
    );
    found[0].value
}

/// A value and its place.
pub(crate) fn says(estate: &Estate, address: &str, path: &str) -> String {
    let value = value(estate, address, path);
    format!("{} <- {}", shown(value), placed(estate, value))
}

/// The value of an expression in a root, with what else the root declares.
pub(crate) fn evaluated(expression: &str, around: &str) -> String {
    let text = format!("{around}\nresource \"sample\" \"it\" {{\n  value = {expression}\n}}\n");
    let estate = estate(&[("main.tf", &text)]);
    assert!(estate.problems.is_empty(), "{expression}: {:?}", estate.problems);
    shown(value(&estate, "sample.it", "value"))
}

/// The constant that an expression ends in, by its text; none if there is not one.
pub(crate) fn constant(expression: &str, around: &str) -> Option<String> {
    let text = format!("{around}\nresource \"sample\" \"it\" {{\n  value = {expression}\n}}\n");
    let estate = estate(&[("main.tf", &text)]);
    let constant = value(&estate, "sample.it", "value").origin.constant()?;
    Some(estate.sources.snippet(constant.place).to_owned())
}
