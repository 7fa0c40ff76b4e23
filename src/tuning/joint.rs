//! Changes of several roots together: those of one file are made at once, and all roots are read with all changes.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::existing::edit::change::Change;
use crate::existing::estate::{Ask, Estate};
use crate::existing::read::read;
use crate::existing::tree::Tree;
use crate::source::Place;
use crate::tuning::judge::{Judged, Other, judge, shared};
use crate::tuning::overlay::Overlay;
use crate::tuning::past::Past;
use crate::tuning::plan::{Planned, plan_beside};
use crate::tuning::rewrite::Rewrite;
use crate::tuning::target::{bytes, stands_in};
use crate::tuning::wanted::{Part, Wanted};

impl<'a> Part<'a> {
    /// The same of the first values only.
    pub(super) fn first(&self, count: usize) -> Part<'a> {
        Self { wanted: &self.wanted[..count.min(self.wanted.len())], ..*self }
    }
}

/// What is to be done in all roots.
#[derive(Debug, Default)]
pub struct Joint {
    /// What each root's own part says, in their order; its files are those of all roots.
    pub parts: Vec<Planned>,
    /// The files with all changes, by path; none if anything is refused.
    pub rewrites: Vec<Rewrite>,
    /// Places of which two roots want different things.
    pub clashes: Vec<Clash>,
    /// Where the way back ends.
    pub back: Back,
}

/// Where the way back ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Back {
    /// At the files of a normal day.
    #[default]
    Same,
    /// At its values, with keys or defaults that a build has written.
    Left,
    /// That is not known, because the everyday profile would be refused.
    Unknown,
}

/// A place of which two roots want different things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The file.
    pub path: String,
    /// The bytes, as they were read.
    pub at: Range<usize>,
    /// The two roots, by their number.
    pub parts: (usize, usize),
}

/// Plans the changes of all roots within a border.
#[must_use]
pub fn plan_all(tree: &dyn Tree, parts: &[Part<'_>], past: Past<'_>) -> Joint {
    let plan = |strict: bool| {
        let one =
            |(own, part): (usize, &Part<'_>)| plan_beside(tree, part, &others(parts, own, strict), past);
        let parts: Vec<Planned> = parts.iter().enumerate().map(one).collect();
        let refused = is_refused(&parts);
        let (rewrites, clashes) = if refused { (Vec::new(), Vec::new()) } else { merged(&parts) };
        Joint { parts, rewrites, clashes, back: Back::Same }
    };
    let mut joint = plan(true);
    if parts.len() > 1 && is_refused(&joint.parts) {
        // Where only the roots are in each other's way, that is what is said.
        let soft = plan(false);
        if !soft.clashes.is_empty() {
            joint = soft;
        }
    }
    if !joint.clashes.is_empty() {
        joint.rewrites.clear();
    }
    if parts.len() < 2 || joint.rewrites.is_empty() {
        return joint;
    }
    let rewrites = std::mem::take(&mut joint.rewrites);
    let judged = judge_all(tree, parts, rewrites);
    for (own, judged) in joint.parts.iter_mut().zip(judged.parts) {
        (own.along, own.refused) = (judged.along, judged.refused);
    }
    joint.rewrites = judged.rewrites;
    joint
}

/// What is wanted of the other roots.
fn others<'a>(parts: &[Part<'a>], own: usize, strict: bool) -> Vec<Other<'a>> {
    let rest = parts.iter().enumerate().filter(|(at, _)| *at != own);
    rest.filter_map(|(_, part)| {
        let dir = &part.wanted.first()?.root;
        let root = part.estate.roots.iter().find(|root| root.dir == *dir)?;
        let alarms = part.made.is_some_and(|made| made.text.is_some());
        Some(Other { root, wanted: part.wanted, strict, alarms })
    })
    .collect()
}

