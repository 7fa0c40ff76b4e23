//! What a cloud says of Terraform that is there already: which attributes of resources are sizes, what belongs together,
//! what limits the traffic, and what keeps a change from taking effect.

pub mod apart;
pub mod fires;
pub(crate) mod kept;
pub mod limit;
pub mod other;
pub mod path;
pub mod reach;
pub mod running;
pub mod shown;
pub mod sort;
pub mod spread;
pub mod sure;
pub mod swallowed;

use std::collections::BTreeSet;
use std::fmt::Debug;

use crate::existing::instance::{Content, Exists, Instance};
use crate::existing::origin::Origin;
use crate::model::selector;
use crate::order::Order as _;
use apart::Apart;
use fires::Scheduled;
use limit::Limit;
use other::Other;
use path::Path;
use reach::Looked;
use running::Running;
use shown::Shown;
use sort::Sort;
use spread::Spread;
use sure::Sure;
use swallowed::{Swallow, Swallowed, Swallowing, without_numbers};

/// The tables of one cloud about Terraform that is there already.
#[derive(Debug)]
pub struct Existing {
    /// The name of its provider in Terraform.
    pub provider: &'static str,
    /// The attributes of resources that are sizes.
    pub sizes: Vec<Capacity>,
    /// The attributes that say what a resource is, in words that profiles have.
    pub identities: Vec<Identity>,
    /// Arguments of modules without source that are sizes.
    pub inputs: Vec<Input>,
    /// What is a part of what.
    pub parts: Vec<Part>,
    /// What alarms look at beside the resources of a component.
    pub looked: Vec<Looked>,
    /// What makes a component one of another kind.
    pub becomes: Vec<Becomes>,
    /// What limits the traffic.
    pub limits: Vec<Limit>,
    /// Schedules of the team's own.
    pub schedules: Vec<Scheduled>,
    /// The numbers of what runs between a floor and a ceiling.
    pub running: Vec<Running>,
    /// What keeps a change from taking effect.
    pub swallows: Vec<Swallow>,
    /// What holds only a copy of data that is kept elsewhere.
    pub copies: Vec<Copied>,
    /// What is no size, and of which it is known what a change does to live users.
    pub others: Vec<Other>,
    /// The fields that stand for resources of their own.
    pub apart: &'static [Apart],
    /// Where resources say in how many zones they stand.
    pub spread: Vec<Spread>,
    /// What must be sure before a resource is taken for what it says that it is.
    pub sure: &'static [Sure],
    /// The attributes by which resources name each other in values, such as `id`.
    pub marks: &'static [&'static str],
    /// The argument of the provider, and the attribute of resources, that says the region.
    pub region: &'static str,
    /// Whether the name of a type of machine, a class or a node type is one that profiles know, of a type of resource or
    /// of a module whose source is not there.
    pub knows: fn(resource: Option<&str>, name: &str) -> bool,
}

/// An attribute of a resource that is a size.
#[derive(Clone, Debug)]
pub struct Capacity {
    /// The type of the resource.
    pub resource: &'static str,
    /// Where in the resource it is; `count` is the resource's own number of instances.
    pub path: Path,
    /// The kind of component and its field; none where no kind has one.
    pub of: Of,
    /// How its value is written.
    pub sort: Sort,
    /// The major version of the provider that took the attribute away.
    pub gone: Option<u32>,
    /// An attribute and what it must be for the field to be meant.
    pub when: Option<(Path, &'static str)>,
}

impl Capacity {
    /// Whether it is meant in a resource.
    fn holds(&self, content: &Content) -> bool {
        self.when.as_ref().is_none_or(|(path, is)| {
            path.find(content).iter().any(|found| found.value.text().is_some_and(|text| text == *is))
        })
    }
}

/// What the table has of one attribute of a type of resource.
#[derive(Clone, Debug)]
pub struct Rows<'a> {
    /// The first row.
    pub first: &'a Capacity,
    /// What else it may be: a size of components of other kinds, or under other conditions.
    pub others: Vec<&'a Capacity>,
}

impl Rows<'_> {
    /// What the attribute is in a resource in the language of profiles: for each kind of component that it may be a size
    /// of its field. No field where none is meant.
    #[must_use]
    pub fn of(&self, content: &Content) -> Vec<Of> {
        let all = std::iter::once(&self.first).chain(&self.others);
        let meant: Vec<Of> = all.filter(|own| own.holds(content)).map(|own| own.of).collect();
        if meant.is_empty() { vec![Of { field: None, ..self.first.of }] } else { meant }
    }
}

/// What a size is in the language of profiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Of {
    /// The kind of component.
    pub kind: Option<&'static str>,
    /// The field, its segments split by dots.
    pub field: Option<&'static str>,
}

/// A word that a profile has for what a resource is.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The type of the resource.
    pub resource: &'static str,
    /// Where in the resource it is said.
    pub path: Path,
    /// The kind of component and its field.
    pub of: Of,
    /// What stands there.
    pub value: Said,
    /// The word of the profile; of a version the version itself stands for it.
    pub word: &'static str,
}

