//! Refactorings that give values constants of their own where a build is refused because others have the same one. Each
//! is held against what is read of the changed files, of all roots: no value is another one, what could be built before
//! still can, and the value is refused no more.

use std::collections::{BTreeMap, BTreeSet};

use crate::existing::estate::Estate;
use crate::existing::read::read;
use crate::existing::separate::drafts::drafts;
use crate::existing::separate::shared::{Draft, Shared};
use crate::existing::tree::Tree;
use crate::order::Order as _;
use crate::tuning::compare::differences;
use crate::tuning::joint::Clash;
use crate::tuning::overlay::Overlay;
use crate::tuning::past::Past;
use crate::tuning::rewrite::Rewrite;
use crate::tuning::target::{says, stands_in};
use crate::tuning::turn::plan_turn;
use crate::tuning::wanted::{Part, Refused, Wanted};

/// How many refactorings are tried in all. To try one is to read the repository again, several times for each root.
const MOST_TRIES: usize = 200;

/// Changed files whose values are all as before.
#[derive(Debug, Default)]
pub struct Refactored {
    /// The files, by path.
    pub rewrites: Vec<Rewrite>,
    /// What has become of each constant, a line each.
    pub made: Vec<String>,
    /// What a build would still refuse, each with the number of its root.
    pub left: Vec<(usize, Refused)>,
    /// Places of which two roots still want different things.
    pub clashes: Vec<Clash>,
}

/// A wanted value: the number of its root, and its own.
type Key = (usize, usize);

/// Gives the values constants of their own that a build would refuse because they share one, of all roots together.
/// `everyday` is what all components want on a normal day: first those of which something is wanted, in the same order.
#[must_use]
pub fn refactor(tree: &dyn Tree, parts: &[Part<'_>], everyday: &[Part<'_>], past: Past<'_>) -> Refactored {
    let mut work = Work { tree, parts, everyday, past, tries: 0, kept: Vec::new() };
    let mut done = Refactored::default();
    let mut hopeless: BTreeMap<Key, &'static str> = BTreeMap::new();
    let mut made = BTreeSet::new();
    loop {
        let here = Overlay::new(tree, &work.kept);
        let now = work.read(&here);
        let built = work.built(&here, &now);
        let shared = built
            .refused
            .iter()
            .find(|(key, own)| own.as_ref().is_none_or(|own| own.separable) && !hopeless.contains_key(key));
        let Some(key) = shared.map(|(key, _)| *key) else {
            done.finish(&work, &now, built, &hopeless);
            break;
        };
        let separated = if made.insert(key) {
            work.separate(&now, key, &built.can)
        } else {
            Err("with the other values of the profile it is shared again")
        };
        match separated {
            Ok((draft, kept)) => {
                work.kept = kept;
                let own = &parts[key.0].wanted[key.1];
                done.made.push(format!("`{}.{}` {}", own.address, own.path, draft.what));
            }
            Err(why) => drop(hopeless.insert(key, why)),
        }
    }
    done.rewrites = work.kept;
    done
}

/// All values, those of the keys first.
fn in_order(all: &[Wanted], keys: &[Key]) -> Vec<Wanted> {
    let rest = (0..all.len()).filter(|at| keys.iter().all(|(_, key)| key != at));
    keys.iter().map(|(_, key)| *key).chain(rest).map(|at| all[at].clone()).collect()
}

impl Refactored {
    /// What is still refused, with places in the files as they are.
    fn finish(
        &mut self,
        work: &Work<'_>,
        now: &[Estate],
        built: Built,
        hopeless: &BTreeMap<Key, &'static str>,
    ) {
        for (key, refused) in built.refused {
            let Some(refused) = refused else { continue };
            let refused = refused.seen_from(work.parts[key.0].estate, &now[key.0]);
            let why = hopeless.get(&key).map(|why| format!("no refactoring is known for it: {why}"));
            self.left.push((key.0, refused.notes(why)));
        }
        self.clashes = built.clashes;
    }
}

struct Work<'a> {
    tree: &'a dyn Tree,
    /// What was read before all refactorings, and what is wanted.
    parts: &'a [Part<'a>],
    everyday: &'a [Part<'a>],
    past: Past<'a>,
    tries: usize,
    /// The files with the refactorings so far.
    kept: Vec<Rewrite>,
}

/// What a build would do.
#[derive(Default)]
struct Built {
    /// The values that can be built together.
    can: BTreeSet<Key>,
    /// Those that cannot, and why; no reason where two roots clash.
    refused: Vec<(Key, Option<Refused>)>,
    clashes: Vec<Clash>,
}

