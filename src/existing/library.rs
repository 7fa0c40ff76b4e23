//! The files within the border: which there are, their texts, and their syntax.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::order::Order as _;
use crate::parallel;
use crate::source::{Place, SourceId, Sources, offset};

use super::parse::fault::{Fault, FaultSort};
use super::parse::guard::DEEPEST;
use super::parse::{hcl, json, yaml};
use super::path;
use super::problem::{Problem, ProblemSort};
use super::syntax::{Body, Expr};
use super::tree::{Refused, Tree};

/// The largest file that is read, in bytes.
const LARGEST: u64 = 4 << 20;
/// How many bytes of configuration are read in all.
const MOST_BYTES: usize = 256 << 20;
/// How many names of folders and files are looked at.
const MOST_NAMES: usize = 500_000;
/// How many folders deep files are looked for.
const DEEPEST_FOLDER: usize = 32;

/// The files within the border.
pub(super) struct Library<'t> {
    tree: &'t dyn Tree,
    sources: Sources,
    /// Stands for texts that are computed, which have no places.
    nowhere: SourceId,
    files: Vec<File>,
    by_path: HashMap<String, usize>,
    /// The files of each folder, sorted by name.
    folders: BTreeMap<String, Vec<usize>>,
    /// Files that are read when something asks for them.
    data: Mutex<HashMap<String, Result<Arc<str>, Refused>>>,
    problems: Mutex<Vec<Problem>>,
}

struct File {
    path: String,
    id: SourceId,
    sort: FileSort,
    body: OnceLock<Option<Body>>,
}

/// What a file is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FileSort {
    Config,
    ConfigJson,
    Vars,
    VarsJson,
    /// Another file in HCL, such as Terragrunt's.
    Hcl,
    /// YAML or JSON that a configuration may read.
    Data,
}

impl FileSort {
    fn of(name: &str) -> Option<Self> {
        let ends = |end: &str| name.len() > end.len() && name.ends_with(end);
        Some(match name {
            _ if ends(".tf") || ends(".tofu") => Self::Config,
            _ if ends(".tf.json") || ends(".tofu.json") => Self::ConfigJson,
            _ if ends(".tfvars") => Self::Vars,
            _ if ends(".tfvars.json") => Self::VarsJson,
            ".terraform.lock.hcl" => return None,
            _ if ends(".hcl") => Self::Hcl,
            _ if ends(".yaml") || ends(".yml") || ends(".json") => Self::Data,
            _ => return None,
        })
    }
}

impl<'t> Library<'t> {
    /// Reads all configuration within the border.
    pub(super) fn new(tree: &'t dyn Tree) -> Self {
        let mut sources = Sources::default();
        let mut library = Self {
            tree,
            nowhere: sources.add("", ""),
            sources,
            files: Vec::new(),
            by_path: HashMap::new(),
            folders: BTreeMap::new(),
            data: Mutex::default(),
            problems: Mutex::default(),
        };
        library.walk();
        let is_late = |file: &File| file.sort == FileSort::Hcl && path::name(&file.path) != "terragrunt.hcl";
        let parsed = parallel::map_deep(&library.files, |file| {
            if is_late(file) || file.sort == FileSort::Data || file.body.get().is_some() {
                None
            } else {
                Some(library.parse(file))
            }
        });
        for (file, parsed) in library.files.iter().zip(parsed) {
            if let Some(parsed) = parsed {
                _ = file.body.set(library.told(file, parsed));
            }
        }
        library
    }

    /// Tells of a problem.
    pub(super) fn tell(&self, sort: ProblemSort, path: &str, place: Option<Place>) {
        let problem = Problem { sort, path: path.to_owned(), place };
        self.problems.lock().unwrap_or_else(PoisonError::into_inner).push(problem);
    }

