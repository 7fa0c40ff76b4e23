//! What a profile wants of existing Terraform, as changed files, or the rule that refuses it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::wanted;

use std::collections::BTreeSet;

use scaleprof::diagnostic::code::Code;
use scaleprof::existing::estate::{Ask, Stated};
use scaleprof::existing::read::read;
use scaleprof::existing::tree::Memory;
use scaleprof::tuning::plan::{Planned, plan};
use scaleprof::tuning::wanted::{Refused, Via, Wanted};
use wanted::{everyday, value, wants};

type Files<'a> = &'a [(&'a str, &'a str)];

fn ask() -> Ask {
    let stated = Stated {
        dir: "infra".to_owned(),
        var_files: Some(vec!["prod.tfvars".to_owned()]),
        ..Stated::default()
    };
    Ask { below: "infra".to_owned(), stated: vec![stated], ..Ask::default() }
}

fn planned(files: Files<'_>, wanted: &[Wanted], past: &[&str]) -> Planned {
    let has_vars = files.iter().any(|(path, _)| *path == "infra/prod.tfvars");
    let none = (!has_vars).then_some(("infra/prod.tfvars", ""));
    let tree = Memory::new(files.iter().copied().chain(none));
    let estate = read(&tree, &ask());
    assert!(estate.problems.is_empty(), "{:?}", estate.problems);
    plan(&tree, &ask(), &estate, wanted, &|_, at| past.get(at).map(|text| (*text).to_owned()))
}

/// The lines that change, and the files after them; taken back, they are as before.
#[track_caller]
fn there_and_back(files: Files<'_>, launch: &[&str], normal: &[&str]) -> (Vec<String>, Vec<String>) {
    let launch: Vec<Wanted> = launch.iter().map(|what| wants(what)).collect();
    let there = planned(files, &launch, &[]);
    assert!(there.refused.is_empty(), "{:?}", there.refused);
    let changed: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| {
            let rewrite = there.rewrites.iter().find(|rewrite| rewrite.path == *path);
            (*path, rewrite.map_or(*text, |rewrite| rewrite.after.as_str()))
        })
        .collect();
    let normal: Vec<Wanted> = normal.iter().map(|what| everyday(what)).collect();
    let back = planned(&changed, &normal, &[]);
    assert!(back.refused.is_empty(), "{:?}", back.refused);
    for (path, text) in files {
        let after =
            back.rewrites.iter().find(|rewrite| rewrite.path == *path).map(|rewrite| rewrite.after.as_str());
        let before = changed.iter().find(|(own, _)| own == path).unwrap().1;
        assert_eq!(after.unwrap_or(before), *text, "{path} after the way back");
    }
    let lines = there.rewrites.iter().flat_map(|rewrite| rewrite.lines().collect::<Vec<_>>()).collect();
    (lines, there.along.iter().map(ToString::to_string).collect())
}

#[track_caller]
fn refused(files: Files<'_>, wanted: &[Wanted], code: Code) -> Refused {
    let planned = planned(files, wanted, &[]);
    assert!(planned.rewrites.is_empty(), "{:?}", planned.rewrites);
    let [refused] = planned.refused.as_slice() else { panic!("{:?}", planned.refused) };
    assert_eq!(refused.code, code, "{refused:?}");
    let texts = refused.notes.iter().chain([&refused.message, &refused.help]);
    for text in texts {
        assert!(!text.is_empty() && !text.ends_with('.') && !text.contains('\n'), "not one line: {text:?}");
    }
    refused.clone()
}

const SHOP: &str = "resource \"x_database\" \"shop\" {\n  class = \"small\" # now\n  size  = 20      # GiB\n  \
    idle  = 1\n  lifecycle {\n    ignore_changes = [idle]\n  }\n}\n\
    resource \"x_database\" \"copy\" {\n  class = x_database.shop.class\n  size  = 4 * var.quarter\n}\n\
    variable \"quarter\" {\n  default = 5\n}\n\
    variable \"outside\" {}\n\
    resource \"x_queue\" \"q\" {\n  count = 0\n  size  = 3\n}\n\
    resource \"x_queue\" \"r\" {\n  size = var.outside\n  max  = min(7, var.quarter)\n  name = \"a\\u002eb\"\n}\n";

