//! A launch in Terraform of the team's own, as the real Terraform plans it over a state of a normal day: exactly the
//! promised updates, nothing made, removed or replaced; the way back plans nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Map, Value, json};

use crate::reviewed;
use crate::root::{Root, check_format};

const NORMAL: &str = "profile: normal\nstack: s\ncloud: {provider: aws, region: eu-west-1}\n\
    terraform:\n  prod: {dir: infra, var_files: [prod.tfvars]}\n\
    owners: {o: {name: O, contact: o@example.com}}\ncomponents:\n  web:\n    kind: fleet\n    owner: o\n    test: t\n    \
    terraform: {address: aws_autoscaling_group.web}\n    machine: c6i.large\n    count: {min: 3, max: 9}\n  shop-db:\n    \
    kind: database\n    owner: o\n    test: t\n    terraform: {address: aws_db_instance.shop}\n    class: db.m6g.large\n";
const LAUNCH: &str = "profile: launch\nextends: normal\n\
    window: {start: 2027-02-03T09:00:00+02:00, duration: 24h, ready: 40m}\ncomponents:\n  web:\n    \
    machine: c6i.4xlarge\n    count: {min: 120, max: 360}\n  shop-db: {class: db.m6g.4xlarge}\n";
const OPTIONS: [&str; 2] = ["-refresh=false", "-var-file=prod.tfvars"];

/// A state in which everything is as a plan makes it. What only the cloud knows is nothing, or an empty list or map, whose
/// shape the plan says beside what is sensitive.
fn state(plan: &Value) -> Value {
    let planned = &plan["planned_values"]["root_module"];
    let modules = planned["child_modules"].as_array().into_iter().flatten().chain([planned]);
    let versions: Vec<&Value> = modules.filter_map(|own| own["resources"].as_array()).flatten().collect();
    let resource = |change: &Value| {
        let (kind, name) = (&change["type"], &change["name"]);
        let mut attributes: Map<String, Value> = change["change"]["after"].as_object().unwrap().clone();
        let shapes = &change["change"]["after_sensitive"];
        for (key, unknown) in change["change"]["after_unknown"].as_object().unwrap() {
            if *unknown == json!(true) {
                let shape = shapes.get(key).filter(|shape| shape.is_array() || shape.is_object());
                attributes.insert(key.clone(), shape.cloned().unwrap_or(Value::Null));
            }
        }
        attributes.insert("id".to_owned(), json!("lt-0123456789abcdef0"));
        if attributes.contains_key("latest_version") {
            attributes.insert("latest_version".to_owned(), json!(1));
        }
        if let Some(template) = attributes.get_mut("launch_template").and_then(|own| own.get_mut(0)) {
            template["id"] = json!("lt-0123456789abcdef0");
            template["name"] = json!("");
        }
        let sensitive = shapes.as_object().unwrap().iter().filter(|(_, own)| **own == json!(true));
        let sensitive: Vec<Value> =
            sensitive.map(|(key, _)| json!([{"type": "get_attr", "value": key}])).collect();
        let version = versions.iter().find(|own| own["address"] == change["address"]).unwrap();
        let mut instance = json!({"schema_version": version["schema_version"], "attributes": attributes,
            "sensitive_attributes": sensitive});
        if let Some(key) = change.get("index") {
            instance["index_key"] = key.clone();
        }
        json!({"mode": "managed", "module": change.get("module_address"), "type": kind, "name": name,
            "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]", "instances": [instance]})
    };
    let resources: Vec<Value> = plan["resource_changes"].as_array().unwrap().iter().map(resource).collect();
    json!({"version": 4, "terraform_version": plan["terraform_version"], "serial": 1,
        "lineage": "11111111-2222-3333-4444-555555555555", "outputs": {}, "resources": resources})
}

