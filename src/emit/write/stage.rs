//! Folders that a new tree is built in, one build at a time, and what a killed build has left of them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::artifact::{HEADER, layout};
use crate::emit::write::error::{WriteError, at};
use crate::emit::write::tree::starts_with_header;
use crate::files::lock::{self, LockError};

/// Staging folders and files are named so.
pub(super) const STAGE: &str = ".scaleprof-stage-";
/// The new tree in a staging folder.
const NEW: &str = "new";
/// Where the old tree waits under its own name, where two folders cannot be exchanged in one step.
const OLD: &str = "old";

/// A staging folder; it goes when this does.
pub(super) struct Stage {
    path: PathBuf,
}

impl Stage {
    /// A new one, with the folder of the new tree, and a file in it that says whose it is.
    pub(super) fn new(parent: &Path) -> Result<Self, WriteError> {
        let made = tempfile::Builder::new().prefix(STAGE).tempdir_in(parent).map_err(at(parent))?;
        let stage = Self { path: made.keep() };
        let mark = stage.path.join(layout::MANIFEST);
        fs::write(&mark, format!("# {HEADER}\n")).map_err(at(&mark))?;
        fs::create_dir(stage.tree()).map_err(at(&stage.path))?;
        Ok(stage)
    }

    /// Where the new tree is built: a folder that is there and empty at first. It is made with the user's own permissions; the stage itself is closed
    /// to others.
    pub(super) fn tree(&self) -> PathBuf {
        self.path.join(NEW)
    }

    /// Where the old tree waits.
    pub(super) fn old(&self) -> PathBuf {
        self.path.join(OLD)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What stays is removed by the next build.
        let _ = remove(&self.path);
    }
}

/// Removes a staging folder, and last of it what says whose it is.
fn remove(stage: &Path) -> io::Result<()> {
    for name in [NEW, OLD] {
        match fs::remove_dir_all(stage.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    match fs::remove_file(stage.join(layout::MANIFEST)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    // A folder with something else in it stays.
    fs::remove_dir(stage)
}

/// Removes what a killed build has left, if it is scaleprof's for certain or empty, and says so. An old tree
/// that no new one has taken the place of goes back.
pub(super) fn remove_leftovers(parent: &Path, say: &dyn Fn(&str)) -> Result<(), WriteError> {
    for entry in fs::read_dir(parent).map_err(at(parent))?.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let Some(kind) = entry.file_type().ok().filter(|_| name.to_string_lossy().starts_with(STAGE)) else {
            continue;
        };
        let ours = if kind.is_dir() {
            // A build may be killed before it has said whose the folder is.
            let mut inside = fs::read_dir(&path).map_err(at(&path))?.flatten();
            is_ours(&path.join(layout::MANIFEST))
                || inside.all(|entry| entry.file_name() == layout::MANIFEST && is_empty(&entry))
        } else {
            is_ours(&path) || is_empty(&entry)
        };
        if !ours {
            say(&format!("left alone, for it is not scaleprof's: {}", path.display()));
            continue;
        }
        if kind.is_dir() {
            put_back(&path.join(OLD), parent, say)?;
            remove(&path).map_err(at(&path))?;
        } else {
            fs::remove_file(&path).map_err(at(&path))?;
        }
        say(&format!("removed what a build that did not end has left: {}", path.display()));
    }
    Ok(())
}

/// Moves old trees whose place is empty back to it.
fn put_back(old: &Path, parent: &Path, say: &dyn Fn(&str)) -> Result<(), WriteError> {
    if !old.symlink_metadata().is_ok_and(|data| data.is_dir()) {
        return Ok(());
    }
    for tree in fs::read_dir(old).map_err(at(old))?.flatten() {
        let home = parent.join(tree.file_name());
        if home.symlink_metadata().is_err() {
            fs::rename(tree.path(), &home).map_err(at(&home))?;
            say(&format!("put back, for a build did not end: {}", home.display()));
        }
    }
    Ok(())
}

fn is_empty(entry: &fs::DirEntry) -> bool {
    entry.metadata().is_ok_and(|data| data.is_file() && data.len() == 0)
}

/// Whether a plain file has scaleprof's header.
fn is_ours(file: &Path) -> bool {
    file.symlink_metadata().is_ok_and(|data| data.is_file())
        && starts_with_header(file).is_ok_and(|ours| ours)
}

/// One build at a time.
pub(super) fn one_at_a_time(folder: &Path, say: &dyn Fn(&str)) -> Result<Option<fs::File>, WriteError> {
    lock::lock(folder, lock::PATIENCE, say).map_err(|error| match error {
        LockError::Held(waited) => WriteError::Locked(folder.to_owned(), waited),
        LockError::Io(error) => WriteError::Io(folder.to_owned(), error),
    })
}
