//! The address of the repository is said in `Cargo.toml`; what cannot read it from there is held equal.

use std::fs;
use std::path::{Path, PathBuf};

use crate::ROOT;

const ADDRESS: &str = env!("CARGO_PKG_REPOSITORY");

/// The files below a folder or a file, without what a build makes.
fn below(path: PathBuf, all: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            below(entry.unwrap().path(), all);
        }
    } else {
        all.push(path);
    }
}

fn texts(roots: &[&str]) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for root in roots {
        below(Path::new(ROOT).join(root), &mut files);
    }
    let text = |path: PathBuf| {
        let name = path.strip_prefix(ROOT).unwrap().display().to_string();
        Some((name, fs::read_to_string(path).ok()?))
    };
    files.into_iter().filter_map(text).collect()
}

/// `owner/name` on the forge.
fn slug() -> &'static str {
    ADDRESS.strip_prefix("https://github.com/").unwrap()
}

/// The program derives it, so that one line changes it.
#[test]
fn the_program_does_not_say_the_address_itself() {
    for (path, text) in texts(&["src", "templates"]) {
        assert!(!text.contains(slug()), "{path}: env!(\"CARGO_PKG_REPOSITORY\") has it");
    }
}

/// Whoever names a repository called scaleprof names this one.
#[test]
fn every_other_place_says_the_same_address() {
    let name = format!("/{}", slug().split_once('/').unwrap().1);
    let places = [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "docs",
        "ci",
        "action.yml",
        ".pre-commit-hooks.yaml",
    ];
    let mut found = 0;
    for (path, text) in texts(&places) {
        for (place, _) in text.match_indices(&name) {
            // As a part of an address, it stands behind an owner and before the end of a name.
            let owner =
                text[..place].rsplit(|char: char| !(char.is_alphanumeric() || char == '-')).next().unwrap();
            let before = &text[..place - owner.len()];
            let after = text[place + name.len()..].chars().next();
            let host = ["github.com/", "githubusercontent.com/", "gitlab.com/", "uses: "];
            let names = host.iter().any(|host| before.ends_with(host)) || after == Some('@');
            let ends = after.is_none_or(|char| !(char.is_alphanumeric() || char == '-'));
            if names && ends {
                assert_eq!(
                    format!("{owner}{name}"),
                    slug(),
                    "{path} names another repository than {ADDRESS}"
                );
                found += 1;
            }
        }
    }
    assert!(found > 4, "the test has found only {found} addresses");
    let gitlab: serde_json::Value =
        serde_yaml::from_str(&fs::read_to_string(Path::new(ROOT).join("ci/gitlab.yml")).unwrap()).unwrap();
    assert_eq!(gitlab[".scaleprof"]["variables"]["SCALEPROF_GIT"], ADDRESS);
}
