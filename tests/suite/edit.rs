//! Constants of Terraform that people have, changed in place.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use crate::common::skip;
use crate::edits;

use std::fs;
use std::ops::Range;
use std::process::Command;

use edits::{literals, there_and_back};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use scaleprof::existing::edit::change::{Change, Literal, Syntax, Why};
use scaleprof::existing::edit::edit;

fn number(text: &str) -> Literal {
    Literal::Number(text.parse().unwrap())
}

fn text(text: &str) -> Literal {
    Literal::Text(text.to_owned())
}

/// The place of the one `what` in a text.
fn place(of: &str, what: &str) -> Range<usize> {
    let mut all = of.match_indices(what);
    let (start, _) = all.next().unwrap_or_else(|| panic!("there is no {what}"));
    assert!(all.next().is_none(), "{what} is there twice");
    start..start + what.len()
}

/// Replaces a literal that is there once.
fn replace(of: &str, at: &str, old: Literal, new: Literal) -> Change {
    Change::Replace { at: place(of, at), old, new }
}

fn insert(of: &str, into: &str, key: &str, value: Literal) -> Change {
    Change::Insert { into: place(of, into), key: key.to_owned(), value }
}

#[track_caller]
fn holds(before: &str, changes: &[Change], after: &str) {
    assert_eq!(there_and_back(before, Syntax::Hcl, changes).unwrap(), after);
}

#[test]
fn columns_of_formatted_text_stay_aligned() {
    let before = "web = {\n  min = 3 # at night\n  max = 90 # by day\n}\n";
    let before = &before.replace("3 #", "3  #");
    let change = [replace(before, "3", number("3"), number("120"))];
    holds(before, &change, "web = {\n  min = 120 # at night\n  max = 90  # by day\n}\n");
    // A comment of its own line and a blank line end a run.
    let before = "a = 1 # one\n# two\nb = 22 # three\n\nc = 3 # four\n";
    holds(
        before,
        &[replace(before, "22", number("22"), number("4444"))],
        "a = 1 # one\n# two\nb = 4444 # three\n\nc = 3 # four\n",
    );
}

#[test]
fn what_was_not_formatted_is_not_aligned() {
    for before in [
        "min = 3 # a\nmaximum = 9 # b\n",
        "{0}a = 3 # a\n{0}bc = 10 # b\n",
        "b {\n\tc = 3 # a\n}\n",
        "b {\n    c = 3 # a\n    d = 4 # b\n}\n",
        "a = 3  # a \nb = 10 # b\nc  = 1\n",
    ] {
        let before = before.replace("{0}", "");
        let at = place(&before, "3");
        let change = Change::Replace { at: at.clone(), old: number("3"), new: number("1200") };
        let after = [&before[..at.start], "1200", &before[at.end..]].concat();
        holds(&before, &[change], &after);
    }
}

#[test]
fn a_text_that_would_look_formatted_by_accident_is_refused() {
    // Taken back, the comments would be aligned, which they never were.
    let before = "a = 3 # a\nb = 10 # b\n";
    let refused = edit(before, Syntax::Hcl, &[replace(before, "3", number("3"), number("12"))]).unwrap_err();
    assert_eq!(refused.why, Why::NoWayBack);
    assert!(refused.to_string().contains("formatted by accident"));
}

#[test]
fn bytes_around_a_literal_stay() {
    let cases = [
        ("size = \"20GiB\"", "\"20GiB\"", text("20GiB"), text("40GiB"), "size = \"40GiB\""),
        (
            "\u{feff}a = 1\r\nb = \"x\"\t# tab\r\n",
            "1",
            number("1"),
            number("2"),
            "\u{feff}a = 2\r\nb = \"x\"\t# tab\r\n",
        ),
        ("a = { min = 1, max = 2 }\n", "1", number("1"), number("10"), "a = { min = 10, max = 2 }\n"),
        ("a = var.x ? 4 : 1\n", "4", number("4"), number("40"), "a = var.x ? 40 : 1\n"),
        ("a = <<E\n3 ${x}\nE\nb = 5\n", "5", number("5"), number("6"), "a = <<E\n3 ${x}\nE\nb = 6\n"),
        ("cpu = \"1024\"", "\"1024\"", number("1024"), number("2048"), "cpu = \"2048\""),
        (
            "on = false /* why */\n",
            "false",
            Literal::Bool(false),
            Literal::Bool(true),
            "on = true /* why */\n",
        ),
        ("min = -1\n", "-1", number("-1"), number("9"), "min = 9\n"),
        (
            "a = 50.0 # é\nb = \"ü\"  # ö\n",
            "50.0",
            number("50"),
            number("65"),
            "a = 65.0 # é\nb = \"ü\"  # ö\n",
        ),
    ];
    for (before, at, old, new, after) in cases {
        holds(before, &[replace(before, at, old, new)], after);
    }
}

