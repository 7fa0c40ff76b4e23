//! The command line, as types.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::cloud::provider::Cloud;
use crate::cloud::{all, find, price_lists};
use crate::comment::forge::Forge;
use crate::comment::target::Behavior;
use crate::diagnostic::render::Format;
use crate::effect::Effect;
use crate::guardrail::Size;
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

/// When messages are colored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What scaleprof can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a first profiles/normal.yaml and profiles/launch.yaml to start from
    ///
    /// The two describe a small web stack, apply as they are, and carry a remark on every line that
    /// you will want to change. Files that are there already are left alone.
    Init,
    /// Check the profiles, and report errors and warnings
    ///
    /// Without names all profiles are checked. Everything that can be found is reported in one run,
    /// sorted by place. Errors stop a build; a warning can be allowed in the profile,
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
        applied: AppliedArgs,
        /// Exit with 1 on warnings too
        #[arg(long)]
        deny_warnings: bool,
    },
    /// Write generated/PROFILE/: Terraform for the stack, and the quota requests to file before
    ///
    /// The folder is built beside the old one and swapped in. Files that scaleprof did not write are
    /// never changed or removed; those of an earlier build that are not needed any more are.
    Build {
        /// The profile to build
        profile: String,
        /// Write nothing; say what is stale and exit with 1 if anything is
        #[arg(long)]
        check: bool,
        /// What is known of the account
        #[command(flatten)]
        applied: AppliedArgs,
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
        applied: AppliedArgs,
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
        applied: AppliedArgs,
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
        /// The output format
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: DiffFormat,
        /// Show the file and line of each value
        #[arg(long)]
        places: bool,
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
    /// Post the diff as the one comment on a pull request, or update it
    ///
    /// The comment carries a hidden tag, by which it is found again. The token comes from the
    /// environment only: `GITHUB_TOKEN` or `GITLAB_TOKEN`.
    Comment {
        /// The forge
        forge: Forge,
        /// The two profiles, and how to look at them
        #[command(flatten)]
        switch: SwitchArgs,
        /// Where the comment goes, and how
        #[command(flatten)]
        target: CommentArgs,
    },
    /// Look a price up, or fetch today's price lists
    #[command(subcommand)]
    Prices(PricesCommand),
    /// Show the manual page of a finding, or list all codes
    Explain {
        /// The code, e.g. storage-grows [default: list all]
        code: Option<String>,
    },
    /// Print the JSON Schema of profiles, for editors, of prices/own.yaml, or of the JSON of `diff`
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

/// What is known of the account.
#[derive(Clone, Debug, clap::Args)]
pub struct AppliedArgs {
    /// A file with the output of the AWS CLI about the account, once per file: `aws service-quotas` list-service-quotas,
    /// list-aws-default-service-quotas, list-requested-service-quota-change-history or
    /// get-quota-utilization-report, or `aws ec2 describe-subnets` [default: account/*.json]
    #[arg(long = "applied", value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// What has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// profiles/*.yaml
    Profile,
    /// prices/own.yaml
    Prices,
    /// The JSON of `diff`
    Diff,
}

/// How a status is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StatusFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Two profiles, and what their difference is held against.
#[derive(Clone, Debug, clap::Args)]
pub struct SwitchArgs {
    /// The profile that is live before
    pub from: String,
    /// The profile to switch to
    pub to: String,
    /// The length of the switch, e.g. 24h, in place of the duration of the profile's window
    #[arg(long, value_name = "TIME")]
    pub duration: Option<String>,
    /// What is known of the account
    #[command(flatten)]
    pub applied: AppliedArgs,
    /// Exit with 1 if the switch costs more than this, in US dollars
    #[arg(long, value_name = "USD")]
    pub max_window_cost: Option<Decimal>,
    /// Exit with 1 if the switch costs more than this percentage of FROM's month, e.g. 40 or 40%
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub max_increase: Option<Decimal>,
    /// The size that the limits and the budget are compared with
    #[arg(long, value_name = "SIZE", default_value = "expected")]
    pub gate_at: Size,
    /// Exit with 1 if live users would feel this or worse
    #[arg(long, value_name = "EFFECT")]
    pub fail_on: Option<Effect>,
    /// Accept the limits and the budget although a price is unknown
    #[arg(long)]
    pub allow_unknown_prices: bool,
    /// The present time, for the age of prices [default: the clock]; if it is given, a window of TO that is over
    /// by then is an error
    #[arg(long, value_name = "TIME")]
    pub now: Option<Timestamp>,
}

/// A number of percent, with or without its sign.
fn percent(text: &str) -> Result<Decimal, String> {
    text.strip_suffix('%').unwrap_or(text).parse().map_err(|_| format!("`{text}` is no percentage"))
}

/// How a diff is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For a terminal
    Text,
    /// For a pull request
    Markdown,
    /// For programs; schema: scaleprof schema diff
    Json,
    /// One page without a network, for those who decide
    Html,
    /// Infracost's JSON of version 0.2, for what reads that already
    InfracostJson,
}

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
    /// as in `shop/normal-launch`, below the project's folder in the repository]
    #[arg(long, value_name = "TAG")]
    pub tag: Option<String>,
    /// The API of your own forge [default: the public one, or the one that CI names]
    #[arg(long, value_name = "URL")]
    pub api_url: Option<String>,
    /// Send nothing: print the comment
    #[arg(long)]
    pub dry_run: bool,
}

/// What can be done with prices.
#[derive(Debug, Subcommand)]
pub enum PricesCommand {
    /// Show a price with its unit, date and source
    ///
    /// The project's own prices come first, then those that `prices update` has fetched into the
    /// project, then those that came with scaleprof. Exits with 1 if nothing is found.
    Show {
        /// The cloud
        #[arg(value_parser = clouds())]
        cloud: CloudName,
        /// The service, e.g. ec2, rds, ebs, fargate, elb
        service: String,
        /// What is sold: m5.large, db.m6g.large:postgresql:Multi-AZ, gp3; a * stands for anything
        key: String,
        /// The region, or all of them
        #[arg(long, value_name = "REGION")]
        region: Option<String>,
        /// The output format
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: TableFormat,
    },
    /// Fetch the cloud's public price lists for the regions in use into prices/
    ///
    /// Needs a network and no account. The lists are read as they arrive, in constant memory; the
    /// project's file is replaced only by one that is complete.
    Update {
        /// The regions [default: those of the profiles]
        #[arg(long = "region", value_name = "REGION")]
        regions: Vec<String>,
        /// Fetch even what has not changed
        #[arg(long)]
        force: bool,
        /// The address of the price lists, e.g. of a mirror
        #[arg(long, value_name = "URL", default_value = price_base())]
        base_url: String,
    },
}

/// A cloud that has prices.
#[derive(Clone, Copy, Debug)]
pub struct CloudName(pub &'static dyn Cloud);

/// Reads the name of a cloud.
fn clouds() -> impl TypedValueParser<Value = CloudName> {
    let title = |cloud: &dyn Cloud| cloud.title().trim_end_matches('.').to_owned();
    let names = all().iter().map(|cloud| PossibleValue::new(cloud.name()).help(title(*cloud)));
    PossibleValuesParser::new(names)
        .try_map(|name| find(&name).map(CloudName).ok_or("there is no such cloud"))
}

/// Where the first cloud publishes its price lists.
fn price_base() -> &'static str {
    price_lists().next().map_or("", |(_, lists)| lists.base())
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For pages and comments
    Markdown,
}
