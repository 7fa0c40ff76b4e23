//! The sizes of one version of a file.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::cloud::existing::Existing;
use crate::cloud::existing::path::Path;
use crate::cloud::existing::sort::Sort;
use crate::existing::constant::hcl::of_hcl;
use crate::existing::constant::json::{of_json, of_yaml};
use crate::existing::constant::{Constant, Stands, Step, written};
use crate::lookback::says::temporary_here;

/// The most sizes of one file that are followed.
const MOST: usize = 20_000;

/// A size in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    /// The way to it, which tells it from all others of its folder or, in a file of variables, of its file.
    pub key: Arc<str>,
    /// How its value is written.
    pub sort: Sort,
    /// What it is; nothing where it is computed.
    pub value: Option<Value>,
    /// The line, from 1.
    pub line: usize,
    /// By which words a comment calls it temporary.
    pub says: Option<&'static str>,
    /// How many there are that only their order tells apart.
    pub alike: usize,
}

/// The value of a size.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A number.
    Number(Decimal),
    /// The name of a type of machine, a class or a node type.
    Machine(Arc<str>),
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.normalize().fmt(f),
            Self::Machine(name) => f.write_str(name),
        }
    }
}

/// The vCPUs and the memory of a machine by its name.
pub type Figures<'a> = &'a (dyn Fn(&str) -> Option<(u32, u64)> + Sync);

