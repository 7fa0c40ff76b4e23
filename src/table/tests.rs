//! The reader of embedded tables is held against an engine for all of CSV.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use super::*;

fn by_csv(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn a_table_is_read_as_csv_has_it() {
    let mut tables = vec![
        "# a, b\na,b\n1,2\n\n\"x, y\",\n# c\n,\"say \"\"no\"\", or yes\"\n\"\"\"\",\"\"\n\"a\"\"\",b\n"
            .to_owned(),
        "a\n\"\"\n1".to_owned(),
    ];
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cloud");
    for cloud in std::fs::read_dir(folder).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
        for entry in std::fs::read_dir(cloud.path()).unwrap().flatten() {
            if entry.path().extension().is_some_and(|own| own == "csv") {
                tables.push(std::fs::read_to_string(entry.path()).unwrap());
            }
        }
    }
    assert!(tables.len() > 6);
    for text in tables {
        let expected = by_csv(&text);
        assert_eq!(records(text.leak()).collect::<Vec<_>>(), expected);
    }
}
