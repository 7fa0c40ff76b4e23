//! The components that existing resources make, with the fields of their kind.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::cloud::existing::Existing;
use crate::cloud::existing::apart::Apart;
use crate::cloud::existing::shown::Shown;
use crate::cloud::existing::sure::Sure;
use crate::existing::estate::Root;
use crate::existing::instance::{Address, Exists, Instance, Key};
use crate::existing::origin::Origin;
use crate::kind;
use crate::kind::ends::has_ends;
use crate::order::Order as _;
use crate::survey::OfRoot;
use crate::survey::apart::environment_word;
use crate::survey::field::written;
use crate::survey::gather::{Gathered, gather};
use crate::survey::size::{Is, Sizing, Taken};
use crate::survey::takes::{self, Nameless};

/// A component of a profile that existing resources make.
#[derive(Debug)]
pub struct Component<'a> {
    /// Its name in the profile.
    pub name: String,
    /// Its kind.
    pub kind: &'static str,
    /// The address of its main resource.
    pub address: String,
    /// Its fields whose values are known.
    pub fields: Vec<Field<'a>>,
}

/// A field of a component.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    /// Its name, the segments split by dots.
    pub name: Cow<'static, str>,
    /// The value as a profile has it, without quotes.
    pub value: String,
    /// The size that it is; none for what a component is rather than how big.
    pub size: Option<&'a Sizing<'a>>,
    /// Where it comes from; none for an attribute that is not set.
    pub origin: Option<&'a Origin>,
}

impl<'a> Field<'a> {
    fn of_size(name: Cow<'static, str>, value: String, size: &'a Sizing<'a>) -> Self {
        Self { name, value, size: Some(size), origin: Some(size.origin) }
    }

    /// The value as a profile writes it: a version is a text.
    #[must_use]
    pub fn written(&self) -> String {
        if self.name == VERSION { format!("\"{}\"", self.value) } else { self.value.clone() }
    }
}

/// The field whose value is a text that looks like a number.
const VERSION: &str = "version";

/// The components of a root, and the sizes that are in none of them.
#[derive(Debug, Default)]
pub struct Made<'a> {
    /// The components.
    pub components: Vec<Component<'a>>,
    /// The sizes that no field stands for, or whose value is not known.
    pub left: Vec<&'a Sizing<'a>>,
    /// What resources say that they are, and no profile may say because something else is not sure.
    pub unsure: Vec<Unsure<'a>>,
    /// What would be a component or a root, and no profile can name.
    pub nameless: Vec<Nameless>,
}

/// What a resource says that it is, and no profile may say because something else is not sure.
#[derive(Debug)]
pub struct Unsure<'a> {
    /// The resource.
    pub instance: &'a Instance,
    /// The value as a profile would have it, without quotes.
    pub value: String,
    /// Where it comes from.
    pub origin: Option<&'a Origin>,
    /// What is not sure.
    pub lacks: &'static Sure,
}

/// What the resources of a component say that they are, where something else is not sure.
fn unsure<'a>(gathered: &Gathered<'a>, kind: &str, tables: &Existing) -> Vec<Unsure<'a>> {
    let members = &gathered.members;
    let all = members.iter().flat_map(|one| tables.own(one, members).into_iter().map(|own| (*one, own)));
    let of_kind = all.filter(|(_, own)| own.of.kind == Some(kind));
    let unsure = of_kind.filter_map(|(instance, own)| {
        Some(Unsure { instance, value: own.value, origin: own.origin, lacks: own.unsure? })
    });
    unsure.collect()
}

