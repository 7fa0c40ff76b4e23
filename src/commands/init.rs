//! `scaleprof init`.

use std::fs;
use std::io::Write as _;

use super::{Failure, Outcome, Terminal, cannot};

/// The files of a new project.
const FILES: &[(&str, &str)] = &[
    ("profiles/normal.yaml", include_str!("init/normal.yaml")),
    ("profiles/launch.yaml", include_str!("init/launch.yaml")),
    (".gitignore", include_str!("init/gitignore")),
];

pub(super) fn run(terminal: &Terminal) -> Result<Outcome, Failure> {
    let folder = terminal.path("profiles");
    fs::create_dir_all(&folder).map_err(|error| cannot("make", &folder, &error))?;
    let mut lines = String::new();
    for (name, text) in FILES {
        let path = terminal.path(name);
        match fs::File::options().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes()).map_err(|error| cannot("write", &path, &error))?;
                lines.push_str(&format!("wrote {name}\n"));
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                lines.push_str(&format!("kept  {name}: it is there already\n"));
            }
            Err(error) => return Err(cannot("write", &path, &error)),
        }
    }
    lines.push_str("\nnext: make them yours, then\n  scaleprof check\n  scaleprof build normal\n");
    terminal.data(&lines)
}
