//! Which value a variable has: Terraform's order, types with defaults, and what is taken where nothing is said.

use scaleprof::existing::estate::{Ask, Choice, Stated};

use crate::ask::{asked, estate, root, says, value};

const MAIN: &str =
    "variable \"size\" {\n  default = 1\n}\nresource \"sample\" \"it\" {\n  size = var.size\n}\n";

fn size(files: &[(&str, &str)]) -> String {
    let all: Vec<(&str, &str)> = [("main.tf", MAIN)].into_iter().chain(files.iter().copied()).collect();
    says(&estate(&all), "sample.it", "size")
}

#[test]
fn files_win_in_terraforms_order() {
    assert_eq!(size(&[]), "1 <- main.tf:2:13 1 VariableDefault");
    let first = ("terraform.tfvars", "size = 2");
    assert_eq!(size(&[first]), "2 <- terraform.tfvars:1:8 2 AutoVarFile");
    let json = ("terraform.tfvars.json", "{\"size\": 3}");
    assert_eq!(size(&[first, json]), "3 <- terraform.tfvars.json:1:10 3 AutoVarFile");
    let auto = ("a.auto.tfvars", "size = 4");
    assert_eq!(size(&[first, json, auto]), "4 <- a.auto.tfvars:1:8 4 AutoVarFile");
    let later = ("b.auto.tfvars.json", "{\"size\": 5}");
    assert_eq!(size(&[first, json, auto, later]), "5 <- b.auto.tfvars.json:1:10 5 AutoVarFile");
    let named = ("prod.tfvars", "size = 6");
    assert_eq!(size(&[first, json, auto, later, named]), "6 <- prod.tfvars:1:8 6 NamedVarFile");
}

#[test]
fn the_later_of_two_named_files_wins_and_what_is_set_wins_over_all() {
    let files = [("main.tf", MAIN), ("env/a.tfvars", "size = 7"), ("env/b.tfvars", "size = 8")];
    let with = |var_files: &[&str], set: &[(&str, &str)]| {
        let stated = Stated {
            var_files: Some(var_files.iter().map(|file| (*file).to_owned()).collect()),
            set: set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            ..Stated::default()
        };
        let estate = asked(&files, &Ask { stated: vec![stated], ..Ask::default() });
        assert!(root(&estate, "").stated);
        says(&estate, "sample.it", "size")
    };
    assert_eq!(with(&["env/a.tfvars", "env/b.tfvars"], &[]), "8 <- env/b.tfvars:1:8 8 NamedVarFile");
    assert_eq!(with(&["env/b.tfvars", "env/a.tfvars"], &[]), "7 <- env/a.tfvars:1:8 7 NamedVarFile");
    assert_eq!(with(&["env/a.tfvars"], &[("size", "9")]), "\"9\" <- []");
    assert_eq!(with(&[], &[]), "1 <- main.tf:2:13 1 VariableDefault");
}

#[test]
fn a_variable_without_a_value_is_unknown_and_says_where_it_is_declared() {
    let of =
        estate(&[("main.tf", "variable \"size\" {}\nresource \"sample\" \"it\" {\n  size = var.size\n}\n")]);
    let size = value(&of, "sample.it", "size");
    let unknown = size.unknown().unwrap();
    assert_eq!(unknown.to_string(), "the variable `size` has no value in the repository");
    assert_eq!(of.sources.describe(unknown.place().unwrap()), "main.tf:1:1");
}

const TYPED: &str = r#"
variable "it" {
  type = object({
    min  = number
    max  = optional(number, 9)
    name = optional(string)
    more = optional(object({ deep = optional(number, 7) }), {})
    list = optional(list(number), [5])
  })
}
variable "many" {
  type = map(object({ min = optional(number, 2) }))
  default = { a = {}, b = { min = 3 }, c = { min = null } }
}
variable "set" {
  type    = set(string)
  default = ["b", "a", "b"]
}
variable "kept" {
  type     = number
  default  = 4
}
resource "sample" "it" {
  min   = var.it.min
  max   = var.it.max
  name  = var.it.name
  deep  = var.it.more.deep
  list  = var.it.list[0]
  extra = try(var.it.extra, "dropped")
  a     = var.many["a"].min
  b     = var.many["b"].min
  c     = var.many["c"].min
  set   = var.set
}
"#;

