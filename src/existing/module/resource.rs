//! Managed resources: their copies, and what a reference to one of them means.

use std::rc::Rc;
use std::sync::Arc;

use super::call::both;
use super::content::{as_value, attribute, blocks, is_meta};
use super::copies::{Copy, Repeated};
use super::state::{Module, World, doubt};
use crate::existing::access::entry;
use crate::existing::instance::{Address, Attribute, Content, Exists};
use crate::existing::names::Scope;
use crate::existing::origin::{HopSort, Origin, Sort};
use crate::existing::syntax::Block;
use crate::existing::unknown::{Unknown, Why};
use crate::existing::value::{Data, Value};
use crate::source::Place;

/// A managed resource of a module.
pub(super) struct Resource<'r, 'a> {
    pub world: &'r World<'a>,
    pub module: &'r Module<'a>,
    /// Which one of its definition.
    pub at: usize,
    pub block: &'r Block,
}

impl<'r, 'a> Resource<'r, 'a> {
    /// A resource by its place in the definition.
    pub(super) fn new(world: &'r World<'a>, module: &'r Module<'a>, at: usize) -> Option<Self> {
        let block: &Block = module.definition.resources.get(at)?;
        Some(Self { world, module, at, block })
    }

    /// The address of one of its copies.
    pub(super) fn address(&self, copy: &Copy) -> Address {
        let label = |at: usize| self.block.labels.get(at).cloned().unwrap_or_else(|| "".into());
        Address { module: self.module.address.clone(), kind: label(0), name: label(1), key: copy.key.clone() }
    }

    /// Its copies; none while they are being evaluated, which is to say that it depends on itself.
    pub(super) fn repeated(&self) -> Option<Rc<Repeated>> {
        if let Some(known) = self.module.repeated.borrow().get(&self.at) {
            return known.clone();
        }
        self.module.repeated.borrow_mut().insert(self.at, None);
        let scope = self.world.scope(self.module.id, None, Sort::Resource);
        let repeated = Rc::new(Repeated::of(&self.block.body, &scope));
        self.module.repeated.borrow_mut().insert(self.at, Some(repeated.clone()));
        Some(repeated)
    }

    fn scope<'s>(&'s self, copy: &'s Copy) -> Scope<'s> {
        self.world.scope(self.module.id, copy.means.as_ref(), Sort::Resource)
    }

    /// Whether a copy is there.
    pub(super) fn exists(&self, copy: &Copy) -> Exists {
        match doubt(self.module.definition) {
            Some(why) => Exists::Unknown(Unknown::new(why, Some(self.block.header))),
            None => both(&self.module.exists, &copy.exists),
        }
    }

    /// One attribute of a copy, by the copy's place in the list.
    fn own(&self, copy: &Copy, which: usize, name: &str) -> Option<Attribute> {
        let attr = self.block.body.get(name)?;
        let key = (self.at, which, attr.name.clone());
        let value =
            self.world.once(&self.module.attributes, key, name, Some(attr), self.module.definition, || {
                attribute(attr, &self.scope(copy)).value
            });
        Some(Attribute { name: attr.name.clone(), place: attr.place, value })
    }

    /// All attributes and blocks of a copy.
    pub(super) fn content(&self, copy: &Copy, which: usize) -> Content {
        let names = self.block.body.attributes.iter().map(|attr| &attr.name).filter(|name| !is_meta(name));
        Content {
            attributes: names.filter_map(|name| self.own(copy, which, name)).collect(),
            blocks: blocks(&self.block.body, None, true, &self.scope(copy)),
        }
    }

    /// What a reference to an attribute of a copy means.
    pub(super) fn attribute(&self, copy: &Copy, which: usize, name: &Arc<str>, place: Place) -> Value {
        let address: Arc<str> = self.address(copy).to_string().into();
        let value = match self.own(copy, which, name) {
            Some(own) if !is_meta(name) => own.value,
            _ => {
                let of_kind = blocks(&self.block.body, Some(name), true, &self.scope(copy));
                if of_kind.is_empty() {
                    let why = Why::Computed(address.to_string(), name.to_string());
                    Value::unknowable(why, Some(place), Origin::default())
                } else {
                    let object = as_value(Vec::new(), of_kind, open(&address, place));
                    entry(&object, name, None)
                }
            }
        };
        let hop = HopSort::Resource(address.clone(), name.clone());
        let value = doubted(copy, value);
        value.with(|origin| origin.hop(hop, Some(place)).refers(address))
    }

    /// What a reference to a whole copy means.
    pub(super) fn whole(&self, copy: &Copy, which: usize, place: Place) -> Value {
        let address: Arc<str> = self.address(copy).to_string().into();
        let content = self.content(copy, which);
        let follow = |mut attribute: Attribute| {
            let hop = HopSort::Resource(address.clone(), attribute.name.clone());
            attribute.value = attribute.value.with(|origin| origin.hop(hop, Some(place)));
            attribute
        };
        let attributes = content.attributes.into_iter().map(follow).collect();
        let value = as_value(attributes, content.blocks, open(&address, place));
        value.with(|origin| origin.refers(address))
    }
}

/// What a resource has beside what is written.
fn open(address: &str, place: Place) -> Unknown {
    let why = Why::Computed(address.to_owned(), "attributes that are not set".to_owned());
    Unknown::new(why, Some(place))
}

/// What stands for copies that are not known has no values that are.
fn doubted(copy: &Copy, value: Value) -> Value {
    match (&copy.key, &copy.exists) {
        (None, Exists::Unknown(unknown)) => Value::new(Data::Unknown(unknown.clone()), value.origin),
        _ => value,
    }
}
