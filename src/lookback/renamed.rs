//! Constants that are not where they were: what of a landing came in the place of what is gone.
//!
//! All are told by tables of what both have in common: a commit that renames thousands takes no longer for each.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use crate::lookback::size::Size;
use crate::order::Order as _;

/// Which size: within a folder or a file, by its key.
pub(super) type Id = (Arc<str>, Arc<str>);

/// A size with its key.
type Own<'a> = (&'a Id, &'a Size);

/// The most words of a name whose selections are looked at. Where one of those that could be meant has more, nobody can tell.
const MOST_WORDS: usize = 10;

/// The new keys of those of a landing that are gone. What could be the new place of two is that of neither, and what could be
/// in two is in neither.
///
/// First come those that were moved to another file with all their way, then resources and modules that have another name and
/// the same sizes, then those of which one size is the same, then variables, locals and inputs with another name.
pub(super) fn heirs<'a>(
    gone: impl Iterator<Item = Own<'a>>,
    came: impl Iterator<Item = Own<'a>>,
) -> HashMap<Id, Id> {
    let (mut gone, mut came): (Vec<Own<'a>>, Vec<Own<'a>>) = (gone.collect(), came.collect());
    let mut found = HashMap::new();
    for told in [moved, renamed_whole, renamed_around, renamed] {
        let Told { pairs, open } = told(&gone, &came);
        let taken: HashSet<&Id> = pairs.iter().flat_map(|(old, new)| [*old, *new]).chain(open).collect();
        gone.retain(|(id, _)| !taken.contains(id));
        came.retain(|(id, _)| !taken.contains(id));
        found.extend(pairs.into_iter().map(|(old, new)| (old.clone(), new.clone())));
    }
    found
}

/// What one way to tell them says.
#[derive(Default)]
struct Told<'a> {
    /// What is gone, and where it is now.
    pairs: Vec<(&'a Id, &'a Id)>,
    /// What is gone and could be in several places, or be one of several: no other way is asked.
    open: Vec<&'a Id>,
}

/// Those of both sides that have something in common.
fn alike<'a, K: Hash + Eq>(
    gone: &[Own<'a>],
    came: &[Own<'a>],
    what: impl Fn(Own<'a>) -> Option<K>,
) -> impl Iterator<Item = [Vec<&'a Id>; 2]> {
    let mut alike: HashMap<K, [Vec<&Id>; 2]> = HashMap::new();
    let sides = gone.iter().map(|own| (0, *own)).chain(came.iter().map(|own| (1, *own)));
    for (side, own) in sides {
        if let Some(known) = what(own) {
            alike.entry(known).or_default()[side].push(own.0);
        }
    }
    alike.into_values().filter(|sides| sides.iter().all(|side| !side.is_empty()))
}

/// Those that have something in common with one of the other side alone.
fn alone<'a, K: Hash + Eq>(
    gone: &[Own<'a>],
    came: &[Own<'a>],
    what: impl Fn(Own<'a>) -> Option<K>,
) -> Told<'a> {
    let mut told = Told::default();
    for [gone, came] in alike(gone, came, what) {
        match (&*gone, &*came) {
            ([old], [new]) => told.pairs.push((old, new)),
            _ => told.open.extend(gone),
        }
    }
    told
}

/// Those with the same way elsewhere. A way that is no more than the name of a variable must have the same value.
fn moved<'a>(gone: &[Own<'a>], came: &[Own<'a>]) -> Told<'a> {
    alone(gone, came, |(id, size)| {
        let value = if parts(&id.1).is_some() { None } else { Some(&size.value) };
        Some((&id.1, size.sort, size.alike, value))
    })
}

/// Those of a resource or a module with another name, in the same folder and with the same sizes, each with its value.
fn renamed_whole<'a>(gone: &[Own<'a>], came: &[Own<'a>]) -> Told<'a> {
    let mut alike: HashMap<_, [Vec<Vec<&Id>>; 2]> = HashMap::new();
    for (side, all) in [gone, came].into_iter().enumerate() {
        let mut wholes: HashMap<_, Vec<(&str, Own<'a>)>> = HashMap::new();
        for (id, size) in all {
            if let Some((head, name, tail)) = parts(&id.1) {
                wholes.entry((&id.0, head, name)).or_default().push((tail, (id, size)));
            }
        }
        for ((scope, head, _), mut sizes) in wholes {
            sizes.order_by_key(|(tail, _)| *tail);
            let what = |(tail, (_, size)): &(&'a str, Own<'a>)| (*tail, size.sort, size.alike, &size.value);
            let whole: Vec<_> = sizes.iter().map(what).collect();
            let ids = sizes.into_iter().map(|(_, (id, _))| id).collect();
            alike.entry((scope, head, whole)).or_default()[side].push(ids);
        }
    }
    let mut told = Told::default();
    for sides in alike.into_values() {
        if let [[old], [new]] = sides.each_ref().map(Vec::as_slice) {
            told.pairs.extend(old.iter().copied().zip(new.iter().copied()));
        }
    }
    told
}

/// Those of a resource or a module with another name, in the same folder and with the same value.
fn renamed_around<'a>(gone: &[Own<'a>], came: &[Own<'a>]) -> Told<'a> {
    alone(gone, came, |(id, size)| {
        let (head, _, tail) = parts(&id.1)?;
        Some((&id.0, head, tail, size.sort, size.alike, &size.value))
    })
}

/// Variables, locals and inputs in the same folder or file and with the same value, whose new name has all words of the old one
/// and more, or fewer: `min_size` is not taken for `max_size`.
fn renamed<'a>(gone: &[Own<'a>], came: &[Own<'a>]) -> Told<'a> {
    let what = |(id, size): Own<'a>| {
        let (head, _, tail) = named(&id.1)?;
        Some((&id.0, head, tail, size.sort, size.alike, size.value.as_ref()?))
    };
    let mut told = Told::default();
    for [gone, came] in alike(gone, came, what) {
        let [Some(gone), Some(came)] = [with_words(&gone), with_words(&came)] else { continue };
        let meant = by_words(&gone, &came);
        let mut claims: HashMap<&Id, usize> = HashMap::new();
        for new in meant.iter().flatten() {
            *claims.entry(new).or_default() += 1;
        }
        for ((old, _), new) in gone.iter().zip(meant) {
            told.pairs.extend(new.filter(|new| claims.get(new) == Some(&1)).map(|new| (*old, new)));
        }
    }
    told
}

/// A size with the words of its name, sorted.
type Worded<'a> = (&'a Id, Vec<&'a str>);

/// Each with the words of its name. Nothing where one has too many.
fn with_words<'a>(ids: &[&'a Id]) -> Option<Vec<Worded<'a>>> {
    ids.iter().map(|id| Some((*id, words(named(&id.1)?.1)?))).collect()
}