    fn walk(&mut self) {
        let (mut names, mut bytes) = (0, 0);
        let mut open = vec![(String::new(), 0)];
        while let Some((folder, depth)) = open.pop() {
            let entries = match self.tree.list(&folder) {
                Ok(entries) => entries,
                Err(refused) => {
                    self.tell(ProblemSort::Unread(refused.0), &folder, None);
                    continue;
                }
            };
            names += entries.len();
            if names > MOST_NAMES || depth > DEEPEST_FOLDER {
                let what = if depth > DEEPEST_FOLDER { "folders in folders" } else { "folders and files" };
                self.tell(ProblemSort::Budget(what), &folder, None);
                continue;
            }
            let mut own = Vec::new();
            let names: HashSet<String> = entries.iter().map(|entry| entry.name.clone()).collect();
            for entry in entries {
                let path =
                    if folder.is_empty() { entry.name.clone() } else { format!("{folder}/{}", entry.name) };
                // OpenTofu reads it in place of its namesake, and Terraform does not read it.
                let namesake = entry.name.replace(".tofu", ".tf");
                if FileSort::of(&entry.name).is_some() && namesake != entry.name && names.contains(&namesake)
                {
                    let why = format!(
                        "OpenTofu reads it in place of `{namesake}`, and Terraform that one; which of them runs here is not known"
                    );
                    self.tell(ProblemSort::Unread(why), &path, None);
                }
                if entry.folder {
                    if is_entered(&folder, &entry.name) {
                        open.push((path, depth + 1));
                    }
                } else if let Some(sort) = FileSort::of(&entry.name) {
                    own.push(self.add(path, sort, &mut bytes));
                }
            }
            if !own.is_empty() {
                self.folders.insert(folder, own);
            }
        }
    }

    fn add(&mut self, path: String, sort: FileSort, bytes: &mut usize) -> usize {
        let text = if sort == FileSort::Data {
            Ok(String::new())
        } else if *bytes > MOST_BYTES {
            Err(ProblemSort::Budget("bytes of configuration"))
        } else {
            self.tree.read(&path, LARGEST).map_err(|refused| ProblemSort::Unread(refused.0))
        };
        let body = OnceLock::new();
        // A file that is not read is still known to be there: what it would have said is unknown.
        let text = text.unwrap_or_else(|problem| {
            _ = body.set(None);
            self.tell(problem, &path, None);
            String::new()
        });
        *bytes += text.len();
        let id = self.sources.add(path.clone(), text);
        self.by_path.insert(path.clone(), self.files.len());
        self.files.push(File { path, id, sort, body });
        self.files.len() - 1
    }

    fn parse(&self, file: &File) -> Result<Body, Fault> {
        let text = &self.sources.get(file.id).text;
        match file.sort {
            FileSort::Config | FileSort::Vars | FileSort::Hcl => hcl::body(text, file.id),
            FileSort::ConfigJson => json::body(text, file.id),
            FileSort::VarsJson => json::attributes(text, file.id),
            FileSort::Data => Ok(Body::default()),
        }
    }

    /// The body, or a problem.
    fn told(&self, file: &File, parsed: Result<Body, Fault>) -> Option<Body> {
        parsed.map_err(|fault| self.fault(&file.path, file.id, &fault)).ok()
    }

    fn fault(&self, path: &str, id: SourceId, fault: &Fault) {
        let sort = match &fault.what {
            FaultSort::Syntax(what) => ProblemSort::Syntax(what.clone()),
            FaultSort::Nesting => ProblemSort::Nesting(DEEPEST),
            FaultSort::Much(what) => ProblemSort::Budget(what),
        };
        let at = offset(fault.at);
        self.tell(sort, path, Some(Place { source: id, start: at, end: at }));
    }

    /// The folders that hold files of interest, sorted.
    pub(super) fn folders(&self) -> impl Iterator<Item = &str> {
        self.folders.keys().map(String::as_str)
    }

    fn of_folder(&self, folder: &str) -> impl Iterator<Item = &File> {
        self.folders.get(folder).into_iter().flatten().map(|at| &self.files[*at])
    }

    /// The bodies of a folder's configuration in the order of their names, and those of its override files, none for
    /// one that cannot be read.
    pub(super) fn configuration(&self, folder: &str) -> (Vec<&Body>, Vec<Option<&Body>>) {
        let is_config = |file: &&File| matches!(file.sort, FileSort::Config | FileSort::ConfigJson);
        let (over, own): (Vec<&File>, Vec<&File>) =
            self.of_folder(folder).filter(is_config).partition(|file| is_override(path::name(&file.path)));
        (
            own.into_iter().filter_map(|file| self.body(file)).collect(),
            over.into_iter().map(|file| self.body(file)).collect(),
        )
    }

