//! From wanted values to changed files, or to the reasons why not.
//!
//! The constants are looked up, changed in memory, and everything in the border is read again: what differs must be what
//! was wanted, or belong to it. So nobody else's value changes unseen, whatever stands between a constant and its uses.

use std::collections::{BTreeMap, BTreeSet};

use crate::existing::estate::{Ask, Estate};
use crate::existing::read::read;
use crate::existing::tree::Tree;
use crate::order::Order as _;
use crate::tuning::apart::files;
use crate::tuning::gone::{Object, Runs};
use crate::tuning::judge::{Judged, Other, judge, shared, uses_same};
use crate::tuning::overlay::Overlay;
use crate::tuning::past::{Past, Pasts};
use crate::tuning::rewrite::Rewrite;
use crate::tuning::step::{Step, Steps, Way, rewrites, steps};
use crate::tuning::target::{Target, says, target};
use crate::tuning::wanted::{Along, Made, Part, Refused, Wanted, is_own};

/// What is to be done.
#[derive(Debug, Default)]
pub struct Planned {
    /// The files with their changes, by path; none if anything is refused.
    pub rewrites: Vec<Rewrite>,
    /// What changes with a wanted value, because it belongs to the same component or follows it.
    pub along: Vec<Along>,
    /// What cannot be done.
    pub refused: Vec<Refused>,
    /// The files from which keys go of which it is not known whether they were there before.
    pub unsure: BTreeSet<String>,
}

impl Planned {
    fn refused(refused: Vec<Refused>) -> Self {
        Self { refused, ..Self::default() }
    }
}

/// How often another way is tried: a key is removed, or its value is written; a constant is changed, or a key is added
/// beside it.
const ROUNDS: usize = 4;
/// How often one more key goes of which it is not known whether it was there. To try it is to read the repository again.
const MOST_TRIES: usize = 24;

/// Plans all changes within a border that was read as `estate` says. Where a key may have been there before with the
/// value of its default or may not, `past` decides.
#[must_use]
pub fn plan(tree: &dyn Tree, ask: &Ask, estate: &Estate, wanted: &[Wanted], past: Past<'_>) -> Planned {
    plan_beside(tree, &Part { ask, estate, wanted, made: None }, &[], past)
}

/// The same beside what is wanted of other roots.
pub(super) fn plan_beside(tree: &dyn Tree, part: &Part<'_>, others: &[Other<'_>], past: Past<'_>) -> Planned {
    let Part { ask, estate, wanted, made } = *part;
    let mut targets = Vec::new();
    let mut refused = Vec::new();
    let own = match files(tree, ask, wanted, made) {
        Ok(own) => own,
        Err(own) => return Planned::refused(own),
    };
    // A value that a file of our own says is written nowhere else, whichever component wants it.
    let before = estate;
    let based = (!own.is_empty()).then(|| read(&Overlay::new(tree, &own), ask));
    let estate = based.as_ref().unwrap_or(before);
    for (index, one) in wanted.iter().enumerate().filter(|(_, one)| one.via.is_none()) {
        match target(estate, index, one) {
            Ok(target) => targets.extend(target),
            Err(own) => refused.push(own.seen_from(before, estate)),
        }
    }
    if !refused.is_empty() {
        return Planned::refused(refused);
    }
    let pasts = Pasts::new(past, estate);
    let work = Work { tree, ask, before, estate, wanted, made, others, targets, own, pasts };
    let mut ways = BTreeMap::new();
    let mut found = match work.rounds(&mut ways) {
        Ok(found) => found,
        Err(refused) => return Planned::refused(refused),
    };
    work.lengthen(&ways, &mut found);
    Planned { rewrites: found.rewrites, along: found.along, refused: Vec::new(), unsure: found.unsure }
}

/// What one plan is made from.
struct Work<'a> {
    tree: &'a dyn Tree,
    ask: &'a Ask,
    /// What was read.
    before: &'a Estate,
    /// The same with the files of our own as they are to be.
    estate: &'a Estate,
    wanted: &'a [Wanted],
    /// What is wanted of the file of alarms.
    made: Option<&'a Made>,
    others: &'a [Other<'a>],
    targets: Vec<Target>,
    /// The files of our own.
    own: Vec<Rewrite>,
    pasts: Pasts<'a>,
}

/// Changes that do what is wanted, and nothing else.
#[derive(Default)]
struct Found {
    rewrites: Vec<Rewrite>,
    along: Vec<Along>,
    /// The objects in which one more key could go.
    more: BTreeSet<Object>,
    /// The files from which keys go of which it is not known whether they were there before.
    unsure: BTreeSet<String>,
}

/// What one try has done.
struct Tried {
    found: Found,
    steps: Vec<Step>,
    missed: BTreeMap<usize, Refused>,
    foreign: BTreeMap<usize, Refused>,
}

