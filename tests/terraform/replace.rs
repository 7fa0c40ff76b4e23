//! The table of effects, held against what the real Terraform and AWS provider plan: every field that a
//! profile can change, there and back, each in a component of its own, all of a kind in one plan.
//!
//! `terraform plan` calls most of it "update in-place", the harmless and the harmful alike; what this holds
//! is that nothing in the table is a replacement that it does not call one, and that what is said to change
//! nothing in the cloud changes nothing.

mod pairs;
mod plan;
mod state;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use pairs::{Pair, all_fields, base, pairs};
use plan::{Action, Plan};
use scaleprof::artifact::layout;
use scaleprof::cloud::aws::AWS;
use scaleprof::cloud::aws::effects::RULES;
use scaleprof::cloud::list_prices;
use scaleprof::cloud::lowered::{Output, Proof, resized};
use scaleprof::diagnostic::Findings;
use scaleprof::diagnostic::code::{Code, Severity};
use scaleprof::effect::{Effect, Rule, Way};
use scaleprof::kind::KINDS;
use scaleprof::kind::spec::Entry;
use scaleprof::model::size::Size;
use scaleprof::project::Project;
use scaleprof::switch::change::{Change, changes, way};
use scaleprof::switch::steps::lower;
use scaleprof::template::Templates;
use scaleprof::validate::{generator, property_names};
use serde_json::{Map, Value, json};
use state::{Schemas, State};

use crate::common::{self, compile};
use crate::parallel;
use crate::root::Root;

/// From a profile to the other, and back.
const THERE_AND_BACK: [(&str, &str); 2] = [("normal", "launch"), ("launch", "normal")];

/// A component that is the same in both profiles, and the one that becomes another one.
const ANCHOR: &str = "anchor";
const CONTROL: &str = "control";
/// A database of Aurora that is the same in both profiles, and whose storage is billed in another way in one of them.
const BILLED: &str = "billed";
/// An app that is the same in both, and has the password of a database whose class changes.
const READER: &str = "reader";
const IMAGES: [&str; 2] = ["ami-0123456789abcdef0", "ami-0fedcba9876543210"];

/// Types of resources that have a size and no view: a schedule or an autoscaler changes it, only new machines have it, or
/// it is no more than a threshold.
const WITHOUT_VIEW: [&str; 9] = [
    "aws_cloudwatch_metric_alarm",
    "aws_autoscaling_group",
    "aws_autoscaling_policy",
    "aws_appautoscaling_target",
    "aws_appautoscaling_policy",
    "aws_launch_template",
    "aws_lb",
    "aws_sqs_queue",
    "aws_ecs_service",
];

#[test]
fn every_field_is_tried() {
    let tried = pairs();
    let untried: Vec<_> = all_fields()
        .into_iter()
        .filter(|(kind, field)| !tried.iter().any(|pair| pair.kind == *kind && pair.field == *field))
        .collect();
    assert!(untried.is_empty(), "{untried:?}: say in `moves` what to try");
}

/// There and back, every row of the table is the reason for some change that is tried; what can be compared
/// goes up and down, and words go to another one of the same size.
#[test]
fn every_row_is_tried_each_way() {
    let tried = pairs();
    let project = project(&tried);
    let (mut met, mut went) = (BTreeSet::new(), BTreeMap::new());
    for pair in &tried {
        for (from, to) in THERE_AND_BACK {
            let (change, rule) = change(&project, pair, from, to);
            met.insert(std::ptr::from_ref(rule));
            let [from, to] = [change.from, change.to].map(|side| side.map(|(value, _)| value));
            let way = way(from.as_ref(), to.as_ref(), &AWS);
            let (ways, values) = went.entry((pair.kind, &pair.field)).or_insert((Vec::new(), Vec::new()));
            ways.push(way);
            values.extend([from, to].into_iter().flatten());
        }
    }
    // What is never built is never planned here, nor is what a built component cannot change.
    let is_identity = |kind: &Entry, field: &str| {
        let names = property_names(&kind.schemas(&mut generator()).0);
        field.split('.').next().is_some_and(|name| names.contains(name))
    };
    let built =
        |rule: &&Rule| KINDS.iter().any(|kind| kind.name == rule.kind && !is_identity(kind, rule.field));
    let missed: Vec<_> =
        RULES.iter().filter(built).filter(|rule| !met.contains(&std::ptr::from_ref(*rule))).collect();
    assert!(missed.is_empty(), "{missed:#?}");
    for (field, (ways, values)) in went {
        let word = |value: &Value| value.as_str().is_some_and(|text| text.parse::<Size>().is_err());
        let least = if values.iter().any(word) { vec![Way::Sideways] } else { vec![Way::Up, Way::Down] };
        assert!(least.iter().all(|way| ways.contains(way)), "{field:?} goes {ways:?}");
    }
}

