//! The pages that people read in the repository, and the blocks in them.

use std::fs;
use std::path::Path;

use super::fixture::files;

/// A page of the repository.
#[derive(Debug)]
pub(crate) struct Page {
    /// Its path from the root.
    pub path: String,
    /// All of it.
    pub text: String,
}

/// A fenced block of a page.
#[derive(Debug)]
pub(crate) struct Fenced<'a> {
    /// What stands behind the fence: `yaml`, `console`, `sh`.
    pub language: &'a str,
    /// What is in it.
    pub text: &'a str,
}

impl Fenced<'_> {
    /// The file that it shows: its first line is `# <path>`.
    pub(crate) fn file(&self) -> Option<&str> {
        let path = self.text.lines().next()?.strip_prefix("# ")?;
        (!path.contains(' ')).then_some(path)
    }

    /// Without the line that names the file.
    pub(crate) fn content(&self) -> &str {
        match self.file() {
            Some(_) => self.text.split_once('\n').map_or("", |(_, rest)| rest),
            None => self.text,
        }
    }
}

impl Page {
    /// Its fenced blocks.
    pub(crate) fn blocks(&self) -> Vec<Fenced<'_>> {
        let mut blocks = Vec::new();
        let mut rest = self.text.as_str();
        while let Some((_, from)) = rest.split_once("\n```") {
            let (language, from) = from.split_once('\n').expect("a block");
            let end = if from.starts_with("```") { Some(0) } else { from.find("\n```").map(|at| at + 1) };
            let (text, after) =
                from.split_at(end.unwrap_or_else(|| panic!("{}: a block has no end", self.path)));
            blocks.push(Fenced { language, text });
            // The line before the next block ends in front of its fence.
            rest = &after[3..];
        }
        blocks
    }

    /// Its text without fenced blocks: a line of one is empty.
    pub(crate) fn prose(&self) -> String {
        let mut inside = false;
        let line = |line: &str| {
            let fence = line.starts_with("```");
            let shown = !inside && !fence;
            inside ^= fence;
            if shown { format!("{line}\n") } else { "\n".to_owned() }
        };
        self.text.lines().map(line).collect()
    }
}

/// A page by its path from the root.
pub(crate) fn page(path: &str) -> Page {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path));
    Page { path: path.to_owned(), text: text.unwrap_or_else(|error| panic!("{path}: {error}")) }
}

/// Pages of a folder.
pub(crate) fn folder(path: &str) -> Vec<Page> {
    let name = |file: &Path| file.file_name().expect("a file").to_string_lossy().into_owned();
    files(path, "md").iter().map(|file| page(&format!("{path}/{}", name(file)))).collect()
}

/// The README and the pages of `docs/`, whose examples are executed.
pub(crate) fn pages() -> Vec<Page> {
    let mut pages = folder("docs");
    pages.insert(0, page("README.md"));
    pages
}
