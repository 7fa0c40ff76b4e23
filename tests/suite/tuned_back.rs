//! Ways from profile to profile over Terraform of the team's own: whichever way was gone, the everyday profile ends at
//! the bytes of before.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use tempfile::TempDir;

use crate::tuned::{commit, git, read, repository, run, write};

/// Two groups with numbers of their own.
const PLAIN: &[(&str, &str)] = &[(
    "main.tf",
    "resource \"aws_autoscaling_group\" \"a\" {\n  min_size = 2\n  max_size = 6\n}\n\n\
     resource \"aws_autoscaling_group\" \"b\" {\n  min_size = 2\n  max_size = 6\n}\n",
)];

/// Two groups over one variable.
const SHARED: &[(&str, &str)] = &[(
    "main.tf",
    "variable \"least\" {\n  default = 2\n}\n\nresource \"aws_autoscaling_group\" \"a\" {\n  min_size = var.least\n  \
     max_size = 6\n}\n\nresource \"aws_autoscaling_group\" \"b\" {\n  min_size = var.least\n  max_size = 6\n}\n",
)];

/// Two keys of one file of YAML.
const YAML: &[(&str, &str)] = &[
    (
        "main.tf",
        "locals {\n  w = yamldecode(file(\"w.yaml\"))\n}\n\nresource \"aws_autoscaling_group\" \"w\" {\n  \
     for_each = local.w\n  min_size = each.value.min\n  max_size = each.value.max\n}\n",
    ),
    ("w.yaml", "a: {min: 2, max: 6} # one\nb:\n  min: 2\n  max: 6\n"),
];

/// Two calls of one module, which has the sizes as defaults.
const CALLS: &[(&str, &str)] = &[
    ("main.tf", "module \"a\" {\n  source = \"./m\"\n}\n\nmodule \"b\" {\n  source = \"./m\"\n}\n"),
    (
        "m/main.tf",
        "variable \"min\" { default = 2 }\nvariable \"max\" { default = 6 }\n\
         resource \"aws_autoscaling_group\" \"this\" {\n  min_size = var.min\n  max_size = var.max\n}\n",
    ),
];

/// Two components, `a` and `b`, of 2 to 6 on a normal day.
struct Repository {
    files: &'static [(&'static str, &'static str)],
    /// The address of a component, with `{}` for its name.
    address: &'static str,
    /// What stands beside the address.
    via: [&'static str; 2],
    /// The sizes of `a` and `b` in `launch`.
    launch: [(u32, u32); 2],
}

impl Repository {
    fn make(&self) -> Option<TempDir> {
        let folder = repository()?;
        for (path, text) in self.files {
            write(&folder, path, text);
        }
        let own = |name: &str, via: &str| {
            let address = self.address.replace("{}", name);
            format!(
                "  {name}:\n    kind: fleet\n    terraform: {{address: {address}{via}}}\n    count: {{min: 2, max: 6}}\n"
            )
        };
        let head = "profile: normal\nstack: s\ncloud: {provider: aws, region: eu-west-1}\n\
            terraform:\n  main: {dir: .}\ncomponents:\n";
        write(
            &folder,
            "profiles/normal.yaml",
            &(head.to_owned() + &own("a", self.via[0]) + &own("b", self.via[1])),
        );
        let [(a, most_a), (b, most_b)] = self.launch;
        let sizes = |name: &str, least: u32, most: u32| {
            format!("  {name}: {{count: {{min: {least}, max: {most}}}}}\n")
        };
        let head = |name: &str| format!("profile: {name}\nextends: normal\ncomponents:\n");
        let launch = head("launch") + &sizes("a", a, most_a) + &sizes("b", b, most_b);
        write(&folder, "profiles/launch.yaml", &launch);
        write(&folder, "profiles/sale.yaml", &(head("sale") + &sizes("b", 5, 20)));
        commit(&folder);
        Some(folder)
    }

