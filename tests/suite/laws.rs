//! Laws that hold for every profile, not only for the ones that somebody thought of.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use crate::common;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use common::skip::skip;
use common::{build, compile, layer, stack};
use hcl::expr::{BinaryOperator, Expression, ObjectKey, Operation};
use hcl::{Body, Structure};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use scaleprof::artifact::Artifact;
use scaleprof::bill::Quantity;
use scaleprof::diagnostic::Findings;
use scaleprof::load::load;
use scaleprof::load::node::{Node, Value as Kind};
use scaleprof::plan::Plan;
use scaleprof::project::Project;
use scaleprof::quota::needs;
use scaleprof::schema::validate_whole;
use scaleprof::source::Sources;
use serde_json::{Map, Value, json};

fn cases(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}

// Writing profiles

/// A text in double quotes, everything unusual escaped.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            c => drop(write!(out, "\\U{:08x}", u32::from(c))),
        }
    }
    out + "\""
}

/// A value as YAML in flow style; `order` shuffles the keys of every mapping.
fn flow(value: &Value, order: &mut impl FnMut(usize) -> usize) -> String {
    match value {
        Value::Object(entries) => {
            let mut rest: Vec<_> = entries.iter().collect();
            let mut out = Vec::new();
            while !rest.is_empty() {
                let (key, value) = rest.remove(order(rest.len()));
                out.push(format!("{}: {}", quoted(key), flow(value, order)));
            }
            format!("{{{}}}", out.join(", "))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| flow(item, order)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::String(text) => quoted(text),
        other => other.to_string(),
    }
}

fn yaml(value: &Value) -> String {
    flow(value, &mut |_| 0)
}

/// Compiles profiles under the names that they give themselves.
fn project(profiles: &[Value]) -> Project {
    compile(profiles.iter().map(|profile| (profile["profile"].as_str().unwrap(), yaml(profile))))
}

fn plan<'a>(project: &'a Project, name: &str) -> &'a Plan {
    project.plans.get(name).unwrap_or_else(|| panic!("{}", common::findings(project)))
}

/// A profile's values once merged, without its name.
fn values(project: &Project, name: &str) -> Value {
    let mut values = plan(project, name).root.to_json();
    values.as_object_mut().unwrap().remove("profile");
    values
}

/// The numbers of a stack that a profile sets, by pointer; sizes are in GiB.
const COUNTS: [&str; 6] = [
    "/components/search/count/min",
    "/components/search/count/max",
    "/components/sync/count/min",
    "/components/sync/count/max",
    "/components/api/count/min",
    "/components/api/count/max",
];
const SIZES: [&str; 3] =
    ["/components/search/disk/size", "/components/db/storage/size", "/components/graph/storage/size"];

fn field(at: usize) -> &'static str {
    COUNTS.iter().chain(&SIZES).nth(at).unwrap()
}

fn set(profile: &mut Value, at: usize, number: u32) {
    let value = if at < COUNTS.len() { number.into() } else { format!("{number}GiB").into() };
    *profile.pointer_mut(field(at)).unwrap() = value;
}

/// A stack with these numbers.
fn sized(numbers: &[u32]) -> Value {
    let mut profile = stack();
    for (at, number) in numbers.iter().enumerate() {
        set(&mut profile, at, *number);
    }
    profile
}

fn numbers() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(1..2000_u32, COUNTS.len() + SIZES.len())
}

/// A layer's `components` that sets some of the numbers, each to a text or number.
fn over(fields: &BTreeMap<usize, Value>) -> Value {
    let mut root = json!({});
    for (at, value) in fields {
        let mut node = &mut root;
        for key in field(*at).split('/').skip(2) {
            node = &mut node[key];
        }
        *node = value.clone();
    }
    root
}

prop_compose! {
    fn layer_numbers()(
        fields in prop::collection::btree_map(0..COUNTS.len() + SIZES.len(), 0..2000_u32, 0..6)
    ) -> BTreeMap<usize, Value> {
        let value = |at, number| if at < COUNTS.len() { json!(number) } else { json!(format!("{number}GiB")) };
        fields.into_iter().map(|(at, number)| (at, value(at, number))).collect()
    }
}

