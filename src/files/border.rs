//! The border that a team's own Terraform is read and edited within: the repository or, without one, the project.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::files::{FileError, Links, all, open, text};
use crate::order::Order as _;

/// The folder that holds everything that is read or edited. Paths are relative to it, with forward slashes; the folder
/// itself is the empty path.
#[derive(Clone, Debug)]
pub struct Border {
    folder: PathBuf,
    repository: bool,
}

impl Border {
    /// The border around a project: the nearest folder at or above it that has a `.git`, else the project itself.
    ///
    /// # Errors
    /// When the project does not exist.
    pub fn around(project: &Path) -> Result<Self, FileError> {
        let project = project.canonicalize()?;
        let top = project.ancestors().find(|folder| folder.join(".git").exists());
        let (folder, repository) = (top.unwrap_or(&project).to_owned(), top.is_some());
        Ok(Self { folder, repository })
    }

    /// The folder itself, without links in its path.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether it is a git repository.
    #[must_use]
    pub const fn is_repository(&self) -> bool {
        self.repository
    }

    /// The path of a folder or file below the border, relative to it. `None` for one that is not below it.
    #[must_use]
    pub fn below(&self, path: &Path) -> Option<String> {
        let real = path.canonicalize().ok()?;
        let names = real.strip_prefix(&self.folder).ok()?.iter().map(|name| name.to_str());
        Some(names.collect::<Option<Vec<_>>>()?.join("/"))
    }

    /// The names in a folder, sorted, each with whether it is a folder; none if there is no such folder. Left out are
    /// `.git` and links to folders: whoever walks down from folder to folder never walks in a circle.
    ///
    /// # Errors
    /// When it cannot be read, or lies outside the border.
    pub fn list(&self, below: &str) -> Result<Vec<(String, bool)>, FileError> {
        let folder = match self.real(below) {
            Err(error) if error.is_absent() => return Ok(Vec::new()),
            folder => folder?,
        };
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let kind = entry.file_type()?;
            let to_folder = kind.is_symlink() && entry.path().is_dir();
            if name != ".git" && !to_folder {
                names.push((name, kind.is_dir()));
            }
        }
        names.order();
        Ok(names)
    }

    /// A file as a text of at most so many bytes. A link is followed as long as it stays within the border.
    ///
    /// # Errors
    /// When it cannot be read, is larger, is no text, is no plain file, or lies outside the border.
    pub fn text(&self, below: &str, most: u64) -> Result<String, FileError> {
        // A path without links cannot be turned into one that leads elsewhere without being noticed.
        text(all(open(&self.real(below)?, Links::Refuse)?, most)?)
    }

    /// The path of a file that may be edited: neither the file nor a folder on the way is a link.
    ///
    /// # Errors
    /// When it is a link or leads through one, or does not exist.
    pub(crate) fn plain(&self, below: &str) -> Result<PathBuf, FileError> {
        let path = self.path(below)?;
        let real = self.real(below)?;
        if real != path {
            return Err(FileError::Special("a link, or behind one"));
        }
        Ok(path)
    }

    /// The path of a file that may come: nothing is there, and no folder on the way is a link. `None` where something
    /// is there.
    ///
    /// # Errors
    /// When its folder does not exist, is a link or is behind one.
    pub(crate) fn absent(&self, below: &str) -> Result<Option<PathBuf>, FileError> {
        let path = self.path(below)?;
        let (folder, _) = below.rsplit_once('/').unwrap_or(("", below));
        self.plain(folder)?;
        Ok(path.symlink_metadata().is_err().then_some(path))
    }

    /// The path that a path below the border leads to.
    fn real(&self, below: &str) -> Result<PathBuf, FileError> {
        let path = self.path(below)?;
        match path.canonicalize() {
            Ok(real) if real.starts_with(&self.folder) => Ok(real),
            Ok(real) => Err(FileError::Outside(real)),
            Err(error) if error.kind() == io::ErrorKind::NotFound && path.symlink_metadata().is_ok() => {
                Err(FileError::Dangling)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn path(&self, below: &str) -> Result<PathBuf, FileError> {
        let path = self.folder.join(below);
        let plain = Path::new(below).components().all(|part| matches!(part, Component::Normal(_)));
        if plain { Ok(path) } else { Err(FileError::Outside(path)) }
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn nothing_outside_is_read_and_no_circle_is_walked() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.tf"), "s").unwrap();
        let top = tempfile::tempdir().unwrap();
        let folder = |name: &str| fs::create_dir_all(top.path().join(name)).unwrap();
        folder(".git");
        folder("infra/modules/web");
        fs::write(top.path().join("infra/main.tf"), "a = 1\n").unwrap();
        symlink("main.tf", top.path().join("infra/same.tf")).unwrap();
        symlink(outside.path().join("secret.tf"), top.path().join("infra/out.tf")).unwrap();
        symlink("../..", top.path().join("infra/modules/up")).unwrap();
        symlink("loop.tf", top.path().join("infra/loop.tf")).unwrap();
        let border = Border::around(&top.path().join("infra/modules")).unwrap();
        assert!(border.is_repository());
        assert_eq!(border.below(&top.path().join("infra/modules/web")).unwrap(), "infra/modules/web");
        let entries = border.list("infra").unwrap();
        let folders: Vec<_> =
            entries.iter().filter(|(_, folder)| *folder).map(|(name, _)| name.as_str()).collect();
        assert_eq!(folders, ["modules"]);
        assert_eq!(border.list("infra/modules").unwrap(), [("web".to_owned(), true)]);
        assert_eq!(border.list("").unwrap(), [("infra".to_owned(), true)]);
        assert_eq!(border.list("none").unwrap(), []);
        assert_eq!(border.text("infra/same.tf", 99).unwrap(), "a = 1\n");
        assert!(matches!(border.text("infra/out.tf", 99), Err(FileError::Outside(_))));
        assert!(matches!(border.text("../x", 99), Err(FileError::Outside(_))));
        assert!(border.text("infra/loop.tf", 99).is_err());
        assert!(matches!(border.text("infra/main.tf", 2), Err(FileError::TooLarge(2))));
        assert!(border.plain("infra/main.tf").is_ok());
        assert!(matches!(border.plain("infra/same.tf"), Err(FileError::Special(_))));
        assert!(matches!(border.plain("infra/modules/up/infra/main.tf"), Err(FileError::Special(_))));
    }

    #[test]
    fn without_a_repository_the_project_is_the_border() {
        let project = tempfile::tempdir().unwrap();
        let border = Border::around(project.path()).unwrap();
        // A machine may keep its temporary files in a repository.
        assert!(border.is_repository() || border.folder() == project.path().canonicalize().unwrap());
        assert!(Border::around(&project.path().join("none")).is_err());
    }
}
