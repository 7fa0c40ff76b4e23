//! `scaleprof lookback` in repositories that a test makes.
#![allow(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

use crate::common::skip;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// A repository whose commits have days.
struct Repository {
    folder: TempDir,
    day: u32,
}

impl Repository {
    /// Nothing where there is no git: then the test is skipped.
    fn new() -> Option<Self> {
        if Command::new("git").arg("--version").output().is_err() {
            return skip::skip("there is no git on PATH");
        }
        let own = Self { folder: tempfile::tempdir().unwrap(), day: 0 };
        own.git(&["init", "--quiet", "--initial-branch=main"]);
        Some(own)
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn git(&self, arguments: &[&str]) -> String {
        let at = format!("{} +0000", 1_704_067_200 + u64::from(self.day) * 86_400);
        let out = Command::new("git")
            .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
            .args(arguments)
            .current_dir(self.path())
            .envs([("GIT_AUTHOR_DATE", &at), ("GIT_COMMITTER_DATE", &at)])
            .output()
            .unwrap();
        assert!(out.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Replaces a text in a file.
    fn edit(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path().join(name)).unwrap();
        assert!(text.contains(from), "{from} in {text}");
        self.write(name, &text.replace(from, to));
    }

    /// Commits everything on a day of 2024, from 0.
    fn commit(&mut self, day: u32, message: &str) {
        self.day = day;
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    fn lookback(&self, more: &[&str]) -> String {
        let out = Command::new(env!("CARGO_BIN_EXE_scaleprof"))
            .args(["lookback", ".", "--now", "2024-12-31T00:00:00Z"])
            .args(more)
            .current_dir(self.path())
            .output()
            .unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    }

    /// The raises that are found, each in a line.
    fn rows(&self) -> Vec<String> {
        let report: Value = serde_json::from_str(&self.lookback(&["--format", "json"])).unwrap();
        let mut rows: Vec<String> = report["raises"].as_array().unwrap().iter().map(row).collect();
        rows.sort();
        rows
    }
}

fn row(own: &Value) -> String {
    let text = |name: &str| own[name].as_str().unwrap_or("-").to_owned();
    format!(
        "{}:{} {} {} -> {}, {}, {} {}, {} days{}",
        text("file"),
        own["line"],
        text("key"),
        text("from"),
        text("to"),
        text("says"),
        text("became"),
        text("lowered_to"),
        own["days"],
        if own["late"] == true { ", late" } else { "" }
    )
}

fn group(name: &str) -> String {
    format!("resource \"aws_autoscaling_group\" \"{name}\" {{\n  min_size = 2\n  max_size = 4\n}}\n")
}

#[test]
fn twelve_raises_are_told_one_by_one() {
    let Some(mut own) = Repository::new() else { return };
    for name in [
        "back", "late", "partly", "never", "deleted", "block", "renamed", "moved", "growth", "twice",
        "merged", "squashed",
    ] {
        own.write(&format!("{name}.tf"), &group(name));
    }
    own.write("prod.tfvars", "web_max_size = 4 # of the web\n");
    own.commit(0, "First");

    own.edit("back.tf", "= 4", "= 40");
    own.commit(10, "Temporarily raise back");
    own.edit("back.tf", "= 40", "= 4");
    own.commit(12, "Lower it");

    own.edit("late.tf", "= 4", "= 40");
    own.commit(13, "Raise late, for now");
    own.edit("late.tf", "= 40", "= 3");
    own.commit(73, "Lower late");

    own.edit("partly.tf", "= 4", "= 40");
    own.commit(74, "Raise (temporary)");
    own.edit("partly.tf", "= 40", "= 10");
    own.commit(80, "Lower a little");

    own.edit("never.tf", "= 4", "= 40 # temporary, until the sale is over");
    own.commit(81, "Raise");

    own.edit("deleted.tf", "= 4", "= 40");
    own.edit("block.tf", "= 4", "= 40");
    own.commit(82, "Temp bump");
    fs::remove_file(own.path().join("deleted.tf")).unwrap();
    own.write("block.tf", "# nothing\n");
    own.commit(90, "Delete both");

    own.edit("renamed.tf", "= 4", "= 40");
    own.edit("moved.tf", "= 4", "= 40");
    own.commit(91, "Scale up\n\nTo be reverted.");
    fs::rename(own.path().join("renamed.tf"), own.path().join("other.tf")).unwrap();
    own.edit("other.tf", "\"renamed\"", "\"named_otherwise\"");
    let moved = fs::read_to_string(own.path().join("moved.tf")).unwrap();
    fs::remove_file(own.path().join("moved.tf")).unwrap();
    own.write("infra/all.tf", &format!("# all\n{moved}{}", group("more")));
    own.commit(92, "Tidy up");
    own.edit("other.tf", "= 40", "= 4");
    own.edit("infra/all.tf", "= 40", "= 4");
    own.commit(93, "Lower both");

    own.edit("growth.tf", "= 4", "= 8");
    own.commit(100, "More users");

    own.edit("twice.tf", "= 4", "= 8");
    own.commit(101, "Raise once");
    own.edit("twice.tf", "= 8", "= 40");
    own.commit(102, "Raise again, temporarily");
    own.edit("twice.tf", "= 40", "= 4");
    own.commit(103, "Lower all");

    own.git(&["checkout", "--quiet", "-b", "up"]);
    own.edit("merged.tf", "= 4", "= 40");
    own.commit(104, "Raise for the weekend");
    own.git(&["checkout", "--quiet", "main"]);
    own.day = 105;
    own.git(&["merge", "--quiet", "--no-ff", "-m", "Merge pull request #1", "up"]);
    own.day = 107;
    own.git(&["revert", "--no-edit", "-m", "1", "HEAD"]);

    own.edit("squashed.tf", "= 4", "= 40");
    own.commit(110, "Launch (#7)\n\n* Raise temporarily\n* Mend a typo");
    own.edit("squashed.tf", "= 40", "= 4");
    own.commit(111, "After the launch (#8)");

    own.edit("prod.tfvars", "= 4", "= 40");
    own.commit(112, "Raise prod, short-term");

    let of = |name: &str| format!("aws_autoscaling_group.{name}.max_size");
    assert_eq!(
        own.rows(),
        [
            format!("back.tf:3 {} 4 -> 40, temporarily, back 4, 2 days", of("back")),
            format!("block.tf:3 {} 4 -> 40, temp bump, deleted -, 8 days", of("block")),
            format!("deleted.tf:3 {} 4 -> 40, temp bump, file-deleted -, 8 days", of("deleted")),
            format!("late.tf:3 {} 4 -> 40, for now, back 3, 60 days, late", of("late")),
            format!("merged.tf:3 {} 4 -> 40, for the weekend, back 4, 2 days", of("merged")),
            format!("moved.tf:3 {} 4 -> 40, to be reverted, back 4, 2 days", of("moved")),
            format!("never.tf:3 {} 4 -> 40, temporary, up -, 284 days, late", of("never")),
            format!("partly.tf:3 {} 4 -> 40, temporary, partly-back 10, 291 days, late", of("partly")),
            "prod.tfvars:1 web_max_size 4 -> 40, short term, up -, 253 days, late".to_owned(),
            format!("renamed.tf:3 {} 4 -> 40, to be reverted, back 4, 2 days", of("renamed")),
            format!("squashed.tf:3 {} 4 -> 40, temporarily, back 4, 1 days", of("squashed")),
            format!("twice.tf:3 {} 4 -> 8, -, back 4, 2 days", of("twice")),
            format!("twice.tf:3 {} 8 -> 40, temporarily, back 4, 1 days", of("twice")),
        ]
    );
    let text = own.lookback(&[]);
    assert!(
        text.starts_with("13 raises call themselves temporary or were lowered again, in 22 commits"),
        "{text}"
    );
    assert!(text.contains("1 other raise stayed"), "{text}");
    let markdown = own.lookback(&["--format", "markdown"]);
    assert!(markdown.contains("### Still up (2)"), "{markdown}");
}

#[test]
fn branches_of_a_conditional_are_followed_and_a_constant_that_becomes_one_is_computed() {
    let Some(mut own) = Repository::new() else { return };
    let of = |min: &str, max: &str| {
        format!("resource \"aws_autoscaling_group\" \"web\" {{\n  min_size = {min}\n  max_size = {max}\n}}\n")
    };
    own.write("main.tf", &of("2", "local.prod ? 4 : 1"));
    own.commit(0, "First");
    own.write("main.tf", &of("3", "local.prod ? 8 : 1"));
    own.commit(10, "Temporarily more");
    own.write("main.tf", &of("local.prod ? 9 : 1", "local.prod ? 9 : local.test ? 2 : 1"));
    own.commit(20, "Other sizes");
    assert_eq!(
        own.rows(),
        [
            "main.tf:2 aws_autoscaling_group.web.min_size 2 -> 3, temporarily, computed -, 10 days",
            "main.tf:3 aws_autoscaling_group.web.max_size[true] 4 -> 8, temporarily, up -, 355 days, late",
        ]
    );
}

/// No name says that these are sizes; what they are used for does.
#[test]
fn what_the_configuration_of_today_makes_a_size_is_one() {
    let Some(mut own) = Repository::new() else { return };
    own.write(
        "main.tf",
        "variable \"web\" {}\nresource \"aws_autoscaling_group\" \"web\" {\n  min_size = var.web.few\n  max_size = \
         var.web.many\n}\n",
    );
    own.write("prod.tfvars", "web = { few = 2, many = 4, port = 80 }\n");
    own.write("test.tfvars", "web = { few = 1, many = 1, port = 80 }\n");
    own.commit(0, "First");
    own.write("prod.tfvars", "web = { few = 2, many = 40, port = 8080 }\n");
    own.write("test.tfvars", "web = { few = 5, many = 1, port = 80 }\n");
    own.commit(360, "Temporarily more");
    assert_eq!(
        own.rows(),
        [
            "prod.tfvars:1 web.many 4 -> 40, temporarily, up -, 5 days",
            "test.tfvars:1 web.few 1 -> 5, temporarily, up -, 5 days",
        ]
    );
}

#[test]
fn a_variable_is_followed_under_its_new_name_and_never_taken_for_another() {
    let Some(mut own) = Repository::new() else { return };
    own.write("variables.tf", "variable \"instance_type\" {\n  default = \"t3.large\"\n}\n");
    own.write("prod.tfvars", "min_size = 2\nmax_size = 4\ndesired = 3\n");
    own.write("test.tfvars", "web_min_size = 1\nweb_max_size = 1\n");
    own.commit(0, "First");
    own.edit("variables.tf", "t3.large", "t3.2xlarge");
    own.edit("prod.tfvars", "min_size = 2", "min_size = 20");
    own.edit("prod.tfvars", "desired = 3", "desired = 20");
    own.edit("test.tfvars", "web_min_size = 1", "web_min_size = 5");
    own.edit("test.tfvars", "web_max_size = 1", "web_max_size = 5");
    own.commit(10, "Temporarily more for the sale");
    own.edit("variables.tf", "instance_type", "web_instance_type");
    // The value of the one that goes is that of another that comes, and two that go could be the one that comes.
    own.write("prod.tfvars", "web_min_size = 20\nmax_size = 4\nlimit = 20\n");
    own.write("test.tfvars", "min_max_size_web = 5\n");
    own.commit(20, "Name them");
    own.edit("variables.tf", "t3.2xlarge", "t3.large");
    own.edit("prod.tfvars", "web_min_size = 20", "web_min_size = 2");
    own.commit(30, "Back to normal");
    let rows = own.rows();
    assert_eq!(
        rows,
        [
            "prod.tfvars:1 min_size 2 -> 20, temporarily, back 2, 20 days",
            "test.tfvars:1 web_min_size 1 -> 5, temporarily, deleted -, 10 days",
            "test.tfvars:2 web_max_size 1 -> 5, temporarily, deleted -, 10 days",
            "variables.tf:2 var.instance_type t3.large -> t3.2xlarge, temporarily, back t3.large, 20 days",
        ]
    );
}

/// However many have one value: a name that each word of another one is in is told from all others.
#[test]
fn hundreds_that_are_renamed_at_once_are_followed() {
    let Some(mut own) = Repository::new() else { return };
    let all = |name: &dyn Fn(usize) -> String, size: usize| -> String {
        let line = |at: usize| format!("{} = {size}\n", name(at));
        (0..300).map(line).collect()
    };
    let [before, after] = [|at| format!("w{at}_max_size"), |at| format!("prod_w{at}_max_size")];
    let groups = |name: &str, size: usize| -> String {
        let group = |at: usize| {
            format!(
                "resource \"aws_autoscaling_group\" \"{name}{at}\" {{\n  min_size = {at}\n  max_size = {size}\n}}\n"
            )
        };
        (0..300).map(group).collect()
    };
    own.write("prod.tfvars", &all(&before, 4));
    own.write("main.tf", &groups("old", 400));
    own.commit(0, "First");
    own.write("prod.tfvars", &all(&before, 40));
    own.write("main.tf", &groups("old", 4000));
    own.commit(10, "Temporarily more");
    own.write("prod.tfvars", &all(&after, 40));
    own.write("main.tf", &groups("new", 4000));
    own.commit(20, "Name them");
    own.write("prod.tfvars", &all(&after, 4));
    own.write("main.tf", &groups("new", 400));
    own.commit(30, "Back to normal");
    let rows = own.rows();
    assert_eq!(rows.len(), 600);
    let lost: Vec<&String> = rows.iter().filter(|row| !row.contains(", temporarily, back 4")).collect();
    assert!(lost.is_empty(), "{lost:#?}");
}

/// Of two groups with the same sizes one goes, and one comes: nobody knows which of the two it was.
#[test]
fn what_could_be_the_new_name_of_two_is_that_of_neither() {
    let Some(mut own) = Repository::new() else { return };
    own.write("web.tf", &group("web"));
    own.write("api.tf", &group("api"));
    own.commit(0, "First");
    own.edit("web.tf", "= 4", "= 40");
    own.edit("api.tf", "= 4", "= 40");
    own.commit(10, "Temporarily more");
    fs::remove_file(own.path().join("web.tf")).unwrap();
    own.edit("api.tf", "\"api\"", "\"front\"");
    own.commit(20, "One is enough");
    let rows = own.rows();
    assert_eq!(
        rows,
        [
            "api.tf:3 aws_autoscaling_group.api.max_size 4 -> 40, temporarily, deleted -, 10 days",
            "web.tf:3 aws_autoscaling_group.web.max_size 4 -> 40, temporarily, file-deleted -, 10 days",
        ]
    );
}

/// What the configuration reads by itself is followed, and no other file of that sort.
#[test]
fn files_of_data_are_followed_where_the_configuration_reads_them() {
    let Some(mut own) = Repository::new() else { return };
    own.write(
        "infra/main.tf",
        "locals {\n  web  = yamldecode(file(\"${path.module}/web.yaml\"))\n  jobs = jsondecode(file(\"jobs.json\"))\n}\n\
         resource \"aws_autoscaling_group\" \"web\" {\n  min_size = local.web.group.few\n  max_size = \
         local.web.group.many\n}\n\
         resource \"aws_autoscaling_group\" \"jobs\" {\n  min_size = 1\n  max_size = local.jobs.most\n}\n",
    );
    own.write("infra/web.yaml", "# sizes\ngroup:\n  few: 2\n  many: 4\n  port: 80\n");
    own.write("infra/jobs.json", "{\n  \"most\": 3\n}\n");
    own.write("infra/chart.yaml", "replicas: 2\n");
    own.commit(0, "First");
    own.write("infra/web.yaml", "# sizes\ngroup:\n  few: 20\n  many: 4\n  port: 8080\n");
    own.edit("infra/jobs.json", "3", "30");
    own.edit("infra/chart.yaml", "2", "20");
    own.commit(10, "Temporarily more");
    own.edit("infra/jobs.json", "30", "3");
    own.commit(12, "As before");
    assert_eq!(
        own.rows(),
        [
            "infra/jobs.json:2 most 3 -> 30, temporarily, back 3, 2 days",
            "infra/web.yaml:3 group.few 2 -> 20, temporarily, up -, 355 days, late",
        ]
    );
}

/// What the configuration of today does not read any more was a size as long as it did.
#[test]
fn files_of_data_are_followed_where_the_configuration_read_them_once() {
    let Some(mut own) = Repository::new() else { return };
    let main = |local: &str| {
        format!(
            "locals {{\n  web = {local}\n}}\nresource \"aws_autoscaling_group\" \"web\" {{\n  max_size = local.web.max_size\n}}\n"
        )
    };
    own.write("infra/main.tf", &main("yamldecode(file(\"${path.module}/sizes/web.yaml\"))"));
    own.write("infra/sizes/web.yaml", "max_size: 4\n");
    own.write("chart/values.yaml", "max_size: 4\n");
    own.commit(0, "First");
    own.write("infra/sizes/web.yaml", "max_size: 40\n");
    own.write("chart/values.yaml", "max_size: 40\n");
    own.commit(10, "Temporarily more");
    own.write("infra/sizes/web.yaml", "max_size: 4\n");
    own.commit(12, "As before");
    fs::remove_file(own.path().join("infra/sizes/web.yaml")).unwrap();
    own.write("infra/main.tf", &main("{ max_size = 4 }"));
    own.commit(20, "Write it where it belongs");
    assert_eq!(own.rows(), ["infra/sizes/web.yaml:1 max_size 4 -> 40, temporarily, back 4, 2 days"]);
}

#[test]
fn what_is_still_up_has_its_cost_at_list_price() {
    let Some(mut own) = Repository::new() else { return };
    let main = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n\nvariable \"class\" {}\n\n\
                resource \"aws_db_instance\" \"shop\" {\n  engine = \"postgres\"\n  engine_version = \"16\"\n  \
                instance_class = var.class\n  allocated_storage = 100\n  storage_type = \"gp3\"\n}\n";
    own.write("main.tf", main);
    own.write("prod.tfvars", "class = \"db.m6g.large\"\n");
    own.commit(0, "First");
    own.write("prod.tfvars", "class = \"db.m6g.2xlarge\" # temporary\n");
    own.commit(365 - 10, "Raise");
    let report: Value = serde_json::from_str(&own.lookback(&["--format", "json"])).unwrap();
    let raise = &report["raises"][0];
    assert_eq!(raise["became"], "up", "{raise}");
    let decimal =
        |value: &Value| value["expected"].as_str().unwrap().parse::<rust_decimal::Decimal>().unwrap();
    let (hour, cost) = (decimal(&raise["hour_today"]), decimal(&raise["cost"]));
    assert!(hour > rust_decimal::Decimal::ZERO);
    assert_eq!(cost, hour * rust_decimal::Decimal::from(24 * 10), "{raise}");
    // Without a region nobody knows a price.
    own.edit("main.tf", "region = \"eu-west-1\"", "");
    let report: Value = serde_json::from_str(&own.lookback(&["--format", "json"])).unwrap();
    assert_eq!(report["raises"][0]["cost"], Value::Null);
}

/// What was lowered in part and is gone since is a raise that was lowered.
#[test]
fn what_was_lowered_in_part_is_told_whatever_became_of_it() {
    let Some(mut own) = Repository::new() else { return };
    let group = |name: &str, max: u32| group(name).replace("max_size = 4", &format!("max_size = {max}"));
    own.write("a.tf", &group("deleted", 8));
    own.write("b.tf", &(group("computed", 8) + "variable \"max\" {}\n"));
    own.write("c.tf", &group("again", 8));
    own.commit(0, "First");
    for (day, max, message) in [(10, 70, "Scale"), (12, 15, "Lower"), (14, 30, "Grow"), (16, 15, "Shrink")] {
        own.write("c.tf", &group("again", max));
        if day <= 12 {
            own.write("a.tf", &group("deleted", max));
            own.write("b.tf", &(group("computed", max) + "variable \"max\" {}\n"));
        }
        own.commit(day, message);
    }
    own.edit("b.tf", "max_size = 15", "max_size = var.max");
    fs::remove_file(own.path().join("a.tf")).unwrap();
    own.commit(20, "Tidy");
    own.write("c.tf", &group("again", 40));
    own.commit(30, "Grow again");
    assert_eq!(
        own.rows(),
        [
            "a.tf:3 aws_autoscaling_group.deleted.max_size 8 -> 70, -, file-deleted 15, 10 days",
            "b.tf:3 aws_autoscaling_group.computed.max_size 8 -> 70, -, computed 15, 10 days",
            "c.tf:3 aws_autoscaling_group.again.max_size 15 -> 30, -, back 15, 2 days",
            "c.tf:3 aws_autoscaling_group.again.max_size 8 -> 70, -, partly-back 15, 355 days",
        ]
    );
    let text = own.lookback(&[]);
    assert!(
        text.contains("lowered to 15 on 2024-01-13") && text.contains(", raised again later, up"),
        "{text}"
    );
    assert!(
        text.contains("lowered to 15 on 2024-01-13") && text.contains(", its file was deleted"),
        "{text}"
    );
}

/// What a size has grown by since is not the cost of the raise.
#[test]
fn later_growth_is_not_billed_to_a_raise() {
    let Some(mut own) = Repository::new() else { return };
    let main = |class: &str| {
        format!(
            "provider \"aws\" {{\n  region = \"eu-west-1\"\n}}\n\nresource \"aws_db_instance\" \"shop\" {{\n  \
             engine = \"postgres\"\n  engine_version = \"16\"\n  instance_class = \"db.{class}\"\n  \
             allocated_storage = 100\n  storage_type = \"gp3\"\n}}\n"
        )
    };
    let hours = |own: &Repository| {
        let report: Value = serde_json::from_str(&own.lookback(&["--format", "json"])).unwrap();
        let raise = &report["raises"][0];
        assert_eq!(raise["to"], "db.m6g.xlarge", "{raise}");
        [raise["hour"].clone(), raise["hour_today"].clone()]
    };
    own.write("main.tf", &main("m6g.large"));
    own.commit(0, "First");
    own.write("main.tf", &main("m6g.xlarge"));
    own.commit(10, "Temporarily twice the class");
    let [raised, left] = hours(&own);
    assert!(raised != Value::Null && raised == left);
    own.write("main.tf", &main("m6g.4xlarge"));
    own.commit(20, "Grow");
    assert_eq!(hours(&own), [raised, left]);
}

/// What is paid for by its use has no price an hour, and that is not nothing.
#[test]
fn what_no_meter_hangs_on_has_no_cost_that_is_known() {
    let Some(mut own) = Repository::new() else { return };
    own.write(
        "main.tf",
        "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n\nresource \"aws_lambda_function\" \"resize\" {\n  \
         function_name = \"resize\"\n  memory_size = 512\n}\n",
    );
    own.commit(0, "First");
    own.edit("main.tf", "512", "2048");
    own.commit(300, "Temporarily more memory");
    let report: Value = serde_json::from_str(&own.lookback(&["--format", "json"])).unwrap();
    let raise = &report["raises"][0];
    assert_eq!((&raise["became"], &raise["cost"]), (&Value::from("up"), &Value::Null), "{raise}");
    let text = own.lookback(&[]);
    assert!(text.contains("is not known") && !text.contains("$0"), "{text}");
}

/// A merge brings several commits, and what one of them says is said of its own changes.
#[test]
fn a_merged_commit_speaks_of_what_it_changes_itself() {
    let Some(mut own) = Repository::new() else { return };
    for name in ["web", "api"] {
        own.write(&format!("{name}.tf"), &group(name));
    }
    own.commit(0, "First");
    own.git(&["checkout", "--quiet", "-b", "more"]);
    own.edit("web.tf", "min_size = 2", "min_size = 3");
    own.commit(10, "More machines for more users");
    own.edit("web.tf", "max_size = 4", "max_size = 40");
    own.edit("api.tf", "}", "  force_delete = true\n}");
    own.commit(11, "Up to 40, and see what comes. This will be reverted");
    own.edit("api.tf", "max_size = 4", "max_size = 40");
    own.commit(12, "As much for the api");
    own.git(&["checkout", "--quiet", "main"]);
    own.day = 20;
    own.git(&["merge", "--quiet", "--no-ff", "-m", "Merge pull request #1", "more"]);
    assert_eq!(
        own.rows(),
        ["web.tf:3 aws_autoscaling_group.web.max_size 4 -> 40, will be reverted, up -, 345 days, late"]
    );
    assert!(own.lookback(&[]).contains("2 other raises stayed"));
}

#[test]
fn what_steers_or_is_broken_is_shown_harmlessly() {
    let Some(mut own) = Repository::new() else { return };
    own.write("a|b.tf", &group("web"));
    own.write("secret.tfvars", "token = \"hunter2.large\"\nmin_size = 1\n");
    own.commit(0, "First");
    own.edit("a|b.tf", "= 4", "= 40");
    own.edit("secret.tfvars", "hunter2", "hunter3");
    own.edit("secret.tfvars", "= 1", "= 9");
    own.commit(1, "Temporarily \u{1b}[31m<img src=x> | ` raise");
    own.write("a|b.tf", "resource \"a\" {\n");
    own.commit(2, "Break");
    own.write("a|b.tf", &group("web"));
    own.commit(3, "Mend");
    let all =
        [own.lookback(&[]), own.lookback(&["--format", "markdown"]), own.lookback(&["--format", "json"])];
    for text in &all {
        assert!(!text.contains('\u{1b}') && !text.contains("hunter"), "{text}");
    }
    assert!(!all[1].contains("<img") && all[1].contains("a\\|b.tf"), "{}", all[1]);
    assert!(all[0].contains("back to 4 on 2024-01-04"), "{}", all[0]);
    assert!(all[0].contains("1 version of a file could not be read"), "{}", all[0]);
}

#[test]
fn a_folder_without_history_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let run = || {
        Command::new(env!("CARGO_BIN_EXE_scaleprof"))
            .arg("lookback")
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    let out = run();
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("no git repository"), "{out:?}");
    if Command::new("git").arg("init").arg("-q").current_dir(folder.path()).output().is_ok() {
        assert_eq!(
            String::from_utf8_lossy(&run().stdout).lines().next(),
            Some("the repository has no commits")
        );
    }
}
