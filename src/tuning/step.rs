//! What is done about each constant.

use std::collections::BTreeMap;

use crate::diagnostic::code::Code;
use crate::existing::edit::change::{Change, Literal, Refusal, Syntax};
use crate::existing::edit::last_entry;
use crate::existing::estate::Estate;
use crate::existing::origin::Sort;
use crate::source::Place;
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

/// One change for each constant that says something else than what is wanted.
pub(super) fn steps(
    estate: &Estate,
    wanted: &[Wanted],
    targets: &[Target],
    ways: &BTreeMap<usize, Way>,
) -> Result<Vec<Step>, Vec<Refused>> {
    let mut steps: BTreeMap<(Place, Option<String>), Step> = BTreeMap::new();
    let mut refused = Vec::new();
    let value = |target: &Target| &wanted[target.wanted].value;
    for target in targets.iter().filter(|target| !value(target).is_like(&target.now)) {
        let own = ways.get(&target.wanted).copied();
        // What says already what is wanted stays.
        let mut beside = targets.iter().filter(|other| other.constant.place == target.constant.place);
        let split = beside.any(|other| !value(other).is_like(value(target)));
        let inserts = own == Some(Way::Insert) || target.constant.sort == Sort::OptionalDefault || split;
        let made = match own {
            _ if inserts => inserted(target, value(target)),
            Some(Way::Replace) => Some(replaced(target, value(target))),
            // A key goes on the way back only: a launch that takes one away could not put it back.
            _ if wanted[target.wanted].differs => Some(replaced(target, value(target))),
            _ => removed(estate, target, value(target)).or_else(|| Some(replaced(target, value(target)))),
        };
        let Some((key, step)) = made else {
            let why = if split {
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
    if refused.is_empty() { Ok(steps.into_values().collect()) } else { Err(refused) }
}

type Made = (Option<String>, Step);

fn replaced(target: &Target, value: &Literal) -> Made {
    let (place, old, new) = (target.constant.place, target.now.clone(), value.clone());
    let change = Change::Replace { at: bytes(place), old, new };
    (None, Step { wanted: vec![target.wanted], way: Way::Replace, place, change, instead: None })
}

fn inserted(target: &Target, value: &Literal) -> Option<Made> {
    let insertion = target.insertion.as_ref()?;
    let (place, key) = (insertion.place, insertion.key.to_string());
    let change = Change::Insert { into: bytes(place), key: key.clone(), value: value.clone() };
    Some((Some(key), Step { wanted: vec![target.wanted], way: Way::Insert, place, change, instead: None }))
}

/// The key goes with its value, if it is the last one of an object or of the call of a module.
fn removed(estate: &Estate, target: &Target, value: &Literal) -> Option<Made> {
    let place = target.constant.place;
    let source = estate.sources.get(place.source);
    let (from, key) = last_entry(&source.text, Syntax::of(&source.path)?, &bytes(place))?;
    let (_, Step { change: instead, .. }) = replaced(target, value);
    let change = Change::Remove { from, key, value: target.now.clone() };
    let instead = Some(instead);
    Some((None, Step { wanted: vec![target.wanted], way: Way::Remove, place, change, instead }))
}

/// The constant of a wanted value is somebody else's too.
fn shared(wanted: &[Wanted], target: &Target, why: &str) -> Refused {
    let own = &wanted[target.wanted];
    let message = format!("the constant of `{}.{}` is not its own: {why}", own.address, own.path);
    let help =
        "give this one a constant of its own, by an argument or a variable whose default is today's value";
    Refused::new(target.wanted, Code::TfShared, message, help).at(Some(target.constant.place))
}

/// The changed texts of all files.
pub(super) fn rewrites(
    estate: &Estate,
    wanted: &[Wanted],
    steps: &[Step],
    seen: &dyn Fn(&str, &str) -> bool,
) -> Result<Vec<Rewrite>, Refused> {
    let mut files: BTreeMap<&str, Vec<&Step>> = BTreeMap::new();
    for step in steps {
        files.entry(&estate.sources.get(step.place.source).path).or_default().push(step);
    }
    let mut rewrites = Vec::new();
    for (path, steps) in files {
        let before = &estate.sources.get(steps[0].place.source).text;
        let made = |changes: &[Change]| {
            let rewrite = Rewrite::new(path, before, changes);
            rewrite.map_err(|refusal| refused(wanted, steps[refusal.change], refusal))
        };
        let changes: Vec<Change> = steps.iter().map(|step| step.change.clone()).collect();
        let instead: Vec<Change> =
            steps.iter().map(|step| step.instead.clone().unwrap_or_else(|| step.change.clone())).collect();
        let mut rewrite = made(&changes);
        if changes != instead && !rewrite.as_ref().is_ok_and(|rewrite| seen(path, &rewrite.after)) {
            // A key that cannot go, or that was there with this value before.
            let other = made(&instead);
            if rewrite.is_err() || other.as_ref().is_ok_and(|other| seen(path, &other.after)) {
                rewrite = other;
            }
        }
        rewrites.push(rewrite?);
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
