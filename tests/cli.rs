//! What a user types and what is answered: `cmd/*.trycmd`, and the blocks of the README.
//!
//! `TRYCMD=overwrite cargo test --test cli` writes the answers anew; read the difference.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
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

/// An answer that is written anew could be a panic, which exits with 101.
#[test]
fn no_answer_is_a_panic() {
    let files = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd")).unwrap();
    let files = files.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some());
    for path in files.filter(|path| path.is_file()) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("\n? 101") && !text.contains("panicked at"), "{}", path.display());
    }
}

/// Its blocks run as at the root of the repository, in a copy: they build.
#[test]
fn readme() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let copy = tempfile::tempdir().unwrap();
    for part in ["README.md", "profiles", "generated", "templates", "tests/tour"] {
        copy_to(&root.join(part), &copy.path().join(part));
    }
    let readme = copy.path().join("README.md");
    let cases = cases();
    cases.case(&readme);
    cases.run();
    if std::env::var("TRYCMD").is_ok_and(|what| what == "overwrite") {
        fs::copy(readme, root.join("README.md")).unwrap();
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