impl Work<'_> {
    /// Makes the changes one way.
    fn tried(&self, ways: &BTreeMap<usize, Way>, runs: &Runs) -> Result<Tried, Vec<Refused>> {
        let Self { estate, wanted, .. } = *self;
        let seen = |own: Refused| own.seen_from(self.before, estate);
        let Steps { all: steps, going } =
            steps((estate, &self.pasts), wanted, &self.targets, (ways, runs))
                .map_err(|refused| refused.into_iter().map(seen).collect::<Vec<_>>())?;
        let mut rewrites = rewrites(estate, wanted, &steps).map_err(|refused| vec![seen(refused)])?;
        // One that stays as it is, too: it is known by that to be of this profile.
        rewrites.extend(self.own.iter().filter(|own| own.goes || !own.after.is_empty()).cloned());
        rewrites.order_by(|one, other| one.path.cmp(&other.path));
        let path = |(source, _): &Object| estate.sources.get(*source).path.clone();
        let unsure = runs.keys().map(path).collect();
        let mut found = Found { rewrites, along: Vec::new(), more: going.more, unsure };
        if found.rewrites.is_empty() {
            return Ok(Tried { found, steps, missed: BTreeMap::new(), foreign: BTreeMap::new() });
        }
        let after = read(&Overlay::new(self.tree, &found.rewrites), self.ask);
        let Judged { along, missed, mut foreign, .. } =
            judge((self.before, &after), (wanted, self.made), self.others, true);
        for (index, refused) in self.beneath(&found.rewrites) {
            foreign.entry(index).or_insert(refused);
        }
        found.along = along;
        Ok(Tried { found, steps, missed, foreign })
    }

    /// What changes beneath a file of our own: a value that is said there would not be the one of before without it, and
    /// the way back takes the file away.
    fn beneath(&self, rewrites: &[Rewrite]) -> BTreeMap<usize, Refused> {
        let without = |rewrites: Vec<Rewrite>| read(&Overlay::new(self.tree, &rewrites), self.ask);
        let gone = |own: &Rewrite| Rewrite { goes: true, ..own.clone() };
        let (own, rest): (Vec<&Rewrite>, Vec<&Rewrite>) = rewrites.iter().partition(|one| is_own(&one.path));
        if own.is_empty() || rest.is_empty() {
            return BTreeMap::new();
        }
        let own: Vec<Rewrite> = own.into_iter().map(gone).collect();
        let after = without(own.iter().chain(rest).cloned().collect());
        let before = without(own);
        let mut found = BTreeMap::new();
        for own in self.wanted.iter().filter(|own| own.via.is_some()) {
            if says(&before, own) == says(&after, own) {
                continue;
            }
            let name = format!("`{}.{}`, which is said in a file of our own", own.address, own.path);
            let by = self.targets.iter().map(|target| target.wanted);
            let Some(by) = by.clone().find(|by| uses_same(&before, &self.wanted[*by], own)) else { continue };
            found.entry(by).or_insert_with(Vec::new).push(name);
        }
        let refused = |(index, others)| {
            let own = shared(&before, index, &self.wanted[index], others);
            (index, own.seen_from(self.before, &before))
        };
        found.into_iter().map(refused).collect()
    }

    /// The same, if it does what is wanted and nothing else.
    fn clean(&self, ways: &BTreeMap<usize, Way>, runs: &Runs) -> Option<Found> {
        let tried = self.tried(ways, runs).ok()?;
        (tried.missed.is_empty() && tried.foreign.is_empty()).then_some(tried.found)
    }

    /// Lets more keys go of which it is not known whether they were there: in all objects at once first, then in each.
    fn lengthen(&self, ways: &BTreeMap<usize, Way>, found: &mut Found) {
        let mut runs = Runs::new();
        let mut tries = 0;
        let mut longer = |which: &BTreeSet<Object>, found: &mut Found| {
            tries += 1;
            let mut more = runs.clone();
            for object in which {
                *more.entry(*object).or_insert(0) += 1;
            }
            let next = self.clean(ways, &more).filter(|_| tries <= MOST_TRIES);
            next.map(|next| (*found, runs) = (next, more)).is_some()
        };
        let mut open = found.more.clone();
        while !open.is_empty() {
            if !longer(&open, found) {
                let all = std::mem::take(&mut open);
                if all.len() > 1 {
                    open = all.into_iter().filter(|one| longer(&BTreeSet::from([*one]), found)).collect();
                }
            }
            open.retain(|object| found.more.contains(object));
        }
    }

    /// Tries other ways for what one way does not do for. Only keys go that were not there before.
    fn rounds(&self, ways: &mut BTreeMap<usize, Way>) -> Result<Found, Vec<Refused>> {
        for round in 1..=ROUNDS {
            let Tried { found, steps, missed, foreign } = self.tried(ways, &Runs::new())?;
            if missed.is_empty() && foreign.is_empty() {
                return Ok(found);
            }
            let mut other = false;
            let failed: BTreeSet<usize> = missed.keys().chain(foreign.keys()).copied().collect();
            for step in steps.iter().filter(|step| step.wanted.iter().any(|index| failed.contains(index))) {
                for index in &step.wanted {
                    let missed = missed.contains_key(index);
                    let has_key = self
                        .targets
                        .iter()
                        .any(|target| target.wanted == *index && target.insertion.is_some());
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
                return Err(missed.into_values().chain(foreign.into_values()).collect());
            }
        }
        Ok(Found::default())
    }
}
