//! What is said where a name is nearly right, and words that have to fit what they speak of, in Terraform of the team's own.

use crate::tuned::{commit, git, read, repository, run, write};

use std::process::{Command, Stdio};

use tempfile::TempDir;

const MAIN: &str = "resource \"aws_ecs_service\" \"api\" {\n  name        = \"api\"\n  launch_type = \"FARGATE\"\n\n  \
    lifecycle {\n    ignore_changes = [desired_count]\n  }\n}\n\n\
    resource \"aws_appautoscaling_target\" \"api\" {\n  resource_id  = \"service/c/${aws_ecs_service.api.name}\"\n  \
    min_capacity = 12\n  max_capacity = 60\n}\n";
const NORMAL: &str = "profile: normal\nstack: s\ncloud: {provider: aws, region: eu-west-1}\nterraform:\n  infra: {dir: .}\n\
    owners: {o: {name: O, contact: o@example.com}}\ncomponents:\n  api:\n    kind: app\n    \
    terraform: {address: aws_ecs_service.api}\n    count: {min: 12, max: 60}\n";
const LAUNCH: &str = "profile: launch\nextends: normal\ncomponents:\n  api: {count: x5, owner: o, test: t}\n";

fn project(normal: &str, launch: &str, main: &str) -> Option<TempDir> {
    let folder = repository()?;
    write(&folder, "profiles/normal.yaml", normal);
    write(&folder, "profiles/launch.yaml", launch);
    write(&folder, "main.tf", main);
    commit(&folder);
    Some(folder)
}

#[test]
fn a_name_that_is_nearly_right_is_asked_after() {
    let web = NORMAL.replace("  api:\n", "  web:\n");
    let Some(folder) = project(&web, &LAUNCH.replace("api:", "wbe:"), MAIN) else { return };
    let (code, said, _) = run(&folder, &["check", "launch"]);
    assert!(code == Some(1) && said.contains("did you mean `web`? A new component needs `kind:`"), "{said}");
    // A root to which the launch adds a word.
    let launch = LAUNCH.replace("api:", "web:") + "terraform: {infar: {alarms: true}}\n";
    write(&folder, "profiles/launch.yaml", &launch);
    let (code, said, _) = run(&folder, &["check", "launch"]);
    assert!(code == Some(1) && said.contains("did you mean `infra`? A new one needs `dir:`"), "{said}");
    write(&folder, "profiles/launch.yaml", &LAUNCH.replace("api:", "web:"));
    for (only, hint) in [("wbe", "did you mean `web`?"), ("database", "these are: web")] {
        let (code, _, errors) = run(&folder, &["build", "launch", "--only", only]);
        assert!(code == Some(2) && errors.contains(hint), "{errors}");
    }
    // The root that is the folder itself has a name.
    write(&folder, "profiles/normal.yaml", &web.replace("service.api", "service.apy"));
    let (_, said, _) = run(&folder, &["check", "launch"]);
    assert!(said.contains("error[tf-absent]: there is no `aws_ecs_service.apy` in `.`"), "{said}");
}

