//! Variables, locals and inputs that have another name.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::lookback::size::Size;

/// Which size: within a folder or a file, by its key.
pub(super) type Id = (Arc<str>, Arc<str>);

/// So many that could be meant are looked at. Of more nobody can tell.
const MOST: usize = 32;

/// The new keys of those of a landing that are gone: of each the only one that came in the same file or folder with the same
/// value, and with all words of its name and more, or fewer. `min_size` is not taken for `max_size`, and what could be the
/// new name of two is that of neither.
pub(super) fn renames<'a>(
    gone: impl Iterator<Item = (&'a Id, &'a Size)>,
    came: impl Iterator<Item = (&'a Id, &'a Size)>,
) -> HashMap<Id, Id> {
    let mut alike: HashMap<String, [Vec<&Id>; 2]> = HashMap::new();
    let sides = gone.map(|own| (0, own)).chain(came.map(|own| (1, own)));
    for (side, (id, size)) in sides {
        if let Some(known) = what(id, size) {
            alike.entry(known).or_default()[side].push(id);
        }
    }
    let mut found = HashMap::new();
    for [gone, came] in alike.into_values() {
        if came.is_empty() || gone.len() > MOST || came.len() > MOST {
            continue;
        }
        let of = |old: &Id| -> Option<&Id> {
            let mut all = came.iter().filter(|new| is_renamed(&old.1, &new.1));
            all.next().filter(|_| all.next().is_none()).copied()
        };
        let meant: Vec<Option<&Id>> = gone.iter().map(|old| of(old)).collect();
        for (old, new) in gone.iter().zip(&meant) {
            if let Some(id) = new.filter(|_| meant.iter().filter(|other| *other == new).count() == 1) {
                found.insert((*old).clone(), id.clone());
            }
        }
    }
    found
}

/// What two names of the same thing have in common; nothing for a key of a resource or a module, and for what is computed.
fn what((scope, key): &Id, size: &Size) -> Option<String> {
    let (head, _, tail) = named(key)?;
    let value = size.value.as_ref()?;
    Some(format!("{scope}\n{head}\n{tail}\n{:?}\n{}\n{value}", size.sort, size.alike))
}

fn is_renamed(old: &str, new: &str) -> bool {
    let (Some((_, old, _)), Some((_, new, _))) = (named(old), named(new)) else { return false };
    let (old, new) = (words(old), words(new));
    old.is_subset(&new) || new.is_subset(&old)
}

/// What a key of something with a name of its own begins with, that name, and the rest of the way. Nothing for a key of a
/// resource or a module.
fn named(key: &str) -> Option<(&str, &str, &str)> {
    if parts(key).is_some() {
        return None;
    }
    let heads = ["var.", "local.", "inputs."];
    let head = heads.into_iter().find(|head| key.starts_with(head)).unwrap_or_default();
    let rest = &key[head.len()..];
    let at = rest.find(['.', '[']).unwrap_or(rest.len());
    Some((head, &rest[..at], &rest[at..]))
}

/// The words of a name.
fn words(name: &str) -> BTreeSet<&str> {
    name.split(['_', '-']).filter(|word| !word.is_empty()).collect()
}

/// The type, the name and the rest of the way of a resource, or of a module.
pub(super) fn parts(key: &str) -> Option<(&str, &str, &str)> {
    let (kind, rest) = key.split_once('.')?;
    let (name, tail) = rest.split_once('.')?;
    (!matches!(kind, "var" | "local" | "inputs")).then_some((kind, name, tail))
}