/// Whatever changes of a size that no schedule changes, there or back, the command that proves it asks for it; and the
/// answer is not the one from before.
#[test]
fn a_proof_asks_for_every_size_that_changes() {
    let project = project(&pairs());
    let outputs = |name: &str| lower(&project.plans[name], None, &[]);
    let mut asked = BTreeSet::new();
    for (from, to) in THERE_AND_BACK {
        for ((_, from), (name, to)) in outputs(from).into_iter().zip(outputs(to)) {
            let (proofs, before) = (resized(&from, &to), resized(&to, &from));
            for capacity in to.capacities() {
                let view = to.views.iter().find(|view| view.address == capacity.address);
                let kind = capacity.address.split('.').next().unwrap_or_default();
                assert_eq!(view.is_some(), !WITHOUT_VIEW.contains(&kind), "{}", capacity.address);
                let Some(view) = view else { continue };
                let old = from.capacities().find(|old| old.address == capacity.address);
                let value = |body: &hcl::Body, key: &str| {
                    body.attributes().find(|own| own.key() == key).map(|own| own.expr().clone())
                };
                for argument in capacity.body.attributes().map(hcl::Attribute::key) {
                    let (_, path) = (view.fields.iter())
                        .find(|(own, _)| *own == argument)
                        .unwrap_or_else(|| panic!("nothing shows {argument} of {}", capacity.address));
                    let same = old
                        .as_ref()
                        .is_some_and(|old| value(&old.body, argument) == value(&capacity.body, argument));
                    if same || capacity.ignored.contains(&argument) {
                        continue;
                    }
                    let asks = |proof: &&Proof| {
                        let query = proof.command.strip_prefix(&view.command);
                        let asked = query.and_then(|query| query.split_once(".[")?.1.strip_suffix("]'"));
                        asked.is_some_and(|asked| asked.split(',').any(|own| own == *path))
                    };
                    let proof = proofs.iter().find(asks);
                    let proof = proof.unwrap_or_else(|| panic!("{name}: {argument} is not asked for"));
                    assert!(!before.contains(proof), "{name}: {proof:?} holds before");
                    asked.insert(argument.to_owned());
                }
            }
        }
    }
    let all = [
        "allocated_storage",
        "instance_class",
        "instance_type",
        "iops",
        "multi_az",
        "size",
        "storage_throughput",
        "storage_type",
        "throughput",
        "type",
    ];
    assert!(all.iter().all(|argument| asked.contains(*argument)), "{asked:?}");
}

/// A component whose change interrupts users has a step of its own in the runbook, which changes whatever of its size
/// no schedule changes, and nothing that only watches it.
#[test]
fn every_size_that_interrupts_users_has_a_step() {
    let tried = pairs();
    let project = project(&tried);
    let launch = &project.plans["launch"];
    let runbook = project.runbook(launch, None, &list_prices(), None).expect("normal is every day");
    let outputs = |name: &str| lower(&project.plans[name], None, &[]);
    let mut resized = BTreeSet::new();
    for ((_, from), (name, to)) in outputs("normal").into_iter().zip(outputs("launch")) {
        let Some(pair) = tried.iter().find(|pair| pair.name == name) else { continue };
        let step = runbook.steps.iter().find(|step| step.title == format!("Resize {name}"));
        let (_, rule) = change(&project, pair, "normal", "launch");
        assert_eq!(step.is_some(), rule.effect.interrupts(), "{name}: {}", pair.field);
        let Some(step) = step else { continue };
        let apply =
            step.commands.iter().find(|command| command.starts_with("terraform ")).expect("it applies");
        let targets: BTreeSet<&str> = apply.split(" -target=").skip(1).collect();
        let before: BTreeMap<String, hcl::Body> =
            from.capacities().map(|capacity| (capacity.address, capacity.body)).collect();
        let differs = to.capacities().filter(|own| before.get(&own.address) != Some(&own.body));
        let differs: Vec<String> = differs.map(|own| own.address).collect();
        let watches = |address: &str| address.starts_with("aws_cloudwatch_");
        let sized: BTreeSet<&str> = differs.iter().map(String::as_str).filter(|own| !watches(own)).collect();
        assert_eq!(targets, sized, "{name}: {}", pair.field);
        resized.extend(pair.kind.split(' '));
    }
    assert_eq!(resized, BTreeSet::from(["cache", "database", "server"]));
}

