//! The README, `docs/` and the manual pages of findings: every link leads somewhere, every example is right, tables of kinds
//! are what the code says, and the address of the repository is said once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "docs/address.rs"]
mod address;
mod common;
#[path = "docs/examples.rs"]
mod examples;
#[path = "docs/kinds.rs"]
mod kinds;
#[path = "docs/links.rs"]
mod links;
#[path = "docs/pictures.rs"]
mod pictures;
#[path = "docs/words.rs"]
mod words;

use common::pages::{Page, folder, page, pages};

/// What stands in for a clone's root.
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The pages that a reader of the repository follows from the README, and the manual pages of findings.
fn all() -> Vec<Page> {
    let mut all = pages();
    all.extend(["CONTRIBUTING.md", "CHANGELOG.md"].map(page));
    all.extend(folder("src/diagnostic/explain"));
    all
}

#[test]
fn the_readme_is_short() {
    let lines = page("README.md").text.lines().count();
    assert!(lines <= 220, "{lines} lines: what is more belongs into docs/");
}
