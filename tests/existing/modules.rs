//! Modules: arguments, defaults, outputs, copies, sources that are there and that are not.

use crate::ask::{addresses, estate, placed, root, says, shown, value};

const CHILD: &str = r#"
variable "size" {}
variable "type" {
  default = "small"
}
variable "kept" {
  default  = 5
  nullable = false
}
resource "sample" "it" {
  size = var.size
  type = var.type
  kept = var.kept
}
output "size" {
  value = sample.it.size
}
output "id" {
  value = sample.it.id
}
"#;

#[test]
fn arguments_defaults_and_outputs_are_followed() {
    let of = estate(&[
        ("modules/child/main.tf", CHILD),
        (
            "root/main.tf",
            r#"
module "one" {
  source = "../modules/child"
  size   = 3
  kept   = null
}
module "two" {
  source = "../modules/child"
  size   = module.one.size
  type   = null
}
resource "sample" "own" {
  size = module.two.size
  id   = module.one.id
}
"#,
        ),
    ]);
    assert_eq!(crate::ask::dirs(&of), ["root"], "a module that another one calls is no root");
    assert_eq!(says(&of, "module.one.sample.it", "size"), "3 <- root/main.tf:4:12 3 Argument");
    assert_eq!(
        says(&of, "module.one.sample.it", "type"),
        "\"small\" <- modules/child/main.tf:4:13 \"small\" VariableDefault"
    );
    assert_eq!(
        says(&of, "module.one.sample.it", "kept"),
        "5 <- modules/child/main.tf:7:14 5 VariableDefault"
    );
    assert_eq!(says(&of, "module.two.sample.it", "size"), "3 <- root/main.tf:4:12 3 Argument");
    assert_eq!(says(&of, "module.two.sample.it", "type"), "null <- root/main.tf:10:12 null Argument");
    let own = value(&of, "sample.own", "size");
    assert_eq!(own.origin.follows(), Some(("module.two.sample.it", "size")));
    let id = value(&of, "sample.own", "id");
    assert_eq!(shown(id), "unknown: `module.one.sample.it` decides `id` when it is created");
    assert_eq!(
        id.origin.references().iter().map(AsRef::as_ref).collect::<Vec<&str>>(),
        ["module.one.sample.it"]
    );
}

#[test]
fn a_default_says_where_the_call_could_set_it() {
    let of = estate(&[
        ("child/main.tf", CHILD),
        ("main.tf", "module \"one\" {\n  source = \"./child\"\n  size   = 3\n}\n"),
    ]);
    let insertion = value(&of, "module.one.sample.it", "type").origin.insertion().unwrap();
    assert_eq!(insertion.key.as_ref(), "type");
    assert!(of.sources.snippet(insertion.place).starts_with("module \"one\" {"));
    assert!(of.sources.snippet(insertion.place).ends_with('}'));
}

#[test]
fn calls_are_repeated_and_may_be_absent() {
    let of = estate(&[
        ("child/main.tf", CHILD),
        (
            "main.tf",
            r#"
module "each" {
  source   = "./child"
  for_each = { a = 1, b = 2 }
  size     = each.value
}
module "count" {
  source = "./child"
  count  = 2
  size   = count.index
}
module "none" {
  source = "./child"
  count  = 0
  size   = 7
}
resource "sample" "own" {
  picked = module.each["b"].size
  all    = module.count[*].size
  map    = { for key, of in module.each : key => of.size }
  none   = length(module.none)
}
"#,
        ),
    ]);
    assert_eq!(
        addresses(root(&of, "")),
        [
            "sample.own",
            "module.count[0].sample.it",
            "module.count[1].sample.it",
            "module.each[\"a\"].sample.it",
            "module.each[\"b\"].sample.it",
            "module.none.sample.it absent",
        ]
    );
    assert_eq!(says(&of, "module.each[\"b\"].sample.it", "size"), "2 <- main.tf:4:27 2 Argument");
    let own = |path| shown(value(&of, "sample.own", path));
    assert_eq!(own("picked"), "2");
    assert_eq!(
        crate::ask::instance(&of, "sample.own")
            .content
            .attribute("all")
            .map(|all| shown(&all.value))
            .unwrap(),
        "[0, 1]"
    );
    assert_eq!(own("map.b"), "2");
    assert_eq!(own("none"), "0");
}

