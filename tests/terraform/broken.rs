//! Launch profiles that hurt on the day: `check` says so before, where Terraform says nothing.
//!
//! Each file in `broken/` is a launch profile over `broken/normal.yaml`. Its head says what would happen, which
//! codes `check` answers with, and what time it is, if that matters. What would become of it by hand, or with
//! a tool that checks less, is handed to the real `terraform plan`, which validates it first: it accepts it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use scaleprof::artifact::layout;
use scaleprof::cloud::list_prices;
use scaleprof::diagnostic::{Finding, Findings};
use scaleprof::project::{Input, Project};
use scaleprof::template::Templates;

use crate::common::{
    self,
    fixture::{Fixture, fixture, fixtures},
};
use crate::parallel;
use crate::root::Root;

const NORMAL: &str = "normal";

/// The codes that `check` answers with.
fn codes(broken: &Fixture) -> BTreeSet<&str> {
    broken.said("Refused").expect("the head says `# Refused: <codes>`").split(' ').collect()
}

/// A launch profile, checked beside the normal one.
fn checked(broken: &Fixture) -> Project {
    let now = broken.said("Now").map(|now| now.parse().expect("a time"));
    compile(&[("launch", broken), (NORMAL, &normal())], now)
}

fn compile(profiles: &[(&str, &Fixture)], now: Option<jiff::Timestamp>) -> Project {
    let input = |(name, profile): &(&str, &Fixture)| Input {
        path: format!("profiles/{name}.yaml"),
        bytes: profile.text.as_bytes().to_vec(),
    };
    Project::compile(profiles.iter().map(input).collect(), now)
}

fn normal() -> Fixture {
    fixture(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terraform/broken/normal.yaml"))
}

fn all() -> Vec<Fixture> {
    fixtures("tests/terraform/broken").into_iter().filter(|profile| profile.name != NORMAL).collect()
}

#[test]
fn nothing_is_wrong_with_the_normal_profile() {
    let project = compile(&[(NORMAL, &normal())], None);
    assert_eq!(common::findings(&project), "");
}

#[test]
fn check_refuses_every_one_in_its_own_file_and_says_what_to_do() {
    let all = all();
    assert!(all.len() >= 50);
    let mut wrong = Vec::new();
    for broken in &all {
        let day = broken.said("On the day").unwrap_or_default();
        assert!(day.ends_with(['.', '?']) && day.len() > 30, "{}: say what would happen", broken.name);
        let project = checked(broken);
        let findings: Vec<&Finding> = project.findings.values().flat_map(Findings::iter).collect();
        let found: BTreeSet<&str> = findings.iter().map(|finding| finding.code.name()).collect();
        let sound = |finding: &&Finding| {
            let places = finding.labels.iter().map(|label| label.place).chain([finding.place]);
            let mut paths = places.map(|place| &project.sources.get(place.source).path);
            paths.any(|path| path.ends_with("launch.yaml")) && finding.help.is_some()
        };
        let sound = findings.iter().all(sound);
        if found != codes(broken) || !sound {
            wrong.push(format!(
                "{} expects {:?}:\n{}",
                broken.name,
                codes(broken),
                common::findings(&project)
            ));
        }
        common::assert_places(&project);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Some of them at once, each as a module of one root. Of all of them in one root Terraform would take twice as long: its
/// time grows faster than the number of resources.
#[test]
fn terraform_accepts_what_becomes_of_them() {
    let named = |broken: Fixture| {
        let project = checked(&broken);
        (broken.name, project)
    };
    // One that is no profile at all becomes nothing.
    let is_profile = |(_, project): &(String, Project)| project.plans.contains_key("launch");
    let modules: Vec<_> = all().into_iter().map(named).filter(is_profile).collect();
    assert!(modules.len() >= 40, "{}", modules.len());
    parallel::of_each(modules.chunks(MODULES), accepted);
}

/// How many modules a root has.
const MODULES: usize = 12;

/// Terraform validates and plans a root with these as modules.
fn accepted(modules: &[(String, Project)]) {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let mut root = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n".to_owned();
    for (name, project) in modules {
        write_module(project, &folder.path().join(name));
        write!(root, "\nmodule \"{name}\" {{\n  source = \"./{name}\"\n}}\n").unwrap();
    }
    fs::write(folder.path().join("main.tf"), root).unwrap();
    let Some(root) = Root::init(folder.path(), None) else {
        return;
    };
    let plan = root.plan(&[]);
    let changes = plan["resource_changes"].as_array().expect("a plan lists its changes");
    assert!(changes.len() > 20 * modules.len(), "{} for {}", changes.len(), modules.len());
}

/// The stack as it would be written if nobody looked, less its own provider and state.
fn write_module(project: &Project, folder: &Path) {
    let templates = Templates::new(&BTreeMap::new()).expect("the embedded templates parse");
    let artifacts =
        project.build(&project.plans["launch"], None, &list_prices(), &templates).expect("they render");
    fs::create_dir_all(folder).expect("the folder can be made");
    // The gate asks the account, and there is none.
    let left_out = [layout::TERRAFORM, layout::QUOTAS];
    let stack = |path: &str| !path.contains('/') && !left_out.contains(&path);
    for artifact in artifacts.iter().filter(|artifact| stack(&artifact.path)) {
        fs::write(folder.join(&artifact.path), &artifact.text).expect("the file can be written");
    }
}