// (a) Merging

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn a_layer_that_says_nothing_changes_nothing(numbers in numbers()) {
        let silent = json!({"profile": "a", "extends": "normal"});
        let empty = layer("b", "a", &json!({"api": {}, "s*": {}, "db": {"storage": {}}}));
        let project = project(&[sized(&numbers), silent, empty]);
        prop_assert_eq!(values(&project, "a"), values(&project, "normal"));
        prop_assert_eq!(values(&project, "b"), values(&project, "normal"));
    }

    #[test]
    fn times_one_and_no_step_are_the_identity(numbers in numbers(), one in "x1(\\.0{1,3})?|\\+0") {
        let all = (0..COUNTS.len() + SIZES.len()).map(|at| (at, json!(one))).collect();
        let mut fields = over(&all);
        fields["api"] = json!({"count": one});
        fields["graph"]["machine"] = "+0".into();
        fields["db"]["class"] = "+0".into();
        let project = project(&[sized(&numbers), layer("a", "normal", &fields)]);
        prop_assert_eq!(values(&project, "a"), values(&project, "normal"));
    }

    #[test]
    fn a_chain_is_its_layers_in_one(numbers in numbers(), first in layer_numbers(), second in layer_numbers()) {
        let mut both = first.clone();
        both.extend(second.clone());
        let project = project(&[
            sized(&numbers),
            layer("a", "normal", &over(&first)),
            layer("b", "a", &over(&second)),
            layer("both", "normal", &over(&both)),
        ]);
        prop_assert_eq!(values(&project, "b"), values(&project, "both"));
    }

    #[test]
    fn factors_of_a_chain_multiply(numbers in numbers(), one in 1..7_u32, two in 1..7_u32) {
        let all = |factor: u32| {
            over(&(0..COUNTS.len() + SIZES.len()).map(|at| (at, json!(format!("x{factor}")))).collect())
        };
        let project = project(&[
            sized(&numbers),
            layer("a", "normal", &all(one)),
            layer("b", "a", &all(two)),
            layer("both", "normal", &all(one * two)),
        ]);
        prop_assert_eq!(values(&project, "b"), values(&project, "both"));
    }

    #[test]
    fn a_selector_is_all_its_names(numbers in numbers(), factor in 1..40_u32) {
        let count = json!({"count": format!("x{factor}")});
        let project = project(&[
            sized(&numbers),
            layer("a", "normal", &json!({"s*": count})),
            layer("b", "normal", &json!({"search": count, "sync": count})),
        ]);
        prop_assert_eq!(values(&project, "a"), values(&project, "b"));
    }
}

// (b) More is never less

/// How much a plan needs of each quota.
fn amounts(plan: &Plan) -> BTreeMap<String, u64> {
    let bill = plan.bill();
    let all = needs(bill, plan.cloud.quotas()).into_iter();
    all.map(|need| (format!("{} {}", need.quota.service, need.quota.name), need.amount.unwrap())).collect()
}

/// What is consumed, without the size that is part of some items.
fn quantities(plan: &Plan) -> Vec<(String, String, Quantity)> {
    let lines = plan.bill().lines.iter();
    lines
        .map(|line| {
            let item = format!("{:?}", line.item);
            (line.component.clone(), item.split([' ', '(']).next().unwrap().to_owned(), line.quantity)
        })
        .collect()
}