    /// Goes a way: the words of a build, or `commit`.
    fn go(&self, way: &[&str]) {
        let Some(folder) = self.make() else { return };
        let first = git(folder.path(), &["rev-parse", "HEAD"]);
        for step in way {
            if *step == "commit" {
                commit(&folder);
                continue;
            }
            let words: Vec<&str> = step.split(' ').collect();
            let (code, _, errors) = run(&folder, &[&["build"], words.as_slice()].concat());
            assert_eq!(code, Some(0), "{way:?}, {step}: {errors}");
        }
        git(folder.path(), &["add", "--intent-to-add", "."]);
        let left = git(folder.path(), &["diff", first.trim(), "--", ".", ":!generated"]);
        assert_eq!(left, "", "{way:?}");
    }
}

const OWN_FILE: &str = ", via: override";

/// What builds have written is not taken for somebody's own changes, in whichever order the components were built.
#[test]
fn values_of_several_builds_are_all_put_back() {
    for via in [["", ""], [OWN_FILE, OWN_FILE], [OWN_FILE, ""]] {
        let two =
            Repository { files: PLAIN, address: "aws_autoscaling_group.{}", via, launch: [(9, 40), (8, 30)] };
        two.go(&["launch --only a", "normal"]);
        two.go(&["launch --only a", "commit", "launch --only b", "normal"]);
        two.go(&["launch --only b", "commit", "launch --only a", "commit", "normal --only a", "normal"]);
        two.go(&["launch", "commit", "sale", "normal --only b", "normal"]);
    }
}

/// A default that two calls share is nobody's own because a build has added keys to the other call.
#[test]
fn defaults_that_calls_share_are_put_back() {
    for launch in [[(9, 40), (9, 40)], [(9, 40), (8, 30)]] {
        let calls = Repository {
            files: CALLS,
            address: "module.{}.aws_autoscaling_group.this",
            via: ["", ""],
            launch,
        };
        calls.go(&["launch", "commit", "sale", "commit", "normal"]);
        calls.go(&["launch", "normal --only a", "normal --only b", "normal"]);
        calls.go(&["launch", "commit", "normal --only a", "commit", "normal --only b"]);
        calls.go(&["launch --only a", "launch --only b", "normal --only a", "normal --only b"]);
        calls.go(&["launch --only a", "commit", "sale", "commit", "launch", "commit", "normal"]);
    }
}

/// The same where one of them has a file of its own.
#[test]
fn a_file_of_our_own_keeps_the_way_back() {
    for launch in [[(9, 40), (9, 40)], [(9, 40), (8, 30)]] {
        for via in [[OWN_FILE, ""], ["", OWN_FILE], [OWN_FILE, OWN_FILE]] {
            let address = "module.{}.aws_autoscaling_group.this";
            let calls = Repository { files: CALLS, address, via, launch };
            calls.go(&["launch", "commit", "normal"]);
            calls.go(&["launch", "commit", "sale", "commit", "normal"]);
            calls.go(&[
                "launch --only a",
                "commit",
                "launch --only b",
                "commit",
                "normal --only a",
                "normal",
            ]);
        }
    }
    // Without a place for a key of its own, the other one is refused; and nothing is written.
    for least in [8, 9] {
        let address = "aws_autoscaling_group.{}";
        let shared =
            Repository { files: SHARED, address, via: [OWN_FILE, ""], launch: [(9, 40), (least, 30)] };
        let Some(folder) = shared.make() else { return };
        let (code, _, errors) = run(&folder, &["build", "launch"]);
        assert_eq!(code, Some(1), "{errors}");
        assert!(errors.contains("error[tf-shared]: `aws_autoscaling_group.b.min_size`"), "{errors}");
        assert_eq!(git(folder.path(), &["status", "--porcelain"]), "");
    }
}

/// The lines of a build say what was there before it, though it is made of the files of a normal day.
#[test]
fn what_changes_twice_is_said_once() {
    let launch = [(9, 40), (9, 40)];
    let calls =
        Repository { files: CALLS, address: "module.{}.aws_autoscaling_group.this", via: ["", ""], launch };
    let Some(folder) = calls.make() else { return };
    run(&folder, &["build", "launch"]);
    let (_, said, errors) = run(&folder, &["build", "sale"]);
    for line in ["m/main.tf:1 9 -> 2\nm/main.tf:2 40 -> 6\n", "max: absent -> 20\n", "min: absent -> 5\n"] {
        assert!(said.contains(line), "{line}: {said}{errors}");
    }
    let yaml = Repository {
        files: YAML,
        address: "'aws_autoscaling_group.w[\"{}\"]'",
        via: ["", ""],
        launch: [(9, 40), (8, 30)],
    };
    yaml.go(&["launch --only a", "commit", "sale", "launch --only a", "commit", "normal"]);
}

/// A profile that is edited while its values stand in the files: they are those of its committed text, and nobody's own.
#[test]
fn a_profile_may_be_edited_while_it_is_live() {
    for then in ["launch", "normal"] {
        let two = Repository {
            files: PLAIN,
            address: "aws_autoscaling_group.{}",
            via: ["", ""],
            launch: [(9, 40), (8, 30)],
        };
        let Some(folder) = two.make() else { return };
        let first = git(folder.path(), &["rev-parse", "HEAD"]);
        run(&folder, &["build", "launch"]);
        commit(&folder);
        let launch = read(&folder, "profiles/launch.yaml");
        write(&folder, "profiles/launch.yaml", &launch.replace("40", "50"));
        commit(&folder);
        let (code, said, errors) = run(&folder, &["build", then]);
        assert_eq!(code, Some(0), "{errors}");
        let line = if then == "launch" { "main.tf:3 40 -> 50\n" } else { "main.tf:3 40 -> 6\n" };
        assert!(said.contains(line), "{said}");
        let (code, _, errors) = run(&folder, &["build", "normal"]);
        assert_eq!(code, Some(0), "{errors}");
        assert_eq!(git(folder.path(), &["diff", first.trim(), "--", "main.tf"]), "");
        // What no profile ever said is somebody's own.
        let main = read(&folder, "main.tf");
        write(&folder, "main.tf", &main.replacen('6', "7", 1));
        let (code, _, errors) = run(&folder, &["build", "launch"]);
        assert!(code == Some(1) && errors.contains("error[tf-drift]"), "{errors}");
    }
}

/// What a relative size came to with the everyday profile of that time, and through a selector, is known too.
#[test]
fn a_relative_size_of_an_earlier_text_is_known() {
    for (then, line) in [("launch", "main.tf:3 60 -> 18\n"), ("normal", "main.tf:3 60 -> 6\n")] {
        let two = Repository {
            files: PLAIN,
            address: "aws_autoscaling_group.{}",
            via: ["", ""],
            launch: [(9, 40), (8, 30)],
        };
        let Some(folder) = two.make() else { return };
        let first = git(folder.path(), &["rev-parse", "HEAD"]);
        let sized = |how: &str| {
            format!("profile: launch\nextends: normal\ncomponents:\n  \"*\": {{count: {{max: {how}}}}}\n")
        };
        write(&folder, "profiles/launch.yaml", &sized("x10"));
        commit(&folder);
        run(&folder, &["build", "launch"]);
        commit(&folder);
        write(&folder, "profiles/launch.yaml", &sized("x3"));
        commit(&folder);
        let (_, checked, _) = run(&folder, &["check"]);
        assert!(!checked.contains("tf-drift"), "{checked}");
        let (code, said, errors) = run(&folder, &["build", then]);
        assert!(code == Some(0) && said.contains(line), "{said}{errors}");
        assert_eq!(run(&folder, &["build", "normal"]).0, Some(0));
        assert_eq!(git(folder.path(), &["diff", first.trim(), "--", "main.tf"]), "");
    }
}

/// A call in which one key has the value of its default.
const EXPLICIT: &[(&str, &str)] = &[
    (
        "main.tf",
        "module \"a\" {\n  source = \"./m\"\n  min    = 2\n}\n\nmodule \"b\" {\n  source = \"./m\"\n}\n",
    ),
    CALLS[1],
];

/// A key that was there with the value of its default stays, though the file has another name since.
#[test]
fn a_file_is_known_by_its_earlier_names() {
    let address = "module.{}.aws_autoscaling_group.this";
    let calls = Repository { files: EXPLICIT, address, via: ["", ""], launch: [(9, 40), (2, 6)] };
    let Some(folder) = calls.make() else { return };
    let first = git(folder.path(), &["rev-parse", "HEAD"]);
    run(&folder, &["build", "launch"]);
    commit(&folder);
    git(folder.path(), &["mv", "main.tf", "calls.tf"]);
    commit(&folder);
    let (code, _, errors) = run(&folder, &["build", "normal"]);
    assert_eq!(code, Some(0), "{errors}");
    assert_eq!(
        read(&folder, "calls.tf"),
        git(folder.path(), &["show", &format!("{}:main.tf", first.trim())])
    );
}

/// In a shallow clone the keys that go may have been there: that is said.
#[test]
fn a_shallow_clone_is_said_to_know_no_keys() {
    let address = "module.{}.aws_autoscaling_group.this";
    let calls = Repository { files: EXPLICIT, address, via: ["", ""], launch: [(9, 40), (2, 6)] };
    let Some(folder) = calls.make() else { return };
    run(&folder, &["build", "launch"]);
    commit(&folder);
    let clone = tempfile::tempdir().unwrap();
    let from = format!("file://{}", folder.path().display());
    for (depth, is_said) in [("--depth=1", true), ("--depth=9", false)] {
        let there = clone.path().join(&depth[2..]);
        git(clone.path(), &["clone", "--quiet", depth, &from, there.to_str().unwrap()]);
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_scaleprof"))
            .current_dir(&there)
            .args(["build", "normal"])
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(0), "{errors}");
        assert_eq!(
            errors.contains("this clone is shallow: whether the keys that go from `main.tf`"),
            is_said,
            "{errors}"
        );
    }
}

