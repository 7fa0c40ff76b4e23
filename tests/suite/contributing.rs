//! CONTRIBUTING.md is true to the files: each path that it names is there.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect(name)
}

/// What a placeholder stands for.
const EXAMPLES: [(&str, &str); 7] = [
    ("<kind>", "fleet"),
    ("<cloud>", "aws"),
    ("<code>--<what>", "zone-imbalance--fleet"),
    ("<code>", "zone-imbalance"),
    ("<family>", "balancer"),
    ("<format>", "markdown"),
    ("<service>", "ec2"),
];

/// The paths of files and folders of this crate that a text names in backquotes, without those that stand in a block of code.
fn paths(text: &str) -> Vec<String> {
    let prose = text.split("```").step_by(2);
    let spans = prose.flat_map(|prose| prose.split('`').skip(1).step_by(2));
    let is_path = |span: &&str| {
        let roots = ["src/", "tests/", "docs/", "templates/", ".ci/", "benches/"];
        let ends = [".md", ".rs", ".csv", ".toml"];
        !span.contains(' ')
            && (roots.iter().any(|root| span.starts_with(root)) || ends.iter().any(|end| span.ends_with(end)))
    };
    spans.filter(is_path).map(str::to_owned).collect()
}

#[test]
fn each_path_that_contributing_names_is_there() {
    let paths = paths(&read("CONTRIBUTING.md"));
    assert!(paths.len() > 40, "{paths:?}");
    for path in paths {
        let example = EXAMPLES.iter().fold(path.clone(), |path, (name, example)| path.replace(name, example));
        assert!(
            Path::new(env!("CARGO_MANIFEST_DIR")).join(&example).exists(),
            "{path}: there is no {example}"
        );
    }
}

/// Tests and rows of tables are beside what is counted.
#[test]
fn a_kind_takes_five_files_and_those_in_its_folders() {
    let text = read("CONTRIBUTING.md");
    let (_, own) = text.split_once("## Add a kind").unwrap();
    let (steps, _) = own.split_once("Only if").unwrap();
    let files: BTreeSet<String> = paths(steps).into_iter().collect();
    assert_eq!(files.len(), 5, "{files:?}");
}
