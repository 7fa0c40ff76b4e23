//! What the changes have done, held against what was wanted.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::code::Code;
use crate::existing::edit::change::Literal;
use crate::existing::estate::{Estate, Root};
use crate::existing::path::shown;
use crate::existing::value::Value;
use crate::order::Order as _;
use crate::source::Place;
use crate::tuning::compare::{Difference, Used, differences};
use crate::tuning::target::{MOST, literal, says, target};
use crate::tuning::wanted::{Along, Made, Refused, WHOLE, Wanted};

/// What the changes have done.
pub(super) struct Judged {
    /// What changes with a wanted value, because it belongs to the same component or follows it.
    pub(super) along: Vec<Along>,
    /// Wanted values that the changes have not brought.
    pub(super) missed: BTreeMap<usize, Refused>,
    /// Wanted values whose changes reach others.
    pub(super) foreign: BTreeMap<usize, Refused>,
    /// What nothing that is wanted of this root changes.
    pub(super) beyond: Vec<Beyond>,
}

/// A value that changes, and whose constant nothing else that is wanted uses.
pub(super) struct Beyond {
    /// Where its constant stands, if it is one.
    pub(super) place: Option<Place>,
    /// The attribute and its root.
    pub(super) what: String,
    /// The wanted value that it is, which was there and is missed now.
    pub(super) wanted: Option<usize>,
}

/// Another root with what is wanted of it.
#[derive(Clone, Copy, Debug)]
pub struct Other<'a> {
    /// What it is applied with.
    pub root: &'a Root,
    /// What is wanted of it.
    pub wanted: &'a [Wanted],
    /// Whether it must become what is wanted there; else anything may become of it.
    pub strict: bool,
    /// Whether alarms are wanted of it.
    pub alarms: bool,
}

impl Other<'_> {
    /// Whether a value that differs is meant to.
    fn means(&self, difference: &Difference<'_>) -> bool {
        let used = &difference.used;
        if difference.own {
            return self.alarms && used.root == self.root.dir && used.choice == self.root.choice;
        }
        let is = |one: &&Wanted| {
            let own = used.address == one.address && used.path == one.path;
            let now = difference.after.and_then(|after| literal(&after.data));
            own && (!self.strict || now.is_some_and(|now| now.is_like(&one.value)))
        };
        let beside = |one: &Wanted| used.address != one.address && belongs(one, &used.address);
        !used.asked
            && used.root == self.root.dir
            && used.choice == self.root.choice
            && (self.wanted.iter().any(|one| is(&one)) || self.wanted.iter().any(beside))
    }
}