#[test]
fn constants_are_changed_and_put_back() {
    let files = [("infra/main.tf", SHOP)];
    let launch = ["x_database.shop class = extra-large", "x_database.shop size = 200"];
    let normal = ["x_database.shop class = small", "x_database.shop size = 20"];
    let (lines, along) = there_and_back(&files, &launch, &normal);
    assert_eq!(lines, ["infra/main.tf:2 small -> extra-large", "infra/main.tf:3 20 -> 200"]);
    assert_eq!(along, ["`x_database.copy.class` small -> extra-large"]);
    // What says it already is no change.
    assert!(planned(&files, &[wants("x_database.shop size = 20")], &[]).rewrites.is_empty());
}

#[test]
fn each_refusal_has_its_rule() {
    let files = [("infra/main.tf", SHOP)];
    let one = |what: &str, code| refused(&files, &[wants(what)], code);
    assert!(one("x_database.shopp class = big", Code::TfAbsent).message.contains("there is no"));
    assert!(one("x_queue.q size = 4", Code::TfAbsent).message.contains("`count` is 0"));
    assert!(one("x_database.shop speed = 4", Code::TfNoKey).help.contains("write `speed`"));
    assert!(one("x_database.shop idle = 4", Code::TfIgnored).message.contains("would plan nothing"));
    assert!(one("x_database.copy class = big", Code::TfComputed).message.contains("`x_database.shop.class`"));
    let computed = one("x_database.copy size = 30", Code::TfExpression);
    assert_eq!(
        computed.notes,
        ["it is computed from infra/main.tf:11", "it is computed from infra/main.tf:14"]
    );
    assert!(one("x_queue.r size = 4", Code::TfOutside).message.contains("`outside` has no value"));
    assert!(one("x_queue.r max = 9", Code::TfShared).notes[0].contains("`x_database.copy.size`"));
    assert!(one("x_queue.r name = c", Code::TfLiteral).message.contains("same bytes"));
    let drift = Wanted { known: vec![value("10"), value("99")], ..wants("x_database.shop size = 99") };
    assert!(refused(&files, &[drift], Code::TfDrift).message.contains("is 20, which no profile says"));
    let files = [(
        "infra/main.tf",
        "resource \"x\" \"y\" {\n  n = min(3, var.most)\n}\nvariable \"most\" {\n  default = 4\n}\n",
    )];
    assert!(refused(&files, &[wants("x.y n = 9")], Code::TfSwallowed).message.contains("would not be 9"));
    let nowhere = Wanted { root: "other".to_owned(), ..wants("x.y n = 9") };
    assert!(refused(&files, &[nowhere], Code::TfAbsent).message.contains("no Terraform in `other`"));
}

#[test]
fn who_else_would_change_is_found_in_all_roots() {
    let module = (
        "modules/web/main.tf",
        "variable \"size\" {\n  default = 2\n}\nresource \"x\" \"y\" {\n  size = var.size\n  disk = 8\n}\n",
    );
    let call = "module \"web\" {\n  source = \"../modules/web\"\n}\n";
    let files = [("infra/main.tf", call), ("second/main.tf", call), ("third/main.tf", call), module];
    let shared = refused(&files, &[wants("module.web.x.y disk = 16")], Code::TfShared);
    assert_eq!(
        shared.notes,
        [
            "it would change `module.web.x.y.disk` in `second`",
            "it would change `module.web.x.y.disk` in `third`"
        ]
    );
    // An argument at the root's own call leaves the others alone.
    let (lines, along) = there_and_back(&files, &["module.web.x.y size = 40"], &["module.web.x.y size = 2"]);
    assert_eq!((lines, along), (vec!["infra/main.tf:3 size: absent -> 40".to_owned()], Vec::new()));
}

