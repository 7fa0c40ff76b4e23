//! The command line, as types.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::Timestamp;

use crate::diagnostic::render::Format;

/// Compiles scaling profiles: how big each part of a stack is on a normal day and on a launch day,
/// into Terraform and quota requests that are ready to apply.
#[derive(Debug, Parser)]
#[command(name = "scaleprof", version, max_term_width = 100)]
#[command(after_help = "\
Exit codes: 0 clean; 1 findings, or generated files are stale; 2 usage, or a file cannot be read or written.
A first profile: scaleprof init. What a finding means: scaleprof explain CODE.")]
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
    /// Say what is wrong with the profiles, and what may be
    ///
    /// Without names all profiles are checked. Everything that can be found is reported in one run,
    /// sorted by place. Errors stand in the way of a build; a warning can be allowed in the profile,
    /// with a reason: `allow: {CODE: why}`.
    Check {
        /// The profiles to check [default: all]
        #[arg(value_name = "PROFILE")]
        profiles: Vec<String>,
        /// How to write the findings
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: Format,
        /// The present instant, e.g. 2027-02-01T09:00:00Z: windows before it are errors
        #[arg(long, value_name = "TIME")]
        now: Option<Timestamp>,
        /// Exit with 1 on warnings too
        #[arg(long)]
        deny_warnings: bool,
    },
    /// Write generated/PROFILE/: Terraform for the stack, and what to ask for beforehand
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
        /// The present instant, e.g. 2027-02-01T09:00:00Z: windows before it are errors
        #[arg(long, value_name = "TIME")]
        now: Option<Timestamp>,
    },
    /// Show what a profile needs of each quota, and what to ask for
    ///
    /// Needs are counted at the maximum, with what AWS adds for a moment on top. They cover this stack
    /// alone: what else runs in the account is not known here.
    Quotas {
        /// The profile
        profile: String,
        /// What is known of the account
        #[command(flatten)]
        applied: AppliedArgs,
        /// How to write them
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: TableFormat,
    },
    /// Show the manual page of a finding, or list all codes
    Explain {
        /// The code, e.g. storage-grows [default: list all]
        code: Option<String>,
    },
    /// Print the JSON Schema of profiles, for editors
    Schema,
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
    /// The account's quotas: output of `aws service-quotas list-service-quotas --service-code …`;
    /// give it once per service
    #[arg(long = "applied", value_name = "FILE")]
    pub files: Vec<PathBuf>,
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
