//! What a switch between two profiles promises of a plan: which resources change, in which attributes, and what they are
//! afterwards.

use std::collections::{BTreeMap, BTreeSet};

use hcl::expr::Expression;
use hcl::{Block, Body, Structure};

use crate::order::Order as _;
use crate::terraform::moment::Moment;

/// What is promised of the resources of a root, by their addresses.
#[derive(Debug, Default)]
pub struct Promise {
    /// What may and must happen to each.
    pub(super) resources: BTreeMap<String, Promised>,
    /// All resources that there are in either profile.
    pub(super) known: BTreeSet<String>,
}

/// What is promised of one resource.
#[derive(Debug, Default)]
pub(super) struct Promised {
    /// Whether it may be created, deleted and changed in place.
    pub(super) may: [bool; 3],
    /// Whether something of that must happen.
    pub(super) must: bool,
    /// The attributes that may change.
    pub(super) attributes: BTreeMap<String, Attribute>,
}

/// An attribute that may change.
#[derive(Debug, Default)]
pub(super) struct Attribute {
    /// Whether it must.
    pub(super) must: bool,
    /// What it is afterwards, where that is a constant.
    pub(super) to: Option<String>,
}

/// Which of the three can happen to a resource.
pub(super) const CREATE: usize = 0;
pub(super) const DELETE: usize = 1;
pub(super) const UPDATE: usize = 2;

/// The resources of one profile's Terraform, by their addresses, each with its block.
type Resources = BTreeMap<String, Block>;

impl Promise {
    /// What differs between the Terraform of two profiles, whenever each of them was applied. `before` and `after` are
    /// the texts of their files.
    #[must_use]
    pub fn between<'a>(before: impl Iterator<Item = &'a str>, after: impl Iterator<Item = &'a str>) -> Self {
        let (before, after) = (resources(before), resources(after));
        let mut promise = Self::default();
        let addresses: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for address in addresses {
            promise.known.insert(address.clone());
            let promised = promised(before.get(address), after.get(address));
            if promised.may.contains(&true) {
                promise.resources.insert(address.clone(), promised);
            }
        }
        promise
    }
}

/// The moments, in the order of time.
const MOMENTS: [Moment; 4] = [Moment::Before, Moment::Raised, Moment::Tail, Moment::Ended];

/// What may happen to a resource: what was applied at one moment is planned anew at the same one or a later one.
fn promised(before: Option<&Block>, after: Option<&Block>) -> Promised {
    let mut promised = Promised { must: true, ..Promised::default() };
    let mut ways = 0;
    let mut musts: BTreeMap<String, usize> = BTreeMap::new();
    for (at, then) in MOMENTS.into_iter().enumerate() {
        for now in MOMENTS.into_iter().skip(at) {
            let is = before.filter(|own| there(own, then)).map(|own| flat(own, then));
            let becomes = after.filter(|own| there(own, now)).map(|own| flat(own, now));
            ways += 1;
            match (is, becomes) {
                (None, None) => promised.must = false,
                (None, Some(_)) => promised.may[CREATE] = true,
                (Some(_), None) => promised.may[DELETE] = true,
                (Some(is), Some(becomes)) => {
                    let differing = differing(&is, &becomes);
                    promised.must &= differing.iter().any(|path| !is_reordered(&is, &becomes, path));
                    promised.may[UPDATE] |= !differing.is_empty();
                    for path in differing {
                        let to = becomes.get(&path).and_then(|all| constant(all));
                        let known = promised.attributes.get(&path).map(|own| own.to.clone());
                        let to = if known.is_none_or(|known| known == to) { to } else { None };
                        if !is_reordered(&is, &becomes, &path) {
                            *musts.entry(path.clone()).or_default() += 1;
                        }
                        promised.attributes.insert(path, Attribute { must: false, to });
                    }
                }
            }
        }
    }
    for (path, own) in &mut promised.attributes {
        own.must = musts.get(path) == Some(&ways);
    }
    promised
}

/// The resources in the files of a root.
fn resources<'a>(texts: impl Iterator<Item = &'a str>) -> Resources {
    let mut all = Resources::new();
    for body in texts.filter_map(|text| hcl::parse(text).ok()) {
        for block in body.into_blocks().filter(|block| block.identifier() == "resource") {
            let labels: Vec<&str> = block.labels().iter().map(hcl::BlockLabel::as_str).collect();
            let counted = if attribute(block.body(), "count").is_some() { "[0]" } else { "" };
            all.insert(format!("{}{counted}", labels.join(".")), block);
        }
    }
    all
}

fn attribute<'a>(body: &'a Body, name: &str) -> Option<&'a Expression> {
    body.attributes().find(|own| own.key() == name).map(hcl::Attribute::expr)
}

/// Whether a resource is there at a moment.
fn there(block: &Block, moment: Moment) -> bool {
    let count = attribute(block.body(), "count");
    count.is_none_or(|count| *moment.choose(count) != Expression::from(0))
}

/// What of a resource is not an attribute of it, but Terraform's own business.
const OWN: [&str; 5] = ["count", "depends_on", "lifecycle", "provider", "for_each"];

/// The attributes of a resource at a moment, those of nested blocks too: what each path says, in the order of the blocks.
/// What it says to ignore is left out.
fn flat(block: &Block, moment: Moment) -> Said {
    let lifecycle = block.body().blocks().filter(|own| own.identifier() == "lifecycle");
    let ignored: Vec<String> = lifecycle
        .filter_map(|own| attribute(own.body(), "ignore_changes"))
        .flat_map(|own| match own {
            Expression::Array(names) => names.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        })
        .collect();
    let mut all = BTreeMap::new();
    for structure in block.body() {
        let name = match structure {
            Structure::Attribute(own) => own.key(),
            Structure::Block(own) => own.identifier(),
        };
        if !OWN.contains(&name) && !ignored.iter().any(|own| own == name) {
            add(structure, "", moment, &mut all);
        }
    }
    all
}

fn add(structure: &Structure, path: &str, moment: Moment, into: &mut Said) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match structure {
        Structure::Attribute(own) => {
            into.entry(below(own.key())).or_default().push(moment.choose(own.expr()).clone());
        }
        Structure::Block(own) => {
            let path = below(own.identifier());
            own.body().iter().for_each(|inner| add(inner, &path, moment, into));
        }
    }
}

/// What the attributes of a resource say, by their paths.
type Said = BTreeMap<String, Vec<Expression>>;

/// Whether a path says lists of the same members in another order: where order means nothing, a plan changes nothing.
fn is_reordered(before: &Said, after: &Said, path: &str) -> bool {
    let members = |of: &Said| -> Option<Vec<Vec<String>>> {
        let list = |own: &Expression| {
            let Expression::Array(members) = own else { return None };
            let mut members: Vec<String> = members.iter().map(ToString::to_string).collect();
            members.order();
            Some(members)
        };
        of.get(path)?.iter().map(list).collect()
    };
    members(before).is_some_and(|before| members(after) == Some(before))
}

/// The paths that say something else.
fn differing(before: &Said, after: &Said) -> Vec<String> {
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    paths.into_iter().filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
}

/// The one constant that a path says.
fn constant(all: &[Expression]) -> Option<String> {
    match all {
        [Expression::Bool(on)] => Some(on.to_string()),
        [Expression::Number(number)] => Some(number.to_string()),
        [Expression::String(text)] => Some(text.clone()),
        _ => None,
    }
}