/// Holds what is read after the changes against what was wanted, of this root and of others; `alone` says that all changes are
/// made for this root.
pub(super) fn judge(
    (before, after): (&Estate, &Estate),
    (wanted, made): (&[Wanted], Option<&Made>),
    others: &[Other<'_>],
    alone: bool,
) -> Judged {
    let (missed, foreign) = (BTreeMap::new(), BTreeMap::new());
    let mut judged = Judged { along: Vec::new(), missed, foreign, beyond: Vec::new() };
    for (index, one) in wanted.iter().enumerate() {
        let now = says(after, one);
        // Without our own file it is again what is set outside of the files.
        let is_outside = one.via.is_some() && !one.differs && now.is_none();
        if !now.is_some_and(|now| now.is_like(&one.value)) && !is_outside && !goes(after, one, wanted) {
            judged.missed.insert(index, swallowed(before, index, one));
        }
    }
    let mut foreign: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    // What said already what is wanted, and does no more, is another one's that changes.
    let broken: Vec<usize> = (judged.missed.keys().copied())
        .filter(|index| says(before, &wanted[*index]).is_some_and(|now| now.is_like(&wanted[*index].value)))
        .collect();
    for index in broken {
        let one = &wanted[index];
        let others: Vec<usize> =
            (0..wanted.len()).filter(|other| wanted[*other].differs != one.differs).collect();
        let Some(by) = changing(before, wanted, &others, one) else {
            let place = target(before, index, one).ok().flatten().map(|target| target.constant.place);
            let what = format!("`{}.{}` in `{}`", one.address, one.path, shown(&one.root));
            judged.beyond.push(Beyond { place, what, wanted: Some(index) });
            continue;
        };
        judged.missed.remove(&index);
        foreign.entry(by).or_default().push(format!("`{}.{}`", one.address, one.path));
    }
    let mut in_use: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for (index, one) in wanted.iter().enumerate() {
        let (was, is) = (says(before, one), says(after, one));
        if one.shared.is_empty() || was == is {
            continue;
        }
        let says_it = |other: &String| {
            wanted.iter().filter(|own| own.is_of(one)).any(|own| !own.shared.contains(other))
        };
        for other in one.shared.iter().filter(|other| !says_it(other)) {
            if one.beside.contains(other) {
                let text = |own: Option<Literal>| own.map_or_else(|| "?".to_owned(), |own| own.to_string());
                let (was, is) = (text(was.clone()), text(is.clone()));
                let said = format!("`{other}`, by `{}.{}` {was} -> {is}", one.address, one.path);
                judged.along.push(Along { said, address: other.clone(), wanted: Some(index) });
            } else {
                in_use.entry(index).or_default().insert(format!("`{other}`"));
            }
        }
    }
    let mut elsewhere = BTreeSet::new();
    for difference in differences(before, after) {
        let used = &difference.used;
        if difference.own {
            let is_wanted = used.asked && made.is_some_and(|made| made.dir == used.root);
            // What goes with the file is missed by nobody.
            let comes = difference.after.is_some();
            if comes && !is_wanted && !others.iter().any(|other| other.means(&difference)) {
                elsewhere.insert(used.place());
            }
            continue;
        }
        let here = |wanted: &&Wanted| used.asked && used.root == wanted.root;
        let is_wanted =
            wanted.iter().filter(here).any(|one| used.address == one.address && used.path == one.path);
        if difference.ignored || is_wanted || others.iter().any(|other| other.means(&difference)) {
            continue;
        }
        let own = wanted.iter().filter(here).any(|one| belongs(one, &used.address));
        if own || follows(&difference) {
            let (said, address) = (said(&difference, wanted), used.address.clone());
            judged.along.push(Along { said, address, wanted: cause(before, wanted, used) });
        } else {
            let by = cause(before, wanted, used).or((alone && !wanted.is_empty()).then_some(0));
            if let Some(by) = by {
                foreign.entry(by).or_default().push(used.describe());
                continue;
            }
            let constant = difference.before.and_then(|value| value.origin.constant());
            let apart = Used { asked: false, ..used.clone() };
            let place = constant.map(|constant| constant.place);
            judged.beyond.push(Beyond { place, what: apart.describe(), wanted: None });
        }
    }
    judged.along.order();
    judged.along.dedup();
    judged.foreign = foreign
        .into_iter()
        .map(|(index, others)| (index, shared(before, index, &wanted[index], others)))
        .collect();
    for (index, others) in in_use {
        judged.foreign.entry(index).or_insert_with(|| used(before, index, &wanted[index], others));
    }
    judged.missed.retain(|index, _| !judged.foreign.contains_key(index));
    if let Some(made) = made.filter(|made| made.text.is_some() && !elsewhere.is_empty()) {
        judged.foreign.insert(WHOLE, also_elsewhere(made, elsewhere));
    }
    judged
}

/// The file of alarms would be a part of something else too.
fn also_elsewhere(made: &Made, others: BTreeSet<String>) -> Refused {
    let folder = shown(&made.dir);
    let message = format!("the alarms that are asked for in `{folder}` would be made elsewhere too");
    let help = "give each variable file a variable with the name of its environment, such as `environment = \"prod\"`; or each \
                environment a folder of its own, or a workspace, and say which one in `terraform` of the profile; or take `alarms` \
                out of the profile";
    let refused = Refused::new(WHOLE, Code::TfOwnFile, message, help);
    refused.notes(listed(others, |other| format!("the file is read {other} as well")))
}

/// A line for each of the first ones, and one that says how many more there are.
fn listed(
    all: impl IntoIterator<Item = String, IntoIter: ExactSizeIterator>,
    say: impl Fn(String) -> String,
) -> impl Iterator<Item = String> {
    let all = all.into_iter();
    let more = all.len().saturating_sub(MOST);
    all.take(MOST).map(say).chain((more > 0).then(|| format!("and {more} more")))
}

/// Whether a copy of a resource is not there any more, as fewer of them are wanted.
fn goes(after: &Estate, own: &Wanted, wanted: &[Wanted]) -> bool {
    let counted = |other: &Wanted| {
        let copy = own.address.strip_prefix(&other.address).is_some_and(|key| key.starts_with('['));
        copy && other.path == "count" && other.root == own.root
    };
    let root = after.roots.iter().find(|root| root.dir == own.root);
    let there = |root: &Root| root.instances.iter().any(|one| one.address.to_string() == own.address);
    wanted.iter().any(counted) && root.is_some_and(|root| !there(root))
}

/// Whether a resource may change with a wanted value.
fn belongs(wanted: &Wanted, address: &str) -> bool {
    let copy = address.strip_prefix(&wanted.address).is_some_and(|key| key.starts_with('['));
    address == wanted.address || (wanted.path == "count" && copy) || wanted.beside.contains(address)
}

/// Whether a value is another resource's, which it follows within its root.
fn follows(difference: &Difference<'_>) -> bool {
    let follows = |value: &Value| value.origin.follows().is_some();
    difference.used.asked && difference.before.is_some_and(follows) && difference.after.is_some_and(follows)
}

/// `address.path old -> new`. Of other values than the sizes that are wanted only the name is said.
fn said(difference: &Difference<'_>, wanted: &[Wanted]) -> String {
    let is_size = |literal: &Literal| {
        let known = wanted.iter().flat_map(|wanted| wanted.known.iter().chain([&wanted.value]));
        matches!(literal, Literal::Number(_)) || known.into_iter().any(|known| known == literal)
    };
    let text = |value: Option<&Value>| value.and_then(|value| literal(&value.data));
    let name = difference.used.describe();
    match (difference.before, difference.after) {
        (None, _) => format!("`{}` comes", difference.used.address),
        (_, None) => format!("`{}` goes", difference.used.address),
        (before, after) => match (text(before), text(after)) {
            (Some(before), Some(after)) if is_size(&after) => format!("{name} {before} -> {after}"),
            _ => name,
        },
    }
}

/// Something between the constant and the resource takes another value.
fn swallowed(before: &Estate, index: usize, own: &Wanted) -> Refused {
    let message = format!("`{}.{}` would not be {}", own.address, own.path, own.value);
    let help = "change all that it is made of: something between its constant and the resource, such as `min()`, \
                takes another value";
    let target = target(before, index, own).ok().flatten();
    Refused::new(index, Code::TfSwallowed, message, help).at(target.map(|target| target.constant.place))
}

/// The change of a wanted value reaches others.
pub(super) fn shared(before: &Estate, index: usize, own: &Wanted, mut others: Vec<String>) -> Refused {
    others.order();
    others.dedup();
    let message =
        format!("`{}.{}` cannot change alone: its constant is used by others too", own.address, own.path);
    let help = "give this one a constant of its own, by an argument or a variable whose default is today's value; or \
                let the profile change the others alike";
    let listed = listed(others, |other| format!("it would change {other}"));
    let target = target(before, index, own).ok().flatten();
    let refused = Refused::new(index, Code::TfShared, message, help);
    refused.at(target.map(|target| target.constant.place)).notes(listed)
}

/// The wanted value is one of a resource that others use as well.
fn used(before: &Estate, index: usize, own: &Wanted, others: BTreeSet<String>) -> Refused {
    let Wanted { address, path, .. } = own;
    let message = format!("`{address}.{path}` cannot change alone: others use `{address}` too");
    let target = target(before, index, own).ok().flatten();
    let refused = Refused::in_use(index, message).at(target.map(|target| target.constant.place));
    refused.notes(listed(others, |other| format!("it would change {other}")))
}

/// The one of some wanted values that changes and whose constant another one uses.
fn changing(estate: &Estate, wanted: &[Wanted], which: &[usize], other: &Wanted) -> Option<usize> {
    which
        .iter()
        .copied()
        .find(|index| uses(estate, &wanted[*index], (&other.root, &other.address, Some(&other.path))))
}

/// The wanted value whose constant the other one uses.
fn cause(estate: &Estate, wanted: &[Wanted], used: &Used) -> Option<usize> {
    let find = |path: Option<&str>| {
        (0..wanted.len()).find(|index| uses(estate, &wanted[*index], (&used.root, &used.address, path)))
    };
    find(Some(&used.path)).or_else(|| find(None))
}

/// Whether a wanted value is made of the constant of another one.
pub(super) fn uses_same(estate: &Estate, own: &Wanted, other: &Wanted) -> bool {
    uses(estate, own, (&other.root, &other.address, Some(&other.path)))
}

/// Whether an attribute, or any of a resource, uses the constant of a wanted value.
fn uses(estate: &Estate, own: &Wanted, (root, address, path): (&str, &str, Option<&str>)) -> bool {
    let own = Wanted { known: Vec::new(), ..own.clone() };
    let Ok(Some(target)) = target(estate, 0, &own) else { return false };
    estate.users(target.constant.place).iter().any(|user| {
        let used = user.instance.map(|own| own.address.to_string());
        let used = used.or_else(|| user.call.map(|call| call.address.to_string()));
        let same_path = path.is_none_or(|path| user.path == path);
        user.root.dir == root && used.is_some_and(|used| used == address) && same_path
    })
}
