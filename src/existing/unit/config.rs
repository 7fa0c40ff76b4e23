//! A Terragrunt file, evaluated for the unit that includes or reads it.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::functions::{self, Caller, Standing};
use crate::existing::access::text_of;
use crate::existing::evaluate::evaluate;
use crate::existing::library::Library;
use crate::existing::meter::Meter;
use crate::existing::names::{Names, Reference, Scope};
use crate::existing::origin::{HopSort, Origin, Sort};
use crate::existing::path;
use crate::existing::syntax::{Attr, Block, Body, Expr, Step};
use crate::existing::unknown::{Unknown, Why};
use crate::existing::value::Value;
use crate::source::Place;

/// How many files may be read by one another.
const DEEPEST: usize = 12;

/// A Terragrunt file.
pub(super) struct Config<'c> {
    library: &'c Library<'c>,
    meter: &'c Meter,
    body: &'c Body,
    at: Standing,
    locals: RefCell<HashMap<Arc<str>, Option<Value>>>,
    includes: OnceCell<Vec<Include<'c>>>,
}

/// An `include` block.
pub(super) struct Include<'c> {
    /// Its label; empty if it has none.
    pub name: Arc<str>,
    /// The file, if it is known.
    pub file: Option<String>,
    /// What is in it, if it is in the repository.
    pub config: Option<Config<'c>>,
    /// How inputs are merged, if it is said.
    pub strategy: Option<Arc<str>>,
    /// The block's header.
    pub place: Place,
}

impl<'c> Config<'c> {
    pub(super) fn new(library: &'c Library<'c>, meter: &'c Meter, body: &'c Body, at: Standing) -> Self {
        Self { library, meter, body, at, locals: RefCell::default(), includes: OnceCell::new() }
    }

    pub(super) const fn body(&self) -> &'c Body {
        self.body
    }

    pub(super) fn file(&self) -> &str {
        &self.at.file
    }

    fn scope(&self, sort: Sort) -> Scope<'_> {
        let names: &dyn Names = self;
        Scope { names, module: 0, copy: None, frame: None, sort }
    }

    /// The value of an expression in this file.
    pub(super) fn evaluate(&self, expr: &Expr) -> Value {
        evaluate(expr, &self.scope(Sort::UnitLocal))
    }

    /// The file's own inputs.
    pub(super) fn inputs(&self) -> Value {
        let inputs = self.body.get("inputs").map(|attr| evaluate(&attr.value, &self.scope(Sort::Inputs)));
        inputs.unwrap_or_else(|| Value::of_map(BTreeMap::new(), None, Origin::default()))
    }

    /// What the file includes. Terragrunt goes one level only.
    pub(super) fn includes(&self) -> &[Include<'c>] {
        if self.at.depth > 0 {
            return &[];
        }
        // A path that depends on what is included is not known.
        if self.meter.spend(1).is_err() {
            return &[];
        }
        self.includes.get_or_init(|| self.body.blocks("include").map(|block| self.include(block)).collect())
    }

    fn include(&self, block: &Block) -> Include<'c> {
        let text = |name: &str| block.body.get(name).and_then(|attr| text_of(&self.bare(&attr.value)));
        let file = text("path").and_then(|written| path::join(&self.at.dir, &written));
        let config = file.as_ref().and_then(|file| {
            let at = Standing { file: file.clone(), depth: self.at.depth + 1, ..self.at.clone() };
            Some(Self::new(self.library, self.meter, self.library.body_of(file)?, at))
        });
        Include {
            name: block.labels.first().cloned().unwrap_or_else(|| "".into()),
            file,
            config,
            strategy: text("merge_strategy"),
            place: block.header,
        }
    }

    /// An expression whose value does not depend on what is included.
    fn bare(&self, expr: &Expr) -> Value {
        let at = Standing { depth: self.at.depth.max(1), ..self.at.clone() };
        let bare = Config::new(self.library, self.meter, self.body, at);
        bare.evaluate(expr)
    }

    /// The file as a value: its locals and inputs.
    pub(super) fn exposed(&self) -> Value {
        let attrs = self.body.blocks("locals").flat_map(|block| &block.body.attributes);
        let locals = attrs.map(|attr| (attr.name.clone(), self.local(attr))).collect();
        let entries = [("locals", Value::of_map(locals, None, Origin::default())), ("inputs", self.inputs())];
        let open = Unknown::new(Why::Undeclared(self.at.file.clone()), None);
        let entries = entries.map(|(name, value)| (Arc::from(name), value));
        Value::of_map(BTreeMap::from(entries), Some(open), Origin::default())
    }

    fn local(&self, attr: &Attr) -> Value {
        if let Some(known) = self.locals.borrow().get(&attr.name) {
            return known.clone().unwrap_or_else(|| {
                Value::unknowable(
                    Why::Cycle(format!("local.{}", attr.name)),
                    Some(attr.place),
                    Origin::default(),
                )
            });
        }
        self.locals.borrow_mut().insert(attr.name.clone(), None);
        let (value, _) =
            self.meter.named(attr.height, || evaluate(&attr.value, &self.scope(Sort::UnitLocal)));
        self.locals.borrow_mut().insert(attr.name.clone(), Some(value.clone()));
        value
    }
}