#[test]
fn a_key_is_inserted_as_the_others_are_written() {
    let cases = [
        ("a = {\n  min = 1\n}\n", "{\n  min = 1\n}", "a = {\n  min    = 1\n  target = 5\n}\n"),
        (
            "a = {\n  \"min\" = 1\n}\n",
            "{\n  \"min\" = 1\n}",
            "a = {\n  \"min\"    = 1\n  \"target\" = 5\n}\n",
        ),
        (
            "a = {\r\n  min = 1,\r\n}\r\n",
            "{\r\n  min = 1,\r\n}",
            "a = {\r\n  min    = 1,\r\n  target = 5,\r\n}\r\n",
        ),
        ("a = { min = 1 }\n", "{ min = 1 }", "a = { min = 1, target = 5 }\n"),
        ("a = {min=1}", "{min=1}", "a = {min=1, target=5}"),
        ("a = {}\n", "{}", "a = { target = 5 }\n"),
        ("a = {\n  # none\n}\n", "{\n  # none\n}", "a = {\n  # none\n  target = 5\n}\n"),
        ("a = { min : 1 }", "{ min : 1 }", "a = { min : 1, target : 5 }"),
        ("b \"c\" {\n}\n", "b \"c\" {\n}", "b \"c\" {\n  target = 5\n}\n"),
        (
            "module \"m\" {\n  source = \"./m\" # ours\n\n  nested {\n    a = 1\n  }\n}\n",
            "module \"m\" {\n  source = \"./m\" # ours\n\n  nested {\n    a = 1\n  }\n}",
            "module \"m\" {\n  source = \"./m\" # ours\n  target = 5\n\n  nested {\n    a = 1\n  }\n}\n",
        ),
        (
            "module \"m\" {\n  source = \"./m\"\n  tags = {\n    a = 1\n  }\n}\n",
            "module \"m\" {\n  source = \"./m\"\n  tags = {\n    a = 1\n  }\n}",
            "module \"m\" {\n  source = \"./m\"\n  tags = {\n    a = 1\n  }\n  target = 5\n}\n",
        ),
    ];
    for (before, into, after) in cases {
        holds(before, &[insert(before, into, "target", number("5"))], after);
    }
    let before = "a = {\n  min = 1\n}\n";
    let into = "{\n  min = 1\n}";
    holds(
        before,
        &[
            insert(before, into, "a b", text("${x}")),
            replace(before, "1", number("1"), number("2")),
            insert(before, into, "c", number("4")),
        ],
        "a = {\n  min   = 2\n  \"a b\" = \"$${x}\"\n  c     = 4\n}\n",
    );
}

