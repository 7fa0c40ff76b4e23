//! Alarms on what stands in Terraform of the team's own: a file beside theirs that refers to their resources, comes with
//! the profile that asks for it and goes with the way back, and leaves everything of theirs alone.

use crate::tuned::{commit, read, repository, run, write};
use tempfile::TempDir;

const FILE: &str = "infra/scaleprof_alarms.tf";
const HEAD: &str =
    "stack: s\ncloud: {provider: aws, region: eu-west-1}\nowners: {o: {name: O, contact: o@example.com}}\n";
const DATABASE: &str = "  shop-db:\n    kind: database\n    owner: o\n    test: t\n    \
    terraform: {address: aws_db_instance.shop}\n    engine: postgres\n    version: \"16\"\n    class: db.m6g.large\n    \
    multi_az: true\n    max_connections: null\n    \
    storage: {type: gp3, size: 100GiB, iops: null, throughput: null}\n";
const LARGER: &str = "components:\n  shop-db: {class: db.m6g.xlarge}\n";
const MAIN: &str = "resource \"aws_db_instance\" \"shop\" {\n  identifier        = \"shop\"\n  engine            = \
    \"postgres\"\n  engine_version    = \"16\"\n  instance_class    = var.class\n  multi_az          = true\n  \
    storage_type      = \"gp3\"\n  allocated_storage = 100\n  apply_immediately = true\n}\n\nvariable \"class\" {\n  \
    default = \"db.m6g.large\"\n}\n";

/// A project with a root whose profiles are these, all committed.
fn project(root: &str, components: &str, launch: &str, files: &[(&str, &str)]) -> Option<TempDir> {
    let folder = repository()?;
    let normal = format!("profile: normal\n{HEAD}terraform:\n  prod: {root}\ncomponents:\n{components}");
    let launch = format!(
        "profile: launch\nextends: normal\nwindow: {{start: 2027-02-03T09:00:00+02:00, duration: 24h, ready: 40m}}\n\
         terraform: {{prod: {{alarms: true}}}}\n{launch}"
    );
    write(&folder, "profiles/normal.yaml", &normal);
    write(&folder, "profiles/launch.yaml", &launch);
    for (path, text) in files {
        write(&folder, path, text);
    }
    commit(&folder);
    Some(folder)
}

fn builds(folder: &TempDir, profile: &str) -> (String, String) {
    let (code, out, said) = run(folder, &["build", profile]);
    assert_eq!(code, Some(0), "{said}");
    (out, said)
}

/// What `build launch` refuses, with nothing written.
fn refused(folder: &TempDir) -> String {
    let before = git(folder, &["status", "--porcelain"]);
    let (code, _, said) = run(folder, &["build", "launch"]);
    assert_eq!(code, Some(1), "{said}");
    assert_eq!(git(folder, &["status", "--porcelain"]), before, "{said}");
    said
}

fn git(folder: &TempDir, arguments: &[&str]) -> String {
    crate::tuned::git(folder.path(), arguments)
}