/// Holds changes of files against what is wanted of all roots.
pub(super) fn judge_all(tree: &dyn Tree, parts: &[Part<'_>], rewrites: Vec<Rewrite>) -> Joint {
    let overlay = Overlay::new(tree, &rewrites);
    let mut planned = Vec::new();
    let mut reached: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
    for (own, part) in parts.iter().enumerate() {
        let after = read(&overlay, part.ask);
        let others = others(parts, own, true);
        let Judged { along, mut missed, foreign, beyond } =
            judge((part.estate, &after), (part.wanted, part.made), &others, false);
        for one in beyond {
            // What no value of this root changes, one of another root does.
            let Some(by) =
                one.place.and_then(|place| changing(parts, own, place)).or_else(|| first(parts, own))
            else {
                continue;
            };
            match one.wanted {
                Some(_) if by.0 == own => continue,
                Some(index) => drop(missed.remove(&index)),
                None => {}
            }
            reached.entry(by).or_default().push(one.what);
        }
        let refused = missed.into_values().chain(foreign.into_values()).collect();
        planned.push(Planned { along, refused, ..Planned::default() });
    }
    for ((own, index), what) in reached {
        let Part { estate, wanted, .. } = parts[own];
        if planned[own].refused.iter().all(|refused| refused.wanted != index) {
            planned[own].refused.push(shared(estate, index, &wanted[index], what));
        }
    }
    let rewrites = if is_refused(&planned) { Vec::new() } else { rewrites };
    Joint { parts: planned, rewrites, ..Joint::default() }
}

/// The value of another root whose constant stands at a place of the root with this number.
fn changing(parts: &[Part<'_>], own: usize, place: Place) -> Option<(usize, usize)> {
    let path = &parts[own].estate.sources.get(place.source).path;
    let is = |estate: &Estate, wanted: &Wanted| {
        let wanted = Wanted { known: Vec::new(), ..wanted.clone() };
        stands_in(estate, &wanted, path, &bytes(place))
    };
    let others = parts.iter().enumerate().filter(|(at, _)| *at != own);
    others.into_iter().find_map(|(at, part)| {
        let mut all = part.wanted.iter().enumerate();
        all.find(|(_, wanted)| is(part.estate, wanted)).map(|(index, _)| (at, index))
    })
}

/// The first value of a root or, if nothing is wanted of it, of another one.
fn first(parts: &[Part<'_>], own: usize) -> Option<(usize, usize)> {
    let mut all = std::iter::once(own).chain(0..parts.len());
    all.find(|at| !parts[*at].wanted.is_empty()).map(|at| (at, 0))
}

impl Joint {
    /// What is read of a root once the changes are made.
    #[must_use]
    pub(crate) fn after(&self, tree: &dyn Tree, ask: &Ask) -> Estate {
        read(&Overlay::new(tree, &self.rewrites), ask)
    }

    /// Whether nothing is done of what was planned.
    #[must_use]
    pub(crate) fn is_refused(&self) -> bool {
        !self.clashes.is_empty() || is_refused(&self.parts)
    }
}

fn is_refused(parts: &[Planned]) -> bool {
    parts.iter().any(|part| !part.refused.is_empty())
}

/// The files with the changes of all roots, and the places of which two want different things.
fn merged(parts: &[Planned]) -> (Vec<Rewrite>, Vec<Clash>) {
    let mut files: BTreeMap<&str, Vec<(usize, &Rewrite)>> = BTreeMap::new();
    for (own, part) in parts.iter().enumerate() {
        for rewrite in &part.rewrites {
            files.entry(&rewrite.path).or_default().push((own, rewrite));
        }
    }
    let (mut rewrites, mut clashes) = (Vec::new(), Vec::new());
    for (path, all) in files {
        let [(first, one), rest @ ..] = all.as_slice() else { continue };
        let clash = |at: Range<usize>, one: usize, other: usize| Clash {
            path: path.to_owned(),
            at,
            parts: (one, other),
        };
        // A file of our own is made whole, by each root that wants something in it.
        if all.iter().all(|(_, rewrite)| rewrite.changes.is_empty()) {
            let whole = |own: &Rewrite| (own.before.clone(), own.after.clone(), own.comes, own.goes);
            match rest.iter().find(|(_, own)| whole(own) != whole(one)) {
                None => rewrites.push((*one).clone()),
                Some((other, _)) => clashes.push(clash(0..0, *first, *other)),
            }
            continue;
        }
        let mut changes: Vec<(usize, &Change)> = one.changes.iter().map(|change| (*first, change)).collect();
        let before = clashes.len();
        for (own, rewrite) in rest {
            if rewrite.before != one.before {
                clashes.push(clash(0..0, *first, *own));
            }
            for change in &rewrite.changes {
                match changes.iter().find(|(_, other)| is_of_same(other, change)) {
                    None => changes.push((*own, change)),
                    Some((_, other)) if other.says().is_like(change.says()) => {}
                    Some((by, _)) => clashes.push(clash(change.place().clone(), *by, *own)),
                }
            }
        }
        let all: Vec<Change> = changes.iter().map(|(_, change)| (*change).clone()).collect();
        match Rewrite::new(path, &one.before, &all) {
            Ok(rewrite) => rewrites.push(rewrite),
            Err(refusal) if clashes.len() == before => {
                let refused = changes.get(refusal.change).or(changes.last());
                let (by, at) = refused.map_or((*first, 0..0), |(by, own)| (*by, own.place().clone()));
                clashes.push(clash(at, *first, by));
            }
            Err(_) => {}
        }
    }
    (rewrites, clashes)
}

/// Whether two changes are of the same constant or key.
fn is_of_same(one: &Change, other: &Change) -> bool {
    let key = |change: &Change| match change {
        Change::Replace { .. } => None,
        Change::Insert { key, .. } | Change::Remove { key, .. } => Some(key.clone()),
    };
    one.place() == other.place() && key(one) == key(other)
}