/// Of each that is gone the only one that came with all words of its name, or with a selection of them.
fn by_words<'a>(gone: &[Worded<'a>], came: &[Worded<'a>]) -> Vec<Option<&'a Id>> {
    let asked: HashSet<&[&str]> = gone.iter().map(|(_, words)| &**words).collect();
    let mut exact: HashMap<&[&str], Vec<&Id>> = HashMap::new();
    let mut larger: HashMap<Vec<&str>, Vec<&Id>> = HashMap::new();
    // Of three that could be meant two are enough to know that nobody can tell.
    let add = |to: &mut Vec<&'a Id>, id: &'a Id| to.extend(Some(id).filter(|_| to.len() < 2));
    for (id, words) in came {
        add(exact.entry(words).or_default(), id);
        for selection in selections(words).filter(|own| own.len() < words.len() && asked.contains(&**own)) {
            add(larger.entry(selection).or_default(), id);
        }
    }
    let only = |words: &Vec<&str>| {
        let fewer: Vec<Vec<&str>> = selections(words).collect();
        let fewer = fewer.iter().filter_map(|own| exact.get(&**own));
        let mut all = fewer.chain(larger.get(words)).flatten().copied();
        all.next().filter(|_| all.next().is_none())
    };
    gone.iter().map(|(_, words)| only(words)).collect()
}

/// Each selection of some words, in their order.
fn selections<'a>(words: &[&'a str]) -> impl Iterator<Item = Vec<&'a str>> {
    (1..1_usize << words.len()).map(move |mask| {
        let chosen = words.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1);
        chosen.map(|(_, word)| *word).collect()
    })
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

/// The words of a name, sorted and each once. Nothing where there are none or too many.
fn words(name: &str) -> Option<Vec<&str>> {
    let mut words: Vec<&str> = name.split(['_', '-']).filter(|word| !word.is_empty()).collect();
    words.order();
    words.dedup();
    (1..=MOST_WORDS).contains(&words.len()).then_some(words)
}

/// The type, the name and the rest of the way of a resource, or of a module.
fn parts(key: &str) -> Option<(&str, &str, &str)> {
    let (kind, rest) = key.split_once('.')?;
    let (name, tail) = rest.split_once('.')?;
    (!matches!(kind, "var" | "local" | "inputs")).then_some((kind, name, tail))
}
