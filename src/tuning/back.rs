//! The way back to a normal day, tried in memory: which files it leaves.

use std::collections::BTreeSet;

use crate::existing::edit::change::Literal;
use crate::existing::estate::Estate;
use crate::existing::read::read;
use crate::existing::tree::Tree;
use crate::tuning::joint::{Joint, plan_all};
use crate::tuning::overlay::Overlay;
use crate::tuning::past::Past;
use crate::tuning::rewrite::Rewrite;
use crate::tuning::target::says;
use crate::tuning::wanted::{Part, Wanted, is_own};

/// Those of some files, each as it is and as it was, that a way back leaves the same from both: they differ by nothing
/// but values that a build has written. `everyday` is what all components want on a normal day: first those of which
/// something is wanted in `parts`, in the same order.
#[must_use]
pub fn same_on_a_normal_day(
    tree: &dyn Tree,
    files: &[Rewrite],
    (parts, everyday): (&[Part<'_>], &[Part<'_>]),
    past: Past<'_>,
) -> BTreeSet<String> {
    let (everyday, now) = normal_day(tree, parts, everyday, past);
    let everyday = everyday.as_slice();
    if now.is_refused() {
        return BTreeSet::new();
    }
    // What else the way back goes through was committed with them.
    let known = |path: &str| is_own(path) || files.iter().any(|file| file.path == path);
    let beside = now.rewrites.iter().filter(|own| !known(&own.path));
    let beside = beside.filter_map(|own| {
        let committed = past(&own.path, 0)?;
        Some(Rewrite::of(own.path.clone(), own.before.clone(), committed))
    });
    let committed: Vec<Rewrite> = files.iter().cloned().chain(beside).collect();
    let then = plan_over(tree, &committed, everyday, past);
    if then.is_refused() {
        return BTreeSet::new();
    }
    let is_same = |file: &&Rewrite| {
        let one = left(&now, &file.path).unwrap_or(&file.before);
        let other = left(&then, &file.path).unwrap_or(&file.after);
        one.replace("\r\n", "\n") == other.replace("\r\n", "\n")
    };
    files.iter().filter(is_same).map(|file| file.path.clone()).collect()
}

/// What is wanted on a normal day, with its plan: of all components or, where others are in the way, of those alone of which
/// something is wanted.
pub(super) fn normal_day<'a>(
    tree: &dyn Tree,
    parts: &[Part<'_>],
    everyday: &[Part<'a>],
    past: Past<'_>,
) -> (Vec<Part<'a>>, Joint) {
    let normal = plan_all(tree, everyday, past);
    if !normal.is_refused() {
        return (everyday.to_vec(), normal);
    }
    let alone: Vec<Part<'a>> =
        everyday.iter().zip(parts).map(|(all, own)| all.first(own.wanted.len())).collect();
    let normal = plan_all(tree, &alone, past);
    (alone, normal)
}

/// What stands where a value is wanted that is changed in place, if it is known.
#[must_use]
pub fn stands(estate: &Estate, wanted: &Wanted) -> Option<Literal> {
    wanted.via.is_none().then(|| says(estate, wanted))?
}

/// The plan of what is wanted of a tree in which some files are changed already.
pub(super) fn plan_over(tree: &dyn Tree, changed: &[Rewrite], parts: &[Part<'_>], past: Past<'_>) -> Joint {
    let here = Overlay::new(tree, changed);
    let estates: Vec<Estate> = parts.iter().map(|part| read(&here, part.ask)).collect();
    let parts = parts.iter().zip(&estates).map(|(part, estate)| Part { estate, ..*part });
    plan_all(&here, &parts.collect::<Vec<_>>(), past)
}

/// What a plan leaves of a file that it goes through.
fn left<'a>(joint: &'a Joint, path: &str) -> Option<&'a str> {
    joint.rewrites.iter().find(|own| own.path == path).map(|own| own.after.as_str())
}
