//! A diff in the JSON of Infracost's version 0.2, for what reads that already.

use crate::diff::Diff;

/// Writes a diff as Infracost's JSON.
#[must_use]
pub fn infracost(_diff: &Diff<'_>) -> String {
    String::new()
}
