//! One size of one resource.

use std::collections::BTreeSet;

use std::borrow::Cow;
use std::sync::Arc;

use crate::cloud::existing::shown::Shown;
use crate::cloud::existing::sort::Sort;
use crate::cloud::existing::swallowed::Swallowed;
use crate::cloud::existing::swallowed::Swallowing;
use crate::cloud::existing::{Existing, Of, Rows};
use crate::existing::instance::{Exists, Instance};
use crate::existing::origin::{HopSort, Origin};
use crate::existing::unknown::Unknown;
use crate::existing::value::Value;
use crate::kind::ends::has_ends;
use crate::source::{Place, Sources};

/// A size of a resource or of a module's call.
#[derive(Debug)]
pub struct Sizing<'a> {
    /// The address of the resource instance, or of the module's call.
    pub address: String,
    /// The type of the resource; none for a call.
    pub resource: Option<Arc<str>>,
    /// What people call the attribute: its path, with the key of each block of several.
    pub attribute: String,
    /// Its path with the number of each block.
    pub path: String,
    /// What it is in the language of profiles: of each kind that it may be a size of, a field.
    pub of: Vec<Of>,
    /// What stands for `*` in these fields.
    pub key: Option<String>,
    /// How its value is written.
    pub sort: Sort,
    /// What it is, or why it is not offered.
    pub is: Is,
    /// What it says, as far as that is known, whether it is offered or not.
    pub says: Option<Shown>,
    /// Why the resource itself may not be there.
    pub uncertain: Option<Unknown>,
    /// Where the value comes from.
    pub origin: &'a Origin,
    /// Where the resource or the call starts.
    pub place: Place,
    /// What becomes of a change, beside what was meant.
    pub swallowed: Vec<Swallowing>,
    /// The addresses of those components in which it means nothing, where it means something in others that use the same
    /// resource.
    pub unused_in: BTreeSet<String>,
}

impl Sizing<'_> {
    /// Whether a profile can hold it: it is known, it is surely there, and it means something.
    #[must_use]
    pub fn is_offered(&self) -> bool {
        let known = matches!(self.is, Is::Known(_));
        known && self.uncertain.is_none() && !self.is_unused()
    }

    /// What it is, if that is taken.
    pub(crate) fn taken(&self, of: Taken) -> Option<&Shown> {
        match &self.is {
            Is::Known(shown) if self.is_offered() => Some(shown),
            Is::Follows(..) if of == Taken::Seen && self.uncertain.is_none() && !self.is_unused() => {
                self.says.as_ref()
            }
            _ => None,
        }
    }

    /// Whether it means nothing, because another attribute decides.
    #[must_use]
    pub fn is_unused(&self) -> bool {
        self.swallowed.iter().any(|one| one.effect == Swallowed::Unused)
    }

    /// The kind that it is first of all a size of, if there is one.
    #[must_use]
    pub fn kind(&self) -> Option<&'static str> {
        self.of.first()?.kind
    }

    /// The field that it is of a component of a kind, its segments split by dots.
    #[must_use]
    pub fn field_of(&self, kind: &str) -> Option<Cow<'static, str>> {
        field_of(&self.of, self.key.as_deref(), kind).or_else(|| self.end_of(kind).map(Cow::Borrowed))
    }

    /// The floor or the ceiling that an argument of a module says, of whatever kind the other arguments show it to be. What
    /// stands in an object is one of several, or a schedule's.
    fn end_of(&self, kind: &str) -> Option<&'static str> {
        let alone = self.resource.is_none() && !self.path.contains(['.', '[']);
        let field = self.of.iter().find(|of| alone && of.kind.is_none())?.field?;
        let (counted, end) = field.split_once('.')?;
        (matches!(end, "min" | "max") && has_ends(kind, counted)).then_some(field)
    }
}

/// The field of a component of a kind that a size is, with the key of its block in place of `*`.
#[must_use]
pub(crate) fn field_of(of: &[Of], key: Option<&str>, kind: &str) -> Option<Cow<'static, str>> {
    let field = of.iter().find(|of| of.kind == Some(kind))?.field?;
    if !field.contains('*') {
        return Some(field.into());
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let key = key.filter(|key| key.len() <= LONGEST && key.chars().all(plain))?;
    Some(field.replace('*', key).into())
}

/// Which sizes are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// Those that a profile can hold.
    Offered,
    /// Those as well that follow another resource.
    Seen,
}

/// The longest key that a profile takes.
const LONGEST: usize = 128;

