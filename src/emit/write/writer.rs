//! A folder while its new files come in, one by one: each is compared with what is there, and what differs goes to the
//! stage at once. No text is held for longer.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use crate::artifact::{Artifact, HEADER, layout};
use crate::emit::write::difference::Difference;
use crate::emit::write::error::{WriteError, at, unread};
use crate::emit::write::stage::Stage;
use crate::emit::write::tree::{Tree, read_tree};
use crate::{files, parallel};

/// A folder that files are compared with.
pub(super) struct Writer<'a> {
    folder: &'a Path,
    /// Where the stage is made, as soon as a file differs; none where nothing is to be written.
    parent: Option<&'a Path>,
    present: Tree,
    stage: OnceLock<Stage>,
    taken: Mutex<Taken>,
}

/// What has come in.
#[derive(Default)]
struct Taken {
    files: BTreeMap<String, Part>,
    /// The first thing that went wrong: what comes afterwards is not looked at.
    failed: Option<WriteError>,
}

/// How one file compares, and whether its format has no room for a header.
struct Part {
    state: State,
    bare: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Changed,
    Same,
}

impl<'a> Writer<'a> {
    /// With what is in the folder now. What differs is written to a stage in `parent`.
    pub(super) fn new(folder: &'a Path, parent: Option<&'a Path>) -> Result<Self, WriteError> {
        let present = read_tree(folder)?;
        Ok(Self { folder, parent, present, stage: OnceLock::new(), taken: Mutex::default() })
    }

    /// Takes a file.
    pub(super) fn take(&self, artifact: &Artifact) {
        if self.taken().failed.is_some() {
            return;
        }
        let state = self.place(artifact);
        let mut taken = self.taken();
        match state {
            Ok(state) => {
                taken.files.insert(artifact.path.clone(), Part { state, bare: artifact.bare });
            }
            Err(error) => taken.failed = taken.failed.take().or(Some(error)),
        }
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Compares a file, and writes it to the stage if it differs.
    fn place(&self, artifact: &Artifact) -> Result<State, WriteError> {
        let text = artifact.text.as_bytes();
        let state = if self.present.own.contains(&artifact.path) {
            let path = self.folder.join(&artifact.path);
            if files::holds(&path, text).map_err(unread(&path))? { State::Same } else { State::Changed }
        } else {
            State::New
        };
        if let Some(parent) = self.parent.filter(|_| state != State::Same) {
            let target = below(self.stage(parent)?, &artifact.path)?;
            fs::write(&target, text).map_err(at(&target))?;
        }
        Ok(state)
    }

    /// The stage, made at the first call.
    fn stage(&self, parent: &Path) -> Result<&Stage, WriteError> {
        if let Some(stage) = self.stage.get() {
            return Ok(stage);
        }
        // One of several threads makes it, and the others wait.
        let _only = self.taken();
        if self.stage.get().is_none() {
            // Nobody else sets it meanwhile.
            let _ = self.stage.set(Stage::new(parent)?);
        }
        self.stage.get().ok_or_else(|| WriteError::Strange(parent.to_owned()))
    }

    /// Ends the intake: how the folder differs.
    pub(super) fn finish(&self) -> Result<Difference, WriteError> {
        self.take_manifest();
        let mut taken = self.taken();
        if let Some(error) = taken.failed.take() {
            return Err(error);
        }
        self.refuse_foreign(taken.files.keys())?;
        let mut difference = Difference::default();
        for (path, part) in &taken.files {
            let list = match part.state {
                State::New => &mut difference.new,
                State::Changed => &mut difference.changed,
                State::Same => &mut difference.same,
            };
            list.push(path.clone());
        }
        let needed = |path: &&String| !taken.files.contains_key(*path);
        difference.orphaned = self.present.own.iter().filter(needed).cloned().collect();
        Ok(difference)
    }

    /// The list of the files without a header, where there are any.
    fn take_manifest(&self) {
        let mut text = format!("# {HEADER}\n# The files below have no room for this line.\n");
        let empty = text.len();
        for (path, _) in self.taken().files.iter().filter(|(_, part)| part.bare) {
            text.push_str(path);
            text.push('\n');
        }
        if text.len() > empty {
            self.take(&Artifact::new(layout::MANIFEST, text));
        }
    }

    /// What is the user's own is not replaced.
    fn refuse_foreign<'p>(&self, paths: impl Iterator<Item = &'p String>) -> Result<(), WriteError> {
        let is_foreign = |path: &str| self.present.files.contains(path) && !self.present.own.contains(path);
        let mut in_the_way = BTreeSet::new();
        for path in paths {
            if self.present.folders.contains(path) || is_foreign(path) {
                in_the_way.insert(path.as_str());
            }
            in_the_way.extend(folders_of(path).filter(|folder| is_foreign(folder)));
        }
        if in_the_way.is_empty() {
            return Ok(());
        }
        Err(WriteError::Foreign(in_the_way.into_iter().map(str::to_owned).collect()))
    }

    /// The stage with the whole new tree: what is as it was is the same file under a second name.
    pub(super) fn staged(self, parent: &Path, difference: &Difference) -> Result<Stage, WriteError> {
        self.stage(parent)?;
        let stage = self.stage.into_inner().ok_or_else(|| WriteError::Strange(parent.to_owned()))?;
        let linked = parallel::map(&difference.same, |path| {
            let (from, to) = (self.folder.join(path), below(&stage, path)?);
            fs::hard_link(&from, &to).or_else(|_| fs::copy(&from, &to).map(drop)).map_err(at(&to))
        });
        linked.into_iter().collect::<Result<(), _>>()?;
        Ok(stage)
    }
}

/// A path in the new tree, its folder made.
fn below(stage: &Stage, path: &str) -> Result<PathBuf, WriteError> {
    let tree = stage.tree();
    let target = tree.join(path);
    if path.contains('/') {
        let above = target.parent().unwrap_or(&tree);
        fs::create_dir_all(above).map_err(at(above))?;
    }
    Ok(target)
}

/// The folders above a path: `a`, `a/b` for `a/b/c`.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}
