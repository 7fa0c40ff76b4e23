//! Right profiles, a feature each: what they compile to, and what holds for all that is compiled.
//!
//! A file `cases/<slug>.yaml` holds one project: comments first, then its profiles, each after a line
//! `#-- <file name>`. A comment `# Warns: <code>, <code>.` names the warnings that it is about.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;
#[path = "cases/existing.rs"]
mod existing;
#[path = "cases/expressions.rs"]
mod expressions;
#[path = "cases/language.rs"]
mod language;
#[path = "cases/provider.rs"]
mod provider;
#[path = "cases/tuned.rs"]
mod tuned;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use common::fixture::{Fixture, files, fixtures, stem};
use hcl::expr::ObjectKey;
use hcl::{Block, Body, Expression, Structure};
use scaleprof::artifact::Artifact;
use scaleprof::artifact::layout::RUNBOOK;
use scaleprof::bill::measure::Measure;
use scaleprof::cloud::list_prices;
use scaleprof::diagnostic::Finding;
use scaleprof::diagnostic::render::{Format, render};
use scaleprof::kind::{self, KINDS, is_common};
use scaleprof::project::{Input, Project};
use scaleprof::quota::table::Quota;
use scaleprof::template::Templates;
use serde_json::Value;

/// What Terraform may leave alone: an autoscaler's, an image that moves on, storage that has grown, a start that has passed.
const IGNORED: [(&str, &str); 6] = [
    ("aws_ecs_service", "desired_count"),
    ("aws_instance", "ami"),
    ("aws_db_instance", "allocated_storage"),
    ("aws_db_instance", "max_allocated_storage"),
    ("aws_ebs_volume", "size"),
    ("aws_appautoscaling_scheduled_action", "start_time"),
];

/// The codes of the warnings that a case is about.
fn warns(case: &Fixture) -> BTreeSet<&str> {
    case.said("Warns")
        .and_then(|list| list.strip_suffix('.'))
        .into_iter()
        .flat_map(|list| list.split(", "))
        .collect()
}

fn compiled(case: &Fixture) -> Project {
    Project::compile(case.inputs(), None)
}

/// The profiles of a case, without the calendars beside them.
fn profiles(case: &Fixture) -> Vec<Input> {
    let is_profile = |input: &Input| Path::new(&input.path).extension().is_some_and(|own| own != "ics");
    case.inputs().into_iter().filter(is_profile).collect()
}

fn cases() -> Vec<Fixture> {
    fixtures("tests/cases")
}

/// The repository's own profiles.
fn example() -> Project {
    let input = |path: PathBuf| Input {
        path: format!("profiles/{}.yaml", stem(&path)),
        bytes: fs::read(path).unwrap(),
    };
    Project::compile(files("profiles", "yaml").into_iter().map(input).collect(), None)
}

/// All that a build of each profile writes, by the profile.
fn build(project: &Project) -> BTreeMap<&str, Vec<Artifact>> {
    let templates = Templates::new(&BTreeMap::new()).unwrap();
    let build = |plan| project.build(plan, None, &list_prices(), &templates).unwrap();
    project.plans.iter().map(|(name, plan)| (name.as_str(), build(plan))).collect()
}

/// Every case by its name, built, and the example with them.
fn built() -> Vec<(String, BTreeMap<String, Vec<Artifact>>)> {
    let owned = |project: &Project| {
        build(project).into_iter().map(|(name, artifacts)| (name.to_owned(), artifacts)).collect()
    };
    let cases = cases().into_iter().map(|case| (case.name.clone(), owned(&compiled(&case))));
    cases.chain([("the example".to_owned(), owned(&example()))]).collect()
}

fn is_terraform(artifact: &Artifact) -> bool {
    Path::new(&artifact.path).extension().is_some_and(|ending| ending == "tf")
}

fn parse(artifact: &Artifact) -> Body {
    hcl::parse(&artifact.text).unwrap_or_else(|error| panic!("{}: {error}\n{}", artifact.path, artifact.text))
}

/// The blocks of every Terraform file, each with the file's path.
fn blocks(artifacts: &[Artifact]) -> Vec<(String, Block)> {
    let of = |artifact: &Artifact| -> Vec<(String, Block)> {
        parse(artifact).into_blocks().map(|block| (artifact.path.clone(), block)).collect()
    };
    artifacts.iter().filter(|artifact| is_terraform(artifact)).flat_map(of).collect()
}

fn labels(block: &Block) -> Vec<&str> {
    block.labels().iter().map(hcl::BlockLabel::as_str).collect()
}