    /// The paths of the variable files in a folder.
    pub(super) fn var_files(&self, folder: &str) -> impl Iterator<Item = &str> {
        let is_vars = |file: &&File| matches!(file.sort, FileSort::Vars | FileSort::VarsJson);
        self.of_folder(folder).filter(is_vars).map(|file| file.path.as_str())
    }

    /// The paths of all variable files.
    pub(super) fn all_var_files(&self) -> impl Iterator<Item = &str> {
        self.folders.keys().flat_map(|folder| self.var_files(folder))
    }

    /// The paths of all Terragrunt units' files.
    pub(super) fn units(&self) -> impl Iterator<Item = &str> {
        let of = |file: &&File| path::name(&file.path) == "terragrunt.hcl";
        self.files.iter().filter(of).map(|file| file.path.as_str())
    }

    /// Whether there is such a file of interest.
    pub(super) fn has(&self, path: &str) -> bool {
        self.by_path.contains_key(path)
    }

    /// The body of a file in HCL, or of a variable file.
    pub(super) fn body_of(&self, path: &str) -> Option<&Body> {
        self.by_path.get(path).and_then(|at| self.body(&self.files[*at]))
    }

    fn body<'s>(&'s self, file: &'s File) -> Option<&'s Body> {
        file.body.get_or_init(|| self.told(file, self.parse(file))).as_ref()
    }

    /// The whole of a file that a configuration may read, if its places are known.
    pub(super) fn whole(&self, path: &str, length: usize) -> Option<Place> {
        let file = &self.files[*self.by_path.get(path)?];
        Some(Place { source: file.id, start: 0, end: offset(length) })
    }

    /// The path of a text.
    pub(super) fn path_of(&self, id: SourceId) -> &str {
        &self.sources.get(id).path
    }

    /// The text of any file.
    pub(super) fn text(&self, path: &str) -> Result<Arc<str>, Refused> {
        let mut data = self.data.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(read) = data.get(path) {
            return read.clone();
        }
        let read = self.tree.read(path, LARGEST).map(Arc::from);
        data.insert(path.to_owned(), read.clone());
        read
    }

    /// A text as YAML or JSON, with the places of the file that it is the text of.
    pub(super) fn decoded(&self, text: &str, is_json: bool, file: Option<&str>) -> Result<Expr, String> {
        let id = file.and_then(|path| self.by_path.get(path)).map(|at| self.files[*at].id);
        let source = id.unwrap_or(self.nowhere);
        let parsed = if is_json { json::value(text, source) } else { yaml::value(text, source) };
        parsed.map_err(|fault| match fault.what {
            FaultSort::Syntax(what) => what,
            FaultSort::Nesting => "it is nested too deeply".to_owned(),
            FaultSort::Much(what) => format!("it has too many {what}"),
        })
    }

    /// The texts, those of data with what was read of them, and the problems, sorted.
    pub(super) fn finish(mut self) -> (Sources, Vec<Problem>) {
        let data = std::mem::take(&mut self.data).into_inner().unwrap_or_else(PoisonError::into_inner);
        for file in self.files.iter().filter(|file| file.sort == FileSort::Data) {
            if let Some(Ok(text)) = data.get(&file.path) {
                self.sources.fill(file.id, text.as_ref());
            }
        }
        let mut problems = self.problems.into_inner().unwrap_or_else(PoisonError::into_inner);
        problems.order_by(|left, right| (&left.path, left.place).cmp(&(&right.path, right.place)));
        problems.dedup();
        (self.sources, problems)
    }
}

/// Whether a folder is gone into.
fn is_entered(folder: &str, name: &str) -> bool {
    match name {
        ".git" | "node_modules" | ".terragrunt-cache" | ".venv" => false,
        // Of what Terraform keeps for itself, only the modules that it has fetched.
        _ if path::name(folder) == ".terraform" => name == "modules",
        _ => true,
    }
}

fn is_override(name: &str) -> bool {
    let stem = name.strip_suffix(".json").unwrap_or(name);
    let stem = stem.strip_suffix(".tf").or_else(|| stem.strip_suffix(".tofu")).unwrap_or(stem);
    stem == "override" || stem.ends_with("_override")
}
