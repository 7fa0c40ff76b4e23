//! `check` and `init --from` over Terraform of the team's own: findings with its file and line, and none of its texts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::common::skip;

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const NORMAL: &str = "profile: normal\nstack: s\ncloud: {provider: aws, region: eu-west-1}\n\
    terraform:\n  prod: {dir: ../infra}\n\
    owners: {o: {name: O, contact: o@example.com}}\ncomponents:\n  shop-db:\n    kind: database\n    owner: o\n    test: t\n    \
    terraform: {address: aws_db_instance.shop}\n    class: db.m6g.large\n";
const LAUNCH: &str = "profile: launch\nextends: normal\n\
    window: {start: 2027-02-03T09:00:00+02:00, duration: 24h, ready: 40m}\ncomponents:\n  shop-db: {class: db.m6g.xlarge}\n";
const MAIN: &str = "resource \"aws_db_instance\" \"shop\" {\n  password = \"hunter2\"\n  instance_class = \"db.m6g.large\"\n}\n\
    resource \"aws_db_instance\" \"other\" {\n  tags = { secret = \"hunter2\", apply = false }\n}\n";

/// A repository whose project is in `ops/` and whose Terraform is in `infra/`.
fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    let profiles = [("ops/profiles/normal.yaml", NORMAL), ("ops/profiles/launch.yaml", LAUNCH)];
    for (path, text) in profiles.iter().chain(files) {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Exit code, standard output and standard error of a command in `ops/`.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let program = env!("CARGO_BIN_EXE_scaleprof");
    let output = Command::new(program).current_dir(folder.join("ops")).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn places_are_seen_from_the_project_and_nothing_beside_them_is_shown() {
    let folder = project(&[("infra/main.tf", MAIN), ("infra/broken.tf", "x = \"hunter2\n")]);
    for format in ["text", "json", "github", "sarif"] {
        let (code, said, errors) = run(folder.path(), &["check", "--format", format]);
        assert_eq!(code, Some(1), "{errors}");
        assert!(said.contains("tf-pending") && said.contains("tf-parse"), "{said}");
        assert!(said.contains("../infra/main.tf") && said.contains("../infra/broken.tf"), "{said}");
        assert!(!format!("{said}{errors}").contains("hunter2"), "{format}: {said}");
    }
    let (_, said, _) = run(folder.path(), &["check"]);
    assert!(said.contains("../infra/main.tf:1:1") && said.contains("profiles/launch.yaml:5:20"), "{said}");
}

#[test]
fn storage_that_stands_there_with_its_own_size_as_its_limit_does_not_grow() {
    for (most, is_right) in [("100GiB", true), ("105GiB", false)] {
        let storage = format!("    storage: {{type: gp3, size: 100GiB, max_size: {most}}}\n");
        let normal = format!("{NORMAL}{storage}");
        let folder = project(&[("infra/main.tf", MAIN), ("ops/profiles/normal.yaml", &normal)]);
        let (_, said, _) = run(folder.path(), &["check"]);
        assert_eq!(!said.contains("storage-limits"), is_right, "{said}");
    }
}

#[test]
fn a_warning_is_allowed_with_a_reason() {
    let folder = project(&[("infra/main.tf", MAIN)]);
    let (code, said, _) = run(folder.path(), &["check", "--deny-warnings"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("warning[tf-pending]"), "{said}");
    let allowed =
        LAUNCH.replace("db.m6g.xlarge}", "db.m6g.xlarge, allow: {tf-pending: merged a week before}}");
    fs::write(folder.path().join("ops/profiles/launch.yaml"), &allowed).unwrap();
    let (_, said, _) = run(folder.path(), &["check"]);
    assert!(!said.contains("tf-pending") && !said.contains("unused-allow"), "{said}");
    // Where it applies at once, the line is not needed.
    let at_once = MAIN.replace("  password", "  apply_immediately = true\n  password");
    fs::write(folder.path().join("infra/main.tf"), at_once).unwrap();
    let (_, said, _) = run(folder.path(), &["check"]);
    assert!(said.contains("unused-allow"), "{said}");
    // Who looks at no Terraform does not call it unneeded.
    let (_, _, errors) = run(folder.path(), &["diff", "normal", "launch"]);
    assert!(!errors.contains("unused-allow"), "{errors}");
}

#[test]
fn a_root_beyond_the_repository_is_an_error() {
    let folder = project(&[("infra/main.tf", MAIN)]);
    let beyond = NORMAL.replace("../infra", "../../infra");
    fs::write(folder.path().join("ops/profiles/normal.yaml"), beyond).unwrap();
    for arguments in [&["check"][..], &["build", "launch"]] {
        let (code, said, errors) = run(folder.path(), arguments);
        assert_eq!(code, Some(1), "{said}{errors}");
        assert!(
            format!("{said}{errors}").contains("error[unknown-root]: the folder of `prod` lies outside"),
            "{said}"
        );
    }
}

#[test]
fn what_is_broken_is_a_finding_of_init_too() {
    let folder = project(&[
        ("infra/main.tf", MAIN),
        ("infra/broken.tf", "x = \"hunter2\n"),
        ("other/t.tf", "{{ x }}\n"),
    ]);
    fs::remove_dir_all(folder.path().join("ops/profiles")).unwrap();
    let (code, said, errors) = run(folder.path(), &["init", "--from", "../infra", "--region", "eu-west-1"]);
    assert_eq!(code, Some(1), "{errors}");
    assert!(errors.contains("error[tf-parse]") && errors.contains("../infra/broken.tf:1:"), "{errors}");
    assert!(errors.contains("warning[tf-unread]") && errors.contains("../other/t.tf:1:"), "{errors}");
    assert!(said.contains("created profiles/normal.yaml") || said.contains("profiles/normal.yaml"), "{said}");
    assert!(!errors.contains("hunter2"), "{errors}");
    // What is broken elsewhere does not make it fail.
    fs::remove_file(folder.path().join("infra/broken.tf")).unwrap();
    fs::remove_dir_all(folder.path().join("ops/profiles")).unwrap();
    let (code, _, errors) = run(folder.path(), &["init", "--from", "../infra", "--region", "eu-west-1"]);
    assert_eq!(code, Some(0), "{errors}");
}

/// Why a size is left out is what is so: another kind, another value of the same field, or a name that says too little.
#[test]
fn what_is_left_out_has_a_true_reason() {
    let main = "module \"a\" {\n  source = \"example/stack/cloud\"\n  instance_class = \"db.m6g.large\"\n  \
        replica_instance_class = \"db.m6g.xlarge\"\n  task_memory = 512\n  replica_count = 5\n}\n";
    let folder = project(&[("infra/main.tf", main), ("other/main.tf", &MAIN.replace("shop", "shelf"))]);
    fs::remove_dir_all(folder.path().join("ops/profiles")).unwrap();
    let (code, said, errors) = run(folder.path(), &["init", "--from", "..", "--region", "eu-west-1"]);
    assert_eq!(code, Some(0), "{errors}");
    for reason in [
        "replica_instance_class in infra: db.m6g.xlarge, and `class` of `a` is db.m6g.large, which stands elsewhere",
        "task_memory in infra: 512, a size of `app`, and `a` is `database`",
        "replica_count in infra: 5, whose name alone does not say which field of a profile it is",
    ] {
        assert!(said.contains(reason), "{reason}: {said}");
    }
}

/// What makes a price only of tasks that run on demand is left out of others with the reason, and nothing has a price then.
#[test]
fn tasks_on_machines_have_no_price_of_tasks_on_demand() {
    let main = "resource \"aws_ecs_task_definition\" \"a\" {\n  family = \"a\"\n  cpu = 1024\n  memory = 2048\n  \
        runtime_platform {\n    cpu_architecture = \"ARM64\"\n  }\n}\n\n\
        resource \"aws_ecs_service\" \"a\" {\n  task_definition = aws_ecs_task_definition.a.arn\n  desired_count = 4\n  \
        launch_type = \"FARGATE\"\n}\n";
    for (launch_type, priced) in [("FARGATE", true), ("EC2", false)] {
        let folder = project(&[("infra/main.tf", &main.replace("FARGATE", launch_type))]);
        fs::remove_dir_all(folder.path().join("ops/profiles")).unwrap();
        let (code, said, errors) =
            run(folder.path(), &["init", "--from", "../infra", "--region", "eu-west-1"]);
        assert_eq!(code, Some(0), "{errors}");
        let reason = "infra/main.tf:6  aws_ecs_task_definition.a.runtime_platform.cpu_architecture: arm64, and what its tasks cost is not known: nothing says that all of them run on Fargate on demand";
        assert_eq!(said.contains(reason), !priced, "{said}");
        let (code, said, errors) = run(folder.path(), &["cost", "normal"]);
        assert_eq!(code, Some(0), "{errors}");
        assert_eq!(said.contains("`architecture` not stated"), !priced, "{said}");
    }
}

/// A size with a unit that is not read is left out, and no container in the task stands for it: profiles of it can be built.
#[test]
fn a_size_with_a_unit_is_no_field_and_neither_is_a_container_in_it() {
    let main = "resource \"aws_ecs_task_definition\" \"a\" {\n  family = \"a\"\n  cpu = \"1 vCPU\"\n  memory = \"2 GB\"\n  \
        requires_compatibilities = [\"FARGATE\"]\n  \
        container_definitions = jsonencode([{ name = \"a\", memory = 2048, cpu = 512 }])\n}\n\n\
        resource \"aws_ecs_service\" \"a\" {\n  task_definition = aws_ecs_task_definition.a.arn\n  desired_count = 4\n}\n";
    let folder = project(&[("infra/main.tf", main)]);
    fs::remove_dir_all(folder.path().join("ops/profiles")).unwrap();
    let (code, said, errors) = run(folder.path(), &["init", "--from", "../infra", "--region", "eu-west-1"]);
    assert_eq!(code, Some(0), "{errors}");
    for reason in [
        ".cpu: 1 vCPU, a text with a unit, and only a number of 1024ths of a vCPU is read",
        ".memory: 2 GB, a text with a unit, and only a number of MiB is read",
        "[0].memory: 2048, and `memory` of the same resource, which decides, is not known",
        "[0].cpu: 512, and `cpu` of the same resource, which decides, is not known",
    ] {
        assert!(said.contains(reason), "{reason}: {said}");
    }
    let normal = fs::read_to_string(folder.path().join("ops/profiles/normal.yaml")).unwrap();
    assert!(normal.contains("min: 4") && !normal.contains("memory:") && !normal.contains("cpu:"), "{normal}");
    let (_, said, errors) = run(folder.path(), &["check"]);
    assert!(!said.contains("tf-drift") && !errors.contains("tf-drift"), "{said}{errors}");
}

/// The floor and the ceiling of a module's call are those of the kind that its other arguments show; a schedule's are not.
#[test]
fn the_counts_of_a_call_are_sizes_of_its_kind() {
    let main = "module \"api\" {\n  source = \"example/service/cloud\"\n  cpu = 512\n  memory = 1024\n  \
        autoscaling_min_capacity = 3\n  autoscaling_max_capacity = 9\n  \
        autoscaling_scheduled_actions = { night = { min_capacity = 1, max_capacity = 1 } }\n}\n\
        module \"db\" {\n  source = \"example/database/cloud\"\n  instance_class = \"db.r6g.large\"\n  \
        autoscaling_max_capacity = 5\n}\n";
    let folder = project(&[("infra/main.tf", main)]);
    fs::remove_dir_all(folder.path().join("ops/profiles")).unwrap();
    let (code, said, errors) = run(folder.path(), &["init", "--from", "../infra", "--region", "eu-west-1"]);
    assert_eq!(code, Some(0), "{errors}");
    let left = "module.db.autoscaling_max_capacity: 5, for which";
    assert!(said.contains(left) && said.contains("night.max_capacity: 1, for which"), "{said}");
    let normal = fs::read_to_string(folder.path().join("ops/profiles/normal.yaml")).unwrap();
    assert!(
        normal.contains("min: 3 ") && normal.contains("max: 9 ") && !normal.contains("max: 5"),
        "{normal}"
    );
    let launch = "profile: launch\nextends: normal\n\
        window: {start: 2027-02-03T09:00:00+02:00, duration: 24h, ready: 40m}\n\
        components:\n  api: {memory: x2, count: {min: x4, max: x4}}\n  db: {}\n";
    fs::write(folder.path().join("ops/profiles/launch.yaml"), launch).unwrap();
    fs::remove_dir(folder.path().join(".git")).unwrap();
    let made = [&["init", "--quiet"][..], &["add", "--all"], &["commit", "--quiet", "--message=first"]];
    if !made.iter().all(|arguments| git(folder.path(), arguments)) {
        return skip::skip("there is no git on PATH").unwrap_or_default();
    }
    let (code, said, errors) = run(folder.path(), &["build", "launch"]);
    assert_eq!(code, Some(0), "{errors}");
    let lines = "infra/main.tf:4 1024 -> 2048\ninfra/main.tf:5 3 -> 12\ninfra/main.tf:6 9 -> 36\n";
    assert!(said.starts_with(lines), "{said}");
    assert_eq!(run(folder.path(), &["build", "normal"]).0, Some(0));
    assert_eq!(fs::read_to_string(folder.path().join("infra/main.tf")).unwrap(), main);
}

/// `memory` alone is a size of a task or of a function, so that the kind is not guessed.
#[test]
fn a_name_that_two_kinds_have_shows_neither() {
    let main = "module \"push\" {\n  source = \"example/lambda/cloud\"\n  memory = 1024\n}\n\
        module \"pull\" {\n  source = \"example/lambda/cloud\"\n  memory = 512\n  \
        reserved_concurrent_executions = 20\n}\n";
    let folder = project(&[("infra/main.tf", main)]);
    fs::remove_dir_all(folder.path().join("ops/profiles")).unwrap();
    let (code, said, errors) = run(folder.path(), &["init", "--from", "../infra", "--region", "eu-west-1"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(said.contains("infra/main.tf:3  module.push.memory: 1024, for which"), "{said}");
    let normal = fs::read_to_string(folder.path().join("ops/profiles/normal.yaml")).unwrap();
    let pull = "  pull:\n    kind: function\n    terraform: {address: module.pull}\n    memory: 512MiB ";
    assert!(normal.contains(pull) && !normal.contains("kind: app"), "{normal}");
}

fn git(folder: &Path, arguments: &[&str]) -> bool {
    let identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    let mut git = Command::new("git");
    git.args(identity).args(arguments).current_dir(folder);
    git.env("GIT_COMMITTER_DATE", "2027-02-01T10:00:00Z");
    git.output().is_ok_and(|out| out.status.success())
}

/// A launch that was merged on the first of February, and not taken back.
fn merged() -> Option<TempDir> {
    let folder = project(&[("infra/main.tf", MAIN)]);
    fs::remove_dir(folder.path().join(".git")).unwrap();
    let add = |message: &str| {
        git(folder.path(), &["add", "--all"])
            && git(folder.path(), &["commit", "--quiet", &format!("--message={message}")])
    };
    if !git(folder.path(), &["init", "--quiet", "--initial-branch=main"]) || !add("first") {
        return skip::skip("there is no git on PATH");
    }
    let main = MAIN.replace("db.m6g.large", "db.m6g.xlarge");
    fs::write(folder.path().join("infra/main.tf"), main).unwrap();
    assert!(add("launch"));
    Some(folder)
}

const AFTER: &str = "2027-03-01T00:00:00Z";
const LEFT: &str =
    "../infra/main.tf:3 shop-db class: db.m6g.xlarge, should be db.m6g.large, since 2027-02-01T10:00:00Z";

#[test]
fn a_launch_that_was_not_taken_back_is_overdue() {
    let Some(folder) = merged() else { return };
    // In the window it is what it should be, and before it, too.
    for now in ["2027-02-02T12:00:00Z", "2027-02-03T12:00:00Z"] {
        let (code, said, errors) = run(folder.path(), &["status", "--now", now]);
        assert_eq!((code, &*said), (Some(0), "in your Terraform:\n\nshop-db  launch\n"), "{errors}");
        let (_, said, _) = run(folder.path(), &["check", "--now", now]);
        assert!(!said.contains("tf-overdue"), "{said}");
    }
    let (code, said, _) = run(folder.path(), &["check", "--now", AFTER]);
    assert_eq!(code, Some(1));
    assert!(said.contains("error[tf-overdue]") && said.contains("../infra/main.tf:3:"), "{said}");
    assert!(
        said.contains(LEFT) && said.contains("what shop-db costs is not known, and not counted"),
        "{said}"
    );
    let (code, said, _) = run(folder.path(), &["status", "--now", AFTER]);
    assert_eq!(code, Some(1));
    assert!(said.contains("OVERDUE: the window of launch is over") && said.contains(LEFT), "{said}");
    let (_, said, _) = run(folder.path(), &["status", "--now", AFTER, "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&said).unwrap();
    let files = &report["in_files"];
    assert_eq!(files["components"]["shop-db"], serde_json::json!(["launch"]));
    assert_eq!(files["overdue"][0]["line"], 3);
    assert_eq!(files["overdue"][0]["since"]["at_least"], false);
    assert_eq!(files["overdue"][0]["wanted"], "db.m6g.large");
    // The way back ends it.
    let (code, _, errors) = run(folder.path(), &["build", "normal", "--now", AFTER]);
    assert_eq!(code, Some(0), "{errors}");
    let (code, said, _) = run(folder.path(), &["status", "--now", AFTER]);
    assert_eq!((code, &*said), (Some(0), "in your Terraform:\n\nshop-db  normal\n"));
    // And in the window it would be missed.
    let (code, said, _) = run(folder.path(), &["status", "--now", "2027-02-03T12:00:00Z"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("NOT RAISED: the window of launch is open"), "{said}");
}

#[test]
fn a_component_without_any_price_is_no_zero() {
    let Some(folder) = merged() else { return };
    for format in ["text", "markdown"] {
        let (_, said, errors) = run(folder.path(), &["cost", "normal", "--format", format]);
        let row =
            said.lines().find(|line| line.contains("shop") && line.contains("database")).unwrap_or_default();
        assert!(row.contains("unknown") && !row.contains("$0.00"), "{said}{errors}");
    }
}

/// What cannot be read is not taken back: the guard never says that all is well of what it does not see.
#[test]
fn what_cannot_be_read_after_a_window_is_not_clean() {
    let Some(folder) = merged() else { return };
    let main = folder.path().join("infra/main.tf");
    let text = fs::read_to_string(&main).unwrap();
    let renamed = text.replace("\"shop\"", "\"store\"").replace("\"db\"", "\"store\"");
    assert_ne!(renamed, text);
    for broken in [text.clone() + "resource {{{\n", renamed, String::new()] {
        fs::write(&main, &broken).unwrap();
        let (code, said, errors) = run(folder.path(), &["status", "--now", AFTER]);
        assert_eq!(code, Some(1), "{broken}{said}{errors}");
        assert!(
            said.contains("NOT KNOWN: a window is over") && said.contains("of shop-db still stand"),
            "{said}"
        );
        // Before its window nothing of it is to be taken back.
        let (code, said, _) = run(folder.path(), &["status", "--now", "2027-01-01T00:00:00Z"]);
        assert!(code == Some(0) && !said.contains("NOT KNOWN"), "{said}");
    }
}

#[test]
fn what_is_stated_has_a_price_and_a_shallow_clone_knows_less() {
    let Some(folder) = merged() else { return };
    let full = NORMAL.replace(
        "    class: db.m6g.large\n",
        "    engine: postgres\n    version: \"16\"\n    multi_az: false\n    class: db.m6g.large\n    \
         storage: {type: gp3, size: 100GiB, iops: null, throughput: null}\n",
    );
    let clone = tempfile::tempdir().unwrap();
    let from = format!("file://{}", folder.path().display());
    let to = clone.path().join("c");
    assert!(git(clone.path(), &["clone", "--quiet", "--depth=1", &from, to.to_str().unwrap()]));
    for (at, since) in [(folder.path(), ", since 2027"), (&*to, ", at least since 2027")] {
        fs::write(at.join("ops/profiles/normal.yaml"), &full).unwrap();
        let (code, said, errors) = run(at, &["status", "--now", AFTER]);
        assert_eq!(code, Some(1), "{errors}");
        assert!(said.contains(since), "{said}");
        assert!(said.contains("until somebody switches back this costs +$0.1"), "{said}");
    }
    // What is not committed has no date.
    fs::write(to.join("infra/main.tf"), MAIN.replace("db.m6g.large", "db.m6g.xlarge") + "\n").unwrap();
    let (_, said, _) = run(&to, &["status", "--now", AFTER]);
    assert!(said.contains("should be db.m6g.large\n"), "{said}");
}