/// Where another component is in the way of the everyday profile, the way back of what is built is tried alone.
#[test]
fn another_component_takes_no_guarantee_away() {
    let two = Repository {
        files: PLAIN,
        address: "aws_autoscaling_group.{}",
        via: ["", ""],
        launch: [(9, 40), (8, 30)],
    };
    let Some(folder) = two.make() else { return };
    // Somebody has changed what `b` is by hand.
    let main = read(&folder, "main.tf");
    let (own, other) = main.split_once("\n\n").unwrap();
    write(&folder, "main.tf", &format!("{own}\n\n{}", other.replace("min_size = 2", "min_size = 3")));
    commit(&folder);
    // What a build has written is known to be that, too, after the profile was edited.
    for most in ["40", "50"] {
        let launch = read(&folder, "profiles/launch.yaml");
        write(&folder, "profiles/launch.yaml", &launch.replace("40", most));
        git(folder.path(), &["commit", "--quiet", "--allow-empty", "--message=size", "--", "profiles"]);
        let (code, said, errors) = run(&folder, &["build", "launch", "--only", "a"]);
        assert_eq!(code, Some(0), "{errors}");
        assert!(
            said.contains(&format!(" -> {most}\n")) && !errors.contains("is not known"),
            "{said}{errors}"
        );
    }
    let (code, _, errors) = run(&folder, &["build", "normal", "--only", "a"]);
    assert_eq!(code, Some(0), "{errors}");
    assert_eq!(git(folder.path(), &["diff", "--", "main.tf"]), "");
}