impl Caller for Config<'_> {
    fn at(&self) -> &Standing {
        &self.at
    }

    fn library(&self) -> &Library<'_> {
        self.library
    }

    fn parent(&self, name: Option<&str>) -> Option<String> {
        // In an included file it is that file's own folder.
        if self.at.depth > 0 && self.at.file != format!("{}/{}", self.at.dir, path::name(&self.at.file)) {
            return Some(path::folder(&self.at.file).to_owned());
        }
        let mut includes = self.includes().iter();
        let include = match name {
            Some(name) => includes.find(|include| include.name.as_ref() == name),
            None => includes.next(),
        };
        include.and_then(|include| include.file.as_deref()).map(|file| path::folder(file).to_owned())
    }

    fn read(&self, file: &str) -> Option<Value> {
        if self.at.depth >= DEEPEST {
            return None;
        }
        let at = Standing {
            file: file.to_owned(),
            dir: path::folder(file).to_owned(),
            original: self.at.original.clone(),
            depth: self.at.depth + 1,
        };
        let config = Config::new(self.library, self.meter, self.library.body_of(file)?, at);
        Some(config.exposed())
    }
}

impl Names for Config<'_> {
    fn resolve(&self, reference: &Reference<'_>, _scope: &Scope<'_>) -> (Value, usize) {
        let (place, steps) = (reference.place, reference.steps);
        let all = |why: Why| (Value::unknowable(why, Some(place), Origin::default()), steps.len());
        let Some(Step::Attr(first)) = steps.first() else {
            return all(Why::Undeclared(reference.name.to_string()));
        };
        match reference.name.as_ref() {
            "local" => {
                let mut attrs = self.body.blocks("locals").flat_map(|block| &block.body.attributes);
                match attrs.find(|attr| attr.name == *first) {
                    Some(attr) => {
                        let hop = HopSort::Local(first.clone());
                        (self.local(attr).with(|origin| origin.hop(hop, Some(attr.place))), 1)
                    }
                    None => all(Why::Undeclared(format!("local.{first}"))),
                }
            }
            "include" => {
                let named = self.includes().iter().find(|include| include.name == *first);
                let (include, taken) = match named {
                    Some(include) => (Some(include), 1),
                    None => (self.includes().iter().find(|include| include.name.is_empty()), 0),
                };
                match include.and_then(|include| include.config.as_ref()) {
                    Some(config) => (config.exposed(), taken),
                    None => all(Why::Undeclared(format!("include.{first}"))),
                }
            }
            "dependency" | "unit" | "stack" => all(Why::OtherState(first.to_string())),
            "values" | "feature" => all(Why::NoValue(format!("{}.{first}", reference.name))),
            name => all(Why::Undeclared(name.to_owned())),
        }
    }

    fn call(&self, name: &str, arguments: &[Value], place: Place, _scope: &Scope<'_>) -> Option<Value> {
        functions::call(self, name, arguments, place)
    }

    fn meter(&self) -> &Meter {
        self.meter
    }
}