#[test]
fn the_file_comes_with_the_launch_and_goes_with_the_way_back() {
    let root = "{dir: infra}";
    let Some(folder) = project(root, DATABASE, LARGER, &[("infra/main.tf", MAIN)]) else { return };
    let (code, _, said) = run(&folder, &["build", "launch", "--check"]);
    assert_eq!(code, Some(1), "{said}");
    let (code, patch, said) = run(&folder, &["build", "launch", "--patch"]);
    assert_eq!(code, Some(0), "{said}");
    let (out, _) = builds(&folder, "launch");
    assert!(out.contains("infra/main.tf:13 db.m6g.large -> db.m6g.xlarge\n"), "{out}");
    assert!(out.contains("infra/scaleprof_alarms.tf comes\n"), "{out}");
    let (file, main) = (read(&folder, FILE), read(&folder, "infra/main.tf"));
    for (label, dimension) in [("cpu", ""), ("connections", ""), ("storage", ""), ("iops", "")] {
        assert!(file.contains(&format!("\"scaleprof_shop_db__{label}\" {{")), "{label}{dimension}: {file}");
    }
    assert_eq!(file.matches("= aws_db_instance.shop.identifier\n").count(), 5, "{file}");
    assert!(!file.contains("\"shop\""), "no name of theirs is copied: {file}");
    assert_eq!(run(&folder, &["build", "launch", "--check"]).0, Some(0));
    // The way back is the same bytes, and the patch does what the build does.
    let (out, _) = builds(&folder, "normal");
    assert!(out.contains("infra/scaleprof_alarms.tf goes\n"), "{out}");
    assert_eq!(read(&folder, "infra/main.tf"), MAIN);
    assert!(!folder.path().join(FILE).exists());
    write(&folder, "own.patch", &patch);
    git(&folder, &["apply", "own.patch"]);
    assert_eq!((read(&folder, FILE), read(&folder, "infra/main.tf")), (file, main));
    // A profile with other sizes says other thresholds, line by line.
    let launch = read(&folder, "profiles/launch.yaml").replace("xlarge}", "4xlarge, alarms: {cpu: 70}}");
    write(&folder, "profiles/launch.yaml", &launch);
    let (out, _) = builds(&folder, "launch");
    assert!(out.lines().any(|line| line.starts_with(FILE) && line.ends_with(" 80 -> 70")), "{out}");
    builds(&folder, "normal");
    assert!(!folder.path().join(FILE).exists());
}