fn assert_no_less(less: &Plan, more: &Plan) {
    let (before, after) = (quantities(less), quantities(more));
    assert_eq!(before.len(), after.len());
    for ((component, item, less), (same, alike, more)) in before.into_iter().zip(after) {
        assert_eq!((&component, &item), (&same, &alike));
        let ordered = less.floor <= more.floor
            && less.expected <= more.expected
            && less.ceiling <= more.ceiling
            && less.peak() <= more.peak();
        assert!(ordered, "{component}: {item}: {less:?} has become {more:?}");
    }
    let after = amounts(more);
    for (quota, amount) in amounts(less) {
        assert!(after.get(&quota).is_some_and(|more| *more >= amount), "{quota}: less than {amount}");
    }
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn raising_a_number_lowers_no_need(
        numbers in numbers(),
        at in 0..COUNTS.len() + SIZES.len(),
        by in 0..5000_u32,
    ) {
        let mut more = sized(&numbers);
        set(&mut more, at, numbers[at] + by);
        let (less, more) = (project(&[sized(&numbers)]), project(&[more]));
        assert_no_less(plan(&less, "normal"), plan(&more, "normal"));
    }

    #[test]
    fn raising_a_factor_lowers_no_need(
        numbers in numbers(),
        at in 0..COUNTS.len() + SIZES.len(),
        hundredths in 1..2000_u32,
        by in 0..2000_u32,
    ) {
        let factor = |hundredths: u32| format!("x{}.{:02}", hundredths / 100, hundredths % 100);
        let scaled = |name, hundredths| {
            layer(name, "normal", &over(&BTreeMap::from([(at, json!(factor(hundredths)))])))
        };
        let project =
            project(&[sized(&numbers), scaled("less", hundredths), scaled("more", hundredths + by)]);
        assert_no_less(plan(&project, "less"), plan(&project, "more"));
    }
}

// (c) Order

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn the_order_of_keys_and_files_changes_no_byte(seed in any::<u64>()) {
        let mut state = seed | 1;
        let mut order = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % below
        };
        let launch = layer("launch", "normal", &json!({
            "s*": {"count": "x3"}, "api": {"count": {"min": "x10", "max": 40}}, "graph": {"machine": "+1"},
            "db": {},
        }));
        let profiles = [("normal", stack()), ("launch", launch)];
        let plain = compile(profiles.iter().map(|(name, value)| (*name, yaml(value))));
        let shuffled = compile(profiles.iter().rev().map(|(name, value)| (*name, flow(value, &mut order))));
        for (name, _) in profiles {
            let artifacts = build(&plain, name);
            prop_assert_eq!(&artifacts, &build(&plain, name));
            prop_assert_eq!(&artifacts, &build(&shuffled, name));
        }
    }
}

// (d) Texts of a profile mean themselves

