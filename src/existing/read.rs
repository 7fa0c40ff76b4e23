//! Reads all roots within a border.

use std::collections::{BTreeMap, BTreeSet};

use super::definition::Definition;
use super::estate::{Ask, Choice, Estate, Root, Stated};
use super::instance::{Attribute, Call, Content, Exists};
use super::library::Library;
use super::module::gather::{Gathered, gather};
use super::module::outward::{passed, words};
use super::module::state::{Definitions, Given, VarFile, World};
use super::origin::Sort;
use super::problem::ProblemSort;
use super::tree::Tree;
use super::unit::{self, Source, Unit};
use super::value::{Data, Value};
use super::{access, choice, path, roots};
use crate::order::Order as _;
use crate::parallel;
use crate::source::Place;

/// How many steps the evaluation of all roots together may take, and that of one.
const STEPS: u64 = 100_000_000;
const STEPS_OF_ONE: u64 = 4_000_000;
/// How many other choices of a root are looked at, to see who else uses a constant.
const MOST_OTHERS: usize = 12;

/// A root with one choice, which is evaluated.
struct Job {
    root: Root,
    set: BTreeMap<String, String>,
    inputs: Option<Value>,
    asked: bool,
}

/// Reads all roots within a border.
#[must_use]
pub fn read(tree: &dyn Tree, ask: &Ask) -> Estate {
    let library = Library::new(tree);
    let (done, asked) = {
        let definitions: Definitions<'_> = library
            .folders()
            .map(|folder| {
                let (files, overrides) = library.configuration(folder);
                (folder, Definition::new(&files, &overrides))
            })
            .collect();
        let is_module = |folder: &str| definitions.get(folder).is_some_and(Definition::declares);
        let files: Vec<&str> = library.units().collect();
        let units = parallel::map_deep(&files, |file| unit::read(&library, file, &is_module));
        let units: Vec<Unit> = units.into_iter().flatten().collect();
        let mut jobs = of_roots(&library, &definitions, ask, &units);
        jobs.extend(of_units(&library, ask, units));
        jobs.order_by(|left, right| {
            (&left.root.dir, &left.root.choice).cmp(&(&right.root.dir, &right.root.choice))
        });
        let steps = (STEPS / (jobs.len() as u64).max(1)).min(STEPS_OF_ONE);
        let done = parallel::map_deep(&jobs, |job| evaluated(&library, &definitions, job, steps));
        (done, jobs.iter().map(|job| job.asked).collect::<Vec<bool>>())
    };
    let (mut roots, mut elsewhere) = (Vec::new(), Vec::new());
    for (root, asked) in done.into_iter().zip(asked) {
        if asked { roots.push(root) } else { elsewhere.push(root) }
    }
    let (sources, problems) = library.finish();
    Estate::new(sources, roots, elsewhere, problems)
}

/// Every root with the choice that is taken, and with the others.
fn of_roots(library: &Library<'_>, definitions: &Definitions<'_>, ask: &Ask, units: &[Unit]) -> Vec<Job> {
    let mut jobs = Vec::new();
    let applied: BTreeSet<&str> = units
        .iter()
        .filter_map(|unit| match &unit.source {
            Source::Local(folder) => Some(folder.as_str()),
            Source::Elsewhere(..) | Source::None => None,
        })
        .collect();
    let is_unit = |dir: &str| {
        let applies = |unit: &&Unit| !matches!(unit.source, Source::None);
        units.iter().filter(applies).any(|unit| path::folder(&unit.file) == dir)
    };
    let is_stated = |dir: &str| ask.stated.iter().any(|stated| stated.dir == dir);
    for dir in roots::folders(definitions, ask.stated.iter().map(|stated| stated.dir.as_str())) {
        if applied.contains(dir.as_str()) && !is_stated(&dir) {
            continue;
        }
        // The folder of a unit that is said to be a root is that unit.
        if is_unit(&dir) && !definitions.get(dir.as_str()).is_some_and(Definition::creates) {
            continue;
        }
        let stated = ask.stated.iter().find(|stated| stated.dir == dir).cloned().unwrap_or_else(|| Stated {
            workspace: ask.workspace.clone(),
            var_files: ask
                .var_files
                .clone()
                .map(|files| files.iter().map(|file| format!("/{file}")).collect()),
            ..Stated::default()
        });
        let set: BTreeMap<String, String> = stated.set.iter().cloned().collect();
        let chosen = choice::of(library, definitions, &dir, &stated);
        let asked = path::is_below(&dir, &ask.below);
        let root = |choice: Choice| Root {
            dir: dir.clone(),
            module: dir.clone(),
            choice,
            stated: stated.workspace.is_some() || stated.var_files.is_some(),
            loaded: chosen.loaded.clone(),
            ..Root::default()
        };
        for other in chosen.others.iter().take(MOST_OTHERS) {
            jobs.push(Job { root: root(other.clone()), set: set.clone(), inputs: None, asked: false });
        }
        let taken = Root { others: chosen.others.clone(), ..root(chosen.taken.clone()) };
        jobs.push(Job { root: taken, set, inputs: None, asked });
    }
    jobs
}