/// What stands in an attribute that says what a resource is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Nothing: it is not set, in a block that is there.
    Nothing,
    /// Nothing: it is not set, whether its block is there or not.
    Nowhere,
    /// A version: numbers with dots between.
    Version,
    /// This word.
    Word(&'static str),
}

/// What a resource says of itself, in the language of profiles.
#[derive(Clone, Debug)]
pub struct Own<'a> {
    /// The kind of component and its field.
    pub of: Of,
    /// The value as a profile has it, without quotes.
    pub value: String,
    /// Where it comes from; none for an attribute that is not set.
    pub origin: Option<&'a Origin>,
    /// What is not sure, and would have to be for a profile to say it; with the attribute.
    pub unsure: Option<&'static Sure>,
    /// Whether it is a version, which a profile may say in part.
    pub is_version: bool,
}

/// An argument of modules whose source is not there that is a size, by its name.
#[derive(Clone, Copy, Debug)]
pub struct Input {
    /// The argument's name, or its end behind `_`.
    pub name: &'static str,
    /// The kind of component and its field.
    pub of: Of,
    /// How its value is written; none for a name that says no size.
    pub sort: Option<Sort>,
}

/// A resource that belongs to the component of another one.
#[derive(Clone, Debug)]
pub struct Part {
    /// The type of the resource that is the part.
    pub part: &'static str,
    /// The type of the resource that it is a part of.
    pub whole: &'static str,
    /// The type of the resource whose attribute refers to the other one; a third type joins the two.
    pub said: &'static str,
    /// That attribute.
    pub path: Path,
}

/// What shows that a component is of another kind than its main resource alone says.
#[derive(Clone, Debug)]
pub struct Becomes {
    /// The type of the main resource.
    pub head: &'static str,
    /// The type of a resource of the component that shows it.
    pub shown_by: &'static str,
    /// The attribute that shows it.
    pub path: Path,
    /// What that attribute is.
    pub is: &'static str,
    /// The kind.
    pub kind: &'static str,
}

/// A type of resource that holds only a copy of data that is kept elsewhere.
#[derive(Clone, Debug)]
pub struct Copied {
    /// The type.
    pub resource: &'static str,
    /// The attribute that names what it follows; nothing where each of the type is a copy.
    pub path: Option<Path>,
    /// The fields in which it is what the other is, unless it states something else.
    pub same: Vec<&'static str>,
}

impl Existing {
    /// Whether a resource of a type holds only a copy of data that is kept elsewhere, by what it states.
    #[must_use]
    pub(crate) fn is_copy(&self, resource: &str, content: &Content) -> bool {
        let names = |path: &Path| {
            path.find(content).iter().any(|found| found.value.text().is_some_and(|text| !text.is_empty()))
        };
        let mut of = self.copies.iter().filter(|row| row.resource == resource);
        of.any(|row| row.path.as_ref().is_none_or(names))
    }

