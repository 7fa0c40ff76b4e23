//! Which variable files and which workspace a root is applied with: those that are said, otherwise production's by
//! their names.

use std::collections::BTreeSet;

use super::environment::{self, Environment};
use super::estate::{Choice, Stated};
use super::library::Library;
use super::module::state::Definitions;
use super::path;
use super::workspace;

/// How many folders above a root its variable files are looked for.
const ABOVE: usize = 3;

/// What is taken, and what else there is.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    /// What is taken.
    pub taken: Choice,
    /// The other choices.
    pub others: Vec<Choice>,
    /// The files that Terraform loads by itself, the last wins.
    pub loaded: Vec<String>,
}

/// The choice for a root.
pub(super) fn of(library: &Library<'_>, definitions: &Definitions<'_>, dir: &str, stated: &Stated) -> Chosen {
    let loaded = loaded(library, dir);
    let found = sets(library, definitions, dir, &loaded);
    let spaces = workspace::candidates(library, definitions, dir, &loaded);
    let stated_files = stated.var_files.as_ref().map(|files| {
        files
            .iter()
            .map(|file| path::join(dir, file).unwrap_or_else(|| file.clone()))
            .collect::<Vec<String>>()
    });
    let var_files = stated_files.unwrap_or_else(|| preferred(&found).cloned().unwrap_or_default());
    let workspace = stated.workspace.clone().or_else(|| match &spaces {
        None => None,
        Some(names) => chosen_space(names, &var_files),
    });
    let taken = Choice { workspace, var_files };
    let others = others(&taken, &found, spaces.as_deref().unwrap_or_default());
    Chosen { taken, others, loaded }
}

/// The variable files that Terraform loads by itself, in its order.
pub(super) fn loaded(library: &Library<'_>, dir: &str) -> Vec<String> {
    let files: Vec<&str> = library.var_files(dir).collect();
    let exact = |name: &'static str| files.iter().filter(move |file| path::name(file) == name);
    let auto = files.iter().filter(|file| is_auto(path::name(file)));
    exact("terraform.tfvars")
        .chain(exact("terraform.tfvars.json"))
        .chain(auto)
        .map(|file| (*file).to_owned())
        .collect()
}

fn is_auto(name: &str) -> bool {
    name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json")
}

/// The variable files that may be named for a root, those that belong together in one set.
fn sets(
    library: &Library<'_>,
    definitions: &Definitions<'_>,
    dir: &str,
    loaded: &[String],
) -> Vec<Vec<String>> {
    let Some(definition) = definitions.get(dir) else { return Vec::new() };
    let said: BTreeSet<&str> = loaded
        .iter()
        .filter_map(|file| library.body_of(file))
        .flat_map(|body| body.attributes.iter().map(|attr| attr.name.as_ref()))
        .collect();
    let is_open = |name: &str| {
        definition.variables.get(name).is_some_and(|block| block.body.get("default").is_none())
            && !said.contains(name)
    };
    let sets_any = |file: &&str, of: &dyn Fn(&str) -> bool| {
        library.body_of(file).is_some_and(|body| body.attributes.iter().any(|attr| of(&attr.name)))
    };
    let declared = |name: &str| definition.variables.contains_key(name);
    // Another root or module below keeps its own.
    let is_others = |file: &str, top: &str| {
        path::above(path::folder(file))
            .take_while(|folder| *folder != top)
            .any(|folder| definitions.get(folder).is_some_and(super::definition::Definition::creates))
    };
    let own: Vec<&str> = library
        .all_var_files()
        .filter(|file| path::is_below(file, dir) && !is_others(file, dir))
        .filter(|file| !loaded.iter().any(|loaded| loaded == file))
        .filter(|file| sets_any(file, &declared))
        .collect();
    if !own.is_empty() {
        return grouped(&own, dir);
    }
    if !definition.variables.keys().any(|name| is_open(name)) {
        return Vec::new();
    }
    for top in path::above(dir).skip(1).take(ABOVE) {
        let near: Vec<&str> = library
            .all_var_files()
            .filter(|file| path::is_below(file, top) && !is_others(file, top))
            .filter(|file| sets_any(file, &is_open))
            .collect();
        if !near.is_empty() {
            return grouped(&near, top);
        }
    }
    Vec::new()
}

