//! What is found in Terraform that is there already. `survey/` has six stacks that are written each in another way.
//! Snapshots have every size with its place, what is left out, and the profiles; read them against the files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use scaleprof::cloud;
use scaleprof::cloud::provider::Cloud;
use scaleprof::diagnostic::Findings;
use scaleprof::diagnostic::code::Severity;
use scaleprof::existing::estate::Ask;
use scaleprof::existing::read::read;
use scaleprof::existing::tree::Memory;
use scaleprof::files::border::Border;
use scaleprof::load::load;
use scaleprof::project::{Input, Project};
use scaleprof::source::Sources;
use scaleprof::survey::profile::{Head, describe, launch, normal};
use scaleprof::survey::refresh::refresh;
use scaleprof::survey::{json, survey};

/// The stacks.
const STACKS: [&str; 7] =
    ["archive", "bookshop", "depot", "mailroom", "newsroom", "ticket-office", "weather-desk"];

/// Every size, a line each: its place, its value or why there is none, and the way to it.
fn lines(report: &json::Report) -> String {
    let mut out = String::new();
    for root in &report.roots {
        let _ = writeln!(out, "root {:?} {:?} {:?}", root.dir, root.choice.workspace, root.choice.var_files);
        for size in &root.sizes {
            let value = size.why.clone().unwrap_or_else(|| size.value.to_string().replace('"', ""));
            let place = size.place.unwrap_or("-");
            let _ = write!(
                out,
                "  {}:{} {place} {}.{} = {value}",
                size.file, size.line, size.address, size.attribute
            );
            let _ = write!(out, " [{} {}]", size.kind.unwrap_or("-"), size.field.as_deref().unwrap_or("-"));
            for (name, all) in [("by", &size.chain), ("of", &size.leaves)] {
                if !all.is_empty() {
                    let _ = write!(out, " {name} {}", all.join(" < "));
                }
            }
            for effect in &size.swallowed {
                let _ = write!(out, " ({effect})");
            }
            out.push('\n');
        }
        for limit in &root.limits {
            let of = limit.attribute.as_deref().unwrap_or("-");
            let most = limit.value.as_deref().unwrap_or("-");
            let _ = writeln!(
                out,
                "  {}:{} limit {} {of} = {most} {} {:?}",
                limit.file, limit.line, limit.address, limit.what, limit.seconds
            );
        }
    }
    for problem in &report.problems {
        let _ = writeln!(out, "problem {}: {}", problem.path, problem.what);
    }
    out
}