/// `address.attribute before -> after` of all that a plan changes, and how; what is known after the apply is left out.
fn changes(plan: &Value) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for change in plan["resource_changes"].as_array().unwrap() {
        let (address, actions) = (change["address"].as_str().unwrap(), &change["change"]["actions"]);
        if *actions == json!(["no-op"]) {
            continue;
        }
        // A task definition has revisions: another one is made, and what uses it moves over.
        let renewed = change["type"] == "aws_ecs_task_definition";
        let expected = if renewed { json!(["delete", "create"]) } else { json!(["update"]) };
        assert_eq!(*actions, expected, "{address}");
        let (before, after) = (&change["change"]["before"], &change["change"]["after"]);
        for (key, now) in after.as_object().unwrap() {
            if before[key] != *now {
                all.insert(format!("{address}.{key} {} -> {now}", before[key]).replace('"', ""));
            }
        }
    }
    all
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_scaleprof")).current_dir(folder).args(arguments).output().unwrap()
}

fn scaleprof(folder: &Path, profile: &str) {
    let output = run(folder, &["build", profile]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_launch_in_terraform_of_the_teams_own_is_exactly_the_promised_updates() {
    let folder = tempfile::tempdir().unwrap();
    let infra = folder.path().join("infra");
    fs::create_dir_all(folder.path().join("profiles")).unwrap();
    fs::create_dir(&infra).unwrap();
    fs::write(folder.path().join("profiles/normal.yaml"), NORMAL).unwrap();
    fs::write(folder.path().join("profiles/launch.yaml"), LAUNCH).unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terraform/in_place");
    for name in ["main.tf", "prod.tfvars"] {
        fs::copy(fixture.join(name), infra.join(name)).unwrap();
    }
    let texts = || ["main.tf", "prod.tfvars"].map(|name| fs::read_to_string(infra.join(name)).unwrap());
    let before = texts();
    let Some(root) = Root::init(&infra, None) else { return };
    let made = state(&root.plan(&OPTIONS));
    fs::write(infra.join("terraform.tfstate"), made.to_string()).unwrap();
    scaleprof(folder.path(), "normal");
    assert_eq!(changes(&root.plan(&OPTIONS)), BTreeSet::new(), "a normal day is what is there");
    scaleprof(folder.path(), "launch");
    check_format(&infra).unwrap();
    let promised = [
        "aws_autoscaling_group.web.max_size 9 -> 360",
        "aws_autoscaling_group.web.min_size 3 -> 120",
        "aws_db_instance.shop.instance_class db.m6g.large -> db.m6g.4xlarge",
        "aws_launch_template.web.instance_type c6i.large -> c6i.4xlarge",
    ];
    let planned = root.plan(&OPTIONS);
    assert_eq!(changes(&planned), promised.map(str::to_owned).into());
    reviewed::assert_as_promised(folder.path(), ["normal", "launch"], &planned);
    scaleprof(folder.path(), "normal");
    assert_eq!(texts(), before, "the way back is the same bytes");
    assert_eq!(changes(&root.plan(&OPTIONS)), BTreeSet::new());
    fs::write(infra.join("terraform.tfstate"), state(&planned).to_string()).unwrap();
    reviewed::assert_as_promised(folder.path(), ["launch", "normal"], &root.plan(&OPTIONS));
}

const DATA: &str = "profile: launch\nextends: normal\n\
    window: {start: 2027-02-03T09:00:00+02:00, duration: 24h, ready: 40m}\ncomponents:\n  \
    orders: {capacity: {min: 4, max: 64}}\n  articles: {nodes: 6}\n  \
    carts: {read: {min: 500, max: 500}, indexes: {by-user: {read: {min: 300, max: 300}}}}\n  \
    push: {reserved: 300, provisioned: {min: 100, max: 100}}\n  api: {count: {min: 20, max: 200}}\n";

/// What `init --from` makes of services that are never built, of Aurora, and of a schedule that has the numbers of its target:
/// there and back each effect of the plan is the one that `diff` says, and nothing else is in it.
#[test]
fn a_launch_of_services_that_are_never_built_is_as_promised_there_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let infra = folder.path().join("infra");
    fs::create_dir(&infra).unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terraform/in_place/data/main.tf");
    fs::copy(fixture, infra.join("main.tf")).unwrap();
    let text = || fs::read_to_string(infra.join("main.tf")).unwrap();
    let before = text();
    let found = run(folder.path(), &["init", "--from", "infra"]);
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
    fs::write(folder.path().join("profiles/launch.yaml"), DATA).unwrap();
    let Some(root) = Root::init(&infra, None) else { return };
    let options = ["-refresh=false"];
    let apply = |plan: &Value| fs::write(infra.join("terraform.tfstate"), state(plan).to_string()).unwrap();
    apply(&root.plan(&options));
    assert_eq!(changes(&root.plan(&options)), BTreeSet::new(), "a normal day is what is there");
    scaleprof(folder.path(), "launch");
    let planned = root.plan(&options);
    reviewed::assert_as_promised(folder.path(), ["normal", "launch"], &planned);
    apply(&planned);
    scaleprof(folder.path(), "normal");
    assert_eq!(text(), before, "the way back is the same bytes");
    reviewed::assert_as_promised(folder.path(), ["launch", "normal"], &root.plan(&options));
}

const TASKS: &str = "profile: normal\nstack: s\ncloud: {provider: aws, region: eu-west-1}\n\
    terraform:\n  prod: {dir: infra}\nowners: {o: {name: O, contact: o@example.com}}\ncomponents:\n  \
    api:\n    kind: app\n    owner: o\n    test: t\n    terraform: {address: aws_ecs_service.api}\n    \
    cpu: 0.5\n    memory: 1GiB\n    architecture: x86_64\n    count: {min: 2, max: 2}\n  jobs:\n    kind: workers\n    owner: o\n    \
    test: t\n    terraform: {address: aws_ecs_service.jobs}\n    \
    container: {cpu: 0.25, memory: 512MiB, architecture: x86_64}\n    count: {min: 1, max: 1}\n";
const LARGER: &str = "profile: launch\nextends: normal\n\
    window: {start: 2027-02-03T09:00:00+02:00, duration: 24h, ready: 40m}\ncomponents:\n  \
    api: {cpu: 2, memory: x4, count: {min: 6, max: 6}}\n  jobs: {container: {cpu: 1, memory: 4GiB}}\n";

/// Larger tasks are new revisions of their definitions, and an update of each service.
#[test]
fn larger_tasks_roll_out_and_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let infra = folder.path().join("infra");
    fs::create_dir_all(folder.path().join("profiles")).unwrap();
    fs::create_dir(&infra).unwrap();
    fs::write(folder.path().join("profiles/normal.yaml"), TASKS).unwrap();
    fs::write(folder.path().join("profiles/launch.yaml"), LARGER).unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terraform/in_place/tasks/main.tf");
    fs::copy(fixture, infra.join("main.tf")).unwrap();
    let text = || fs::read_to_string(infra.join("main.tf")).unwrap();
    let before = text();
    let Some(root) = Root::init(&infra, None) else { return };
    let options = ["-refresh=false"];
    let mut made = state(&root.plan(&options));
    // A service knows the revision that it runs.
    for resource in made["resources"].as_array_mut().unwrap() {
        let name = resource["name"].as_str().unwrap().to_owned();
        let arn = format!("arn:aws:ecs:eu-west-1:123456789012:task-definition/{name}:1");
        let attributes = &mut resource["instances"][0]["attributes"];
        let is_task = attributes.get("container_definitions").is_some();
        attributes[if is_task { "arn" } else { "task_definition" }] = json!(arn);
    }
    fs::write(infra.join("terraform.tfstate"), made.to_string()).unwrap();
    scaleprof(folder.path(), "normal");
    assert_eq!(changes(&root.plan(&options)), BTreeSet::new(), "a normal day is what is there");
    scaleprof(folder.path(), "launch");
    check_format(&infra).unwrap();
    let planned = root.plan(&options);
    let of_sizes: BTreeSet<String> =
        changes(&planned).into_iter().filter(|own| !own.contains("container_definitions")).collect();
    let promised = [
        "aws_ecs_service.api.desired_count 2 -> 6",
        "aws_ecs_task_definition.api.cpu 512 -> 2048",
        "aws_ecs_task_definition.api.memory 1024 -> 4096",
        "aws_ecs_task_definition.jobs.cpu 256 -> 1024",
        "aws_ecs_task_definition.jobs.memory 512 -> 4096",
    ];
    assert_eq!(of_sizes, promised.map(str::to_owned).into());
    reviewed::assert_held(folder.path(), ["normal", "launch"], &planned);
    scaleprof(folder.path(), "normal");
    assert_eq!(text(), before, "the way back is the same bytes");
    assert_eq!(changes(&root.plan(&options)), BTreeSet::new());
}