#[test]
fn check_refuses_what_the_table_says_that_the_cloud_refuses_or_makes_anew() {
    let tried = pairs();
    let project = project(&tried);
    let refused: BTreeSet<&str> = tried
        .iter()
        .filter(|pair| change(&project, pair, "normal", "launch").1.effect >= Effect::Replace)
        .map(|pair| pair.name.as_str())
        .collect();
    let launch = &project.plans["launch"];
    let mut found = BTreeSet::new();
    for finding in project.findings.values().flat_map(Findings::iter) {
        // A type that is slower is refused for what it means, not for what the cloud says.
        if finding.code.severity() == Severity::Error && finding.code != Code::LaunchBelowNormal {
            let expected = [Code::StorageShrinks, Code::CacheEmptied];
            assert!(expected.contains(&finding.code), "{}", common::findings(&project));
            let at = |pair: &&Pair| launch.place(&pair.name, &pair.field.replace('.', "/")) == finding.place;
            found.extend(tried.iter().find(at).map(|pair| pair.name.as_str()));
        }
    }
    assert_eq!(found, refused);
    assert!(!refused.is_empty());
}

#[test]
fn the_table_says_what_terraform_plans() {
    let mut by_kind = BTreeMap::<_, Vec<Pair>>::new();
    for pair in pairs() {
        by_kind.entry(pair.kind).or_default().push(pair);
    }
    assert_eq!(by_kind.len(), KINDS.len());
    let schemas = OnceLock::new();
    // A root for each, because the time that Terraform takes grows faster than the number of resources.
    parallel::of_each(by_kind.into_values(), |tried| table_says_what_terraform_plans(&tried, &schemas));
}

fn table_says_what_terraform_plans(tried: &[Pair], schemas: &OnceLock<Schemas>) {
    let project = project(tried);
    let folder = tempfile::tempdir().expect("a temporary directory");
    for profile in ["normal", "launch"] {
        write(&project, profile, &folder.path().join(profile));
    }
    let roots = ["normal", "launch"].map(|profile| Root::init(&folder.path().join(profile), None));
    let [Some(normal), Some(launch)] = roots else {
        return;
    };
    let file = folder.path().join("terraform.tfstate");
    let schemas = schemas.get_or_init(|| normal.schemas());
    let plan = |root: &Root<'_>| Plan(root.plan(&["-refresh=false"]));

    let mut state = grow(&normal, &file, schemas);
    let mut wrong = Vec::new();
    for (root, (from, to)) in [&launch, &normal].into_iter().zip(THERE_AND_BACK) {
        let planned = plan(root);
        wrong.extend(compare(&project, tried, &planned, from, to));
        state = state.after(&planned, schemas);
        state.write(&file, schemas);
        // The control is another machine now, and what names it in one text follows.
        let follows = plan(root);
        assert!(
            follows.busy().iter().all(|(of, _)| *of == "aws_cloudwatch_dashboard.main"),
            "{to}: {:?}",
            follows.busy()
        );
        state = state.after(&follows, schemas);
        state.write(&file, schemas);
        let settled = plan(root);
        assert!(settled.busy().is_empty(), "{to} does not settle: {:?}", settled.busy());
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), 2 * tried.len(), wrong.join("\n"));
}