#[test]
fn seven_stacks_are_described() {
    let tables = cloud::find("aws").and_then(Cloud::existing).unwrap();
    for name in STACKS {
        let border =
            Border::around(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/survey").join(name)).unwrap();
        let below =
            border.below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/survey").join(name)).unwrap();
        let estate = read(&border, &Ask { below: below.clone(), ..Ask::default() });
        let found = survey(&estate, tables);
        let described = describe(&found, tables);
        let head =
            Head { stack: name.to_owned(), provider: "aws", region: "eu-west-1".to_owned(), project: below };
        let all = format!(
            "{}\n{}\n{}",
            lines(&json::report(&found)),
            normal(&described, &head, &estate.sources),
            launch(&described)
        );
        for secret in ["a secret that", "not for anybody", "hidden from"] {
            assert!(!all.contains(secret), "{name} shows what is no size");
        }
        insta::assert_snapshot!(name, all);
    }
}

fn found(files: &[(&str, &str)]) -> String {
    let tables = cloud::find("aws").and_then(Cloud::existing).unwrap();
    let estate = read(&Memory::new(files.iter().copied()), &Ask::default());
    lines(&json::report(&survey(&estate, tables)))
}

/// Only what looks like a size is printed: a name alone does not make one.
#[test]
fn what_is_no_size_is_not_printed() {
    let text = found(&[(
        "main.tf",
        r#"
        resource "aws_instance" "a" { instance_type = "my secret word" }
        module "b" {
          source        = "example.com/b"
          instance_type = "Hunter2!"
          cpu           = "none"
          memory        = "512 shillings"
          max_size      = "six"
        }
        "#,
    )]);
    for word in ["secret", "Hunter2", "none", "shillings", "six"] {
        assert!(!text.contains(word), "{text}");
    }
    assert!(text.contains("aws_instance.a.instance_type = its value is no size"), "{text}");
}

/// What is not there is not offered, and what may not be there says so.
#[test]
fn what_is_not_there_is_not_offered() {
    let text = found(&[(
        "main.tf",
        r#"
        resource "aws_instance" "a" {
          count         = 0
          instance_type = "m6g.large"
        }
        resource "aws_instance" "b" {
          for_each      = {}
          instance_type = "m6g.large"
        }
        module "c" {
          source        = "example.com/c"
          count         = 0
          instance_type = "m6g.large"
        }
        "#,
    )]);
    assert!(!text.contains("m6g.large"), "{text}");
}

/// A profile that describes a stack is brought up to date: numbers and remarks that have changed, and no other byte.
#[test]
fn a_profile_is_brought_up_to_date() {
    let stack = |class: &str, before: &str| {
        format!(
            "{before}provider \"aws\" {{\n  region = \"eu-west-1\"\n}}\n\
             resource \"aws_db_instance\" \"shop\" {{\n  instance_class    = \"{class}\"\n  allocated_storage = 50\n}}\n"
        )
    };
    let tables = cloud::find("aws").and_then(Cloud::existing).unwrap();
    let profile = "profile: normal\nstack: shop\ncloud: {provider: aws, region: eu-west-1}\n\
                   terraform: {main: {dir: .}}\ncomponents:\n  # the shop's own\n  shop:\n    kind: database\n    \
                   terraform: {address: aws_db_instance.shop}\n    class:  'db.m6g.large' # main.tf:5\n    \
                   storage: {size: 50GiB} # never less\n  gone:\n    kind: database\n    \
                   terraform: {address: aws_db_instance.gone}\n    class: db.m6g.large # main.tf:99\n";
    let run = |text: &str, main: String| {
        let estate = read(&Memory::new([("main.tf", main)]), &Ask::default());
        let found = survey(&estate, tables);
        let mut texts = Sources::default();
        let source = texts.add("profiles/normal.yaml", text);
        let document = load(&texts, source, &mut Findings::default()).unwrap();
        refresh(&document, &texts, &describe(&found, tables), &estate.sources)
    };
    let same = run(profile, stack("db.m6g.large", ""));
    assert_eq!((same.text.as_str(), same.changes.len()), (profile, 0));
    assert_eq!(same.gone, ["gone"]);
    let other = run(profile, stack("db.m6g.xlarge", "# moved\n"));
    let wanted = profile.replace("'db.m6g.large' # main.tf:5", "db.m6g.xlarge # main.tf:6");
    assert_eq!(other.text, wanted);
    let [change] = other.changes.as_slice() else { panic!("{:?}", other.changes) };
    assert_eq!((change.line, change.field.as_str(), change.to.as_str()), (10, "class", "db.m6g.xlarge"));
    assert_eq!(
        run(&other.text, stack("db.m6g.large", "")).text,
        profile.replace("'db.m6g.large'", "db.m6g.large")
    );
}

/// A text as HCL writes it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '$' | '%' => out.extend([c]),
            c if c.is_control() => write!(out, "\\u{:04x}", u32::from(c)).unwrap(),
            c => out.push(c),
        }
    }
    format!("{out}\"").replace("${", "$${").replace("%{", "%%{")
}

