//! From wanted values to changed files, or to the reasons why not.
//!
//! The constants are looked up, changed in memory, and everything in the border is read again: what differs must be what
//! was wanted, or belong to it. So nobody else's value changes unseen, whatever stands between a constant and its uses.

use std::collections::{BTreeMap, BTreeSet};

use crate::existing::estate::{Ask, Estate};
use crate::existing::read::read;
use crate::existing::tree::Tree;
use crate::tuning::apart::files;
use crate::tuning::judge::{Judged, Other, judge};
use crate::tuning::overlay::Overlay;
use crate::tuning::rewrite::Rewrite;
use crate::tuning::step::{Way, rewrites, steps};
use crate::tuning::target::target;
use crate::tuning::wanted::{Refused, Wanted};

/// What is to be done.
#[derive(Debug, Default)]
pub struct Planned {
    /// The files with their changes, by path; none if anything is refused.
    pub rewrites: Vec<Rewrite>,
    /// What changes with a wanted value, because it belongs to the same component or follows it.
    pub along: Vec<String>,
    /// What cannot be done.
    pub refused: Vec<Refused>,
}

impl Planned {
    fn refused(refused: Vec<Refused>) -> Self {
        Self { refused, ..Self::default() }
    }
}

/// Whether a file, by its path, has ever been a text.
pub type Seen<'a> = &'a dyn Fn(&str, &str) -> bool;

/// How often another way is tried: a key is removed, or its value is written; a constant is changed, or a key is added
/// beside it.
const ROUNDS: usize = 4;

/// Plans all changes within a border that was read as `estate` says. Where a key may have been there before with the
/// value of its default or may not, `seen` decides.
#[must_use]
pub fn plan(tree: &dyn Tree, ask: &Ask, estate: &Estate, wanted: &[Wanted], seen: Seen<'_>) -> Planned {
    plan_beside(tree, (ask, estate), wanted, &[], seen)
}

/// The same beside what is wanted of other roots.
pub(super) fn plan_beside(
    tree: &dyn Tree,
    (ask, estate): (&Ask, &Estate),
    wanted: &[Wanted],
    others: &[Other<'_>],
    seen: Seen<'_>,
) -> Planned {
    let mut targets = Vec::new();
    let mut refused = Vec::new();
    let own = match files(tree, ask, wanted) {
        Ok(own) => own,
        Err(own) => return Planned::refused(own),
    };
    for (index, one) in wanted.iter().enumerate().filter(|(_, one)| one.via.is_none()) {
        match target(estate, index, one) {
            Ok(target) => targets.extend(target),
            Err(own) => refused.push(own),
        }
    }
    if !refused.is_empty() {
        return Planned::refused(refused);
    }
    let mut ways: BTreeMap<usize, Way> = BTreeMap::new();
    for round in 1..=ROUNDS {
        let steps = match steps(estate, wanted, &targets, &ways) {
            Ok(steps) => steps,
            Err(refused) => return Planned::refused(refused),
        };
        let rewrites = match rewrites(estate, wanted, &steps, seen) {
            Ok(mut rewrites) => {
                // One that stays as it is, too: it is known by that to be of this profile.
                rewrites.extend(own.iter().filter(|own| own.goes || !own.after.is_empty()).cloned());
                rewrites.sort_by(|one, other| one.path.cmp(&other.path));
                rewrites
            }
            Err(refused) => return Planned::refused(vec![refused]),
        };
        if rewrites.is_empty() {
            return Planned::default();
        }
        let after = read(&Overlay::new(tree, &rewrites), ask);
        let Judged { along, missed, foreign } = judge(estate, &after, wanted, others);
        if missed.is_empty() && foreign.is_empty() {
            return Planned { rewrites, along, refused: Vec::new() };
        }
        // Another way for those that this one did not do for.
        let mut other = false;
        let failed: BTreeSet<usize> = missed.keys().chain(foreign.keys()).copied().collect();
        for step in steps.iter().filter(|step| step.wanted.iter().any(|index| failed.contains(index))) {
            for index in &step.wanted {
                let missed = missed.contains_key(index);
                let has_key =
                    targets.iter().any(|target| target.wanted == *index && target.insertion.is_some());
                let way = match step.way {
                    Way::Remove => Way::Replace,
                    Way::Replace if !missed && has_key => Way::Insert,
                    Way::Replace | Way::Insert => continue,
                };
                ways.insert(*index, way);
                other = true;
            }
        }
        if !other || round == ROUNDS {
            let refused = missed.into_values().chain(foreign.into_values());
            return Planned::refused(refused.collect());
        }
    }
    Planned::default()
}
