//! Why nothing was written.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::files::FileError;

/// Why nothing was written.
#[derive(Debug)]
pub enum WriteError {
    /// A file of the user's own stands where one would be written.
    Foreign(Vec<String>),
    /// The folder is a symbolic link, or something in it is neither file, folder nor link.
    Strange(PathBuf),
    /// It is there and cannot be read.
    Unread(PathBuf, FileError),
    /// Another build holds the lock on the folder for longer than this one waits.
    Locked(PathBuf, Duration),
    /// The disk said no.
    Io(PathBuf, io::Error),
}

impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Foreign(files) => {
                write!(f, "not written by scaleprof, and in the way: {}; move or rename it", files.join(", "))
            }
            Self::Strange(path) => write!(f, "{} is not a plain folder or file", path.display()),
            Self::Unread(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Locked(path, waited) => write!(
                f,
                "{} is locked by another build, and {} s are over; end that one, or look who has the folder open",
                path.display(),
                waited.as_secs()
            ),
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for WriteError {}

pub(super) fn unread(path: &Path) -> impl FnOnce(FileError) -> WriteError {
    let path = path.to_owned();
    move |error| WriteError::Unread(path, error)
}

pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> WriteError {
    let path = path.to_owned();
    move |error| WriteError::Io(path, error)
}
