//! Operators, conditionals, templates, `for`, splats: values, and the constants that they keep.

use crate::ask::{constant, evaluated};

const AROUND: &str = r#"
variable "open" {}
locals {
  sizes = {
    prod = { min = 4, max = 20 }
    dev  = { min = 1, max = 2 }
  }
  list  = [10, 20, 30]
  env   = "prod"
  name  = "x"
}
"#;

fn is(expression: &str, expected: &str) {
    assert_eq!(evaluated(expression, AROUND), expected, "{expression}");
}

fn keeps(expression: &str, expected: &str) {
    assert_eq!(constant(expression, AROUND).as_deref(), Some(expected), "{expression}");
}

fn keeps_none(expression: &str) {
    assert_eq!(constant(expression, AROUND), None, "{expression}");
}

#[test]
fn operators_follow_their_order() {
    is("1 + 2 * 3 - 4 / 2", "5");
    is("(1 + 2) * 3", "9");
    is("7 % 4", "3");
    is("-3 + 1", "-2");
    is("\"2\" * 3", "6");
    is("1 < 2 && 2 >= 2 || false", "true");
    is("!(1 == 1)", "false");
    is("\"2\" == 1", "false");
    is("[1, 2] == [1, 2]", "true");
    is("null == null", "true");
    is("local.env != \"dev\"", "true");
}

#[test]
fn what_is_decided_is_known_whatever_the_rest_is() {
    is("false && var.open", "false");
    is("true || var.open", "true");
    is("true && var.open", "unknown: the variable `open` has no value in the repository");
    is("var.open ? 3 : 3", "3");
    is("var.open ? 3 : 4", "unknown: the variable `open` has no value in the repository");
}

#[test]
fn a_mistake_is_unknown_with_its_reason() {
    is("1 + \"x\"", "unknown: an operator is applied to values that it is not for");
    is("local.sizes.stage.min", "unknown: there is no entry `stage`");
    is("local.nothing", "unknown: `local.nothing` is not declared");
    is("\"a${local.list}\"", "unknown: a list, a map or `null` is put into a text");
    is("1 / 0", "unknown: an operator is applied to values that it is not for");
}

#[test]
fn constants_pass_through_what_does_not_change_them() {
    keeps("5", "5");
    keeps("-1", "-1");
    keeps("\"a\"", "\"a\"");
    keeps("local.sizes.prod.min", "4");
    keeps("local.sizes[local.env].max", "20");
    keeps("local.sizes[\"dev\"][\"max\"]", "2");
    keeps("local.list[1]", "20");
    keeps("local.env == \"prod\" ? 8 : 2", "8");
    keeps("(local.env == \"dev\" ? 8 : (2))", "2");
    keeps("\"${local.list[2]}\"", "30");
    keeps("[for size in local.list : size if size > 15][0]", "20");
    keeps("{ for env, size in local.sizes : env => size.min }[\"dev\"]", "1");
    keeps("[for env, size in local.sizes : size][1].max", "20");
    keeps("(values(local.sizes)[*].max)[0]", "2");
    keeps("local.list.0", "10");
}

#[test]
fn what_is_computed_has_no_single_constant() {
    keeps_none("local.list[0] * 2");
    keeps_none("min(local.list[0], 4)");
    keeps_none("\"a${local.name}\"");
    keeps_none("-local.list[0]");
    keeps_none("length(local.list)");
}

#[test]
fn templates_and_heredocs_make_texts() {
    is("\"a-${local.name}-${1 + 1}-${true}\"", "\"a-x-2-true\"");
    is("\"${local.list}\"", "[10, 20, 30]");
    is("\"$${local.name}\"", "\"${local.name}\"");
    is("\"%{ if local.env == \"prod\" }big%{ else }small%{ endif }\"", "\"big\"");
    is("\"%{ for n in local.list }${n},%{ endfor }\"", "\"10,20,30,\"");
    is("<<-EOT\n    one ${local.name}\n    two\n    EOT", "\"one x\\ntwo\\n\"");
    is("\"a ${~ local.name ~} b\"", "\"axb\"");
}

#[test]
fn for_makes_lists_maps_and_groups() {
    is("[for n in local.list : n + 1]", "[11, 21, 31]");
    is("[for at, n in local.list : at]", "[0, 1, 2]");
    is("{ for key, size in local.sizes : upper(key) => size.max }", "{DEV = 2, PROD = 20}");
    is(
        "{ for n in local.list : n > 15 ? \"large\" : \"small\" => n... }",
        "{large = [20, 30], small = [10]}",
    );
    is(
        "[for n in [1, var.open, 3] : n]",
        "[1, unknown: the variable `open` has no value in the repository, 3]",
    );
    is(
        "length([for n in local.list : n if var.open])",
        "unknown: the variable `open` has no value in the repository",
    );
}

#[test]
fn splats_go_into_each_and_take_null_for_none() {
    is("local.sizes[*].prod.min", "[4]");
    is("null[*]", "[]");
    is("[{ a = 1 }, { a = 2 }][*].a", "[1, 2]");
    is("[{ a = 1 }, { a = 2 }].*.a", "[1, 2]");
}

#[test]
fn maps_keep_what_is_known_of_them() {
    is("{ a = 1, (var.open) = 2, c = 3 }.c", "3");
    is("{ a = 1, (var.open) = 2, c = 3 }.a", "unknown: the variable `open` has no value in the repository");
    is("merge({ a = 1 }, var.open, { c = 3 }).c", "3");
    is(
        "merge({ a = 1 }, var.open, { c = 3 }).a",
        "unknown: the variable `open` has no value in the repository",
    );
    is(
        "merge({ a = 1 }, var.open, { c = 3 }).other",
        "unknown: the variable `open` has no value in the repository",
    );
}
