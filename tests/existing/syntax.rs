//! JSON as HCL, ignored attributes, paths, and mistakes in files.

use crate::ask::{addresses, estate, instance, root, says, shown, value};

#[test]
fn json_says_the_same_as_hcl() {
    let of = estate(&[
        (
            "main.tf.json",
            r#"{
  "//": "a comment",
  "variable": {"size": {"type": "number", "default": 3}},
  "locals": [{"type": "m5.large"}, {"other": "${local.type}"}],
  "module": {"child": [{"source": "./child", "size": "${var.size}"}]},
  "resource": {
    "sample": {
      "it": {
        "size": "${var.size}",
        "type": "a-${local.other}",
        "big": "${true ? 12 : 4}",
        "escaped": "\u0061\"${1 == 1 ? 7 : 4}",
        "nested": {"block": [{"size": 1}, {"size": 2}]},
        "dynamic": {"setting": {"for_each": ["a"], "content": {"name": "${setting.value}"}}},
        "lifecycle": {"ignore_changes": ["size"]}
      }
    },
    "other": [{"two": {"count": 2, "size": "${count.index}"}}]
  }
}"#,
        ),
        ("child/main.tf", "variable \"size\" {}\nresource \"sample\" \"it\" {\n  size = var.size\n}\n"),
    ]);
    assert_eq!(
        addresses(root(&of, "")),
        ["sample.it", "other.two[0]", "other.two[1]", "module.child.sample.it"]
    );
    assert_eq!(says(&of, "sample.it", "size"), "3 <- main.tf.json:3:54 3 VariableDefault");
    assert_eq!(says(&of, "sample.it", "big"), "12 <- main.tf.json:11:26 12 Resource");
    assert_eq!(shown(value(&of, "sample.it", "type")), "\"a-m5.large\"");
    assert_eq!(shown(value(&of, "sample.it", "escaped")), "\"a\\\"7\"");
    assert_eq!(says(&of, "sample.it", "nested.block[1].size"), "2 <- main.tf.json:13:52 2 Resource");
    assert_eq!(instance(&of, "sample.it").find("nested.block.size").len(), 2);
    assert_eq!(shown(value(&of, "sample.it", "setting.name")), "\"a\"");
    assert!(instance(&of, "sample.it").ignores("size"));
    assert_eq!(says(&of, "module.child.sample.it", "size"), "3 <- main.tf.json:3:54 3 VariableDefault");
}

#[test]
fn marks_of_the_encoding_and_line_ends_of_other_systems_are_read() {
    let text = "\u{feff}# ä\r\nresource \"sample\" \"it\" {\r\n  size = 4 # four\r\n  list = [\r\n    5,\r\n  ]\r\n}\r\n";
    let of = estate(&[("main.tf", text)]);
    assert_eq!(says(&of, "sample.it", "size"), "4 <- main.tf:3:10 4 Resource");
    assert_eq!(says(&of, "sample.it", "list[0]"), "5 <- main.tf:5:5 5 Resource");
    let of = estate(&[("main.tf", "\u{feff}a = [\n")]);
    assert_eq!(of.sources.describe(of.problems[0].place.unwrap()), "main.tf:1:7");
}

#[test]
fn the_last_of_two_equal_keys_holds() {
    let text = r#"
locals {
  tags = {
    a      = 1
    "b"    = 2
    a      = 3
    "b"    = 4
    long_1 = { x = 1, x = 5 }
    long_1 = { x = 1, x = 6 }
  }
}
resource "sample" "it" {
  a = local.tags.a
  b = local.tags.b
  x = local.tags.long_1.x
  n = length(local.tags)
}
"#;
    let of = estate(&[("main.tf", text)]);
    assert!(of.problems.is_empty(), "{:?}", of.problems);
    assert_eq!(says(&of, "sample.it", "a"), "3 <- main.tf:6:14 3 Local");
    assert_eq!(says(&of, "sample.it", "b"), "4 <- main.tf:7:14 4 Local");
    assert_eq!(says(&of, "sample.it", "x"), "6 <- main.tf:9:27 6 Local");
    assert!(says(&of, "sample.it", "n").starts_with("3 <- "));
}

#[test]
fn ignored_attributes_are_known_by_their_paths() {
    let of = estate(&[(
        "main.tf",
        r#"
resource "sample" "some" {
  lifecycle {
    ignore_changes = [desired, config[0].size, tags["team"], whole]
  }
}
resource "sample" "all" {
  lifecycle {
    ignore_changes = all
  }
}
resource "sample" "old" {
  lifecycle {
    ignore_changes = ["desired"]
  }
}
"#,
    )]);
    let some = instance(&of, "sample.some");
    for path in [
        "desired",
        "config[0].size",
        "config.size",
        "tags[\"team\"]",
        "whole",
        "whole[0].inner",
        "whole.inner",
    ] {
        assert!(some.ignores(path), "{path}");
    }
    for path in
        ["max", "config[1].size", "config[0].other", "config", "tags", "tags[\"other\"]", "desired_other"]
    {
        assert!(!some.ignores(path), "{path}");
    }
    assert!(instance(&of, "sample.all").ignores("anything"));
    assert!(instance(&of, "sample.old").ignores("desired"));
    let place = some.ignored.place.unwrap();
    assert!(of.sources.snippet(place).starts_with("ignore_changes = [desired,"));
}

#[test]
fn a_file_that_cannot_be_parsed_is_a_problem_and_the_rest_is_read() {
    let of = estate(&[
        ("a.tf", "resource \"sample\" \"broken\" {\n  size = \n}\n"),
        ("b.tf", "resource \"sample\" \"it\" {\n  size = 4\n}\n"),
        ("c.tf.json", "{\"resource\": "),
        ("d.tf", "resource \"sample\" \"it\" {"),
    ]);
    assert_eq!(addresses(root(&of, "")), ["sample.it"]);
    let problems: Vec<String> = of
        .problems
        .iter()
        .map(|problem| format!("{} {}", problem.path, of.sources.describe(problem.place.unwrap())))
        .collect();
    assert_eq!(problems, ["a.tf a.tf:2:10", "c.tf.json c.tf.json:1:14", "d.tf d.tf:1:24"]);
}
