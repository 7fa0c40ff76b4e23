//! What is there of each component in a root, whoever says it: also what follows another resource, which no profile can say.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::cloud::existing::Existing;
use crate::cloud::existing::swallowed::Swallowing;
use crate::existing::estate::Root;
use crate::existing::instance::{Exists, Instance};
use crate::kind;
use crate::survey::component::{by_address, fields, of_gathered};
use crate::survey::field::{put, scalar};
use crate::survey::gather::{gather, named_by};
use crate::survey::of_root;
use crate::survey::size::{Sizing, Taken};

/// A component as the files have it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// Its kind.
    pub(crate) kind: &'static str,
    /// The addresses of its resources.
    pub(crate) members: BTreeSet<String>,
    /// Its fields, as far as they are known.
    pub(crate) fields: BTreeMap<String, Value>,
    /// What becomes of a change of a field, beside what was meant.
    pub(crate) swallowed: BTreeMap<String, Vec<Swallowing>>,
}

impl Seen {
    /// Its fields as the entry of a profile has them.
    pub(crate) fn entry(&self) -> Map<String, Value> {
        let mut entry = Map::new();
        for (name, value) in &self.fields {
            put(&mut entry, name, value.clone());
        }
        entry
    }
}

/// The components of a root, by the addresses of their main resources, or of the calls of modules whose source is not there.
pub(crate) fn seen(root: &Root, tables: &'static Existing) -> BTreeMap<String, Seen> {
    let of = of_root(root, tables);
    let sizes = by_address(&of);
    let groups = gather(root, tables);
    let mut all = BTreeMap::new();
    for gathered in &groups {
        let (kind, found, _) = of_gathered(gathered, &sizes, tables, Taken::Seen);
        let Some(kind) = kind else { continue };
        let known = found.iter().map(|own| (own.name.to_string(), scalar(&own.written())));
        let mut fields: BTreeMap<String, Value> = known.collect();
        for own in tables.apart.iter().filter(|own| own.kind == kind) {
            fields.entry(own.field.to_owned()).or_insert_with(|| scalar(own.none));
        }
        let members: BTreeSet<String> = gathered.members.iter().map(|one| one.address.to_string()).collect();
        let own = members.iter().filter_map(|address| sizes.get(&**address)).flatten().copied();
        let seen = Seen { kind, swallowed: swallowed(own, kind), members, fields };
        all.insert(gathered.head.address.to_string(), seen);
    }
    let there: Vec<&Instance> = root.instances.iter().filter(|one| one.exists != Exists::No).collect();
    for gathered in &groups {
        inherit(gathered.head, &there, tables, &mut all);
    }
    for call in &root.calls {
        let own = sizes.get(&*call.address).map(Vec::as_slice).unwrap_or_default();
        let Some(kind) = own.iter().filter_map(|size| size.kind()).find(|kind| kind::find(kind).is_some())
        else {
            continue;
        };
        let (found, _) = fields(own, kind, tables, Taken::Seen);
        let fields = found.iter().map(|own| (own.name.to_string(), scalar(&own.written()))).collect();
        let members = BTreeSet::from([call.address.to_string()]);
        let seen = Seen { kind, swallowed: swallowed(own.iter().copied(), kind), members, fields };
        all.insert(call.address.to_string(), seen);
    }
    all
}

/// What becomes of changes of the sizes of a component, by field.
fn swallowed<'s>(
    sizes: impl Iterator<Item = &'s Sizing<'s>>,
    kind: &str,
) -> BTreeMap<String, Vec<Swallowing>> {
    let mut all: BTreeMap<String, Vec<Swallowing>> = BTreeMap::new();
    for size in sizes.filter(|size| !size.swallowed.is_empty()) {
        if let Some(field) = size.field_of(kind) {
            all.entry(field.into_owned()).or_default().extend(size.swallowed.iter().cloned());
        }
    }
    all
}

/// A copy is what it copies in some fields that it does not state.
fn inherit(head: &Instance, there: &[&Instance], tables: &Existing, all: &mut BTreeMap<String, Seen>) {
    for row in tables.copies.iter().filter(|row| *row.resource == *head.address.kind) {
        let named = row.path.as_ref().map(|path| named_by(head, path, there)).unwrap_or_default();
        let [of] = named.as_slice() else { continue };
        let other = all.get(&of.address.to_string());
        let same: Vec<(String, Value)> = (row.same.iter())
            .filter_map(|field| Some(((*field).to_owned(), other?.fields.get(*field)?.clone())))
            .collect();
        if let Some(own) = all.get_mut(&head.address.to_string()) {
            for (field, value) in same {
                own.fields.entry(field).or_insert(value);
            }
        }
    }
}
