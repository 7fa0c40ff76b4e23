//! A project on disk: its profiles, its prices, its own templates, and what it knows of the account.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::cloud::provider::Cloud;
use crate::cloud::{all, list_prices};
use crate::commands::ground::Ground;
use crate::commands::outcome::Failure;
use crate::diagnostic::Findings;
use crate::diagnostic::render::{Format, render};
use crate::existing::path::join;
use crate::files::border::Border;
use crate::files::{self, FileError, LARGEST, Root};
use crate::load::stem;
use crate::plan::Plan;
use crate::price::Prices;
use crate::price::own::{self, Own};
use crate::price::snapshot::Snapshot;
use crate::project::Input;
use crate::quota::applied::Applied;
use crate::shell::word;
use crate::source::Sources;
use crate::template::{EMBEDDED, Templates};

/// The folder that holds `profiles/` and `generated/`.
#[derive(Debug)]
pub(super) struct Workspace {
    root: Root,
}

impl Workspace {
    pub(super) const fn new(directory: PathBuf) -> Self {
        Self { root: Root::new(directory) }
    }

    /// Fails where the folder of the project is not there.
    pub(super) fn is_there(&self) -> Result<(), Failure> {
        let folder = self.root.folder();
        let shown = folder.display();
        match folder.metadata() {
            Ok(own) if own.is_dir() => Ok(()),
            Ok(_) => Err(Failure(format!("{shown} is no folder; -C names the folder that holds profiles/"))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let make = word(&shown.to_string()).into_owned();
                Err(Failure(format!(
                    "there is no folder {shown}; for a new project: mkdir -p {make}, then scaleprof -C {make} init"
                )))
            }
            Err(error) => Err(cannot("read", folder, &error)),
        }
    }

    /// A path below the project.
    pub(super) fn path(&self, below: &str) -> PathBuf {
        self.root.path(below)
    }

    /// The path as a word of a shell command.
    pub(super) fn typed(&self, below: &str) -> String {
        word(&self.shown(below)).into_owned()
    }

    /// The path as the user would type it.
    pub(super) fn shown(&self, below: &str) -> String {
        let path = self.path(below);
        path.strip_prefix(".").unwrap_or(&path).display().to_string()
    }

    /// The folder of the project as seen from the root of its repository, with forward slashes: empty for the root
    /// itself, `None` outside any repository. The root is the nearest folder with a `.git`.
    pub(super) fn in_repository(&self) -> Option<String> {
        let project = self.root.folder().canonicalize().ok()?;
        let root = project.ancestors().find(|folder| folder.join(".git").exists())?;
        let below = project.strip_prefix(root).ok()?;
        let names: Vec<_> = below.iter().map(|name| name.to_string_lossy()).collect();
        Some(names.join("/"))
    }

    /// Where the team's own Terraform is read.
    pub(super) fn ground(&self) -> Result<Ground, Failure> {
        let folder = self.path("");
        let border = Border::around(&folder).map_err(|error| cannot("read", &folder, &error))?;
        let project = border.below(&folder).unwrap_or_default();
        Ok(Ground { border, project })
    }

    /// A path to write to. No link may lead it out of the project.
    pub(super) fn writable(&self, below: &str) -> Result<PathBuf, Failure> {
        self.root.writable(below).map_err(|error| cannot("write", &self.path(below), &error))
    }