/// Texts with everything that means something to HCL, Markdown, shells and terminals.
fn nasty() -> impl Strategy<Value = String> {
    let pieces = [
        "${a}",
        "${",
        "$${b}",
        "%{ if true }",
        "%{",
        "%%{c}",
        "~}",
        "$",
        "%",
        "{",
        "}",
        "\"",
        "'",
        "\\",
        "\\n",
        "\\\"",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "\0",
        "\u{1b}[31m",
        "\u{7}",
        "\u{7f}",
        "\u{80}",
        "\u{85}",
        "\u{2028}",
        "<<EOT",
        "\nEOT\n",
        "<b>",
        "</table>",
        "<!--",
        "-->",
        "@team",
        "|",
        "\\|",
        "`",
        "``",
        "* a",
        "_b_",
        "#",
        "[a](b)",
        "![",
        "&lt;",
        "é",
        "e\u{301}",
        "\u{202e}",
        "\u{200f}",
        "\u{2066}",
        "\u{feff}",
        "\u{200b}",
        "😀",
        "👩\u{200d}👩",
        "中文",
        " ",
        "  ",
        "a",
        "../",
        "/",
        "//",
        ".",
        "-",
        "+",
        "0",
    ];
    let piece = prop_oneof![
        4 => prop::sample::select(pieces.to_vec()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    // Something visible first: an empty text is none, which is another case.
    prop::collection::vec(piece, 0..8).prop_map(|pieces| format!("s{}", pieces.concat()))
}

/// What the schema takes for a path that is asked for health.
fn health_check() -> impl Strategy<Value = String> {
    "/([!-~]|\\$\\{|%\\{|\"|\\\\){0,20}"
}

/// The texts of a profile, in the order of [`profile_with`].
const TEXTS: usize = 14;

/// A stack whose free texts are these.
fn profile_with(texts: &[String], health_check: &str) -> Value {
    let text = |at: usize| Value::from(texts[at].as_str());
    let mut profile = stack();
    let components = &mut profile["components"];
    for (at, name) in ["graph", "search", "sync"].into_iter().enumerate() {
        components[name]["user_data"] = script(&texts[at]).into();
    }
    components["api"]["environment"] = json!({"A": text(3), "B": text(4), "C": text(5), "D": text(6)});
    components["api"]["health_check"] = health_check.into();
    profile["cloud"]["tags"] = json!({tag(&texts[7]): tag(&texts[8]), "z": tag(&texts[4])});
    profile["owners"]["web"] = json!({"name": text(9), "contact": text(10)});
    let maps = &mut profile["external"]["maps"];
    for (at, field) in ["service", "metric", "how"].into_iter().enumerate() {
        maps[field] = text(11 + at);
    }
    maps["plan"] = text(10);
    profile
}

/// A start script with a text in it.
fn script(text: &str) -> String {
    format!("#!{text}")
}

/// The characters of a text that AWS takes in a tag.
fn tag(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || " +-=._:/@".contains(*c)).collect()
}

/// The texts that reach Terraform as they are; [`TAGS`] do as far as AWS takes them.
const IN_TERRAFORM: std::ops::Range<usize> = 3..7;
/// Start scripts, which are encoded.
const SCRIPTS: std::ops::Range<usize> = 0..3;
const TAGS: std::ops::Range<usize> = 7..9;

/// All literals of an expression; a template with anything but text in it is none.
fn literals(expression: &Expression, out: &mut BTreeSet<String>) {
    match expression {
        Expression::String(text) => drop(out.insert(text.clone())),
        Expression::Array(items) => items.iter().for_each(|item| literals(item, out)),
        Expression::Object(entries) => {
            for (key, value) in entries {
                match key {
                    ObjectKey::Expression(key) => literals(key, out),
                    key => drop(out.insert(key.to_string())),
                }
                literals(value, out);
            }
        }
        Expression::FuncCall(call) => call.args.iter().for_each(|argument| literals(argument, out)),
        Expression::TemplateExpr(template) => panic!("a template: {template:?}"),
        // The gate holds what the account has against a number.
        Expression::Operation(operation) if is_gate(operation) => {}
        Expression::Conditional(_) | Expression::Operation(_) | Expression::ForExpr(_) => {
            panic!("nothing here computes: {expression:?}")
        }
        _ => {}
    }
}

/// Whether this is `data.….value >= number`.
fn is_gate(operation: &Operation) -> bool {
    let Operation::Binary(binary) = operation else { return false };
    let parts = (&binary.lhs_expr, binary.operator, &binary.rhs_expr);
    matches!(parts, (Expression::Traversal(_), BinaryOperator::GreaterEq, Expression::Number(_)))
}

fn body_literals(body: &Body, out: &mut BTreeSet<String>) {
    for structure in body {
        match structure {
            Structure::Attribute(attribute) => literals(attribute.expr(), out),
            Structure::Block(block) => body_literals(block.body(), out),
        }
    }
}

fn ends_in(ending: &str, artifact: &Artifact) -> bool {
    Path::new(&artifact.path).extension().is_some_and(|found| found == ending)
}

fn assert_path(path: &str) {
    // The codes of quotas are AWS's own: `quotas/requests/ec2-L-1216C47A.json`.
    let path = path.strip_prefix("quotas/requests/").map_or(path.to_owned(), str::to_lowercase);
    let part = |part: &str| {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b);
        !part.is_empty() && part != "." && part != ".." && part.bytes().all(plain)
    };
    assert!(path.split('/').all(part), "{path}");
}