#[test]
fn each_case_compiles_and_warns_of_what_it_is_about() {
    for case in cases() {
        let project = compiled(&case);
        let findings = project.findings_of(project.findings.keys().map(String::as_str));
        let text = || render(&findings, &project.sources, Format::Text, false);
        assert!(!findings.has_errors(), "{}:\n{}", case.name, text());
        assert_eq!(project.plans.len(), profiles(&case).len(), "{}: a profile has no plan", case.name);
        let found: BTreeSet<&str> = findings.iter().map(|finding: &Finding| finding.code.name()).collect();
        assert_eq!(found, warns(&case), "{}:\n{}", case.name, text());
    }
}

/// A measure without a quota would be counted by nobody.
#[test]
fn what_an_item_counts_against_has_a_quota() {
    let projects = cases().iter().map(compiled).chain([example()]).collect::<Vec<_>>();
    let plans = || projects.iter().flat_map(|project| project.plans.values());
    let mut measures = BTreeSet::new();
    for plan in plans() {
        let quotas = plan.cloud.quotas();
        assert!(quotas.iter().all(|quota| quota.cloud == plan.cloud.short() && quota.base_units > 0));
        let ids: BTreeSet<_> = quotas.iter().map(Quota::id).collect();
        assert_eq!(ids.len(), quotas.len(), "two quotas of {} are one", plan.cloud.short());
        for line in &plan.bill().lines {
            let mut take = |measure: Measure<'_>| {
                let limits = |quota: &&Quota| {
                    quota.measure == measure.name
                        && (measure.code.is_empty() || quota.code == Some(measure.code))
                };
                assert_eq!(quotas.iter().filter(limits).count(), 1, "{:?}: {measure:?}", line.item);
                measures.insert(measure.name);
            };
            if let Err(unknown) = line.item.measures(&mut take) {
                let limits = |quota: &Quota| quota.measure == unknown.name;
                assert!(quotas.iter().any(limits), "{:?}: {unknown:?}", line.item);
            }
        }
    }
    assert!(measures.len() > 15, "{measures:?}");
}

#[test]
fn what_each_case_compiles_to() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for case in cases() {
            for (profile, artifacts) in build(&compiled(&case)) {
                let heading = |artifact: &Artifact| format!("==> {} <==\n{}\n", artifact.path, artifact.text);
                // The page says in words what the rest is; some cases show it whole.
                let whole =
                    ["runbook", "existing--by-hand", "existing--terraform"].contains(&case.name.as_str());
                let shown = |artifact: &&Artifact| artifact.path != RUNBOOK || whole;
                let all: String = artifacts.iter().filter(shown).map(heading).collect();
                insta::assert_snapshot!(format!("case--{}--{profile}", case.name), all);
            }
        }
    });
}

/// What stands in for a value that is not stated is never said.
#[test]
fn nothing_that_is_not_stated_is_said() {
    for (name, profiles) in built() {
        for artifact in profiles.values().flatten() {
            assert!(!artifact.text.contains("not-stated"), "{name}: {}", artifact.path);
        }
    }
}

#[test]
fn every_case_says_what_it_shows_and_every_snapshot_has_a_case() {
    let mut expected = BTreeSet::new();
    for case in cases() {
        let first = case.about().next().unwrap_or_default();
        assert!(first.ends_with('.'), "{}: say what it shows", case.name);
        let profiles = profiles(&case);
        let name = |input: &Input| format!("case--{}--{}", case.name, stem(Path::new(&input.path)));
        expected.extend(profiles.iter().map(name));
    }
    let snapshots = files("tests/snapshots", "snap").into_iter().map(|path| stem(&path));
    let found: BTreeSet<String> = snapshots.filter(|name| name.starts_with("case--")).collect();
    assert_eq!(found, expected);
}

/// A kind is a line in the registry, a file and a case: none of them without the others.
#[test]
fn every_kind_is_registered_in_a_file_and_in_a_case() {
    let registered: BTreeSet<String> = KINDS.iter().map(|kind| kind.name.to_owned()).collect();
    assert_eq!(registered.len(), KINDS.len(), "two kinds have one name");
    let declares = |path: &PathBuf| fs::read_to_string(path).unwrap().contains("impl Kind for ");
    let declared: BTreeSet<String> =
        files("src/kind", "rs").iter().filter(|path| declares(path)).map(|path| stem(path)).collect();
    assert_eq!(declared, registered, "files with `impl Kind for` and the registry");
    let mut used = BTreeSet::new();
    for case in cases() {
        let project = compiled(&case);
        let components = project.plans.values().flat_map(|plan| &plan.components);
        used.extend(components.map(|component| component.spec.kind().name.to_owned()));
    }
    assert_eq!(used, kind::all().map(|kind| kind.name.to_owned()).collect(), "kinds in cases");
}