    /// The text of a file in the project; `None` if it does not exist.
    pub(super) fn text(&self, below: &str) -> Result<Option<String>, Failure> {
        match self.root.text(below, LARGEST) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.is_absent() => Ok(None),
            Err(error) => Err(cannot("read", &self.path(below), &error)),
        }
    }

    /// The text of a Terraform state in the project.
    pub(super) fn state(&self, below: &str) -> Result<String, FileError> {
        self.root.text(below, files::LARGEST_STATE)
    }

    /// The files in a folder that have one of these endings: sorted paths, relative to the project.
    fn files(&self, folder: &str, endings: &[&str]) -> Result<Vec<String>, Failure> {
        let names = self.root.list(folder).map_err(|error| cannot("read", &self.path(folder), &error))?;
        let wanted = |name: &String| {
            let own = Path::new(name).extension();
            own.is_some_and(|own| endings.iter().any(|ending| own == *ending))
        };
        Ok(names.into_iter().filter(wanted).map(|name| format!("{folder}/{name}")).collect())
    }

    /// The profiles of the project, sorted by name, and its own prices.
    pub(super) fn profiles(&self) -> Result<Vec<Input>, Failure> {
        let inputs = self.profiles_if_any()?;
        if inputs.is_empty() {
            let folder = self.path("profiles");
            let folder = folder.display();
            return Err(Failure(format!("there are no profiles in {folder}; `scaleprof init` writes two")));
        }
        Ok(inputs)
    }

    /// The same; nothing where there are none yet.
    pub(super) fn profiles_if_any(&self) -> Result<Vec<Input>, Failure> {
        let mut inputs: Vec<Input> = Vec::new();
        for path in self.files("profiles", &["yaml", "yml"])? {
            let bytes = self.root.bytes(&path, LARGEST);
            let bytes = bytes.map_err(|error| cannot("read", &self.path(&path), &error))?;
            if let Some(twin) = inputs.iter().find(|input| stem(&input.path) == stem(&path)) {
                return Err(Failure(format!("{} and {path} are one profile: keep one of them", twin.path)));
            }
            inputs.push(Input { path, bytes });
        }
        if inputs.is_empty() {
            return Ok(inputs);
        }
        for path in self.files("profiles", &["ics"])? {
            let bytes = self.root.bytes(&path, LARGEST);
            inputs.push(Input {
                bytes: bytes.map_err(|error| cannot("read", &self.path(&path), &error))?,
                path,
            });
        }
        if let Some(text) = self.text(own::PATH)? {
            inputs.push(Input { path: own::PATH.to_owned(), bytes: text.into_bytes() });
        }
        Ok(inputs)
    }

    /// The project's own prices, and the ones that it has fetched: for some regions, or for all.
    pub(super) fn prices(
        &self,
        regions: Option<&BTreeSet<String>>,
        sources: &mut Sources,
    ) -> Result<Prices, Failure> {
        let mut prices = list_prices();
        let mut files = Vec::new();
        for cloud in all() {
            files.extend(self.files(&format!("prices/{}", cloud.name()), &["csv"])?);
        }
        for path in files {
            let region = stem(&path).to_owned();
            if regions.is_none_or(|regions| regions.contains(&region)) {
                let text = self.text(&path)?.unwrap_or_default();
                let snapshot = Snapshot::read(&text).map_err(|error| {
                    let shown = self.shown(&path);
                    Failure(format!(
                        "{shown}:{}: {}; fetch it anew: scaleprof prices update --force",
                        error.line, error.message
                    ))
                })?;
                prices.fetched.insert(region, snapshot);
            }
        }
        if let Some(text) = self.text(own::PATH)? {
            let source = sources.add(own::PATH, text);
            let mut findings = Findings::default();
            let own = Own::read(&prices.catalogue, sources, source, &mut findings);
            let Some(own) = own else {
                let findings = render(&findings, sources, Format::Text, false);
                return Err(Failure(format!("the project's own prices cannot be read\n\n{findings}")));
            };
            prices.own = own;
        }
        Ok(prices)
    }

    /// What is known of the account: from the files that the user named or, without any, from those in `account/`.
    pub(super) fn applied(&self, given: &[PathBuf], plan: &Plan) -> Result<Option<Applied>, Failure> {
        self.account(given, plan.cloud, &plan.header.cloud.region)
    }

    /// What is known of the account without any profile: only with one region it is known of which one the files are.
    pub(super) fn applied_in(
        &self,
        given: &[PathBuf],
        regions: &BTreeSet<String>,
    ) -> Result<Option<Applied>, Failure> {
        let mut regions = regions.iter();
        match (regions.next(), regions.next(), all().first()) {
            (Some(region), None, Some(cloud)) if !given.is_empty() => self.account(given, *cloud, region),
            (_, _, Some(_)) if !given.is_empty() => {
                Err(Failure("--applied needs a plan of one region that is known: say --region".to_owned()))
            }
            _ => Ok(None),
        }
    }

    fn account(
        &self,
        given: &[PathBuf],
        cloud: &'static dyn Cloud,
        region: &str,
    ) -> Result<Option<Applied>, Failure> {
        let mut applied = None;
        let mut add = |path: &Path, text: Result<String, FileError>| {
            let text = text.map_err(|error| cannot("read", path, &error))?;
            let known: &mut Applied = applied.get_or_insert_default();
            let path = path.strip_prefix(".").unwrap_or(path).display();
            cloud.read_account(&text, region, known).map_err(|error| Failure(format!("{path}: {error}")))
        };
        for path in given {
            add(path, files::named(path, LARGEST))?;
        }
        let own = if given.is_empty() { self.files("account", &["json"])? } else { Vec::new() };
        for path in own {
            add(&self.path(&path), self.root.text(&path, LARGEST))?;
        }
        Ok(applied)
    }

    /// The embedded templates, each replaced by the project's own if there is one.
    pub(super) fn templates(&self) -> Result<Templates, Failure> {
        let mut own = BTreeMap::new();
        for (name, embedded) in EMBEDDED {
            let text = self.text(&format!("templates/{name}.j2"))?;
            // A copy that nobody has changed is the embedded one.
            if let Some(text) = text.filter(|text| text != embedded) {
                own.insert((*name).to_owned(), text);
            }
        }
        Ok(Templates::new(&own)?)
    }
}

/// The failure of an operation on a file, with its reason.
pub(super) fn cannot(what: &str, path: &Path, error: &impl std::fmt::Display) -> Failure {
    Failure(format!("cannot {what} {}: {error}", path.display()))
}

/// A path, which is relative to a folder, as seen from the border.
pub(super) fn joined(folder: &str, path: &str) -> Result<String, Failure> {
    join(folder, path.trim_start_matches('/'))
        .ok_or_else(|| Failure(format!("{path} leads out of the repository; only files in it are read")))
}
