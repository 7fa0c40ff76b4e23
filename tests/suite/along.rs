//! What changes along with a component in Terraform of the team's own: resources that several use, and what follows.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::tuned::{commit, read, repository, run, write};

use serde_json::Value;
use tempfile::TempDir;

const HEAD: &str = "profile: normal\nstack: s\ncloud: {provider: aws, region: eu-west-1}\n\
    terraform:\n  prod: {dir: .}\nowners: {o: {name: O, contact: o@example.com}}\n";
const WINDOW: &str = "profile: launch\nextends: normal\n\
    window: {start: 2027-02-03T09:00:00+02:00, duration: 24h, ready: 40m}\n";
const SERVICES: &str = "resource \"aws_ecs_task_definition\" \"web\" {\n  family = \"web\"\n  cpu    = 256\n  memory = 512\n}\n\
    resource \"aws_ecs_service\" \"api\" {\n  name            = \"api\"\n  task_definition = aws_ecs_task_definition.web.arn\n  \
    desired_count   = 3\n  launch_type     = \"FARGATE\"\n}\n\
    resource \"aws_ecs_service\" \"admin\" {\n  name            = \"admin\"\n  task_definition = aws_ecs_task_definition.web.arn\n  \
    desired_count   = 2\n  launch_type     = \"FARGATE\"\n}\n";

fn app(name: &str, more: &str) -> String {
    format!(
        "  {name}:\n    kind: app\n    owner: o\n    test: t\n    terraform: {{address: aws_ecs_service.{name}{more}}}\n    \
         count: {{min: 3, max: 3}}\n    cpu: 0.25\n    memory: 512MiB\n"
    )
}

/// A repository with one file of Terraform and two profiles, all committed.
fn project(main: &str, normal: &str, launch: &str) -> Option<TempDir> {
    let folder = repository()?;
    write(&folder, "main.tf", main);
    write(&folder, "profiles/normal.yaml", &format!("{HEAD}components:\n{normal}"));
    write(&folder, "profiles/launch.yaml", &format!("{WINDOW}components:\n{launch}"));
    commit(&folder);
    Some(folder)
}