/// Every field of the language stands in a profile of a case or of the example.
#[test]
fn every_field_is_in_a_case() {
    let schema = scaleprof::schema::published();
    let definition = |name: &str| &schema["$defs"][name];
    let (mut all, mut used) = (BTreeSet::new(), BTreeSet::new());
    walk(definition("whole"), None, "", &mut all);
    for kind in kind::all() {
        walk(definition(kind.name), None, kind.name, &mut all);
        all = common(all, kind.name);
    }
    for project in cases().iter().map(compiled).chain([example()]) {
        for plan in project.plans.values() {
            walk(definition("whole"), Some(&plan.root.to_json()), "", &mut used);
            for component in &plan.components {
                let kind = component.spec.kind().name;
                let values = plan.entry(&component.name).unwrap().node.to_json();
                walk(definition(kind), Some(&values), kind, &mut used);
                used = common(used, kind);
            }
        }
    }
    assert!(all.len() > 80, "the schema has more fields than these: {all:?}");
    let unused: Vec<&String> = all.difference(&used).collect();
    assert!(unused.is_empty(), "in no case: {unused:?}");
}

/// The same paths, with those that all kinds share counted once for all of them.
fn common(paths: BTreeSet<String>, kind: &str) -> BTreeSet<String> {
    let rename = |path: String| {
        let below = path.strip_prefix(kind).and_then(|rest| rest.strip_prefix('/'));
        let field = below.and_then(|below| below.split('/').next());
        match below.filter(|_| field.is_some_and(is_common)) {
            Some(below) => format!("any kind/{below}"),
            None => path,
        }
    };
    paths.into_iter().map(rename).collect()
}

/// Collects the paths of a schema's properties; with an instance only of those that it gives.
fn walk(schema: &Value, instance: Option<&Value>, path: &str, out: &mut BTreeSet<String>) {
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let value = instance.map(|instance| &instance[name]);
        if value.is_some_and(Value::is_null) {
            continue;
        }
        let path = format!("{path}/{name}");
        out.insert(path.clone());
        walk(property, value, &path, out);
    }
    let each = &schema["additionalProperties"];
    match instance {
        _ if !each.is_object() => {}
        None => walk(each, None, &format!("{path}/*"), out),
        Some(instance) => {
            for value in instance.as_object().into_iter().flatten().map(|(_, value)| value) {
                walk(each, Some(value), &format!("{path}/*"), out);
            }
        }
    }
    for choice in schema["anyOf"].as_array().into_iter().flatten() {
        walk(choice, instance, path, out);
    }
}

#[test]
fn every_terraform_file_parses_and_names_its_source() {
    for (case, profiles) in built() {
        for (profile, artifacts) in profiles {
            for artifact in artifacts.iter().filter(|artifact| is_terraform(artifact)) {
                parse(artifact);
                let second = artifact.text.lines().nth(1).unwrap_or_default();
                let own = format!("# Source: profiles/{profile}.yaml");
                let expected = if artifact.path.starts_with("quotas/") {
                    "# Source: the stack's profiles"
                } else {
                    own.as_str()
                };
                assert_eq!(second, expected, "{case}, {profile}: {}", artifact.path);
            }
        }
    }
}

/// A resource that carried its profile's name would change, or move, with every switch.
#[test]
fn no_block_names_a_profile() {
    for (case, profiles) in built() {
        for artifacts in profiles.values() {
            // A check changes nothing: it says whose window is open.
            let named = blocks(artifacts).into_iter().filter(|(_, block)| block.identifier() != "check");
            for (path, block) in named {
                let mut texts: Vec<String> = labels(&block).into_iter().skip(1).map(str::to_owned).collect();
                texts_of(block.body(), &mut texts);
                for text in &texts {
                    let words = text.split(|c: char| !c.is_alphanumeric());
                    let named: Vec<&str> = words.filter(|word| profiles.contains_key(*word)).collect();
                    assert!(named.is_empty(), "{case}, {path}: {named:?} in {text:?}");
                }
            }
        }
    }
}

/// The texts in a body's values.
fn texts_of(body: &Body, out: &mut Vec<String>) {
    for structure in body {
        match structure {
            Structure::Attribute(attribute) => texts_in(attribute.expr(), out),
            Structure::Block(block) => texts_of(block.body(), out),
        }
    }
}

fn texts_in(expression: &Expression, out: &mut Vec<String>) {
    match expression {
        Expression::String(text) => out.push(text.clone()),
        Expression::TemplateExpr(template) => out.push(template.to_string()),
        Expression::Array(items) => items.iter().for_each(|item| texts_in(item, out)),
        Expression::FuncCall(call) => call.args.iter().for_each(|argument| texts_in(argument, out)),
        Expression::Object(entries) => {
            for (key, value) in entries {
                if let ObjectKey::Expression(key) = key {
                    texts_in(key, out);
                }
                texts_in(value, out);
            }
        }
        _ => {}
    }
}

