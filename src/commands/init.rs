//! `scaleprof init`: writes two profiles to start from, and the schema that editors hold them against; with `--from`
//! about Terraform that is there already.

mod from;
mod told;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;

use crate::cli::init::FromArgs;
use crate::commands::build::SCHEMA;
use crate::commands::outcome::{Failure, Outcome};
use crate::commands::terminal::data;
use crate::commands::workspace::{Workspace, cannot};

/// The files of a new project.
const FILES: &[(&str, &str)] = &[
    ("profiles/normal.yaml", include_str!("init/normal.yaml")),
    ("profiles/launch.yaml", include_str!("init/launch.yaml")),
    (".gitignore", include_str!("init/gitignore")),
];

pub(super) fn run(workspace: &Workspace, args: &FromArgs) -> Result<Outcome, Failure> {
    if let Some(folder) = &args.from {
        return from::run(workspace, folder, args);
    }
    let mut lines = String::new();
    let schema = crate::schema::text();
    for (name, text) in FILES.iter().copied().chain([(SCHEMA, &*schema)]) {
        create(workspace, name, text, &mut lines)?;
    }
    lines.push_str("\nnext: make them yours, then\n  scaleprof check\n  scaleprof build normal\n");
    data(&lines)
}

/// Writes a file that is not there yet, and says so.
fn create(workspace: &Workspace, name: &str, text: &str, lines: &mut String) -> Result<(), Failure> {
    let path = workspace.writable(name)?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| cannot("make", folder, &error))?;
    }
    // The file is created, never read, and one that exists is left alone.
    #[allow(clippy::disallowed_methods)]
    match fs::File::options().write(true).create_new(true).open(&path) {
        Ok(mut file) => {
            file.write_all(text.as_bytes()).map_err(|error| cannot("write", &path, &error))?;
            let _ = writeln!(lines, "wrote {name}");
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let _ = writeln!(lines, "kept  {name}: it is there already");
        }
        Err(error) => return Err(cannot("write", &path, &error)),
    }
    Ok(())
}
