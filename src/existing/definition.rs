//! What the files of one folder declare together, override files merged as Terraform does.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::syntax::{Attr, Block, Body};

/// The kind and the name of a resource.
type Named<'a> = (&'a str, &'a str);

/// A module: what its files declare.
#[derive(Debug, Default)]
pub(super) struct Definition<'a> {
    /// Variables by name.
    pub variables: BTreeMap<&'a str, Cow<'a, Block>>,
    /// Locals by name.
    pub locals: BTreeMap<&'a str, &'a Attr>,
    /// Managed resources, in the order of the files.
    pub resources: Vec<Cow<'a, Block>>,
    /// Where each resource is in the list.
    index: BTreeMap<Named<'a>, usize>,
    /// Calls of modules by name.
    pub calls: BTreeMap<&'a str, Cow<'a, Block>>,
    /// Outputs by name.
    pub outputs: BTreeMap<&'a str, Cow<'a, Block>>,
    /// Whether an override file cannot be read, so that it is not known what anything here is in the end.
    pub is_doubtful: bool,
    /// Providers, in the order of the files.
    pub providers: Vec<&'a Block>,
}

impl<'a> Definition<'a> {
    /// The module of these files, in the order of their names, and of the override files behind them.
    pub(super) fn new(files: &[&'a Body], overrides: &[Option<&'a Body>]) -> Self {
        let mut made = Self { is_doubtful: overrides.iter().any(Option::is_none), ..Self::default() };
        for block in files.iter().flat_map(|body| &body.blocks) {
            made.declare(block);
        }
        for block in overrides.iter().flatten().flat_map(|body| &body.blocks) {
            made.replace(block);
        }
        made
    }

    /// The place in the list of a resource.
    pub(super) fn resource(&self, kind: &str, name: &str) -> Option<usize> {
        self.index.get(&(kind, name)).copied()
    }

    /// Whether there is a module here at all.
    pub(super) fn declares(&self) -> bool {
        self.creates() || !self.variables.is_empty() || !self.outputs.is_empty()
    }

    /// Whether anything here is created: a resource, or what a module creates.
    pub(super) fn creates(&self) -> bool {
        !self.resources.is_empty() || !self.calls.is_empty()
    }

    fn declare(&mut self, block: &'a Block) {
        let labels: Vec<&'a str> = block.labels.iter().map(AsRef::as_ref).collect();
        match (block.kind.as_ref(), labels.as_slice()) {
            ("variable", [name]) => _ = self.variables.entry(name).or_insert(Cow::Borrowed(block)),
            ("output", [name]) => _ = self.outputs.entry(name).or_insert(Cow::Borrowed(block)),
            ("module", [name]) => _ = self.calls.entry(name).or_insert(Cow::Borrowed(block)),
            ("provider", [_]) => self.providers.push(block),
            ("locals", []) => {
                for attr in &block.body.attributes {
                    self.locals.entry(&attr.name).or_insert(attr);
                }
            }
            ("resource", [kind, name]) => {
                let next = self.resources.len();
                if *self.index.entry((kind, name)).or_insert(next) == next {
                    self.resources.push(Cow::Borrowed(block));
                }
            }
            _ => {}
        }
    }

    /// Merges a block of an override file into what it overrides. One that overrides nothing is a mistake, of which
    /// nothing follows.
    fn replace(&mut self, block: &'a Block) {
        let labels: Vec<&str> = block.labels.iter().map(AsRef::as_ref).collect();
        let base = match (block.kind.as_ref(), labels.as_slice()) {
            ("variable", [name]) => self.variables.get_mut(name),
            ("output", [name]) => self.outputs.get_mut(name),
            ("module", [name]) => self.calls.get_mut(name),
            ("resource", [kind, name]) => {
                self.index.get(&(*kind, *name)).and_then(|at| self.resources.get_mut(*at))
            }
            ("locals", []) => {
                for attr in &block.body.attributes {
                    if let Some(base) = self.locals.get_mut(attr.name.as_ref()) {
                        *base = attr;
                    }
                }
                None
            }
            _ => None,
        };
        if let Some(base) = base {
            merge(&mut base.to_mut().body, &block.body);
        }
    }
}

/// Attributes are replaced one by one, nested blocks all of a type together; `lifecycle` is merged.
fn merge(base: &mut Body, over: &Body) {
    for attr in &over.attributes {
        match base.attributes.iter_mut().find(|own| own.name == attr.name) {
            Some(own) => *own = attr.clone(),
            None => base.attributes.push(attr.clone()),
        }
    }
    let dynamic = |block: &Block| match (block.kind.as_ref(), block.labels.first()) {
        ("dynamic", Some(kind)) => kind.clone(),
        _ => block.kind.clone(),
    };
    let (lifecycle, others): (Vec<_>, Vec<_>) =
        over.blocks.iter().partition(|block| block.kind.as_ref() == "lifecycle");
    for block in lifecycle {
        match base.blocks.iter_mut().find(|own| own.kind == block.kind) {
            Some(own) => merge(&mut own.body, &block.body),
            None => base.blocks.push(block.clone()),
        }
    }
    base.blocks.retain(|own| others.iter().all(|block| dynamic(block) != dynamic(own)));
    base.blocks.extend(others.into_iter().cloned());
}