/// Tasks are called so, however large they are; and what says least of a component stands last.
#[test]
fn tasks_of_no_stated_size_are_tasks() {
    let launch = LAUNCH.replace("count: x5", "scale_on: {cpu: 40}, count: x5");
    let Some(folder) =
        project(&NORMAL.replace("    count", "    scale_on: {cpu: 60}\n    count"), &launch, MAIN)
    else {
        return;
    };
    let (code, said, errors) = run(&folder, &["diff", "normal", "launch", "--format", "json"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(!said.contains("machines"), "{said}");
    let (_, said, _) = run(&folder, &["diff", "normal", "launch"]);
    assert!(
        said.contains("12 to 60 tasks") && said.contains("60 to 300 tasks, scale_on.cpu 40, o"),
        "{said}"
    );
}

/// A patch has no pages: after it the Terraform is right, and a build writes them and changes nothing else.
#[test]
fn after_a_patch_only_pages_are_stale() {
    let Some(folder) = project(NORMAL, LAUNCH, MAIN) else { return };
    let (code, patch, errors) = run(&folder, &["build", "launch", "--patch"]);
    assert!(
        code == Some(0) && errors.contains("once it is applied, `scaleprof build launch` writes them"),
        "{errors}"
    );
    let mut apply =
        Command::new("git").args(["apply"]).current_dir(folder.path()).stdin(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut apply.stdin.take().unwrap(), patch.as_bytes()).unwrap();
    assert!(apply.wait().unwrap().success());
    let (code, said, errors) = run(&folder, &["build", "launch", "--check"]);
    assert!(code == Some(1) && !said.contains("  main.tf"), "{said}");
    assert!(
        errors.contains("your Terraform is as `launch` wants it")
            && errors.contains("run `scaleprof build launch`"),
        "{errors}"
    );
    let main = read(&folder, "main.tf");
    assert_eq!(run(&folder, &["build", "launch"]).0, Some(0));
    assert_eq!(read(&folder, "main.tf"), main);
    let (code, _, errors) = run(&folder, &["build", "launch", "--check"]);
    assert_eq!(code, Some(0), "{errors}");
    // Where the Terraform is not right, that is not said.
    git(folder.path(), &["checkout", "--quiet", "main.tf"]);
    let (_, said, errors) = run(&folder, &["build", "launch", "--check"]);
    assert!(said.contains("changed  main.tf:") && !errors.contains("your Terraform is as"), "{said}{errors}");
}

/// The instruction set of tasks on Fargate has a default, and no build changes it.
#[test]
fn the_architecture_of_tasks_is_what_the_terraform_says() {
    let task = "resource \"aws_ecs_task_definition\" \"api\" {\n  family = \"api\"\n  cpu    = 1024\n  memory = 4096\n}\n\n";
    let main = format!(
        "provider \"aws\" {{\n  region = \"eu-west-1\"\n}}\n\n{task}{}",
        MAIN.replace(
            "= \"FARGATE\"\n",
            "= \"FARGATE\"\n\n  task_definition = aws_ecs_task_definition.api.arn\n"
        )
    );
    let Some(folder) = repository() else { return };
    write(&folder, "main.tf", &main);
    commit(&folder);
    let (code, said, errors) = run(&folder, &["init", "--from", "."]);
    assert_eq!(code, Some(0), "{said}{errors}");
    let normal = read(&folder, "profiles/normal.yaml");
    assert!(normal.contains("    architecture: x86_64 # not set: the default\n"), "{normal}");
    assert_eq!(run(&folder, &["check", "normal"]).0, Some(0));
    // It is what it is: not another one every day, and not another one in a launch, stated there or not.
    write(&folder, "profiles/normal.yaml", &normal.replace("x86_64", "arm64"));
    let (code, said, _) = run(&folder, &["check", "normal"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("error[tf-drift]: `architecture` of `api` is `arm64` here, and `aws_ecs_task_definition.api` does not set it: the default is `x86_64`"),
        "{said}"
    );
    write(
        &folder,
        "profiles/launch.yaml",
        "profile: launch\nextends: normal\ncomponents:\n  api: {count: x2, architecture: arm64}\n",
    );
    for left_out in [false, true] {
        let line = "    architecture: x86_64 # not set: the default\n";
        write(
            &folder,
            "profiles/normal.yaml",
            &if left_out { normal.replace(line, "") } else { normal.clone() },
        );
        let (code, said, _) = run(&folder, &["check", "launch"]);
        assert_eq!(code, Some(1), "{said}");
        assert!(
            said.contains("error[identity-changed]: `architecture` of `api` differs between profiles"),
            "{said}"
        );
    }
}

/// A group stands in the zones that its Terraform names, not in those of a network that would be made for it.
#[test]
fn a_group_is_even_over_its_own_zones() {
    let subnets = "resource \"aws_subnet\" \"a\" {\n  availability_zone = \"eu-west-1a\"\n}\n\n\
                   resource \"aws_subnet\" \"b\" {\n  count             = 2\n  availability_zone = \"eu-west-1b\"\n}\n\n";
    let group = |zones: &str| {
        format!(
            "{subnets}resource \"aws_autoscaling_group\" \"web\" {{\n  min_size            = 4\n  max_size            = 9\n  \
             vpc_zone_identifier = {zones}\n}}\n\nvariable \"subnets\" {{}}\n\ndata \"aws_subnets\" \"all\" {{}}\n"
        )
    };
    let normal = NORMAL
        .replace("  api:\n    kind: app", "  web:\n    kind: fleet\n    machine: c6i.large")
        .replace("ecs_service.api", "autoscaling_group.web")
        .replace("min: 12, max: 60", "min: 4, max: 9");
    let Some(folder) = project(&normal, "profile: launch\nextends: normal\n", &group("var.subnets")) else {
        return;
    };
    for (zones, expected) in [
        ("[aws_subnet.a.id, aws_subnet.b[0].id]", Some("9 do not spread evenly over 2 zones")),
        // Two networks of one zone are one place.
        (
            "[aws_subnet.a.id, aws_subnet.b[0].id, aws_subnet.b[1].id]",
            Some("9 do not spread evenly over 2 zones"),
        ),
        ("concat([aws_subnet.a.id], aws_subnet.b[*].id)", Some("9 do not spread evenly over 2 zones")),
        ("[\"subnet-1\", \"subnet-2\", \"subnet-3\"]", Some("4 do not spread evenly over 3 zones")),
        ("[aws_subnet.a.id]", None),
        ("var.subnets", None),
        ("data.aws_subnets.all.ids", None),
    ] {
        write(&folder, "main.tf", &group(zones));
        let (_, said, errors) = run(&folder, &["check", "normal"]);
        match expected {
            Some(expected) => assert!(
                said.contains(expected) && said.contains("where it stands"),
                "{zones}: {said}{errors}"
            ),
            None => assert!(!said.contains("zone-imbalance"), "{zones}: {said}"),
        }
    }
}

/// One end of a count is left out because the other one is not known, and that is what is said.
#[test]
fn an_end_alone_is_left_out_for_the_other() {
    let main = "data \"aws_region\" \"here\" {}\n\nresource \"aws_autoscaling_group\" \"web\" {\n  \
                min_size = lookup({ eu-west-1 = 3 }, data.aws_region.here.name)\n  max_size = 9\n}\n\n\
                resource \"aws_db_instance\" \"shop\" {\n  instance_class = \"db.m6g.large\"\n}\n";
    let Some(folder) = repository() else { return };
    write(&folder, "main.tf", main);
    let (code, said, errors) = run(&folder, &["init", "--from", ".", "--region", "eu-west-1"]);
    assert_eq!(code, Some(0), "{errors}");
    for line in [
        "aws_autoscaling_group.web.min_size: the data source `data.aws_region.here` is looked up outside the repository\n",
        "aws_autoscaling_group.web.max_size: 9, and `min_size` of the same resource, which belongs to it, is not known\n",
    ] {
        assert!(said.contains(line), "{said}");
    }
}
