//! Terragrunt units.

use scaleprof::existing::estate::{Ask, Stated};

use crate::ask::{asked, dirs, estate, placed, root, says, shown};

const MODULE: &str = r#"
variable "min" {}
variable "max" {
  default = 9
}
variable "name" {}
variable "tags" {
  default = {}
}
resource "sample" "it" {
  min  = var.min
  max  = var.max
  name = var.name
  team = try(var.tags.team, "none")
}
"#;

const PARENT: &str = r#"
locals {
  env  = read_terragrunt_config(find_in_parent_folders("env.hcl"))
  path = path_relative_to_include()
}
inputs = merge(local.env.inputs, { name = "${local.env.locals.name}-${local.path}", tags = { team = "a" } })
"#;

fn tree(unit: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("modules/group/main.tf", MODULE),
        ("live/root.hcl", PARENT),
        ("live/prod/env.hcl", "locals {\n  name = \"prod\"\n}\ninputs = {\n  min = 4\n}\n"),
        ("live/dev/env.hcl", "locals {\n  name = \"dev\"\n}\ninputs = {\n  min = 1\n}\n"),
        ("live/prod/web/terragrunt.hcl", unit),
        ("live/dev/web/terragrunt.hcl", unit),
    ]
}

#[test]
fn inputs_of_the_unit_and_of_what_it_includes_reach_the_module() {
    let of = estate(&tree(
        r#"
include "root" {
  path = find_in_parent_folders("root.hcl")
}
terraform {
  source = "${get_repo_root()}/modules//group"
}
locals {
  size = 7
}
inputs = {
  max = local.size
}
"#,
    ));
    assert_eq!(crate::ask::dirs(&of), ["live/dev/web", "live/prod/web"]);
    let prod = root(&of, "live/prod/web");
    assert_eq!(
        (prod.module.as_str(), prod.unit.as_deref()),
        ("modules/group", Some("live/prod/web/terragrunt.hcl"))
    );
    let it = &prod.instances[0];
    let said = |path: &str| {
        let found = it.find(path);
        format!("{} <- {}", shown(found[0].value), placed(&of, found[0].value))
    };
    assert_eq!(said("min"), "4 <- live/prod/env.hcl:5:9 4 Inputs");
    assert_eq!(said("max"), "7 <- live/prod/web/terragrunt.hcl:9:10 7 UnitLocal");
    assert_eq!(said("name").split(" <- ").next(), Some("\"prod-prod/web\""));
    assert_eq!(said("team"), "\"a\" <- live/root.hcl:6:101 \"a\" Inputs");
}

#[test]
fn included_files_are_exposed_merged_deeply_or_not_at_all() {
    let files = |strategy: &str| {
        let unit = format!(
            "include \"shared\" {{\n  path = \"../../shared.hcl\"\n  expose = true\n  {strategy}\n}}\nterraform {{\n  source = \"../../../modules/group\"\n}}\ninputs = {{\n  min = include.shared.locals.size\n  name = \"n\"\n  tags = {{ other = 1 }}\n}}\n"
        );
        let text: &'static str = Box::leak(unit.into_boxed_str());
        estate(&[
            ("modules/group/main.tf", MODULE),
            (
                "live/shared.hcl",
                "locals {\n  size = 5\n}\ninputs = {\n  max  = 8\n  tags = { team = \"s\" }\n}\n",
            ),
            ("live/prod/web/terragrunt.hcl", text),
        ])
    };
    let said = |strategy: &str, path: &str| says(&files(strategy), "sample.it", path);
    assert_eq!(said("", "min"), "5 <- live/shared.hcl:2:10 5 UnitLocal");
    assert_eq!(said("", "max"), "8 <- live/shared.hcl:5:10 8 Inputs");
    assert_eq!(said("", "team"), "\"none\" <- modules/group/main.tf:14:29 \"none\" Resource");
    assert_eq!(said("merge_strategy = \"deep\"", "team"), "\"s\" <- live/shared.hcl:6:19 \"s\" Inputs");
    assert_eq!(
        said("merge_strategy = \"no_merge\"", "max"),
        "9 <- modules/group/main.tf:4:13 9 VariableDefault"
    );
}

