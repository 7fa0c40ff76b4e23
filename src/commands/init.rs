//! `scaleprof init`: writes two profiles to start from, and the schema that editors hold them against; with `--from`
//! about Terraform that is there already.

mod create;
pub(super) mod from;
mod raised;
mod told;

use crate::cli::init::FromArgs;
use crate::commands::build::SCHEMA;
use crate::commands::outcome::{Failure, Outcome};
use crate::commands::terminal::{Terminal, data};
use crate::commands::workspace::Workspace;
use create::create;

/// The files of a new project.
const FILES: &[(&str, &str)] = &[
    ("profiles/normal.yaml", include_str!("init/normal.yaml")),
    ("profiles/launch.yaml", include_str!("init/launch.yaml")),
    (".gitignore", include_str!("init/gitignore")),
];

pub(super) fn run(workspace: &Workspace, terminal: &Terminal, args: &FromArgs) -> Result<Outcome, Failure> {
    if let Some(folder) = &args.from {
        return from::run(workspace, terminal, folder, args);
    }
    let mut lines = String::new();
    let schema = crate::schema::text();
    for (name, text) in FILES.iter().copied().chain([(SCHEMA, &*schema)]) {
        create(workspace, name, text, &mut lines)?;
    }
    lines.push_str("\nnext: make them yours, then\n  scaleprof check\n  scaleprof build normal\n");
    data(&lines)
}