const WATCHED: &str = "profile: normal\nstack: s\ncloud: {provider: aws, region: eu-west-1}\n\
    terraform:\n  prod: {dir: infra}\nowners: {o: {name: O, contact: o@example.com}}\ncomponents:\n  web:\n    \
    kind: fleet\n    owner: o\n    test: t\n    terraform: {address: aws_autoscaling_group.web}\n    machine: c6i.large\n    \
    count: {min: 3, max: 9}\n    scale_on: {cpu: 55}\n  shop-db:\n    kind: database\n    owner: o\n    test: t\n    \
    terraform: {address: aws_db_instance.shop}\n    engine: postgres\n    version: \"16\"\n    class: db.m6g.large\n    \
    max_connections: null\n    storage: {type: gp3, size: 100GiB, iops: null, throughput: null}\n  orders:\n    \
    kind: database\n    owner: o\n    test: t\n    terraform: {address: module.orders.aws_db_instance.this}\n    \
    class: db.m6g.large\n  api:\n    kind: app\n    owner: o\n    test: t\n    \
    terraform: {address: 'aws_ecs_service.api[\"api\"]'}\n    count: {min: 2, max: 2}\n    scale_on: {cpu: 60}\n    \
    behind: null\n";
const RINGING: &str = "profile: launch\nextends: normal\n\
    window: {start: 2027-02-03T09:00:00+02:00, duration: 24h, ready: 40m}\nterraform: {prod: {alarms: true}}\n\
    components:\n  web: {count: {min: 12, max: 36}}\n  shop-db: {class: db.m6g.4xlarge}\n";

