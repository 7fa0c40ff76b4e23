//! Terragrunt units: which module one applies, and with which inputs.

mod config;
mod functions;
mod merge;

use std::collections::BTreeSet;

use config::Config;
use functions::{Caller as _, Standing};

use super::access::text_of;
use super::library::Library;
use super::meter::Meter;
use super::origin::Origin;
use super::path;
use super::syntax::{Block, Body};
use super::unknown::Why;
use super::value::{Data, Value};
use crate::source::Place;

/// How many steps the evaluation of one unit's own files may take.
const STEPS: u64 = 2_000_000;

/// A unit.
#[derive(Debug)]
pub(super) struct Unit {
    /// Its file.
    pub file: String,
    /// What it applies.
    pub source: Source,
    /// Its inputs, those of what it includes merged in.
    pub inputs: Value,
    /// The variable files that it names, in their order.
    pub var_files: Vec<String>,
    /// The files that it includes.
    pub included: BTreeSet<String>,
}

/// What a unit applies.
#[derive(Debug)]
pub(super) enum Source {
    /// A module of the repository.
    Local(String),
    /// A module from elsewhere, as written, and where that stands.
    Elsewhere(String, Place),
    /// Nothing: it is there for others to include, or for its dependencies.
    None,
}

/// Reads a unit.
pub(super) fn read(library: &Library<'_>, file: &str, is_module: &dyn Fn(&str) -> bool) -> Option<Unit> {
    let meter = Meter::new(STEPS);
    let dir = path::folder(file);
    let body = library.body_of(file)?;
    let own = Config::new(
        library,
        &meter,
        body,
        Standing { file: file.to_owned(), dir: dir.to_owned(), original: dir.to_owned(), depth: 0 },
    );
    let mut inputs = Value::of_map(std::collections::BTreeMap::new(), None, Origin::default());
    let mut terraform: Vec<(&Config<'_>, &Block)> = Vec::new();
    let mut included = BTreeSet::new();
    for include in own.includes() {
        included.extend(include.file.clone());
        let Some(config) = &include.config else {
            let why =
                Why::File(include.file.clone().unwrap_or_default(), "it is not in the repository".to_owned());
            inputs = Value::unknowable(why, Some(include.place), Origin::default());
            continue;
        };
        let strategy = include.strategy.as_deref().unwrap_or("shallow");
        if strategy != "no_merge" {
            inputs = merge::merge(inputs, config.inputs(), strategy.starts_with("deep"));
            terraform.extend(config.body().blocks("terraform").map(|block| (config, block)));
        }
    }
    let deep = own
        .includes()
        .iter()
        .any(|include| include.strategy.as_deref().is_some_and(|name| name.starts_with("deep")));
    inputs = merge::merge(inputs, own.inputs(), deep);
    terraform.extend(body.blocks("terraform").map(|block| (&own, block)));
    let source = source(&terraform, dir, is_module);
    let var_files =
        terraform.iter().flat_map(|(config, block)| var_files(config, &block.body, dir)).collect();
    Some(Unit { file: file.to_owned(), source, inputs, var_files, included })
}

/// The last source that is written; without one the folder itself, if there is a module in it.
fn source(terraform: &[(&Config<'_>, &Block)], dir: &str, is_module: &dyn Fn(&str) -> bool) -> Source {
    let written =
        terraform.iter().rev().find_map(|(config, block)| Some((config, block.body.get("source")?)));
    let Some((config, attr)) = written else {
        return if is_module(dir) { Source::Local(dir.to_owned()) } else { Source::None };
    };
    let value = config.evaluate(&attr.value);
    let Some(text) = text_of(&value) else {
        return Source::Elsewhere("a source that is not known".to_owned(), attr.place);
    };
    if text.starts_with(['.', '/']) {
        let bare = text.split('?').next().unwrap_or_default();
        let folders = [path::join(dir, bare), path::join(path::folder(config.file()), bare)];
        if let Some(folder) = folders.into_iter().flatten().find(|folder| is_module(folder)) {
            return Source::Local(folder);
        }
    }
    Source::Elsewhere(text.to_string(), attr.place)
}

/// The variable files that `extra_arguments` name.
fn var_files(config: &Config<'_>, body: &Body, dir: &str) -> Vec<String> {
    let mut files = Vec::new();
    for block in body.blocks("extra_arguments") {
        for name in ["required_var_files", "optional_var_files"] {
            let Some(attr) = block.body.get(name) else { continue };
            let value = config.evaluate(&attr.value);
            let Data::List(items) = &value.data else { continue };
            let paths = items.iter().filter_map(text_of).filter_map(|written| path::join(dir, &written));
            files.extend(paths.filter(|path| config.library().has(path)));
        }
    }
    files
}