/// How often Markdown has a meaning in a text: lines, HTML, mentions, columns, code.
fn marks(markdown: &str) -> [usize; 6] {
    let (mut escaped, mut before, mut out) = (false, ' ', [0; 6]);
    let mut following = markdown.chars().skip(1);
    for c in markdown.chars() {
        let next = following.next().unwrap_or(' ');
        let at = match c {
            '\n' => Some(0),
            '<' => Some(1),
            // Within an address it mentions nobody, and a name starts right behind it.
            '@' if !before.is_ascii_alphanumeric() && next.is_alphanumeric() => Some(2),
            '|' if !escaped => Some(3),
            '`' if !escaped => Some(4),
            c if c.is_control() => Some(5),
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(5),
            _ => None,
        };
        if let Some(at) = at {
            out[at] += 1;
        }
        escaped = c == '\\' && !escaped;
        before = c;
    }
    out
}

fn markdown(artifacts: &[Artifact]) -> Vec<[usize; 6]> {
    artifacts.iter().filter(|a| ends_in("md", a)).map(|a| marks(&a.text)).collect()
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn texts_mean_themselves(texts in prop::collection::vec(nasty(), TEXTS), health_check in health_check()) {
        let artifacts = build(&project(&[profile_with(&texts, &health_check)]), "normal");
        let mut found = BTreeSet::new();
        for artifact in &artifacts {
            assert_path(&artifact.path);
            if ends_in("tf", artifact) {
                let body = hcl::parse(&artifact.text).unwrap_or_else(|e| panic!("{e}\n{}", artifact.text));
                body_literals(&body, &mut found);
            }
        }
        let tags: Vec<String> = texts[TAGS].iter().map(|text| tag(text)).collect();
        let scripts: Vec<String> = texts[SCRIPTS].iter().map(|text| STANDARD.encode(script(text))).collect();
        for text in texts[IN_TERRAFORM].iter().chain(&tags).chain(&scripts).chain([&health_check]) {
            prop_assert!(found.contains(text), "{text:?} is not among {found:#?}");
        }
        let plain = vec!["s".to_owned(); TEXTS];
        let plain = build(&project(&[profile_with(&plain, "/")]), "normal");
        prop_assert_eq!(markdown(&artifacts), markdown(&plain));
    }

    #[test]
    fn names_are_never_paths(name in "[A-Za-z][A-Za-z0-9_-]{0,40}", external in "[A-Za-z][A-Za-z0-9_-]{0,62}") {
        let mut profile = stack();
        let fleet = profile["components"]["search"].take();
        profile["components"] = json!({name: fleet});
        let maps = profile["external"]["maps"].take();
        profile["external"] = json!({external: maps});
        let project = project(&[profile]);
        if !project.findings["normal"].has_errors() {
            for artifact in build(&project, "normal") {
                assert_path(&artifact.path);
            }
        }
    }
}

// (e) Everything has its place

/// A scalar as it is written, and what it says.
fn scalar() -> impl Strategy<Value = (String, Value)> {
    let text = "[a-zäß中😀][a-z0-9 äß中😀._/*-]{0,12}[a-z0-9é]";
    prop_oneof![
        text.prop_map(|text| (text.clone(), Value::from(text))),
        "[ -~éß中😀\u{85}\u{a0}]{0,12}".prop_map(|text| (quoted(&text), Value::from(text))),
        "[ -&(-~éß中😀]{0,12}".prop_map(|text| (format!("'{text}'"), Value::from(text))),
        any::<i64>().prop_map(|number| (number.to_string(), number.into())),
        (0..1000_u32, 1..100_u32).prop_map(|(a, b)| {
            let written = format!("{a}.{b}");
            let number: f64 = written.parse().unwrap();
            (written, number.into())
        }),
        prop::sample::select(vec![
            ("true", json!(true)),
            ("false", json!(false)),
            ("null", json!(null)),
            ("~", json!(null)),
            ("yes", json!("yes")),
            ("0x1F", json!(31)),
            ("017", json!("017")),
            ("1_000", json!("1_000")),
            ("x10", json!("x10")),
            ("+2", json!("+2")),
            ("2027-02-03T09:00:00+02:00", json!("2027-02-03T09:00:00+02:00")),
        ])
        .prop_map(|(written, value)| (written.to_owned(), value)),
    ]
}

