//! What is due, and when.

use std::path::PathBuf;

use jiff::Timestamp;

use crate::cli::format::StatusFormat;

/// Two profiles, and what is asked of the switch between them.
#[derive(Clone, Debug, clap::Args)]
pub struct DueArgs {
    /// The everyday profile
    pub from: String,
    /// The profile with the window
    pub to: String,
    /// Ask for the launch, from a day before its latest safe start, and not for the way back
    #[arg(long)]
    pub launch: bool,
    /// What is live of what is built: the output of `terraform show -json` for a refresh-only plan or for a state, or a
    /// state file; - for standard input
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// The output format; `json` is for `scaleprof request`
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: StatusFormat,
    /// The present time [default: the clock]
    #[arg(long, value_name = "TIME")]
    pub now: Option<Timestamp>,
}
