//! Who else uses a constant, over all roots, choices and units.

use scaleprof::existing::estate::{Ask, Estate};

use crate::ask::{asked, estate, value};

/// Who uses the constant of a value: the root, the choice, the address, the path; in brackets who is only chosen by it.
fn users(estate: &Estate, address: &str, path: &str) -> Vec<String> {
    let place = value(estate, address, path).origin.constant().unwrap().place;
    let mut users: Vec<String> = estate
        .users(place)
        .iter()
        .map(|user| {
            let of = user.instance.map_or_else(
                || user.call.unwrap().address.to_string(),
                |instance| instance.address.to_string(),
            );
            let root = if user.root.dir.is_empty() { "." } else { &user.root.dir };
            let workspace =
                user.root.choice.workspace.as_deref().map(|name| format!(" {name}")).unwrap_or_default();
            let files = user.root.choice.var_files.join(" ");
            let text = format!("{root}{workspace} {files} {of} {}", user.path).replace("  ", " ");
            if user.chooses { format!("({text})") } else { text }
        })
        .collect();
    users.sort();
    users
}

/// Three roots over one module, each with another way to its sizes.
const THREE: &[(&str, &str)] = &[
    (
        "modules/group/main.tf",
        r#"
variable "min" {
  default = 2
}
variable "type" {}
resource "sample_template" "this" {
  type = var.type
  disk = 30
}
resource "sample_group" "this" {
  min = var.min
  max = var.min * 3
}
"#,
    ),
    (
        "shop/main.tf",
        "module \"web\" {\n  source = \"../modules/group\"\n  type   = \"large\"\n}\nmodule \"api\" {\n  source = \"../modules/group\"\n  type   = \"small\"\n  min    = 4\n}\n",
    ),
    (
        "blog/main.tf",
        "locals {\n  type = \"tiny\"\n}\nmodule \"web\" {\n  source = \"../modules/group\"\n  type   = local.type\n  min    = 1\n}\nmodule \"cms\" {\n  source = \"other/thing/cloud\"\n  type   = local.type\n}\n",
    ),
    (
        "wiki/main.tf",
        "variable \"on\" {\n  default = 1\n}\nmodule \"web\" {\n  source = \"../modules/group\"\n  count  = var.on\n  type   = \"tiny\"\n}\n",
    ),
];

#[test]
fn three_roots_over_one_module_are_found_for_every_place() {
    let of = estate(THREE);
    // The default of the module: whoever does not pass it, in each root.
    assert_eq!(
        users(&of, "module.web.sample_group.this", "min"),
        Vec::<String>::new()
            .into_iter()
            .chain([
                "blog module.web.sample_group.this max".to_owned(),
                "blog module.web.sample_group.this min".to_owned(),
            ])
            .collect::<Vec<_>>(),
        "the first found is the blog's, which passes its own"
    );
    let shop = asked(THREE, &Ask { below: "shop".to_owned(), ..Ask::default() });
    assert_eq!(
        users(&shop, "module.web.sample_group.this", "min"),
        [
            "shop module.web.sample_group.this max",
            "shop module.web.sample_group.this min",
            "wiki module.web[0].sample_group.this max",
            "wiki module.web[0].sample_group.this min",
        ]
    );
    // A literal of the module: everybody.
    assert_eq!(
        users(&shop, "module.web.sample_template.this", "disk"),
        [
            "blog module.web.sample_template.this disk",
            "shop module.api.sample_template.this disk",
            "shop module.web.sample_template.this disk",
            "wiki module.web[0].sample_template.this disk",
        ]
    );
    // An argument: the call's own only.
    assert_eq!(
        users(&shop, "module.api.sample_template.this", "type"),
        ["shop module.api.sample_template.this type"]
    );
    // A local that also goes to a module from elsewhere.
    assert_eq!(
        users(&of, "module.web.sample_template.this", "type"),
        ["blog module.cms type", "blog module.web.sample_template.this type"]
    );
}

#[test]
fn a_constant_that_only_chooses_is_told_apart() {
    let of = estate(&[(
        "main.tf",
        r#"
variable "replicas" {
  default = 2
}
resource "sample" "it" {
  size = var.replicas
}
resource "sample" "other" {
  count = var.replicas > 0 ? 1 : 0
  size  = var.replicas > 1 ? 8 : 4
}
"#,
    )]);
    assert_eq!(
        users(&of, "sample.it", "size"),
        ["(. sample.other[0] count)", "(. sample.other[0] size)", ". sample.it size"]
    );
}

#[test]
fn other_workspaces_and_variable_files_are_looked_at() {
    let text = r#"
locals {
  sizes = { prod = { min = 4, max = 9 }, dev = { min = 1, max = 2 } }
}
variable "type" {
  default = "small"
}
resource "sample" "it" {
  min  = local.sizes[terraform.workspace].min
  type = var.type
  disk = 10
}
"#;
    let of = estate(&[
        ("main.tf", text),
        ("prod.tfvars", "type = \"big\"\n"),
        ("dev.tfvars", "type = \"tiny\"\n"),
    ]);
    // The entry of the map is production's alone.
    assert_eq!(users(&of, "sample.it", "min"), [". prod prod.tfvars sample.it min"]);
    assert_eq!(
        users(&of, "sample.it", "disk"),
        [". dev dev.tfvars sample.it disk", ". prod prod.tfvars sample.it disk"]
    );
}

#[test]
fn who_follows_another_resource_uses_its_constant_too() {
    let of = estate(&[(
        "main.tf",
        "resource \"sample\" \"shop\" {\n  class = \"large\"\n}\nresource \"sample\" \"replica\" {\n  class = sample.shop.class\n}\n",
    )]);
    assert_eq!(users(&of, "sample.shop", "class"), [". sample.replica class", ". sample.shop class"]);
}

#[test]
fn every_member_of_what_something_is_computed_from_is_used_by_it() {
    let many: Vec<String> = (0..2000).map(|at| format!("    k{at} = {{ size = {at} }}\n")).collect();
    let many = many.concat();
    let text = format!(
        "locals {{\n  many = {{\n{many}  }}\n}}\nresource \"sample\" \"it\" {{\n  size = local.many.k1999.size\n  all  = yamlencode(local.many)\n}}\n"
    );
    let of = estate(&[("main.tf", &text)]);
    assert_eq!(users(&of, "sample.it", "size"), [". sample.it all", ". sample.it size"]);
}