/// A tree of scalars as they are written.
#[derive(Clone, Debug)]
enum Tree {
    Scalar(String, Value),
    /// A text as a block, line by line.
    Block(Vec<String>),
    List(bool, Vec<Tree>),
    Map(bool, BTreeMap<String, Tree>),
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        6 => scalar().prop_map(|(written, value)| Tree::Scalar(written, value)),
        1 => prop::collection::vec("[a-zé]{1,3}( [a-z:#\"é]{1,4})?", 1..4).prop_map(Tree::Block),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            (any::<bool>(), prop::collection::vec(inner.clone(), 1..5))
                .prop_map(|(flow, items)| Tree::List(flow, items)),
            (any::<bool>(), entries(inner)).prop_map(|(flow, entries)| Tree::Map(flow, entries)),
        ]
    })
}

fn entries(inner: impl Strategy<Value = Tree>) -> impl Strategy<Value = BTreeMap<String, Tree>> {
    prop::collection::btree_map("[a-zé中][a-z0-9é*_-]{0,6}|[1-9]{1,3}|a \"b", inner, 1..5)
}

impl Tree {
    fn value(&self) -> Value {
        match self {
            Self::Scalar(_, value) => value.clone(),
            Self::Block(lines) => format!("{}\n", lines.join("\n")).into(),
            Self::List(_, items) => items.iter().map(Self::value).collect(),
            Self::Map(_, entries) => Value::Object(
                entries.iter().map(|(key, tree)| (key.clone(), tree.value())).collect::<Map<_, _>>(),
            ),
        }
    }

    fn flow(&self) -> String {
        match self {
            Self::Scalar(written, _) => written.clone(),
            Self::Block(_) => quoted(self.value().as_str().unwrap()),
            Self::List(_, items) => {
                format!("[ {} ]", items.iter().map(Self::flow).collect::<Vec<_>>().join(", "))
            }
            Self::Map(_, entries) => {
                let entries = entries.iter().map(|(key, tree)| format!("{}: {}", quoted(key), tree.flow()));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(" , "))
            }
        }
    }

    /// What follows a `key:` or a `-` at this depth, to the end of the line.
    fn block(&self, depth: usize) -> String {
        let indent = "  ".repeat(depth);
        match self {
            Self::Block(lines) => {
                let lines: Vec<String> = lines.iter().map(|line| format!("{indent}{line}\n")).collect();
                format!(" |\n{}", lines.concat())
            }
            Self::List(false, items) => {
                let items = items.iter().map(|item| format!("{indent}-{}", item.block(depth + 1)));
                format!(" # a list é\n{}", items.collect::<String>())
            }
            Self::Map(false, entries) => {
                let entries =
                    entries.iter().map(|(key, tree)| format!("{indent}{key}:{}", tree.block(depth + 1)));
                format!("\n{}", entries.collect::<String>())
            }
            other => format!(" {}\n", other.flow()),
        }
    }
}

fn assert_scalar(snippet: &str, value: &Value) {
    // `+2` stays the text that it is.
    if value.as_str().is_some_and(|text| text == snippet) {
        return;
    }
    // The place of a block starts at its text, so it is held against it line by line.
    if let Some(text) = value.as_str().filter(|text| text.ends_with('\n') && !snippet.starts_with('"')) {
        let lines = |text: &str| text.trim().lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>();
        return assert_eq!(lines(snippet), lines(text));
    }
    let read: Value = serde_yaml::from_str(snippet).unwrap_or_else(|e| panic!("{snippet:?}: {e}"));
    assert_eq!(&read, value, "{snippet:?}");
}

