//! `build` of components that stand in Terraform of the team's own: the constants are changed in place, and put back.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::common::skip;

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const MAIN: &str = "variable \"web\" {\n  type = object({ min = number, max = number, cpu = optional(number, 55) })\n}\n\n\
    resource \"aws_launch_template\" \"web\" {\n  image_id      = \"ami-0123456789abcdef0\"\n  \
    instance_type = \"c6i.large\" # for now\n}\n\n\
    resource \"aws_autoscaling_group\" \"web\" {\n  min_size = var.web.min\n  max_size = var.web.max\n  \
    launch_template {\n    id      = aws_launch_template.web.id\n    version = \"$Latest\"\n  }\n}\n\n\
    resource \"aws_autoscaling_policy\" \"web\" {\n  autoscaling_group_name = aws_autoscaling_group.web.name\n  \
    target_tracking_configuration {\n    target_value = var.web.cpu\n    \
    predefined_metric_specification {\n      predefined_metric_type = \"ASGAverageCPUUtilization\"\n    }\n  }\n}\n";
const VARS: &str = "web = {\n  min = 3 # at night\n  max = 9 # by day\n}\npassword = \"not for others\"\n";
const NORMAL: &str = "profile: normal\nstack: s\ncloud: {provider: aws, region: eu-west-1}\n\
    terraform:\n  prod: {dir: infra, var_files: [prod.tfvars]}\n\
    owners: {o: {name: O, contact: o@example.com}}\ncomponents:\n  web:\n    kind: fleet\n    owner: o\n    test: t\n    \
    terraform: {address: aws_autoscaling_group.web}\n    machine: c6i.large\n    count: {min: 3, max: 9}\n    \
    scale_on: {cpu: 55}\n";
const LAUNCH: &str = "profile: launch\nextends: normal\n\
    window: {start: 2027-02-03T09:00:00+02:00, duration: 24h, ready: 40m}\ncomponents:\n  web:\n    \
    machine: c6i.4xlarge\n    count: {min: 120, max: 360}\n    scale_on: {cpu: 40}\n";

pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    let out = Command::new("git").args(identity).args(arguments).current_dir(folder).output().unwrap();
    assert!(out.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).into_owned()
}

/// An empty repository. Where there is no git the test is skipped.
pub(crate) fn repository() -> Option<TempDir> {
    if Command::new("git").arg("--version").output().is_err() {
        return skip::skip("there is no git on PATH");
    }
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "--quiet", "--initial-branch=main"]);
    Some(folder)
}

/// A repository with a project in it, all committed.
fn project() -> Option<TempDir> {
    let folder = repository()?;
    for (path, text) in [
        ("profiles/normal.yaml", NORMAL),
        ("profiles/launch.yaml", LAUNCH),
        ("infra/main.tf", MAIN),
        ("infra/prod.tfvars", VARS),
    ] {
        write(&folder, path, text);
    }
    commit(&folder);
    Some(folder)
}

pub(crate) fn write(folder: &TempDir, path: &str, text: &str) {
    let path = folder.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

pub(crate) fn read(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).unwrap()
}

pub(crate) fn commit(folder: &TempDir) {
    git(folder.path(), &["add", "--all"]);
    git(folder.path(), &["commit", "--quiet", "--message=next"]);
}