/// Texts that somebody may give a name: words, and whatever breaks what it is written into.
fn names() -> impl Strategy<Value = String> {
    let odd = "(\"|'|\\\\|\\$\\{|%\\{|\\}|\\[|\\]|\\{|: |#| #|,|\\.|-|\n|\t|\u{85}|\u{202e}|\u{fdd0}|ü|&|\\*|!|~|null|1e3|0x1|\\$|%|[a-z0-9 ]){0,6}";
    prop_oneof![odd, "[ -~]{0,12}", any::<String>(), "[a-z]{198,203}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// What is written about Terraform is never refused, whatever keys, folders and files are called; and what has a name that
    /// no profile takes is said.
    #[test]
    fn what_is_written_is_accepted(keys in prop::collection::btree_set(names(), 1..5), folder in names(), file in names()) {
        let tables = cloud::find("aws").and_then(Cloud::existing).unwrap();
        let all: Vec<String> = keys.iter().map(|key| quoted(key)).collect();
        let main = format!(
            "provider \"aws\" {{\n  region = \"eu-west-1\"\n}}\n\
             resource \"aws_autoscaling_group\" \"web\" {{\n  for_each = toset([{}])\n  min_size = 3\n  max_size = 9\n}}\n",
            all.join(", ")
        );
        let path = |name: &str| name.replace('/', "-");
        let is_folder = ![".", ".."].contains(&&*folder) && !folder.starts_with('.');
        let dir = if is_folder { path(&folder) } else { String::new() };
        let files = [(format!("{dir}/{}.tf", path(&file)).trim_start_matches('/').to_owned(), main)];
        let estate = read(&Memory::new(files), &Ask::default());
        prop_assume!(estate.problems.is_empty() && estate.roots.iter().any(|root| !root.instances.is_empty()));
        let found = survey(&estate, tables);
        let described = describe(&found, tables);
        let roots = described.roots.iter().map(|root| &root.made).chain(&described.left);
        let said: usize = roots.map(|made| made.components.len() + made.nameless.len()).sum();
        let there: usize = estate.roots.iter().map(|root| root.instances.len()).sum();
        prop_assert!(said == there || described.roots.is_empty() && said == 1, "{:?}", described);
        if !described.roots.is_empty() {
            let head = Head {
                stack: "shop".to_owned(),
                provider: "aws",
                region: "eu-west-1".to_owned(),
                project: String::new(),
            };
            let texts = [("normal", normal(&described, &head, &estate.sources)), ("launch", launch(&described))];
            let inputs = texts.iter().map(|(name, text)| Input {
                path: format!("profiles/{name}.yaml"),
                bytes: text.clone().into_bytes(),
            });
            let project = Project::compile(inputs.collect(), None);
            let errors = project.findings.values().flat_map(Findings::iter);
            let errors: Vec<_> = errors.filter(|own| own.code.severity() == Severity::Error).collect();
            prop_assert!(errors.is_empty(), "{:?}\n{}", errors, texts[0].1);
            let named: usize = described.roots.iter().map(|root| root.made.components.len()).sum();
            prop_assert_eq!(project.plans["normal"].components.len(), named);
        }
    }
}

/// What has an address that no profile takes is listed with the reason.
#[test]
fn what_no_profile_can_name_is_said() {
    let main = "resource \"aws_autoscaling_group\" \"web\" {\n  for_each = toset([\"a\", \"b\\\"c\", \"d$${e}\"])\n  \
                min_size = 3\n  max_size = 9\n}\n";
    let tables = cloud::find("aws").and_then(Cloud::existing).unwrap();
    let estate = read(&Memory::new([("main.tf", main)]), &Ask::default());
    let found = survey(&estate, tables);
    let described = describe(&found, tables);
    let [root] = described.roots.as_slice() else { panic!("{described:?}") };
    let own: Vec<_> = root.made.components.iter().map(|one| &*one.address).collect();
    assert_eq!(own, ["aws_autoscaling_group.web[\"a\"]"]);
    let nameless: Vec<_> = root.made.nameless.iter().map(|one| &*one.what).collect();
    assert_eq!(nameless, ["aws_autoscaling_group.web[\"b\\\"c\"]", "aws_autoscaling_group.web[\"d${e}\"]"]);
    assert!(root.made.nameless.iter().all(|one| one.why.contains("neither `${`") && one.place.is_some()));
}

/// The schema of what is printed has the keys that are printed.
#[test]
fn what_is_printed_fits_its_schema() {
    let tables = cloud::find("aws").and_then(Cloud::existing).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/survey");
    let border = Border::around(&folder).unwrap();
    let below = border.below(&folder).unwrap();
    let estate = read(&border, &Ask { below, ..Ask::default() });
    let report = serde_json::to_value(json::report(&survey(&estate, tables))).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&json::schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let wrong: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(report["roots"].as_array().map(Vec::len), Some(STACKS.len()));
}

/// Instances that name their cluster by its text, and not by a reference, are its instances; what says the same twice is
/// said once.
#[test]
fn what_is_called_alike_belongs_together() {
    let main = r#"
        variable "env" { default = "prod" }
        resource "aws_rds_cluster" "db" {
          cluster_identifier = "shop-${var.env}"
          engine             = "aurora-postgresql"
        }
        resource "aws_rds_cluster_instance" "writer" {
          cluster_identifier = "shop-${var.env}"
          instance_class     = "db.r6g.large"
        }
        resource "aws_rds_cluster_instance" "reader" {
          cluster_identifier = "shop-${var.env}"
          instance_class     = "db.r6g.large"
        }
        resource "aws_rds_cluster_instance" "other" {
          cluster_identifier = "archive-${var.env}"
          instance_class     = "db.r6g.xlarge"
        }
        resource "aws_autoscaling_group" "web" {
          name     = "web"
          min_size = 2
          max_size = 4
        }
        resource "aws_autoscaling_policy" "web" {
          autoscaling_group_name = "web"
          target_tracking_configuration {
            target_value = 60
            predefined_metric_specification { predefined_metric_type = "ASGAverageCPUUtilization" }
          }
        }
        "#;
    let tables = cloud::find("aws").and_then(Cloud::existing).unwrap();
    let estate = read(&Memory::new([("main.tf", main)]), &Ask::default());
    let found = survey(&estate, tables);
    let described = describe(&found, tables);
    let [root] = described.roots.as_slice() else { panic!("{described:?}") };
    let own: Vec<_> = root.made.components.iter().map(|one| &*one.address).collect();
    assert_eq!(
        own,
        ["aws_rds_cluster.db", "aws_rds_cluster_instance.other", "aws_autoscaling_group.web"],
        "{described:?}"
    );
    let left: Vec<_> = root.made.left.iter().map(|size| size.address.as_str()).collect();
    assert_eq!(left, [""; 0]);
}

/// A root for each environment, over one module: production has the plain names and is all that a first launch names.
#[test]
fn production_comes_first_and_alone_into_a_launch() {
    let call = "module \"shop\" {\n  source = \"../../../modules/shop\"\n}\n";
    let shop = "resource \"aws_autoscaling_group\" \"web\" {\n  min_size = 2\n  max_size = 4\n}\n\
                resource \"aws_rds_cluster\" \"db\" {\n  engine = \"aurora-postgresql\"\n  \
                serverlessv2_scaling_configuration {\n    min_capacity = 1\n    max_capacity = 8\n  }\n}\n\
                resource \"aws_rds_cluster_instance\" \"db\" {\n  cluster_identifier = aws_rds_cluster.db.id\n  \
                instance_class = \"db.serverless\"\n}\n";
    let files = [
        ("env/development/stack/main.tf", call),
        ("env/production/stack/main.tf", call),
        ("env/staging/stack/main.tf", call),
        ("modules/shop/main.tf", shop),
    ];
    let tables = cloud::find("aws").and_then(Cloud::existing).unwrap();
    let estate = read(&Memory::new(files), &Ask::default());
    let found = survey(&estate, tables);
    let described = describe(&found, tables);
    let names: Vec<_> = described.roots.iter().map(|root| (&*root.name, &*root.root.dir)).collect();
    assert_eq!(
        names,
        [
            ("production-stack", "env/production/stack"),
            ("development-stack", "env/development/stack"),
            ("staging-stack", "env/staging/stack"),
        ]
    );
    let components: Vec<_> =
        described.roots.iter().flat_map(|root| &root.made.components).map(|one| &*one.name).collect();
    assert_eq!(components, ["web", "db", "web-development", "db-development", "web-staging", "db-staging"]);
    let launch = launch(&described);
    assert!(launch.contains("  web: {count: x2}") && launch.contains("  # db: {capacity: x2}"), "{launch}");
    assert!(!launch.contains("development") && !launch.contains("staging"), "{launch}");
}

/// What a profile would refuse is left out of it: a class that is not known, and a floor of nothing with its ceiling.
#[test]
fn what_no_profile_takes_is_left_out() {
    let files = [(
        "main.tf",
        r#"
        resource "aws_db_instance" "a" {
          instance_class    = "db.z9.large"
          allocated_storage = 20
        }
        resource "aws_autoscaling_group" "b" {
          min_size             = 0
          max_size             = 4
          launch_configuration = aws_launch_configuration.b.name
        }
        resource "aws_launch_configuration" "b" { instance_type = "m6g.large" }
        "#,
    )];
    let tables = cloud::find("aws").and_then(Cloud::existing).unwrap();
    let estate = read(&Memory::new(files), &Ask::default());
    let found = survey(&estate, tables);
    let described = describe(&found, tables);
    let [root] = described.roots.as_slice() else { panic!("{described:?}") };
    let fields: Vec<_> =
        root.made.components.iter().flat_map(|one| &one.fields).map(|one| &*one.name).collect();
    assert_eq!(fields, ["storage.size", "multi_az", "replicas.count", "proxy", "machine"]);
    let left: Vec<_> = root.made.left.iter().map(|size| size.path.as_str()).collect();
    assert_eq!(left, ["instance_class", "max_size", "min_size"]);
}

/// What a resource is comes through where a profile has a word for it, and no other text does.
#[test]
fn what_a_database_is_is_said_in_the_words_of_profiles_alone() {
    let files = [(
        "main.tf",
        r#"
        variable "standby" { default = null }
        resource "aws_db_instance" "a" {
          instance_class = "db.m6g.large"
          engine         = "postgres"
          engine_version = "16.4"
          storage_type   = "gp3"
          multi_az       = var.standby
        }
        resource "aws_db_instance" "b" {
          instance_class = "db.m6g.large"
          engine         = "hunter2"
          engine_version = "a secret that nobody may see"
          multi_az       = data.aws_ssm_parameter.a.value
        }
        "#,
    )];
    let tables = cloud::find("aws").and_then(Cloud::existing).unwrap();
    let estate = read(&Memory::new(files), &Ask::default());
    let found = survey(&estate, tables);
    let described = describe(&found, tables);
    let [root] = described.roots.as_slice() else { panic!("{described:?}") };
    let fields = |at: usize| -> Vec<(&str, String)> {
        root.made.components[at].fields.iter().map(|one| (&*one.name, one.written())).collect()
    };
    let own = |name, value: &str| (name, value.to_owned());
    let class = own("class", "db.m6g.large");
    let said = [own("engine", "postgres"), own("version", "\"16.4\""), own("multi_az", "false")];
    assert_eq!(fields(0)[..4], [[class.clone()].as_slice(), said.as_slice()].concat());
    assert_eq!(fields(0)[4], own("storage.type", "gp3"));
    let none = [own("replicas.count", "0"), own("proxy", "false")];
    assert_eq!(fields(1), [[class].as_slice(), none.as_slice()].concat());
}

/// How many instances a cluster has is not the number of one resource's copies where another one is beside it.
/// The limits of containers are sizes where a task on Fargate has them; of a definition that is not known nothing is said.
#[test]
fn limits_of_containers_are_sizes_of_fargate_alone() {
    let task = |compatible: &str, containers: &str| {
        let main = format!(
            "resource \"aws_ecs_task_definition\" \"a\" {{\n  requires_compatibilities = [\"{compatible}\"]\n  cpu = 256\n  \
             memory = 512\n  container_definitions = {containers}\n}}\n"
        );
        found(&[("main.tf", &main)])
    };
    let known = "jsonencode([{ name = \"a\", memory = 512 }, { name = \"b\", cpu = 64 }])";
    let own = task("FARGATE", known);
    assert!(
        own.contains("container_definitions[0].memory = 512")
            && own.contains("container_definitions[1].cpu = 64"),
        "{own}"
    );
    for (compatible, containers) in [
        ("EC2", "jsonencode([{ name = \"a\" }])"),
        ("FARGATE", "templatestring(var.a, {})"),
        ("FARGATE", "file(\"a.json\")"),
    ] {
        let own = task(compatible, containers);
        assert!(own.contains("memory") && !own.contains("container_definitions"), "{own}");
    }
}

#[test]
fn copies_beside_another_resource_are_not_all() {
    let of = |beside: &str| {
        let main = format!(
            "resource \"aws_rds_cluster\" \"a\" {{\n  engine = \"aurora-mysql\"\n}}\n\
             resource \"aws_rds_cluster_instance\" \"b\" {{\n  count = 3\n  \
             cluster_identifier = aws_rds_cluster.a.id\n  instance_class = \"db.r6g.large\"\n}}\n{beside}"
        );
        let estate = read(&Memory::new([("main.tf", main)]), &Ask::default());
        let tables = cloud::find("aws").and_then(Cloud::existing).unwrap();
        let found = survey(&estate, tables);
        let described = describe(&found, tables);
        let fields =
            described.roots.iter().flat_map(|root| &root.made.components).flat_map(|one| &one.fields);
        fields
            .filter(|one| one.size.is_some())
            .map(|one| format!("{} {}", one.name, one.value))
            .collect::<Vec<_>>()
    };
    assert_eq!(of(""), ["class db.r6g.large", "readers.min 2", "readers.max 2"]);
    let writer = "resource \"aws_rds_cluster_instance\" \"c\" {\n  cluster_identifier = aws_rds_cluster.a.id\n  \
                  instance_class = \"db.r6g.large\"\n}\n";
    assert_eq!(of(writer), ["class db.r6g.large"]);
}

/// Where another attribute decides in one of the components that use a resource, it still says the size of the others.
#[test]
fn a_template_means_nothing_only_where_something_else_decides() {
    let group = |name: &str, more: &str| {
        format!(
            "resource \"aws_autoscaling_group\" \"{name}\" {{\n  min_size = 2\n  max_size = 4\n{more}}}\n"
        )
    };
    let template = "resource \"aws_launch_template\" \"one\" {\n  instance_type = \"t3.medium\"\n}\n";
    let plain = group("plain", "  launch_template {\n    id = aws_launch_template.one.id\n  }\n");
    let mixed = group(
        "mixed",
        "  mixed_instances_policy {\n    launch_template {\n      launch_template_specification {\n        \
         launch_template_id = aws_launch_template.one.id\n      }\n      override {\n        instance_type = \
         \"c6i.large\"\n      }\n    }\n  }\n",
    );
    let machines = |main: String| -> Vec<String> {
        let estate = read(&Memory::new([("main.tf", main)]), &Ask::default());
        let tables = cloud::find("aws").and_then(Cloud::existing).unwrap();
        let found = survey(&estate, tables);
        let described = describe(&found, tables);
        let components = described.roots.iter().flat_map(|root| &root.made.components);
        let machine = components.map(|one| {
            let own = one.fields.iter().find(|field| field.name == "machine");
            (one.name.clone(), own.map(|own| own.value.clone()))
        });
        machine.filter(|(_, machine)| machine.as_deref() == Some("t3.medium")).map(|(name, _)| name).collect()
    };
    let both: Vec<String> = machines(format!("{template}{plain}{mixed}"));
    assert_eq!(both, ["plain"]);
    let perhaps = group(
        "perhaps",
        "  count = var.unknown\n  launch_template {\n    id = aws_launch_template.one.id\n  }\n",
    );
    assert_eq!(machines(format!("{template}{plain}{perhaps}")), ["plain"]);
    let alone: Vec<String> = machines(format!("{template}{mixed}"));
    assert!(alone.is_empty(), "{alone:?}");
}

/// The architecture makes the price of a task on Fargate: it is said of a service only that surely runs there on demand.
#[test]
fn tasks_have_a_price_only_where_they_surely_run_on_demand() {
    let strategy = |names: &[&str]| -> String {
        let block = |name| format!("capacity_provider_strategy {{\n  capacity_provider = {name}\n}}\n");
        names.iter().map(block).collect()
    };
    let queue = "resource \"aws_appautoscaling_policy\" \"a\" {
        resource_id = aws_ecs_service.a.id
        target_tracking_scaling_policy_configuration {
          customized_metric_specification { namespace = \"AWS/SQS\" }
        }
      }";
    for (service, sure) in [
        ("launch_type = \"FARGATE\"".to_owned(), true),
        (strategy(&["\"FARGATE\""]), true),
        (strategy(&["\"FARGATE\"", "\"FARGATE\""]), true),
        ("launch_type = \"EC2\"".to_owned(), false),
        ("launch_type = \"EXTERNAL\"".to_owned(), false),
        ("launch_type = var.open".to_owned(), false),
        (String::new(), false),
        (strategy(&["\"FARGATE_SPOT\""]), false),
        (strategy(&["\"FARGATE\"", "\"FARGATE_SPOT\""]), false),
        (strategy(&["aws_ecs_capacity_provider.own.name"]), false),
    ] {
        for (more, kind, field) in [("", "app", "architecture"), (queue, "workers", "container.architecture")]
        {
            let text = format!(
                "variable \"open\" {{}}
                resource \"aws_ecs_task_definition\" \"a\" {{
                  family = \"a\"
                  cpu    = 1024
                  memory = 2048
                  runtime_platform {{ cpu_architecture = \"ARM64\" }}
                }}
                resource \"aws_ecs_service\" \"a\" {{
                  task_definition = aws_ecs_task_definition.a.arn
                  desired_count   = 4
                  {service}
                }}
                {more}"
            );
            let tables = cloud::find("aws").and_then(Cloud::existing).unwrap();
            let estate = read(&Memory::new([("main.tf", &*text)]), &Ask::default());
            let found = survey(&estate, tables);
            let described = describe(&found, tables);
            let [root] = described.roots.as_slice() else { panic!("{described:?}") };
            let [own] = root.made.components.as_slice() else { panic!("{described:?}") };
            assert_eq!(own.kind, kind);
            assert_eq!(own.fields.iter().any(|own| own.name == field), sure, "{kind}: {service}");
            let unsure: Vec<_> = root.made.unsure.iter().map(|own| &*own.value).collect();
            assert_eq!(unsure, if sure { &[][..] } else { &["arm64"] }, "{kind}: {service}");
        }
    }
}