impl Value {
    /// Which of two sizes is larger. Nothing where neither is: more vCPUs and less memory, or a machine that is not
    /// known.
    #[must_use]
    pub fn order(&self, other: &Self, figures: Figures<'_>) -> Option<Ordering> {
        match (self, other) {
            (Self::Number(own), Self::Number(other)) => Some(own.cmp(other)),
            (Self::Machine(own), Self::Machine(other)) if own == other => Some(Ordering::Equal),
            (Self::Machine(own), Self::Machine(other)) => {
                let (own, other) = (figures(own)?, figures(other)?);
                match (own.0.cmp(&other.0), own.1.cmp(&other.1)) {
                    (cpu, memory) if cpu == memory => Some(cpu),
                    (Ordering::Equal, order) | (order, Ordering::Equal) => Some(order),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// What a file is to Terraform, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileSort {
    /// Resources, variables and calls of modules; all files of a folder are one.
    Module,
    /// Values of variables.
    Variables,
    /// A unit of Terragrunt.
    Unit,
    /// Values that the configuration reads by itself. Only those are asked for: other files so named are none of Terraform.
    Data,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// In Terraform's own language.
    Hcl,
    /// In JSON.
    Json,
    /// In YAML.
    Yaml,
}

impl Form {
    /// Hands each constant of a text to `take`. False where the text cannot be read.
    fn constants(self, text: &str, take: &mut dyn FnMut(&Constant<'_, '_>)) -> bool {
        match self {
            Self::Hcl => of_hcl(text, take),
            Self::Json => of_json(text, take),
            Self::Yaml => of_yaml(text, take),
        }
    }
}

impl FileSort {
    /// What a file is, and how it is written. Nothing for other files.
    #[must_use]
    pub fn of(path: &str) -> Option<(Self, Form)> {
        let ends = |end: &str| path.len() > end.len() && path.ends_with(end);
        Some(match path {
            _ if ends(".tf") => (Self::Module, Form::Hcl),
            _ if ends(".tf.json") => (Self::Module, Form::Json),
            _ if ends(".tfvars") => (Self::Variables, Form::Hcl),
            _ if ends(".tfvars.json") => (Self::Variables, Form::Json),
            _ if ends(".lock.hcl") => return None,
            _ if ends(".hcl") => (Self::Unit, Form::Hcl),
            _ if ends(".yaml") || ends(".yml") => (Self::Data, Form::Yaml),
            _ if ends(".json") => (Self::Data, Form::Json),
            _ => return None,
        })
    }
}

/// What is known to be a size.
#[derive(Debug)]
pub struct Known {
    /// What the cloud says of resources and names.
    tables: &'static Existing,
    /// What the configuration of today makes a size of something, by the folder of a module (none for files of values,
    /// which every environment has one of) and the way to it.
    used: HashMap<(Option<Arc<str>>, Arc<str>), Sort>,
    /// The files of values that the configuration of today reads by itself, and that have sizes.
    pub data: Vec<String>,
}

impl Known {
    /// What the tables of a cloud say.
    #[must_use]
    pub fn new(tables: &'static Existing) -> Self {
        Self { tables, used: HashMap::new(), data: Vec::new() }
    }

    /// Adds what the configuration of today makes a size of something: constants of a file, by the byte at which each
    /// starts.
    pub fn add(&mut self, path: &str, text: &str, starts: &BTreeMap<usize, Sort>) {
        let Some((file, form)) = FileSort::of(path) else { return };
        if file == FileSort::Data {
            self.data.push(path.into());
        }
        let mut take = |constant: &Constant<'_, '_>| {
            let Some(sort) = starts.get(&constant.start) else { return };
            if let Some(Way::Named(head, steps)) = place(constant.way, file) {
                let key = format!("{head}{}", written(&steps));
                self.used.insert((module(path, file), key.into()), *sort);
            }
        };
        _ = form.constants(text, &mut take);
    }
}

/// The folder of a module's file.
fn module(path: &str, sort: FileSort) -> Option<Arc<str>> {
    (sort == FileSort::Module).then(|| path.rsplit_once('/').map_or("", |(folder, _)| folder).into())
}

/// The sizes of a file. Nothing where it cannot be read.
#[must_use]
pub fn sizes(path: &str, text: &str, known: &Known) -> Option<Vec<Size>> {
    let (sort, form) = FileSort::of(path)?;
    let module = module(path, sort);
    let mut found: Vec<Size> = Vec::new();
    let mut groups: Vec<String> = Vec::new();
    let mut take = |constant: &Constant<'_, '_>| {
        if found.len() >= MOST {
            return;
        }
        let Some(way) = place(constant.way, sort) else { return };
        let Some((key, sort, value)) = way.size(constant, module.as_ref(), known) else { return };
        let by_order = |step: &Step<'_>| step.at > 0 || step.name.is_empty() && step.key.is_none();
        let ordered = constant.way.iter().any(by_order);
        let nth = constant.way.iter().map(|step| Step { at: 0, ..*step }).collect::<Vec<_>>();
        groups.push(if ordered || nth.len() > 3 { written(&nth) } else { String::new() });
        let says = constant.remarks.iter().find_map(|remark| temporary_here(remark));
        found.push(Size { key: key.into(), sort, value, line: constant.line, says, alike: 1 });
    };
    if !form.constants(text, &mut take) {
        return None;
    }
    let mut count: HashMap<&str, usize> = HashMap::new();
    for group in groups.iter().filter(|group| !group.is_empty()) {
        *count.entry(group).or_default() += 1;
    }
    for (size, group) in found.iter_mut().zip(&groups) {
        size.alike = count.get(&**group).copied().unwrap_or(1);
    }
    Some(found)
}

/// A way within its part of a file.
enum Way<'a, 't> {
    /// An attribute of a resource: its type, its name, the way in it.
    Resource(&'t str, &'t str, &'a [Step<'t>]),
    /// A value that has a name: how the way begins as people write it, and the steps that have names.
    Named(&'static str, Vec<Step<'t>>),
}

/// Which part of a file a way is in. Nothing for parts without sizes.
fn place<'a, 't>(way: &'a [Step<'t>], sort: FileSort) -> Option<Way<'a, 't>> {
    if matches!(sort, FileSort::Variables | FileSort::Data) {
        return Some(Way::Named("", way.to_vec()));
    }
    match way {
        [first, kind, name, rest @ ..] if first.name == "resource" && !rest.is_empty() => {
            Some(Way::Resource(kind.name, name.name, rest))
        }
        [first, name, default, rest @ ..] if first.name == "variable" && default.name == "default" => {
            Some(Way::Named("var.", std::iter::once(*name).chain(rest.iter().copied()).collect()))
        }
        [first, rest @ ..] if first.name == "locals" && !rest.is_empty() => {
            Some(Way::Named("local.", rest.to_vec()))
        }
        [first, rest @ ..] if first.name == "module" && rest.len() > 1 => {
            Some(Way::Named("module.", rest.to_vec()))
        }
        [first, rest @ ..] if first.name == "inputs" && sort == FileSort::Unit && !rest.is_empty() => {
            Some(Way::Named("inputs.", rest.to_vec()))
        }
        _ => None,
    }
}

impl Way<'_, '_> {
    /// The key, the sort and the value, if the constant is a size.
    fn size(
        &self,
        constant: &Constant<'_, '_>,
        module: Option<&Arc<str>>,
        known: &Known,
    ) -> Option<(String, Sort, Option<Value>)> {
        let tables = known.tables;
        match self {
            Self::Resource(kind, name, rest) => {
                let row = tables.sizes_of(kind).find(|row| is_at(&row.path, rest))?;
                let value = meant(&constant.stands, row.sort)?;
                Some((format!("{kind}.{name}.{}", written(rest)), row.sort, value.value()))
            }
            Self::Named(head, steps) => {
                // An argument of a module that another resource of the same name has says nothing; its own does.
                let names = if *head == "module." { &steps[1..] } else { steps };
                let named = names.iter().rev().filter(|step| !step.name.is_empty());
                let by_name = named.map(|step| step.name).find_map(|name| tables.input(name));
                let key: Arc<str> = format!("{head}{}", written(steps)).into();
                let used = known.used.get(&(module.cloned(), key.clone())).copied();
                let named = used.or_else(|| by_name.map(|(_, sort)| sort));
                let (sort, value) = match (named, &constant.stands) {
                    (Some(sort), stands) if meant(stands, sort).is_some() => {
                        (sort, meant(stands, sort)?.value())
                    }
                    (_, Stands::Text(text)) if text.contains('.') && (tables.knows)(None, text) => {
                        (Sort::Machine, Some(Value::Machine((*text).into())))
                    }
                    _ => return None,
                };
                Some((key.to_string(), sort, value))
            }
        }
    }
}

/// Whether a way is the one that a table has.
fn is_at(path: &Path, way: &[Step<'_>]) -> bool {
    let way: Vec<&Step<'_>> = way.iter().filter(|step| !step.name.is_empty()).collect();
    path.is_way(&way.iter().map(|step| (step.name, step.key)).collect::<Vec<_>>())
}

/// What stands there in place of a size.
enum Meant {
    Value(Value),
    Computed,
}

impl Meant {
    fn value(self) -> Option<Value> {
        match self {
            Self::Value(value) => Some(value),
            Self::Computed => None,
        }
    }
}

/// What stands there as the value of a size. Nothing for what is no size.
fn meant(stands: &Stands<'_>, sort: Sort) -> Option<Meant> {
    let value = match (sort, stands) {
        (Sort::Target | Sort::Step | Sort::Flag, _) => return None,
        (_, Stands::Computed) => return Some(Meant::Computed),
        (Sort::Machine, Stands::Text(text)) if is_machine(text) => Value::Machine((*text).into()),
        (Sort::Machine, _) => return None,
        (_, Stands::Number(number)) => Value::Number(*number),
        (_, Stands::Text(text)) => Value::Number(text.parse().ok()?),
    };
    Some(Meant::Value(value))
}

/// Whether a text can be the name of a type of machine; no other text of a file is shown.
fn is_machine(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
    text.len() <= 48 && text.contains('.') && text.bytes().all(plain)
}