/// Every unit that applies something.
fn of_units(library: &Library<'_>, ask: &Ask, units: Vec<Unit>) -> Vec<Job> {
    let parents: BTreeSet<String> = units.iter().flat_map(|unit| unit.included.iter().cloned()).collect();
    let mut jobs = Vec::new();
    for unit in units.into_iter().filter(|unit| !parents.contains(&unit.file)) {
        let dir = path::folder(&unit.file).to_owned();
        let mut root = Root { dir: dir.clone(), unit: Some(unit.file), ..Root::default() };
        match unit.source {
            Source::None => continue,
            Source::Local(folder) => {
                root.loaded = choice::loaded(library, &folder);
                if folder != dir {
                    root.loaded.extend(choice::loaded(library, &dir));
                }
                root.module = folder;
            }
            Source::Elsewhere(source, place) => root.calls.push(call(source, place, &unit.inputs)),
        }
        root.choice.var_files = unit.var_files;
        let asked = path::is_below(&dir, &ask.below);
        jobs.push(Job { root, set: BTreeMap::new(), inputs: Some(unit.inputs), asked });
    }
    jobs
}

/// A unit whose module is elsewhere: its inputs are the arguments.
fn call(source: String, place: Place, inputs: &Value) -> Call {
    let attribute = |name: &std::sync::Arc<str>| {
        let value = access::entry(inputs, name, None);
        let place = value.origin.constant().map_or(place, |constant| constant.place);
        Attribute { name: name.clone(), place, value }
    };
    let attributes = match &inputs.data {
        Data::Map(map) => map.entries.keys().map(attribute).collect(),
        _ => Vec::new(),
    };
    Call {
        address: "".into(),
        source: source.into(),
        version: None,
        exists: Exists::Yes,
        place,
        repeat: None,
        arguments: Content { attributes, blocks: Vec::new() },
    }
}

fn evaluated(library: &Library<'_>, definitions: &Definitions<'_>, job: &Job, steps: u64) -> Root {
    let mut root = job.root.clone();
    if root.unit.is_some() && !root.calls.is_empty() {
        return root;
    }
    let named = root.choice.var_files.iter().rev().map(|file| (file, Sort::NamedVarFile));
    let loaded = root.loaded.iter().rev().map(|file| (file, Sort::AutoVarFile));
    let mut var_files = Vec::new();
    for (path, sort) in named.chain(loaded) {
        if !library.has(path) {
            library.tell(ProblemSort::NoVarFile, path, None);
        }
        var_files.push(VarFile { path: path.clone(), body: library.body_of(path), sort });
    }
    let given = Given {
        workspace: root.choice.workspace.as_deref().map(Into::into),
        set: job.set.clone(),
        var_files,
        inputs: job.inputs.clone(),
        fetched: roots::fetched(library, &root.dir),
    };
    if let Some(world) = World::new(library, definitions, &root.module, given, steps) {
        let Gathered { instances, calls, providers, cut } = gather(&world);
        root.words = words(&world, &root.choice.var_files);
        root.passed = if job.asked { passed(&world) } else { Vec::new() };
        if let Some(what) = world.meter.spent().or(if cut { Some("resources of one root") } else { None }) {
            library.tell(ProblemSort::Budget(what), &root.dir, None);
        }
        (root.instances, root.calls, root.providers) = (instances, calls, providers);
    }
    root
}