#[test]
fn a_module_from_elsewhere_is_known_by_its_arguments() {
    let of = estate(&[(
        "main.tf",
        r#"
module "db" {
  source  = "terraform-modules/rds/cloud"
  version = "~> 6.0"
  for_each = { shop = { class = "r6.large" } }
  class    = each.value.class
  group    = { blue = { min = 2 } }
  scaling {
    max = 4
  }
}
module "gone" {
  source = "../outside/thing"
  size   = 3
}
resource "sample" "it" {
  id = module.db["shop"].id
}
"#,
    )]);
    let calls = &root(&of, "").calls;
    let said: Vec<(&str, &str, Option<&str>)> = calls
        .iter()
        .map(|call| (call.address.as_ref(), call.source.as_ref(), call.version.as_deref()))
        .collect();
    assert_eq!(
        said,
        [
            ("module.db[\"shop\"]", "terraform-modules/rds/cloud", Some("~> 6.0")),
            ("module.gone", "../outside/thing", None),
        ]
    );
    let found = |path: &str| {
        let found = calls[0].arguments.find(path);
        format!("{} {}", found[0].path, placed(&of, found[0].value))
    };
    assert_eq!(found("class"), "class main.tf:5:33 \"r6.large\" Argument");
    assert_eq!(found("group.blue.min"), "group.blue.min main.tf:7:31 2 Argument");
    assert_eq!(found("scaling.max"), "scaling[0].max main.tf:9:11 4 Argument");
    assert!(calls[0].arguments.attribute("source").is_none());
    assert_eq!(
        shown(value(&of, "sample.it", "id")),
        "unknown: the source of `module.db` is not in the repository"
    );
}

#[test]
fn modules_that_terraform_has_fetched_are_followed() {
    let of = estate(&[
        ("infra/main.tf", "module \"db\" {\n  source = \"terraform-modules/rds/cloud\"\n  size   = 3\n}\n"),
        (
            "infra/.terraform/modules/modules.json",
            r#"{"Modules": [{"Key": "", "Dir": "."}, {"Key": "db", "Source": "x", "Dir": ".terraform/modules/db"},
                {"Key": "db.inner", "Dir": ".terraform/modules/db.inner/sub"}]}"#,
        ),
        (
            "infra/.terraform/modules/db/main.tf",
            "variable \"size\" {}\nmodule \"inner\" {\n  source = \"other/thing/cloud\"\n  size = var.size\n  type = \"t\"\n}\n",
        ),
        ("infra/.terraform/modules/db.inner/sub/main.tf", CHILD),
        ("infra/.terraform/modules/db/examples/all/main.tf", "resource \"sample\" \"example\" {}\n"),
    ]);
    assert_eq!(crate::ask::dirs(&of), ["infra"]);
    assert_eq!(says(&of, "module.db.module.inner.sample.it", "size"), "3 <- infra/main.tf:3:12 3 Argument");
}

#[test]
fn circles_end() {
    let of = estate(&[
        ("main.tf", "module \"a\" {\n  source = \"./a\"\n}\n"),
        ("a/main.tf", "module \"b\" {\n  source = \"../b\"\n}\nresource \"sample\" \"a\" {}\n"),
        ("b/main.tf", "module \"a\" {\n  source = \"../a\"\n}\nresource \"sample\" \"b\" {}\n"),
    ]);
    assert_eq!(addresses(root(&of, "")), ["module.a.sample.a", "module.a.module.b.sample.b"]);
    assert_eq!(of.problems[0].to_string(), "b/main.tf: the module in `a` calls itself");
    let text = "locals {\n  a = local.b\n  b = local.a\n}\nresource \"sample\" \"it\" {\n  size = local.a\n  self = sample.it.self\n}\n";
    let of = estate(&[("main.tf", text)]);
    assert!(says(&of, "sample.it", "size").starts_with("unknown: `a` depends on itself"));
    assert!(says(&of, "sample.it", "self").starts_with("unknown: `self` depends on itself"));
}

#[test]
fn two_modules_may_use_each_others_outputs() {
    let child = "variable \"in\" {\n  default = 0\n}\noutput \"fixed\" {\n  value = 4\n}\nresource \"sample\" \"it\" {\n  size = var.in\n}\n";
    let of = estate(&[
        ("child/main.tf", child),
        (
            "main.tf",
            "module \"a\" {\n  source = \"./child\"\n  in = module.b.fixed\n}\nmodule \"b\" {\n  source = \"./child\"\n  in = module.a.fixed\n}\n",
        ),
    ]);
    assert_eq!(says(&of, "module.a.sample.it", "size"), "4 <- child/main.tf:5:11 4 Output");
}

#[test]
fn a_part_of_a_default_has_no_place_of_its_own_at_the_call() {
    let child = "variable \"size\" {\n  default = { min = 2 }\n}\nvariable \"type\" {\n  type = object({ name = optional(string, \"s\") })\n  default = {}\n}\nresource \"sample\" \"it\" {\n  min = var.size.min\n  name = var.type.name\n  twice = var.size.min * 2\n}\n";
    let of =
        estate(&[("child/main.tf", child), ("main.tf", "module \"one\" {\n  source = \"./child\"\n}\n")]);
    let insertion = |path| value(&of, "module.one.sample.it", path).origin.insertion();
    assert_eq!(insertion("min"), None, "`size = 3` would set the whole object");
    assert_eq!(insertion("twice"), None);
    let name = insertion("name").unwrap();
    assert_eq!((name.key.as_ref(), of.sources.describe(name.place).as_str()), ("name", "child/main.tf:6:13"));
}
