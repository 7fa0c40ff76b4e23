//! A plan of Terraform, and how it is judged.

use std::path::PathBuf;

use jiff::Timestamp;

use crate::cli::account::AccountArgs;
use crate::effect::Effect;

/// A plan of Terraform, and how it is judged.
#[derive(Clone, Debug, clap::Args)]
pub struct ReviewArgs {
    /// The output of `terraform show -json` for a plan; - for standard input
    #[arg(value_name = "PLAN")]
    pub(crate) plan: PathBuf,
    /// The region of what the plan does not say it of
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,
    /// What is known of the account
    #[command(flatten)]
    pub(crate) applied: AccountArgs,
    /// How it is judged
    #[command(flatten)]
    pub(crate) risk: RiskArgs,
    /// The present time, for the age of prices [default: the clock]
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<Timestamp>,
}

/// What a plan must not do.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct RiskArgs {
    /// Exit with 1 if live users would feel this or worse, or if that is not known
    #[arg(long, value_name = "EFFECT")]
    pub(crate) fail_on: Option<Effect>,
    /// Accept what is not known of what users feel
    #[arg(long)]
    pub(crate) allow_unknown_effects: bool,
}
