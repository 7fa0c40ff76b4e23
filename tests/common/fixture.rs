//! Projects as files: comments first, then the profiles, each after a line `#-- <file name>`.

use std::fs;
use std::path::{Path, PathBuf};

use scaleprof::project::Input;

/// One such file.
#[derive(Debug)]
pub(crate) struct Fixture {
    /// Its name, without the ending.
    pub name: String,
    /// All of it.
    pub text: String,
}

impl Fixture {
    /// The profiles that it holds.
    pub(crate) fn inputs(&self) -> Vec<Input> {
        let files = self.files().into_iter().filter(|(name, _)| !name.contains('/'));
        files
            .map(|(name, text)| Input { path: format!("profiles/{name}"), bytes: text.into_bytes() })
            .collect()
    }

    /// The files of Terraform that it holds: those with a folder in their name.
    pub(crate) fn terraform(&self) -> Vec<(String, String)> {
        self.files().into_iter().filter(|(name, _)| name.contains('/')).collect()
    }

    fn files(&self) -> Vec<(String, String)> {
        let mut files: Vec<(String, String)> = Vec::new();
        for line in self.text.split_inclusive('\n') {
            if let Some(name) = line.strip_prefix("#-- ") {
                files.push((name.trim_end().to_owned(), String::new()));
            } else if let Some((_, text)) = files.last_mut() {
                text.push_str(line);
            }
        }
        files
    }

    /// The comments before the profiles, without their mark.
    pub(crate) fn about(&self) -> impl Iterator<Item = &str> {
        self.text.lines().map_while(|line| line.strip_prefix("# "))
    }

    /// What a comment `# <key>: ` says.
    pub(crate) fn said(&self, key: &str) -> Option<&str> {
        self.about().filter_map(|line| line.split_once(": ")).find(|(is, _)| *is == key).map(|(_, said)| said)
    }
}

/// One file of a folder of this crate.
pub(crate) fn fixture(path: &Path) -> Fixture {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Fixture { name: stem(path), text }
}

/// All files of a folder of this crate.
pub(crate) fn fixtures(folder: &str) -> Vec<Fixture> {
    files(folder, "yaml").iter().map(|path| fixture(path)).collect()
}

/// The files of a folder of this crate with this ending, sorted.
pub(crate) fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("a file").path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|own| own == ending)).collect();
    paths.sort();
    paths
}

/// The name of a file without its ending.
pub(crate) fn stem(path: &Path) -> String {
    path.file_stem().expect("a file").to_string_lossy().into_owned()
}
