//! Files to disk: built beside the old tree and swapped in, so that whatever happens on the way the
//! old tree is whole. Files without scaleprof's header belong to the user and are carried over.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Artifact, HEADER, layout};
use crate::parallel;

/// Staging folders are named so, and those that a killed run has left are removed by the next.
const STAGE: &str = ".scaleprof-stage-";
/// The new tree in a staging folder.
const NEW: &str = "new";
/// Where the old tree waits under its own name, where two folders cannot be exchanged in one step.
const OLD: &str = "old";

/// Why nothing was written.
#[derive(Debug)]
pub enum WriteError {
    /// A file of the user's own stands where one would be written.
    Foreign(Vec<String>),
    /// The folder is a symbolic link, or something in it is neither file, folder nor link.
    Strange(PathBuf),
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
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for WriteError {}

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

/// What is on disk below one folder.
struct Tree {
    /// Every file and link, by path below the folder.
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
    /// Those that scaleprof wrote.
    own: BTreeSet<String>,
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> WriteError {
    let path = path.to_owned();
    move |error| WriteError::Io(path, error)
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
        } else if fs::read(folder.join(path)).map_err(at(&folder.join(path)))? != text.as_bytes() {
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

/// Makes the folder `generated/<profile>` hold exactly `artifacts` beside the user's own files.
///
/// # Errors
/// When that cannot be done; then the folder is as it was.
pub fn write(folder: &Path, artifacts: &[Artifact]) -> Result<Difference, WriteError> {
    let parent = parent_of(folder);
    fs::create_dir_all(parent).map_err(at(parent))?;
    let _lock = lock(parent)?;
    remove_leftovers(parent)?;
    let difference = compare(folder, artifacts)?;
    if difference.is_empty() {
        return Ok(difference);
    }
    let stage = tempfile::Builder::new().prefix(STAGE).tempdir_in(parent).map_err(at(parent))?;
    // The folder itself is made with the user's own permissions; a temporary one is closed to others.
    let tree = stage.path().join(NEW);
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
        swap(&tree, folder)?;
    } else {
        fs::rename(&tree, folder).map_err(at(folder))?;
    }
    // What is left in the stage is the old tree; it goes with it.
    Ok(difference)
}

/// Replaces one file with a header, atomically. Does nothing when the text is the same.
///
/// # Errors
/// When it cannot be written, or a file of the user's own is there.
pub fn write_file(path: &Path, text: &str) -> Result<bool, WriteError> {
    match fs::read(path) {
        Ok(old) if old == text.as_bytes() => return Ok(false),
        Ok(old) if !has_header(&old) => {
            return Err(WriteError::Foreign(vec![path.display().to_string()]));
        }
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(WriteError::Io(path.to_owned(), error)),
    }
    let parent = parent_of(path);
    fs::create_dir_all(parent).map_err(at(parent))?;
    // Or a build beside this one takes the new text for the leftover of a killed run.
    let _lock = lock(parent)?;
    let mut stage = tempfile::Builder::new()
        .prefix(STAGE)
        .permissions(readable())
        .tempfile_in(parent)
        .map_err(at(parent))?;
    io::Write::write_all(&mut stage, text.as_bytes()).map_err(at(path))?;
    stage.persist(path).map_err(|error| WriteError::Io(path.to_owned(), error.error))?;
    Ok(true)
}

#[cfg(unix)]
fn readable() -> fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o644)
}

