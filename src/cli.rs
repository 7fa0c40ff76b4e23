//! The command line, as types.

pub(crate) mod account;
pub mod comment;
pub mod due;
pub mod format;
pub mod init;
pub mod prices;
pub mod request;
pub mod review;
pub mod switch;

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use clap_complete::Shell;
use jiff::Timestamp;

use crate::cli::account::AccountArgs;
use crate::cli::comment::CommentArgs;
use crate::cli::due::DueArgs;
use crate::cli::format::{Color, DiffFormat, ReviewFormat, SchemaOf, StatusFormat, TableFormat};
use crate::cli::init::FromArgs;
use crate::cli::prices::PricesCommand;
use crate::cli::request::RequestArgs;
use crate::cli::review::ReviewArgs;
use crate::cli::switch::{HowArgs, SwitchArgs};
use crate::comment::forge::Forge;
use crate::diagnostic::render::Format;
use crate::report::bill::BillPeriod;

/// Compiles scaling profiles: how big each part of a stack is on a normal day and on a launch day,
/// into Terraform and quota requests that are ready to apply.
#[derive(Debug, Parser)]
#[command(name = "scaleprof", version, max_term_width = 100)]
#[command(after_help = concat!("\
Exit codes: 0 clean; 1 findings, or generated files are stale; 2 usage, or a file cannot be read or written.
A first profile: scaleprof init. What a finding means: scaleprof explain CODE.
Documentation: ", env!("CARGO_PKG_REPOSITORY")))]
pub struct Cli {
    /// The project: the folder that holds profiles/ and generated/
    #[arg(short = 'C', long = "directory", value_name = "DIR", default_value = ".", global = true)]
    pub directory: PathBuf,
    /// Color in messages
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub color: Color,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What scaleprof can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a first profiles/normal.yaml and profiles/launch.yaml to start from
    ///
    /// The two describe a small web stack, apply as they are, and carry a remark on every line that
    /// you will want to change. Files that are there already are left alone.
    ///
    /// With --from they describe Terraform that you have: each size with the file and line where it stands. Only
    /// sizes are printed and written, and nothing of your Terraform is changed.
    Init {
        /// Terraform that is there already
        #[command(flatten)]
        from: FromArgs,
    },
    /// Check the profiles, and report errors and warnings
    ///
    /// Without names all profiles are checked. Everything that can be found is reported in one run,
    /// errors first, then by place. Errors stop a build; a warning can be allowed in the profile,
    /// with a reason: `allow: {CODE: why}`.
    Check {
        /// The profiles to check [default: all]
        #[arg(value_name = "PROFILE")]
        profiles: Vec<String>,
        /// The output format
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: Format,
        /// The present time, e.g. 2027-02-01T09:00:00Z: a window that is over by then is an error
        #[arg(long, value_name = "TIME")]
        now: Option<Timestamp>,
        /// What is known of the account
        #[command(flatten)]
        applied: AccountArgs,
        /// Exit with 1 on warnings too
        #[arg(long)]
        deny_warnings: bool,
    },
    /// Write generated/PROFILE/: Terraform for the stack, and the quota requests to file before
    ///
    /// The folder is built beside the old one and swapped in. Files in it that scaleprof did not write are
    /// never changed or removed; those of an earlier build that are not needed any more are. Outside of it only
    /// the sizes of components with `terraform:` are changed, where they stand in your own Terraform.
    Build {
        /// The profile to build
        profile: String,
        /// Write nothing; say what is stale and exit with 1 if anything is
        #[arg(long)]
        check: bool,
        /// Write nothing; print what changes in your own Terraform as a patch for `git apply`, from the top of the repository
        #[arg(long, conflicts_with = "check")]
        patch: bool,
        /// Write nothing; print a patch that changes no value, after which a constant is no longer shared that stands in the way
        #[arg(long, conflicts_with_all = ["check", "patch"])]
        refactor: bool,
        /// Of your own Terraform change only this component; may be given several times
        #[arg(long, value_name = "COMPONENT")]
        only: Vec<String>,
        /// What is known of the account
        #[command(flatten)]
        applied: AccountArgs,
        /// The present time, e.g. 2027-02-01T09:00:00Z: a window that is over by then is an error
        #[arg(long, value_name = "TIME")]
        now: Option<Timestamp>,
    },
    /// Show what a profile needs of each quota, and what to ask for
    ///
    /// Needs are counted at the maximum, plus what the cloud adds for a moment while it replaces machines or tasks. What
    /// else runs in the account is added if the profile or a utilization report states it.
    Quotas {
        /// The profile
        profile: String,
        /// What is known of the account
        #[command(flatten)]
        applied: AccountArgs,
        /// The output format
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: TableFormat,
    },
    /// Show the steps of a launch and of the way back: what, by when, by whom
    ///
    /// The timeline has the latest safe start of each step, and what users feel of it. The whole page, with commands,
    /// tests, alarms and plan B, is runbook.md, which `build` writes. With --now the timeline says how much time is
    /// left, and what to do about a step whose time has passed.
    Runbook {
        /// The profile
        profile: String,
        /// What is known of the account
        #[command(flatten)]
        applied: AccountArgs,
        /// The output format
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: TableFormat,
        /// The present time, e.g. 2027-02-03T05:00:00Z
        #[arg(long, value_name = "TIME")]
        now: Option<Timestamp>,
    },
    /// Show what a profile costs: per component and line, at its floor, as expected and at its ceiling
    ///
    /// Uses list prices, and needs neither an account nor a network. Traffic that the profile does not state is
    /// listed as not counted; a price that is not known is shown as unknown.
    Cost {
        /// The profile
        profile: String,
        /// The output format
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: TableFormat,
        /// The period that the lines are for
        #[arg(long, value_name = "TIME", default_value = "month")]
        per: BillPeriod,
        /// The length of the window, e.g. 24h, in place of the profile's
        #[arg(long, value_name = "TIME")]
        duration: Option<String>,
        /// The present time, for the age of prices [default: the clock]
        #[arg(long, value_name = "TIME")]
        now: Option<Timestamp>,
    },
    /// Show what switching from one profile to another changes and costs
    ///
    /// Says what the switch costs on top of FROM, from its first step to the way back; what it costs if nobody
    /// switches back; what stays on the bill for good; and for each component what changes and what that costs.
    Diff {
        /// The two profiles, and how to look at them
        #[command(flatten)]
        switch: SwitchArgs,
        /// The output of `terraform show -json` for a plan of this switch: what it does more, or less, than the profiles
        /// say is an error
        #[arg(long, value_name = "PLAN")]
        plan: Option<PathBuf>,
        /// The output format
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: DiffFormat,
        /// Show each line with its price, and all quotas; with a NAME, all of one component or outside service
        #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "")]
        details: Option<String>,
        /// Show the details, with the file and line of each value
        #[arg(long)]
        places: bool,
    },
    /// Say what any plan of Terraform does to live users, to the bill and to the quotas; no profile is needed
    ///
    /// Reads the output of `terraform show -json FILE` for a plan. Each change has what users feel of it and for how long,
    /// what cannot be undone, and what it costs an hour before and after. What is not known is said to be unknown. Of the
    /// values in the plan only sizes are printed.
    Review {
        /// The plan, and how it is judged
        #[command(flatten)]
        review: ReviewArgs,
        /// The output format
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: ReviewFormat,
    },
    /// Say which profile is live, what has drifted, and whether a window is over
    ///
    /// Compares the sizes that are live with those of each profile. A refresh-only plan shows what is live (terraform
    /// plan -refresh-only -out=FILE; terraform show -json FILE); a state only shows what Terraform did last. Exits
    /// with 1 if something is still on although its window is over, or is not up although its window is open: for
    /// a nightly job, and for the day itself.
    Status {
        /// The output of `terraform show -json` for a refresh-only plan or for a state, or a state file; - for
        /// standard input [default: the local state]
        #[arg(long, value_name = "FILE")]
        state: Option<PathBuf>,
        /// The output format
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: StatusFormat,
        /// The present time [default: the time of the refresh-only plan, or the clock]
        #[arg(long, value_name = "TIME")]
        now: Option<Timestamp>,
    },
    /// Say which temporary raises of sizes a repository has had, and what became of them
    ///
    /// Reads the git history of a Terraform repository, and needs no profile: raises whose commit says that they are
    /// temporary, or that were lowered again later; when, by how much, for how long, and what they cost at list price.
    Lookback {
        /// The folder with the Terraform, in a git repository
        #[arg(value_name = "DIR", default_value = ".")]
        folder: PathBuf,
        /// The output format
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: TableFormat,
        /// The region whose prices are taken [default: that of the provider in the files]
        #[arg(long, value_name = "REGION")]
        region: Option<String>,
        /// The present time [default: the clock]
        #[arg(long, value_name = "TIME")]
        now: Option<Timestamp>,
    },
    /// Post the diff, or the review of a plan, as the one comment on a pull request, or update it
    ///
    /// The comment carries a hidden tag, by which it is found again. The token comes from the
    /// environment only: `GITHUB_TOKEN` or `GITLAB_TOKEN`.
    Comment {
        /// The forge
        forge: Forge,
        /// The profile that is live before
        #[arg(required_unless_present = "plan", conflicts_with = "plan")]
        from: Option<String>,
        /// The profile to switch to
        #[arg(required_unless_present = "plan", conflicts_with = "plan")]
        to: Option<String>,
        /// In place of two profiles: the output of `terraform show -json` for a plan, which is reviewed
        #[arg(long, value_name = "PLAN")]
        plan: Option<PathBuf>,
        /// The region of what the plan does not say it of
        #[arg(long, value_name = "REGION", requires = "plan")]
        region: Option<String>,
        /// Of a plan, accept what is not known of what users feel
        #[arg(long, requires = "plan")]
        allow_unknown_effects: bool,
        /// How to look at it
        #[command(flatten)]
        how: HowArgs,
        /// Where the comment goes, and how
        #[command(flatten)]
        target: CommentArgs,
    },
    /// Say whether the way back after a window is due, or the launch before one, as the text of a pull request
    ///
    /// For a job that runs each hour. Exits with 0 where nothing is due, with 1 where it is: then it prints what is to be
    /// changed in Terraform of your own and which folder is to be applied, what each hour costs meanwhile, and what users
    /// will feel. It reads files and the clock; of what is built only --state knows whether it is back, and of what people
    /// change by hand nothing does: what to type is in the text then, and people close the request.
    Due(DueArgs),
    /// Open a pull request that `due` has written, bring the open one of the same branch up to date, or close it
    ///
    /// Where nothing is due any more, the open one is closed with a comment that says why.
    /// There is one for each branch. On each later day that it stays open one comment reminds of it. The token comes from
    /// the environment only: `GITHUB_TOKEN` or `GITLAB_TOKEN`.
    Request {
        /// The forge
        forge: Forge,
        /// The branch, and the repository that it is in
        #[command(flatten)]
        target: RequestArgs,
    },
    /// Look a price up, or fetch today's price lists
    #[command(subcommand)]
    Prices(PricesCommand),
    /// Show the manual page of a finding, or list all codes
    Explain {
        /// The code, e.g. storage-grows [default: list all]
        code: Option<String>,
    },
    /// Print a JSON Schema: of profiles, for editors, of prices/own.yaml, or of what a command writes for programs
    Schema {
        /// What to describe
        #[arg(default_value = "profile")]
        of: SchemaOf,
    },
    /// Print a completion script for a shell
    ///
    /// For example: scaleprof completions bash > ~/.local/share/bash-completion/completions/scaleprof
    Completions {
        /// The shell
        shell: Shell,
    },
}