#[test]
fn what_somebody_else_has_written_is_left_alone() {
    let theirs = "resource \"null_resource\" \"ours\" {}\n";
    let files = [("infra/main.tf", MAIN), (FILE, theirs)];
    let Some(folder) = project("{dir: infra}", DATABASE, LARGER, &files) else { return };
    let said = refused(&folder);
    assert!(said.contains("error[tf-own-file]") && said.contains("that somebody else has written"), "{said}");
    builds(&folder, "normal");
    assert_eq!(read(&folder, FILE), theirs);
    git(&folder, &["rm", "--quiet", FILE]);
    commit(&folder);
    builds(&folder, "launch");
    let changed = read(&folder, FILE).replace("= 80\n", "= 81\n");
    write(&folder, FILE, &changed);
    let (code, _, said) = run(&folder, &["build", "normal"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("error[tf-own-file]") && said.contains("somebody has changed the file"), "{said}");
    assert_eq!(read(&folder, FILE), changed);
}

/// Another environment of the same folder must not get the alarms: the workspace tells it from this one, and a variable file
/// does not.
#[test]
fn another_environment_of_the_folder_gets_none() {
    let files = [
        ("infra/main.tf", MAIN),
        ("infra/prod.tfvars", "class = \"db.m6g.large\"\n"),
        ("infra/staging.tfvars", "class = \"db.t4g.small\"\n"),
    ];
    let root = "{dir: infra, var_files: [prod.tfvars]}";
    let Some(folder) = project(root, DATABASE, LARGER, &files) else { return };
    let said = refused(&folder);
    assert!(said.contains("error[tf-own-file]") && said.contains("would be made elsewhere too"), "{said}");
    assert!(said.contains("with `infra/staging.tfvars`"), "{said}");
    let main = MAIN
        .replace("= var.class", "= terraform.workspace == \"prod\" ? \"db.m6g.large\" : \"db.t4g.small\"");
    let files = [("infra/main.tf", main.as_str())];
    let root = "{dir: infra, workspace: prod}";
    let Some(folder) = project(root, DATABASE, LARGER, &files) else { return };
    builds(&folder, "launch");
    let file = read(&folder, FILE);
    let counted = file.matches(" = terraform.workspace == \"prod\" ? 1 : 0\n").count();
    assert_eq!(counted, file.matches("resource \"").count(), "{file}");
    assert!(file.contains("= [aws_sns_topic.scaleprof_o__prod[0].arn]\n"), "{file}");
    builds(&folder, "normal");
    assert_eq!(read(&folder, "infra/main.tf"), main);
}

/// A variable with the name of the environment keeps the alarms out of the others, and nothing else of any value is copied.
#[test]
fn a_variable_that_names_the_environment_tells_it_apart() {
    let main = format!(
        "{MAIN}\nvariable \"password\" {{}}\n\nvariable \"size\" {{}}\n\nvariable \"stage\" {{\n  type = string\n}}\n"
    );
    let vars = |class: &str, size: &str, stage: &str| {
        format!(
            "class = \"{class}\"\npassword = \"hunter2-{stage}\"\nsize = \"{size}\"\nstage = \"{stage}\"\n"
        )
    };
    let (prod, staging) = (vars("db.m6g.large", "test", "prod"), vars("db.t4g.small", "test", "staging"));
    let blue = vars("db.t4g.micro", "qa", "blue");
    let files = [
        ("infra/main.tf", main.as_str()),
        ("infra/prod.tfvars", prod.as_str()),
        ("infra/staging.tfvars", staging.as_str()),
        ("infra/blue.tfvars", blue.as_str()),
    ];
    let root = "{dir: infra, var_files: [prod.tfvars]}";
    let Some(folder) = project(root, DATABASE, LARGER, &files) else { return };
    builds(&folder, "launch");
    let file = read(&folder, FILE);
    let counted = file.matches(" = var.stage == \"prod\" ? 1 : 0\n").count();
    assert_eq!(counted, file.matches("resource \"").count(), "{file}");
    assert!(!file.contains("hunter2") && !file.contains("var.size"), "{file}");
    builds(&folder, "normal");
    assert!(!folder.path().join(FILE).exists());
    // What says no other word in one of them, or is sensitive, does not tell it apart.
    for (path, from, to) in [
        ("infra/staging.tfvars", "stage = \"staging\"", "stage = \"prod\""),
        ("infra/blue.tfvars", "stage = \"blue\"", "stage = null"),
        ("infra/main.tf", "type = string", "type = string\n  sensitive = true"),
    ] {
        let whole = read(&folder, path);
        write(&folder, path, &whole.replace(from, to));
        commit(&folder);
        let said = refused(&folder);
        assert!(
            said.contains("error[tf-own-file]") && said.contains("such as `environment = \"prod\"`"),
            "{said}"
        );
        write(&folder, path, &whole);
        commit(&folder);
    }
}

/// Every kind of reference, and what is left out where none leads.
#[test]
fn dimensions_are_references() {
    let folder = project(
        "{dir: infra}",
        KINDS,
        "components: {web: {count: {max: 18}}}\n",
        &[
            ("infra/main.tf", include_str!("alarms/main.tf")),
            ("infra/db/main.tf", include_str!("alarms/db.tf")),
            ("infra/passing/main.tf", PASSING),
        ],
    );
    let Some(folder) = folder else { return };
    let (_, said) = builds(&folder, "launch");
    let file = read(&folder, FILE);
    for (reference, times) in [
        ("DBInstanceIdentifier = module.shop[\"a\"].identifier", 2),
        ("DBClusterIdentifier = aws_rds_cluster.orders.cluster_identifier", 1),
        ("AutoScalingGroupName = aws_autoscaling_group.web.name", 2),
        ("LoadBalancer = aws_lb.front.arn_suffix", 5),
        ("TargetGroup  = aws_lb_target_group.api[\"a\\\"b$${c}\"].arn_suffix", 4),
        ("ClusterName = aws_ecs_cluster.main.name", 1),
        ("ServiceName = aws_ecs_service.api.name", 1),
        ("QueueName = aws_sqs_queue.jobs.name", 2),
        ("QueueName = aws_sqs_queue.given_up.name", 1),
        ("InstanceId = aws_instance.box[0].id", 2),
        ("VolumeId = aws_ebs_volume.data.id", 2),
        ("CacheClusterId = sort(aws_elasticache_replication_group.sessions.member_clusters)[1]", 3),
    ] {
        assert_eq!(file.matches(&format!("{reference}\n")).count(), times, "{reference}: {file}\n{said}");
    }
    // The alarm uses the provider of what it watches, and so does the topic that it calls.
    let web = file.split("\"scaleprof_web__cpu\"").nth(1).unwrap();
    assert!(web.starts_with(" {\n  provider            = aws.eu\n"), "{web}");
    assert!(
        web.contains("aws_sns_topic.scaleprof_o__prod__eu.arn") && web.contains("period    = 300"),
        "{web}"
    );
    for left in [
        "workers in service of `jobs`: no reference leads to its `aws_ecs_cluster`",
        "CPU of `remote`: no output of a module passes on `identifier` of `module.remote.aws_db_instance.this`",
    ] {
        assert!(said.contains(&format!("nothing watches {left}")), "{left}: {said}");
    }
    builds(&folder, "normal");
    assert!(!folder.path().join(FILE).exists());
}

/// A module whose output passes its database's name on, through a local and a function that takes the first that is there.
const PASSING: &str = "resource \"aws_db_instance\" \"this\" {\n  identifier     = \"x\"\n  engine         = \"postgres\"\n  \
    engine_version = \"16\"\n  instance_class = \"db.m6g.large\"\n}\n\nlocals {\n  name = \
    try(aws_db_instance.this.identifier, null)\n}\n\noutput \"identifier\" {\n  value = local.name\n}\n";

const KINDS: &str = r#"  shop-db:
    kind: database
    owner: o
    test: t
    terraform: {address: 'module.shop["a"].aws_db_instance.this'}
    engine: postgres
    version: "16"
    class: db.m6g.large
    max_connections: null
  remote:
    kind: database
    owner: o
    test: t
    terraform: {address: module.remote.aws_db_instance.this}
    class: db.m6g.large
  orders:
    kind: database
    owner: o
    test: t
    terraform: {address: aws_rds_cluster.orders}
    engine: aurora-postgres
    version: "16"
    class: db.r6g.large
    readers: {min: 0, max: 0}
    capacity: null
  web:
    kind: fleet
    owner: o
    test: t
    terraform: {address: aws_autoscaling_group.web}
    machine: c6i.large
    count: {min: 3, max: 9}
    scale_on: {cpu: 55}
  api:
    kind: app
    owner: o
    test: t
    terraform: {address: aws_ecs_service.api}
    count: {min: 2, max: 2}
    behind: null
    scale_on: {cpu: 60}
  jobs:
    kind: workers
    owner: o
    test: t
    terraform: {address: aws_ecs_service.jobs}
    container: {cpu: 0.25, memory: 512MiB, architecture: x86_64}
    count: {min: 1, max: 4}
    queue: {backlog_per_worker: 10, visibility: 1m}
  box:
    kind: server
    owner: o
    test: t
    terraform: {address: 'aws_instance.box[0]'}
    machine: m6i.large
    storage: {type: gp3, size: 100GiB, iops: null, throughput: null}
  sessions:
    kind: cache
    owner: o
    test: t
    terraform: {address: aws_elasticache_replication_group.sessions}
    engine: valkey
    machine: cache.r7g.large
    shards: 1
    replicas: 1
"#;

/// The file of alarms is not there when the others are read, and a place in those is theirs all the same.
#[test]
fn what_is_refused_beside_the_alarms_has_its_place() {
    let Some(folder) = project("{dir: infra}", DATABASE, LARGER, &[("infra/main.tf", MAIN)]) else { return };
    write(&folder, "infra/main.tf", &MAIN.replace("db.m6g.large", "db.m6g.4xlarge"));
    commit(&folder);
    let said = refused(&folder);
    assert!(said.contains("error[tf-drift]"), "{said}");
    assert!(said.contains("--> infra/main.tf:13:"), "{said}");
}

const WEB: &str = "  web:\n    kind: fleet\n    owner: o\n    test: t\n    terraform: {address: aws_autoscaling_group.web}\n    \
    machine: c6i.large\n    count: {min: 3, max: 9}\n    scale_on: {cpu: 60}\n";
const GROUP: &str = "\nresource \"aws_launch_template\" \"web\" {\n  instance_type = \"c6i.large\"\n}\n\n\
    resource \"aws_autoscaling_group\" \"web\" {\n  min_size        = 3\n  max_size        = 9\n  \
    enabled_metrics = [\"GroupInServiceInstances\"]\n\n  launch_template {\n    id      = aws_launch_template.web.id\n    \
    version = \"$Latest\"\n  }\n}\n";

/// The file comes with the first component of its folder and goes with the last one; the runbook has it in the step that
/// brings it, once, with what owners do so that it reaches them.
#[test]
fn alarms_come_with_the_first_component_and_go_with_the_last() {
    let (components, launch) = (format!("{DATABASE}{WEB}"), format!("{LARGER}  web: {{count: x2}}\n"));
    let main = format!("{MAIN}{GROUP}");
    let Some(folder) = project("{dir: infra}", &components, &launch, &[("infra/main.tf", &main)]) else {
        return;
    };
    let (out, said) = builds(&folder, "launch");
    assert!(out.contains("infra/scaleprof_alarms.tf comes\n"), "{out}{said}");
    let page = read(&folder, "generated/launch/runbook.md");
    let (there, back) = page.split_once("## The way back").unwrap();
    let (first, rest) = there.split_once("Change the rest in your Terraform").unwrap();
    assert!(!first.is_empty());
    let steps: Vec<&str> = there.split("\n### ").collect();
    let with = |text: &str| -> Vec<&str> {
        steps.iter().filter(|step| step.contains(text)).map(|step| step.lines().next().unwrap()).collect()
    };
    let created = "1 aws_sns_topic, 1 aws_sns_topic_subscription created";
    assert_eq!(with(&created.replace('_', "\\_")), ["5. Resize shop-db"], "{page}");
    assert_eq!(
        with("The owner opens the link in it before the window begins"),
        ["5. Resize shop-db"],
        "{page}"
    );
    assert_eq!(with("SubscriptionArn=='PendingConfirmation'"), ["5. Resize shop-db"], "{page}");
    assert!(
        there.contains(
            "| Alarms | **pending** | each alarm goes to its owner by e-mail, once the owner has confirmed"
        ),
        "{rest}"
    );
    assert!(back.contains("changes with the last of these builds"), "{back}");
    // The way back as the page types it: clients first, and the alarms with the last one.
    let file = read(&folder, FILE);
    let (code, out, said) = run(&folder, &["build", "normal", "--only", "web"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(!out.contains("scaleprof_alarms"), "{out}");
    assert!(said.contains("infra/scaleprof_alarms.tf stays as it is until `shop-db` is back, too"), "{said}");
    assert_eq!(read(&folder, FILE), file);
    let (out, _) = builds(&folder, "normal");
    assert!(out.contains("infra/scaleprof_alarms.tf goes\n"), "{out}");
    assert_eq!(read(&folder, "infra/main.tf"), main);
    assert!(!folder.path().join(FILE).exists());
    // With `--only` for the last one, too.
    builds(&folder, "launch");
    assert_eq!(run(&folder, &["build", "normal", "--only", "shop-db"]).0, Some(0));
    assert!(folder.path().join(FILE).exists());
    let (code, out, said) = run(&folder, &["build", "normal", "--only", "web"]);
    assert!(code == Some(0) && out.contains("infra/scaleprof_alarms.tf goes\n"), "{out}{said}");
    assert_eq!(read(&folder, "infra/main.tf"), main);
}
