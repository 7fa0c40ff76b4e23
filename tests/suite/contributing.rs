//! CONTRIBUTING.md is true to the files: each path that it names is there. Each kind and its fields are in the tables of
//! `docs/`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use scaleprof::kind;
use scaleprof::validate::{generator, property_names};

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
fn a_kind_takes_at_most_eight_files() {
    let text = read("CONTRIBUTING.md");
    let (_, own) = text.split_once("## Add a kind").unwrap();
    let (steps, _) = own.split_once("Only if").unwrap();
    let files: BTreeSet<String> = paths(steps).into_iter().collect();
    assert_eq!(files.len(), 8, "{files:?}");
}

/// The row of a kind in a table of a page.
fn row<'a>(page: &'a str, kind: &str) -> &'a str {
    let start = format!("| `{kind}` |");
    page.lines().find(|line| line.starts_with(&start)).unwrap_or_else(|| panic!("no row {start}"))
}

#[test]
fn docs_have_each_kind_with_its_fields() {
    let (kinds, watched) = (read("docs/language.md"), read("docs/watch.md"));
    let existing = read("docs/existing.md");
    for kind in kind::all() {
        // Nothing watches what is there already.
        let row = if kind.built { &kinds } else { &existing };
        let row = self::row(row, kind.name);
        if kind.built {
            self::row(&watched, kind.name);
        }
        let (identity, capacity) = kind.schemas(&mut generator());
        for (schema, mark) in [(identity, ""), (capacity, "*")] {
            // Alarms have a section of their own.
            for field in property_names(&schema).iter().filter(|field| *field != "alarms") {
                let named = [format!("{mark}`{field}`"), format!("{mark}`{field}:")];
                assert!(
                    named.iter().any(|named| row.contains(named.as_str())),
                    "{} {field} is not in: {row}",
                    kind.name
                );
            }
        }
    }
}