/// The addresses of what a plan creates or destroys, and the plan without them.
fn apart(plan: &Value, action: &str) -> (BTreeSet<String>, Value) {
    let (own, rest): (Vec<Value>, Vec<Value>) = plan["resource_changes"]
        .as_array()
        .unwrap()
        .iter()
        .cloned()
        .partition(|own| own["change"]["actions"] == json!([action]));
    let addresses = own.iter().map(|own| own["address"].as_str().unwrap().to_owned()).collect();
    let mut plan = plan.clone();
    plan["resource_changes"] = Value::Array(rest);
    (addresses, plan)
}

/// Alarms of our own are made beside the promised updates, and nothing else; on the way back exactly they go.
#[test]
fn alarms_come_with_a_launch_and_go_with_the_way_back() {
    let folder = tempfile::tempdir().unwrap();
    let infra = folder.path().join("infra");
    fs::create_dir_all(folder.path().join("profiles")).unwrap();
    fs::create_dir_all(infra.join("db")).unwrap();
    fs::write(folder.path().join("profiles/normal.yaml"), WATCHED).unwrap();
    fs::write(folder.path().join("profiles/launch.yaml"), RINGING).unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terraform/in_place/alarms");
    let names = ["main.tf", "db/main.tf"];
    for name in names {
        fs::copy(fixture.join(name), infra.join(name)).unwrap();
    }
    let texts = || names.map(|name| fs::read_to_string(infra.join(name)).unwrap());
    let before = texts();
    let Some(root) = Root::init(&infra, None) else { return };
    let options = ["-refresh=false"];
    // What others refer to is known, and so are the references.
    let arn = |own: &str| json!(format!("arn:aws:own:eu-west-1:123456789012:{own}"));
    let known = |plan: &Value| {
        let mut made = state(plan);
        for resource in made["resources"].as_array_mut().unwrap() {
            let kind = resource["type"].as_str().unwrap().to_owned();
            let attributes = &mut resource["instances"][0]["attributes"];
            match &*kind {
                "aws_lb" | "aws_lb_target_group" | "aws_ecs_task_definition" | "aws_sns_topic" => {
                    attributes["arn"] = arn(&kind);
                    attributes["arn_suffix"] = json!(kind);
                }
                "aws_lb_listener" => {
                    attributes["load_balancer_arn"] = arn("aws_lb");
                    attributes["default_action"][0]["target_group_arn"] = arn("aws_lb_target_group");
                }
                "aws_ecs_service" => {
                    attributes["cluster"] = json!("lt-0123456789abcdef0");
                    attributes["task_definition"] = arn("aws_ecs_task_definition");
                    attributes["load_balancer"][0]["target_group_arn"] = arn("aws_lb_target_group");
                }
                "aws_sns_topic_subscription" => attributes["topic_arn"] = arn("aws_sns_topic"),
                "aws_cloudwatch_metric_alarm" => {
                    attributes["alarm_actions"] = json!([arn("aws_sns_topic")]);
                    attributes["ok_actions"] = json!([arn("aws_sns_topic")]);
                }
                _ => {}
            }
        }
        made.to_string()
    };
    fs::write(infra.join("terraform.tfstate"), known(&root.plan(&options))).unwrap();
    scaleprof(folder.path(), "normal");
    assert_eq!(changes(&root.plan(&options)), BTreeSet::new(), "a normal day is what is there");
    scaleprof(folder.path(), "launch");
    check_format(&infra).unwrap();
    let planned = root.plan(&options);
    let (made, rest) = apart(&planned, "create");
    let promised = [
        "aws_autoscaling_group.web.max_size 9 -> 36",
        "aws_autoscaling_group.web.min_size 3 -> 12",
        "aws_db_instance.shop.instance_class db.m6g.large -> db.m6g.4xlarge",
    ];
    assert_eq!(changes(&rest), promised.map(str::to_owned).into());
    let alarm = |name: &str| format!("aws_cloudwatch_metric_alarm.scaleprof_{name}");
    let topic = |of: &str| {
        ["aws_sns_topic", "aws_sns_topic_subscription"].map(|own| format!("{own}.scaleprof_o__prod{of}"))
    };
    let alarms = ["web__ceiling", "web__cpu", "shop_db__connections", "shop_db__cpu", "shop_db__iops"];
    let alarms = alarms
        .into_iter()
        .chain(["shop_db__storage", "orders__cpu", "api__errors", "api__latency", "api__cpu", "api__ceiling"])
        .map(alarm);
    let expected: BTreeSet<String> = alarms.chain(topic("")).chain(topic("__eu")).collect();
    assert_eq!(made, expected);
    reviewed::assert_held(folder.path(), ["normal", "launch"], &planned);
    // What is applied so is what the launch wants, and the way back takes exactly that away.
    fs::write(infra.join("terraform.tfstate"), known(&planned)).unwrap();
    assert_eq!(changes(&root.plan(&options)), BTreeSet::new(), "the launch is what is there");
    scaleprof(folder.path(), "normal");
    assert_eq!(texts(), before, "the way back is the same bytes");
    assert!(!infra.join("scaleprof_alarms.tf").exists());
    let planned = root.plan(&options);
    let (gone, rest) = apart(&planned, "delete");
    assert_eq!(gone, expected);
    assert_eq!(changes(&rest).len(), promised.len());
    reviewed::assert_held(folder.path(), ["launch", "normal"], &planned);
}

