//! Reads all roots within a border.

use std::collections::BTreeMap;

use super::choice;
use super::definition::Definition;
use super::estate::{Ask, Choice, Estate, Root, Stated};
use super::library::Library;
use super::module::gather::{Gathered, gather};
use super::module::state::{Definitions, Given, World};
use super::origin::Sort;
use super::path;
use super::problem::ProblemSort;
use super::roots;
use super::tree::Tree;
use crate::parallel;

/// How many steps the evaluation of all roots together may take, and that of one.
const STEPS: u64 = 400_000_000;
const STEPS_OF_ONE: u64 = 20_000_000;
/// How many other choices of a root are looked at, to see who else uses a constant.
const MOST_OTHERS: usize = 12;

/// A root with one choice, which is evaluated.
struct Job {
    root: Root,
    set: BTreeMap<String, String>,
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
        let jobs = jobs(&library, &definitions, ask);
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
fn jobs(library: &Library<'_>, definitions: &Definitions<'_>, ask: &Ask) -> Vec<Job> {
    let mut jobs = Vec::new();
    for dir in roots::folders(definitions, ask.stated.iter().map(|stated| stated.dir.as_str())) {
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
            jobs.push(Job { root: root(other.clone()), set: set.clone(), asked: false });
        }
        let taken = Root { others: chosen.others.clone(), ..root(chosen.taken.clone()) };
        jobs.push(Job { root: taken, set, asked });
    }
    jobs
}

fn evaluated(library: &Library<'_>, definitions: &Definitions<'_>, job: &Job, steps: u64) -> Root {
    let mut root = job.root.clone();
    let named = root.choice.var_files.iter().rev().map(|file| (file, Sort::NamedVarFile));
    let loaded = root.loaded.iter().rev().map(|file| (file, Sort::AutoVarFile));
    let var_files = named.chain(loaded).filter_map(|(file, sort)| {
        if let Some(body) = library.body_of(file) {
            Some((body, sort))
        } else {
            library.tell(ProblemSort::NoVarFile, file, None);
            None
        }
    });
    let given = Given {
        workspace: root.choice.workspace.as_deref().map(Into::into),
        set: job.set.clone(),
        var_files: var_files.collect(),
        inputs: None,
        fetched: roots::fetched(library, &root.dir),
    };
    if let Some(world) = World::new(library, definitions, &root.module, given, steps) {
        let Gathered { instances, calls, cut } = gather(&world);
        if let Some(what) = world.meter.spent().or(if cut { Some("resources of one root") } else { None }) {
            library.tell(ProblemSort::Budget(what), &root.dir, None);
        }
        (root.instances, root.calls) = (instances, calls);
    }
    root
}
