//! Where a pull request is opened.

use std::path::PathBuf;

/// The branch, and the repository that it is in.
#[derive(Clone, Debug, clap::Args)]
pub struct RequestArgs {
    /// The file that `scaleprof due` wrote
    #[arg(long, value_name = "FILE")]
    pub request: PathBuf,
    /// The branch with the change
    #[arg(long, value_name = "BRANCH")]
    pub branch: String,
    /// The branch that it goes to
    #[arg(long, value_name = "BRANCH")]
    pub base: String,
    /// The repository: owner/name, or GitLab's project path or number
    #[arg(long, value_name = "REPO", env = "SCALEPROF_REPO")]
    pub repo: String,
    /// Only ask whether there is to be a request: exit code 1 where people have closed the one of this window
    #[arg(long)]
    pub ask: bool,
    /// The API of your own forge [default: the public one, or the one that CI names]
    #[arg(long, value_name = "URL")]
    pub api_url: Option<String>,
}