#[test]
fn types_convert_and_fill_in_their_defaults() {
    let of = estate(&[("main.tf", TYPED), ("terraform.tfvars", "it = {\n  min = \"3\"\n  extra = 1\n}\n")]);
    let of_it = |path| says(&of, "sample.it", path);
    assert_eq!(of_it("min"), "3 <- terraform.tfvars:2:9 \"3\" AutoVarFile");
    assert_eq!(of_it("max"), "9 <- main.tf:5:29 9 OptionalDefault");
    assert_eq!(of_it("name"), "null <- []");
    assert_eq!(of_it("deep"), "7 <- main.tf:7:54 7 OptionalDefault");
    assert_eq!(of_it("list"), "5 <- main.tf:8:36 5 OptionalDefault");
    assert_eq!(of_it("extra"), "\"dropped\" <- main.tf:29:29 \"dropped\" Resource");
    assert_eq!(of_it("a"), "2 <- main.tf:12:46 2 OptionalDefault");
    assert_eq!(of_it("b"), "3 <- main.tf:13:35 3 VariableDefault");
    assert_eq!(of_it("c"), "2 <- main.tf:12:46 2 OptionalDefault");
    assert_eq!(of_it("set").split(" <- ").next(), Some("set[\"a\", \"b\"]"));
}

#[test]
fn an_absent_key_says_where_it_can_be_written() {
    let of = estate(&[("main.tf", TYPED), ("terraform.tfvars", "it = {\n  min = 3\n}\n")]);
    let insertion = |path: &str| {
        let value = value(&of, "sample.it", path);
        value.origin.insertion().map(|found| format!("{} in {}", found.key, of.sources.describe(found.place)))
    };
    assert_eq!(insertion("max").as_deref(), Some("max in terraform.tfvars:1:6"));
    assert_eq!(insertion("a").as_deref(), Some("min in main.tf:13:19"));
    // The object that lacks the key is itself a default: there is no one place.
    assert_eq!(insertion("deep"), None);
}

#[test]
fn a_value_that_does_not_fit_its_type_is_unknown() {
    let text = "variable \"size\" {\n  type    = number\n  default = \"large\"\n}\nresource \"sample\" \"it\" {\n  size = var.size\n}\n";
    let of = estate(&[("main.tf", text)]);
    assert!(says(&of, "sample.it", "size").starts_with("unknown: a value does not fit the type"));
}

fn choice(workspace: Option<&str>, var_files: &[&str]) -> Choice {
    Choice {
        workspace: workspace.map(str::to_owned),
        var_files: var_files.iter().map(|file| (*file).to_owned()).collect(),
    }
}

#[test]
fn productions_variable_file_is_taken_and_the_others_are_said() {
    let of = estate(&[
        ("main.tf", MAIN),
        ("env/dev.tfvars", "size = 2"),
        ("env/preprod.tfvars", "size = 3"),
        ("env/non-prod.tfvars", "size = 4"),
        ("env/prod.tfvars", "size = 5"),
        ("env/backend-prod.tfvars", "bucket = \"x\""),
    ]);
    let root = root(&of, "");
    assert_eq!(root.choice, choice(None, &["env/prod.tfvars"]));
    assert!(!root.stated);
    let others = ["env/dev.tfvars", "env/non-prod.tfvars", "env/preprod.tfvars"];
    assert_eq!(root.others, others.map(|file| choice(None, &[file])));
    assert_eq!(of.elsewhere.len(), 3, "they are read too, to see who else uses a constant");
}

#[test]
fn files_of_one_environments_folder_belong_together() {
    let of = estate(&[
        (
            "main.tf",
            "variable \"size\" {}\nvariable \"count_of\" {}\nresource \"sample\" \"it\" {\n  size = var.size\n}\n",
        ),
        ("env/common.tfvars", "count_of = 1"),
        ("env/dev/a.tfvars", "size = 2"),
        ("env/production/a.tfvars", "size = 5"),
        ("env/production/b.tfvars", "count_of = 6"),
    ]);
    let taken = ["env/common.tfvars", "env/production/a.tfvars", "env/production/b.tfvars"];
    assert_eq!(root(&of, "").choice, choice(None, &taken));
}

#[test]
fn files_beside_the_root_are_found_where_it_lacks_values() {
    let of = estate(&[
        ("stack/root/main.tf", "variable \"size\" {}\nresource \"sample\" \"it\" {\n  size = var.size\n}\n"),
        ("stack/vars/prod.tfvars", "size = 5"),
        ("stack/vars/dev.tfvars", "size = 6"),
        ("stack/vars/other.tfvars", "unrelated = 6"),
    ]);
    assert_eq!(root(&of, "stack/root").choice, choice(None, &["stack/vars/prod.tfvars"]));
}

