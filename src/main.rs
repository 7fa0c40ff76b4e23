//! The `scaleprof` binary: arguments in, exit code out.

#![deny(clippy::disallowed_methods)] // As in the library.

use std::process::ExitCode;

use clap::Parser as _;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match scaleprof::cli::Cli::try_parse() {
        Ok(cli) => scaleprof::commands::run(cli),
        Err(error) => scaleprof::commands::explain_usage(&error),
    }
}
