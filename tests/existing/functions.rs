//! Functions: values, and the constants that they keep.

use scaleprof::existing::estate::Estate;

use crate::ask::{constant, estate, evaluated, says};

/// Each answer was held against `terraform console` 1.11.4 (`terraform.rs` does it again where there is one).
pub(crate) const ANSWERS: &[(&str, &str)] = &[
    ("length([1, 2])", "2"),
    ("length({ a = 1 })", "1"),
    ("length(\"häh\")", "3"),
    ("keys({ b = 1, a = 2 })", "[\"a\", \"b\"]"),
    ("values({ b = 1, a = 2 })", "[2, 1]"),
    ("lookup({ a = 1 }, \"a\", 5)", "1"),
    ("lookup({ a = 1 }, \"b\", 5)", "5"),
    ("merge({ a = 1, b = 2 }, { b = 3 })", "{a = 1, b = 3}"),
    ("concat([1], [2, 3])", "[1, 2, 3]"),
    ("contains([\"a\", \"b\"], \"b\")", "true"),
    ("contains([\"a\", \"b\"], \"c\")", "false"),
    ("element([1, 2, 3], 4)", "2"),
    ("index([\"a\", \"b\"], \"b\")", "1"),
    ("flatten([[1, [2]], [], [3]])", "[1, 2, 3]"),
    ("distinct([\"b\", \"a\", \"b\"])", "[\"b\", \"a\"]"),
    ("sort([\"b\", \"a\"])", "[\"a\", \"b\"]"),
    ("reverse([1, 2])", "[2, 1]"),
    ("compact([\"a\", \"\", null])", "[\"a\"]"),
    ("slice([1, 2, 3], 1, 2)", "[2]"),
    ("one([])", "null"),
    ("one([4])", "4"),
    ("range(3)", "[0, 1, 2]"),
    ("range(1, 6, 2)", "[1, 3, 5]"),
    ("zipmap([\"a\", \"b\"], [1, 2])", "{a = 1, b = 2}"),
    ("setproduct([\"a\", \"b\"], [\"x\"])", "[[\"a\", \"x\"], [\"b\", \"x\"]]"),
    ("tolist(toset([\"b\", \"a\", \"b\"]))", "[\"a\", \"b\"]"),
    ("sum([1, 2.5])", "3.5"),
    ("alltrue([true, false])", "false"),
    ("anytrue([true, false])", "true"),
    ("min(3, 1, 2)", "1"),
    ("max(3, 1, 2)", "3"),
    ("floor(2.9)", "2"),
    ("ceil(2.1)", "3"),
    ("floor(-2.5)", "-3"),
    ("abs(-2)", "2"),
    ("pow(2, 10)", "1024"),
    ("parseint(\"ff\", 16)", "255"),
    ("lower(\"ABC\")", "\"abc\""),
    ("upper(\"abc\")", "\"ABC\""),
    ("title(\"hello-world a_b\")", "\"Hello-World A_b\""),
    ("sort([10, 9, \"a\"])", "[\"10\", \"9\", \"a\"]"),
    ("tolist([1, \"a\"])", "[\"1\", \"a\"]"),
    ("tomap({ a = 1, b = \"x\" }).a == \"1\"", "true"),
    ("distinct([1, \"1\"])", "[\"1\"]"),
    ("setunion([1], [\"1\"])", "set[\"1\"]"),
    ("coalesce(null, 1, \"a\")", "\"1\""),
    ("true ? 1 : \"a\"", "\"1\""),
    ("dirname(\"/a\")", "\"/\""),
    ("dirname(\"/a/b/\")", "\"/a/b\""),
    ("basename(\"\")", "\".\""),
    ("try(regex(\"x\", \"y\"), 3)", "3"),
    ("try(tonumber(\"1_000\"), 4)", "4"),
    ("try(index([\"a\"], \"b\"), 5)", "5"),
    ("try(one([1, 2]), 6)", "6"),
    ("yamldecode(\"[yes, Off, 010, +5, 1_000, 1e3]\")", "[true, false, 10, 5, \"1_000\", 1000]"),
    ("replace(\"a-b-c\", \"-\", \"_\")", "\"a_b_c\""),
    ("replace(\"a1b2\", \"/[0-9]/\", \"\")", "\"ab\""),
    ("trimspace(\"  a \")", "\"a\""),
    ("trimprefix(\"prod-a\", \"prod-\")", "\"a\""),
    ("trimsuffix(\"a-prod\", \"-prod\")", "\"a\""),
    ("trim(\"?!a!?\", \"!?\")", "\"a\""),
    ("substr(\"hello\", 1, 3)", "\"ell\""),
    ("substr(\"hello\", -3, -1)", "\"llo\""),
    ("split(\",\", \"a,b\")", "[\"a\", \"b\"]"),
    ("join(\"-\", [\"a\", \"b\"])", "\"a-b\""),
    ("format(\"%s-%03d-%.2f%%\", \"a\", 7, 1.5)", "\"a-007-1.50%\""),
    ("formatlist(\"%s-%d\", [\"a\", \"b\"], 7)", "[\"a-7\", \"b-7\"]"),
    ("formatlist(\"%s\", [])", "[]"),
    ("format(\"%5s|%-5s|\", \"a\", \"b\")", "\"    a|b    |\""),
    ("startswith(\"prod-a\", \"prod\")", "true"),
    ("endswith(\"prod-a\", \"-a\")", "true"),
    ("strcontains(\"prod\", \"ro\")", "true"),
    ("regex(\"[0-9]+\", \"db.r6g.2xlarge\")", "\"6\""),
    ("regex(\"^(.)(.)$\", \"ab\")", "[\"a\", \"b\"]"),
    ("tostring(5)", "\"5\""),
    ("tonumber(\"2.50\")", "2.50"),
    ("tobool(\"true\")", "true"),
    ("try({ a = 1 }.b, 7)", "7"),
    ("can({ a = 1 }.b)", "false"),
    ("can({ a = 1 }.a)", "true"),
    ("coalesce(null, \"\", \"a\")", "\"a\""),
    ("coalescelist([], [1])", "[1]"),
    ("nonsensitive(sensitive(3))", "3"),
    ("basename(\"a/b/c.txt\")", "\"c.txt\""),
    ("dirname(\"a/b/c.txt\")", "\"a/b\""),
    ("jsondecode(\"{\\\"a\\\": [1, \\\"x\\\", null]}\")", "{a = [1, \"x\", null]}"),
    ("yamldecode(\"a: 1\\nb: [x, true]\")", "{a = 1, b = [\"x\", true]}"),
    ("setunion([\"a\"], [\"b\", \"a\"])", "set[\"a\", \"b\"]"),
    ("setintersection([\"a\", \"b\"], [\"b\"])", "set[\"b\"]"),
    ("setsubtract([\"a\", \"b\"], [\"b\"])", "set[\"a\"]"),
    ("max([1, 5, 3]...)", "5"),
];

