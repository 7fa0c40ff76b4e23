//! What a user types and what is answered: `cmd/*.trycmd`, and the blocks of the README and of `docs/`.
//!
//! `TRYCMD=overwrite cargo test --test cli` writes the answers anew; read the difference.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::fs;
use std::path::Path;

use common::pages::pages;
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

/// An answer that is written anew could be a panic, which exits with 101.
#[test]
fn no_answer_is_a_panic() {
    let files = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd")).unwrap();
    let files = files.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some());
    let answers = files.filter(|path| path.is_file());
    let answers = answers.map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap()));
    for (path, text) in answers.chain(pages().into_iter().map(|page| (page.path, page.text))) {
        assert!(!text.contains("\n? 101") && !text.contains("panicked at"), "{path}");
    }
}

/// Each page runs at the root of a copy of the repository of its own: they build. `shop` is the empty folder that the
/// README has its reader make.
#[test]
fn pages_of_the_repository() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let copies = tempfile::tempdir().unwrap();
    let cases = cases();
    let mut copied = Vec::new();
    for page in pages().into_iter().filter(|page| page.text.contains("```console")) {
        let path = root.join(&page.path);
        let copy = copies.path().join(path.file_name().unwrap());
        // Where a case stands in `x.md`, its commands run in `x.in`.
        let project = copy.with_extension("in");
        for part in ["profiles", "generated", "templates", "tests/tour", "tests/review"] {
            copy_to(&root.join(part), &project.join(part));
        }
        fs::create_dir(project.join("shop")).unwrap();
        fs::write(&copy, &page.text).unwrap();
        cases.case(&copy);
        copied.push((copy, path));
    }
    cases.run();
    if std::env::var("TRYCMD").is_ok_and(|what| what == "overwrite") {
        for (copy, path) in copied {
            fs::copy(copy, path).unwrap();
        }
    }
}

fn copy_to(from: &Path, to: &Path) {
    if from.is_dir() {
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy_to(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    }
}