/// What a size is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Is {
    /// It has this value.
    Known(Shown),
    /// It cannot be known, for this reason.
    Unknown(Unknown),
    /// It cannot be known, because a text stands there that is no size.
    NoSize,
    /// Terraform ignores a change of it, as is said here.
    Ignored(Option<Place>),
    /// It is the value of another resource, and changes with it: its address and attribute.
    Follows(String, String),
}

impl Is {
    /// Why it is not offered; nothing if it is.
    #[must_use]
    pub fn why(&self, sources: &Sources) -> Option<String> {
        Some(match self {
            Self::Known(_) => return None,
            Self::Unknown(why) => why.to_string(),
            Self::NoSize => "its value is no size".to_owned(),
            Self::Ignored(place) => {
                let at = place.map(|place| format!(" ({})", sources.describe(place)));
                format!("`lifecycle` ignores changes of it{}", at.unwrap_or_default())
            }
            Self::Follows(address, attribute) => format!("it follows `{attribute}` of `{address}`"),
        })
    }

    /// What a value is as a size of a sort; nothing where it is not set.
    pub(crate) fn of(value: &Value, sort: Sort) -> Option<Self> {
        if value.is_null() {
            return None;
        }
        if let Some((address, attribute)) = value.origin.follows() {
            return Some(Self::Follows(address.to_owned(), attribute.to_owned()));
        }
        Some(match (Shown::of(value, sort), value.unknown()) {
            (Some(shown), _) => Self::Known(shown),
            (None, Some(unknown)) => Self::Unknown(unknown.clone()),
            (None, None) => Self::NoSize,
        })
    }
}

/// Why something may not be there.
pub(super) fn uncertain(exists: &Exists) -> Option<Unknown> {
    match exists {
        Exists::Unknown(why) => Some(why.clone()),
        Exists::Yes | Exists::No => None,
    }
}

/// The sizes in the attributes of a resource.
pub(super) fn of_instance<'a>(instance: &'a Instance, tables: &'static Existing, into: &mut Vec<Sizing<'a>>) {
    for rows in tables.attributes(&instance.address.kind) {
        let row = rows.first;
        for found in row.path.find(&instance.content) {
            if found.exists == Exists::No || row.path.is_in_unknown_list(&found) {
                continue;
            }
            let Some(mut is) = Is::of(found.value, row.sort) else { continue };
            if instance.ignores(&found.path) {
                is = Is::Ignored(instance.ignored.place);
            }
            into.push(Sizing {
                attribute: row.path.label(&instance.content, &found),
                uncertain: uncertain(&instance.exists).or_else(|| uncertain(&found.exists)),
                key: row.path.key(&instance.content, &found),
                path: found.path,
                ..of_rows(instance, &rows, is, found.value)
            });
        }
    }
}

/// How many of a resource there are, where that is a size and not a switch.
pub(super) fn of_count<'a>(instance: &'a Instance, tables: &'static Existing, into: &mut Vec<Sizing<'a>>) {
    let Some(repeat) = instance.repeat.as_ref().filter(|repeat| &*repeat.name == "count") else { return };
    let rows = tables.attributes(&instance.address.kind);
    let Some(rows) = rows.into_iter().find(|rows| rows.first.path.plain() == "count") else { return };
    let value = &repeat.value;
    // `there ? 1 : 0` says whether there is one, and not how many there are.
    let chain = value.origin.chain();
    let switch = chain.first().is_some_and(|hop| matches!(hop.sort, HopSort::Branch(_)));
    let computed = value.origin.constant().is_none() && value.unknown().is_none();
    let Some(is) = Is::of(value, rows.first.sort).filter(|_| !switch && !computed) else { return };
    into.push(Sizing { address: instance.address.resource(), ..of_rows(instance, &rows, is, value) });
}

/// What every size of an attribute has.
fn of_rows<'a>(instance: &'a Instance, rows: &Rows<'_>, is: Is, value: &'a Value) -> Sizing<'a> {
    let row = rows.first;
    Sizing {
        address: instance.address.to_string(),
        resource: Some(instance.address.kind.clone()),
        attribute: row.path.plain().to_owned(),
        path: row.path.plain().to_owned(),
        of: rows.of(&instance.content),
        key: None,
        sort: row.sort,
        is,
        says: Shown::of(value, row.sort),
        uncertain: uncertain(&instance.exists),
        origin: &value.origin,
        place: instance.place,
        swallowed: Vec::new(),
        unused_in: BTreeSet::new(),
    }
}
