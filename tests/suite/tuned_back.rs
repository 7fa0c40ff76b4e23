//! Ways from profile to profile over Terraform of the team's own: whichever way was gone, the everyday profile ends at
//! the bytes of before.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use tempfile::TempDir;

use crate::tuned::{commit, git, repository, run, write};

/// Two groups with numbers of their own.
const PLAIN: &[(&str, &str)] = &[(
    "main.tf",
    "resource \"aws_autoscaling_group\" \"a\" {\n  min_size = 2\n  max_size = 6\n}\n\n\
     resource \"aws_autoscaling_group\" \"b\" {\n  min_size = 2\n  max_size = 6\n}\n",
)];

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
        if via == [OWN_FILE, OWN_FILE] {
            continue;
        }
        two.go(&["launch --only a", "commit", "launch --only b", "normal"]);
        two.go(&["launch --only b", "commit", "launch --only a", "commit", "normal --only a", "normal"]);
        two.go(&["launch", "commit", "sale", "normal --only b", "normal"]);
    }
}