#[test]
fn a_module_from_elsewhere_is_known_by_the_inputs() {
    let of = estate(&[(
        "live/prod/db/terragrunt.hcl",
        "terraform {\n  source = \"git::https://example.com/modules.git//db?ref=v1\"\n}\ninputs = {\n  class = \"r6.large\"\n  scaling = { max = 4 }\n}\n",
    )]);
    let call = &root(&of, "live/prod/db").calls[0];
    assert_eq!(
        (call.address.as_ref(), call.source.as_ref()),
        ("", "git::https://example.com/modules.git//db?ref=v1")
    );
    let found = call.arguments.find("scaling.max");
    assert_eq!(placed(&of, found[0].value), "live/prod/db/terragrunt.hcl:6:21 4 Inputs");
}

#[test]
fn what_a_unit_gets_from_others_is_unknown() {
    let of = estate(&[
        ("modules/group/main.tf", MODULE),
        (
            "live/web/terragrunt.hcl",
            r#"
terraform {
  source = "../../modules/group"
}
dependency "db" {
  config_path  = "../db"
  mock_outputs = { size = 3 }
}
inputs = {
  min  = dependency.db.outputs.size
  max  = get_env("MAX", "3")
  name = values.name
}
"#,
        ),
    ]);
    let said = |path| says(&of, "sample.it", path);
    assert_eq!(said("min"), "unknown: the outputs of `db` are kept outside the repository <- []");
    assert_eq!(
        said("max"),
        "unknown: `MAX` depends on who runs it <- [live/web/terragrunt.hcl:11:18 \"MAX\", live/web/terragrunt.hcl:11:25 \"3\"]"
    );
    assert_eq!(said("name"), "unknown: the variable `values.name` has no value in the repository <- []");
}

#[test]
fn variable_files_of_a_unit_win_over_its_inputs() {
    let of = estate(&[
        ("modules/group/main.tf", MODULE),
        ("live/common.tfvars", "max = 12\n"),
        (
            "live/web/terragrunt.hcl",
            "terraform {\n  source = \"../../modules/group\"\n  extra_arguments \"vars\" {\n    commands = [\"plan\"]\n    required_var_files = [\"${get_terragrunt_dir()}/../common.tfvars\"]\n  }\n}\ninputs = {\n  min = 1\n  max = 2\n  name = \"n\"\n}\n",
        ),
    ]);
    assert_eq!(says(&of, "sample.it", "max"), "12 <- live/common.tfvars:1:7 12 NamedVarFile");
}

#[test]
fn a_variable_that_the_unit_generates_takes_its_input() {
    let of = estate(&[
        ("modules/group/main.tf", "resource \"sample\" \"it\" {\n  size = var.size\n  none = var.none\n}\n"),
        (
            "live/web/terragrunt.hcl",
            "terraform {\n  source = \"../../modules/group\"\n}\ngenerate \"variables\" {\n  path = \"variables.tf\"\n  contents = file(\"v.tf\")\n}\ninputs = {\n  size = 5\n}\n",
        ),
    ]);
    assert_eq!(says(&of, "sample.it", "size"), "5 <- live/web/terragrunt.hcl:9:10 5 Inputs");
    assert_eq!(says(&of, "sample.it", "none"), "unknown: `var.none` is not declared <- []");
}

/// A unit whose folder a profile states as a root is the unit, with its inputs.
#[test]
fn a_unit_that_is_stated_as_a_root_is_read_as_the_unit() {
    let unit = "terraform {\n  source = \"../../../modules//group\"\n}\ninputs = {\n  min = 5\n  name = \"web\"\n}\n";
    let dir = "live/prod/web".to_owned();
    let ask = Ask { below: dir.clone(), stated: vec![Stated { dir, ..Stated::default() }], ..Ask::default() };
    let estate = asked(&tree(unit), &ask);
    assert_eq!(dirs(&estate), ["live/prod/web"]);
    assert_eq!(root(&estate, "live/prod/web").instances.len(), 1);
}
