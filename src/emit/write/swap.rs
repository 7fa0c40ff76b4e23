//! The new tree takes the old one's place, the user's own files with it.

use std::fs;
use std::io;
use std::path::Path;

use crate::emit::write::error::{WriteError, at};
use crate::emit::write::stage::Stage;
use crate::emit::write::tree::{is_terraforms, read_tree};

/// Links the user's own files into the new tree: both trees hold them until the old one goes.
pub(super) fn carry_over(folder: &Path, tree: &Path) -> Result<(), WriteError> {
    let present = read_tree(folder)?;
    for file in present.files.difference(&present.own) {
        link(&folder.join(file), &tree.join(file))?;
    }
    for name in present.folders.iter().filter(|name| is_terraforms(name)) {
        link_tree(&folder.join(name), &tree.join(name))?;
    }
    Ok(())
}

fn link_tree(from: &Path, to: &Path) -> Result<(), WriteError> {
    fs::create_dir_all(to).map_err(at(to))?;
    for entry in fs::read_dir(from).map_err(at(from))? {
        let entry = entry.map_err(at(from))?;
        let target = to.join(entry.file_name());
        if entry.file_type().map_err(at(&entry.path()))?.is_dir() {
            link_tree(&entry.path(), &target)?;
        } else {
            link(&entry.path(), &target)?;
        }
    }
    Ok(())
}

fn link(from: &Path, to: &Path) -> Result<(), WriteError> {
    let above = to.parent().unwrap_or(to);
    fs::create_dir_all(above).map_err(at(above))?;
    let data = from.symlink_metadata().map_err(at(from))?;
    if data.is_symlink() {
        return copy_symlink(from, to);
    }
    if !data.is_file() {
        return Err(WriteError::Strange(from.to_owned()));
    }
    // A second name for the same file; where the disk cannot do that, a copy. Never over something: a
    // copy onto another name of the same file would empty both.
    match fs::hard_link(from, to) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => fs::copy(from, to).map(drop),
        done => done,
    }
    .map_err(at(to))
}

#[cfg(unix)]
fn copy_symlink(from: &Path, to: &Path) -> Result<(), WriteError> {
    let target = fs::read_link(from).map_err(at(from))?;
    std::os::unix::fs::symlink(target, to).map_err(at(to))
}

#[cfg(not(unix))]
fn copy_symlink(from: &Path, _: &Path) -> Result<(), WriteError> {
    Err(WriteError::Strange(from.to_owned()))
}

/// Exchanges the new tree and the old one in one step where the system can, else in two.
pub(super) fn swap(stage: &Stage, folder: &Path) -> Result<(), WriteError> {
    let (tree, old) = (stage.tree(), stage.old());
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, &tree, CWD, folder, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    fs::create_dir(&old).map_err(at(&old))?;
    let aside = old.join(folder.file_name().unwrap_or_default());
    fs::rename(folder, &aside).map_err(at(folder))?;
    fs::rename(&tree, folder).map_err(|error| {
        // Put the old tree back: the new one could not take its place.
        let _ = fs::rename(&aside, folder);
        WriteError::Io(folder.to_owned(), error)
    })
}