#[test]
fn json_stays_as_it_is_laid_out() {
    let cases = [
        ("{\"a\":{\"min\":1}}\n", "{\"min\":1}", "{\"a\":{\"min\":12,\"target\":5}}\n"),
        (
            "{\n\t\"a\": {\n\t\t\"min\": 1\n\t}\n}",
            "{\n\t\t\"min\": 1\n\t}",
            "{\n\t\"a\": {\n\t\t\"min\": 12,\n\t\t\"target\": 5\n\t}\n}",
        ),
        (
            "{\"a\": [{\"x\": {}, \"min\": 1}]}",
            "{\"x\": {}, \"min\": 1}",
            "{\"a\": [{\"x\": {}, \"min\": 12, \"target\": 5}]}",
        ),
    ];
    for (before, into, after) in cases {
        let changes =
            [insert(before, into, "target", number("5")), replace(before, "1", number("1"), number("12"))];
        assert_eq!(there_and_back(before, Syntax::Json, &changes).unwrap(), after);
    }
    for before in ["{\"a\": {}}", "{\n  \"a\": {\n  }\n}"] {
        let into = before.rfind('{').unwrap()..before.find('}').unwrap() + 1;
        let change = Change::Insert { into, key: "k".to_owned(), value: text("\"") };
        let there = there_and_back(before, Syntax::Json, &[change]).unwrap();
        assert!(there.contains(r#""k": "\"""#), "{there}");
    }
}

#[test]
fn what_cannot_be_changed_is_refused() {
    let change = |at: &str, of: &str| replace(of, at, number("1"), number("2"));
    let cases = [
        ("a = b.c\n", "b.c", Why::NoLiteral),
        ("a = \"x${1}\"\n", "\"x${1}\"", Why::NoLiteral),
        ("a = \"x${1}\"\n", "\"x$", Why::NoLiteral),
        ("# a = 1\n", "1", Why::NoLiteral),
        ("a1 = 2\n", "1", Why::NoLiteral),
        ("a = 10\n", "1", Why::NoLiteral),
        ("a = <<E\n1\nE\n", "<<E\n1\nE", Why::NoLiteral),
        ("a = 7\n", "7", Why::Other),
        ("a = \"many\"\n", "\"many\"", Why::Other),
        ("a = {\n", "{", Why::Unparsed),
        ("a = = 1\n", "1", Why::Unparsed),
    ];
    for (before, at, why) in cases {
        assert_eq!(edit(before, Syntax::Hcl, &[change(at, before)]).unwrap_err().why, why, "{before}");
    }
    let cases = [
        ("a = { b = 1 }\n", "{ b = 1 }", Why::Present),
        ("a = { for k in c : k => 1 }\n", "{ for k in c : k => 1 }", Why::NoObject),
        ("a { c = 1 }\n", "a { c = 1 }", Why::NoObject),
        ("a = [1]\n", "[1]", Why::NoObject),
        ("a = { }\n", "{ }", Why::NoWayBack),
    ];
    for (before, into, why) in cases {
        let refused = edit(before, Syntax::Hcl, &[insert(before, into, "b", number("1"))]);
        assert_eq!(refused.unwrap_err().why, why, "{before}");
    }
    let twice = "a = 1\n";
    let refused = edit(twice, Syntax::Hcl, &[change("1", twice), change("1", twice)]).unwrap_err();
    assert_eq!((refused.change, refused.why), (1, Why::Overlap));
    let before = "a = {\n  b = 1 # mine\n  c = 2\n}\n";
    let remove = |key: &str, value| Change::Remove { from: 4..before.len() - 1, key: key.to_owned(), value };
    let why = |change| edit(before, Syntax::Hcl, &[change]).unwrap_err().why;
    assert_eq!(why(remove("b", number("1"))), Why::Commented);
    assert_eq!(why(remove("c", number("3"))), Why::Other);
    assert_eq!(why(remove("d", number("3"))), Why::Absent);
    // A text that is spelled with an escape would come back without it.
    let before = "a = \"t3\\u002esmall\"\n";
    let change = replace(before, "\"t3\\u002esmall\"", text("t3.small"), text("t3.large"));
    assert_eq!(edit(before, Syntax::Hcl, &[change]).unwrap_err().why, Why::NoWayBack);
}

/// A file: some lines, and what ends them.
fn file() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec!["min", "max", "size", "a", "desired_capacity", "\"quoted\"", "é"]);
    let value = prop::sample::select(vec![
        "1",
        "20",
        "300",
        "0.5",
        "50.0",
        "1e3",
        "-1",
        "true",
        "\"t3.small\"",
        "\"1024\"",
        "\"\"",
        "\"a # b\"",
        "\"é\"",
        "var.x",
        "\"${var.x}-y\"",
        "[1, 2]",
        "{ min = 1, max = 20 }",
        "{}",
        "x ? 2 : 1",
        "<<E\nx = 1 # y\nE",
    ]);
    let sign = prop::sample::select(vec![" = ", " = ", " = ", "  = ", "=", " =  "]);
    let comment =
        prop::sample::select(vec!["", "", " # why", "  # why", " // so", " /* in */", "\t# tab", " "]);
    let assignment = (key, sign, value, comment).prop_map(|(key, sign, value, comment)| {
        let comment = if value.starts_with("<<") { "" } else { comment };
        format!("{key}{sign}{value}{comment}")
    });
    let other = prop::sample::select(vec![
        "",
        "# alone",
        "/* two\nlines */",
        "b {",
        "}",
        "o = {",
        "    n = 7",
        "\tn = 8",
    ]);
    let line = prop_oneof![4 => assignment, 1 => other.prop_map(str::to_owned)];
    let whole = (prop::collection::vec(line, 0..14), any::<[bool; 4]>());
    whole.prop_map(|(lines, [crlf, mark, end, indented])| {
        let (mut open, mut out) = (0, String::new());
        for line in &lines {
            open -= usize::from(line == "}" && open > 0);
            // A brace too many is no file.
            if line == "}" && !out.contains('{') {
                continue;
            }
            let indent = if indented && !line.contains('\n') { "  ".repeat(open) } else { String::new() };
            out.extend([indent.as_str(), line, "\n"]);
            open += usize::from(line.ends_with(" {"));
        }
        out.extend(std::iter::repeat_n("}\n", open));
        let out = if end { out } else { out.trim_end().to_owned() };
        let out = if crlf { out.replace('\n', "\r\n") } else { out };
        if mark { format!("\u{feff}{out}") } else { out }
    })
}

