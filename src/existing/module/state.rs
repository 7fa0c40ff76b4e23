//! What is known of a root's modules so far.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::rc::Rc;
use std::sync::Arc;

use super::copies::Repeated;
use crate::existing::definition::Definition;
use crate::existing::instance::Exists;
use crate::existing::library::Library;
use crate::existing::meter::Meter;
use crate::existing::names::{Copies, Names, Scope};
use crate::existing::origin::{Origin, Sort};
use crate::existing::syntax::{Attr, Block, Body};
use crate::existing::unknown::Why;
use crate::existing::value::Value;

/// How many modules a root may call.
pub(in crate::existing) const MOST_MODULES: usize = 5_000;

/// The definitions of all folders.
pub(in crate::existing) type Definitions<'a> = BTreeMap<&'a str, Definition<'a>>;

/// A root with all modules that it calls.
pub(in crate::existing) struct World<'a> {
    /// The files.
    pub library: &'a Library<'a>,
    /// What the folders declare.
    pub definitions: &'a Definitions<'a>,
    /// What the root is applied with.
    pub given: Given<'a>,
    /// The budgets.
    pub meter: Meter,
    /// The root first, then what it calls.
    modules: RefCell<Vec<Rc<Module<'a>>>>,
}

/// What a root is applied with.
#[derive(Default)]
pub(in crate::existing) struct Given<'a> {
    /// The workspace, if it is known.
    pub workspace: Option<Arc<str>>,
    /// Variables that are set outside the repository.
    pub set: BTreeMap<String, String>,
    /// The variable files, the one that wins first.
    pub var_files: Vec<VarFile<'a>>,
    /// The inputs of a Terragrunt unit, with what may be in them that is not known.
    pub inputs: Option<Value>,
    /// The folders of fetched modules by the names of their calls (`api.inner`).
    pub fetched: BTreeMap<String, String>,
}

/// A variable file.
pub(in crate::existing) struct VarFile<'a> {
    /// Its path.
    pub path: String,
    /// What it says; none if it cannot be read.
    pub body: Option<&'a Body>,
    /// The sort of place that it is.
    pub sort: Sort,
}

/// A module as it is called once.
pub(in crate::existing) struct Module<'a> {
    /// Its number.
    pub id: usize,
    /// Its folder.
    pub folder: String,
    /// Its address with instance keys; empty for the root.
    pub address: Arc<str>,
    /// The names of the calls that lead to it, with dots.
    pub names: String,
    /// What its files declare.
    pub definition: &'a Definition<'a>,
    /// Who calls it; none for the root.
    pub caller: Option<Caller<'a>>,
    /// Whether it is there.
    pub exists: Exists,
    pub(super) variables: Slots<&'a str>,
    pub(super) locals: Slots<&'a str>,
    pub(super) outputs: Slots<&'a str>,
    pub(super) attributes: Slots<(usize, usize, Arc<str>)>,
    pub(super) repeated: RefCell<HashMap<usize, Option<Rc<Repeated>>>>,
    pub(super) children: RefCell<HashMap<&'a str, Option<Rc<Children>>>>,
}

/// The call of a module.
pub(in crate::existing) struct Caller<'a> {
    /// The number of the module that calls.
    pub module: usize,
    /// The block.
    pub block: &'a Block,
    /// The instance.
    pub copy: Option<Copies>,
}

/// The modules of one call.
pub(in crate::existing) struct Children {
    /// How often it is called.
    pub repeated: Repeated,
    /// The module of each; none where the source is not in the repository, with the reason.
    pub modules: Result<Vec<usize>, Why>,
}

/// Values that are evaluated once.
pub(super) type Slots<K> = RefCell<HashMap<K, Slot>>;

/// A value that is evaluated once.
pub(super) enum Slot {
    /// It is being evaluated.
    Busy,
    /// The value, and how high it is.
    Done(Value, u32),
}

impl<'a> World<'a> {
    /// The root in a folder, if there is configuration in it.
    pub(in crate::existing) fn new(
        library: &'a Library<'a>,
        definitions: &'a Definitions<'a>,
        folder: &str,
        given: Given<'a>,
        steps: u64,
    ) -> Option<Self> {
        let world =
            Self { library, definitions, given, meter: Meter::new(steps), modules: RefCell::default() };
        world.add(folder, "".into(), String::new(), None, Exists::Yes)?;
        Some(world)
    }

    /// Adds a module; none if there is no configuration in its folder, or too many modules.
    pub(super) fn add(
        &self,
        folder: &str,
        address: Arc<str>,
        names: String,
        caller: Option<Caller<'a>>,
        exists: Exists,
    ) -> Option<usize> {
        let definition = self.definitions.get(folder)?;
        let mut modules = self.modules.borrow_mut();
        let id = modules.len();
        if id >= MOST_MODULES {
            return None;
        }
        modules.push(Rc::new(Module {
            id,
            folder: folder.to_owned(),
            address,
            names,
            definition,
            caller,
            exists,
            variables: Slots::default(),
            locals: Slots::default(),
            outputs: Slots::default(),
            attributes: Slots::default(),
            repeated: RefCell::default(),
            children: RefCell::default(),
        }));
        Some(id)
    }

    /// A module.
    pub(super) fn module(&self, id: usize) -> Rc<Module<'a>> {
        self.modules.borrow()[id].clone()
    }

    /// Where an expression of a module stands.
    pub(super) fn scope<'s>(&'s self, module: usize, copy: Option<&'s Copies>, sort: Sort) -> Scope<'s>
    where
        'a: 's,
    {
        let names: &'s dyn Names = self;
        Scope { names, module, copy, frame: None, sort }
    }

    /// A value of an attribute that has a name, which is evaluated only once.
    pub(super) fn once<K: Clone + Eq + Hash>(
        &self,
        slots: &Slots<K>,
        key: K,
        name: &str,
        attr: Option<&Attr>,
        definition: &Definition<'a>,
        evaluate: impl FnOnce() -> Value,
    ) -> Value {
        match slots.borrow().get(&key) {
            Some(Slot::Done(value, height)) => {
                self.meter.reach(*height);
                return value.clone();
            }
            Some(Slot::Busy) => {
                let place = attr.map(|attr| attr.place);
                return Value::unknowable(Why::Cycle(name.to_owned()), place, Origin::default());
            }
            None => {}
        }
        slots.borrow_mut().insert(key.clone(), Slot::Busy);
        let evaluate = || doubted(definition, evaluate());
        let (value, height) = self.meter.named(attr.map_or(1, |attr| attr.height), evaluate);
        slots.borrow_mut().insert(key, Slot::Done(value.clone(), height));
        value
    }
}

/// Why nothing that a folder declares is known for sure: an override file there cannot be read.
pub(super) fn doubt(definition: &Definition<'_>) -> Option<Why> {
    let why = || Why::File("an override file".to_owned(), "it may say something else".to_owned());
    definition.is_doubtful.then(why)
}

/// A value that a folder declares: unknown, if an override file there cannot be read.
pub(super) fn doubted(definition: &Definition<'_>, value: Value) -> Value {
    match doubt(definition) {
        Some(why) => Value::unknowable(why, None, Origin::computed(value.origins())),
        None => value,
    }
}