#[test]
fn a_key_of_one_entry_is_added_and_taken_away() {
    let main = "variable \"all\" {\n  type = map(object({ min = optional(number, 1), max = number }))\n}\n\
        resource \"x\" \"y\" {\n  for_each = var.all\n  min = each.value.min\n  max = each.value.max\n}\n";
    let vars = "all = {\n  a = { max = 4 } # small\n  b = { min = 2, max = 9 }\n}\n";
    let files = [("infra/main.tf", main), ("infra/prod.tfvars", vars)];
    let launch = ["x.y[\"a\"] min = 10", "x.y[\"a\"] max = 40"];
    let (lines, along) = there_and_back(&files, &launch, &["x.y[\"a\"] min = 1", "x.y[\"a\"] max = 4"]);
    assert_eq!(lines, ["infra/prod.tfvars:2 min: absent -> 10", "infra/prod.tfvars:2 4 -> 40"]);
    assert!(along.is_empty());
}

#[test]
fn a_launch_takes_no_key_away() {
    let main = "variable \"all\" {\n  type = object({ min = optional(number, 6) })\n}\n\
        resource \"x\" \"y\" {\n  min = var.all.min\n}\n";
    let files = [("infra/main.tf", main), ("infra/prod.tfvars", "all = { min = 3 }\n")];
    let (lines, _) = there_and_back(&files, &["x.y min = 6"], &["x.y min = 3"]);
    assert_eq!(lines, ["infra/prod.tfvars:1 3 -> 6"]);
}

#[test]
fn a_key_that_was_there_with_its_default_stays() {
    let main = "variable \"all\" {\n  type = object({ max = number, min = optional(number, 1) })\n}\n\
        resource \"x\" \"y\" {\n  min = var.all.min\n  max = var.all.max\n}\n";
    let (normal, launch) = ("all = { max = 4, min = 1 }\n", "all = { max = 4, min = 10 }\n");
    let files = [("infra/main.tf", main), ("infra/prod.tfvars", launch)];
    let back = |past: &[&str]| {
        let planned = planned(&files, &[everyday("x.y min = 1")], past);
        assert!(planned.refused.is_empty(), "{:?}", planned.refused);
        planned.rewrites[0].after.clone()
    };
    assert_eq!(back(&[normal]), normal);
    assert_eq!(back(&[]), "all = { max = 4 }\n");
}

const SIZES: [&str; 4] = ["one", "two", "three", "four"];

/// How the keys are written that sizes stand in.
#[derive(Clone, Copy, Debug)]
enum Written {
    /// Arguments of a module's call.
    Call,
    /// An object on one line of a variable file.
    Line,
    /// An object on several lines of a variable file, with commas.
    Commas,
    /// An object in a local value.
    Local,
    /// A call in JSON.
    Json,
    /// A variable file in JSON.
    JsonVars,
}

impl Written {
    const ALL: [Self; 6] = [Self::Call, Self::Line, Self::Commas, Self::Local, Self::Json, Self::JsonVars];