/// A subnet's addresses are its zone's: another zone beside it, wherever it is listed, moves none.
#[test]
fn a_zone_that_is_added_moves_no_other() {
    let subnets = |zones: &[&str]| -> BTreeMap<String, hcl::Body> {
        let mut normal = common::stack();
        let zones: Vec<String> = zones.iter().map(|letter| format!("eu-west-1{letter}")).collect();
        normal["cloud"]["network"] = json!({"create": "10.20.0.0/16", "zones": zones});
        let project = compile([("normal", normal.to_string())]);
        let artifacts = common::build(&project, "normal");
        let network = artifacts.iter().find(|artifact| artifact.path == "network.tf").expect("a network");
        let blocks = hcl::parse(&network.text).expect("it is HCL").into_blocks();
        let subnets = blocks.filter(|block| block.labels[0].as_str() == "aws_subnet");
        subnets.map(|block| (block.labels[1].as_str().to_owned(), block.body)).collect()
    };
    let all = subnets(&["c", "a", "b"]);
    assert_eq!(all.len(), 6);
    let ranges: BTreeSet<String> = all
        .values()
        .flat_map(|body| body.attributes())
        .filter(|one| one.key() == "cidr_block")
        .map(|one| one.expr().to_string())
        .collect();
    assert_eq!(ranges.len(), 6);
    for zones in [["b", "c"], ["c", "a"], ["a", "b"]] {
        for (label, body) in subnets(&zones) {
            assert_eq!(all[&label], body, "{label}");
        }
    }
}

/// Both profiles, with a component for each change.
fn project(pairs: &[Pair]) -> Project {
    let mut normal = common::stack();
    normal["owners"]["ops"] = json!({"name": "Operations", "contact": "ops@example.com"});
    normal["external"] = json!({});
    let pair = |pair: &Pair| (pair.name.clone(), pair.normal.clone());
    let mut components: Map<String, Value> = pairs.iter().map(pair).collect();
    components.insert(ANCHOR.to_owned(), base("database"));
    components.insert(CONTROL.to_owned(), base("server"));
    if pairs.iter().any(|pair| pair.kind == "database") {
        let resized = pairs.iter().find(|pair| pair.kind == "database" && pair.field == "class");
        let mut reader = base("app");
        reader["secrets"] = json!({"DB_PASSWORD": {"database": resized.expect("a class is tried").name}});
        components.insert(READER.to_owned(), reader);
        components.insert(BILLED.to_owned(), pairs::aurora_base());
    }
    normal["components"] = components.into();
    let launch: Map<String, Value> =
        pairs.iter().map(|pair| (pair.name.clone(), pair.launch.clone())).collect();
    let launch = json!({"profile": "launch", "extends": "normal", "components": launch});
    let project = compile([("normal", normal.to_string()), ("launch", launch.to_string())]);
    assert_eq!(project.plans.len(), 2, "{}", common::findings(&project));
    project
}

/// What a profile becomes, written as `build` would. It would refuse some of it, which is what is tried; and
/// `prevent_destroy` would stop the plan where a replacement is to be seen.
fn write(project: &Project, profile: &str, folder: &Path) {
    let templates = Templates::new(&BTreeMap::new()).expect("the embedded templates parse");
    let artifacts =
        project.build(&project.plans[profile], None, &list_prices(), &templates).expect("they render");
    fs::create_dir_all(folder).expect("the folder can be made");
    // The gate asks the account, and there is none.
    let stack = |path: &str| !path.contains('/') && path != layout::QUOTAS;
    for artifact in artifacts.into_iter().filter(|artifact| stack(&artifact.path)) {
        let mut text = artifact.text.replace("prevent_destroy = true", "prevent_destroy = false");
        text = without_secrets(&text);
        if artifact.path == format!("{CONTROL}.tf") && profile == "launch" {
            text = text.replace(IMAGES[0], IMAGES[1]);
        }
        if artifact.path == format!("{BILLED}.tf") && profile == "launch" {
            let [standard, optimized] = ["aurora", "aurora-iopt1"].map(|own| format!("= \"{own}\"\n"));
            assert_eq!(text.matches(&standard).count(), 1, "{text}");
            text = text.replace(&standard, &optimized);
        }
        fs::write(folder.join(&artifact.path), text).expect("the file can be written");
    }
}

/// The same without what is read of the account for each plan: there is none.
fn without_secrets(text: &str) -> String {
    let Some((before, rest)) = text.split_once("ephemeral \"") else { return text.to_owned() };
    let (_, after) = rest.split_once("\n}\n").expect("the block ends");
    let (before_password, rest) = after.split_once("jsondecode(ephemeral.").expect("it is read");
    let (_, after_password) = rest.split_once('\n').expect("a line");
    format!("{before}{before_password}\"made-up\"\n{after_password}")
}