/// Exit code, standard output and standard error.
pub(crate) fn run(folder: &TempDir, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_scaleprof"))
        .current_dir(folder.path())
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

const LINES: &str = "infra/main.tf:7 c6i.large -> c6i.4xlarge\ninfra/prod.tfvars:2 3 -> 120\n\
    infra/prod.tfvars:3 9 -> 360\ninfra/prod.tfvars:4 cpu: absent -> 40\n";
const VARS_THERE: &str =
    "web = {\n  min = 120 # at night\n  max = 360 # by day\n  cpu = 40\n}\npassword = \"not for others\"\n";

#[test]
fn constants_are_edited_and_put_back() {
    let Some(folder) = project() else { return };
    // Nothing to change on a normal day.
    let (code, said, errors) = run(&folder, &["build", "normal"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(!said.contains("infra/"), "{said}");
    assert_eq!(git(folder.path(), &["diff"]), "");
    let (code, said, errors) = run(&folder, &["build", "launch", "--check"]);
    assert_eq!(code, Some(1), "{errors}");
    let changed: Vec<String> = LINES.lines().map(|line| format!("changed  {line}")).collect();
    assert!(said.starts_with(&changed.join("\n")), "{said}");
    assert_eq!(git(folder.path(), &["diff"]), "", "--check writes nothing");
    let (code, said, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(said.starts_with(LINES), "{said}");
    assert!(!said.contains("not for others") && !errors.contains("not for others"));
    assert_eq!(read(&folder, "infra/prod.tfvars"), VARS_THERE);
    assert!(read(&folder, "infra/main.tf").contains("instance_type = \"c6i.4xlarge\" # for now\n"));
    assert_eq!(run(&folder, &["build", "launch", "--check"]).0, Some(0));
    let (code, _, errors) = run(&folder, &["build", "normal"]);
    assert_eq!(code, Some(0), "{errors}");
    assert_eq!(
        (read(&folder, "infra/prod.tfvars").as_str(), read(&folder, "infra/main.tf").as_str()),
        (VARS, MAIN)
    );
    // After the launch was merged, too.
    run(&folder, &["build", "launch"]);
    commit(&folder);
    assert_eq!(run(&folder, &["build", "normal"]).0, Some(0));
    assert_eq!(
        (read(&folder, "infra/prod.tfvars").as_str(), read(&folder, "infra/main.tf").as_str()),
        (VARS, MAIN)
    );
}

const GROUPS: &str = "variable \"least\" {\n  default = 3\n}\n\nvariable \"most\" {\n  default = 9\n}\n\n\
    resource \"aws_autoscaling_group\" \"this\" {\n  min_size = var.least\n  max_size = var.most\n}\n";

/// Two keys that a launch adds to one call both go, before and after the commit; and so it is behind a refactoring.
#[test]
fn keys_that_are_added_to_one_call_all_go() {
    for module in [GROUPS.to_owned(), GROUPS.replace("var.least", "3").replace("var.most", "9")] {
        let Some(folder) = repository() else { return };
        let normal = NORMAL.replace("aws_autoscaling_group.web", "module.web.aws_autoscaling_group.this");
        let normal = normal.replace("    machine: c6i.large\n", "").replace("    scale_on: {cpu: 55}\n", "");
        write(&folder, "profiles/normal.yaml", &normal.replace(", var_files: [prod.tfvars]", ""));
        let launch =
            LAUNCH.replace("    machine: c6i.4xlarge\n", "").replace("    scale_on: {cpu: 40}\n", "");
        write(&folder, "profiles/launch.yaml", &launch);
        let call = |name: &str| format!("module \"{name}\" {{\n  source = \"./group\"\n}}\n");
        write(&folder, "infra/main.tf", &(call("web") + "\n" + &call("jobs")));
        write(&folder, "infra/group/main.tf", &module);
        commit(&folder);
        if !module.contains("var.least") {
            let (code, patch, errors) = run(&folder, &["build", "launch", "--refactor"]);
            assert_eq!(code, Some(0), "{errors}");
            let file = tempfile::NamedTempFile::new().unwrap();
            fs::write(file.path(), &patch).unwrap();
            git(folder.path(), &["apply", file.path().to_str().unwrap()]);
            commit(&folder);
        }
        for committed in [false, true, false] {
            let (code, said, errors) = run(&folder, &["build", "launch"]);
            assert_eq!(code, Some(0), "{errors}");
            assert_eq!(said.matches("absent -> ").count(), 2, "{said}");
            if committed {
                commit(&folder);
            }
            let (code, _, errors) = run(&folder, &["build", "normal"]);
            assert_eq!(code, Some(0), "{errors}");
            let first = if committed { "HEAD~1" } else { "HEAD" };
            assert_eq!(git(folder.path(), &["diff", first, "--", "infra"]), "");
            if committed {
                commit(&folder);
            }
        }
    }
}

const TASKS: &str = "locals {\n  sizes = {\n    prod    = { cpu = 1024, memory = 2048 }\n    \
    staging = { cpu = 256, memory = 512 }\n  }\n}\n\nresource \"aws_ecs_task_definition\" \"api\" {\n  family = \"api\"\n  \
    requires_compatibilities = [\"FARGATE\"]\n  cpu    = local.sizes.prod.cpu\n  memory = local.sizes.prod.memory\n  \
    container_definitions = jsonencode([\n    { name = \"api\", memory = 2048, image = \"example/api:1\" },\n    \
    { name = \"log\", memory = 128, image = \"example/log:1\" },\n  ])\n}\n\n\
    resource \"aws_ecs_service\" \"api\" {\n  task_definition = aws_ecs_task_definition.api.arn\n  desired_count   = 4\n}\n\n\
    resource \"aws_ecs_task_definition\" \"jobs\" {\n  family = \"jobs\"\n  cpu    = \"512\"\n  memory = \"1024\"\n  \
    container_definitions = jsonencode([{ name = \"jobs\", image = \"example/jobs:1\" }])\n}\n\n\
    resource \"aws_ecs_service\" \"jobs\" {\n  task_definition = aws_ecs_task_definition.jobs.arn\n  desired_count   = 2\n}\n";
const TASKS_NORMAL: &str = "profile: normal\nstack: s\ncloud: {provider: aws, region: eu-west-1}\n\
    terraform:\n  prod: {dir: infra}\nowners: {o: {name: O, contact: o@example.com}}\ncomponents:\n  \
    api:\n    kind: app\n    owner: o\n    test: t\n    terraform: {address: aws_ecs_service.api}\n    \
    cpu: 1\n    memory: 2GiB\n    architecture: x86_64\n    count: {min: 4, max: 4}\n  jobs:\n    kind: workers\n    owner: o\n    test: t\n    \
    terraform: {address: aws_ecs_service.jobs}\n    container: {cpu: 0.5, memory: 1GiB}\n    count: {min: 2, max: 2}\n";
const TASKS_LAUNCH: &str = "profile: launch\nextends: normal\n\
    window: {start: 2027-02-03T09:00:00+02:00, duration: 24h, ready: 40m}\ncomponents:\n  \
    api: {cpu: 2, memory: x2}\n  jobs: {container: {cpu: 2, memory: 8GiB}}\n";

/// The size of the tasks of a service is a size of what stands there: a new revision, which rolls out.
#[test]
fn the_size_of_tasks_is_edited_and_put_back() {
    let Some(folder) = repository() else { return };
    write(&folder, "infra/main.tf", TASKS);
    write(&folder, "profiles/normal.yaml", TASKS_NORMAL);
    write(&folder, "profiles/launch.yaml", TASKS_LAUNCH);
    commit(&folder);
    let (_, said, _) = run(&folder, &["check"]);
    assert!(!said.contains("error["), "{said}");
    let (code, said, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(0), "{errors}");
    // A container with the same limit as its task has the new one too.
    let lines = "infra/main.tf:3 1024 -> 2048\ninfra/main.tf:3 2048 -> 4096\ninfra/main.tf:14 2048 -> 4096\n\
        infra/main.tf:26 512 -> 2048\ninfra/main.tf:27 1024 -> 8192\n";
    assert!(said.starts_with(lines), "{said}");
    assert!(read(&folder, "infra/main.tf").contains("  cpu    = \"2048\"\n  memory = \"8192\"\n"));
    let (_, said, errors) = run(&folder, &["diff", "normal", "launch"]);
    for expected in ["1 vCPU, 2 GiB of me", "2 vCPU, 4 GiB of memory", "jobs works on, but may be slower"] {
        assert!(said.contains(expected), "{expected}: {said} {errors}");
    }
    let runbook = read(&folder, "generated/launch/runbook.md");
    assert!(runbook.contains("api, at aws\\_ecs\\_service.api: cpu 1 → 2; memory 2GiB → 4GiB."), "{runbook}");
    let renewed = "destroys anything but aws\\_ecs\\_task\\_definition, of which a new version is made";
    assert_eq!(runbook.matches(renewed).count(), 2, "{runbook}");
    assert_eq!(run(&folder, &["build", "normal"]).0, Some(0));
    assert_eq!(read(&folder, "infra/main.tf"), TASKS);
    // What Fargate has no task of, and what a container is beside its size.
    write(&folder, "profiles/launch.yaml", &TASKS_LAUNCH.replace("memory: x2", "memory: 3GiB"));
    let (code, said, _) = run(&folder, &["check"]);
    assert!(code == Some(1) && said.contains("error[task-size]"), "{said}");
    write(
        &folder,
        "profiles/launch.yaml",
        &TASKS_LAUNCH.replace("memory: x2", "memory: x2, architecture: arm64"),
    );
    let (code, said, _) = run(&folder, &["check"]);
    assert!(code == Some(1) && said.contains("error[identity-changed]: `architecture` of `api`"), "{said}");
    let image = TASKS_LAUNCH.replace("memory: 8GiB", "memory: 8GiB, image: 'example/jobs:2'");
    write(&folder, "profiles/launch.yaml", &image);
    let (code, said, _) = run(&folder, &["check"]);
    assert!(code == Some(1) && said.contains("error[identity-changed]: `container` of `jobs`"), "{said}");
}

/// A launch configuration is made anew by each change of it: the plan is applied though it is replaced.
#[test]
fn a_launch_configuration_may_be_replaced() {
    let Some(folder) = repository() else { return };
    let main = "resource \"aws_launch_configuration\" \"web\" {\n  image_id      = \"ami-0123456789abcdef0\"\n  \
        instance_type = \"c6i.large\"\n}\n\nresource \"aws_autoscaling_group\" \"web\" {\n  min_size = 3\n  \
        max_size = 9\n  launch_configuration = aws_launch_configuration.web.name\n}\n";
    write(&folder, "infra/main.tf", main);
    let normal = NORMAL.replace(", var_files: [prod.tfvars]", "").replace("    scale_on: {cpu: 55}\n", "");
    write(&folder, "profiles/normal.yaml", &normal);
    write(&folder, "profiles/launch.yaml", &LAUNCH.replace("    scale_on: {cpu: 40}\n", ""));
    commit(&folder);
    let (code, said, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(said.contains("infra/main.tf:3 c6i.large -> c6i.4xlarge"), "{said}");
    let runbook = read(&folder, "generated/launch/runbook.md");
    let renewed =
        "destroys anything but aws\\_launch\\_configuration, of which a new version is made that is used";
    assert_eq!(runbook.matches(renewed).count(), 2, "{runbook}");
    assert!(!runbook.contains("destroys anything, do not"), "{runbook}");
    // Nothing is made anew where only counts change.
    assert_eq!(run(&folder, &["build", "normal"]).0, Some(0));
    write(
        &folder,
        "profiles/launch.yaml",
        &LAUNCH
            .replace("    machine: c6i.4xlarge\n    count", "    count")
            .replace("    scale_on: {cpu: 40}\n", ""),
    );
    assert_eq!(run(&folder, &["build", "launch"]).0, Some(0));
    let runbook = read(&folder, "generated/launch/runbook.md");
    assert!(
        runbook.contains("destroys anything, do not") && !runbook.contains("of which a new"),
        "{runbook}"
    );
}

/// What users feel is changed alone, and the rest later, with or without a commit between.
#[test]
fn only_what_is_named_is_changed() {
    let Some(folder) = project() else { return };
    let database = "resource \"aws_db_instance\" \"shop\" {\n  instance_class = \"db.m6g.large\"\n}\n";
    write(&folder, "infra/db.tf", database);
    let own = "  shop-db:\n    kind: database\n    owner: o\n    test: t\n    \
        terraform: {address: aws_db_instance.shop}\n    class: db.m6g.large\n";
    write(&folder, "profiles/normal.yaml", &format!("{NORMAL}{own}"));
    write(&folder, "profiles/launch.yaml", &format!("{LAUNCH}  shop-db: {{class: db.m6g.xlarge}}\n"));
    commit(&folder);
    let (code, said, errors) = run(&folder, &["build", "launch", "--only", "shop-db"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(said.starts_with("infra/db.tf:2 db.m6g.large -> db.m6g.xlarge\nwrote "), "{said}");
    assert_eq!(read(&folder, "infra/main.tf"), MAIN);
    let (code, said, errors) = run(&folder, &["build", "launch", "--only", "web"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(said.starts_with(LINES), "{said}");
    assert_eq!(run(&folder, &["build", "launch", "--check"]).0, Some(0));
    assert_eq!(run(&folder, &["build", "normal"]).0, Some(0));
    assert_eq!(git(folder.path(), &["diff"]), "");
    let (code, _, errors) = run(&folder, &["build", "launch", "--only", "shop"]);
    assert_eq!(code, Some(2), "{errors}");
    assert!(errors.contains("`shop` is no component of the profile that stands in Terraform"), "{errors}");
}

#[test]
fn a_patch_does_the_same() {
    let Some(folder) = project() else { return };
    let (code, patch, errors) = run(&folder, &["build", "launch", "--patch"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(patch.starts_with("diff --git a/infra/main.tf b/infra/main.tf\n"), "{patch}");
    assert_eq!(git(folder.path(), &["status", "--porcelain"]), "", "--patch writes nothing");
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), &patch).unwrap();
    git(folder.path(), &["apply", file.path().to_str().unwrap()]);
    assert_eq!(read(&folder, "infra/prod.tfvars"), VARS_THERE);
    let (_, patch, _) = run(&folder, &["build", "normal", "--patch"]);
    fs::write(file.path(), &patch).unwrap();
    git(folder.path(), &["apply", file.path().to_str().unwrap()]);
    assert_eq!(git(folder.path(), &["status", "--porcelain"]), "");
}

#[test]
fn work_that_is_not_committed_is_not_mixed_in() {
    let Some(folder) = project() else { return };
    let mine = VARS.replace("not for others", "changed by hand");
    write(&folder, "infra/prod.tfvars", &mine);
    let (code, _, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(1), "{errors}");
    assert!(
        errors.contains("error[tf-dirty]: `infra/prod.tfvars` has changes that are not committed"),
        "{errors}"
    );
    assert!(!errors.contains("by hand"), "{errors}");
    assert_eq!((read(&folder, "infra/prod.tfvars"), read(&folder, "infra/main.tf").as_str()), (mine, MAIN));
    assert!(!folder.path().join("generated/launch").exists());
    // What a build has written is no such work, of whichever profile.
    git(folder.path(), &["checkout", "--quiet", "infra"]);
    assert_eq!(run(&folder, &["build", "launch"]).0, Some(0));
    let more = LAUNCH.replace("launch\n", "more\n").replace("2027-02", "2027-05").replace("360", "400");
    write(&folder, "profiles/more.yaml", &more);
    let (code, said, errors) = run(&folder, &["build", "more"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(said.starts_with("infra/prod.tfvars:3 360 -> 400\n"), "{said}");
}

#[test]
fn a_file_that_git_leaves_out_is_refused() {
    let Some(folder) = project() else { return };
    write(&folder, ".gitignore", "*.tfvars\n");
    git(folder.path(), &["rm", "--quiet", "--cached", "infra/prod.tfvars"]);
    commit(&folder);
    let (code, _, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(1), "{errors}");
    assert!(errors.contains("error[tf-gitignored]: git leaves `infra/prod.tfvars` out"), "{errors}");
    assert_eq!(git(folder.path(), &["diff"]), "");
}

#[test]
fn a_refusal_stands_at_the_field_that_wants_it() {
    let Some(folder) = project() else { return };
    let ignored =
        MAIN.replace("var.web.max\n", "var.web.max\n  lifecycle {\n    ignore_changes = [max_size]\n  }\n");
    write(&folder, "infra/main.tf", &ignored);
    commit(&folder);
    let (code, _, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(1), "{errors}");
    assert!(errors.contains("error[tf-ignored]") && errors.contains("profiles/launch.yaml:7:"), "{errors}");
    // A number that somebody changed by hand is neither normal nor launch.
    write(&folder, "infra/main.tf", MAIN);
    write(&folder, "infra/prod.tfvars", &VARS.replace("= 9", "= 11"));
    commit(&folder);
    let (code, _, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(1), "{errors}");
    assert!(
        errors.contains("error[tf-drift]") && errors.contains("is 11, which no profile says"),
        "{errors}"
    );
    assert_eq!(git(folder.path(), &["diff"]), "");
    // A field that no attribute stands for is not left out without a word.
    write(&folder, "infra/prod.tfvars", VARS);
    write(&folder, "infra/main.tf", MAIN.split_once("resource \"aws_autoscaling_policy").unwrap().0);
    commit(&folder);
    let (code, _, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(1), "{errors}");
    assert!(
        errors.contains("error[tf-no-key]: nothing in `infra` stands for `scale_on.cpu` of `web`"),
        "{errors}"
    );
    // Another address has nothing.
    let other = NORMAL.replace("aws_autoscaling_group.web}", "aws_autoscaling_group.wep}");
    write(&folder, "profiles/normal.yaml", &other);
    let (_, _, errors) = run(&folder, &["build", "launch"]);
    assert!(
        errors.contains("error[tf-absent]: there is no `aws_autoscaling_group.wep` in `infra`"),
        "{errors}"
    );
}

#[test]
fn without_a_repository_it_is_said_and_written() {
    let folder = tempfile::tempdir().unwrap();
    if folder.path().ancestors().any(|above| above.join(".git").exists()) {
        return;
    }
    for (path, text) in [
        ("profiles/normal.yaml", NORMAL),
        ("profiles/launch.yaml", LAUNCH),
        ("infra/main.tf", MAIN),
        ("infra/prod.tfvars", VARS),
    ] {
        write(&folder, path, text);
    }
    let (code, said, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(errors.contains("this is no git repository") && said.starts_with(LINES), "{errors}\n{said}");
    assert_eq!(run(&folder, &["build", "normal"]).0, Some(0));
    assert_eq!(read(&folder, "infra/prod.tfvars"), VARS);
}

/// Sizes of resources that no kind builds: fewer copies of one of them again, a key with a default, and members of lists.
#[test]
fn kinds_that_are_never_built_are_edited_and_put_back() {
    let Some(folder) = repository() else { return };
    let main = include_str!("../survey/weather-desk/main.tf");
    write(&folder, "main.tf", main);
    assert_eq!(run(&folder, &["init", "--from", "."]).0, Some(0));
    write(
        &folder,
        "profiles/launch.yaml",
        "profile: launch\nextends: normal\n\
         window: {start: 2027-02-03T09:00:00+02:00, duration: 24h, ready: 40m}\ncomponents:\n  \
         archive: {machine: +1, nodes: x2}\n  readings: {shards: x2}\n  \
         stations: {read: x10, indexes: {by-region: {read: x3}}}\n  readings-2: {read: {min: 1000, max: 5000}}\n  \
         keep: {reserved: x4, provisioned: x5, memory: 1GiB}\n  models: {machine: m6i.4xlarge}\n  \
         site: {count: x2}\n  forecasts: {instances: 5, class: db.r6g.xlarge}\n",
    );
    commit(&folder);
    let (code, said, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(0), "{errors}");
    let lines: Vec<&str> = said.lines().take_while(|line| line.starts_with("main.tf:")).collect();
    let changed: Vec<&str> =
        lines.iter().filter_map(|line| line.split_once(' ')).map(|(_, what)| what).collect();
    assert_eq!(
        changed,
        [
            "3 -> 6",
            "type: absent -> r6g.xlarge.search",
            "8 -> 16",
            "40 -> 400",
            "20 -> 60",
            "100 -> 1000",
            "2000 -> 5000",
            "512 -> 1024",
            "50 -> 200",
            "10 -> 50",
            "m6i.2xlarge -> m6i.4xlarge",
            "2 -> 4",
            "6 -> 12",
            "3 -> 5",
            "db.r6g.large -> db.r6g.xlarge",
        ]
    );
    let (code, _, errors) = run(&folder, &["build", "normal"]);
    assert_eq!(code, Some(0), "{errors}");
    assert_eq!(read(&folder, "main.tf"), main);
}

const DATABASES: &str = "locals {\n  class = \"db.m6g.large\"\n}\n\nresource \"aws_db_instance\" \"shop\" {\n  \
    instance_class = local.class\n}\n\nresource \"aws_db_instance\" \"reports\" {\n  count          = 2\n  \
    instance_class = local.class\n}\n";

/// A database that shares its class with another one.
fn sharing(along: &str) -> Option<TempDir> {
    let folder = project()?;
    write(&folder, "infra/db.tf", DATABASES);
    let own = format!(
        "  shop-db:\n    kind: database\n    owner: o\n    test: t\n    \
         terraform: {{address: aws_db_instance.shop{along}}}\n    class: db.m6g.large\n"
    );
    write(&folder, "profiles/normal.yaml", &format!("{NORMAL}{own}"));
    write(&folder, "profiles/launch.yaml", &format!("{LAUNCH}  shop-db: {{class: db.m6g.xlarge}}\n"));
    commit(&folder);
    Some(folder)
}

#[test]
fn a_shared_constant_is_separated_by_a_patch() {
    let Some(folder) = sharing("") else { return };
    let (code, said, errors) = run(&folder, &["build", "launch"]);
    assert_eq!((code, said.as_str()), (Some(1), ""));
    assert!(
        errors.contains("error[tf-shared]") && errors.contains("`scaleprof build launch --refactor`"),
        "{errors}"
    );
    let (code, patch, errors) = run(&folder, &["build", "launch", "--refactor"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(
        errors.contains("\n`aws_db_instance.shop.instance_class` becomes a constant of its own\n"),
        "{errors}"
    );
    assert_eq!(git(folder.path(), &["status", "--porcelain"]), "", "--refactor writes nothing");
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), &patch).unwrap();
    git(folder.path(), &["apply", file.path().to_str().unwrap()]);
    assert_eq!(read(&folder, "infra/db.tf"), DATABASES.replacen("= local.class", "= \"db.m6g.large\"", 1));
    commit(&folder);
    let (code, said, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(said.starts_with("infra/db.tf:6 db.m6g.large -> db.m6g.xlarge\n"), "{said}");
    assert_eq!(run(&folder, &["build", "normal"]).0, Some(0));
    assert_eq!(git(folder.path(), &["diff"]), "");
    // There is nothing more to do.
    let (code, patch, _) = run(&folder, &["build", "launch", "--refactor"]);
    assert_eq!((code, patch.as_str()), (Some(0), ""));
}

#[test]
fn what_is_accepted_changes_along_and_is_said() {
    let Some(folder) = sharing(", also: [aws_db_instance.reports]") else { return };
    let (code, said, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(said.starts_with("infra/db.tf:2 db.m6g.large -> db.m6g.xlarge\n"), "{said}");
    for copy in ["[0]", "[1]"] {
        let along = format!(
            "changes along: `aws_db_instance.reports{copy}.instance_class` db.m6g.large -> db.m6g.xlarge"
        );
        assert!(errors.contains(&along), "{errors}");
    }
    assert_eq!(run(&folder, &["build", "normal"]).0, Some(0));
    assert_eq!(git(folder.path(), &["diff"]), "");
    // One copy of two is not all of them.
    let Some(folder) = sharing(", also: ['aws_db_instance.reports[0]']") else { return };
    let (code, _, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(1), "{errors}");
    assert!(errors.contains("it would change `aws_db_instance.reports[1].instance_class`"), "{errors}");
    assert!(!errors.contains("it would change `aws_db_instance.reports[0]"), "{errors}");
}

/// Two roots over one module, whose file holds what both are.
#[test]
fn two_roots_over_one_file_are_changed_at_once() {
    let Some(folder) = repository() else { return };
    let module = "variable \"place\" {}\n\nlocals {\n  machines = {\n    eu = \"c6i.large\" # at home\n    \
        us = \"c6i.large\"\n  }\n}\n\nresource \"aws_instance\" \"this\" {\n  \
        instance_type = local.machines[var.place]\n}\n\nresource \"aws_db_instance\" \"this\" {\n  \
        instance_class = \"db.m6g.large\"\n}\n";
    let root = |name: &str| format!("module \"m\" {{\n  source = \"../m\"\n  place  = \"{name}\"\n}}\n");
    let component = |root: &str, kind: &str, address: &str, size: &str| {
        format!(
            "  {root}-{kind}:\n    kind: {kind}\n    owner: o\n    test: t\n    \
             terraform: {{root: {root}, address: module.m.{address}}}\n    {size}\n"
        )
    };
    let mut normal = "profile: normal\nstack: s\ncloud: {provider: aws, region: eu-west-1}\nterraform:\n  \
        eu: {dir: infra/eu}\n  us: {dir: infra/us}\nowners: {o: {name: O, contact: o@example.com}}\ncomponents:\n"
        .to_owned();
    for root in ["eu", "us"] {
        normal += &component(root, "server", "aws_instance.this", "machine: c6i.large");
        normal += &component(root, "database", "aws_db_instance.this", "class: db.m6g.large");
    }
    let launch = "profile: launch\nextends: normal\nwindow: {start: 2027-02-03T09:00:00+02:00, duration: 24h, ready: 40m}\n\
        components:\n  eu-server: {machine: c6i.4xlarge}\n  us-server: {machine: c6i.xlarge}\n  \
        eu-database: {class: db.m6g.xlarge}\n  us-database: {class: db.m6g.xlarge}\n";
    write(&folder, "profiles/normal.yaml", &normal);
    write(&folder, "profiles/launch.yaml", launch);
    write(&folder, "infra/m/main.tf", module);
    for name in ["eu", "us"] {
        write(&folder, &format!("infra/{name}/main.tf"), &root(name));
    }
    commit(&folder);
    let (code, said, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(0), "{errors}");
    let lines = "infra/m/main.tf:5 c6i.large -> c6i.4xlarge\ninfra/m/main.tf:6 c6i.large -> c6i.xlarge\n\
        infra/m/main.tf:15 db.m6g.large -> db.m6g.xlarge\n";
    assert!(said.starts_with(lines), "{said}");
    assert_eq!(run(&folder, &["build", "launch", "--check"]).0, Some(0));
    assert_eq!(run(&folder, &["build", "normal"]).0, Some(0));
    assert_eq!(git(folder.path(), &["diff", "--", "infra"]), "");
    // One root wants it, and the other one stays: nothing is changed.
    write(&folder, "profiles/launch.yaml", &launch.replace("  us-database: {class: db.m6g.xlarge}\n", ""));
    let (code, _, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(1), "{errors}");
    assert!(
        errors.contains("error[tf-shared]")
            && errors.contains("`module.m.aws_db_instance.this.instance_class` in `infra/us`"),
        "{errors}"
    );
    // Both want another one.
    write(
        &folder,
        "profiles/launch.yaml",
        &launch.replace("us-database: {class: db.m6g.xlarge}", "us-database: {class: db.m6g.2xlarge}"),
    );
    let (code, _, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(1), "{errors}");
    assert!(
        errors.contains(
            "error[tf-two-roots]: `eu` and `us` want different things of one place in `infra/m/main.tf`"
        ),
        "{errors}"
    );
    let (code, patch, errors) = run(&folder, &["build", "launch", "--refactor"]);
    assert_eq!(code, Some(0), "{errors}");
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), &patch).unwrap();
    git(folder.path(), &["apply", file.path().to_str().unwrap()]);
    commit(&folder);
    let (code, said, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(said.contains("db.m6g.2xlarge") && said.contains("db.m6g.xlarge"), "{said}");
    assert_eq!(run(&folder, &["build", "normal"]).0, Some(0));
    assert_eq!(git(folder.path(), &["diff", "--", "infra"]), "");
}

const OWN: &str = "variable \"least\" {\n  default = 2\n}\n\nvariable \"class\" {}\n\nvariable \"machine\" {\n  \
    default = \"c6i.large\"\n}\n\nresource \"aws_autoscaling_group\" \"web\" {\n  for_each = toset([\"a\", \"b\"])\n  \
    min_size = var.least\n  max_size = 9\n}\n\nmodule \"one\" {\n  source = \"./one\"\n}\n\n\
    resource \"aws_db_instance\" \"shop\" {\n  instance_class = var.class\n}\n\nresource \"aws_instance\" \"tool\" {\n  \
    instance_type = var.machine\n}\n";
const ONE: &str = "variable \"machine\" {\n  default = \"c6i.large\"\n}\n\nresource \"aws_instance\" \"this\" {\n  \
    instance_type = var.machine\n}\n";

/// A project in which everything is said in files of our own.
fn with_own_files(more: &str) -> Option<TempDir> {
    let folder = repository()?;
    let component = |name: &str, kind: &str, place: &str, size: &str| {
        format!(
            "  {name}:\n    kind: {kind}\n    owner: o\n    test: t\n    terraform: {{{place}}}\n    {size}\n"
        )
    };
    let web = "address: 'aws_autoscaling_group.web[\"a\"]', via: override";
    let normal = [
        format!(
            "profile: normal\nstack: s\ncloud: {{provider: aws, region: eu-west-1}}\n\
             terraform:\n  prod: {{dir: infra{more}}}\nowners: {{o: {{name: O, contact: o@example.com}}}}\ncomponents:\n"
        ),
        component("web", "fleet", web, "count: {min: 2, max: 9}"),
        component(
            "one",
            "server",
            "address: module.one.aws_instance.this, via: override",
            "machine: c6i.large",
        ),
        component("tool", "server", "address: aws_instance.tool, via: tfvars", "machine: c6i.large"),
        component("shop", "database", "address: aws_db_instance.shop, via: tfvars", "class: db.m6g.large"),
    ];
    let launch = "profile: launch\nextends: normal\nwindow: {start: 2027-02-03T09:00:00+02:00, duration: 24h, ready: 40m}\n\
        components:\n  web: {count: {min: 20, max: 90}}\n  one: {machine: c6i.4xlarge}\n  tool: {machine: c6i.xlarge}\n  \
        shop: {class: db.m6g.xlarge}\n";
    write(&folder, "profiles/normal.yaml", &normal.concat());
    write(&folder, "profiles/launch.yaml", launch);
    write(&folder, "infra/main.tf", OWN);
    write(&folder, "infra/one/main.tf", ONE);
    commit(&folder);
    Some(folder)
}

const OVERRIDE: &str = "\n\
    module \"one\" {\n  machine = \"c6i.4xlarge\"\n}\n\nresource \"aws_autoscaling_group\" \"web\" {\n  \
    max_size = lookup({ a = 90 }, each.key, 9)\n  min_size = lookup({ a = 20 }, each.key, var.least)\n}\n";
const VARIABLES: &str = "class   = \"db.m6g.xlarge\"\nmachine = \"c6i.xlarge\"\n";

/// What stands behind the line that says whose a file is.
fn body(text: &str) -> String {
    let (head, body) = text.split_once('\n').unwrap();
    let sum = head.strip_prefix(
        "# Written by scaleprof for a launch; it goes with the way back. Do not edit. MD5 of the rest: ",
    );
    assert!(sum.is_some_and(|sum| sum.len() == 32), "{head}");
    body.to_owned()
}

#[test]
fn a_file_of_our_own_that_somebody_has_changed_is_refused() {
    let Some(folder) = with_own_files("") else { return };
    assert_eq!(run(&folder, &["build", "launch"]).0, Some(0));
    let vars = "infra/scaleprof.auto.tfvars";
    let changed = read(&folder, vars) + "other = 3\n";
    write(&folder, vars, &changed);
    commit(&folder);
    for profile in ["normal", "launch"] {
        let (code, _, errors) = run(&folder, &["build", profile]);
        assert_eq!(code, Some(1), "{errors}");
        assert!(
            errors.contains("error[tf-own-file]") && errors.contains("somebody has changed the file"),
            "{errors}"
        );
        assert_eq!(read(&folder, vars), changed);
    }
    // Line ends are git's.
    write(&folder, vars, &changed.replace("other = 3\n", "").replace('\n', "\r\n"));
    commit(&folder);
    let (code, _, errors) = run(&folder, &["build", "normal"]);
    assert_eq!(code, Some(0), "{errors}");
    // What is there and cannot be read is not taken for absent.
    fs::write(folder.path().join(vars), [0xff, 0xfe, 0x00]).unwrap();
    let (code, _, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(1), "{errors}");
    assert!(errors.contains("infra/scaleprof.auto.tfvars: this is not read"), "{errors}");
    assert_eq!(fs::read(folder.path().join(vars)).unwrap(), [0xff, 0xfe, 0x00]);
}

/// A root that shares a file by a link: only plain files are changed, and that is said.
#[cfg(unix)]
#[test]
fn a_committed_link_is_said_to_be_one() {
    let Some(folder) = project() else { return };
    fs::rename(folder.path().join("infra/main.tf"), folder.path().join("main.tf")).unwrap();
    std::os::unix::fs::symlink("../main.tf", folder.path().join("infra/main.tf")).unwrap();
    commit(&folder);
    let (code, _, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(1), "{errors}");
    assert!(errors.contains("error[tf-literal]: `infra/main.tf` is a link, or behind one"), "{errors}");
    assert!(!errors.contains("tf-dirty"), "{errors}");
    assert_eq!(read(&folder, "main.tf"), MAIN);
}

#[test]
fn files_of_our_own_come_and_go() {
    let Some(folder) = with_own_files("") else { return };
    let (over, vars) = ("infra/scaleprof_override.tf", "infra/scaleprof.auto.tfvars");
    let status = || git(folder.path(), &["status", "--porcelain", "--", "infra"]);
    let (code, _, errors) = run(&folder, &["build", "normal"]);
    assert_eq!((code, status().as_str()), (Some(0), ""), "{errors}");
    let (code, patch, errors) = run(&folder, &["build", "launch", "--patch"]);
    assert_eq!((code, status().as_str()), (Some(0), ""), "{errors}");
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), &patch).unwrap();
    git(folder.path(), &["apply", file.path().to_str().unwrap()]);
    let bodies = || [over, vars].map(|path| body(&read(&folder, path)));
    assert_eq!(bodies(), [OVERRIDE, VARIABLES]);
    fs::remove_file(folder.path().join(over)).unwrap();
    fs::remove_file(folder.path().join(vars)).unwrap();
    let (code, said, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(0), "{errors}");
    let lines = "infra/scaleprof.auto.tfvars:3 machine: c6i.large -> c6i.xlarge\n";
    assert!(
        said.contains(lines) && said.contains("infra/scaleprof_override.tf:8 max_size: 9 -> 90\n"),
        "{said}"
    );
    assert_eq!(bodies(), [OVERRIDE, VARIABLES]);
    assert_eq!(git(folder.path(), &["diff", "--", "infra"]), "", "nothing of the team's is touched");
    assert_eq!(run(&folder, &["build", "launch", "--check"]).0, Some(0));
    // Back, with and without a commit between, and as a patch.
    for committed in [false, true] {
        if committed {
            commit(&folder);
        }
        let (_, patch, errors) = run(&folder, &["build", "normal", "--patch"]);
        assert!(
            patch.contains("deleted file mode 100644") && patch.contains("+++ /dev/null"),
            "{patch} {errors}"
        );
        fs::write(file.path(), &patch).unwrap();
        git(folder.path(), &["apply", "--check", file.path().to_str().unwrap()]);
        let (code, said, errors) = run(&folder, &["build", "normal"]);
        assert_eq!(code, Some(0), "{errors}");
        assert!(said.contains("infra/scaleprof_override.tf goes\n"), "{said}");
        assert!(!folder.path().join(over).exists() && !folder.path().join(vars).exists());
        assert_eq!(run(&folder, &["build", "launch"]).0, Some(0));
    }
}

#[test]
fn what_a_file_of_our_own_does_not_reach_is_refused() {
    // A file of the same name that is none of ours.
    let Some(folder) = with_own_files("") else { return };
    write(
        &folder,
        "infra/scaleprof_override.tf",
        "resource \"aws_instance\" \"tool\" {\n  ebs_optimized = true\n}\n",
    );
    let (code, _, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(1), "{errors}");
    assert!(
        errors.contains("error[tf-own-file]") && errors.contains("a file of this name that somebody else"),
        "{errors}"
    );
    assert!(read(&folder, "infra/scaleprof_override.tf").contains("ebs_optimized"));
    // Git leaves it out.
    let Some(folder) = with_own_files("") else { return };
    write(&folder, ".gitignore", "*_override.tf\n");
    commit(&folder);
    let (code, _, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(1), "{errors}");
    assert!(
        errors.contains("error[tf-gitignored]: git leaves `infra/scaleprof_override.tf` out"),
        "{errors}"
    );
    assert!(!folder.path().join("infra/scaleprof.auto.tfvars").exists(), "all or nothing");
    // The team's own variable file wins.
    let Some(folder) = with_own_files(", var_files: [prod.tfvars]") else { return };
    write(&folder, "infra/prod.tfvars", "class   = \"db.m6g.large\"\nmachine = \"c6i.large\"\n");
    commit(&folder);
    let (code, _, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(1), "{errors}");
    assert!(
        errors.contains("error[tf-swallowed]: `aws_instance.tool.instance_type` would not be c6i.xlarge"),
        "{errors}"
    );
    // What is said in a module, and what is ignored.
    let Some(folder) = with_own_files("") else { return };
    write(&folder, "infra/one/main.tf", &ONE.replace("var.machine", "\"c6i.large\""));
    write(
        &folder,
        "infra/main.tf",
        &OWN.replace(
            "max_size = 9\n",
            "max_size = 9\n\n  lifecycle {\n    ignore_changes = [max_size]\n  }\n",
        ),
    );
    commit(&folder);
    let (code, _, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(1), "{errors}");
    assert!(
        errors.contains("in `scaleprof_override.tf`: no argument of the root's own blocks hands it on"),
        "{errors}"
    );
    assert!(errors.contains("in `scaleprof_override.tf`: `lifecycle` ignores it"), "{errors}");
}
