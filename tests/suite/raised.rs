//! `init --from` while sizes of a launch stand in the files: they are not taken for those of a normal day.

use crate::tuned::{commit, git, read, repository, run, write};

use tempfile::TempDir;

const MAIN: &str = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n\n\
    resource \"aws_autoscaling_group\" \"web\" {\n  min_size = 3\n  max_size = 9\n}\n\n\
    resource \"aws_db_instance\" \"shop\" {\n  instance_class    = \"db.m6g.large\"\n  allocated_storage = 50\n  \
    engine            = \"postgres\"\n  engine_version    = \"16.4\"\n}\n";
const LAUNCH: &str =
    "profile: launch\nextends: normal\ncomponents:\n  web: {count: x2}\n  shop: {class: +1}\n";

/// A repository whose launch is built, with its profile of a normal day.
fn launched() -> Option<(TempDir, String)> {
    let folder = repository()?;
    write(&folder, "infra/main.tf", MAIN);
    let (code, _, errors) = run(&folder, &["init", "--from", "infra"]);
    assert_eq!(code, Some(0), "{errors}");
    write(&folder, "profiles/launch.yaml", LAUNCH);
    commit(&folder);
    let (code, said, errors) = run(&folder, &["build", "launch"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(said.contains("3 -> 6") && said.contains("db.m6g.large -> db.m6g.xlarge"), "{said}");
    let normal = read(&folder, "profiles/normal.yaml");
    Some((folder, normal))
}

#[test]
fn sizes_of_a_launch_are_no_normal_day() {
    let Some((folder, normal)) = launched() else { return };
    let (code, said, errors) = run(&folder, &["init", "--from", "infra"]);
    assert_eq!((code, said.as_str()), (Some(1), ""), "{errors}");
    assert_eq!(read(&folder, "profiles/normal.yaml"), normal);
    for part in [
        "error[tf-raised]: `count.min` of `web` is 6 here, as `launch` says, and 3 on a normal day",
        "infra/main.tf:6:14",
        "profiles/launch.yaml:4:16",
        "error[tf-raised]: `class` of `shop` is db.m6g.xlarge here, as `launch` says, and db.m6g.large on a normal day",
        "`scaleprof build normal` puts the sizes of a normal day back",
        "nothing was written",
    ] {
        assert!(errors.contains(part), "{part}: {errors}");
    }
    // What is only looked at is shown all the same.
    assert_eq!(run(&folder, &["init", "--from", "infra", "--format", "text"]).0, Some(0));
    // The remedy holds: after the way back there is nothing to bring up to date.
    assert_eq!(run(&folder, &["build", "normal"]).0, Some(0));
    assert_eq!(read(&folder, "infra/main.tf"), MAIN);
    let (code, said, errors) = run(&folder, &["init", "--from", "infra"]);
    assert!(code == Some(0) && said.contains("profiles/normal.yaml is up to date"), "{said}{errors}");
}

/// With the launch in the files, numbers of its own that somebody else has changed are taken only with it.
#[test]
fn what_no_other_profile_says_is_taken() {
    let Some((folder, normal)) = launched() else { return };
    let text = read(&folder, "infra/main.tf").replace("db.m6g.xlarge", "db.m6g.4xlarge");
    write(&folder, "infra/main.tf", &text.replace("= 6", "= 4").replace("= 18", "= 12"));
    let (code, said, errors) = run(&folder, &["init", "--from", "infra"]);
    assert!(code == Some(0) && said.contains("count.min 3 -> 4"), "{said}{errors}");
    assert_ne!(read(&folder, "profiles/normal.yaml"), normal);
}

#[test]
fn a_launch_that_is_the_new_normal_is_taken_on_request() {
    let Some((folder, _)) = launched() else { return };
    let (code, said, errors) = run(&folder, &["init", "--from", "infra", "--as-normal"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(
        said.contains("web.count.min 3 -> 6") && said.contains("shop.class db.m6g.large -> db.m6g.xlarge"),
        "{said}"
    );
    let normal = read(&folder, "profiles/normal.yaml");
    assert!(normal.contains("min: 6 #") && normal.contains("class: db.m6g.xlarge #"), "{normal}");
}

/// A launch that was edited while it was in the files said other sizes in a commit.
#[test]
fn sizes_that_a_launch_once_said_are_no_normal_day() {
    let Some((folder, normal)) = launched() else { return };
    commit(&folder);
    write(&folder, "profiles/launch.yaml", &LAUNCH.replace("x2", "x3").replace("+1", "+2"));
    let (code, _, errors) = run(&folder, &["init", "--from", "infra"]);
    assert_eq!(code, Some(1), "{errors}");
    assert!(
        errors.contains("is 6 here, as `launch` said in an earlier commit, and 3 on a normal day"),
        "{errors}"
    );
    assert_eq!(read(&folder, "profiles/normal.yaml"), normal);
    // What the everyday profile once said is no launch's, though the launch of that time had it, too.
    let small = read(&folder, "infra/main.tf").replace("db.m6g.xlarge", "db.m6g.large");
    write(&folder, "infra/main.tf", &small.replace("= 6", "= 4").replace("= 18", "= 12"));
    assert_eq!(run(&folder, &["init", "--from", "infra"]).0, Some(0));
    commit(&folder);
    write(&folder, "infra/main.tf", MAIN);
    let (code, said, errors) = run(&folder, &["init", "--from", "infra"]);
    assert!(code == Some(0) && said.contains("count.min 4 -> 3"), "{said}{errors}");
}

/// Without the profile of a normal day, the one that is made anew has the same question.
#[test]
fn a_profile_that_is_made_anew_takes_no_launch_either() {
    let Some((folder, normal)) = launched() else { return };
    std::fs::remove_file(folder.path().join("profiles/normal.yaml")).unwrap();
    let (code, _, errors) = run(&folder, &["init", "--from", "infra"]);
    assert_eq!(code, Some(1), "{errors}");
    assert!(
        errors.contains("`count.min` of `web` is 6 here, as `launch` said in an earlier commit"),
        "{errors}"
    );
    assert!(!folder.path().join("profiles/normal.yaml").exists());
    git(folder.path(), &["checkout", "--quiet", "profiles/normal.yaml"]);
    assert_eq!(read(&folder, "profiles/normal.yaml"), normal);
}

/// Where another profile cannot be read, nobody knows what it says.
#[test]
fn what_cannot_be_read_may_be_in_the_files() {
    let Some((folder, normal)) = launched() else { return };
    write(
        &folder,
        "profiles/launch.yaml",
        "profile: launch\nextends: normal\ncomponents:\n  web: {count: x}\n",
    );
    let (code, _, errors) = run(&folder, &["init", "--from", "infra"]);
    assert_eq!(code, Some(1), "{errors}");
    assert!(
        errors.contains("`launch` cannot be read, so whether the files hold sizes of a launch is not known"),
        "{errors}"
    );
    assert_eq!(read(&folder, "profiles/normal.yaml"), normal);
}