    /// The sizes of a type of resource.
    pub fn sizes_of<'a>(&'a self, resource: &str) -> impl Iterator<Item = &'a Capacity> {
        self.sizes.iter().filter(move |size| size.resource == resource)
    }

    /// The sizes of a type of resource, those of one attribute together.
    #[must_use]
    pub fn attributes(&self, resource: &str) -> Vec<Rows<'_>> {
        let mut all: Vec<Rows<'_>> = Vec::new();
        for row in self.sizes_of(resource) {
            match all.iter_mut().find(|own| own.first.path == row.path) {
                Some(own) => own.others.push(row),
                None => all.push(Rows { first: row, others: Vec::new() }),
            }
        }
        all
    }

    /// The kind of the component that resources make: that of the sizes of its main resource, unless one of them shows
    /// another one.
    #[must_use]
    pub fn kind_of(&self, head: &Instance, members: &[&Instance]) -> Option<&'static str> {
        let shows = |row: &&Becomes| {
            let own = members.iter().filter(|one| *one.address.kind == *row.shown_by);
            let mut values = own.flat_map(|one| row.path.find(&one.content));
            values.any(|found| found.value.text().is_some_and(|text| text == row.is))
        };
        let of_head = self.becomes.iter().filter(|row| *row.head == *head.address.kind);
        let usual = || self.sizes_of(&head.address.kind).find_map(|row| row.of.kind);
        of_head.filter(shows).map(|row| row.kind).next().or_else(usual)
    }

    /// The types of resources that may say a field of a component of a kind whose main resource is of the type `head`, and
    /// of which a change of it makes a new version: the old one goes, and the new one is used from then on. Where the main
    /// resource is not known, the component may have each of the kind.
    #[must_use]
    pub fn renewed(&self, kind: &str, field: &str, head: Option<&str>) -> BTreeSet<&'static str> {
        let is_meant = |size: &&Capacity| {
            size.of.kind == Some(kind) && size.of.field.is_some_and(|own| selector::matches(own, field))
        };
        let renews = |size: &&Capacity| {
            self.swallows.iter().any(|row| {
                let of_size = row.sizes.is_empty() || row.sizes.contains(&size.path.plain());
                row.effect == Swallowed::Renewed && row.part == size.resource && of_size
            })
        };
        let may_have = |size: &&Capacity| head.is_none_or(|head| self.may_have(head, size.resource));
        let sizes = self.sizes.iter().filter(is_meant).filter(renews).filter(may_have);
        sizes.map(|size| size.resource).collect()
    }

    /// Whether a component with a main resource of the type `head` may have a resource of a type.
    fn may_have(&self, head: &str, resource: &str) -> bool {
        let mut types = vec![head];
        let mut at = 0;
        while let Some(whole) = types.get(at).copied() {
            let parts = self.parts.iter().filter(|row| row.whole == whole).map(|row| row.part);
            for part in parts {
                if !types.contains(&part) {
                    types.push(part);
                }
            }
            at += 1;
        }
        types.contains(&resource)
    }

    /// Whether resources of a type belong to components: they have sizes, or show of what kind a component is.
    #[must_use]
    pub fn belongs(&self, resource: &str) -> bool {
        self.sizes_of(resource).next().is_some() || self.becomes.iter().any(|row| row.shown_by == resource)
    }

    /// What a resource says of itself, one of the `members` of a component. Only words of the tables, and versions, come
    /// through.
    #[must_use]
    pub fn own<'a>(&self, instance: &'a Instance, members: &[&Instance]) -> Vec<Own<'a>> {
        let lacks = |own: &&Sure| !own.holds(members);
        let mut all: Vec<Own<'a>> = Vec::new();
        for row in self.identities.iter().filter(|row| row.resource == &*instance.address.kind) {
            let found = row.path.find(&instance.content);
            let (value, origin) = match found.as_slice() {
                // An attribute that is not set has its default, if its block is there.
                [] if row.value == Said::Nowhere || row.path.has_block(&instance.content) => (None, None),
                [one] if one.exists == Exists::Yes && one.value.is_null() => (None, None),
                [one] if one.exists == Exists::Yes => match Shown::plain(one.value) {
                    Some(text) => (Some(text), Some(&one.value.origin)),
                    None => continue,
                },
                _ => continue,
            };
            let word = match (row.value, value.as_deref()) {
                (Said::Nothing | Said::Nowhere, None) => row.word,
                (Said::Version, Some(text)) if is_version(text) => text,
                (Said::Word(word), Some(text)) if word == text => row.word,
                _ => continue,
            };
            if all.iter().all(|own| own.of != row.of) {
                let mut of_row = self
                    .sure
                    .iter()
                    .filter(|own| own.resource == row.resource && own.attribute == row.path.plain());
                let unsure = of_row.find(lacks);
                let is_version = row.value == Said::Version;
                all.push(Own { of: row.of, value: word.to_owned(), origin, unsure, is_version });
            }
        }
        all
    }

    /// What a module's argument of this name says; nothing for a name that says no size. The longest end of the name
    /// that the table has decides. Of several kinds whose size has this name the first row says of which it is by its name alone.
    #[must_use]
    pub fn input(&self, name: &str) -> Option<(Vec<Of>, Sort)> {
        let ends = |input: &&Input| {
            let before = name.strip_suffix(input.name);
            before.is_some_and(|before| before.is_empty() || before.ends_with('_'))
        };
        let longest = self.inputs.iter().filter(ends).max_by_key(|input| input.name.len())?;
        let same = self.inputs.iter().filter(|input| input.name == longest.name);
        Some((same.map(|input| input.of).collect(), longest.sort?))
    }

    /// The effects that keep a change of one attribute of `instance`, at a path with the numbers of blocks, from being what
    /// was meant; `beside` are the instances of its component, itself included.
    #[must_use]
    pub fn swallowed(&self, instance: &Instance, path: &str, beside: &[&Instance]) -> Vec<Swallowing> {
        let plain = without_numbers(path);
        let of_size = |row: &&Swallow| {
            row.part == &*instance.address.kind && (row.sizes.is_empty() || row.sizes.contains(&&*plain))
        };
        let mut effects: Vec<Swallowing> = Vec::new();
        let says = |(path, is): &(Path, &str)| {
            path.find(&instance.content)
                .iter()
                .any(|own| Shown::plain(own.value).is_some_and(|own| own == *is))
        };
        let holds = |row: &&Swallow| !row.unless.as_ref().is_some_and(says);
        for row in self.swallows.iter().filter(of_size).filter(holds) {
            let is_it = |one: &Instance| row.part != row.resource || one.address == instance.address;
            let mut holders = beside.iter().filter(|one| *one.address.kind == *row.resource && is_it(one));
            let holder = holders.find(|one| row.holds(&one.content));
            let holder = holder.filter(|_| effects.iter().all(|known| known.effect != row.effect));
            effects.extend(holder.map(|one| row.by(one)));
        }
        effects.order_by_key(|one| one.effect);
        // What is made anew waits for nothing.
        let anew = effects.iter().any(|one| one.effect == Swallowed::Replaced);
        effects.retain(|one| !anew || one.effect != Swallowed::Pending);
        effects
    }
}

/// Whether a text is a version: numbers with dots between.
fn is_version(text: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.len() <= 16 && text.split('.').all(number)
}
