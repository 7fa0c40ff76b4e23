//! Files of a new project.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;

use crate::commands::outcome::Failure;
use crate::commands::workspace::{Workspace, cannot};

/// The profile of a normal day.
pub(super) const NORMAL: &str = "profiles/normal.yaml";

/// Writes a file that is not there yet, and says so.
pub(super) fn create(
    workspace: &Workspace,
    name: &str,
    text: &str,
    lines: &mut String,
) -> Result<(), Failure> {
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
