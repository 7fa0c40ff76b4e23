//! `count`, `for_each` and dynamic blocks.

use crate::ask::{addresses, estate, instance, root, says, value};

#[test]
fn count_makes_numbered_copies() {
    let of = estate(&[(
        "main.tf",
        "variable \"n\" {\n  default = 2\n}\nresource \"sample\" \"it\" {\n  count = var.n\n  size  = count.index + 1\n}\n\
         resource \"sample\" \"none\" {\n  count = var.n > 5 ? 1 : 0\n  size  = 4\n}\n",
    )]);
    assert_eq!(addresses(root(&of, "")), ["sample.it[0]", "sample.it[1]", "sample.none absent"]);
    assert!(says(&of, "sample.it[1]", "size").starts_with("2 <- "));
    let repeat = instance(&of, "sample.it[0]").repeat.as_ref().unwrap();
    assert_eq!(
        (repeat.name.as_ref(), crate::ask::placed(&of, &repeat.value)),
        ("count", "main.tf:2:13 2 VariableDefault".to_owned())
    );
}

#[test]
fn an_unknown_count_is_not_one() {
    let of = estate(&[(
        "main.tf",
        "variable \"n\" {}\nresource \"sample\" \"it\" {\n  count = var.n\n  size  = count.index\n  type  = \"a\"\n}\n",
    )]);
    assert_eq!(
        addresses(root(&of, "")),
        ["sample.it unknown: the variable `n` has no value in the repository"]
    );
    assert_eq!(says(&of, "sample.it", "size"), "unknown: the number of its copies is not known <- []");
    assert_eq!(says(&of, "sample.it", "type"), "\"a\" <- main.tf:5:11 \"a\" Resource");
}

#[test]
fn for_each_makes_copies_by_key() {
    let of = estate(&[(
        "main.tf",
        r#"
resource "sample" "map" {
  for_each = { web = { min = 1 }, "a.b" = { min = 2 } }
  size     = each.value.min
  name     = each.key
}
resource "sample" "set" {
  for_each = toset(["x", "y"])
  name     = each.value
}
resource "sample" "after" {
  for_each = sample.map
  size     = each.value.size
  id       = each.value.id
}
resource "sample" "none" {
  for_each = {}
}
resource "sample" "branch" {
  for_each = length(sample.map) > 1 ? ["q", "p", "q"] : toset([])
}
"#,
    )]);
    assert_eq!(
        addresses(root(&of, "")),
        [
            "sample.map[\"a.b\"]",
            "sample.map[\"web\"]",
            "sample.set[\"x\"]",
            "sample.set[\"y\"]",
            "sample.after[\"a.b\"]",
            "sample.after[\"web\"]",
            "sample.none absent",
            "sample.branch[\"p\"]",
            "sample.branch[\"q\"]",
        ]
    );
    assert_eq!(says(&of, "sample.map[\"web\"]", "size"), "1 <- main.tf:3:30 1 Resource");
    assert_eq!(says(&of, "sample.set[\"x\"]", "name"), "\"x\" <- main.tf:8:21 \"x\" Resource");
    let size = value(&of, "sample.after[\"web\"]", "size");
    assert_eq!(size.origin.follows(), Some(("sample.map[\"web\"]", "size")));
    assert_eq!(
        value(&of, "sample.after[\"web\"]", "id").origin.references(),
        ["sample.map", "sample.map[\"web\"]"].map(std::sync::Arc::from)
    );
}

#[test]
fn a_map_that_is_known_in_part_makes_the_copies_that_are_known() {
    let of = estate(&[(
        "main.tf",
        "variable \"more\" {}\nresource \"sample\" \"it\" {\n  for_each = merge(var.more, { web = 3 })\n  size     = each.value\n}\n",
    )]);
    assert_eq!(
        addresses(root(&of, "")),
        ["sample.it[\"web\"]", "sample.it unknown: the variable `more` has no value in the repository"]
    );
    assert_eq!(says(&of, "sample.it[\"web\"]", "size"), "3 <- main.tf:3:38 3 Resource");
}

#[test]
fn dynamic_blocks_are_expanded() {
    let of = estate(&[(
        "main.tf",
        r#"
variable "open" {}
locals {
  settings = { min = 2, max = 6 }
}
resource "sample" "it" {
  dynamic "setting" {
    for_each = local.settings
    content {
      name  = setting.key
      value = setting.value
    }
  }
  setting {
    name  = "fixed"
    value = 9
  }
  dynamic "override" {
    for_each = ["a", "b"]
    iterator = which
    content {
      at   = which.key
      type = which.value
      dynamic "inner" {
        for_each = which.value == "a" ? [1] : []
        content {
          size = inner.value
        }
      }
    }
  }
  dynamic "maybe" {
    for_each = var.open
    content {
      size = maybe.value
      type = 4
    }
  }
}
"#,
    )]);
    let it = instance(&of, "sample.it");
    let found: Vec<String> = it
        .find("setting.value")
        .iter()
        .map(|found| format!("{} {}", found.path, crate::ask::placed(&of, found.value)))
        .collect();
    assert_eq!(
        found,
        [
            "setting[0].value main.tf:4:31 6 Local",
            "setting[1].value main.tf:4:22 2 Local",
            "setting[2].value main.tf:16:13 9 Resource",
        ]
    );
    assert_eq!(it.find("setting[1].name").len(), 1);
    assert_eq!(
        it.find("override.inner.size").iter().map(|found| found.path.as_str()).collect::<Vec<_>>(),
        ["override[0].inner[0].size"]
    );
    let maybe = &it.find("maybe.type")[0];
    assert!(matches!(maybe.exists, scaleprof::existing::instance::Exists::Unknown(_)));
    assert_eq!(crate::ask::shown(maybe.value), "4");
}
