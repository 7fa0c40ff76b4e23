//! What is done about each constant.

use std::collections::BTreeMap;

use crate::diagnostic::code::Code;
use crate::existing::edit::change::{Change, KeyOf, Literal, Refusal};
use crate::existing::estate::Estate;
use crate::existing::origin::Sort;
use crate::source::Place;
use crate::tuning::gone::{Going, Runs};
use crate::tuning::past::Pasts;
use crate::tuning::rewrite::Rewrite;
use crate::tuning::target::{Target, bytes};
use crate::tuning::wanted::{Refused, Wanted};

/// How a value is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The key goes, because its default says what is wanted.
    Remove,
    /// Another literal in the place of the constant.
    Replace,
    /// A key that was absent.
    Insert,
}

/// One change, for one or several wanted values.
pub(super) struct Step {
    /// The wanted values that it is for.
    pub(super) wanted: Vec<usize>,
    /// How it is done.
    pub(super) way: Way,
    place: Place,
    change: Change,
    /// What could be done in place of a removal.
    instead: Option<Change>,
}

/// What is changed, and where more keys could go.
pub(super) struct Steps {
    /// One change for each constant that says something else than what is wanted.
    pub(super) all: Vec<Step>,
    /// The keys that go.
    pub(super) going: Going,
}

/// One change for each constant that says something else than what is wanted. Of keys of which it is not known whether
/// they were there before go as many as `runs` says.
pub(super) fn steps(
    (estate, pasts): (&Estate, &Pasts<'_>),
    wanted: &[Wanted],
    targets: &[Target],
    (ways, runs): (&BTreeMap<usize, Way>, &Runs),
) -> Result<Steps, Vec<Refused>> {
    let mut steps: BTreeMap<(Place, Option<String>), Step> = BTreeMap::new();
    let mut refused = Vec::new();
    let value = |target: &Target| &wanted[target.wanted].value;
    let changed = || targets.iter().filter(|target| !value(target).is_like(&target.now));
    let split = |target: &Target| {
        // What says already what is wanted stays.
        let mut beside = targets.iter().filter(|other| other.constant.place == target.constant.place);
        beside.any(|other| !value(other).is_like(value(target)))
    };
    let inserts = |target: &Target| {
        let own = ways.get(&target.wanted) == Some(&Way::Insert);
        own || target.constant.sort == Sort::OptionalDefault || split(target)
    };
    // A key goes on the way back only: a launch that takes one away could not put it back.
    let goes = |target: &&Target| {
        !ways.contains_key(&target.wanted) && !inserts(target) && !wanted[target.wanted].differs
    };
    let may_go = changed().filter(goes).map(|target| (target, value(target)));
    let going = Going::among(estate, may_go, pasts, runs);
    for target in changed() {
        let key = going.of(target.constant.place).filter(|_| goes(&target));
        let made = match key {
            _ if inserts(target) => inserted(target, value(target)),
            Some(key) => Some(removed(target, value(target), key)),
            None => Some(replaced(target, value(target))),
        };
        let Some((key, step)) = made else {
            let why = if split(target) {
                "the profile wants two values of it"
            } else {
                "it is a default that others use too"
            };
            refused.push(shared(wanted, target, why));
            continue;
        };
        match steps.get_mut(&(step.place, key.clone())) {
            None => drop(steps.insert((step.place, key), step)),
            Some(other) if other.change.says().is_like(step.change.says()) => {
                other.wanted.push(target.wanted);
            }
            Some(_) => refused.push(shared(wanted, target, "the profile wants two values of it")),
        }
    }
    if !refused.is_empty() {
        return Err(refused);
    }
    // Keys go in the opposite order of the one in which they came.
    let (gone, mut all): (Vec<Step>, Vec<Step>) =
        steps.into_values().partition(|step| step.way == Way::Remove);
    all.extend(gone.into_iter().rev());
    Ok(Steps { all, going })
}

type Made = (Option<String>, Step);

fn replaced(target: &Target, value: &Literal) -> Made {
    let (place, old, new) = (target.constant.place, target.now.clone(), value.clone());
    let change = Change::Replace { at: bytes(place), old, new };
    (None, Step::new(target, Way::Replace, place, change))
}

fn inserted(target: &Target, value: &Literal) -> Option<Made> {
    let insertion = target.insertion.as_ref()?;
    let (place, key) = (insertion.place, insertion.key.to_string());
    let change = Change::Insert { into: bytes(place), key: key.clone(), value: value.clone() };
    Some((Some(key), Step::new(target, Way::Insert, place, change)))
}

/// The key goes with its value.
fn removed(target: &Target, value: &Literal, key: &KeyOf) -> Made {
    let (_, Step { change: instead, place, .. }) = replaced(target, value);
    let (from, key) = (key.place.clone(), key.key.clone());
    let change = Change::Remove { from, key, value: target.now.clone() };
    (None, Step { instead: Some(instead), ..Step::new(target, Way::Remove, place, change) })
}

impl Step {
    fn new(target: &Target, way: Way, place: Place, change: Change) -> Self {
        Self { wanted: vec![target.wanted], way, place, change, instead: None }
    }
}

/// The constant of a wanted value is somebody else's too.
fn shared(wanted: &[Wanted], target: &Target, why: &str) -> Refused {
    let own = &wanted[target.wanted];
    if wanted.iter().enumerate().any(|(at, other)| at != target.wanted && other.is_of(own)) {
        let message = format!("`{}.{}` is one value of several components: {why}", own.address, own.path);
        return Refused::in_use(target.wanted, message).at(Some(target.constant.place));
    }
    let message = format!("the constant of `{}.{}` is not its own: {why}", own.address, own.path);
    let help =
        "give this one a constant of its own, by an argument or a variable whose default is today's value";
    Refused::new(target.wanted, Code::TfShared, message, help).at(Some(target.constant.place))
}

/// The changed texts of all files.
pub(super) fn rewrites(estate: &Estate, wanted: &[Wanted], steps: &[Step]) -> Result<Vec<Rewrite>, Refused> {
    let mut files: BTreeMap<&str, Vec<&Step>> = BTreeMap::new();
    for step in steps {
        files.entry(&estate.sources.get(step.place.source).path).or_default().push(step);
    }
    let mut rewrites = Vec::new();
    for (path, steps) in files {
        let before = &estate.sources.get(steps[0].place.source).text;
        let mut changes: Vec<Change> = steps.iter().map(|step| step.change.clone()).collect();
        let rewrite = loop {
            let refusal = match Rewrite::new(path, before, &changes) {
                Ok(rewrite) => break rewrite,
                Err(refusal) => refusal,
            };
            // A key that cannot go says what is wanted.
            let step = steps[refusal.change];
            match &step.instead {
                Some(instead) if changes[refusal.change] != *instead => {
                    changes[refusal.change] = instead.clone();
                }
                _ => return Err(refused(wanted, step, refusal)),
            }
        };
        rewrites.push(rewrite);
    }
    Ok(rewrites)
}

/// The editor refuses a change.
fn refused(wanted: &[Wanted], step: &Step, refusal: Refusal) -> Refused {
    let index = step.wanted.first().copied().unwrap_or(0);
    let own = &wanted[index];
    let message = format!("`{}.{}` cannot be changed in place: {refusal}", own.address, own.path);
    let help =
        "change it by hand, or write it as a plain number or text and let `terraform fmt` format the file";
    Refused::new(index, Code::TfLiteral, message, help).at(Some(step.place))
}
