//! What git had of the files before, asked when something wants to know it, and once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Git, GitError};
use crate::in_place::before::Before;

/// A commit that changed a file, the name of the file in it, and its text once git was asked.
type Version = (String, String, Option<String>);

/// What a repository knows of the files before; nothing where there is none.
pub(in crate::commands) fn before(git: &Arc<Result<Git, GitError>>) -> Before {
    let (files, own): (Mutex<BTreeMap<String, Vec<Version>>>, _) = (Mutex::default(), git.clone());
    let past = move |path: &str, at: usize| {
        let git = own.as_ref().as_ref().ok()?;
        let mut files = files.lock().unwrap_or_else(PoisonError::into_inner);
        let versions = || git.followed(path).unwrap_or_default().into_iter();
        let own = files
            .entry(path.to_owned())
            .or_insert_with(|| versions().map(|(commit, name)| (commit, name, None)).collect());
        let (commit, name, text) = own.get_mut(at)?;
        // A commit without the file has taken it away.
        Some(text.get_or_insert_with(|| git.text(commit, name).ok().flatten().unwrap_or_default()).clone())
    };
    let own = git.clone();
    let together = move |paths: &[String]| {
        let git = own.as_ref().as_ref().ok();
        git.and_then(|git| git.together(paths).ok()).unwrap_or_default()
    };
    Before { past: Box::new(past), together: Box::new(together) }
}