/// Gathers the resources of a root into components. `taken` are the names that others have.
pub(super) fn make<'a>(of: &'a OfRoot<'a>, tables: &Existing, taken: &mut BTreeSet<String>) -> Made<'a> {
    let mut by_address = by_address(of);
    let mut made = Made::default();
    let mut gone: BTreeSet<String> = BTreeSet::new();
    let (word, mut own_names) = (environment_word(of.root), BTreeSet::new());
    let all = gather(of.root, tables);
    let mut in_module: BTreeMap<&str, usize> = BTreeMap::new();
    for own in &all {
        *in_module.entry(&own.head.address.module).or_default() += 1;
    }
    for gathered in &all {
        let (kind, mut fields, left) = of_gathered(gathered, &by_address, tables, Taken::Offered);
        made.left.extend(left);
        let of_members =
            gathered.members.iter().flat_map(|one| [one.address.to_string(), one.address.resource()]);
        gone.extend(of_members);
        if matches!(gathered.head.exists, Exists::Unknown(_)) {
            // What it shares with components that are surely there makes none of it.
            made.left.extend(fields.iter().filter_map(|field| field.size));
            continue;
        }
        let (Some(kind), false) = (kind, fields.is_empty()) else { continue };
        let address = gathered.head.address.to_string();
        if let Some(why) = takes::address(&address) {
            made.nameless.push(Nameless { place: Some(gathered.head.place), what: address, why });
            continue;
        }
        made.unsure.extend(unsure(gathered, kind, tables));
        fields.extend(none_apart(gathered.head, kind, of.root, tables));
        let alone = in_module.get(&*gathered.head.address.module) == Some(&1);
        let name = told_apart(name(gathered.head, alone, &mut own_names), &word, taken);
        made.components.push(Component { name, kind, address, fields });
    }
    by_address.retain(|address, _| !gone.contains(*address));
    for call in &of.root.calls {
        let sizes = by_address.remove(&*call.address).unwrap_or_default();
        let kinds = sizes.iter().filter_map(|size| size.kind()).find(|kind| kind::find(kind).is_some());
        let (fields, left) = fields(&sizes, kinds.unwrap_or_default(), tables, Taken::Offered);
        made.left.extend(left);
        let (Some(kind), false) = (kinds, fields.is_empty()) else { continue };
        if let Some(why) = takes::address(&call.address) {
            made.nameless.push(Nameless { place: Some(call.place), what: call.address.to_string(), why });
            continue;
        }
        let name = told_apart(called(&call.address, &of.root.dir, &mut own_names), &word, taken);
        made.components.push(Component { name, kind, address: call.address.to_string(), fields });
    }
    made.left.extend(by_address.into_values().flatten());
    // What two components use is left only where it is a field of neither, and once.
    let fields = || made.components.iter().flat_map(|own| &own.fields).filter_map(|field| field.size);
    let used: BTreeSet<*const Sizing<'_>> = fields().map(std::ptr::from_ref).collect();
    made.left.retain(|size| !used.contains(&std::ptr::from_ref(*size)));
    made.left.order_by_key(|size| (size.place.source, size.place.start, size.path.clone()));
    let mut once: BTreeSet<*const Sizing<'_>> = BTreeSet::new();
    made.left.retain(|size| once.insert(std::ptr::from_ref(*size)));
    made
}

/// The fields of a kind that stand for resources of their own of which the root has none. Where it has some, whose they
/// are is not known.
fn none_apart<'a>(head: &Instance, kind: &str, root: &Root, tables: &Existing) -> Vec<Field<'a>> {
    let main = &*head.address.kind;
    let of_kind = tables.apart.iter().filter(|own| own.kind == kind && own.of.contains(&main));
    let there = |instance: &&Instance| instance.exists != Exists::No;
    let none = of_kind.filter(|own| !root.instances.iter().filter(there).any(|one| own.may_be(one)));
    let field =
        |own: &Apart| Field { name: own.field.into(), value: own.none.to_owned(), size: None, origin: None };
    none.map(field).collect()
}

/// The sizes of a root by the addresses of their resources.
pub(crate) type ByAddress<'a> = BTreeMap<&'a str, Vec<&'a Sizing<'a>>>;

/// The sizes of a root by the addresses of their resources.
pub(crate) fn by_address<'a>(of: &'a OfRoot<'a>) -> ByAddress<'a> {
    let mut by_address = ByAddress::new();
    for size in &of.sizes {
        by_address.entry(&size.address).or_default().push(size);
    }
    by_address
}