#[test]
fn where_no_file_is_productions_none_is_taken_but_an_only_one() {
    let main = ("main.tf", MAIN);
    let of = estate(&[main, ("env/dev.tfvars", "size = 2"), ("env/qa.tfvars", "size = 3")]);
    assert_eq!(root(&of, "").choice, choice(None, &[]));
    assert_eq!(root(&of, "").others.len(), 2);
    let of = estate(&[main, ("env/dev.tfvars", "size = 2")]);
    assert_eq!(root(&of, "").choice, choice(None, &["env/dev.tfvars"]));
}

#[test]
fn productions_workspace_is_taken_by_its_name() {
    let text = r#"
locals {
  env   = lower(terraform.workspace)
  sizes = { default = 1, staging = 2, production = 8 }
}
resource "sample" "it" {
  size = local.sizes[local.env]
  more = terraform.workspace == "load" ? 1 : 0
}
"#;
    let of = estate(&[("main.tf", text)]);
    assert_eq!(root(&of, "").choice, choice(Some("production"), &[]));
    let others: Vec<_> = root(&of, "").others.iter().filter_map(|other| other.workspace.as_deref()).collect();
    assert_eq!(others, ["default", "load", "staging"]);
    assert_eq!(says(&of, "sample.it", "size"), "8 <- main.tf:4:52 8 Local");

    let ask = Ask { workspace: Some("staging".to_owned()), ..Ask::default() };
    assert_eq!(says(&asked(&[("main.tf", text)], &ask), "sample.it", "size"), "2 <- main.tf:4:36 2 Local");
}

/// Of several that are called production's, the one that says nothing more is that of the whole.
#[test]
fn the_shortest_name_of_production_is_taken() {
    let text = r#"
variable "size" {}
locals {
  sizes = { auth-prod = 1, auth-dev = 2, prod = 8 }
}
resource "sample" "it" {
  size = local.sizes[terraform.workspace] + var.size
}
"#;
    let main = ("main.tf", text);
    let of = estate(&[main]);
    assert_eq!(root(&of, "").choice, choice(Some("prod"), &[]));
    let of = estate(&[main, ("etc/auth-prod.tfvars", "size = 1"), ("etc/prod.tfvars", "size = 2")]);
    assert_eq!(root(&of, "").choice, choice(Some("prod"), &["etc/prod.tfvars"]));
    assert_eq!(root(&of, "").others[0], choice(Some("auth-prod"), &["etc/auth-prod.tfvars"]));
}

#[test]
fn a_workspace_that_is_not_known_is_not_guessed() {
    let text = "resource \"sample\" \"it\" {\n  size = terraform.workspace == \"qa\" ? 1 : 2\n}\n";
    let of = estate(&[("main.tf", text)]);
    assert_eq!(root(&of, "").choice.workspace, None);
    assert!(
        says(&of, "sample.it", "size").starts_with("unknown: it depends on the workspace, which is not said")
    );
    // Where no name is given at all, nothing says that it is Terraform's own.
    let text = r#"
locals {
  is_live = substr(terraform.workspace, 4, 11) == "-production"
}
resource "sample" "it" {
  count = local.is_live ? 3 : 0
  size  = local.is_live ? 8 : 1
}
"#;
    let of = estate(&[("main.tf", text)]);
    assert_eq!(root(&of, "").choice.workspace, None);
    assert!(
        says(&of, "sample.it", "size").starts_with("unknown: it depends on the workspace, which is not said")
    );
    let ask = Ask { workspace: Some("shop-production".to_owned()), ..Ask::default() };
    let of = asked(&[("main.tf", text)], &ask);
    assert_eq!(says(&of, "sample.it[2]", "size"), "8 <- main.tf:7:27 8 Resource");
}

#[test]
fn a_variable_file_that_is_asked_for_and_missing_is_a_problem() {
    let ask = Ask { var_files: Some(vec!["env/none.tfvars".to_owned()]), ..Ask::default() };
    let of = asked(&[("main.tf", MAIN)], &ask);
    assert_eq!(of.problems[0].to_string(), "env/none.tfvars: there is no such variable file");
}

#[test]
fn a_variable_file_that_cannot_be_read_may_set_anything() {
    let large = " ".repeat(5 << 20);
    for broken in ["size = [", large.as_str()] {
        let of = estate(&[("main.tf", MAIN), ("terraform.tfvars", "size = 2"), ("a.auto.tfvars", broken)]);
        assert_eq!(
            says(&of, "sample.it", "size"),
            "unknown: the file `a.auto.tfvars` is not read: it may set the variable <- []"
        );
        assert_eq!(of.problems.len(), 1);
    }
}