/// The state of a root that has been applied.
fn grow(root: &Root<'_>, file: &Path, schemas: &Schemas) -> State {
    let mut state = State::default();
    for _ in 0..10 {
        state.write(file, schemas);
        let plan = Plan(root.plan(&["-refresh=false"]));
        if !plan.changes().is_empty() && plan.busy().is_empty() {
            return state;
        }
        state = state.after(&plan, schemas);
    }
    state.write(file, schemas);
    panic!("no state settles: {:?}", Plan(root.plan(&["-refresh=false"])).busy());
}

/// The one field that a pair differs in, and its row of the table.
fn change(project: &Project, pair: &Pair, from: &str, to: &str) -> (Change, &'static Rule) {
    let (from, to) = (&project.plans[from], &project.plans[to]);
    let mut changes = changes("components", &pair.name, from, to);
    let change = changes.pop().unwrap_or_else(|| panic!("{pair:?} does not differ"));
    assert!(changes.is_empty() && change.field == pair.field, "{pair:?} differs in {changes:?}, {change:?}");
    let rule = change.effect.unwrap_or_else(|| panic!("{pair:?} has no row"));
    (change, rule)
}

/// Every change that goes otherwise than the table says, in words.
fn compare(project: &Project, pairs: &[Pair], plan: &Plan, from: &str, to: &str) -> Vec<String> {
    let all: Vec<_> = project.plans.values().collect();
    let actions = plan.actions();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    let makes = |pair: &Pair| pair.field == "replicas.count";
    // What is made on the way there and deleted on the way back is named by both.
    for (name, output) in lower(&project.plans[from], None, &all) {
        if pairs.iter().any(|pair| pair.name == name && makes(pair)) {
            seen.extend(addresses(&output));
        }
    }
    for (name, output) in lower(&project.plans[to], None, &all) {
        let own: BTreeMap<String, Action> =
            addresses(&output).map(|address| (address.clone(), actions[address.as_str()])).collect();
        seen.extend(own.keys().cloned());
        let pair = pairs.iter().find(|pair| pair.name == name);
        // An alarm follows whatever it watches; it is looked at where it is what changes, and never goes.
        let about_alarms =
            pair.is_some_and(|pair| pair.field.starts_with("alarms.") || pair.field == "owner");
        let looked_at = |(address, action): &(&String, &Action)| {
            about_alarms || **action > Action::Update || !address.starts_with("aws_cloudwatch_metric_alarm.")
        };
        let worst = own.iter().filter(looked_at).map(|(_, action)| *action).max().unwrap_or(Action::Nothing);
        let (fits, said) = match pair {
            None if name == CONTROL => (worst == Action::Destroy, "another image".to_owned()),
            None if name == BILLED => (worst == Action::Update, "another way to bill its storage".to_owned()),
            None => (worst == Action::Nothing, "nothing".to_owned()),
            Some(pair) => {
                let (_, rule) = change(project, pair, from, to);
                let fits = match (makes(pair), from) {
                    (true, "normal") => worst == Action::Create,
                    (true, _) => worst <= Action::Update,
                    (false, _) => agrees(rule, worst),
                };
                (fits, format!("{} {} is {}", pair.kind, pair.field, rule.effect))
            }
        };
        if !fits {
            let busy: Vec<_> = own.iter().filter(|(_, action)| **action != Action::Nothing).collect();
            wrong.push(format!("{from} -> {to} {name}: {said}; terraform plans {busy:?}"));
        }
    }
    // The dashboard shows where the alarms are.
    let known = |address: &str| seen.contains(address) || address == "aws_cloudwatch_dashboard.main";
    let others = plan.busy().into_iter().filter(|(address, _)| !known(address));
    wrong.extend(others.map(|(address, action)| format!("{from} -> {to} {address}: {action:?}")));
    wrong
}

/// The addresses of the resources that a component becomes.
fn addresses(output: &Output) -> impl Iterator<Item = String> {
    let resources = output.blocks.iter().filter(|block| block.identifier() == "resource");
    resources.map(|block| block.labels.iter().map(hcl::BlockLabel::as_str).collect::<Vec<_>>().join("."))
}

/// Whether Terraform plans what a row of the table says. What only this project knows of is not in the
/// cloud, and what storage keeps stays; all else is written there.
fn agrees(rule: &Rule, worst: Action) -> bool {
    match rule.effect {
        Effect::Replace => worst == Action::Destroy,
        _ if rule.source == "scaleprof" => worst == Action::Nothing,
        _ => worst == Action::Update,
    }
}