#[cfg(not(unix))]
fn readable() -> fs::Permissions {
    fs::metadata(".").map(|m| m.permissions()).unwrap_or_else(|_| unreachable!("the present folder is there"))
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

fn has_header(text: &[u8]) -> bool {
    let head = &text[..text.len().min(512)];
    head.windows(HEADER.len()).any(|window| window == HEADER.as_bytes())
}

fn read_tree(folder: &Path) -> Result<Tree, WriteError> {
    let mut tree = Tree { files: BTreeSet::new(), folders: BTreeSet::new(), own: BTreeSet::new() };
    match folder.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(tree),
        Err(error) => return Err(WriteError::Io(folder.to_owned(), error)),
        Ok(data) if !data.is_dir() => return Err(WriteError::Strange(folder.to_owned())),
        Ok(_) => {}
    }
    let manifest = fs::read(folder.join(layout::MANIFEST)).unwrap_or_default();
    let listed: BTreeSet<String> = if has_header(&manifest) {
        let text = String::from_utf8_lossy(&manifest);
        text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
    } else {
        BTreeSet::new()
    };
    let mut open = vec![String::new()];
    while let Some(below) = open.pop() {
        let path = folder.join(&below);
        for entry in fs::read_dir(&path).map_err(at(&path))? {
            let entry = entry.map_err(at(&path))?;
            let kind = entry.file_type().map_err(at(&entry.path()))?;
            let Ok(name) = entry.file_name().into_string() else {
                return Err(WriteError::Strange(entry.path()));
            };
            let name = if below.is_empty() { name } else { format!("{below}/{name}") };
            if kind.is_dir() {
                tree.folders.insert(name.clone());
                // What Terraform keeps for itself is never ours, and may be large.
                if !is_terraforms(&name) {
                    open.push(name);
                }
                continue;
            }
            let ours = kind.is_file() && (listed.contains(&name) || starts_with_header(&entry.path())?);
            if ours {
                tree.own.insert(name.clone());
            }
            tree.files.insert(name);
        }
    }
    Ok(tree)
}

/// Whether a folder is one that Terraform keeps for itself.
fn is_terraforms(folder: &str) -> bool {
    folder.rsplit('/').next().is_some_and(|name| name.starts_with(".terraform"))
}

fn starts_with_header(path: &Path) -> Result<bool, WriteError> {
    let mut head = Vec::with_capacity(512);
    let file = fs::File::open(path).map_err(at(path))?;
    io::Read::read_to_end(&mut io::Read::take(file, 512), &mut head).map_err(at(path))?;
    Ok(has_header(&head))
}

/// Links the user's own files into the new tree: both trees hold them until the old one goes.
fn carry_over(folder: &Path, tree: &Path) -> Result<(), WriteError> {
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

/// Exchanges two folders in one step where the system can, else in two.
fn swap(tree: &Path, folder: &Path) -> Result<(), WriteError> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, tree, CWD, folder, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    let old = tree.with_file_name(OLD);
    fs::create_dir(&old).map_err(at(&old))?;
    let aside = old.join(folder.file_name().unwrap_or_default());
    fs::rename(folder, &aside).map_err(at(folder))?;
    fs::rename(tree, folder).map_err(|error| {
        // Put the old tree back: the new one could not take its place.
        let _ = fs::rename(&aside, folder);
        WriteError::Io(folder.to_owned(), error)
    })
}

/// One build at a time. Where a folder cannot be locked, builds are the user's to keep apart.
fn lock(folder: &Path) -> Result<Option<fs::File>, WriteError> {
    let Ok(handle) = fs::File::open(folder) else {
        return Ok(None);
    };
    match handle.lock() {
        Ok(()) => Ok(Some(handle)),
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(None),
        Err(error) => Err(WriteError::Io(folder.to_owned(), error)),
    }
}

/// Removes what a killed run has left. An old tree that no new one has taken the place of goes back.
fn remove_leftovers(parent: &Path) -> Result<(), WriteError> {
    for entry in fs::read_dir(parent).map_err(at(parent))?.flatten() {
        if !entry.file_name().to_string_lossy().starts_with(STAGE) {
            continue;
        }
        let path = entry.path();
        for old in fs::read_dir(path.join(OLD)).into_iter().flatten().flatten() {
            let home = parent.join(old.file_name());
            if home.symlink_metadata().is_err() {
                fs::rename(old.path(), &home).map_err(at(&home))?;
            }
        }
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let removed = if is_folder { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.map_err(at(&path))?;
    }
    Ok(())
}
