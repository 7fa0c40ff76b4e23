//! Files to disk: built beside the old tree and swapped in, so that whatever happens on the way the
//! old tree is whole. Files without scaleprof's header belong to the user and are carried over.

pub mod difference;
pub mod error;
pub(crate) mod stage;
pub(crate) mod swap;
pub mod tree;
mod writer;

use std::fs;
use std::io;
use std::path::Path;

use crate::artifact::Sink;
use crate::emit::write::difference::Difference;
use crate::emit::write::error::{WriteError, at, unread};
use crate::files;
use stage::{STAGE, one_at_a_time, remove_leftovers};
use swap::{carry_over, swap};
use tree::starts_with_header;
use writer::Writer;

/// Compares the folder `generated/<profile>` with the files that `fill` hands over, and writes nothing.
///
/// # Errors
/// When the folder cannot be read, a file of the user's own is in the way, or `fill` fails.
pub fn compare<E: From<WriteError>>(
    folder: &Path,
    fill: impl FnOnce(&Sink<'_>) -> Result<(), E>,
) -> Result<Difference, E> {
    let writer = Writer::new(folder, None)?;
    fill(&|artifact| writer.take(&artifact))?;
    Ok(writer.finish()?)
}

/// The folder that holds `path`.
fn parent_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes the folder `generated/<profile>` hold exactly the files that `fill` hands over, beside the user's own. `say`
/// hears, a line each, what else is done: that it waits for another build, and what a killed one has left.
///
/// # Errors
/// When that cannot be done, or `fill` fails; then the folder is as it was.
pub fn write<E: From<WriteError>>(
    folder: &Path,
    fill: impl FnOnce(&Sink<'_>) -> Result<(), E>,
    say: &dyn Fn(&str),
) -> Result<Difference, E> {
    let parent = parent_of(folder);
    let is_new = parent.symlink_metadata().is_err();
    fs::create_dir_all(parent).map_err(at(parent))?;
    let written = write_below(parent, folder, fill, say);
    if is_new && written.is_err() {
        // Only an empty folder goes.
        let _ = fs::remove_dir(parent);
    }
    written
}

fn write_below<E: From<WriteError>>(
    parent: &Path,
    folder: &Path,
    fill: impl FnOnce(&Sink<'_>) -> Result<(), E>,
    say: &dyn Fn(&str),
) -> Result<Difference, E> {
    let _lock = one_at_a_time(parent, say)?;
    remove_leftovers(parent, say)?;
    let writer = Writer::new(folder, Some(parent))?;
    fill(&|artifact| writer.take(&artifact))?;
    let difference = writer.finish()?;
    if difference.is_empty() {
        return Ok(difference);
    }
    let stage = writer.staged(parent, &difference)?;
    if folder.symlink_metadata().is_ok() {
        carry_over(folder, &stage.tree())?;
        swap(&stage, folder)?;
    } else {
        fs::rename(stage.tree(), folder).map_err(at(folder))?;
    }
    // What is left in the stage is the old tree; it goes with it.
    Ok(difference)
}

/// Whether a file with a header has another text than this one, or is not there.
///
/// # Errors
/// When it cannot be read, or a file of the user's own is there.
pub(crate) fn differs(path: &Path, text: &str) -> Result<bool, WriteError> {
    match files::holds(path, text.as_bytes()) {
        Ok(true) => Ok(false),
        Ok(false) if starts_with_header(path)? => Ok(true),
        Ok(false) => Err(WriteError::Foreign(vec![path.display().to_string()])),
        Err(error) if error.is_absent() => Ok(true),
        Err(error) => Err(unread(path)(error)),
    }
}

/// Replaces one file with a header, atomically. Does nothing when the text is the same. `say` hears that it
/// waits for another build.
///
/// # Errors
/// When it cannot be written, or a file of the user's own is there.
pub fn write_file(path: &Path, text: &str, say: &dyn Fn(&str)) -> Result<bool, WriteError> {
    if !differs(path, text)? {
        return Ok(false);
    }
    let parent = parent_of(path);
    fs::create_dir_all(parent).map_err(at(parent))?;
    // Or a build beside this one takes the new text for the leftover of a killed run.
    let _lock = one_at_a_time(parent, say)?;
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