/// A replica that follows its database is in no profile: `diff` has it, under its address, as `review` has it, and the plan
/// is as promised.
#[test]
fn a_replica_that_follows_has_the_effect_that_review_says() {
    let folder = tempfile::tempdir().unwrap();
    let infra = folder.path().join("infra");
    fs::create_dir_all(folder.path().join("profiles")).unwrap();
    fs::create_dir(&infra).unwrap();
    let normal = NORMAL.replace(", var_files: [prod.tfvars]", "") + "    multi_az: true\n";
    fs::write(folder.path().join("profiles/normal.yaml"), normal).unwrap();
    fs::write(folder.path().join("profiles/launch.yaml"), LAUNCH).unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terraform/in_place/along/main.tf");
    fs::copy(fixture, infra.join("main.tf")).unwrap();
    let Some(root) = Root::init(&infra, None) else { return };
    let options = ["-refresh=false"];
    fs::write(infra.join("terraform.tfstate"), state(&root.plan(&options)).to_string()).unwrap();
    scaleprof(folder.path(), "launch");
    let planned = root.plan(&options);
    let follows = "aws_db_instance.replica.instance_class db.m6g.large -> db.m6g.4xlarge";
    assert!(changes(&planned).contains(follows), "{:?}", changes(&planned));
    reviewed::assert_as_promised(folder.path(), ["normal", "launch"], &planned);
    fs::write(infra.join("terraform.tfstate"), state(&planned).to_string()).unwrap();
    scaleprof(folder.path(), "normal");
    reviewed::assert_as_promised(folder.path(), ["launch", "normal"], &root.plan(&options));
}