#[test]
fn a_task_of_two_services_changes_both() {
    let launch = "  api: {cpu: 1, memory: 2GiB}\n";
    let Some(folder) = project(SERVICES, &app("api", ""), launch) else { return };
    for arguments in [&["check"][..], &["build", "launch"]] {
        let (code, said, errors) = run(&folder, arguments);
        let said = format!("{said}{errors}");
        assert_eq!(code, Some(1), "{said}");
        for expected in [
            "error[tf-shared]: `aws_ecs_task_definition.web.cpu` cannot change alone: others use `aws_ecs_task_definition.web` too",
            "it would change `aws_ecs_service.admin`",
            "accept them with `also`",
        ] {
            assert!(said.contains(expected), "{expected}: {said}");
        }
        assert!(!said.contains("--refactor"), "no constant of its own would do: {said}");
    }
    // What is accepted changes along.
    let Some(folder) = project(SERVICES, &app("api", ", also: [aws_ecs_service.admin]"), launch) else {
        return;
    };
    let (code, said, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(said.starts_with("main.tf:3 256 -> 1024\nmain.tf:4 512 -> 2048\n"), "{said}");
    assert!(
        errors.contains(
            "changes along: `aws_ecs_service.admin`, by `aws_ecs_task_definition.web.cpu` 256 -> 1024\n"
        ),
        "{errors}"
    );
    assert_eq!(run(&folder, &["build", "normal"]).0, Some(0));
    assert_eq!(read(&folder, "main.tf"), SERVICES);
}

#[test]
fn both_services_of_a_task_say_its_size() {
    let normal =
        format!("{}{}", app("api", ""), app("admin", "").replace("min: 3, max: 3", "min: 2, max: 2"));
    let both = "  api: {cpu: 1, memory: 2GiB}\n  admin: {cpu: 1, memory: 2GiB}\n";
    let Some(folder) = project(SERVICES, &normal, both) else { return };
    let (_, said, _) = run(&folder, &["check"]);
    assert!(!said.contains("error["), "{said}");
    let (code, said, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(said.starts_with("main.tf:3 256 -> 1024\nmain.tf:4 512 -> 2048\n"), "{said}");
    assert!(!errors.contains("changes along"), "{errors}");
    assert_eq!(run(&folder, &["build", "normal"]).0, Some(0));
    assert_eq!(read(&folder, "main.tf"), SERVICES);
    // One of them alone, and both with another size each, are refused.
    for launch in [
        "  api: {cpu: 1, memory: 2GiB}\n",
        "  api: {cpu: 1, memory: 2GiB}\n  admin: {cpu: 0.5, memory: 2GiB}\n",
    ] {
        write(&folder, "profiles/launch.yaml", &format!("{WINDOW}components:\n{launch}"));
        let (code, said, _) = run(&folder, &["check"]);
        assert_eq!(code, Some(1), "{said}");
        let expected =
            "error[tf-shared]: `aws_ecs_task_definition.web.cpu` is one value of several components";
        assert!(said.contains(expected), "{said}");
    }
}

/// One template of two groups, whose profile is made of the files.
#[test]
fn a_template_of_two_groups_is_a_size_of_each() {
    let group = |name: &str| {
        format!(
            "resource \"aws_autoscaling_group\" \"{name}\" {{\n  min_size = 2\n  max_size = 4\n  launch_template {{\n    \
             id      = aws_launch_template.all.id\n    version = \"$Latest\"\n  }}\n}}\n"
        )
    };
    let template = "resource \"aws_launch_template\" \"all\" {\n  instance_type = \"c6i.large\"\n}\n";
    let main = format!("{template}{}{}", group("day"), group("night"));
    let Some(folder) = repository() else { return };
    write(&folder, "main.tf", &main);
    commit(&folder);
    let (code, _, errors) = run(&folder, &["init", "--from", ".", "--region", "eu-west-1"]);
    assert_eq!(code, Some(0), "{errors}");
    let normal = read(&folder, "profiles/normal.yaml");
    assert_eq!(normal.matches("machine: c6i.large").count(), 2, "{normal}");
    write(&folder, "profiles/launch.yaml", &format!("{WINDOW}components:\n  day: {{machine: c6i.xlarge}}\n"));
    let (_, said, _) = run(&folder, &["check", "launch"]);
    assert!(
        said.contains("error[tf-shared]: `aws_launch_template.all.instance_type` is one value of several"),
        "{said}"
    );
    let both =
        format!("{WINDOW}components:\n  day: {{machine: c6i.xlarge}}\n  night: {{machine: c6i.xlarge}}\n");
    write(&folder, "profiles/launch.yaml", &both);
    let (_, said, _) = run(&folder, &["check", "launch"]);
    assert!(!said.contains("tf-shared"), "{said}");
}

const DATABASE: &str = "resource \"aws_db_instance\" \"shop\" {\n  engine            = \"postgres\"\n  engine_version    = \"16\"\n  \
    instance_class    = \"db.m6g.large\"\n  multi_az          = true\n  apply_immediately = false\n}\n\
    resource \"aws_db_instance\" \"copy\" {\n  replicate_source_db = aws_db_instance.shop.identifier\n  \
    instance_class      = aws_db_instance.shop.instance_class\n  apply_immediately   = true\n}\n";
const SHOP: &str = "  shop:\n    kind: database\n    owner: o\n    test: t\n    terraform: {address: aws_db_instance.shop}\n    \
    engine: postgres\n    version: \"16\"\n    class: db.m6g.large\n    multi_az: true\n    \
    replicas: {count: 0}\n    storage: {type: gp3, size: 100GiB, iops: null, throughput: null}\n";
const LARGER: &str = "  shop: {class: db.m6g.4xlarge}\n";
const COPY: &str = "aws_db_instance.copy";

fn json(folder: &TempDir, arguments: &[&str]) -> Value {
    let (code, said, errors) = run(folder, &[arguments, &["--format", "json"]].concat());
    assert!(code != Some(2), "{errors}");
    serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}{errors}"))
}

fn part<'a>(diff: &'a Value, name: &str) -> &'a Value {
    let parts = diff["components"].as_array().unwrap();
    parts.iter().find(|part| part["name"] == name).unwrap_or_else(|| panic!("no {name}: {diff:#}"))
}

fn amount(of: &Value) -> f64 {
    of["expected"].as_str().unwrap().parse().unwrap()
}

