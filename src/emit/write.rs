//! Files to disk: built beside the old tree and swapped in, so that whatever happens on the way the
//! old tree is whole. Files without scaleprof's header belong to the user and are carried over.

pub mod error;
pub mod stage;
pub mod swap;
pub mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use crate::artifact::{Artifact, HEADER, layout};
use crate::emit::write::error::{WriteError, at, unread};
use crate::{files, parallel};
use stage::{PATIENCE, STAGE, Stage, lock, remove_leftovers};
use swap::{carry_over, swap};
use tree::{read_tree, starts_with_header};

/// How a folder differs from what would be written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Not there yet.
    pub new: Vec<String>,
    /// There with another text.
    pub changed: Vec<String>,
    /// Written by an earlier build, and not needed any more.
    pub orphaned: Vec<String>,
}

impl Difference {
    /// Whether the folder is as it would be written.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty() && self.orphaned.is_empty()
    }
}

/// Compares the folder `generated/<profile>` with `artifacts`, and writes nothing.
///
/// # Errors
/// When the folder cannot be read, or a file of the user's own is in the way.
pub fn compare(folder: &Path, artifacts: &[Artifact]) -> Result<Difference, WriteError> {
    let artifacts = with_manifest(artifacts);
    let tree = read_tree(folder)?;
    let is_foreign = |path: &str| tree.files.contains(path) && !tree.own.contains(path);
    let in_the_way: BTreeSet<&str> = artifacts
        .keys()
        .flat_map(|path| {
            std::iter::once((*path, tree.folders.contains(*path))).chain(folders_of(path).map(|f| (f, false)))
        })
        .filter(|(path, blocked)| *blocked || is_foreign(path))
        .map(|(path, _)| path)
        .collect();
    if !in_the_way.is_empty() {
        return Err(WriteError::Foreign(in_the_way.into_iter().map(str::to_owned).collect()));
    }
    let mut difference = Difference::default();
    for (path, text) in &artifacts {
        if !tree.own.contains(*path) {
            difference.new.push((*path).to_owned());
        } else if !files::holds(&folder.join(path), text.as_bytes()).map_err(unread(&folder.join(path)))? {
            difference.changed.push((*path).to_owned());
        }
    }
    difference.orphaned =
        tree.own.iter().filter(|path| !artifacts.contains_key(path.as_str())).cloned().collect();
    Ok(difference)
}

/// The folders above a path: `a`, `a/b` for `a/b/c`.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

/// The folder that holds `path`.
fn parent_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes the folder `generated/<profile>` hold exactly `artifacts` beside the user's own files. `say` hears, a
/// line each, what else is done: that it waits for another build, and what a killed one has left.
///
/// # Errors
/// When that cannot be done; then the folder is as it was.
pub fn write(folder: &Path, artifacts: &[Artifact], say: &dyn Fn(&str)) -> Result<Difference, WriteError> {
    let parent = parent_of(folder);
    fs::create_dir_all(parent).map_err(at(parent))?;
    let _lock = lock(parent, PATIENCE, say)?;
    remove_leftovers(parent, say)?;
    let difference = compare(folder, artifacts)?;
    if difference.is_empty() {
        return Ok(difference);
    }
    let stage = Stage::new(parent)?;
    let tree = stage.tree();
    let files: Vec<_> = with_manifest(artifacts).into_iter().collect();
    let folders: BTreeSet<&Path> = files.iter().filter_map(|(path, _)| Path::new(path).parent()).collect();
    for below in folders {
        let path = tree.join(below);
        fs::create_dir_all(&path).map_err(at(&path))?;
    }
    let touched: BTreeSet<&str> =
        difference.new.iter().chain(&difference.changed).map(String::as_str).collect();
    let written = parallel::map(&files, |(path, text)| {
        let target = tree.join(path);
        // What is as it was is the same file under a second name.
        if !touched.contains(*path) && fs::hard_link(folder.join(path), &target).is_ok() {
            return Ok(());
        }
        fs::write(&target, &**text).map_err(at(&target))
    });
    written.into_iter().collect::<Result<(), _>>()?;
    if folder.symlink_metadata().is_ok() {
        carry_over(folder, &tree)?;
        swap(&stage, folder)?;
    } else {
        fs::rename(&tree, folder).map_err(at(folder))?;
    }
    // What is left in the stage is the old tree; it goes with it.
    Ok(difference)
}

/// Replaces one file with a header, atomically. Does nothing when the text is the same. `say` hears that it
/// waits for another build.
///
/// # Errors
/// When it cannot be written, or a file of the user's own is there.
pub fn write_file(path: &Path, text: &str, say: &dyn Fn(&str)) -> Result<bool, WriteError> {
    match files::holds(path, text.as_bytes()) {
        Ok(true) => return Ok(false),
        Ok(false) if !starts_with_header(path)? => {
            return Err(WriteError::Foreign(vec![path.display().to_string()]));
        }
        Ok(false) => {}
        Err(error) if error.is_absent() => {}
        Err(error) => return Err(unread(path)(error)),
    }
    let parent = parent_of(path);
    fs::create_dir_all(parent).map_err(at(parent))?;
    // Or a build beside this one takes the new text for the leftover of a killed run.
    let _lock = lock(parent, PATIENCE, say)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(STAGE);
    // A temporary file is closed to others; this one is for them too.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let mut stage = builder.tempfile_in(parent).map_err(at(parent))?;
    io::Write::write_all(&mut stage, text.as_bytes()).map_err(at(path))?;
    stage.persist(path).map_err(|error| WriteError::Io(path.to_owned(), error.error))?;
    Ok(true)
}

/// The texts by path, and the list of those without a header among them.
fn with_manifest(artifacts: &[Artifact]) -> BTreeMap<&str, std::borrow::Cow<'_, str>> {
    let mut files: BTreeMap<&str, std::borrow::Cow<'_, str>> =
        artifacts.iter().map(|a| (a.path.as_str(), a.text.as_str().into())).collect();
    let mut manifest = format!("# {HEADER}\n# The files below have no room for this line.\n");
    let bare: BTreeSet<&str> = artifacts.iter().filter(|a| a.bare).map(|a| a.path.as_str()).collect();
    if !bare.is_empty() {
        for path in bare {
            manifest.push_str(path);
            manifest.push('\n');
        }
        files.insert(layout::MANIFEST, manifest.into());
    }
    files
}