/// One number for the floor and the ceiling.
const ONE: &[(&str, &str)] = &[(
    "main.tf",
    "variable \"n\" {\n  default = 9\n}\n\nresource \"aws_autoscaling_group\" \"a\" {\n  min_size = var.n\n  \
     max_size = var.n\n}\n\nresource \"aws_autoscaling_group\" \"b\" {\n  min_size = 2\n  max_size = 6\n}\n",
)];

/// Where the everyday profile cannot be built, nobody knows where the way back ends: that is said.
#[test]
fn a_way_back_that_cannot_be_tried_is_said_to_be_unknown() {
    let one = Repository {
        files: ONE,
        address: "aws_autoscaling_group.{}",
        via: ["", ""],
        launch: [(12, 12), (8, 30)],
    };
    let Some(folder) = one.make() else { return };
    let sale = "profile: sale\nextends: normal\ncomponents:\n  a: {count: {min: 9, max: 9}}\n";
    write(&folder, "profiles/sale.yaml", sale);
    commit(&folder);
    let (code, said, errors) = run(&folder, &["build", "launch"]);
    assert!(code == Some(0) && said.contains("main.tf:2 9 -> 12\n"), "{said}{errors}");
    assert!(
        errors.contains("whether the way back ends at the files of a normal day is not known"),
        "{errors}"
    );
}

