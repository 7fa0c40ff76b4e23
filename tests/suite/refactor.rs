//! Refactorings that give a value a constant of its own: no value is another one after them, and the build that was
//! refused is made, and taken back to the same bytes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::wanted;

use std::collections::BTreeMap;

use scaleprof::diagnostic::code::Code;
use scaleprof::existing::estate::{Ask, Estate, Stated};
use scaleprof::existing::read::read;
use scaleprof::existing::tree::Memory;
use scaleprof::tuning::back::stands;
use scaleprof::tuning::joint::plan_all;
use scaleprof::tuning::patch::patch;
use scaleprof::tuning::plan::plan;
use scaleprof::tuning::refactor::{Refactored, refactor};
use scaleprof::tuning::wanted::{Part, Wanted};
use wanted::{everyday, value, wants};

type Files = BTreeMap<String, String>;

fn files(all: &[(&str, &str)]) -> Files {
    all.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

fn all(what: &[&str]) -> Vec<Wanted> {
    what.iter().map(|what| wants(what)).collect()
}

/// The root with its variable file, or with its workspace, if there is no such file.
fn ask(files: &Files) -> Ask {
    let has_file = files.contains_key("infra/prod.tfvars");
    let var_files = has_file.then(|| vec!["prod.tfvars".to_owned()]);
    let workspace = files["infra/main.tf"].contains("terraform.workspace").then(|| "prod".to_owned());
    let stated = Stated { dir: "infra".to_owned(), workspace, var_files, ..Stated::default() };
    Ask { below: "infra".to_owned(), stated: vec![stated], ..Ask::default() }
}

fn estate(files: &Files) -> (Memory, Estate) {
    let tree = Memory::new(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let estate = read(&tree, &ask(files));
    assert!(estate.problems.is_empty(), "{:?}", estate.problems);
    (tree, estate)
}

/// What stands there on a normal day, in the place of what is wanted.
fn as_it_is(estate: &Estate, own: &Wanted) -> Wanted {
    let value = stands(estate, own).unwrap_or_else(|| own.value.clone());
    Wanted { value, differs: false, ..own.clone() }
}

/// Of one root.
fn alone(tree: &Memory, ask: &Ask, estate: &Estate, wanted: &[Wanted]) -> Refactored {
    let normal: Vec<Wanted> = wanted.iter().map(|own| as_it_is(estate, own)).collect();
    let everyday = [Part { ask, estate, wanted: &normal, made: None }];
    refactor(tree, &[Part { ask, estate, wanted, made: None }], &everyday, &|_, _| None)
}

fn refactored(files: &Files, launch: &[&str]) -> Refactored {
    let (tree, estate) = estate(files);
    let launch = all(launch);
    let refused = plan(&tree, &ask(files), &estate, &launch, &|_, _| None).refused;
    assert!(refused.iter().any(|own| own.code == Code::TfShared), "nothing is shared: {refused:?}");
    alone(&tree, &ask(files), &estate, &launch)
}

fn with(files: &Files, rewrites: &[scaleprof::tuning::rewrite::Rewrite]) -> Files {
    let mut files = files.clone();
    for rewrite in rewrites {
        assert_eq!(files[&rewrite.path], rewrite.before);
        files.insert(rewrite.path.clone(), rewrite.after.clone());
    }
    files
}

/// Every value of every root, as it is written with `{:?}` of its data.
fn values(files: &Files) -> Vec<String> {
    let (_, estate) = estate(files);
    let mut all = Vec::new();
    for root in estate.roots.iter().chain(&estate.elsewhere) {
        for instance in &root.instances {
            for attribute in &instance.content.attributes {
                let value = attribute.value.text().map(str::to_owned);
                let value = value.or_else(|| attribute.value.number().map(|number| number.to_string()));
                all.push(format!(
                    "{} {:?} {} {} {value:?}",
                    root.dir, root.choice, instance.address, attribute.name
                ));
            }
        }
    }
    all
}

/// The patch; the launch is made behind it and taken back, without another value at any time.
#[track_caller]
fn separated(before: &[(&str, &str)], launch: &[&str], normal: &[&str]) -> String {
    let before = files(before);
    let done = refactored(&before, launch);
    assert!(done.left.is_empty(), "{:?}", done.left);
    assert!(!done.made.is_empty());
    let after = with(&before, &done.rewrites);
    assert_eq!(values(&before), values(&after));
    let (tree, estate) = estate(&after);
    let there = plan(&tree, &ask(&after), &estate, &all(launch), &|_, _| None);
    assert!(there.refused.is_empty(), "{:?}", there.refused);
    let launched = with(&after, &there.rewrites);
    let (tree, estate) = self::estate(&launched);
    let normal: Vec<Wanted> = normal.iter().map(|what| everyday(what)).collect();
    let back = plan(&tree, &ask(&launched), &estate, &normal, &|_, _| None);
    assert!(back.refused.is_empty(), "{:?}", back.refused);
    assert_eq!(with(&launched, &back.rewrites), after, "the way back is the same bytes");
    let text = patch(&done.rewrites);
    text.lines()
        .filter(|line| line.starts_with(['+', '-']))
        .fold(String::new(), |all, line| all + line + "\n")
}

const DATABASE: &str = "variable \"name\" {\n  type = string\n}\n\nresource \"x\" \"replica\" {\n  name  = var.name\n  \
    class = \"small\"\n}\n";

#[test]
fn a_literal_of_a_module_becomes_a_variable() {
    let call = "module \"db\" {\n  source = \"../modules/db\"\n  name   = \"a\"\n}\n";
    let all = [("infra/main.tf", call), ("staging/main.tf", call), ("modules/db/main.tf", DATABASE)];
    let patch = separated(&all, &["module.db.x.replica class = big"], &["module.db.x.replica class = small"]);
    assert_eq!(
        patch,
        "--- a/modules/db/main.tf\n+++ b/modules/db/main.tf\n-  class = \"small\"\n+  class = var.replica_class\n\
         +}\n+\n+variable \"replica_class\" {\n+  type    = string\n+  default = \"small\"\n"
    );
}

#[test]
fn a_variable_is_handed_through_modules_and_stands_with_the_others() {
    let inner = "resource \"x\" \"y\" {\n  size = 8\n  # the end\n}\n";
    let middle = "module \"inner\" {\n  source = \"../inner\"\n}\n";
    let call = "module \"middle\" {\n  source = \"../modules/middle\"\n}\n";
    let all = [
        ("infra/main.tf", call),
        ("staging/main.tf", call),
        ("modules/middle/main.tf", middle),
        ("modules/inner/main.tf", inner),
        ("modules/inner/variables.tf", "variable \"y_size\" {\n  default = 1\n}\n"),
    ];
    let address = "module.middle.module.inner.x.y size";
    let patch = separated(&all, &[&format!("{address} = 80")], &[&format!("{address} = 8")]);
    assert_eq!(
        patch,
        "--- a/modules/inner/main.tf\n+++ b/modules/inner/main.tf\n-  size = 8\n+  size = var.y_size_2\n\
         --- a/modules/inner/variables.tf\n+++ b/modules/inner/variables.tf\n+\n+variable \"y_size_2\" {\n\
         +  type    = number\n+  default = 8\n+}\n\
         --- a/modules/middle/main.tf\n+++ b/modules/middle/main.tf\n-  source = \"../inner\"\n\
         +  source   = \"../inner\"\n+  y_size_2 = var.y_size_2\n+}\n+\n+variable \"y_size_2\" {\n\
         +  type    = number\n+  default = 8\n"
    );
}

#[test]
fn a_literal_of_several_copies_becomes_an_entry_of_a_local_map() {
    let main = "resource \"x\" \"worker\" {\n  for_each = toset([\"images\", \"mails\", \"thumb nails\"])\n  min      = 2 # by night\n}\n";
    let address = "x.worker[\"thumb nails\"] min";
    let patch =
        separated(&[("infra/main.tf", main)], &[&format!("{address} = 50")], &[&format!("{address} = 2")]);
    assert_eq!(
        patch,
        "--- a/infra/main.tf\n+++ b/infra/main.tf\n-  min      = 2 # by night\n\
         +  min      = lookup(local.worker_min, each.key, 2) # by night\n+}\n+\n+locals {\n+  worker_min = {\n\
         +    \"thumb nails\" = 2 # changed for launches\n+  }\n"
    );
    // Both: two entries of one map.
    let other = "x.worker[\"images\"] min";
    let patch = separated(
        &[("infra/main.tf", main)],
        &[&format!("{address} = 50"), &format!("{other} = 60")],
        &[&format!("{address} = 2"), &format!("{other} = 2")],
    );
    assert!(
        patch.contains(
            "+    \"thumb nails\" = 2 # changed for launches\n+    images        = 2 # changed for launches\n"
        ),
        "{patch}"
    );
    let counted = "resource \"x\" \"worker\" {\n  count = 3\n  min   = 2\n}\n";
    let patch = separated(&[("infra/main.tf", counted)], &["x.worker[1] min = 5"], &["x.worker[1] min = 2"]);
    assert!(patch.contains("+  min   = lookup(local.worker_min, count.index, 2)\n"), "{patch}");
}

#[test]
fn one_copy_of_a_module_is_told_from_the_others() {
    // The argument is a variable that feeds both copies, and another resource.
    let main = "variable \"least\" {\n  default = 2\n}\n\nmodule \"api\" {\n  for_each = { api = 20, video = 6 }\n  \
        source   = \"../vendor/service\"\n  min      = var.least\n}\n\nresource \"x\" \"z\" {\n  n = var.least\n}\n";
    let service = "variable \"min\" {}\n\nresource \"x\" \"y\" {\n  min = var.min\n  max = 9\n}\n";
    let all = [("infra/main.tf", main), ("vendor/service/main.tf", service)];
    let address = "module.api[\"api\"].x.y";
    let patch = separated(
        &all,
        &[&format!("{address} min = 20"), &format!("{address} max = 90")],
        &[&format!("{address} min = 2"), &format!("{address} max = 9")],
    );
    assert_eq!(
        patch,
        "--- a/infra/main.tf\n+++ b/infra/main.tf\n-  min      = var.least\n\
         +  min      = lookup(local.api_min, each.key, var.least)\n\
         +  y_max    = lookup(local.y_max, each.key, 9)\n+}\n\
         +\n+locals {\n+  api_min = {\n+    api = 2 # changed for launches\n+  }\n+  y_max = {\n\
         +    api = 9 # changed for launches\n+  }\n\
         --- a/vendor/service/main.tf\n+++ b/vendor/service/main.tf\n-  max = 9\n+  max = var.y_max\n+}\n+\n\
         +variable \"y_max\" {\n+  type    = number\n+  default = 9\n"
    );
}

#[test]
fn a_constant_of_two_resources_is_written_twice() {
    let main = "locals {\n  class = \"small\"\n}\n\nresource \"x\" \"a\" {\n  class = local.class\n}\n\n\
        resource \"x\" \"b\" {\n  class = local.class\n}\n";
    let patch = separated(&[("infra/main.tf", main)], &["x.a class = big"], &["x.a class = small"]);
    assert_eq!(
        patch,
        "--- a/infra/main.tf\n+++ b/infra/main.tf\n-  class = local.class\n+  class = \"small\"\n"
    );
}

#[test]
fn an_environment_is_told_by_its_variable_file_or_its_workspace() {
    let main = "variable \"name\" {}\n\nresource \"x\" \"a\" {\n  name = var.name\n  size = 3\n}\n";
    let all = [
        ("infra/main.tf", main),
        ("infra/prod.tfvars", "name = \"prod\"\n"),
        ("infra/staging.tfvars", "name = \"staging\"\n"),
    ];
    let patch = separated(&all, &["x.a size = 30"], &["x.a size = 3"]);
    assert_eq!(
        patch,
        "--- a/infra/main.tf\n+++ b/infra/main.tf\n-  size = 3\n+  size = var.a_size\n+}\n+\n+variable \"a_size\" {\n\
         +  type    = number\n+  default = 3\n--- a/infra/prod.tfvars\n+++ b/infra/prod.tfvars\n\
         -name = \"prod\"\n+name   = \"prod\"\n+a_size = 3 # changed for launches\n"
    );
    let main = "locals {\n  sizes = { prod = 1, staging = 2 }\n}\n\nresource \"x\" \"a\" {\n  \
        name = local.sizes[terraform.workspace]\n  size = 3\n}\n";
    let patch = separated(&[("infra/main.tf", main)], &["x.a size = 30"], &["x.a size = 3"]);
    assert!(patch.contains("+  size = lookup(local.a_size, terraform.workspace, 3)\n"), "{patch}");
}

#[test]
fn copies_of_a_module_of_several_roots_are_told_by_a_map() {
    let module = "variable \"all\" {\n  default = [\"a\", \"b\"]\n}\n\nresource \"x\" \"y\" {\n  for_each = toset(var.all)\n  \
        size     = 4\n}\n";
    let call = "module \"m\" {\n  source = \"../modules/m\"\n}\n";
    let all = [("infra/main.tf", call), ("staging/main.tf", call), ("modules/m/main.tf", module)];
    let patch = separated(&all, &["module.m.x.y[\"a\"] size = 40"], &["module.m.x.y[\"a\"] size = 4"]);
    assert!(patch.contains("+  size     = lookup(var.y_size, each.key, 4)\n"), "{patch}");
    assert!(patch.contains("+  type    = map(number)\n+  default = {}\n"), "{patch}");
    assert!(patch.contains("+  y_size = {\n+    a = 4 # changed for launches\n+  }\n"), "{patch}");
}

#[test]
fn a_unit_is_told_by_its_inputs() {
    let unit = |name: &str| {
        format!("terraform {{\n  source = \"../module\"\n}}\n\ninputs = {{\n  name = \"{name}\"\n}}\n")
    };
    let (prod, staging) = (unit("prod"), unit("staging"));
    let before = files(&[
        ("infra/terragrunt.hcl", &prod),
        ("staging/terragrunt.hcl", &staging),
        (
            "module/main.tf",
            "variable \"name\" {}\n\nresource \"x\" \"a\" {\n  name = var.name\n  size = 3\n}\n",
        ),
    ]);
    let ask = Ask { below: "infra".to_owned(), ..Ask::default() };
    let tree = Memory::new(before.clone());
    let estate = read(&tree, &ask);
    let launch = all(&["x.a size = 30"]);
    let done = alone(&tree, &ask, &estate, &launch);
    assert!(done.left.is_empty() && done.rewrites.len() == 2, "{:?}", done.left);
    let unit = &done.rewrites[0];
    assert_eq!(
        unit.after,
        prod.replace("\"prod\"\n", "\"prod\"\n  a_size = 3 # changed for launches\n")
            .replace("name =", "name   =")
    );
}

#[test]
fn what_no_refactoring_is_known_for_stays_refused_with_a_reason() {
    let module = "resource \"x\" \"y\" {\n  dynamic \"disk\" {\n    for_each = [1]\n    content {\n      size = 8\n    }\n  }\n}\n";
    let call = "module \"m\" {\n  source = \"../modules/m\"\n}\n";
    let all = files(&[("infra/main.tf", call), ("other/main.tf", call), ("modules/m/main.tf", module)]);
    let done = refactored(&all, &["module.m.x.y disk[0].size = 9"]);
    assert!(done.rewrites.is_empty() && done.made.is_empty());
    let [(_, refused)] = done.left.as_slice() else { panic!("{:?}", done.left) };
    assert_eq!(refused.code, Code::TfShared);
    assert_eq!(
        refused.notes.last().unwrap(),
        "no refactoring is known for it: it stands in a `dynamic` block, or in an object that is written elsewhere"
    );
    // An override file may say something else, and a call on one line has no room.
    let over = files(&[
        ("infra/main.tf", call),
        ("other/main.tf", call),
        ("modules/m/main.tf", "resource \"x\" \"y\" {\n  size = 8\n}\n"),
        ("modules/m/my_override.tf", "resource \"x\" \"y\" {\n  size = 9\n}\n"),
    ]);
    let done = refactored(&over, &["module.m.x.y size = 10"]);
    assert!(done.left[0].1.notes.last().unwrap().contains("an override file"), "{:?}", done.left);
    // One that says nothing of it is in no way.
    let mut over = over;
    over.insert("modules/m/my_override.tf".to_owned(), "terraform {}\n".to_owned());
    assert!(refactored(&over, &["module.m.x.y size = 10"]).left.is_empty());
}

/// Two roots over one module: what both want alike is not separated, and what one of them wants is, for it alone.
#[test]
fn roots_over_one_module_are_looked_at_together() {
    let call = "module \"m\" {\n  source = \"../m\"\n}\n";
    let module = "resource \"x\" \"y\" {\n  size = 4\n}\n\nresource \"x\" \"z\" {\n  class = \"small\"\n}\n";
    let before = files(&[("infra/main.tf", call), ("us/main.tf", call), ("m/main.tf", module)]);
    let asks = ["infra", "us"].map(|dir| Ask { below: dir.to_owned(), ..Ask::default() });
    let of = |root: &str, what: &str| Wanted { root: root.to_owned(), ..wants(what) };
    let launch = [
        vec![of("infra", "module.m.x.y size = 40"), of("infra", "module.m.x.z class = big")],
        vec![of("us", "module.m.x.y size = 40")],
    ];
    let everyday = launch.each_ref().map(|wanted| -> Vec<Wanted> {
        let value = |own: &Wanted| value(if own.path == "size" { "4" } else { "small" });
        wanted.iter().map(|own| Wanted { value: value(own), differs: false, ..own.clone() }).collect()
    });
    let with_parts = |files: &Files, wanted: &[Vec<Wanted>], see: &mut dyn FnMut(&Memory, &[Part<'_>])| {
        let tree = Memory::new(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        let estates = asks.each_ref().map(|ask| read(&tree, ask));
        let parts = asks.iter().zip(&estates).zip(wanted);
        let parts: Vec<Part<'_>> =
            parts.map(|((ask, estate), wanted)| Part { ask, estate, wanted, made: None }).collect();
        see(&tree, &parts);
    };
    let mut after = Files::new();
    with_parts(&before, &launch, &mut |tree, parts| {
        assert!(!plan_all(tree, parts, &|_, _| None).parts[0].refused.is_empty());
        let normal =
            parts.iter().map(|part| part.wanted.iter().map(|own| as_it_is(part.estate, own)).collect());
        let normal: Vec<Vec<Wanted>> = normal.collect();
        let everyday: Vec<Part<'_>> =
            parts.iter().zip(&normal).map(|(part, wanted)| Part { wanted, ..*part }).collect();
        let done = refactor(tree, parts, &everyday, &|_, _| None);
        assert!(done.left.is_empty() && done.clashes.is_empty(), "{:?}", done.left);
        let [made] = done.made.as_slice() else { panic!("{:?}", done.made) };
        assert!(made.starts_with("`module.m.x.z.class` "), "{made}");
        after = with(&before, &done.rewrites);
    });
    assert_eq!(values(&before), values(&after));
    assert!(after["m/main.tf"].contains("  size = 4\n"), "{}", after["m/main.tf"]);
    let mut launched = Files::new();
    with_parts(&after, &launch, &mut |tree, parts| {
        let joint = plan_all(tree, parts, &|_, _| None);
        assert!(joint.parts.iter().all(|part| part.refused.is_empty()));
        launched = with(&after, &joint.rewrites);
    });
    with_parts(&launched, &everyday, &mut |tree, parts| {
        let joint = plan_all(tree, parts, &|_, _| None);
        assert!(joint.parts.iter().all(|part| part.refused.is_empty()));
        assert_eq!(with(&launched, &joint.rewrites), after);
    });
}

/// What is refused for another reason stays so, and stands in nobody's way.
#[test]
fn what_is_ignored_is_left_and_the_rest_is_separated() {
    let main = "locals {\n  class = \"small\"\n}\n\nresource \"x\" \"a\" {\n  class = local.class\n}\n\n\
        resource \"x\" \"b\" {\n  class = local.class\n  size  = 3\n\n  lifecycle {\n    ignore_changes = [size]\n  }\n}\n";
    let before = files(&[("infra/main.tf", main)]);
    let (tree, estate) = estate(&before);
    let done = alone(&tree, &ask(&before), &estate, &all(&["x.b size = 5", "x.a class = big"]));
    assert_eq!(done.made.len(), 1, "{:?}", done.left);
    let [(0, refused)] = done.left.as_slice() else { panic!("{:?}", done.left) };
    // Its file changes with the patch, so that no line of it is named.
    assert_eq!((refused.code, refused.place), (Code::TfIgnored, None));
}

/// A value that can change today because it shares its constant with nobody else must still be able to.
#[test]
fn no_refactoring_takes_a_constant_away_from_another_value() {
    let main = "variable \"least\" {\n  default = 3\n}\n\nmodule \"a\" {\n  source = \"../m\"\n  min    = var.least\n}\n\n\
        module \"b\" {\n  source = \"../m\"\n  min    = var.least\n}\n\nresource \"x\" \"z\" {\n  n = var.least\n}\n";
    let module = "variable \"min\" {}\n\nresource \"x\" \"y\" {\n  min = var.min\n  max = var.min\n}\n";
    let before = files(&[("infra/main.tf", main), ("m/main.tf", module)]);
    for launch in [
        &["module.a.x.y min = 9", "module.a.x.y max = 9"][..],
        &["module.a.x.y min = 9", "module.a.x.y max = 9", "module.b.x.y min = 9", "module.b.x.y max = 9"],
        &["module.a.x.y min = 9", "module.a.x.y max = 9", "module.b.x.y min = 8", "module.b.x.y max = 8"],
        &["module.a.x.y min = 9", "x.z n = 7"],
    ] {
        let done = refactored(&before, launch);
        assert!(done.left.is_empty(), "{launch:?}: {:?}", done.left);
        let after = with(&before, &done.rewrites);
        assert_eq!(values(&before), values(&after));
        let (tree, estate) = estate(&after);
        let there = plan(&tree, &ask(&after), &estate, &all(launch), &|_, _| None);
        assert!(there.refused.is_empty(), "{launch:?}: {:?}", there.refused);
        let back: Vec<Wanted> =
            all(launch).into_iter().map(|own| Wanted { value: value("3"), differs: false, ..own }).collect();
        let launched = with(&after, &there.rewrites);
        let (tree, estate) = self::estate(&launched);
        let back = plan(&tree, &ask(&launched), &estate, &back, &|_, _| None);
        assert!(back.refused.is_empty(), "{:?}", back.refused);
        assert_eq!(with(&launched, &back.rewrites), after, "{launch:?}");
    }
}
