//! Where a comment goes.

use crate::comment::target::Behavior;

/// Where a comment goes, and how.
#[derive(Clone, Debug, clap::Args)]
pub struct CommentArgs {
    /// The repository: owner/name, or GitLab's project path or number
    #[arg(long, value_name = "REPO", env = "SCALEPROF_REPO", required_unless_present = "dry_run")]
    pub repo: Option<String>,
    /// The number of the pull request or merge request
    #[arg(
        long,
        value_name = "NUMBER",
        visible_alias = "mr",
        env = "SCALEPROF_PULL_REQUEST",
        required_unless_present = "dry_run"
    )]
    pub pr: Option<u64>,
    /// What happens to an earlier comment
    #[arg(long, value_name = "HOW", default_value = "update")]
    pub behavior: Behavior,
    /// The tag that tells this comment apart from others of scaleprof on the same request [default: stack and switch,
    /// as in `shop/normal-launch`, or the name of the plan's file, below the project's folder in the repository]
    #[arg(long, value_name = "TAG")]
    pub tag: Option<String>,
    /// The API of your own forge [default: the public one, or the one that CI names]
    #[arg(long, value_name = "URL")]
    pub(crate) api_url: Option<String>,
    /// Send nothing: print the comment
    #[arg(long)]
    pub(crate) dry_run: bool,
}