/// Other values for some literals of a text.
fn changes(of: &str, picks: &[(prop::sample::Index, u32)]) -> Vec<Change> {
    let mut left = literals(of);
    let mut changes = Vec::new();
    for (pick, seed) in picks {
        if left.is_empty() {
            break;
        }
        let (at, old) = left.swap_remove(pick.index(left.len()));
        let new = match &old {
            Literal::Bool(value) => Literal::Bool(!value),
            Literal::Number(_) => number(["7", "12345", "0.25", "100", "2.50"][*seed as usize % 5]),
            Literal::Text(_) => text(["c6i.4xlarge", "x", "${x}", "\"", "a\\b", "4096"][*seed as usize % 6]),
        };
        changes.push(Change::Replace { at, old, new });
    }
    changes
}

fn picks() -> impl Strategy<Value = Vec<(prop::sample::Index, u32)>> {
    prop::collection::vec((any::<prop::sample::Index>(), any::<u32>()), 1..6)
}

fn cases(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn an_edit_and_its_way_back_are_the_identity(file in file(), picks in picks()) {
        let changes = changes(&file, &picks);
        let _ = there_and_back(&file, Syntax::Hcl, &changes);
    }

    #[test]
    fn any_text_is_edited_or_refused(file in "[a-z0-9={}\\[\\](),:\"#/*<> \\t\\n\\r$%\\\\é~.-]{0,60}", picks in picks()) {
        for syntax in [Syntax::Hcl, Syntax::Json] {
            let _ = there_and_back(&file, syntax, &changes(&file, &picks));
            let into = 0..file.len();
            let _ = edit(&file, syntax, &[Change::Insert { into, key: "k".to_owned(), value: number("1") }]);
        }
    }
}

/// Runs `terraform fmt` in a folder. Answers the files that it finds unformatted.
fn fmt(folder: &std::path::Path, arguments: &[&str]) -> Option<Vec<String>> {
    let out =
        Command::new("terraform").arg("fmt").args(arguments).arg("-recursive").current_dir(folder).output();
    let Ok(out) = out else { return skip::skip("there is no terraform on PATH") };
    let errors = String::from_utf8_lossy(&out.stderr);
    assert!(!errors.contains("Error"), "{errors}");
    Some(String::from_utf8(out.stdout).unwrap().lines().map(str::to_owned).collect())
}

/// The columns are Terraform's own: what it has formatted and is edited needs no formatting.
#[test]
fn what_terraform_has_formatted_stays_formatted() {
    let folder = tempfile::tempdir().unwrap();
    let mut runner = TestRunner::new(cases(1));
    let mut count = 0;
    while count < 400 {
        let file = file().new_tree(&mut runner).unwrap().current();
        // To Terraform a heredoc ends with a line end.
        let valid = hcl::parse(&file).is_ok() && !file.ends_with("\nE");
        if valid && !file.starts_with("\u{feff}") && file.contains('=') {
            fs::write(folder.path().join(format!("{count}.tfvars")), file).unwrap();
            count += 1;
        }
    }
    if fmt(folder.path(), &[]).is_none() {
        return;
    }
    let mut made = 0;
    for at in 0..count {
        let path = folder.path().join(format!("{at}.tfvars"));
        let file = fs::read_to_string(&path).unwrap();
        let picks = picks().new_tree(&mut runner).unwrap().current();
        let changes = changes(&file, &picks);
        if let Ok(after) = there_and_back(&file, Syntax::Hcl, &changes) {
            made += usize::from(after != file);
            fs::write(&path, after).unwrap();
        }
    }
    assert_eq!(fmt(folder.path(), &["-check"]).unwrap(), Vec::<String>::new());
    assert!(made > count / 2, "only {made} of {count} files are edited");
}
