//! `check` and `init --from` over Terraform of the team's own: findings with its file and line, and none of its texts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

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