const SHARED: &str = "profile: normal\nstack: s\ncloud: {provider: aws, region: eu-west-1}\n\
    terraform:\n  prod: {dir: infra}\nowners: {o: {name: O, contact: o@example.com}}\ncomponents:\n  shop-db:\n    \
    kind: database\n    owner: o\n    test: t\n    terraform: {address: module.shop.aws_db_instance.this}\n    \
    class: db.m6g.large\n";
const ALONE: &str = "profile: launch\nextends: normal\n\
    window: {start: 2027-02-03T09:00:00+02:00, duration: 24h, ready: 40m}\ncomponents:\n  \
    shop-db: {class: db.m6g.4xlarge}\n";

#[test]
fn a_refactoring_plans_nothing_and_lets_the_launch_through() {
    let folder = tempfile::tempdir().unwrap();
    let infra = folder.path().join("infra");
    fs::create_dir_all(folder.path().join("profiles")).unwrap();
    fs::create_dir_all(infra.join("db")).unwrap();
    fs::write(folder.path().join("profiles/normal.yaml"), SHARED).unwrap();
    fs::write(folder.path().join("profiles/launch.yaml"), ALONE).unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terraform/in_place/shared");
    let names = ["main.tf", "db/main.tf"];
    for name in names {
        fs::copy(fixture.join(name), infra.join(name)).unwrap();
    }
    let texts = || names.map(|name| fs::read_to_string(infra.join(name)).unwrap());
    let Some(root) = Root::init(&infra, None) else { return };
    let options = ["-refresh=false"];
    let made = state(&root.plan(&options));
    fs::write(infra.join("terraform.tfstate"), made.to_string()).unwrap();
    let refused = run(folder.path(), &["build", "launch"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        said.contains("error[tf-shared]") && said.contains("`scaleprof build launch --refactor`"),
        "{said}"
    );
    let patch = run(folder.path(), &["build", "launch", "--refactor"]);
    assert!(patch.status.success(), "{}", String::from_utf8_lossy(&patch.stderr));
    fs::write(folder.path().join("separate.patch"), &patch.stdout).unwrap();
    let mut apply = Command::new("git");
    let applied = apply.current_dir(folder.path()).args(["apply", "separate.patch"]).output().unwrap();
    assert!(applied.status.success(), "{}", String::from_utf8_lossy(&applied.stderr));
    check_format(&infra).unwrap();
    assert_eq!(changes(&root.plan(&options)), BTreeSet::new(), "the plan of the refactoring is empty");
    let before = texts();
    scaleprof(folder.path(), "launch");
    check_format(&infra).unwrap();
    let promised =
        || "module.shop.aws_db_instance.this.instance_class db.m6g.large -> db.m6g.4xlarge".to_owned();
    assert_eq!(changes(&root.plan(&options)), BTreeSet::from([promised()]));
    scaleprof(folder.path(), "normal");
    assert_eq!(texts(), before, "the way back is the same bytes");
    assert_eq!(changes(&root.plan(&options)), BTreeSet::new());
    // The same from an override file of our own, beside files that are not touched.
    let own = SHARED.replace("this}", "this, via: override}");
    fs::write(folder.path().join("profiles/normal.yaml"), own).unwrap();
    scaleprof(folder.path(), "launch");
    check_format(&infra).unwrap();
    assert_eq!(texts(), before);
    assert_eq!(changes(&root.plan(&options)), BTreeSet::from([promised()]));
    scaleprof(folder.path(), "normal");
    assert!(!infra.join("scaleprof_override.tf").exists());
    assert_eq!(changes(&root.plan(&options)), BTreeSet::new());
}