/// The replica is in no profile: it has its effect and its money, whether the files are those of the launch or not.
#[test]
fn a_replica_that_follows_is_in_each_figure_under_its_address() {
    let Some(folder) = project(DATABASE, SHOP, LARGER) else { return };
    let before = json(&folder, &["diff", "normal", "launch"]);
    let copy = part(&before, COPY);
    assert_eq!((&copy["along"], &copy["effect"]), (&Value::from("shop"), &Value::from("restart")));
    assert_eq!(
        (&copy["changes"][0]["from"], &copy["changes"][0]["to"]),
        (&"db.m6g.large".into(), &"db.m6g.4xlarge".into())
    );
    assert!(part(&before, "shop").get("along").is_none());
    let [whole, own, shop] =
        [&before["cost"], &copy["cost"], &part(&before, "shop")["cost"]].map(|cost| amount(&cost["window"]));
    assert!(own > 20.0 && (whole - own - shop).abs() < 0.02, "{whole} is not {own} and {shop}");
    let (_, said, _) = run(&folder, &["diff", "normal", "launch"]);
    assert!(said.contains("1 component gets larger, 1 resource changes along"), "{said}");
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("aws_db_instance.copy (changes along with shop) is down for about"), "{said}");
    // The bill of a profile has it, too, and so has the runbook.
    for (profile, class) in [("normal", "db.m6g.large"), ("launch", "db.m6g.4xlarge")] {
        let cost = json(&folder, &["cost", profile]);
        let own = part(&cost, COPY);
        assert!(
            own["along"] == "shop" && own["lines"][0]["key"].as_str().unwrap().starts_with(class),
            "{cost:#}"
        );
    }
    let (_, page, _) = run(&folder, &["runbook", "launch", "--format", "markdown"]);
    for expected in [
        "Along with shop changes aws\\_db\\_instance.copy: class db.m6g.large → db.m6g.4xlarge.",
        "Along with shop changes aws\\_db\\_instance.copy: class db.m6g.4xlarge → db.m6g.large.",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    assert!(!page.contains("--only aws_db_instance.copy"), "{page}");
    // With the launch in the files it is the same, and what is left on costs what `diff` says.
    assert_eq!(run(&folder, &["build", "launch"]).0, Some(0));
    commit(&folder);
    assert_eq!(json(&folder, &["diff", "normal", "launch"]), before);
    let left = json(&folder, &["status", "--now", "2027-03-01T00:00:00Z"]);
    let hour = amount(&before["cost"]["left_on"]["hour"]);
    let running: f64 = left["in_files"]["hour"].as_str().unwrap().parse().unwrap();
    assert!((running - hour).abs() < 0.006 && hour > 2.0, "{running} and {hour}");
}

/// A profile that must not interrupt users does not do so by what changes along.
#[test]
fn a_replica_that_restarts_breaks_the_promise_too() {
    let Some(folder) = project(DATABASE, SHOP, LARGER) else { return };
    write(&folder, "profiles/launch.yaml", &format!("{WINDOW}slo: zero-downtime\ncomponents:\n{LARGER}"));
    let (code, said, _) = run(&folder, &["check", "launch"]);
    assert_eq!(code, Some(1), "{said}");
    let expected = "`class` of `aws_db_instance.copy` changes along with `shop`, which means restart";
    assert!(said.contains(expected), "{said}");
}

