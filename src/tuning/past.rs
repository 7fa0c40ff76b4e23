//! What was committed of a file before, which says whether a key that is put back was there, and with which value.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::existing::constant::hcl::of_hcl;
use crate::existing::constant::json::of_json;
use crate::existing::constant::{Constant, Stands, written};
use crate::existing::edit::change::{KeyOf, Literal, Syntax};
use crate::existing::estate::Estate;
use crate::source::{Place, SourceId};

/// The texts that a file, by its path, had in the last commits that changed it: the newest has the number 0. Nothing
/// where there are no more.
pub type Past<'a> = &'a dyn Fn(&str, usize) -> Option<String>;

/// What stands in a text: the value of each way to a constant; none where it is computed.
#[derive(Debug)]
struct Said {
    /// By the way to it.
    values: BTreeMap<String, Option<Literal>>,
    /// The way to each and to what it stands in, by the byte at which it starts.
    ways: BTreeMap<usize, (String, String)>,
}

impl Said {
    fn of(text: &str, syntax: Syntax) -> Self {
        let mut said = Self { values: BTreeMap::new(), ways: BTreeMap::new() };
        let mut take = |own: &Constant<'_, '_>| {
            let way = written(own.way);
            let flag =
                |word: &str| text[own.start..].starts_with(word).then(|| Literal::Bool(word == "true"));
            let value = match own.stands {
                Stands::Number(number) => Some(Literal::Number(number)),
                Stands::Text(text) => Some(Literal::Text(text.to_owned())),
                Stands::Computed => flag("true").or_else(|| flag("false")),
            };
            said.values.entry(way.clone()).or_insert(value);
            let around = written(own.way.split_last().map_or(&[], |(_, around)| around));
            said.ways.entry(own.start).or_insert((way, around));
        };
        match syntax {
            Syntax::Hcl => of_hcl(text, &mut take),
            Syntax::Json => of_json(text, &mut take),
            Syntax::Yaml => false,
        };
        said
    }

    /// Whether there is no key at this way, though there is its object `around`. Nothing where the object is not there, or
    /// the key says something else than `value`.
    fn lacks(&self, (way, around): &(String, String), value: &Literal, alone: bool) -> Option<bool> {
        if let Some(own) = self.values.get(way) {
            return own.as_ref().is_some_and(|own| own.is_like(value)).then_some(false);
        }
        let beside = |other: &String| {
            other.strip_prefix(around.as_str()).is_some_and(|rest| rest.starts_with(['.', '[']))
        };
        (alone || around.is_empty() || self.values.keys().any(beside)).then_some(true)
    }
}

/// The texts of files, each gone through once.
pub(super) struct Pasts<'a> {
    past: Past<'a>,
    estate: &'a Estate,
    read: RefCell<BTreeMap<Version, Option<Rc<Said>>>>,
}

/// The path of a file and the number of its text; without a number the one that was read.
type Version = (String, Option<usize>);

impl<'a> Pasts<'a> {
    pub(super) const fn new(past: Past<'a>, estate: &'a Estate) -> Self {
        Self { past, estate, read: RefCell::new(BTreeMap::new()) }
    }

    fn said(&self, source: SourceId, at: Option<usize>) -> Option<Rc<Said>> {
        let source = self.estate.sources.get(source);
        let key = (source.path.clone(), at);
        if let Some(known) = self.read.borrow().get(&key) {
            return known.clone();
        }
        let text = match at {
            Some(at) => (self.past)(&source.path, at),
            None => Some(source.text.clone()),
        };
        let said = text.zip(Syntax::of(&source.path)).map(|(text, syntax)| Rc::new(Said::of(&text, syntax)));
        self.read.borrow_mut().insert(key, said.clone());
        said
    }

    /// Whether a key was absent when the file last said there what is wanted again: the newest text in which the key is
    /// absent or has this value decides. Nothing where none does.
    pub(super) fn was_absent(&self, key: &KeyOf, literal: Place, value: &Literal) -> Option<bool> {
        let now = self.said(literal.source, None)?;
        let way = now.ways.get(&(literal.start as usize))?;
        let alone = key.values.len() == 1;
        let mut texts = (0..).map_while(|at| self.said(literal.source, Some(at)));
        texts.find_map(|said| said.lacks(way, value, alone))
    }
}
