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