/// A change that waits for a maintenance window has no hour.
#[test]
fn what_waits_for_a_maintenance_window_has_no_hour() {
    let Some(folder) = project(DATABASE, SHOP, LARGER) else { return };
    let (_, said, _) = run(&folder, &["diff", "normal", "launch"]);
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let expected = "in a maintenance window shop drops its connections for about 2 min: it waits for the next \
                    maintenance window of aws_db_instance.shop, as `apply_immediately` is not true";
    assert!(said.contains(expected), "{said}");
    assert!(said.contains("when shop changes"), "it is not known: {said}");
    let (_, details, _) = run(&folder, &["diff", "normal", "launch", "--details"]);
    let details = details.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(details.contains("(in a maintenance window, users feel it for about 2 min)"), "{details}");
    assert!(
        details.contains("write `apply_immediately = true` into aws_db_instance.shop and apply that before"),
        "{details}"
    );
    let diff = json(&folder, &["diff", "normal", "launch"]);
    let waits = |name: &str| part(&diff, name)["changes"][0].get("waits").cloned();
    let expected = serde_json::json!({"address": "aws_db_instance.shop", "attribute": "apply_immediately", "at": "main.tf:6:3"});
    assert_eq!((waits("shop"), waits(COPY)), (Some(expected), None));
    let runbook = json(&folder, &["runbook", "launch"]);
    let step = |runbook: &Value| {
        let steps = runbook["steps"].as_array().unwrap().iter();
        steps.clone().find(|step| step["title"].as_str().unwrap().starts_with("Resize shop")).unwrap().clone()
    };
    let own = step(&runbook);
    assert_eq!(own["title"], "Resize shop, which waits for a maintenance window");
    assert_eq!(
        (&own["latest"]["minus"], &own["latest"]["day"], &own["say"]),
        (&"".into(), &Value::Null, &Value::Null)
    );
    assert!(own["notes"].to_string().contains("have the cloud make it at once"), "{own:#}");
    // Where it happens with the apply, it has its time.
    write(&folder, "main.tf", &DATABASE.replace("= false", "= true"));
    let runbook = json(&folder, &["runbook", "launch"]);
    assert!(step(&runbook)["latest"]["minus"].as_str().unwrap().starts_with("T-"), "{runbook:#}");
    let (_, said, _) = run(&folder, &["diff", "normal", "launch"]);
    assert!(!said.contains("maintenance window"), "{said}");
}

/// What a service costs that runs the task of another one, once that is accepted.
#[test]
fn a_service_that_changes_along_has_its_money() {
    let normal = app("api", ", also: [aws_ecs_service.admin]")
        .replace("    memory", "    architecture: x86_64\n    memory");
    let main = SERVICES.replace(
        "  memory = 512\n",
        "  memory = 512\n  runtime_platform {\n    cpu_architecture = \"X86_64\"\n  }\n",
    );
    let Some(folder) = project(&main, &normal, "  api: {cpu: 1, memory: 2GiB}\n") else { return };
    let diff = json(&folder, &["diff", "normal", "launch"]);
    let [api, admin] = ["api", "aws_ecs_service.admin"].map(|name| part(&diff, name));
    assert_eq!(admin["along"], "api");
    assert_eq!(admin["effect"], api["effect"]);
    // Two tasks of three.
    let [api, admin] = [api, admin].map(|own| amount(&own["cost"]["window"]));
    assert!(admin > 1.0 && (admin / api - 2.0 / 3.0).abs() < 0.01, "{admin} of {api}");
}

/// A build that would be refused leaves open what changes along: that is said.
#[test]
fn what_a_refused_build_leaves_open_is_not_known() {
    let Some(folder) = project(SERVICES, &app("api", ""), "  api: {cpu: 1, memory: 2GiB}\n") else { return };
    let (code, said, errors) = run(&folder, &["diff", "normal", "launch"]);
    assert_eq!(code, Some(0), "{errors}");
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("what changes along in your Terraform, because a build would be refused: `scaleprof check` says why"), "{said}");
    for arguments in [["diff", "normal", "launch"], ["diff", "launch", "normal"]] {
        let told = json(&folder, &arguments)["not_known"].to_string();
        assert!(told.contains("what changes along in your Terraform"), "{told}");
    }
    let (_, bill, _) = run(&folder, &["cost", "launch"]);
    assert!(bill.contains("not known:\n  what changes along in your Terraform"), "{bill}");
}

/// What an address holds besides names is not shown as it is.
#[test]
fn an_address_is_shown_and_steers_nothing() {
    let main = "resource \"aws_db_instance\" \"shop\" {\n  engine = \"postgres\"\n  instance_class = \"db.m6g.large\"\n}\n\
        resource \"aws_db_instance\" \"copy\" {\n  for_each            = toset([\"a|<b>`*\\u001b[31m\"])\n  \
        replicate_source_db = aws_db_instance.shop.identifier\n  instance_class      = aws_db_instance.shop.instance_class\n}\n";
    let Some(folder) = project(main, SHOP, LARGER) else { return };
    for format in ["text", "markdown", "json", "html"] {
        let (code, said, errors) = run(&folder, &["diff", "normal", "launch", "--format", format]);
        assert_eq!(code, Some(0), "{errors}");
        assert!(said.contains("copy") && !said.contains('\u{1b}'), "{format}: {said}");
        let is_markup = ["markdown", "html"].contains(&format);
        assert!(!is_markup || !said.contains("<b>`"), "{format}: {said}");
    }
}