/// The kind of component that resources make, with the fields that are known and the sizes that are none; `taken` says which
/// are looked at.
pub(crate) fn of_gathered<'a>(
    gathered: &Gathered<'a>,
    by_address: &ByAddress<'a>,
    tables: &Existing,
    taken: Taken,
) -> (Option<&'static str>, Vec<Field<'a>>, Vec<&'a Sizing<'a>>) {
    let mut addresses: Vec<String> = Vec::new();
    for address in gathered.members.iter().flat_map(|one| [one.address.to_string(), one.address.resource()]) {
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    let sizes = addresses.iter().filter_map(|address| by_address.get(&**address)).flatten().copied();
    let head = gathered.head.address.to_string();
    let (unused, sizes): (Vec<&Sizing<'_>>, Vec<&Sizing<'_>>) =
        sizes.partition(|size| size.unused_in.contains(&head));
    let kind = tables.kind_of(gathered.head, &gathered.members);
    let kind = kind.filter(|kind| kind::find(kind).is_some());
    let (mut fields, mut left) = fields(&sizes, kind.unwrap_or_default(), tables, taken);
    left.extend(unused);
    if fields.is_empty() {
        return (kind, fields, left);
    }
    for own in gathered.members.iter().flat_map(|one| tables.own(one, &gathered.members)) {
        if own.unsure.is_some() {
            continue;
        }
        let Some(name) = own.of.field.filter(|_| kind.is_some() && own.of.kind == kind) else { continue };
        let says = |field: &Field<'_>| {
            field.name.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        if !fields.iter().any(says) {
            fields.push(Field { name: name.into(), value: own.value, size: None, origin: own.origin });
        }
    }
    (kind, fields, left)
}

/// The fields that sizes are, each once, and the sizes that are none.
pub(super) fn fields<'a>(
    sizes: &[&'a Sizing<'a>],
    kind: &str,
    tables: &Existing,
    taken: Taken,
) -> (Vec<Field<'a>>, Vec<&'a Sizing<'a>>) {
    let (mut fields, mut left): (Vec<Field<'_>>, Vec<&Sizing<'_>>) = (Vec::new(), Vec::new());
    for size in sizes {
        if follows_unknown(size, &left, kind) {
            left.push(size);
            continue;
        }
        let value = match (size.taken(taken), size.field_of(kind)) {
            (Some(shown), Some(name)) => {
                let value =
                    written(shown, size.sort).filter(|_| is_taken(kind, &name, (shown, size), tables));
                value.map(|value| (name, value))
            }
            _ => None,
        };
        match value {
            Some((name, value)) if fields.iter().all(|field| field.name != name) => {
                fields.push(Field::of_size(name, value, size));
            }
            // What says the same in another resource of the component changes with it.
            Some((name, value)) if fields.iter().any(|field| field.name == name && field.value == value) => {}
            _ => left.push(size),
        }
    }
    // A number of its own says how many there are only where no autoscaler moves it: both the floor and the ceiling.
    while let Some(at) = fields.iter().position(|field| has_ends(kind, &field.name)) {
        let Field { name, value, size, .. } = fields.remove(at);
        let [floor, ceiling] = ["min", "max"].map(|end| format!("{name}.{end}"));
        if fields.iter().any(|field| field.name == floor || field.name == ceiling) {
            left.extend(size);
        } else if let Some(size) = size {
            let both = [floor, ceiling].map(|name| Field::of_size(name.into(), value.clone(), size));
            fields.splice(at..at, both);
        }
    }
    // A floor without a ceiling, or the other way round, is no count.
    let alone = |fields: &[Field<'_>]| {
        let lacks = |field: &Field<'_>| {
            let (of, other) = match field.name.rsplit_once('.')? {
                (of, "min") => (of, "max"),
                (of, "max") => (of, "min"),
                _ => return None,
            };
            Some(fields.iter().all(|own| own.name != format!("{of}.{other}")))
        };
        fields.iter().position(|field| lacks(field) == Some(true))
    };
    while let Some(at) = alone(&fields) {
        left.extend(fields.remove(at).size);
    }
    (fields, left)
}

/// Whether a resource says before a size that it is another one which is not known: of the two that one decides, as the
/// memory of a task does over that of a container in it.
pub(crate) fn follows_unknown(size: &Sizing<'_>, left: &[&Sizing<'_>], kind: &str) -> bool {
    left.iter().any(|before| is_said_before(before, size, kind) && !can_be_written(before))
}

/// Whether a size of the same resource is the same field, and stands before another one in the tables.
fn is_said_before(before: &Sizing<'_>, size: &Sizing<'_>, kind: &str) -> bool {
    let field = size.field_of(kind);
    before.address == size.address
        && before.path != size.path
        && before.sort == size.sort
        && !before.is_unused()
        && field.is_some()
        && before.field_of(kind) == field
}

