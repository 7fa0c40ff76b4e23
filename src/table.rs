//! Embedded tables whose fields may hold commas: comma-separated values as RFC 4180 has them, a record on each line.
//! Lines that begin with `#` are comments, and the first record is the head.

use memchr::memchr;

/// The records of a table, without its head.
pub(crate) fn records(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).skip(1).map(fields)
}

/// The fields of a record.
fn fields(line: &'static str) -> Vec<&'static str> {
    let mut fields = Vec::with_capacity(16);
    let mut rest = line;
    loop {
        let (field, behind) =
            if let Some(quoted) = rest.strip_prefix('"') { unquoted(quoted) } else { plain(rest) };
        fields.push(field);
        match behind.strip_prefix(',') {
            Some(more) => rest = more,
            None => return fields,
        }
    }
}

/// A field up to its comma, and what follows.
fn plain(text: &str) -> (&str, &str) {
    text.split_at(memchr(b',', text.as_bytes()).unwrap_or(text.len()))
}

/// A field up to the quote that ends it, and what follows. Two quotes in a row stand for one.
fn unquoted(text: &'static str) -> (&'static str, &'static str) {
    let mut end = 0;
    let mut doubled = false;
    while let Some(at) = memchr(b'"', &text.as_bytes()[end..]) {
        end += at;
        if !text[end + 1..].starts_with('"') {
            break;
        }
        doubled = true;
        end += 2;
    }
    let (field, behind) = text.split_at(if end < text.len() { end } else { text.len() });
    // The table is read once and lives as long as the program.
    let field = if doubled { &*String::leak(field.replace("\"\"", "\"")) } else { field };
    (field, behind.strip_prefix('"').unwrap_or(behind))
}

#[cfg(test)]
mod tests {
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
}
