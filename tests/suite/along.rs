//! What changes along with a component in Terraform of the team's own: resources that several use, and what follows.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::tuned::{commit, read, repository, run, write};

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
