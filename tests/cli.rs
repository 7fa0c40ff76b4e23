//! What a user types and what is answered: `cmd/*.trycmd`, and the blocks of the README.
//!
//! `TRYCMD=overwrite cargo test --test cli` writes the answers anew; read the difference.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use trycmd::TestCases;

/// The built program under its name, on a screen that is the same everywhere.
fn cases() -> TestCases {
    let cases = TestCases::new();
    cases.register_bin("scaleprof", Path::new(env!("CARGO_BIN_EXE_scaleprof")));
    cases.env("COLUMNS", "100").env("NO_COLOR", "1");
    cases
}

#[test]
fn commands() {
    cases().case("tests/cmd/*.trycmd");
}

/// Its blocks run at the root of the repository.
#[test]
fn readme() {
    cases().case("README.md");
}