/// What belongs to the window: it is made for it and goes with it.
const SCHEDULED: [&str; 2] = ["aws_autoscaling_schedule", "aws_appautoscaling_scheduled_action"];

/// Whether a resource is one that a launch may make and the way back deletes: a replica, or what watches them.
fn comes_and_goes([kind, label]: [&str; 2]) -> bool {
    match kind {
        "aws_db_instance" => {
            label.rsplit_once("_replica_").is_some_and(|(_, number)| number.parse::<u8>().is_ok())
        }
        "aws_cloudwatch_metric_alarm" => {
            ["_lag", "_replica_cpu", "_replica_connections"].iter().any(|end| label.ends_with(end))
        }
        _ => false,
    }
}

/// A switch can neither make nor destroy, but for what it names: all profiles of a project have the same other resources.
#[test]
fn the_profiles_of_a_case_have_the_same_addresses() {
    for (case, profiles) in built() {
        let addresses = |artifacts: &[Artifact]| -> Vec<String> {
            let own = |(path, block): (String, Block)| {
                let root = if path.starts_with("quotas/") { "quotas" } else { "stack" };
                let scheduled = labels(&block).first().is_some_and(|kind| SCHEDULED.contains(kind));
                let kept = labels(&block)[..].try_into().is_ok_and(|labels| !comes_and_goes(labels));
                (["resource", "data"].contains(&block.identifier()) && !scheduled && kept)
                    .then(|| format!("{root}: {} {}", block.identifier(), labels(&block).join(".")))
            };
            let mut addresses: Vec<String> = blocks(artifacts).into_iter().filter_map(own).collect();
            addresses.sort();
            addresses
        };
        let all: Vec<Vec<String>> = profiles.values().map(|artifacts| addresses(artifacts)).collect();
        for own in &all {
            assert!(!own.is_empty(), "{case} has no resources");
            assert!(own.windows(2).all(|pair| pair[0] != pair[1]), "{case}: an address twice in {own:?}");
            assert_eq!(own, &all[0], "{case}");
        }
    }
}

#[test]
fn changes_are_ignored_only_where_something_else_owns_the_value() {
    let mut seen = BTreeSet::new();
    for (case, profiles) in built() {
        for (path, block) in profiles.values().flat_map(|artifacts| blocks(artifacts)) {
            for argument in ignored(&block) {
                let known = IGNORED.iter().find(|known| **known == (labels(&block)[0], argument.as_str()));
                seen.insert(*known.unwrap_or_else(|| panic!("{case}, {path} ignores {argument}")));
            }
        }
    }
    assert_eq!(seen, BTreeSet::from(IGNORED), "each of them in a case");
}

/// What grew for good stays grown: its size is left alone where it would be smaller, and only there.
#[test]
fn storage_that_grew_for_good_is_left_alone_by_the_smaller_profile() {
    let mut ratchets = 0;
    for (case, profiles) in built() {
        // The sizes of each volume, and whether the profile leaves it alone.
        let mut volumes: BTreeMap<String, Vec<(u64, bool)>> = BTreeMap::new();
        for (_, block) in profiles.values().flat_map(|artifacts| blocks(artifacts)) {
            let argument = match labels(&block)[..] {
                // A replica begins with what the database has, where that may be more than the profile says.
                ["aws_db_instance", label] if comes_and_goes(["aws_db_instance", label]) => continue,
                ["aws_db_instance", _] => "allocated_storage",
                ["aws_ebs_volume", _] => "size",
                _ => continue,
            };
            let left_alone = ignored(&block).iter().any(|ignored| ignored == argument);
            let sizes = volumes.entry(labels(&block).join(".")).or_default();
            sizes.push((number(&block, argument), left_alone));
        }
        for (address, sizes) in volumes {
            let largest = sizes.iter().map(|(size, _)| *size).max().unwrap();
            for (size, left_alone) in sizes {
                assert_eq!(left_alone, size < largest, "{case}: {address} at {size} of {largest}");
                ratchets += usize::from(left_alone);
            }
        }
    }
    assert!(ratchets >= 2, "an instance and a volume have grown in some case");
}

/// The arguments that a resource leaves alone.
fn ignored(block: &Block) -> Vec<String> {
    let mut names = Vec::new();
    for lifecycle in block.body().blocks().filter(|block| block.identifier() == "lifecycle") {
        for list in lifecycle.body().attributes().filter(|list| list.key() == "ignore_changes") {
            let Expression::Array(items) = list.expr() else {
                panic!("ignore_changes = {}", list.expr());
            };
            names.extend(items.iter().map(ToString::to_string));
        }
    }
    names
}

fn number(block: &Block, argument: &str) -> u64 {
    let mut attributes = block.body().attributes();
    let attribute = attributes.find(|attribute| attribute.key() == argument).unwrap();
    attribute.expr().to_string().parse().unwrap()
}