#[test]
fn functions_answer_what_terraform_answers() {
    for (expression, expected) in ANSWERS {
        assert_eq!(evaluated(expression, ""), *expected, "{expression}");
    }
}

#[test]
fn constants_pass_through_functions_that_do_not_change_them() {
    let around = "locals {\n  a = { min = 4 }\n  b = [7]\n  n = null\n}\n";
    for (expression, expected) in [
        ("lookup(local.a, \"min\", 1)", "4"),
        ("lookup(local.a, \"max\", 9)", "9"),
        ("try(local.a.max, local.a.min)", "4"),
        ("coalesce(local.n, local.b[0])", "7"),
        ("merge(local.a, { max = 8 }).min", "4"),
        ("merge(local.a, { max = 8 }).max", "8"),
        ("tonumber(tostring(local.a.min))", "4"),
        ("nonsensitive(local.a.min)", "4"),
        ("element(concat(local.b, [3]), 1)", "3"),
        ("flatten([local.b])[0]", "7"),
        ("one(local.b)", "7"),
        ("zipmap([\"x\"], local.b).x", "7"),
        ("tolist(toset(local.b))[0]", "7"),
        ("values(local.a)[0]", "4"),
    ] {
        assert_eq!(constant(expression, around).as_deref(), Some(expected), "{expression}");
    }
}

#[test]
fn a_function_that_is_not_known_is_said() {
    assert_eq!(evaluated("timestamp()", ""), "unknown: the function `timestamp` is not evaluated here");
    assert_eq!(
        evaluated("provider::cloud::arn(\"a\")", ""),
        "unknown: the function `provider::cloud::arn` is not evaluated here"
    );
    // What goes into it is still known to be used there.
    let of: Estate = estate(&[(
        "main.tf",
        "locals {\n  a = 4\n}\nresource \"sample\" \"it\" {\n  value = yamlencode({ cpu = local.a })\n}\n",
    )]);
    assert_eq!(
        says(&of, "sample.it", "value"),
        "unknown: the function `yamlencode` is not evaluated here <- [main.tf:2:7 4]"
    );
}

/// What a text of JSON is made of is gone into where it is an attribute: each value is one of the attribute's.
#[test]
fn a_text_that_is_written_as_json_is_what_it_is_made_of() {
    let of: Estate = estate(&[(
        "main.tf",
        "locals {\n  a = 4\n}\nresource \"sample\" \"it\" {\n  value = jsonencode([{ cpu = local.a, memory = 8 }])\n}\n",
    )]);
    assert_eq!(says(&of, "sample.it", "value[0].cpu"), "4 <- main.tf:2:7 4 Local");
    assert_eq!(says(&of, "sample.it", "value[0].memory"), "8 <- main.tf:5:49 8 Resource");
}

