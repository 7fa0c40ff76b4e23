//! What tells roots apart: the environment that each is of, and the names that it may have.

use crate::existing::environment::{self, Environment};
use crate::existing::estate::{Choice, Root};

/// The environment that a root is of: by its workspace, its variable files or its folder.
pub(super) fn environment_of(root: &Root) -> Environment {
    environment::of(&environment_word(root))
}

/// The word that says the environment of a root; empty where none does.
pub(super) fn environment_word(root: &Root) -> String {
    let Choice { workspace, var_files } = &root.choice;
    let said = [workspace.as_deref(), var_files.last().map(String::as_str), Some(&*root.dir)];
    let words = said.into_iter().flatten().map(environment::word);
    let says = |word: &String| matches!(environment::of(word), Environment::Production | Environment::Other);
    words.into_iter().find(says).unwrap_or_default()
}

/// The names that a root may have, the best first: its workspace, the name of its variable file, or its folder, with
/// more and more of the folders around it.
pub(super) fn root_names(root: &Root) -> Vec<String> {
    let Choice { workspace, var_files } = &root.choice;
    let stem = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or_default();
        name.split('.').next().unwrap_or_default().to_owned()
    };
    let environment = workspace.clone().or_else(|| var_files.last().map(|file| stem(file)));
    let folders: Vec<&str> = root.dir.split('/').filter(|folder| !folder.is_empty()).collect();
    let clean = |text: &str| {
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
        text.chars().map(plain).collect::<String>().trim_matches('-').to_owned()
    };
    let around = (0..folders.len()).rev().map(|from| clean(&folders[from..].join("-")));
    let around = around.chain(folders.is_empty().then(|| "main".to_owned()));
    let names: Vec<String> = match environment.as_deref().map(clean) {
        Some(own) => {
            let both = around.map(|folder| format!("{folder}-{own}"));
            std::iter::once(own.clone()).chain(both).collect()
        }
        None => around.collect(),
    };
    names.into_iter().filter(|name| !name.is_empty() && name.len() <= 63).collect()
}