/// Two roots over one constant, told apart by what is set outside of the files: the other one is named, and not taken for
/// something that swallows the value.
#[test]
fn roots_that_are_told_apart_by_what_is_set_share_their_constants() {
    let Some(folder) = repository() else { return };
    let main = "variable \"environment\" {}\n\nlocals {\n  least = { prod = 2, test = 2 }\n}\n\n\
        resource \"aws_autoscaling_group\" \"a\" {\n  name     = var.environment\n  min_size = local.least[var.environment]\n  \
        max_size = 6\n}\n";
    write(&folder, "infra/main.tf", main);
    let component = |name: &str, root: &str| {
        format!(
            "  {name}:\n    kind: fleet\n    terraform: {{root: {root}, address: aws_autoscaling_group.a}}\n    \
             count: {{min: 2, max: 6}}\n"
        )
    };
    let normal = "profile: normal\nstack: s\ncloud: {provider: aws, region: eu-west-1}\nterraform:\n  \
        prod: {dir: infra, set: {environment: prod}}\n  test: {dir: infra, set: {environment: test}}\ncomponents:\n";
    write(
        &folder,
        "profiles/normal.yaml",
        &(normal.to_owned() + &component("a", "prod") + &component("a-test", "test")),
    );
    let launch =
        |count: &str| format!("profile: launch\nextends: normal\ncomponents:\n  a: {{count: {count}}}\n");
    write(&folder, "profiles/launch.yaml", &launch("{max: 40}"));
    commit(&folder);
    for arguments in [&["build", "launch"][..], &["build", "launch", "--only", "a"]] {
        let (code, _, errors) = run(&folder, arguments);
        assert_eq!(code, Some(1), "{errors}");
        let shared = "error[tf-shared]: `aws_autoscaling_group.a.max_size` cannot change alone";
        assert!(errors.contains(shared) && !errors.contains("tf-swallowed"), "{errors}");
        assert!(errors.contains("it would change `aws_autoscaling_group.a.max_size` in `infra`"), "{errors}");
    }
    let (_, checked, _) = run(&folder, &["check"]);
    assert!(checked.contains("error[tf-shared]") && !checked.contains("tf-swallowed"), "{checked}");
    let (code, _, errors) = run(&folder, &["build", "launch", "--refactor"]);
    assert!(code == Some(1) && errors.contains("no refactoring is known for it"), "{errors}");
    // What each has an entry of its own for is changed.
    write(&folder, "profiles/launch.yaml", &launch("{min: 5}"));
    let (code, said, errors) = run(&folder, &["build", "launch"]);
    assert!(code == Some(0) && said.contains("infra/main.tf:4 2 -> 5\n"), "{said}{errors}");
}