/// Whether a profile can say a size.
pub(crate) fn can_be_written(size: &Sizing<'_>) -> bool {
    matches!(&size.is, Is::Known(shown) if written(shown, size.sort).is_some())
}

/// Fields of what can be built that may be zero.
const MAY_BE_NONE: [&str; 4] = ["replicas", "readers", "readers.min", "capacity.min"];

/// Whether a profile takes a value for a field of a kind: of what can be built a machine that is known, and no zero but
/// of copies.
fn is_taken(kind: &str, field: &str, (shown, size): (&Shown, &Sizing<'_>), tables: &Existing) -> bool {
    let built = kind::find(kind).is_none_or(|kind| kind.built);
    match shown {
        _ if !built => true,
        Shown::Name(name) => (tables.knows)(size.resource.as_deref(), name),
        Shown::Number(number) => !number.is_zero() || MAY_BE_NONE.contains(&field),
        Shown::Flag(_) | Shown::Names(_) => true,
    }
}

/// Names of resources that say nothing.
const EMPTY: [&str; 8] = ["this", "main", "default", "these", "self", "resource", "instance", "service"];

/// A name that no other component of the root has, made of those that the team gave: of the resource or, where it is
/// `alone` in its module or its name says nothing, of the module around it.
fn name(head: &Instance, alone: bool, taken: &mut BTreeSet<String>) -> String {
    let Address { module, name, key, .. } = &head.address;
    let modules: Vec<String> = module.split("module.").filter(|part| !part.is_empty()).map(words).collect();
    let by_module = alone || EMPTY.contains(&&**name);
    let mut parts = vec![modules.last().filter(|_| by_module).cloned().unwrap_or_else(|| words(name))];
    match key {
        Some(Key::Text(text)) => parts.push(words(text)),
        Some(Key::Index(at)) if *at > 0 => parts.push(at.to_string()),
        _ => {}
    }
    for outer in modules.iter().rev() {
        let joined = fitting(&parts.join("-"));
        if taken.insert(joined.clone()) {
            return joined;
        }
        if !parts.contains(outer) {
            parts.insert(0, outer.clone());
        }
    }
    let joined = fitting(&parts.join("-"));
    numbered(joined, taken)
}

/// The name of a component that a module makes whose source is not in the repository: that of the module or, where the
/// whole root `dir` is one, of its folder.
fn called(address: &str, dir: &str, taken: &mut BTreeSet<String>) -> String {
    let modules: Vec<String> = address.split("module.").filter(|part| !part.is_empty()).map(words).collect();
    let modules = if modules.is_empty() { dir.split('/').map(words).collect() } else { modules };
    let mut names = (0..modules.len()).rev().map(|from| fitting(&modules[from..].join("-")));
    let free = names.find(|name| taken.insert(name.clone()));
    free.unwrap_or_else(|| numbered(fitting(&modules.join("-")), taken))
}

/// A name that no component of another root has: with the word of its environment behind it or, if that is not enough,
/// a number.
fn told_apart(name: String, word: &str, taken: &mut BTreeSet<String>) -> String {
    let fits = !word.is_empty() && name.len() + word.len() < 63;
    let with_word = fits.then(|| format!("{name}-{}", words(word)));
    let free = std::iter::once(name.clone()).chain(with_word).find(|name| taken.insert(name.clone()));
    free.unwrap_or_else(|| numbered(name, taken))
}

/// A name or, if it is taken, with a number behind it.
fn numbered(name: String, taken: &mut BTreeSet<String>) -> String {
    if taken.insert(name.clone()) {
        return name;
    }
    let mut all = (2_u32..).map(|at| format!("{}-{at}", &name[..name.len().min(52)]));
    all.find(|name| taken.insert(name.clone())).unwrap_or_default()
}

/// The letters, digits, `-` and `_` of a text, with `-` for what is between them.
fn words(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
    let text: String = text.chars().map(plain).collect();
    let mut words: Vec<&str> = text.split('-').filter(|word| !word.is_empty()).collect();
    // `module.api["api"]` is `api`.
    words.dedup();
    words.join("-")
}

/// A name as the language takes one: it starts with a letter and is short.
fn fitting(text: &str) -> String {
    let text = text.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    let text = if text.is_empty() { "component" } else { text };
    text[..text.len().min(63)].trim_end_matches('-').to_owned()
}
