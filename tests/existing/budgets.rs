//! Hostile files: a problem or an unknown value, never a panic, a hang or unbounded memory.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use scaleprof::existing::estate::Estate;
use scaleprof::existing::read::read;
use scaleprof::existing::tree::{Entry, Memory, Refused, Tree};

use crate::ask::{addresses, estate, root, says};

/// The estate, which is read within the time that people wait.
fn timely(files: &[(&str, &str)]) -> Estate {
    let start = Instant::now();
    let estate = estate(files);
    let took = start.elapsed();
    // A build without optimisation, on a machine that does other things too.
    assert!(took < Duration::from_mins(1), "{took:?}");
    estate
}

/// A line for each number.
fn lines(numbers: std::ops::Range<usize>, line: &dyn Fn(usize) -> String) -> String {
    numbers.map(|at| line(at) + "\n").collect()
}

fn problems(estate: &Estate) -> Vec<String> {
    estate.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn deep_brackets_are_refused_before_the_parser() {
    for (open, close) in [("[", "]"), ("(", ")"), ("{a=", "}"), ("f(", ")"), ("\"${", "}\""), ("a{\n", "}")] {
        let text = format!("locals {{\n  a = {}1{}\n}}\n", open.repeat(10_000), close.repeat(10_000));
        let of = timely(&[("main.tf", &text)]);
        assert_eq!(problems(&of), ["main.tf: brackets are nested deeper than 60 levels"], "{open}");
    }
    let json = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let of = timely(&[("a.tf.json", &json), ("terraform.tfvars.json", &json)]);
    assert_eq!(of.problems.len(), 2);
}

#[test]
fn long_chains_of_operators_end() {
    for operator in [" + 1", " ? 1 : 1", " && true", ".a", "[0]"] {
        let text = format!(
            "locals {{\n  a = x{}\n}}\nresource \"sample\" \"it\" {{\n  a = local.a\n}}\n",
            operator.repeat(20_000)
        );
        timely(&[("main.tf", &text)]);
    }
    let text = format!("locals {{\n  a = {}true\n}}\n", "!".repeat(20_000));
    timely(&[("main.tf", &text)]);
}

#[test]
fn large_files_are_refused_or_read() {
    let many = lines(0..200_000, &|at| format!("  k{at} = 1"));
    let of = timely(&[("main.tf", &format!("locals {{\n  a = {{\n{many}  }}\n}}\n"))]);
    assert_eq!(problems(&of), ["main.tf: there is too much to read: entries of one object"]);
    let of = timely(&[("terraform.tfvars", &format!("a = [{}]", "1,".repeat(1 << 20)))]);
    assert_eq!(problems(&of), ["terraform.tfvars: there is too much to read: elements of one list"]);
    let large = " ".repeat(10 << 20);
    let of = timely(&[("main.tf", &large)]);
    assert_eq!(problems(&of), ["main.tf: this is not read: it is larger than 4194304 bytes"]);
}

#[test]
fn counts_beyond_all_bounds_make_no_copies() {
    let of = timely(&[(
        "main.tf",
        "resource \"sample\" \"it\" {\n  count = 1000000000\n}\nresource \"sample\" \"each\" {\n  for_each = toset([for n in range(100000) : tostring(n)])\n}\n",
    )]);
    assert_eq!(
        addresses(root(&of, "")),
        [
            "sample.it unknown: there is too much to read: copies of one block",
            "sample.each unknown: there is too much to read: members of one value",
        ]
    );
}

#[test]
fn values_that_double_at_each_name_are_bounded() {
    let doubled = |step: &dyn Fn(usize) -> String, first: &str| {
        let locals = lines(1..60, &|at| format!("  l{at} = {}", step(at - 1)));
        format!(
            "locals {{\n  l0 = {first}\n{locals}}}\nresource \"sample\" \"it\" {{\n  a = local.l59\n  b = jsonencode(local.l59)\n  c = local.l59 == local.l58\n}}\n"
        )
    };
    for text in [
        doubled(&|at| format!("[local.l{at}, local.l{at}]"), "1"),
        doubled(&|at| format!("\"${{local.l{at}}}${{local.l{at}}}\""), "\"aaaa\""),
        doubled(&|at| format!("concat(local.l{at}, local.l{at})"), "[1]"),
        doubled(&|at| format!("{{ a = local.l{at}, b = local.l{at} }}"), "1"),
        doubled(&|at| format!("setproduct(local.l{at}, local.l{at})"), "[1, 2]"),
        doubled(&|at| format!("replace(local.l{at}, \"a\", local.l{at})"), "\"aa\""),
        doubled(&|at| format!("[for x in local.l{at} : [for y in local.l{at} : y]]"), "[1, 2]"),
        doubled(&|at| format!("local.l{at} * local.l{at}"), "10"),
        doubled(&|at| format!("format(\"%999s%s\", local.l{at}, local.l{at})"), "\"a\""),
    ] {
        let of = timely(&[("main.tf", &text)]);
        let _ = of.users(of.roots[0].instances[0].place);
        let bounded = problems(&of).iter().any(|problem| problem.contains("there is too much to read"));
        let too_large = says(&of, "sample.it", "a").starts_with("unknown: ");
        assert!(bounded || too_large, "{text}");
    }
}

#[test]
fn long_chains_of_names_end_in_either_order() {
    for reversed in [false, true] {
        let mut locals: Vec<String> =
            (1..3_000).map(|at| format!("  l{at:05} = [local.l{:05}]\n", at - 1)).collect();
        if reversed {
            locals =
                (1..3_000).map(|at| format!("  l{:05} = [local.l{:05}]\n", 3_000 - at, 3_001 - at)).collect();
        }
        let text = format!(
            "locals {{\n  l00000 = 1\n  l03000 = 1\n{}}}\nresource \"sample\" \"it\" {{\n{}}}\n",
            locals.concat(),
            lines(0..3_000, &|at| format!("  a{at:05} = local.l{at:05}"))
        );
        let of = timely(&[("main.tf", &text)]);
        assert!(
            problems(&of).iter().any(|problem| problem.contains("there is too much to read: levels of")),
            "{:?}",
            problems(&of)
        );
    }
}

#[test]
fn modules_that_double_at_each_level_are_bounded() {
    let mut files: Vec<(String, String)> = (0..30)
        .map(|at| {
            let call = |name: &str| format!("module \"{name}\" {{\n  source = \"../m{}\"\n}}\n", at + 1);
            (format!("m{at}/main.tf"), format!("{}{}resource \"sample\" \"it\" {{}}\n", call("a"), call("b")))
        })
        .collect();
    files.push(("m30/main.tf".to_owned(), "resource \"sample\" \"it\" {}\n".to_owned()));
    let borrowed: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let of = timely(&borrowed);
    assert!(!of.problems.is_empty());
    assert!(of.roots[0].instances.len() < 30_000);
}

#[test]
fn steps_are_bounded() {
    let nested = "[for a in range(9999) : [for b in range(9999) : [for c in range(9999) : a * b * c]]]";
    let of = timely(&[("main.tf", &format!("resource \"sample\" \"it\" {{\n  a = length({nested})\n}}\n"))]);
    assert!(says(&of, "sample.it", "a").starts_with("unknown: there is too much to read"));
}

#[test]
fn aliases_that_double_in_yaml_are_bounded() {
    let text = "a0: &a0 [1, 1]\n".to_owned()
        + &lines(1..40, &|at| format!("a{at}: &a{at} [*a{before}, *a{before}]", before = at - 1));
    let of = timely(&[
        ("conf.yaml", &text),
        (
            "main.tf",
            "locals {\n  all = yamldecode(file(\"conf.yaml\"))\n}\nresource \"sample\" \"it\" {\n  a = local.all.a39[0]\n}\n",
        ),
    ]);
    assert!(says(&of, "sample.it", "a").starts_with("unknown: "));
}

/// A folder that leads to itself, a file that cannot be read.
struct Circle;

impl Tree for Circle {
    fn list(&self, _folder: &str) -> Result<Vec<Entry>, Refused> {
        let entry = |name: &str, folder| Entry { name: name.to_owned(), folder };
        Ok(vec![entry("again", true), entry("main.tf", false)])
    }

    fn read(&self, _file: &str, _most: u64) -> Result<String, Refused> {
        Err(Refused("it is a link to something that is not there".to_owned()))
    }
}

#[test]
fn folders_in_a_circle_and_files_that_cannot_be_read_are_problems() {
    let of = read(&Circle, &scaleprof::existing::estate::Ask::default());
    let all = problems(&of);
    assert!(
        all.contains(&"main.tf: this is not read: it is a link to something that is not there".to_owned())
    );
    assert!(
        all.iter().any(|problem| problem.ends_with("there is too much to read: folders in folders")),
        "{all:?}"
    );
}

/// Text that is much like a configuration.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("resource \"sample\" \"it\" {\n"),
        Just("module \"m\" {\n  source = \"./m\"\n"),
        Just("locals {\n"),
        Just("variable \"v\" {\n"),
        Just("}\n"),
        Just("}"),
        Just("{"),
        Just("["),
        Just("]"),
        Just("("),
        Just(")"),
        Just("\""),
        Just("${"),
        Just("%{"),
        Just("$${"),
        Just("a = "),
        Just("count = "),
        Just("for_each = "),
        Just("dynamic \"b\" {\n"),
        Just("content {\n"),
        Just("default = "),
        Just("type = object({"),
        Just("optional(number, "),
        Just("local.a"),
        Just("var.v"),
        Just("sample.it.a"),
        Just("module.m.o"),
        Just("each.value"),
        Just("count.index"),
        Just("[*]"),
        Just("[0]"),
        Just("."),
        Just(".*"),
        Just("..."),
        Just(" ? "),
        Just(" : "),
        Just(" == "),
        Just(" && "),
        Just("+"),
        Just("-"),
        Just("!"),
        Just("for x in "),
        Just(" : x if "),
        Just(" => "),
        Just("merge("),
        Just("try("),
        Just("lookup("),
        Just("format(\"%s\", "),
        Just("yamldecode("),
        Just("<<EOT\n"),
        Just("\nEOT\n"),
        Just("# "),
        Just("/*"),
        Just("*/"),
        Just("\n"),
        Just(","),
        Just("1"),
        Just("1e999"),
        Just("true"),
        Just("null"),
        Just("ä"),
        Just("\u{0}"),
        Just("\r\n"),
        Just("<<-"),
        Just("~}"),
        Just("\\u12"),
        Just("lifecycle {\n ignore_changes = [a, b[0].c]\n}\n"),
    ];
    prop::collection::vec(word, 0..60).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn broken_text_never_panics(main in text(), vars in text(), child in text(), json in text()) {
        let files = [("main.tf", main.as_str()), ("terraform.tfvars", &vars), ("m/main.tf", &child), ("x.tf.json", &json), ("u/terragrunt.hcl", &main), ("c.yaml", &json)];
        let estate = read(&Memory::new(files), &scaleprof::existing::estate::Ask::default());
        for root in &estate.roots {
            for instance in &root.instances {
                let _ = (estate.users(instance.place), instance.find("a.b[0].c"), instance.references());
            }
        }
    }

    #[test]
    fn a_file_that_is_cut_never_panics(cut in 0_usize..400) {
        let text = include_str!("budgets/whole.tf");
        let cut = text.floor_char_boundary(cut.min(text.len()));
        let _ = read(&Memory::new([("main.tf", &text[..cut])]), &scaleprof::existing::estate::Ask::default());
    }
}