    /// The files, with some of the keys written, and the address of the resource.
    fn files(self, keys: &[(usize, i64)]) -> (Vec<(&'static str, String)>, &'static str) {
        let pairs = |sign: &str, quote: &str, between: &str| {
            let all = keys.iter().map(|(key, value)| format!("{quote}{}{quote}{sign}{value}", SIZES[*key]));
            all.collect::<Vec<_>>().join(between)
        };
        let resource = |from: &str| {
            let lines = SIZES.map(|key| format!("  {key} = {from}{key}\n"));
            format!("resource \"x\" \"y\" {{\n{}}}\n", lines.concat())
        };
        let variables = SIZES
            .iter()
            .enumerate()
            .map(|(at, key)| format!("variable \"{key}\" {{\n  default = {at}\n}}\n"));
        let module = variables.collect::<String>() + &resource("var.");
        let attributes =
            SIZES.iter().enumerate().map(|(at, key)| format!("    {key} = optional(number, {at})\n"));
        let object =
            format!("variable \"all\" {{\n  type = object({{\n{}  }})\n}}\n", attributes.collect::<String>());
        let main = object.clone() + &resource("var.all.");
        // The defaults are somebody else's too.
        let other = ("infra/other.tf", "module \"n\" {\n  source = \"./m\"\n}\n".to_owned());
        match self {
            Self::Call => {
                let inside = pairs(" = ", "", "\n  ");
                let inside = if keys.is_empty() { inside } else { format!("\n  {inside}") };
                let call =
                    format!("module \"m\" {{\n  source = \"./m\" # ours{inside}\n\n  nested {{\n  }}\n}}\n");
                (vec![("infra/main.tf", call), ("infra/m/main.tf", module), other], "module.m.x.y")
            }
            Self::Json => {
                let inside = pairs(": ", "\"", ",\n    ");
                let inside = if keys.is_empty() { inside } else { format!(",\n    {inside}") };
                let call = format!("{{\"module\": {{\"m\": {{\n    \"source\": \"./m\"{inside}\n}}}}}}\n");
                (vec![("infra/main.tf.json", call), ("infra/m/main.tf", module), other], "module.m.x.y")
            }
            Self::Line => {
                let vars = format!("all = {{ other = 7, {} }}\n", pairs(" = ", "", ", "));
                let vars = vars.replace(",  }", " }");
                (vec![("infra/main.tf", main), ("infra/prod.tfvars", vars)], "x.y")
            }
            Self::Commas => {
                let vars = format!("all = {{\n  {},\n}}\n", pairs(" = ", "", ",\n  "));
                let vars = vars.replace("{\n  ,\n}", "{\n  # none\n}");
                (vec![("infra/main.tf", main), ("infra/prod.tfvars", vars)], "x.y")
            }
            Self::Local => {
                let local = format!("locals {{\n  all = {{{}\n  }}\n}}\n", pairs(" = ", "\n    ", ""));
                let local = local.replace("\n     = ", " = ");
                let call = format!("{local}\nmodule \"m\" {{\n  source = \"./m\"\n  all = local.all\n}}\n");
                (vec![("infra/main.tf", call), ("infra/m/main.tf", main)], "module.m.x.y")
            }
            Self::JsonVars => {
                let vars = format!("{{\"all\": {{{}}}}}", pairs(":", "\"", ", "));
                (vec![("infra/main.tf", main), ("infra/prod.tfvars.json", vars)], "x.y")
            }
        }
    }
}

/// Whatever is written of some keys, added to them and put back: the bytes are those of before, with or without a commit
/// between, and where git knows nothing as far as nothing stood there with the value of its default.
#[test]
fn keys_that_a_launch_adds_all_go_and_no_other_one_does() {
    let ask = |written: Written| {
        let mut ask = ask();
        match written {
            Written::Line | Written::Commas => {}
            Written::JsonVars => ask.stated[0].var_files = Some(vec!["prod.tfvars.json".to_owned()]),
            Written::Call | Written::Local | Written::Json => ask.stated[0].var_files = None,
        }
        ask
    };
    let (mut made, mut added) = (0, 0);
    for written in Written::ALL {
        // Each key is absent, there with the value of its default, or there with another one.
        for there in 0..81_usize {
            let state = |key: usize| there / 3_usize.pow(u32::try_from(key).unwrap()) % 3;
            let default = |key: usize| i64::try_from(key).unwrap();
            let keys: Vec<(usize, i64)> = (0..4)
                .filter(|key| state(*key) > 0)
                .map(|key| (key, default(key) + if state(key) == 2 { 50 } else { 0 }))
                .collect();
            let everyday_of = |key: usize| default(key) + if state(key) == 2 { 50 } else { 0 };
            for launched in [0b1111_usize, 0b0011, 0b1010, 0b1101] {
                if (there + launched) % 7 != 0 {
                    continue;
                }
                let (files, address) = written.files(&keys);
                let which: Vec<usize> = (0..4).filter(|key| launched & (1 << key) != 0).collect();
                let launch: Vec<Wanted> = which
                    .iter()
                    .map(|key| wants(&format!("{address} {} = {}", SIZES[*key], 900 + key)))
                    .collect();
                let normal: Vec<Wanted> = which
                    .iter()
                    .map(|key| everyday(&format!("{address} {} = {}", SIZES[*key], everyday_of(*key))))
                    .collect();
                let plan = |files: &[(&str, String)], wanted: &[Wanted], past: &[&str]| {
                    let tree = Memory::new(files.iter().map(|(path, text)| (*path, text.as_str())));
                    let ask = ask(written);
                    let estate = read(&tree, &ask);
                    assert!(estate.problems.is_empty(), "{:?}", estate.problems);
                    plan(&tree, &ask, &estate, wanted, &|_, at| past.get(at).map(|text| (*text).to_owned()))
                };
                let there = plan(&files, &launch, &[]);
                if !there.refused.is_empty() {
                    continue;
                }
                made += 1;
                let [rewrite] = there.rewrites.as_slice() else { panic!("{:?}", there.rewrites) };
                added += rewrite.changed.iter().filter(|changed| changed.old.is_none()).count();
                let now: Vec<(&str, String)> = files
                    .iter()
                    .map(|(path, text)| {
                        (*path, if *path == rewrite.path { rewrite.after.clone() } else { text.clone() })
                    })
                    .collect();
                let back = |past: &[&str]| {
                    let back = plan(&now, &normal, past);
                    assert!(back.refused.is_empty(), "{written:?} {keys:?}: {:?}", back.refused);
                    back.rewrites[0].after.clone()
                };
                let (before, after) = (rewrite.before.as_str(), rewrite.after.as_str());
                assert_eq!(back(&[before]), before, "{written:?}, not committed");
                let edited = format!("{before}\n").replace('7', "8");
                assert_eq!(back(&[after, before, &edited]), before, "{written:?}, committed");
                assert_eq!(back(&[after, &edited]), before, "{written:?}, with another change between");
                if (0..4).all(|key| state(key) != 1) {
                    assert_eq!(back(&[]), before, "{written:?}, without git");
                }
            }
        }
    }
    assert!(made > 150 && added > 150, "{made} launches add {added} keys");
}

/// One component says its values in a file of our own, and another one over the same variable or argument does not: the
/// file wins, and goes with the way back.
#[test]
fn what_a_file_of_our_own_says_is_written_nowhere_else() {
    let main = "variable \"size\" {\n  default = 3\n}\nresource \"x\" \"a\" {\n  size = var.size\n}\n\
        resource \"x\" \"b\" {\n  size = var.size\n}\n";
    let files = [("infra/main.tf", main)];
    let with = |via, what: &str, wants: fn(&str) -> Wanted| Wanted { via: Some(via), ..wants(what) };
    for (via, file, other) in [
        (Via::Tfvars, "infra/scaleprof.auto.tfvars", "x.b"),
        (Via::Override, "infra/scaleprof_override.tf", "x.a"),
    ] {
        let launch = [with(via, "x.a size = 9", wants), wants(&format!("{other} size = 9"))];
        let there = planned(&files, &launch, &[]);
        assert!(there.refused.is_empty(), "{:?}", there.refused);
        let [own] = there.rewrites.as_slice() else { panic!("{:?}", there.rewrites) };
        assert!(own.path == file && own.comes, "{own:?}");
        let now = [("infra/main.tf", main), (file, &own.after)];
        let normal = [with(via, "x.a size = 3", everyday), everyday(&format!("{other} size = 3"))];
        let back = planned(&now, &normal, &[]);
        assert!(back.refused.is_empty(), "{:?}", back.refused);
        let [gone] = back.rewrites.as_slice() else { panic!("{:?}", back.rewrites) };
        assert!(gone.path == file && gone.goes, "{gone:?}");
        // Two values of one place are refused, whatever the files say by now.
        let two = [with(via, "x.a size = 9", wants), wants(&format!("{other} size = 8"))];
        for files in [&files[..], &now] {
            let refused = planned(files, &two, &[]).refused;
            assert!(refused.iter().any(|own| own.code == Code::TfOwnFile), "{refused:?}");
        }
    }
}

#[test]
fn one_constant_of_two_components_changes_if_both_want_it() {
    let main = "locals {\n  size = 3\n}\nresource \"x\" \"a\" {\n  size = local.size\n}\nresource \"x\" \"b\" {\n  size = local.size\n}\n";
    let files = [("infra/main.tf", main)];
    let (lines, _) =
        there_and_back(&files, &["x.a size = 9", "x.b size = 9"], &["x.a size = 3", "x.b size = 3"]);
    assert_eq!(lines, ["infra/main.tf:2 3 -> 9"]);
    assert!(refused(&files, &[wants("x.a size = 9")], Code::TfShared).notes[0].contains("`x.b.size`"));
    let planned = planned(&files, &[wants("x.a size = 9"), wants("x.b size = 8")], &[]);
    assert!(planned.rewrites.is_empty() && planned.refused.iter().all(|own| own.code == Code::TfShared));
    // What belongs to the component changes along.
    let beside = Wanted { beside: BTreeSet::from(["x.b".to_owned()]), ..wants("x.a size = 9") };
    let along = self::planned(&files, &[beside], &[]).along;
    let [one] = along.as_slice() else { panic!("{along:?}") };
    assert_eq!((one.said.as_str(), one.address.as_str(), one.wanted), ("`x.b.size` 3 -> 9", "x.b", Some(0)));
}

/// A file of OpenTofu alone is read and changed like others; beside its namesake nobody knows which of them runs.
#[test]
fn a_file_of_opentofu_is_changed_too() {
    let main = "resource \"x\" \"y\" {\n  size = 3\n}\n";
    let (lines, _) = there_and_back(&[("infra/main.tofu", main)], &["x.y size = 30"], &["x.y size = 3"]);
    assert_eq!(lines, ["infra/main.tofu:2 3 -> 30"]);
    let tree = Memory::new([("infra/main.tofu", main), ("infra/main.tf", main), ("infra/prod.tfvars", "")]);
    let estate = read(&tree, &ask());
    let [problem] = estate.problems.as_slice() else { panic!("{:?}", estate.problems) };
    assert!(
        problem.path == "infra/main.tofu" && problem.to_string().contains("which of them runs"),
        "{problem}"
    );
}

/// A line in a heredoc that only begins as its end does ends nothing, and the file is read and changed.
#[test]
fn a_line_that_begins_as_the_end_of_a_heredoc_ends_nothing() {
    let main = "resource \"x\" \"y\" {\n  script = <<-EOF\n    cat <<\"EOF\"\n    EOF\"\n  EOFX\n    ${3}\n  EOF\n  size = 3\n}\n\n\
        resource \"x\" \"z\" {\n  keys = { a = 1, a = 2 }\n  text = <<EOF\nplain\nEOF\n}\n";
    let (lines, _) = there_and_back(&[("infra/main.tf", main)], &["x.y size = 30"], &["x.y size = 3"]);
    assert_eq!(lines, ["infra/main.tf:8 3 -> 30"]);
}

/// Of two copies one changes and the other stays: the constant is shared, whatever stands between it and them.
#[test]
fn a_copy_beside_its_like_is_shared_and_not_swallowed() {
    for size in ["local.size", "max(local.size, 1)", "lookup({ c = 9 }, each.key, local.size)"] {
        let main = format!(
            "locals {{\n  size = 3\n}}\nresource \"x\" \"y\" {{\n  for_each = toset([\"a\", \"b\"])\n  size = {size}\n}}\n"
        );
        let files = [("infra/main.tf", main.as_str())];
        let stays = Wanted { differs: false, ..wants("x.y[\"b\"] size = 3") };
        for wanted in
            [[wants("x.y[\"a\"] size = 30"), stays.clone()], [stays.clone(), wants("x.y[\"a\"] size = 30")]]
        {
            let planned = planned(&files, &wanted, &[]);
            assert!(planned.rewrites.is_empty());
            let codes: Vec<Code> = planned.refused.iter().map(|own| own.code).collect();
            assert_eq!(codes, [Code::TfShared], "{size}: {:?}", planned.refused);
        }
    }
}

#[test]
fn a_scalar_of_yaml_that_the_configuration_reads_is_changed() {
    let main = "locals {\n  all = yamldecode(file(\"${path.module}/sizes.yaml\"))\n}\n\
        resource \"x\" \"web\" {\n  min   = local.all.web.min\n  class = local.all.web.class\n  cpu   = local.all.web.cpu\n}\n\
        resource \"x\" \"copy\" {\n  class = local.all.copy.class\n}\n";
    let yaml = "# ä: sizes\nweb: &web\n  min: 3 # by night\n  class: 'small' # it's enough\n  cpu: \"55\" # \"55\" at most\ncopy:\n  class: c6i.large\n";
    let files = [("infra/main.tf", main), ("infra/sizes.yaml", yaml)];
    let launch = ["x.web min = 120", "x.web class = big", "x.web cpu = 40", "x.copy class = c6i.4xlarge"];
    let normal = ["x.web min = 3", "x.web class = small", "x.web cpu = 55", "x.copy class = c6i.large"];
    let (lines, along) = there_and_back(&files, &launch, &normal);
    let expected = ["3 3 -> 120", "4 small -> big", "5 55 -> 40", "7 c6i.large -> c6i.4xlarge"];
    assert_eq!(lines, expected.map(|line| format!("infra/sizes.yaml:{line}")));
    assert!(along.is_empty());
    // An alias says it once more, for somebody else.
    let alias = yaml.replace("copy:\n  class: c6i.large\n", "copy: *web\n");
    let files = [("infra/main.tf", main), ("infra/sizes.yaml", alias.as_str())];
    let shared = refused(&files, &[wants("x.web class = big")], Code::TfShared);
    assert_eq!(shared.notes, ["it would change `x.copy.class`"]);
    // Terraform reads files of one document.
    let two = format!("{yaml}---\nweb: {{}}\n");
    let tree = Memory::new([("infra/main.tf", main), ("infra/sizes.yaml", &two), ("infra/prod.tfvars", "")]);
    let of_two = plan(&tree, &ask(), &read(&tree, &ask()), &[wants("x.web min = 9")], &|_, _| None);
    assert!(of_two.rewrites.is_empty() && of_two.refused.len() == 1, "{:?}", of_two.rewrites);
    assert!(of_two.refused[0].message.contains("more than one document"), "{:?}", of_two.refused);
    // What is written in another way is left to people.
    for (written, value) in [
        ("010", "9"),
        ("0x3", "9"),
        ("!!int 3", "9"),
        ("1e3", "9"),
        ("small", "on"),
        ("small", "1.5"),
        ("|\n    small", "big"),
    ] {
        let yaml = format!("web:\n  min: {written}\n");
        let main =
            "resource \"x\" \"web\" {\n  min = yamldecode(file(\"${path.module}/sizes.yaml\")).web.min\n}\n";
        let planned = planned(
            &[("infra/main.tf", main), ("infra/sizes.yaml", &yaml)],
            &[wants(&format!("x.web min = {value}"))],
            &[],
        );
        assert!(
            planned.rewrites.is_empty() && planned.refused.len() == 1,
            "{written}: {:?}",
            planned.rewrites
        );
    }
}
