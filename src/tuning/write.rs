//! Changed files to disk, all or none: written beside the old ones and renamed into their place. If one cannot be, those
//! before it are put back.

use std::fmt;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempPath;

use crate::files::border::Border;
use crate::files::lock::{LockError, PATIENCE, lock};
use crate::files::{FileError, holds};
use crate::tuning::rewrite::Rewrite;

/// Files on their way are named so. Terraform reads no file whose name starts with a dot.
const STAGE: &str = ".scaleprof-edit-";

/// Why no file was changed.
#[derive(Debug)]
pub enum WriteError {
    /// The file is not one that is edited: it is no plain file, or outside the border.
    File(String, FileError),
    /// The file holds another text than when it was read.
    Changed(String),
    /// The file may not be written.
    ReadOnly(String),
    /// Another build holds the lock on the border for longer than this one waits.
    Locked(PathBuf, Duration),
    /// The disk said no; with what could not be put back.
    Io(String, io::Error, Vec<String>),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, error) => write!(f, "{path}: {error}; nothing was changed"),
            Self::Changed(path) => {
                write!(
                    f,
                    "{path}: it has changed since it was read; nothing was changed, run the build again"
                )
            }
            Self::ReadOnly(path) => {
                write!(f, "{path}: it is read-only; nothing was changed, give yourself the right to write it")
            }
            Self::Locked(path, waited) => write!(
                f,
                "{} is locked by another build, and {} s are over; end that one, or look who has the folder open",
                path.display(),
                waited.as_secs()
            ),
            Self::Io(path, error, left) if left.is_empty() => {
                write!(f, "{path}: {error}; nothing was changed")
            }
            Self::Io(path, error, left) => write!(
                f,
                "{path}: {error}; and these could not be put back: {}; `git diff` shows what is in them",
                left.join(", ")
            ),
        }
    }
}

impl std::error::Error for WriteError {}

/// Writes all files, or none. `say` hears, a line each, that it waits for another build, and what a killed one has left.
///
/// # Errors
/// When that cannot be done; then the files are as they were, but for those that the error names.
pub fn write(border: &Border, rewrites: &[Rewrite], say: &dyn Fn(&str)) -> Result<(), WriteError> {
    write_by(border, rewrites, say, &|from, to| fs::rename(from, to))
}

/// What renames a file.
type Rename<'a> = &'a dyn Fn(&Path, &Path) -> io::Result<()>;

fn write_by(
    border: &Border,
    rewrites: &[Rewrite],
    say: &dyn Fn(&str),
    rename: Rename<'_>,
) -> Result<(), WriteError> {
    let _lock = lock(border.folder(), PATIENCE, say).map_err(|error| match error {
        LockError::Held(waited) => WriteError::Locked(border.folder().to_owned(), waited),
        LockError::Io(error) => WriteError::Io(border.folder().display().to_string(), error, Vec::new()),
    })?;
    let mut checked = Vec::new();
    for rewrite in rewrites {
        checked.push((rewrite, check(border, rewrite)?));
    }
    for (_, path) in &checked {
        sweep(path, rewrites, say);
    }
    let changed = checked.into_iter().filter(|(rewrite, _)| rewrite.is_change());
    let mut staged = Vec::new();
    for (rewrite, path) in changed {
        let io = |error| WriteError::Io(rewrite.path.clone(), error, Vec::new());
        let staged_as = |text: &str, absent: bool| (!absent).then(|| stage(&path, text)).transpose();
        let old = staged_as(&rewrite.before, rewrite.comes).map_err(io)?;
        let new = staged_as(&rewrite.after, rewrite.goes).map_err(io)?;
        staged.push(Staged { rewrite, path, old, new });
    }
    for (at, file) in staged.iter().enumerate() {
        let again = check(border, file.rewrite);
        let error = match again.map(|_| put(file.new.as_deref(), &file.path, rename)) {
            Ok(Ok(())) => continue,
            Ok(Err(error)) => Ok(error),
            Err(error) => Err(error),
        };
        let put_back = |file: &&Staged<'_>| put(file.old.as_deref(), &file.path, rename).is_err();
        let left: Vec<String> =
            staged[..at].iter().filter(put_back).map(|file| file.rewrite.path.clone()).collect();
        return Err(match error {
            Err(error) if left.is_empty() => error,
            Err(error) => {
                WriteError::Io(file.rewrite.path.clone(), io::Error::other(error.to_string()), left)
            }
            Ok(error) => WriteError::Io(file.rewrite.path.clone(), error, left),
        });
    }
    Ok(())
}

/// A file with its two texts beside it. What is not renamed is removed in the end.
struct Staged<'a> {
    rewrite: &'a Rewrite,
    path: PathBuf,
    /// None where there is no such file.
    old: Option<TempPath>,
    new: Option<TempPath>,
}

/// Renames a file into its place, or removes what is there.
fn put(from: Option<&Path>, to: &Path, rename: Rename<'_>) -> io::Result<()> {
    from.map_or_else(|| fs::remove_file(to), |from| rename(from, to))
}

/// Holds that a file is still what was read, and may be written.
fn check(border: &Border, rewrite: &Rewrite) -> Result<PathBuf, WriteError> {
    let file = |error| WriteError::File(rewrite.path.clone(), error);
    if rewrite.comes {
        return border
            .absent(&rewrite.path)
            .map_err(file)?
            .ok_or_else(|| WriteError::Changed(rewrite.path.clone()));
    }
    let path = border.plain(&rewrite.path).map_err(file)?;
    if !holds(&path, rewrite.before.as_bytes()).map_err(file)? {
        return Err(WriteError::Changed(rewrite.path.clone()));
    }
    let data = path.symlink_metadata().map_err(|error| file(error.into()))?;
    if data.permissions().readonly() {
        return Err(WriteError::ReadOnly(rewrite.path.clone()));
    }
    Ok(path)
}

/// Writes a text beside a file, with the permissions and the owner of the file.
fn stage(path: &Path, text: &str) -> io::Result<TempPath> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(STAGE).tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    let Ok(data) = path.symlink_metadata() else {
        // A file that comes may be read as others in the folder may.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            file.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
        }
        file.as_file().sync_all()?;
        return Ok(file.into_temp_path());
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let own = file.as_file().metadata()?;
        if (own.uid(), own.gid()) != (data.uid(), data.gid()) {
            std::os::unix::fs::fchown(file.as_file(), Some(data.uid()), Some(data.gid()))?;
        }
    }
    file.as_file().set_permissions(data.permissions())?;
    file.as_file().sync_all()?;
    Ok(file.into_temp_path())
}

/// Says what a killed build has left beside a file, and removes it if it is certainly that: a text of one of the files
/// before or after the change.
fn sweep(path: &Path, rewrites: &[Rewrite], say: &dyn Fn(&str)) {
    let folder = path.parent().unwrap_or(Path::new("."));
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with(STAGE) {
            continue;
        }
        let left = entry.path();
        let is = |text: &str| holds(&left, text.as_bytes()).is_ok_and(|own| own);
        let ours = is("") || rewrites.iter().any(|rewrite| is(&rewrite.before) || is(&rewrite.after));
        let shown = left.display();
        if ours && fs::remove_file(&left).is_ok() {
            say(&format!("removed what a build that did not end has left: {shown}"));
        } else {
            say(&format!(
                "a build that did not end has left {shown}: look with `git diff` whether the files beside it are as \
                 they should be, then remove it"
            ));
        }
    }
}

#[cfg(test)]
mod tests;
