//! Opens files, and is the only module that does so (`clippy.toml` enforces it). It never reads more of a file than a
//! limit, never a device or a pipe, and never a file outside the project because a link or a `..` in the project says
//! so.

pub mod border;
pub(crate) mod lock;

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::order::Order as _;

/// The folders of a project, sorted. A build reads these and no others, so that a change in any of them can make
/// `generated/` stale; workflows and hooks that start on a change watch all of them.
pub const FOLDERS: [&str; 5] = ["account", "generated", "prices", "profiles", "templates"];

/// The largest file that is read, in bytes: far more than 10,000 components need, and still quick to parse.
pub(crate) const LARGEST: u64 = 16 << 20;
/// The largest Terraform state that is read, in bytes.
pub(crate) const LARGEST_STATE: u64 = 256 << 20;

/// Why a file is not read.
#[derive(Debug)]
pub enum FileError {
    /// The operating system refuses it.
    Io(io::Error),
    /// The file lies outside the project; with its path, if that is known.
    Outside(PathBuf),
    /// The path is a link to something that does not exist.
    Dangling,
    /// The path is not a plain file; with what it is.
    Special(&'static str),
    /// The file is larger than this many bytes.
    TooLarge(u64),
    /// The file is not UTF-8; with the index of the first byte that is wrong.
    NotUtf8(usize),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Outside(to) => write!(
                f,
                "it leads out of the project, to {}; copy what is meant into the project",
                to.display()
            ),
            Self::Dangling => f.write_str("it is a link to something that is not there"),
            Self::Special(what) => write!(f, "it is {what}, not a file; save what it holds in a file first"),
            Self::TooLarge(most) => write!(f, "it is larger than {} MiB", most >> 20),
            Self::NotUtf8(at) => write!(f, "byte {at} is not UTF-8; save the file as UTF-8"),
        }
    }
}

impl std::error::Error for FileError {}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl FileError {
    /// Whether nothing at all exists at the path.
    #[must_use]
    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, Self::Io(error) if error.kind() == io::ErrorKind::NotFound)
    }
}

/// The folder of a project. Only what is in it is read.
#[derive(Clone, Debug)]
pub struct Root(PathBuf);