#[test]
fn what_this_reader_does_not_evaluate_is_no_mistake_that_try_passes_over() {
    for beyond in [
        "pow(2, 0.5)",
        "format(\"%x\", 255)",
        "1e20 * 1e20",
        "[1, 2][1e40]",
        "contains([1], \"1\")",
        "1 == \"1\"",
    ] {
        let answer = evaluated(&format!("try({beyond}, 3)"), "");
        assert!(answer.ends_with(" is not evaluated here"), "{beyond}: {answer}");
    }
}

#[test]
fn an_unknown_is_no_mistake_that_try_passes_over() {
    let around = "variable \"open\" {}\n";
    let unknown = "unknown: the variable `open` has no value in the repository";
    assert_eq!(evaluated("try(var.open, 3)", around), unknown);
    assert_eq!(evaluated("can(var.open)", around), unknown);
    assert_eq!(evaluated("coalesce(var.open, 3)", around), unknown);
    assert_eq!(evaluated("lookup(var.open, \"a\", 3)", around), unknown);
    assert_eq!(evaluated("min(var.open, 3)", around), unknown);
    assert_eq!(evaluated("contains([\"a\", var.open], \"a\")", around), "true");
    assert_eq!(evaluated("contains([\"a\", var.open], \"b\")", around), unknown);
    assert_eq!(evaluated("length([1, var.open])", around), "2");
}

#[test]
fn files_of_the_repository_are_read_with_their_places() {
    let of = estate(&[
        (
            "infra/conf/sizes.yaml",
            "# sizes\nweb:\n  min: 3 # three\n  type: \"m5.large\"\nbase: &base {max: 4}\nother:\n  <<: *base\n",
        ),
        ("infra/conf/sizes.json", "{\n  \"ä\": 1,\n  \"max\": 12\n}\n"),
        (
            "infra/main.tf",
            r#"
locals {
  sizes = yamldecode(file("${path.module}/conf/sizes.yaml"))
  more  = jsondecode(file("conf/sizes.json"))
}
resource "sample" "it" {
  min    = local.sizes.web.min
  type   = local.sizes["web"].type
  max    = local.more.max
  base   = local.sizes.other.max
  exists = fileexists("${path.module}/conf/none.yaml")
  none   = file("conf/none.txt")
  out    = file("../../etc/passwd")
}
"#,
        ),
    ]);
    let of_it = |path| says(&of, "sample.it", path);
    assert_eq!(of_it("min"), "3 <- infra/conf/sizes.yaml:3:8 3 DataFile");
    assert_eq!(of_it("type"), "\"m5.large\" <- infra/conf/sizes.yaml:4:9 \"m5.large\" DataFile");
    assert_eq!(of_it("max"), "12 <- infra/conf/sizes.json:3:10 12 DataFile");
    assert_eq!(of_it("base"), "4 <- infra/conf/sizes.yaml:5:19 4 DataFile");
    assert_eq!(of_it("exists"), "false <- []");
    assert_eq!(
        of_it("none"),
        "unknown: the file `infra/conf/none.txt` is not read: there is no such file <- [infra/main.tf:12:17 \"conf/none.txt\"]"
    );
    assert_eq!(
        of_it("out"),
        "unknown: the file `` is not read: it lies outside the repository <- [infra/main.tf:13:17 \"../../etc/passwd\"]"
    );
}

/// As `terraform console` of Terraform 1.11 answers.
#[test]
fn yaml_is_merged_in_the_order_in_which_it_stands() {
    let read = |yaml: &str| {
        let sizes = "locals {\n  sizes = yamldecode(file(\"${path.module}/sizes.yaml\"))\n}\n";
        let it = "resource \"sample\" \"it\" {\n  q = local.sizes.a.q\n}\n";
        let yaml = format!("d: &d\n  q: 4\ne: &e\n  q: 3\na:\n{yaml}");
        let of = estate(&[("infra/sizes.yaml", &*yaml), ("infra/main.tf", &format!("{sizes}{it}"))]);
        says(&of, "sample.it", "q")
    };
    assert_eq!(read("  <<: *d\n  q: 5\n"), "5 <- infra/sizes.yaml:7:6 5 DataFile");
    assert_eq!(read("  q: 5\n  <<: *d\n"), "4 <- infra/sizes.yaml:2:6 4 DataFile");
    assert_eq!(read("  <<: *e\n  <<: *d\n"), "4 <- infra/sizes.yaml:2:6 4 DataFile");
    assert_eq!(read("  <<: *d\n  <<: *e\n"), "3 <- infra/sizes.yaml:4:6 3 DataFile");
    for refused in ["  q: 5\n  <<: [*d, *e]\n", "  <<: 5\n  q: 5\n", "  q: 5\n  <<: null\n"] {
        let answer = read(refused);
        assert!(answer.starts_with("unknown: a merge of what is no mapping"), "{refused}: {answer}");
    }
}
