//! Changes from which the way back ends at the files of a normal day.
//!
//! Where an earlier build is still in the files, what is done to them one build after the other need not be what goes
//! back: a constant that two components share is one component's alone once the other one has a key of its own. So the
//! way back is tried in memory; where it ends elsewhere, the changes are made of the files of a normal day instead.

use std::collections::BTreeMap;

use crate::diagnostic::code::Code;
use crate::existing::edit::change::Syntax;
use crate::existing::tree::Tree;
use crate::order::Order as _;
use crate::tuning::back::{normal_day, plan_over};
use crate::tuning::between::between;
use crate::tuning::joint::{Back, Joint, judge_all, plan_all};
use crate::tuning::past::Past;
use crate::tuning::rewrite::{Changed, Rewrite};
use crate::tuning::target::says;
use crate::tuning::wanted::{Part, Refused, Wanted};

/// Plans what is wanted of all roots. `everyday` is what all components want on a normal day: first those of which
/// something is wanted, in the same order, then the others, which stay as they are.
#[must_use]
pub fn plan_turn(tree: &dyn Tree, parts: &[Part<'_>], everyday: &[Part<'_>], past: Past<'_>) -> Joint {
    let mut direct = plan_all(tree, parts, past);
    if !direct.is_refused() && !direct.rewrites.iter().any(Rewrite::is_change) {
        return direct;
    }
    let (everyday, normal) = normal_day(tree, parts, everyday, past);
    let everyday = everyday.as_slice();
    if normal.is_refused() {
        direct.back = Back::Unknown;
        return direct;
    }
    if is_same(&normal, &direct.rewrites, &[]) {
        return direct;
    }
    let can = !direct.is_refused();
    let back = can.then(|| plan_over(tree, &direct.rewrites, everyday, past));
    if back
        .as_ref()
        .is_some_and(|back| !back.is_refused() && is_same(&normal, &back.rewrites, &direct.rewrites))
    {
        return direct;
    }
    if normal.rewrites.iter().any(Rewrite::is_change) {
        let anew = made_anew(tree, parts, everyday, (&normal, past));
        if let Some(anew) = anew {
            return anew;
        }
    }
    match back {
        Some(back) if back.is_refused() => no_way_back(direct, back),
        Some(_) => {
            direct.back = Back::Left;
            direct
        }
        None => direct,
    }
}

/// The same made of the files of a normal day, if they can be, and the way back ends there.
fn made_anew(
    tree: &dyn Tree,
    parts: &[Part<'_>],
    everyday: &[Part<'_>],
    (normal, past): (&Joint, Past<'_>),
) -> Option<Joint> {
    let whole: Vec<Vec<Wanted>> =
        parts.iter().zip(everyday).map(|(part, everyday)| whole(part, everyday)).collect();
    let parts: Vec<Part<'_>> =
        parts.iter().zip(&whole).map(|(part, wanted)| Part { wanted, ..*part }).collect();
    let second = plan_over(tree, &normal.rewrites, &parts, past);
    if second.is_refused() {
        return None;
    }
    let rewrites = composed(&normal.rewrites, second.rewrites);
    let joint = judge_all(tree, &parts, rewrites);
    let back = (!joint.is_refused()).then(|| plan_over(tree, &joint.rewrites, everyday, past))?;
    let ends = !back.is_refused() && is_same(normal, &back.rewrites, &joint.rewrites);
    ends.then_some(joint)
}

/// What is wanted, and of the others what they say.
fn whole(part: &Part<'_>, everyday: &Part<'_>) -> Vec<Wanted> {
    let rest = everyday.wanted.iter().skip(part.wanted.len()).filter_map(|own| {
        let value = says(part.estate, own)?;
        let differs = !value.is_like(&own.value);
        Some(Wanted { value, differs, ..own.clone() })
    });
    part.wanted.iter().cloned().chain(rest).collect()
}

/// Whether the same files are left by a plan, and by changes of what other ones have left.
fn is_same(normal: &Joint, last: &[Rewrite], first: &[Rewrite]) -> bool {
    // The text that there is in the end; none where there is no such file.
    fn ends<'a>(of: &[&'a [Rewrite]]) -> BTreeMap<&'a str, Option<&'a str>> {
        let all = of.iter().flat_map(|rewrites| rewrites.iter());
        all.map(|own| (own.path.as_str(), Some(own.after.as_str()).filter(|_| !own.goes))).collect()
    }
    // What is in neither is as it was read.
    let was: BTreeMap<&str, Option<&str>> = (last.iter().chain(&normal.rewrites).chain(first))
        .map(|own| (own.path.as_str(), Some(own.before.as_str()).filter(|_| !own.comes)))
        .collect();
    let (one, other) = (ends(&[&normal.rewrites]), ends(&[first, last]));
    was.iter().all(|(path, was)| one.get(path).unwrap_or(was) == other.get(path).unwrap_or(was))
}

/// Changes of files, and changes of what they have left, as one.
fn composed(first: &[Rewrite], second: Vec<Rewrite>) -> Vec<Rewrite> {
    let mut all: BTreeMap<String, Rewrite> =
        first.iter().map(|own| (own.path.clone(), own.clone())).collect();
    for own in second {
        let one = match all.remove(&own.path) {
            None => own,
            Some(first) => {
                let (was, is) = (!first.comes, !own.goes);
                let changed = match Syntax::of(&own.path) {
                    Some(Syntax::Yaml) => replaced(&first.changed, &own.changed),
                    _ => between(&own.path, &first.before, &own.after),
                };
                let one = Rewrite::of(own.path, first.before, own.after);
                Rewrite { comes: !was && is, goes: was && !is, changed, ..one }
            }
        };
        all.insert(one.path.clone(), one);
    }
    all.into_values().collect()
}

/// Values that changed twice in a file in which no line comes or goes.
fn replaced(first: &[Changed], second: &[Changed]) -> Vec<Changed> {
    let is_next = |one: &Changed, next: &Changed| one.line == next.line && one.new == next.old;
    let rest = first.iter().filter(|one| !second.iter().any(|next| is_next(one, next))).cloned();
    let whole = |next: &Changed| {
        let one = first.iter().find(|one| is_next(one, next));
        Changed { old: one.map_or_else(|| next.old.clone(), |one| one.old.clone()), ..next.clone() }
    };
    let mut all: Vec<Changed> = second.iter().map(whole).chain(rest).collect();
    all.retain(|own| own.old != own.new);
    all.order_by_key(|own| own.line);
    all
}

/// The plan is refused, because the way back would be.
fn no_way_back(direct: Joint, back: Joint) -> Joint {
    let mut joint = Joint { rewrites: Vec::new(), ..direct };
    for (part, back) in joint.parts.iter_mut().zip(back.parts) {
        part.rewrites.clear();
        for own in back.refused {
            let message = format!("there would be no way back: {}", own.message);
            let help = "give each component a constant of its own";
            part.refused.push(Refused::new(own.wanted, Code::TfShared, message, help));
        }
    }
    joint
}
