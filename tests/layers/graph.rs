//! The files of `src/`, and which of them imports which.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::reader::names;

/// Where a file imports from another: the line, and the name.
pub(crate) struct Import {
    pub line: usize,
    pub name: String,
}

/// Files by their path below `src/`, without `.rs` (`price/meter`).
#[derive(Default)]
pub(crate) struct Graph {
    pub files: BTreeSet<String>,
    /// From file, to file; each with the first place.
    pub imports: BTreeMap<(String, String), Import>,
    /// Each `pub use` of a name of the crate, and each import from a file that only imports the name itself, as
    /// the file and `file:line: name`.
    pub passed_on: Vec<(String, String)>,
}

impl Graph {
    /// The graph of `src/`.
    pub(crate) fn of_crate() -> Self {
        Self::of(&sources())
    }

    /// The graph of some texts, by file.
    pub(crate) fn of(texts: &BTreeMap<String, String>) -> Self {
        let read: Vec<_> = texts.iter().map(|(file, text)| (file, names(&module(file), text))).collect();
        let tests: BTreeSet<String> = read
            .iter()
            .flat_map(|(file, names)| names.tests.iter().map(move |child| format!("{file}/{child}")))
            .collect();
        let brought: BTreeMap<&str, &BTreeSet<String>> =
            read.iter().map(|(file, names)| (file.as_str(), &names.brought)).collect();
        let mut graph = Self {
            files: texts.keys().filter(|file| !tests.contains(*file)).cloned().collect(),
            ..Self::default()
        };
        for (file, names) in read.iter().filter(|(file, _)| !tests.contains(*file)) {
            for (line, path) in &names.paths {
                let Some((to, rest)) = graph.defines(path).filter(|(to, _)| to != *file) else { continue };
                if rest.first().is_some_and(|name| {
                    brought.get(to.as_str()).is_some_and(|brought| brought.contains(name))
                }) {
                    let place = format!("src/{file}.rs:{line}: {}", path.join("::"));
                    graph.passed_on.push(((*file).clone(), place));
                }
                let import = Import { line: *line, name: path.join("::") };
                graph.imports.entry(((*file).clone(), to)).or_insert(import);
            }
            for (line, path) in &names.exported {
                if graph.defines(path).is_some() {
                    let place = format!("src/{file}.rs:{line}: pub use {}", path.join("::"));
                    graph.passed_on.push(((*file).clone(), place));
                }
            }
        }
        graph
    }

    /// The file that a path leads to, the longest part of it that is one, and the rest of the path.
    fn defines<'a>(&self, path: &'a [String]) -> Option<(String, &'a [String])> {
        let mut parts = (1..=path.len()).rev().map(|length| (path[..length].join("/"), &path[length..]));
        parts.find(|(file, _)| self.files.contains(file))
    }

    /// Circles of files: each file of a circle can be reached from each other one.
    pub(crate) fn circles(&self) -> Vec<BTreeSet<&str>> {
        let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (from, to) in self.imports.keys() {
            next.entry(from).or_default().push(to);
        }
        let reach: BTreeMap<&str, BTreeSet<&str>> =
            next.keys().map(|from| (*from, reached(&next, from))).collect();
        let mutual = |file: &str| {
            let meets = |other: &&&str| reach.get(**other).is_some_and(|back| back.contains(file));
            reach[file].iter().filter(meets).copied().collect::<BTreeSet<_>>()
        };
        let circles: BTreeSet<_> =
            next.keys().map(|file| mutual(file)).filter(|circle| !circle.is_empty()).collect();
        circles.into_iter().collect()
    }

    /// The imports between some files, each with its place.
    pub(crate) fn within(&self, files: &BTreeSet<&str>) -> String {
        let mut lines = String::new();
        for ((from, to), import) in &self.imports {
            if files.contains(from.as_str()) && files.contains(to.as_str()) {
                let _ = writeln!(lines, "src/{from}.rs:{}: {} (src/{to}.rs)", import.line, import.name);
            }
        }
        lines
    }
}

/// What can be reached from a file along its imports.
fn reached<'a>(next: &BTreeMap<&'a str, Vec<&'a str>>, from: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&str> = next.get(from).cloned().unwrap_or_default();
    while let Some(file) = open.pop() {
        if reached.insert(file) {
            open.extend(next.get(file).into_iter().flatten());
        }
    }
    reached
}

/// The room that a file belongs to: its first folder, or the file itself.
pub(crate) fn room(file: &str) -> &str {
    file.split('/').next().unwrap_or(file)
}

/// The module of a file; none for the crate's root.
fn module(file: &str) -> Vec<String> {
    if file == "lib" { Vec::new() } else { file.split('/').map(String::from).collect() }
}

/// The texts of all Rust files of `src/` but the program's own.
pub(crate) fn sources() -> BTreeMap<String, String> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut texts = BTreeMap::new();
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let file = path.strip_prefix(&src).unwrap().with_extension("");
                let file = file
                    .components()
                    .map(|part| part.as_os_str().to_str().unwrap())
                    .collect::<Vec<_>>()
                    .join("/");
                texts.insert(file, fs::read_to_string(&path).unwrap());
            }
        }
    }
    texts.remove("main");
    texts
}
