//! The `scaleprof` binary: arguments in, exit code out.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    scaleprof::commands::run(scaleprof::cli::Cli::parse())
}