fn assert_placed(node: &Node, sources: &Sources) {
    common::assert_in_text(node.place, sources);
    match &node.value {
        Kind::List(items) => items.iter().for_each(|item| assert_placed(item, sources)),
        Kind::Map(entries) => {
            for entry in entries {
                common::assert_in_text(entry.place, sources);
                let snippet = sources.snippet(entry.place);
                if snippet != entry.key {
                    assert_scalar(snippet, &entry.key.as_str().into());
                }
                assert_placed(&entry.node, sources);
            }
        }
        _ => assert_scalar(sources.snippet(node.place), &node.to_json()),
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn every_value_has_its_place(entries in entries(tree()), crlf in any::<bool>(), bom in any::<bool>()) {
        let tree = Tree::Map(false, entries);
        let mut text = tree.block(0);
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        if bom {
            text.insert(0, '\u{feff}');
        }
        let mut sources = Sources::default();
        let mut findings = Findings::default();
        let id = sources.add("profiles/normal.yaml", text.as_str());
        let document = load(&sources, id, &mut findings);
        let Some(document) = document else { panic!("{text}\n{findings:#?}") };
        prop_assert_eq!(document.root.to_json(), tree.value(), "{}", text);
        assert_placed(&document.root, &sources);
    }
}

// (f) Schema and decoding agree

/// The pointers of all scalars.
fn leaves(value: &Value, path: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            out.push(path.to_owned());
            entries.iter().for_each(|(key, value)| leaves(value, &format!("{path}/{key}"), out));
        }
        _ => out.push(path.to_owned()),
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0..100_000_u32).prop_map(Value::from),
        // Not whole: `1.0` is a whole number for a schema and none for the decoder, and is refused there.
        (0..1000_u32).prop_map(|n| Value::from(f64::from(n) + 0.25)),
        prop::sample::select(vec![
            "",
            "0GiB",
            "999999999TiB",
            "1.5GiB",
            "gp2",
            "io1",
            "x2",
            "largest",
            "ami-0a1b2c3d",
            "ssm:/a",
            "arm64",
            "mysql",
            "month",
            "1e3",
            "7",
            "8.0",
            "/",
            "db.t4g.micro",
            "p5.48xlarge",
            "$",
            "ä",
        ])
        .prop_map(Value::from),
        Just(json!([])),
        Just(json!([80, 443])),
        Just(json!({})),
        Just(json!({"a": "b"})),
    ]
}

proptest! {
    #![proptest_config(cases(256))]

    /// What the schema passes decodes: there is a plan, whatever the rules say of it then.
    #[test]
    fn schema_valid_profiles_decode(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any_value()), 1..4),
    ) {
        let mut profile = stack();
        for (index, value) in edits {
            let mut all = Vec::new();
            leaves(&profile, "", &mut all);
            let pointer = &all[1 + index.index(all.len() - 1)];
            *profile.pointer_mut(pointer).unwrap() = value;
        }
        let text = yaml(&profile);
        let mut sources = Sources::default();
        let mut findings = Findings::default();
        let id = sources.add("profiles/normal.yaml", text.as_str());
        let document = load(&sources, id, &mut findings).unwrap();
        validate_whole(&document.root, &mut findings);
        let project = compile([("normal", text)]);
        common::assert_places(&project);
        let stem_differs = profile["profile"] != "normal";
        prop_assert_eq!(
            findings.is_empty() && !stem_differs,
            project.plans.contains_key("normal"),
            "{}",
            common::findings(&project)
        );
    }
}

// (g) Terraform's own formatter has nothing to say

#[test]
fn terraform_fmt_changes_nothing() {
    if Command::new("terraform").arg("-version").output().is_err() {
        return skip("there is no terraform on PATH").unwrap_or_default();
    }
    let folder = tempfile::tempdir().unwrap();
    let mut runner = TestRunner::deterministic();
    let inputs = (prop::collection::vec(nasty(), TEXTS), health_check(), numbers());
    for round in 0..64 {
        let (texts, health_check, numbers) = inputs.new_tree(&mut runner).unwrap().current();
        let mut profile = profile_with(&texts, &health_check);
        for (at, number) in numbers.iter().enumerate().take(COUNTS.len()) {
            // In order, and enough addresses for all.
            set(&mut profile, at, if at % 2 == 0 { 1 + number % 9 } else { 10 + number % 90 });
        }
        for artifact in build(&project(&[profile]), "normal") {
            let path = folder.path().join(format!("{round}/{}", artifact.path));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, artifact.text).unwrap();
        }
    }
    let output =
        Command::new("terraform").args(["fmt", "-check", "-diff", "-recursive"]).arg(folder.path()).output();
    let output = output.unwrap();
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
}