impl Root {
    /// The project in a folder.
    #[must_use]
    pub const fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// The folder itself.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// A path below the project, as the user would type it.
    #[must_use]
    pub fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.0.join(below)
    }

    /// A file of the project as a text.
    ///
    /// # Errors
    /// When it cannot be read, is no text, or lies outside the project.
    pub fn text(&self, below: impl AsRef<Path>, most: u64) -> Result<String, FileError> {
        text(self.bytes(below, most)?)
    }

    /// A file of the project.
    ///
    /// # Errors
    /// When it cannot be read, or lies outside the project.
    pub fn bytes(&self, below: impl AsRef<Path>, most: u64) -> Result<Vec<u8>, FileError> {
        watched(below.as_ref());
        // A path without links cannot be turned into one that leads elsewhere without being noticed.
        all(open(&self.real(&self.path(below))?, Links::Refuse)?, most)
    }

    /// The names of the files in a folder of the project, sorted and without folders; empty if the folder does not
    /// exist.
    ///
    /// # Errors
    /// When it cannot be read, or lies outside the project.
    pub fn list(&self, below: impl AsRef<Path>) -> Result<Vec<String>, FileError> {
        watched(below.as_ref());
        let folder = match self.real(&self.path(below)) {
            Err(error) if error.is_absent() => return Ok(Vec::new()),
            folder => folder?,
        };
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if !entry.file_type()?.is_dir() {
                names.extend(entry.file_name().into_string());
            }
        }
        names.order();
        Ok(names)
    }

    /// A path of the project to write to, which need not exist yet.
    ///
    /// # Errors
    /// When it lies outside the project.
    pub(crate) fn writable(&self, below: impl AsRef<Path>) -> Result<PathBuf, FileError> {
        let path = self.path(below);
        let there = path.ancestors().find(|above| above.symlink_metadata().is_ok()).unwrap_or(&self.0);
        // A project that does not exist yet has no links.
        if self.0.symlink_metadata().is_ok() && there.starts_with(&self.0) {
            self.real(there)?;
        }
        Ok(path)
    }

    /// The path that `path` leads to, if that is within the project.
    fn real(&self, path: &Path) -> Result<PathBuf, FileError> {
        let root = self.0.canonicalize()?;
        match path.canonicalize() {
            Ok(real) if real.starts_with(&root) => Ok(real),
            Ok(real) => Err(FileError::Outside(real)),
            Err(error) if error.kind() == io::ErrorKind::NotFound && path.symlink_metadata().is_ok() => {
                Err(FileError::Dangling)
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// Checks in debug builds that what is read of a project lies in one of its folders.
fn watched(below: &Path) {
    debug_assert!(
        FOLDERS.iter().any(|folder| below.starts_with(folder)),
        "{} is watched by nobody",
        below.display()
    );
}

/// Reads a file that the user has named, wherever it is, as a text.
///
/// # Errors
/// When it cannot be read, or is no text.
pub(crate) fn named(path: &Path, most: u64) -> Result<String, FileError> {
    text(all(open(path, Links::Follow)?, most)?)
}

/// Reads standard input as a text.
///
/// # Errors
/// When it cannot be read, or is no text.
#[allow(clippy::disallowed_methods, reason = "bounded here")]
pub(crate) fn standard_input(most: u64) -> Result<String, FileError> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(most + 1).read_to_end(&mut bytes)?;
    text(whole(bytes, most)?)
}

/// Whether a file, which must not be a link, contains exactly `text`.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn holds(path: &Path, text: &[u8]) -> Result<bool, FileError> {
    let mut own = Vec::with_capacity(text.len() + 1);
    open(path, Links::Refuse)?.take(text.len() as u64 + 1).read_to_end(&mut own)?;
    Ok(own == text)
}

/// Reads the first bytes of a file, which must not be a link.
///
/// # Errors
/// When it cannot be read.
pub fn head(path: &Path, most: u64) -> Result<Vec<u8>, FileError> {
    Ok(read(open(path, Links::Refuse)?, most)?)
}

/// Opens a folder, to lock it.
///
/// # Errors
/// When it cannot be opened.
#[allow(clippy::disallowed_methods, reason = "nothing is read of a folder")]
pub(crate) fn handle(folder: &Path) -> io::Result<File> {
    File::open(folder)
}

/// What to do with a path whose last part is a link.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Links {
    Follow,
    Refuse,
}

/// Opens a plain file, without waiting for the other end of a pipe.
#[allow(clippy::disallowed_methods, reason = "this is where files are opened")]
fn open(path: &Path, links: Links) -> Result<File, FileError> {
    let before = if links == Links::Follow { path.metadata()? } else { path.symlink_metadata()? };
    plain(&before)?;
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        let mut flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        if links == Links::Refuse {
            flags |= OFlags::NOFOLLOW;
        }
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
    }
    let file = options.open(path)?;
    // Another process may have replaced the file since it was checked.
    plain(&file.metadata()?)?;
    Ok(file)
}

/// Refuses what is not a plain file.
fn plain(data: &fs::Metadata) -> Result<(), FileError> {
    let kind = data.file_type();
    if kind.is_file() {
        return Ok(());
    }
    let what = if kind.is_dir() {
        "a folder"
    } else if kind.is_symlink() {
        "a link"
    } else {
        "a pipe, a device or a socket"
    };
    Err(FileError::Special(what))
}

/// Reads a file, or so many bytes of it, at once: there is room for as much as it says that it has.
fn read(file: File, most: u64) -> io::Result<Vec<u8>> {
    let length = file.metadata().map_or(0, |data| data.len()).min(most);
    let mut bytes = Vec::with_capacity(usize::try_from(length).map_or(0, |length| length + 1));
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads the whole file, or fails.
fn all(file: File, most: u64) -> Result<Vec<u8>, FileError> {
    whole(read(file, most + 1)?, most)
}

/// The bytes of a file of which one more than `most` was asked for, if those are all that it has.
fn whole(bytes: Vec<u8>, most: u64) -> Result<Vec<u8>, FileError> {
    if bytes.len() as u64 > most { Err(FileError::TooLarge(most)) } else { Ok(bytes) }
}

fn text(bytes: Vec<u8>) -> Result<String, FileError> {
    String::from_utf8(bytes).map_err(|error| FileError::NotUtf8(error.utf8_error().valid_up_to()))
}
