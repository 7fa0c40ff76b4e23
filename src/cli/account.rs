//! What is known of the account.

use std::path::PathBuf;

use crate::cloud::all;

/// What is known of the account.
#[derive(Clone, Debug, clap::Args)]
pub struct AccountArgs {
    /// Files with what the clouds' own tools say of the account
    #[arg(long = "applied", value_name = "FILE", help = files())]
    pub files: Vec<PathBuf>,
}

/// Which files these are, with the commands of each cloud that write them.
fn files() -> String {
    let output = all().iter().filter_map(|cloud| {
        let commands = cloud.commands();
        Some(format!(
            " with the output of {} about the account, once per file: {}",
            commands.tool()?,
            commands.account()?
        ))
    });
    let output: Vec<String> = output.collect();
    format!("A file{} [default: account/*.json]", output.join("; or"))
}