/// The name of a variable file without its endings.
fn stem(file: &str) -> &str {
    path::name(file).trim_end_matches(".json").trim_end_matches(".tfvars")
}

/// Files in a folder of one environment belong together; otherwise each is for itself. What is common to all comes
/// first in each.
fn grouped(files: &[&str], top: &str) -> Vec<Vec<String>> {
    let relative = |file: &str| file.strip_prefix(top).unwrap_or(file).trim_start_matches('/').to_owned();
    let by_folder = |file: &str| {
        let says = |name: &str| matches!(environment::of(name), Environment::Production | Environment::Other);
        let folder = relative(file);
        says(path::folder(&folder)) && !says(stem(file))
    };
    let common: Vec<&str> = files
        .iter()
        .copied()
        .filter(|file| !by_folder(file) && environment::of(stem(file)) == Environment::Common)
        .collect();
    let mut sets: Vec<(String, Vec<String>)> = Vec::new();
    for file in files.iter().filter(|file| !common.contains(file)) {
        let key = if by_folder(file) { path::folder(file).to_owned() } else { (*file).to_owned() };
        match sets.iter_mut().find(|(own, _)| *own == key) {
            Some((_, set)) => set.push((*file).to_owned()),
            None => sets.push((key, vec![(*file).to_owned()])),
        }
    }
    if sets.is_empty() && !common.is_empty() {
        return vec![common.iter().map(|file| (*file).to_owned()).collect()];
    }
    let with_common = |set: Vec<String>| common.iter().map(|file| (*file).to_owned()).chain(set).collect();
    sets.into_iter().map(|(_, set)| with_common(set)).collect()
}

/// The environment that a set of files says.
fn says(set: &[String]) -> Environment {
    set.last().map_or(Environment::None, |file| environment::of(file))
}

/// Production's set, or the only one.
fn preferred(sets: &[Vec<String>]) -> Option<&Vec<String>> {
    if let [only] = sets {
        return Some(only);
    }
    // `prod` is said of the whole, `auth-prod` of a part.
    let production = sets.iter().filter(|set| says(set) == Environment::Production);
    production.min_by_key(|set| set.last().map(|file| (stem(file).len(), file.len())))
}

/// The workspace whose name goes with the variable files, production's, or Terraform's own where the files name it. What
/// they compare in another way names none, and which one it is is not known then.
fn chosen_space(names: &[String], var_files: &[String]) -> Option<String> {
    let paired = var_files.last().and_then(|file| paired(names, file));
    paired
        .or_else(|| {
            let production = names.iter().filter(|name| environment::of(name) == Environment::Production);
            production.min_by_key(|name| name.len())
        })
        .or_else(|| names.iter().find(|name| *name == "default"))
        .cloned()
}

/// The workspace that goes with a variable file: the one of its name, otherwise of its environment's word.
fn paired<'a>(names: &'a [String], file: &str) -> Option<&'a String> {
    let word = environment::word(file);
    names
        .iter()
        .find(|name| **name == stem(file))
        .or_else(|| names.iter().find(|name| environment::word(name) == word))
}

/// The other sets of files, each with its workspace, and the other workspaces.
fn others(taken: &Choice, sets: &[Vec<String>], spaces: &[String]) -> Vec<Choice> {
    let mut others: Vec<Choice> = Vec::new();
    for set in sets.iter().filter(|set| **set != taken.var_files) {
        let paired = set.last().and_then(|file| paired(spaces, file)).cloned();
        others.push(Choice { workspace: paired.or_else(|| taken.workspace.clone()), var_files: set.clone() });
    }
    for name in spaces {
        let is_new = |choice: &Choice| choice.workspace.as_ref() != Some(name);
        if is_new(taken) && others.iter().all(is_new) {
            others.push(Choice { workspace: Some(name.clone()), var_files: taken.var_files.clone() });
        }
    }
    others
}
