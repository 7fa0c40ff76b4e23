//! A project on disk: its profiles, its own templates, and dumps of the account.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Failure;
use crate::diagnostic::Findings;
use crate::diagnostic::render::{Format, render};
use crate::emit::template::{EMBEDDED, Templates};
use crate::load::stem;
use crate::price::snapshot::Snapshot;
use crate::price::{Own, Prices, own};
use crate::project::Input;
use crate::quota::Applied;
use crate::source::Sources;

/// The folder that holds `profiles/` and `generated/`.
#[derive(Debug)]
pub(super) struct Workspace {
    directory: PathBuf,
}

impl Workspace {
    pub(super) const fn new(directory: PathBuf) -> Self {
        Self { directory }
    }

    /// A path below the project.
    pub(super) fn path(&self, below: &str) -> PathBuf {
        self.directory.join(below)
    }

    /// The same as the user would type it.
    pub(super) fn shown(&self, below: &str) -> String {
        let path = self.path(below);
        path.strip_prefix(".").unwrap_or(&path).display().to_string()
    }

    /// The project's folder from the root of the repository that it is in, with forward slashes; empty for
    /// the root itself, none outside any. The root is the nearest folder with a `.git`.
    pub(super) fn in_repository(&self) -> Option<String> {
        let project = self.directory.canonicalize().ok()?;
        let root = project.ancestors().find(|folder| folder.join(".git").exists())?;
        let below = project.strip_prefix(root).ok()?;
        let names: Vec<_> = below.iter().map(|name| name.to_string_lossy()).collect();
        Some(names.join("/"))
    }

    /// The profiles of the project, sorted by name.
    pub(super) fn profiles(&self) -> Result<Vec<Input>, Failure> {
        let folder = self.path("profiles");
        let mut inputs: Vec<Input> = Vec::new();
        for path in files(&folder, &["yaml", "yml"])? {
            let bytes = fs::read(&path).map_err(|error| cannot("read", &path, &error))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let path = format!("profiles/{name}");
            if let Some(twin) = inputs.iter().find(|input| stem(&input.path) == stem(&path)) {
                return Err(Failure(format!("{} and {path} are one profile: keep one of them", twin.path)));
            }
            inputs.push(Input { path, bytes });
        }
        if inputs.is_empty() {
            let folder = folder.display();
            return Err(Failure(format!("there are no profiles in {folder}; `scaleprof init` writes two")));
        }
        Ok(inputs)
    }

    /// The project's own prices, and what it has fetched for some regions, or for all.
    pub(super) fn prices(
        &self,
        regions: Option<&BTreeSet<String>>,
        sources: &mut Sources,
    ) -> Result<Prices, Failure> {
        let mut prices = Prices::default();
        for (region, path) in self.fetched()? {
            if regions.is_none_or(|regions| regions.contains(&region)) {
                let text = fs::read_to_string(&path).map_err(|error| cannot("read", &path, &error))?;
                let snapshot = Snapshot::read(&text).map_err(|error| {
                    let shown = self.shown(&format!("prices/aws/{region}.csv"));
                    Failure(format!(
                        "{shown}:{}: {}; fetch it anew: scaleprof prices update --force",
                        error.line, error.message
                    ))
                })?;
                prices.fetched.insert(region, snapshot);
            }
        }
        let path = self.path(own::PATH);
        match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(cannot("read", &path, &error)),
            Ok(text) => {
                let source = sources.add(own::PATH, text);
                let mut findings = Findings::default();
                let own = Own::read(sources, source, &mut findings);
                let Some(own) = own else {
                    let findings = render(&findings, sources, Format::Text, false);
                    return Err(Failure(format!("the project's own prices cannot be read\n\n{findings}")));
                };
                prices.own = own;
            }
        }
        Ok(prices)
    }

    /// The files that `prices update` has written, by region.
    fn fetched(&self) -> Result<Vec<(String, PathBuf)>, Failure> {
        let files = files(&self.path("prices/aws"), &["csv"])?;
        Ok(files.into_iter().map(|path| (stem(&path.to_string_lossy()).to_owned(), path)).collect())
    }

    /// What is known of the account: from the dumps that are given or, without any, those in `account/`.
    pub(super) fn applied(&self, given: &[PathBuf], region: &str) -> Result<Option<Applied>, Failure> {
        let own = if given.is_empty() { files(&self.path("account"), &["json"])? } else { Vec::new() };
        let mut applied = None;
        for path in own.iter().chain(given) {
            let text = fs::read_to_string(path).map_err(|error| cannot("read", path, &error))?;
            let known: &mut Applied = applied.get_or_insert_default();
            let path = path.strip_prefix(".").unwrap_or(path).display();
            known.add(&text, region).map_err(|error| Failure(format!("{path}: {error}")))?;
        }
        Ok(applied)
    }

    /// The embedded templates with the project's own in their place.
    pub(super) fn templates(&self) -> Result<Templates, Failure> {
        let mut own = BTreeMap::new();
        for (name, _) in EMBEDDED {
            let path = self.path(&format!("templates/{name}.j2"));
            match fs::read_to_string(&path) {
                Ok(text) => drop(own.insert((*name).to_owned(), text)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(cannot("read", &path, &error)),
            }
        }
        Ok(Templates::new(&own)?)
    }
}

/// The files of a folder with one of some endings, sorted; none when there is no folder.
fn files(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>, Failure> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(cannot("read", folder, &error)),
    };
    let mut out = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| cannot("read", folder, &error))?.path();
        let wanted = path.extension().is_some_and(|own| endings.iter().any(|ending| own == *ending));
        if wanted && path.is_file() {
            out.push(path);
        }
    }
    out.sort();
    Ok(out)
}

/// What could not be done with a file, and why.
pub(super) fn cannot(what: &str, path: &Path, error: &io::Error) -> Failure {
    Failure(format!("cannot {what} {}: {error}", path.display()))
}