impl Work<'_> {
    fn read(&self, tree: &dyn Tree) -> Vec<Estate> {
        self.parts.iter().map(|part| read(tree, part.ask)).collect()
    }

    /// Plans all values, without those that are refused until the rest can be built.
    fn built(&self, tree: &dyn Tree, now: &[Estate]) -> Built {
        let all = self.parts.iter().enumerate();
        let all = all.flat_map(|(own, part)| (0..part.wanted.len()).map(move |index| (own, index)));
        let mut built = Built { can: all.collect(), ..Built::default() };
        loop {
            let keys: Vec<Vec<Key>> = (0..self.parts.len())
                .map(|own| built.can.iter().filter(|key| key.0 == own).copied().collect())
                .collect();
            let wanted: Vec<Vec<Wanted>> =
                keys.iter().map(|keys| keys.iter().map(|key| self.wanted(*key).clone()).collect()).collect();
            let everyday: Vec<Vec<Wanted>> =
                self.everyday.iter().zip(&keys).map(|(part, keys)| in_order(part.wanted, keys)).collect();
            let joint =
                plan_turn(tree, &self.parts_of(now, &wanted), &self.parts_of(now, &everyday), self.past);
            let mut refused: Vec<(Key, Option<Refused>)> = Vec::new();
            for (own, planned) in joint.parts.into_iter().enumerate() {
                for one in planned.refused {
                    let key = keys[own].get(one.wanted).copied().unwrap_or((own, 0));
                    refused.push((key, Some(Refused { wanted: key.1, ..one })));
                }
            }
            for clash in &joint.clashes {
                let of = [clash.parts.0, clash.parts.1].into_iter().flat_map(|own| keys[own].iter());
                let of = of.filter(|key| stands_in(&now[key.0], self.wanted(**key), &clash.path, &clash.at));
                refused.extend(of.map(|key| (*key, None)));
            }
            built.clashes.extend(joint.clashes);
            refused.retain(|(key, _)| built.can.contains(key));
            if refused.is_empty() {
                return built;
            }
            for (key, _) in &refused {
                built.can.remove(key);
            }
            refused.order_by_key(|(key, _)| *key);
            built.refused.extend(refused);
        }
    }

    /// The roots as they are now, with other values that are wanted.
    fn parts_of<'a>(&'a self, now: &'a [Estate], wanted: &'a [Vec<Wanted>]) -> Vec<Part<'a>> {
        let parts = self.parts.iter().zip(now).zip(wanted);
        parts.map(|((part, estate), wanted)| Part { estate, wanted, ..*part }).collect()
    }

    fn wanted(&self, (own, index): Key) -> &Wanted {
        &self.parts[own].wanted[index]
    }

    /// The first refactoring that does, with all changed files. What could be built must still be able to.
    fn separate(
        &mut self,
        now: &[Estate],
        key: Key,
        can: &BTreeSet<Key>,
    ) -> Result<(Draft, Vec<Rewrite>), &'static str> {
        let (own, estate) = (self.wanted(key), &now[key.0]);
        let root = estate.roots.iter().find(|root| root.dir == own.root);
        let (root, says) = root.zip(says(estate, own)).ok_or("what it says is not known")?;
        let shared = Shared { estate, root, address: &own.address, path: &own.path, now: &says };
        for draft in drafts(&shared)? {
            self.tries += 1;
            if self.tries > MOST_TRIES {
                return Err("too many were tried already");
            }
            let kept = self.with(&draft);
            let tree = Overlay::new(self.tree, &kept);
            let after = self.read(&tree);
            let is_same = self.parts.iter().zip(&after).all(|(part, after)| {
                after.problems.len() == part.estate.problems.len()
                    && differences(part.estate, after).is_empty()
            });
            if is_same && self.built(&tree, &after).can.is_superset(&(can | &BTreeSet::from([key]))) {
                return Ok((draft, kept));
            }
        }
        Err(
            "whatever was tried changes another value, takes a constant from another one that can change today, or \
             leaves the constant to others too",
        )
    }

    /// The files with one more refactoring.
    fn with(&self, draft: &Draft) -> Vec<Rewrite> {
        let mut files: BTreeMap<String, Rewrite> =
            self.kept.iter().map(|own| (own.path.clone(), own.clone())).collect();
        for redrawn in &draft.files {
            let new = || Rewrite::of(redrawn.path.clone(), redrawn.before.clone(), String::new());
            files.entry(redrawn.path.clone()).or_insert_with(new).after.clone_from(&redrawn.after);
        }
        files.into_values().collect()
    }
}
