//! Refactorings that give values constants of their own where a build is refused because others have the same one. Each
//! is held against what is read of the changed files: no value is another one, and the build is refused no more.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::code::Code;
use crate::existing::estate::{Ask, Estate};
use crate::existing::read::read;
use crate::existing::separate::drafts::drafts;
use crate::existing::separate::shared::{Draft, Shared};
use crate::existing::tree::Tree;
use crate::tuning::compare::differences;
use crate::tuning::overlay::Overlay;
use crate::tuning::past::Past;
use crate::tuning::plan::plan;
use crate::tuning::rewrite::Rewrite;
use crate::tuning::target::says;
use crate::tuning::wanted::{Refused, Wanted};

/// How many refactorings are tried in all. To try one is to read the repository again, twice.
const MOST_TRIES: usize = 200;

/// Changed files whose values are all as before.
#[derive(Debug, Default)]
pub struct Refactored {
    /// The files, by path.
    pub rewrites: Vec<Rewrite>,
    /// What has become of each constant, a line each.
    pub made: Vec<String>,
    /// What a build would still refuse.
    pub left: Vec<Refused>,
}

/// Gives the values constants of their own that a build would refuse because they share one. `kept` are files that are
/// changed already, for another root, though `estate` is what was read before.
#[must_use]
pub fn refactor(
    tree: &dyn Tree,
    (ask, estate): (&Ask, &Estate),
    wanted: &[Wanted],
    kept: Vec<Rewrite>,
    past: Past<'_>,
) -> Refactored {
    let mut work = Work { tree, ask, estate, wanted, past, tries: 0, kept };
    let mut done = Refactored::default();
    let mut hopeless: BTreeMap<usize, &'static str> = BTreeMap::new();
    let mut made = BTreeSet::new();
    loop {
        let here = Overlay::new(tree, &work.kept);
        let now = read(&here, ask);
        let without = |index: &usize| !hopeless.contains_key(index);
        let all: Vec<usize> = (0..wanted.len()).filter(without).collect();
        let refused = work.refused(&here, &now, &all);
        let shared: BTreeSet<usize> =
            refused.iter().filter(|own| own.code == Code::TfShared).map(|own| own.wanted).collect();
        let Some(index) = shared.first().copied() else {
            done.left.extend(refused);
            break;
        };
        let others: Vec<usize> =
            all.into_iter().filter(|own| *own == index || !shared.contains(own)).collect();
        let separated = if made.insert(index) {
            work.separate(&now, index, &others)
        } else {
            Err("with the other values of the profile it is shared again")
        };
        match separated {
            Ok((draft, kept)) => {
                work.kept = kept;
                let own = &wanted[index];
                done.made.push(format!("`{}.{}` {}", own.address, own.path, draft.what));
            }
            Err(why) => {
                hopeless.insert(index, why);
                let note = format!("no refactoring is known for it: {why}");
                done.left.extend(
                    refused
                        .into_iter()
                        .filter(|own| own.wanted == index)
                        .map(|own| own.notes([note.clone()])),
                );
            }
        }
    }
    done.rewrites = work.kept;
    done
}

struct Work<'a> {
    tree: &'a dyn Tree,
    ask: &'a Ask,
    /// What was read before all refactorings.
    estate: &'a Estate,
    wanted: &'a [Wanted],
    past: Past<'a>,
    tries: usize,
    /// The files with the refactorings so far.
    kept: Vec<Rewrite>,
}

impl Work<'_> {
    /// What a build of these values would refuse, with the numbers of all.
    fn refused(&self, tree: &dyn Tree, estate: &Estate, which: &[usize]) -> Vec<Refused> {
        let values: Vec<Wanted> = which.iter().map(|index| self.wanted[*index].clone()).collect();
        let refused = plan(tree, self.ask, estate, &values, self.past).refused;
        let own =
            |refused: Refused| Refused { wanted: which.get(refused.wanted).copied().unwrap_or(0), ..refused };
        refused.into_iter().map(own).collect()
    }

    /// The first refactoring that does, with all changed files.
    fn separate(
        &mut self,
        now: &Estate,
        index: usize,
        others: &[usize],
    ) -> Result<(Draft, Vec<Rewrite>), &'static str> {
        let own = &self.wanted[index];
        let root = now.roots.iter().find(|root| root.dir == own.root);
        let (root, says) = root.zip(says(now, own)).ok_or("what it says is not known")?;
        let shared = Shared { estate: now, root, address: &own.address, path: &own.path, now: &says };
        for draft in drafts(&shared)? {
            self.tries += 1;
            if self.tries > MOST_TRIES {
                return Err("too many were tried already");
            }
            let kept = self.with(&draft);
            let tree = Overlay::new(self.tree, &kept);
            let after = read(&tree, self.ask);
            let is_same = after.problems.len() == self.estate.problems.len()
                && differences(self.estate, &after).is_empty();
            if is_same && self.refused(&tree, &after, others).iter().all(|refused| refused.wanted != index) {
                return Ok((draft, kept));
            }
        }
        Err("whatever was tried changes another value, or leaves the constant to others too")
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
