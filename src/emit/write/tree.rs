//! What is on disk already, and whose it is.

use crate::artifact::has_header;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use crate::artifact::layout;
use crate::emit::write::error::{WriteError, at, unread};
use crate::files;

/// What is on disk below one folder.
pub(super) struct Tree {
    /// Every file and link, by path below the folder.
    pub(super) files: BTreeSet<String>,
    pub(super) folders: BTreeSet<String>,
    /// Those that scaleprof wrote.
    pub(super) own: BTreeSet<String>,
}

pub(super) fn read_tree(folder: &Path) -> Result<Tree, WriteError> {
    let mut tree = Tree { files: BTreeSet::new(), folders: BTreeSet::new(), own: BTreeSet::new() };
    match folder.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(tree),
        Err(error) => return Err(WriteError::Io(folder.to_owned(), error)),
        Ok(data) if !data.is_dir() => return Err(WriteError::Strange(folder.to_owned())),
        Ok(_) => {}
    }
    let manifest = files::head(&folder.join(layout::MANIFEST), files::LARGEST).unwrap_or_default();
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
            let known = listed.contains(&name) && may_be_bare(&name);
            let ours = kind.is_file()
                && !layout::is_override(&name)
                && (known || starts_with_header(&entry.path())?);
            if ours {
                tree.own.insert(name.clone());
            }
            tree.files.insert(name);
        }
    }
    Ok(tree)
}

/// Whether scaleprof writes a file of this name without its header: requests in JSON, and pages of the user's own
/// templates. Only of these the list of an earlier build is believed.
fn may_be_bare(name: &str) -> bool {
    let is = |ending: &str| Path::new(name).extension().is_some_and(|own| own == ending);
    let request = name.starts_with(layout::REQUESTS) && is("json");
    request || name == layout::RUNBOOK || (name.starts_with("quotas/") && is("md"))
}

/// Whether a folder is one that Terraform keeps for itself.
pub(super) fn is_terraforms(folder: &str) -> bool {
    folder.rsplit('/').next().is_some_and(|name| name.starts_with(".terraform"))
}

/// Whether a file is one that scaleprof wrote.
pub(super) fn starts_with_header(path: &Path) -> Result<bool, WriteError> {
    Ok(has_header(&files::head(path, 512).map_err(unread(path))?))
}
