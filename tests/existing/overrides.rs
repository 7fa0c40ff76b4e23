//! Override files, merged as Terraform does.

use crate::ask::{addresses, estate, instance, root, says, shown};

#[test]
fn arguments_are_replaced_one_by_one_and_blocks_by_type() {
    let of = estate(&[
        (
            "main.tf",
            r#"
variable "size" {
  default = 1
}
locals {
  type = "a"
  kept = "k"
}
module "child" {
  source = "./child"
  size   = 1
}
resource "sample" "it" {
  size = var.size
  type = local.type
  kept = local.kept
  setting {
    name  = "x"
    value = 1
  }
  setting {
    name = "y"
  }
  other {
    value = 2
  }
  lifecycle {
    ignore_changes = [size]
  }
}
"#,
        ),
        ("child/main.tf", "variable \"size\" {}\nresource \"sample\" \"it\" {\n  size = var.size\n}\n"),
        (
            "a_override.tf",
            r#"
variable "size" {
  default = 8
}
locals {
  type  = "b"
  nobody = "n"
}
module "child" {
  size  = 9
  nsize = 9
}
resource "sample" "it" {
  kept = "o"
  dynamic "setting" {
    for_each = ["z"]
    content {
      name = setting.value
    }
  }
  lifecycle {
    ignore_changes = [type]
  }
}
resource "sample" "nobody" {
  size = 3
}
"#,
        ),
        ("b_override.tf", "resource \"sample\" \"it\" {\n  kept = \"last\"\n}\n"),
        ("override.tf.json", r#"{"locals": {"type": "json"}}"#),
    ]);
    assert_eq!(addresses(root(&of, "")), ["sample.it", "module.child.sample.it"]);
    assert_eq!(says(&of, "sample.it", "size"), "8 <- a_override.tf:3:13 8 VariableDefault");
    assert_eq!(says(&of, "sample.it", "type"), "\"json\" <- override.tf.json:1:21 \"json\" Local");
    assert_eq!(says(&of, "sample.it", "kept"), "\"last\" <- b_override.tf:2:10 \"last\" Resource");
    assert_eq!(says(&of, "module.child.sample.it", "size"), "9 <- a_override.tf:10:11 9 Argument");
    let it = instance(&of, "sample.it");
    let names: Vec<String> = it.find("setting.name").iter().map(|found| shown(found.value)).collect();
    assert_eq!(names, ["\"z\""], "blocks of a type are replaced all together, dynamic or not");
    assert_eq!(it.find("other.value").len(), 1);
    assert!(it.ignores("type") && !it.ignores("size"));
}

#[test]
fn an_override_file_that_cannot_be_read_leaves_nothing_of_its_folder_known() {
    let of = estate(&[
        (
            "main.tf",
            "module \"child\" {\n  source = \"./child\"\n  size = 1\n}\nresource \"sample\" \"it\" {\n  size = 4\n}\n",
        ),
        ("broken_override.tf", "resource \"sample\" \"it\" {\n  size = \n}\n"),
        (
            "child/main.tf",
            "variable \"size\" {}\nresource \"sample\" \"it\" {\n  size = var.size\n  own = 2\n}\n",
        ),
    ]);
    let unknown = "unknown: the file `an override file` is not read: it may say something else";
    assert!(says(&of, "sample.it", "size").starts_with(unknown));
    assert!(says(&of, "module.child.sample.it", "size").starts_with(unknown));
    assert_eq!(says(&of, "module.child.sample.it", "own"), "2 <- child/main.tf:4:9 2 Resource");
    assert!(addresses(root(&of, ""))[0].starts_with("sample.it unknown: "));
}
