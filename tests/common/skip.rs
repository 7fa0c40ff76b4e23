//! What a test does where it cannot run.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::fmt::Display;
use std::io::Write;
use std::process::{Command, Stdio};

/// Passes over a test that cannot run on this machine; in CI that is a failure.
pub(crate) fn skip<T>(reason: impl Display) -> Option<T> {
    let in_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
    assert!(!in_ci, "cannot run in CI: {reason}");
    pass_over(reason);
    None
}

/// Says that a test did not run, which is no failure even in CI.
///
/// Writes to stderr itself, as the test harness hides what a passing test prints.
pub(crate) fn pass_over(reason: impl Display) {
    let name = std::thread::current().name().unwrap_or("test").to_owned();
    writeln!(std::io::stderr(), "SKIPPED {name}: {reason}").ok();
}

/// Whether there is a bash to run scripts with. Where there is none the test is skipped.
pub(crate) fn bash() -> bool {
    let found = Command::new("bash").args(["-c", "exit"]).stderr(Stdio::null()).status();
    found.is_ok_and(|status| status.success()) || skip("there is no bash on PATH").unwrap_or_default()
}
